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

// On that holiday the API's close is the official one, which is not the last
// price: it is no base of a session that does not take place. Nothing of the
// exchange is of today; a row without trade times does not trade alone.
func TestTheOfficialCloseOnAHolidayTheTableDoesNotKnow(t *testing.T) {
	nifty, ongc := kite.Symbol{Exchange: "NSE", Tradingsymbol: "NIFTY 50"}, kite.Symbol{Exchange: "BSE", Tradingsymbol: "ONGC"}
	quotes := func(trade, stamp time.Time, last, close kite.Price) kite.Snapshot {
		return kite.Snapshot{Mode: kite.ModeQuote, Quotes: map[kite.Symbol]kite.Quote{
			infy:  {InstrumentToken: 408065, LastPrice: last, LastTradeTime: kite.Time{Time: trade}, OHLC: kite.OHLC{Close: close}},
			nifty: {InstrumentToken: 256265, LastPrice: last, Timestamp: kite.Time{Time: stamp}, OHLC: kite.OHLC{Close: close}},
			ongc:  {InstrumentToken: 128028676, LastPrice: last, OHLC: kite.OHLC{Close: close}},
		}}
	}
	for name, known := range map[string]kite.Price{"seen all along": 1480, "knowing nothing": 0} {
		b := newBook(Config{Calendar: market.Default(), Facts: FactsOf})
		if known != 0 {
			at := nov(26, 15, 14)
			b.answer([]kite.Symbol{infy, nifty, ongc}, quotes(at, at, 1499, known), Clock{Wall: at})
			at = at.Add(5 * time.Second)
			b.answer([]kite.Symbol{infy, nifty, ongc}, quotes(at, at, 1500, known), Clock{Wall: at})
		}
		c := Clock{Wall: nov(27, 11, 0)}
		for _, r := range b.answer([]kite.Symbol{ongc, infy, nifty}, quotes(nov(26, 15, 29), nov(26, 15, 35), 1500, 1499.5), c) {
			if r.PrevClose != known || r.Session != market.On(2026, time.November, 26) || !r.Past(c) {
				t.Errorf("%s, %s: close %v of the session of %v, past %v", name, r.Symbol, r.PrevClose, r.Session.Time(), r.Past(c))
			}
		}
	}
}

// An illiquid instrument shows the change since the last close while its market
// is open, as everybody does: others of it trade.
func TestChangeOfWhatHasNotTradedToday(t *testing.T) {
	b := newBook(Config{Calendar: market.Default(), Facts: FactsOf})
	tcs := kite.Symbol{Exchange: "BSE", Tradingsymbol: "TCS"}
	b.answer([]kite.Symbol{tcs}, kite.Snapshot{Mode: kite.ModeQuote, Quotes: map[kite.Symbol]kite.Quote{
		tcs: {LastPrice: 4100, LastTradeTime: kite.Time{Time: nov(26, 10, 59)}}}}, Clock{Wall: nov(26, 10, 59)})
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
		late bool
		want kite.Price
	}{
		{"with the session's own", []kite.Candle{day(19, 1), day(20, 2), day(23, 3)}, true, 2},
		{"without it yet", []kite.Candle{day(19, 1), day(20, 2)}, false, 2},
		{"without it, days later: it was a holiday", []kite.Candle{day(19, 1), day(20, 2)}, true, 1},
		{"in no order, with a bad one", []kite.Candle{day(20, 2), day(19, 1), {Close: 9}, day(20, 0)}, false, 2},
		{"listed that day", []kite.Candle{day(23, 3)}, true, 0},
		{"none", nil, true, 0},
	} {
		if got := closeBefore(tt.days, session, tt.late); got != tt.want {
			t.Errorf("%s: %v, want %v", tt.name, got, tt.want)
		}
	}
}

// An index has no trade times; its own time tells of a holiday that the table
// does not know.
func TestChangeOfAnIndexOnAnUnknownHoliday(t *testing.T) {
	nifty := kite.Symbol{Exchange: "NSE", Tradingsymbol: "NIFTY 50"}
	b := newBook(Config{Calendar: market.Default(), Facts: FactsOf})
	answer := func(at, stamp time.Time, last, close kite.Price) (Row, Clock) {
		q := kite.Quote{InstrumentToken: 256265, LastPrice: last, Timestamp: kite.Time{Time: stamp}, OHLC: kite.OHLC{Close: close}}
		c := Clock{Wall: at}
		return *b.answer([]kite.Symbol{nifty}, kite.Snapshot{Mode: kite.ModeQuote, Quotes: map[kite.Symbol]kite.Quote{nifty: q}}, c)[0], c
	}
	answer(nov(26, 10, 0), nov(26, 10, 0), 26040, 25900)
	answer(nov(26, 10, 0).Add(5*time.Second), nov(26, 10, 0), 26050, 25900)
	if r, _ := answer(nov(26, 18, 0), nov(26, 15, 35), 26050, 25900); r.PrevClose != 25900 {
		t.Fatalf("in the evening: %v", r.PrevClose)
	}
	r, c := answer(nov(27, 11, 0), nov(26, 15, 35), 26050, 26050)
	if r.PrevClose != 25900 || !r.Past(c) {
		t.Errorf("on the unknown holiday: %v, past %v", r.PrevClose, r.Past(c))
	}
	if k := r.Known(c); k.Close != 25900 || k.Session != market.On(2026, time.November, 26) {
		t.Errorf("remembered: %v of %v", k.Close, k.Session.Time())
	}
	// A session on Saturday that the table does not know either.
	answer(nov(28, 11, 0), nov(28, 11, 0), 26100, 26050)
	r, c = answer(nov(28, 11, 0).Add(5*time.Second), nov(28, 11, 0).Add(5*time.Second), 26110, 26050)
	if r.PrevClose != 26050 || r.Past(c) || r.State(c, market.Default()) != NoData && r.Cycle == 0 && r.Session != market.On(2026, time.November, 28) {
		t.Errorf("in a session on Saturday: %v of %v", r.PrevClose, r.Session.Time())
	}
}

