package feed

import (
	"testing"
	"time"

	"kitewatch/kite"
	"kitewatch/kite/market"
)

// reading is a reply for INFY at a time of November 2026, and what its change
// is then computed from.
type reading struct {
	name        string
	day, hour   int
	minute      int
	last, close kite.Price
	traded      time.Time
	want        kite.Price
	session     int // day of November; 0: not known
	past        bool
}

func nov(day, hour, minute int) time.Time {
	return time.Date(2026, 11, day, hour, minute, 0, 0, market.IST)
}

var infy = kite.Symbol{Exchange: "NSE", Tradingsymbol: "INFY"}

func follow(t *testing.T, b *book, readings []reading) {
	t.Helper()
	for _, x := range readings {
		now := nov(x.day, x.hour, x.minute)
		q := kite.Quote{InstrumentToken: 408065, LastPrice: x.last, LastTradeTime: kite.Time{Time: x.traded}, OHLC: kite.OHLC{Close: x.close}}
		reply := kite.Snapshot{Mode: kite.ModeQuote, Quotes: map[kite.Symbol]kite.Quote{infy: q}}
		c := Clock{Wall: now}
		r := b.answer([]kite.Symbol{infy}, reply, c)[0]
		session := market.Date(0)
		if x.session != 0 {
			session = market.On(2026, time.November, x.session)
		}
		if r.PrevClose != x.want || r.Session != session || r.Past(c) != x.past {
			t.Errorf("%s: close %v of session %v (past: %v), want %v of %v (past: %v)",
				x.name, r.PrevClose, r.Session.Time().Format("2 Jan"), r.Past(c), x.want, session.Time().Format("2 Jan"), x.past)
		}
	}
}

// Monday 23 November, Tuesday a holiday, Wednesday the next session.
func TestChangeOverTheNightAndAHoliday(t *testing.T) {
	close := nov(23, 15, 29)
	b := newBook(Config{Calendar: market.Default(), Facts: FactsOf})
	follow(t, &b, []reading{
		{"while it trades", 23, 10, 0, 1570, 1541, nov(23, 10, 0), 1541, 23, false},
		{"in the evening", 23, 18, 0, 1574, 1541, close, 1541, 23, false},
		{"after the reset, the close an average", 23, 23, 30, 1574, 1573.4, close, 1541, 23, false},
		{"after the reset, on the holiday", 24, 11, 0, 1574, 1574, close, 1541, 23, true},
		{"in the pre-open, nothing matched", 25, 9, 1, 1574, 1574, close, 1541, 23, true},
		{"in the pre-open, the close gone", 25, 9, 2, 1574, 0, close, 1541, 23, true},
		{"in the pre-open, matched", 25, 9, 9, 1580, 1574, nov(25, 9, 8), 1574, 25, false},
		{"in the new session", 25, 9, 20, 1581, 1574, nov(25, 9, 20), 1574, 25, false},
		{"unchanged in the new session", 25, 9, 21, 1574, 1574, nov(25, 9, 21), 1574, 25, false},
	})
}

func TestAStoredCloseCountsForItsSessionOnly(t *testing.T) {
	known := func(day int) Config {
		return Config{Calendar: market.Default(), Facts: FactsOf, Known: []Known{{
			Row: Row{Symbol: infy, Quote: kite.Quote{LastPrice: 1574}, Received: nov(day, 15, 40)}, Close: 1541,
			Session: market.On(2026, time.November, day)}}}
	}
	b := newBook(known(23))
	follow(t, &b, []reading{{"of the last session", 24, 11, 0, 1574, 1574, nov(23, 15, 29), 1541, 23, true}})
	b = newBook(known(20))
	follow(t, &b, []reading{{"of the session before", 24, 11, 0, 1574, 1574, nov(23, 15, 29), 0, 23, true}})
	if got := b.wants[infy]; got != market.On(2026, time.November, 23) {
		t.Errorf("candles are wanted for %v", got.Time())
	}
	if _, ok := b.remember(infy, learnt{1530, market.On(2026, time.November, 20)}); ok {
		t.Error("the close of another session was taken")
	}
	r, ok := b.remember(infy, learnt{1541, market.On(2026, time.November, 23)})
	if !ok || r.PrevClose != 1541 || len(b.wants) != 0 {
		t.Errorf("candles: %v %+v", ok, r)
	}
	follow(t, &b, []reading{{"after the candles", 24, 12, 0, 1574, 1574, nov(23, 15, 29), 1541, 23, true}})
}

// A holiday that the table does not know: it says open, the trade times do not.
func TestChangeOnAHolidayTheTableDoesNotKnow(t *testing.T) {
	b := newBook(Config{Calendar: market.Default(), Facts: FactsOf})
	follow(t, &b, []reading{
		{"while it trades", 26, 10, 0, 1570, 1541, nov(26, 10, 0), 1541, 26, false},
		{"on the unknown holiday", 27, 11, 0, 1574, 1574, nov(26, 15, 29), 1541, 26, true},
		{"never 0.00", 27, 11, 5, 1574, 0, nov(26, 15, 29), 1541, 26, true},
	})
}

// An illiquid instrument shows the change since the last close while its market
// is open, as everybody does.
func TestChangeOfWhatHasNotTradedToday(t *testing.T) {
	b := newBook(Config{Calendar: market.Default(), Facts: FactsOf})
	follow(t, &b, []reading{
		{"an older trade, a newer close", 26, 11, 0, 12, 10, nov(23, 11, 0), 10, 26, false},
		{"in the evening", 26, 18, 0, 12, 10, nov(23, 11, 0), 0, 23, true},
	})
}

func TestCloseBefore(t *testing.T) {
	day := func(d int, close kite.Price) kite.Candle {
		return kite.Candle{Time: kite.Time{Time: nov(d, 9, 15)}, Close: close}
	}
	session := market.On(2026, time.November, 23)
	for _, tt := range []struct {
		name string
		days []kite.Candle
		want kite.Price
	}{
		{"with the session's own", []kite.Candle{day(19, 1), day(20, 2), day(23, 3)}, 2},
		{"without it yet", []kite.Candle{day(19, 1), day(20, 2)}, 2},
		{"in no order, with a bad one", []kite.Candle{day(20, 2), day(19, 1), {Close: 9}, day(20, 0)}, 2},
		{"listed that day", []kite.Candle{day(23, 3)}, 0},
		{"none", nil, 0},
	} {
		if got := closeBefore(tt.days, session); got != tt.want {
			t.Errorf("%s: %v, want %v", tt.name, got, tt.want)
		}
	}
}
