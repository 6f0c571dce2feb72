package store

import (
	"testing"
	"time"

	"kitewatch/kite"
	"kitewatch/kite/feed"
	"kitewatch/kite/market"
	"kitewatch/tui/alert"
)

// pollOf is what a book says to a price at a moment.
func pollOf(book *alert.Book, level alert.Level, at time.Time, price kite.Price) []alert.Fired {
	return book.Take([]feed.Row{{
		Symbol: level.Symbol, Quote: kite.Quote{LastPrice: price, LastTradeTime: kite.Time{Time: at}},
		PrevClose: 1600, Session: market.DateOf(at), Venue: market.NSEAuction, Received: at, Answered: at, Cycle: 5 * time.Second, Decimals: 2,
	}}, feed.Clock{Wall: at}, market.Default())
}

// TestTwoTerminals polls in turns, and tells each crossing once and no crossing
// never.
func TestTwoTerminals(t *testing.T) {
	const a, b = 0, 1
	type poll struct {
		who     int
		seconds int
		price   kite.Price
		tells   bool
	}
	for _, c := range []struct {
		name  string
		polls []poll
		kind  alert.Kind // of a level at 1,600, or at 2% on a close of 1,600
	}{
		{name: "each crossing once, whoever is first", polls: []poll{
			{a, 0, 1590, false}, {b, 3, 1591, false}, {a, 5, 1601, true}, {b, 8, 1602, false},
			{a, 10, 1590, false}, {b, 13, 1590, false}, {b, 18, 1601, true}, {a, 20, 1601, false},
		}},
		{name: "a flap that one alone has seen is no crossing", polls: []poll{
			{a, 0, 1590, false}, {b, 1, 1590, false}, {a, 5, 1600, true}, {b, 6, 1599.5, false}, {b, 11, 1600.2, false},
		}},
		{name: "what one has slept through does not silence the next", polls: []poll{
			{a, 0, 1590, false}, {b, 1, 1590, false}, {a, 5, 1601, true}, {a, 60, 1590, false}, // a quits
			{b, 3600, 1590, false}, {b, 3605, 1601, true},
		}},
		{name: "who has slept through a crossing that lasts does not tell it again", polls: []poll{
			{a, 0, 1590, false}, {b, 1, 1590, false}, {a, 5, 1601, true}, {b, 3600, 1620, false},
		}},
		{name: "a crossing that one was too slow for", polls: []poll{
			{a, 0, 1590, false}, {b, 1, 1590, false}, {a, 5, 1601, true}, {b, 31, 1590, false},
		}},
		{name: "a swing of the day's change, on each side once", kind: alert.ChangePct, polls: []poll{
			{a, 0, 1610, false}, {b, 1, 1610, false}, {a, 5, 1635, true}, {b, 6, 1635, false},
			{a, 10, 1565, true}, {b, 11, 1564, false}, {b, 16, 1635, true}, {a, 15, 1565, false}, {a, 20, 1635, false},
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			dir, level := t.TempDir(), levelOf("INFY", c.kind, map[alert.Kind]float64{alert.Above: 1600, alert.ChangePct: 2}[c.kind])
			var books [2]*alert.Book
			for i := range books {
				books[i] = alert.NewBook()
				books[i].Set([]alert.Level{level})
			}
			for _, p := range c.polls {
				fired := pollOf(books[p.who], level, morning.Add(time.Duration(p.seconds)*time.Second), p.price)
				won, err := ClaimAlerts(dir, alertHost, string(rune('a'+p.who)), fired)
				if err != nil || (len(won) == 1) != p.tells {
					t.Errorf("%c at %ds, %v: fired %d, told %d, want %v; %v", 'a'+p.who, p.seconds, p.price, len(fired), len(won), p.tells, err)
				}
			}
		})
	}
}