// ltp brings no trade time: a price that equals the API's close proves nothing.
func TestChangeWithoutTradeTimes(t *testing.T) {
	b := newBook(Config{Calendar: market.Default(), Facts: FactsOf})
	never := time.Time{}
	answer := func(at time.Time, last, close kite.Price) (kite.Price, bool) {
		reply := kite.Snapshot{Mode: kite.ModeOHLC, Quotes: map[kite.Symbol]kite.Quote{infy: {LastPrice: last, LastTradeTime: kite.Time{Time: never}, OHLC: kite.OHLC{Close: close}}}}
		c := Clock{Wall: at}
		r := b.answer([]kite.Symbol{infy}, reply, c)[0]
		return r.PrevClose, r.Past(c)
	}
	answer(nov(26, 10, 0), 1570, 1541)
	answer(nov(26, 10, 0).Add(5*time.Second), 1574, 1541)
	if got, past := answer(nov(27, 8, 0), 1574.5, 1574.5); got != 1541 || !past {
		t.Errorf("after a correction overnight: %v, past %v", got, past)
	}
	if got, past := answer(nov(27, 9, 1), 1574.5, 1574.5); got != 1541 || !past {
		t.Errorf("in the pre-open after it: %v, past %v", got, past)
	}
	if got, past := answer(nov(27, 11, 0), 1574.5, 1574.5); got != 1541 || !past {
		t.Errorf("on an unknown holiday: %v, past %v", got, past)
	}
}

func TestRememberedValuesDoNotMixIntoToday(t *testing.T) {
	b := newBook(Config{Calendar: market.Default(), Facts: FactsOf, Known: []Known{{
		Row: Row{Symbol: infy, Received: nov(23, 15, 40), Quote: kite.Quote{
			LastPrice: 1500, OHLC: kite.OHLC{Open: 1, High: 2, Low: 1, Close: 1450}, Volume: kite.Count{N: 9, Known: true}}},
		Close: 1450, Session: market.On(2026, time.November, 23)}}})
	if got := b.moved(5*time.Hour, Clock{Wall: nov(27, 10, 0)}); len(got) != 0 {
		t.Errorf("a remembered row was settled anew: %+v", got)
	}
	c := Clock{Wall: nov(27, 10, 0), Offset: 5 * time.Hour}
	if got := b.recalled(c.Offset); len(got) != 1 || !got[0].Heard(c).Equal(nov(23, 15, 40)) {
		t.Errorf("the exchange's clock made it another time of receipt: %+v", got)
	}
	reply := kite.Snapshot{Mode: kite.ModeLTP, Quotes: map[kite.Symbol]kite.Quote{infy: {LastPrice: 1510}}}
	r := b.answer([]kite.Symbol{infy}, reply, Clock{Wall: nov(27, 9, 5)})[0]
	if r.Quote.OHLC != (kite.OHLC{}) || r.Quote.Volume.Known || r.PrevClose == 1450 && !r.Past(Clock{Wall: nov(27, 9, 5)}) {
		t.Errorf("of 23 November in 27 November's row: %+v", r)
	}
}

// A change seen between two replies that are far apart makes no row live.
func TestAChangeAcrossALongSilence(t *testing.T) {
	b := newBook(Config{Calendar: market.Default(), Facts: FactsOf})
	answer := func(at time.Time, last kite.Price) Row {
		reply := kite.Snapshot{Mode: kite.ModeOHLC, Quotes: map[kite.Symbol]kite.Quote{infy: {LastPrice: last, OHLC: kite.OHLC{Close: 1541}}}}
		r := b.answer([]kite.Symbol{infy}, reply, Clock{Wall: at})[0]
		r.Cycle = 5 * time.Second
		return *r
	}
	answer(nov(23, 10, 0), 1570)
	r := answer(nov(23, 10, 9), 1574)
	if got := r.State(Clock{Wall: nov(23, 10, 9)}, market.Default()); got != Quiet {
		t.Errorf("state %v, want quiet", got)
	}
}

// A row that trades in a session the table does not know is stale without
// replies, not closed.
func TestAnOutageInAnUnknownSession(t *testing.T) {
	r := Row{Symbol: infy, Venue: market.NSE, Cycle: 5 * time.Second, Received: nov(28, 10, 0), Answered: nov(28, 10, 0),
		Quote: kite.Quote{LastPrice: 1574, LastTradeTime: kite.Time{Time: nov(28, 10, 0)}}}
	if got := r.State(Clock{Wall: nov(28, 10, 10)}, market.Default()); got != Stale {
		t.Errorf("state %v, want stale", got)
	}
}
