package feed

import (
	"testing"
	"time"

	"kitewatch/kite"
	"kitewatch/kite/market"
)

// What a closed row's price may do without being called live, and what not.
func TestMovesOverruleTheHours(t *testing.T) {
	nifty := kite.Symbol{Exchange: "NSE", Tradingsymbol: "NIFTY 50"}
	night, shut := nov(24, 2, 0), nov(23, 15, 36) // the auction is over at 15:35
	const s, m = time.Second, time.Minute
	type reply struct {
		after time.Duration
		price kite.Price
		stamp time.Duration // after the first; -1: none
	}
	for _, tt := range []struct {
		name   string
		symbol kite.Symbol
		start  time.Time
		stamp  time.Time // the first
		mode   kite.Mode
		said   []reply
		want   State
	}{
		{"nothing", infy, night, nov(23, 15, 29), kite.ModeQuote, []reply{{0, 1500, 0}, {m, 1500, 0}}, Closed},
		{"the official close", infy, night, nov(23, 15, 29), kite.ModeQuote, []reply{{0, 1500, 0}, {m, 1499.5, 0}, {2 * m, 1499.5, 0}}, Closed},
		{"corrected twice", infy, night, nov(23, 15, 29), kite.ModeQuote, []reply{{0, 1500, 0}, {m, 1499.5, 0}, {2 * m, 1499, 0}}, Closed},
		{"corrected with a time", infy, night, nov(23, 15, 29), kite.ModeQuote, []reply{{0, 1500, 0}, {m, 1499.5, s}, {2 * m, 1499.5, s}}, Closed},
		{"two corrections in a night", infy, night, nov(23, 15, 29), kite.ModeQuote, []reply{{0, 1500, 0}, {m, 1499.5, s}, {40 * m, 1499, 2 * s}}, Closed},
		{"trades, of another time than the clock's", infy, night, nov(23, 10, 14), kite.ModeQuote,
			[]reply{{0, 1500, 0}, {m, 1501, m}, {m + 5*s, 1500, m + 5*s}}, Live},
		{"the same, seen only at rest", infy, night, nov(23, 10, 14), kite.ModeQuote, []reply{{0, 1500, 0}, {m, 1501, m}, {2*m + s, 1500, 2 * m}}, Quiet},
		{"trades that end", infy, night, nov(23, 10, 14), kite.ModeQuote,
			[]reply{{0, 1500, 0}, {5 * s, 1501, 5 * s}, {10 * s, 1500, 10 * s}, {3 * m, 1500, 10 * s}}, Closed},
		{"a price that moves without times", infy, night, time.Time{}, kite.ModeLTP, []reply{{0, 1500, -1}, {s, 1501, -1}, {2 * s, 1502, -1}, {3 * s, 1503, -1}}, Live},
		{"a moment of standing still, without times", infy, night, time.Time{}, kite.ModeLTP,
			[]reply{{0, 1500, -1}, {s, 1501, -1}, {2 * s, 1502, -1}, {3 * s, 1503, -1}, {4 * s, 1503, -1}, {5 * s, 1504, -1}, {6 * s, 1504, -1}}, Live},
		{"and its end", infy, night, time.Time{}, kite.ModeLTP,
			[]reply{{0, 1500, -1}, {s, 1501, -1}, {2 * s, 1502, -1}, {3 * s, 1503, -1}, {3 * m, 1503, -1}}, Closed},
		{"a price that moves while its time stands still", infy, night, nov(23, 10, 14), kite.ModeQuote,
			[]reply{{0, 1500, 0}, {m, 1501, 0}, {m + 5*s, 1500, 0}, {m + 10*s, 1502, 0}}, Live},
		{"corrections without times", infy, night, time.Time{}, kite.ModeLTP, []reply{{0, 1500, -1}, {s, 1501, -1}, {2 * s, 1501, -1}, {3 * s, 1502, -1}, {4 * s, 1503, -1}}, Closed},
		{"the last trades are heard of late", infy, shut, nov(23, 15, 34), kite.ModeQuote, []reply{{0, 1500, 0}, {s, 1501, s}, {2 * s, 1502, 2 * s}}, Closed},
		{"an index works out its close", nifty, shut, shut, kite.ModeQuote, []reply{{0, 24500, 0}, {5 * s, 24501, 5 * s}, {10 * s, 24502, 10 * s}}, Closed},
		{"an index is stamped on", nifty, night, night, kite.ModeQuote, []reply{{0, 24500, 0}, {m, 24500, m}, {2 * m, 24500, 2 * m}}, Closed},
		{"an index is corrected, and stamped on", nifty, night, night, kite.ModeQuote, []reply{{0, 24500, 0}, {5 * s, 24501, 5 * s}, {10 * s, 24501, 10 * s}}, Closed},
		{"an index moves", nifty, night, night, kite.ModeQuote, []reply{{0, 24500, 0}, {5 * s, 24501, 5 * s}, {10 * s, 24502, 10 * s}}, Live},
	} {
		b := newBook(Config{Calendar: market.Default(), Facts: FactsOf})
		var r *Row
		var c Clock
		for _, x := range tt.said {
			q := kite.Quote{InstrumentToken: 408065, LastPrice: x.price, OHLC: kite.OHLC{Close: 1490}}
			if at := (kite.Time{Time: tt.stamp.Add(x.stamp)}); x.stamp >= 0 && tt.symbol == infy {
				q.LastTradeTime = at
			} else if x.stamp >= 0 {
				q.InstrumentToken, q.Timestamp = 256265, at
			}
			c = Clock{Wall: tt.start.Add(x.after)}
			r = b.answer([]kite.Symbol{tt.symbol}, kite.Snapshot{Mode: tt.mode, Quotes: map[kite.Symbol]kite.Quote{tt.symbol: q}}, c)[0]
			r.Cycle = 5 * time.Second
		}
		if got := r.State(c, b.calendar); got != tt.want {
			t.Errorf("%s: state %v, want %v", tt.name, got, tt.want)
		}
	}
}
