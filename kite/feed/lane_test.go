package feed

import (
	"testing"
	"time"

	"kitewatch/kite"
	"kitewatch/kite/market"
)

// A close that the candles have brought, and that a session believed by mistake
// has taken the place of, is asked for again.
func TestALostCloseIsAskedForAgain(t *testing.T) {
	f := New(Config{Client: &kite.Client{AccessToken: "x"}})
	f.skew.mute = unheard // by the machine's clock
	f.plan.watch([]kite.Symbol{infy}, nil, t0)
	answer := func(at, trade time.Time, last, close kite.Price) {
		q := kite.Quote{InstrumentToken: 408065, LastPrice: last, LastTradeTime: kite.Time{Time: trade}, OHLC: kite.OHLC{Close: close}}
		f.book.answer([]kite.Symbol{infy}, kite.Snapshot{Mode: kite.ModeQuote, Quotes: map[kite.Symbol]kite.Quote{infy: q}}, Clock{Wall: at})
	}
	candles := func(days ...kite.Candle) {
		t.Helper()
		r, _, ok := f.missing(t0)
		if !ok {
			t.Fatal("no candles are asked for")
		}
		f.takeCandles(recalled{symbol: r.Symbol, session: r.Session, client: f.client, start: t0, end: t0, candles: days})
	}
	friday := kite.Candle{Time: kite.Time{Time: nov(20, 9, 15)}, Close: 1541}
	evening, close := nov(24, 7, 0), nov(23, 15, 29)
	for range 3 {
		answer(evening, close, 1574, 1574)
		candles(friday)
		if r := f.book.row(infy); r.PrevClose != 1541 || r.Session != market.On(2026, time.November, 23) {
			t.Errorf("close %v of the session of %v", r.PrevClose, r.Session.Time())
		}
		answer(evening.AddDate(0, 0, 1), nov(25, 6, 59), 1575, 1574) // a day that was none
	}
	// Candles that have none are not asked for twice.
	answer(evening, close, 1574, 1574)
	candles()
	if r, _, ok := f.missing(t0); ok {
		t.Errorf("asked for again: %v", r.Symbol)
	}
}

// What the candles of a close are refused for is the session's end, as with a
// quote: the loop stops, and after the login they are asked for again.
func TestARefusedSessionStopsTheLoopAndTheLane(t *testing.T) {
	f := New(Config{Client: &kite.Client{AccessToken: "x"}})
	f.skew.mute = unheard // by the machine's clock
	f.plan.watch([]kite.Symbol{infy}, nil, t0)
	var had wish
	f.obey(&had, t0)
	q := kite.Quote{InstrumentToken: 408065, LastPrice: 1574, LastTradeTime: kite.Time{Time: nov(23, 15, 29)}, OHLC: kite.OHLC{Close: 1574}}
	f.book.answer([]kite.Symbol{infy}, kite.Snapshot{Mode: kite.ModeQuote, Quotes: map[kite.Symbol]kite.Quote{infy: q}}, Clock{Wall: nov(24, 7, 0)})
	refused := recalled{symbol: infy, session: market.On(2026, time.November, 23), client: f.client, start: t0, end: t0, err: expired}
	if _, _, ok := f.missing(t0); !ok {
		t.Fatal("no candles are asked for")
	}
	f.takeCandles(refused)
	f.obey(&had, t0)
	if _, _, ok := f.missing(t0); ok || f.plan.stopped != LoginNeeded || f.plan.reason != kite.Brief(expired) {
		t.Errorf("stopped %v for %q, candles wanted: %v", f.plan.stopped, f.plan.reason, ok)
	}
	f.Use(&kite.Client{AccessToken: "y"})
	f.takeCandles(refused) // that is under way in the session before
	f.obey(&had, t0)
	if _, _, ok := f.missing(t0); !ok || f.plan.stopped != Starting {
		t.Errorf("after the login stopped %v, candles wanted: %v", f.plan.stopped, ok)
	}
}
