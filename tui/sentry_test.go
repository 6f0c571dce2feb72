package tui

import (
	"testing"
	"testing/synctest"
	"time"

	"kitewatch/kite"
	"kitewatch/kite/feed"
	"kitewatch/kite/market"
	"kitewatch/tui/alert"
)

// hears lets a Sentry hear rows at this moment of virtual time, at which the
// exchange's clock says at, and returns how many crossings are on their way.
func hears(s *Sentry, at time.Time, settled bool, price kite.Price) int {
	c := feed.ReadClock()
	row := feed.Row{
		Symbol: kite.Symbol{Exchange: "NSE", Tradingsymbol: "INFY"}, Venue: market.NSEAuction, Decimals: 2, Cycle: 5 * time.Second,
		Quote:    kite.Quote{InstrumentToken: 408065, LastPrice: price, LastTradeTime: kite.Time{Time: at}},
		Answered: c.Wall, Received: c.Wall, Drift: c.Drift,
	}
	s.Hear(feed.Event{Rows: []feed.Row{row}, Status: feed.Status{Offset: at.Sub(c.Wall), Doubt: !settled}})
	return len(s.crossings)
}

// A machine's clock that is wrong makes an indicative price look like one that
// trades: nothing fires by it, and the crossing at the open is still there.
func TestNothingFiresBeforeTheClockIsSettled(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, _ := NewSentry(SentryOptions{Calendar: market.Default()})
		s.Set([]alert.Level{{Symbol: kite.Symbol{Exchange: "NSE", Tradingsymbol: "INFY"}, Kind: alert.Above, Value: 1600}})
		day := time.Date(2026, 11, 25, 0, 0, 0, 0, market.IST)
		for _, step := range []struct {
			name    string
			at      time.Duration // of the exchange's day
			settled bool
			price   kite.Price
			want    int // crossings so far
		}{
			{"the day begins below", 10 * time.Hour, true, 1590, 0},
			{"pre-open the day after, taken for noon", 36 * time.Hour, false, 1650, 0},
			{"the clock is settled", 33*time.Hour + 5*time.Minute, true, 1650, 0},
			{"the open", 33*time.Hour + 15*time.Minute, true, 1650, 1},
		} {
			if got := hears(s, day.Add(step.at), step.settled, step.price); got != step.want {
				t.Errorf("%s: %d crossings, want %d", step.name, got, step.want)
			}
		}
	})
}
