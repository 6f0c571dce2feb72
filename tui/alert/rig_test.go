package alert

import (
	"strings"
	"testing"
	"time"

	"kitewatch/kite"
	"kitewatch/kite/feed"
	"kitewatch/kite/market"
)

var infy = kite.Symbol{Exchange: "NSE", Tradingsymbol: "INFY"}

// at is an exchange time of the week of Monday, 23 November 2026; the Tuesday
// is a holiday of the stock exchanges.
func at(t testing.TB, text string) time.Time {
	t.Helper()
	got, err := time.ParseInLocation("Mon 2 15:04:05", text, market.IST)
	if err != nil {
		t.Fatal(err)
	}
	return got.AddDate(2026, 10, 0)
}

func clockAt(now time.Time) feed.Clock { return feed.Clock{Wall: now} }

// rowAt is a row received at a moment, its last trade then too, on a previous
// close of 1,500.
func rowAt(now time.Time, price kite.Price) feed.Row {
	return feed.Row{
		Symbol: infy, Decimals: 2, Venue: market.NSEAuction, Cycle: 5 * time.Second,
		Quote:     kite.Quote{InstrumentToken: 408065, LastPrice: price, LastTradeTime: kite.Time{Time: now}, OHLC: kite.OHLC{Close: 1500}},
		PrevClose: 1500, Session: market.DateOf(now), Answered: now, Received: now,
	}
}

// step is one poll: what the row says, and what fires.
type step struct {
	at    string
	price kite.Price
	want  string // the kinds that fire
	odd   func(*feed.Row)
}

// The ways in which a row is not simply live.
func quiet(r *feed.Row) {
	r.Quote.LastTradeTime = kite.Time{Time: r.Quote.LastTradeTime.Add(-20 * time.Minute)}
}
func stale(r *feed.Row)   { r.Received = r.Received.Add(-time.Minute) }
func missing(r *feed.Row) { r.Missing = true }
func yesterdays(r *feed.Row) {
	r.Session -= 3
	quiet(r)
}

// run lets a book see the steps one after another.
func run(t *testing.T, b *Book, steps []step) {
	t.Helper()
	for _, s := range steps {
		now := at(t, s.at)
		r := rowAt(now, s.price)
		if s.odd != nil {
			s.odd(&r)
		}
		var kinds []string
		for _, f := range b.Take([]feed.Row{r}, clockAt(now), market.Default()) {
			kinds = append(kinds, f.Level.Kind.String())
		}
		if got := strings.Join(kinds, " "); got != s.want {
			t.Errorf("%s at %v: fired %q, want %q", s.at, s.price, got, s.want)
		}
	}
}

func bookOf(levels ...Level) *Book {
	b := NewBook()
	b.Set(levels)
	return b
}

func above(v float64) Level  { return Level{infy, Above, v} }
func below(v float64) Level  { return Level{infy, Below, v} }
func change(v float64) Level { return Level{infy, ChangePct, v} }
