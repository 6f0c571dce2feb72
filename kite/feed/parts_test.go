package feed

import (
	"context"
	"fmt"
	"slices"
	"testing"
	"time"

	"kitewatch/kite"
	"kitewatch/kite/market"
)

func TestBudgetSpacesCalls(t *testing.T) {
	var b budget
	if got := b.when(t0); !got.Equal(t0) {
		t.Errorf("the first call waits until %v", got)
	}
	b.take(t0)
	if got := b.when(t0.Add(time.Second)); got.Sub(t0) != minGap {
		t.Errorf("the second call may start after %v, want %v", got.Sub(t0), minGap)
	}
	now := t0.Add(5 * time.Second)
	if got := b.when(now); !got.Equal(now) {
		t.Errorf("a late call waits until %v", got)
	}
	b.take(now)
	if got := b.rate(now); got != 0.2 {
		t.Errorf("rate %v, want 0.2", got)
	}
	if got := b.rate(now.Add(time.Minute)); got != 0 {
		t.Errorf("rate after a quiet minute %v, want 0", got)
	}
}

func TestSkew(t *testing.T) {
	const hour = time.Hour
	tests := []struct {
		name string
		said []time.Duration // by one reply after the other
		want time.Duration
	}{
		{"a clock that is right", []time.Duration{0, time.Second}, 0},
		{"under two seconds counts as nothing", []time.Duration{1400 * time.Millisecond, 1400 * time.Millisecond}, 0},
		{"one reply alone is not believed", []time.Duration{hour}, 0},
		{"two that agree are", []time.Duration{hour, hour + 700*time.Millisecond}, hour + 700*time.Millisecond},
		{"two that differ are not", []time.Duration{hour, 2 * hour}, 0},
		{"a stray reply does not move it", []time.Duration{hour, hour, 0, hour}, hour},
		{"a clock set right again", []time.Duration{hour, hour, 0, 0}, 0},
	}
	for _, tt := range tests {
		var s skew
		for i, d := range tt.said {
			wall := t0.Add(time.Duration(i) * 5 * time.Second)
			s.observe(wall.Add(d-500*time.Millisecond), wall)
		}
		if s.offset != tt.want {
			t.Errorf("%s: offset %v, want %v", tt.name, s.offset, tt.want)
		}
	}
	var s skew
	s.observe(time.Time{}, t0)
	if s.seen || s.doubt() {
		t.Error("a reply without Date counts")
	}
}

func TestWhenTheOffsetIsSettled(t *testing.T) {
	const hour = time.Hour
	for _, tt := range []struct {
		name string
		said []time.Duration
		want []bool
	}{
		{"a clock that is right, at once", []time.Duration{0, time.Second, 0}, []bool{true, true, true}},
		{"a wrong one by the second reply", []time.Duration{hour, hour, hour}, []bool{false, true, true}},
		{"not by one that differs", []time.Duration{hour, 2 * hour, 2 * hour}, []bool{false, false, true}},
		{"a stray reply and the one after", []time.Duration{hour, hour, 0, hour}, []bool{false, true, false, true}},
		{"a clock that jumps", []time.Duration{0, 0, hour, hour}, []bool{true, true, false, true}},
		{"a first reply that was long on its way", []time.Duration{-5 * time.Second, 0, -5 * time.Second}, []bool{false, true, false}},
		{"and one later", []time.Duration{0, 0, -5 * time.Second, 0, -8 * time.Second, 5 * time.Second}, []bool{true, true, true, true, false, false}},
	} {
		var s skew
		for i, d := range tt.said {
			wall := t0.Add(time.Duration(i) * 5 * time.Second)
			s.observe(wall.Add(d-500*time.Millisecond), wall)
			if got := !s.doubt(); got != tt.want[i] {
				t.Errorf("%s: reply %d settles it: %v", tt.name, i+1, got)
			}
		}
	}
	var s skew
	s.observe(t0, t0)
	s.observe(t0, t0)
	if s.jump(hour); !s.doubt() {
		t.Error("a jump of the machine's clock leaves it settled")
	}
}

// What one reply alone claims is forgotten when the next ones tell no time.
func TestAClaimThatNobodyRepeats(t *testing.T) {
	var s skew
	if s.observe(t0.Add(time.Hour), t0); !s.doubt() || s.claimed() == 0 {
		t.Errorf("one reply: doubt %v, claimed %v", s.doubt(), s.claimed())
	}
	s.observe(time.Time{}, t0)
	if s.observe(time.Time{}, t0); s.doubt() || s.claimed() != 0 {
		t.Errorf("two replies later: doubt %v, claimed %v", s.doubt(), s.claimed())
	}
	if s.jump(-time.Hour); s.doubt() || s.claimed() != 0 {
		t.Errorf("after the machine has slept: doubt %v, claimed %v", s.doubt(), s.claimed())
	}
}

// A doubt that proves groundless ends with the rows that came in it: whoever was
// deaf to them hears them.
func TestRowsAreToldAgainWhenADoubtEnds(t *testing.T) {
	infy := kite.Symbol{Exchange: "NSE", Tradingsymbol: "INFY"}
	var told []bool
	f := New(Config{Client: &kite.Client{AccessToken: "t"}, Interval: 5 * time.Second, Beside: func(e Event) {
		if len(e.Rows) > 0 {
			told = append(told, e.Status.Doubt)
		}
	}})
	f.plan.watch([]kite.Symbol{infy}, nil, t0)
	f.book.row(infy).Cycle = 5 * time.Second // as the plan has it: no news
	s, _, _ := f.plan.next()
	reply := kite.Snapshot{Mode: kite.ModeOHLC, Date: t0.Add(18 * time.Hour), Quotes: map[kite.Symbol]kite.Quote{infy: {LastPrice: 1650}}}
	f.take(answer{slot: s, mode: kite.ModeOHLC, client: f.client, start: t0, end: t0, drift: f.clock(t0).Drift, reply: reply})
	f.observe(t0, t0, t0)
	if want := []bool{true, false}; !slices.Equal(told, want) {
		t.Errorf("told in doubt: %v, want %v", told, want)
	}
}

// Rows that came before the exchange's clock was known are told once more by the
// reply that settles it.
func TestRowsAreToldAgainOnTheSettledClock(t *testing.T) {
	infy := kite.Symbol{Exchange: "NSE", Tradingsymbol: "INFY"}
	var told []string
	f := New(Config{Client: &kite.Client{AccessToken: "t"}, Interval: 5 * time.Second, Beside: func(e Event) {
		for _, r := range e.Rows {
			told = append(told, fmt.Sprintf("%v settled %v", r.Quote.LastPrice, !e.Status.Doubt))
		}
	}})
	f.plan.watch([]kite.Symbol{infy}, nil, t0)
	f.book.row(infy).Cycle = 5 * time.Second // as the plan has it: no news
	s, _, _ := f.plan.next()
	reply := kite.Snapshot{Mode: kite.ModeOHLC, Date: t0.Add(18 * time.Hour), Quotes: map[kite.Symbol]kite.Quote{infy: {LastPrice: 1650}}}
	f.take(answer{slot: s, mode: kite.ModeOHLC, client: f.client, start: t0, end: t0, drift: f.clock(t0).Drift, reply: reply})
	f.observe(t0.Add(18*time.Hour), t0, t0)
	if want := []string{"1650 settled false", "1650 settled true"}; !slices.Equal(told, want) {
		t.Errorf("told %q, want %q", told, want)
	}
}

func TestRowStates(t *testing.T) {
	cal := market.Default()
	ist := func(hour, minute, second int) time.Time {
		return time.Date(2026, 11, 23, hour, minute, second, 0, market.IST)
	}
	// A row whose last reply and trade are so long before now.
	row := func(now time.Time, reply, trade time.Duration) Row {
		return Row{
			Symbol: kite.Symbol{Exchange: "NSE", Tradingsymbol: "INFY"}, Venue: market.NSE, Cycle: 5 * time.Second,
			Received: now.Add(-reply), Answered: now.Add(-reply),
			Quote: kite.Quote{InstrumentToken: 408065, LastPrice: 1574, LastTradeTime: kite.Time{Time: now.Add(-trade)}},
		}
	}
	open, shut := ist(10, 14, 0), ist(16, 0, 0)
	sec := time.Second
	index := row(open, sec, 0)
	index.Quote.InstrumentToken, index.Quote.LastTradeTime = 256265, kite.Time{}
	index.Quote.Timestamp = kite.Time{Time: open.Add(-2 * sec)}
	missing, priceless, moved := row(open, sec, sec), row(open, sec, sec), row(open, sec, time.Hour)
	missing.Missing = true
	priceless.Quote.LastPrice = 0
	moved.Changed = open.Add(-30 * sec)

	tests := []struct {
		name string
		now  time.Time
		row  Row
		want State
	}{
		{"fresh and traded", open, row(open, sec, sec), Live},
		{"a trade at the edge of a minute", open, row(open, sec, 60*sec), Live},
		{"an older trade", open, row(open, sec, 61*sec), Quiet},
		{"an older trade, but its price moved", open, moved, Live},
		{"a reply one short of two cycles old", open, row(open, 10*sec-1, sec), Live},
		{"a reply two cycles old", open, row(open, 10*sec, sec), Stale},
		{"a reply from the future", open, row(open, -time.Hour, sec), Stale},
		{"an index by its own time", open, index, Live},
		{"never asked", open, Row{Venue: market.NSE}, NoData},
		{"absent from the reply", open, missing, NoData},
		{"a price of 0", open, priceless, NoData},
		{"pre-open", ist(9, 5, 0), row(ist(9, 5, 0), sec, sec), Auction},
		{"after the close", shut, row(shut, sec, 31*time.Minute), Closed},
		{"after the close, an old reply that came after it", shut, row(shut, 10*time.Minute, 31*time.Minute), Closed},
		{"after the close, a reply from before it", shut, row(shut, 40*time.Minute, 41*time.Minute), Stale},
		{"a trade after the close overrules the table", shut, row(shut, sec, 2*sec), Live},
	}
	for _, tt := range tests {
		if got := tt.row.State(Clock{Wall: tt.now}, cal); got != tt.want {
			t.Errorf("%s: state %v, want %v", tt.name, got, tt.want)
		}
	}
}

func TestStateOnAWrongClock(t *testing.T) {
	// The laptop is three hours slow: replies are dated 10:14, it says 07:14.
	wall := time.Date(2026, 11, 23, 7, 14, 0, 0, market.IST)
	c := Clock{Wall: wall, Offset: 3 * time.Hour}
	r := Row{
		Symbol: kite.Symbol{Exchange: "NSE", Tradingsymbol: "INFY"}, Venue: market.NSE, Cycle: 5 * time.Second, Received: wall,
		Quote: kite.Quote{LastPrice: 1574, LastTradeTime: kite.Time{Time: c.Exchange().Add(-time.Second)}},
	}
	if got := r.State(c, market.Default()); got != Live {
		t.Errorf("state %v, want live", got)
	}
}

func TestChange(t *testing.T) {
	r := Row{Quote: kite.Quote{LastPrice: 1558.40}, PrevClose: 1541.30}
	change, ok := r.Change()
	pct, _ := r.ChangePct()
	if !ok || change < 17.09 || change > 17.11 || pct < 1.10 || pct > 1.12 {
		t.Errorf("change %v (%v%%), %v", change, pct, ok)
	}
	for _, r := range []Row{{}, {PrevClose: 10}, {Quote: kite.Quote{LastPrice: 10}}} {
		if change, ok := r.Change(); ok {
			t.Errorf("%+v has a change of %v", r, change)
		}
		if pct, ok := r.ChangePct(); ok || pct != 0 {
			t.Errorf("%+v has a change of %v%%", r, pct)
		}
	}
}

func TestMergeKeepsWhatAReplyDoesNotBring(t *testing.T) {
	b := newBook(Config{Calendar: market.Default(), Facts: FactsOf})
	infy := kite.Symbol{Exchange: "NSE", Tradingsymbol: "INFY"}
	answer := func(mode kite.Mode, q kite.Quote, at time.Duration) Row {
		reply := kite.Snapshot{Mode: mode, Quotes: map[kite.Symbol]kite.Quote{infy: q}}
		return *b.answer([]kite.Symbol{infy}, reply, Clock{Wall: t0.Add(at)})[0]
	}
	answer(kite.ModeQuote, kite.Quote{
		InstrumentToken: 408065, LastPrice: 1574, Volume: kite.Count{N: 100, Known: true},
		OHLC: kite.OHLC{Open: 1560, High: 1580, Low: 1550, Close: 1541.3},
	}, 0)
	r := answer(kite.ModeLTP, kite.Quote{LastPrice: 1575}, 5*time.Second)
	if r.Quote.Volume.N != 100 || r.Quote.OHLC.High != 1580 || r.PrevClose != 1541.3 || r.Quote.InstrumentToken != 408065 {
		t.Errorf("an ltp reply lost what was known: %+v", r)
	}
	if !r.Changed.Equal(t0.Add(5 * time.Second)) {
		t.Errorf("changed at %v", r.Changed)
	}
	r = answer(kite.ModeOHLC, kite.Quote{LastPrice: 0, OHLC: kite.OHLC{Close: 1}}, 10*time.Second)
	if r.Quote.LastPrice != 1575 || r.PrevClose != 1541.3 || !r.Received.Equal(t0.Add(5*time.Second)) {
		t.Errorf("a reply without a price counts as one: %+v", r)
	}
	r = *b.answer([]kite.Symbol{infy}, kite.Snapshot{}, Clock{Wall: t0.Add(15 * time.Second)})[0]
	if !r.Missing || r.Quote.LastPrice != 1575 {
		t.Errorf("an absent instrument: %+v", r)
	}
}

// A book belongs to the reply that brought it. Whether a full reply has ever come
// is told by itself: the exchange's own stamp may be missing.
func TestWhole(t *testing.T) {
	b := newBook(Config{Calendar: market.Default(), Facts: FactsOf})
	infy := kite.Symbol{Exchange: "NSE", Tradingsymbol: "INFY"}
	for i, tt := range []struct {
		name         string
		mode         kite.Mode
		price, upper kite.Price
		whole, limit bool
		full         time.Duration // seconds after the start; below 0: never
	}{
		{"no full reply yet", kite.ModeOHLC, 99, 0, false, false, -1},
		{"a full one without a stamp", kite.ModeQuote, 99, 100, true, false, 1},
		{"at the limit", kite.ModeQuote, 100, 100, true, true, 2},
		{"a price without a book", kite.ModeOHLC, 100, 0, false, true, 2},
		{"a full one without a price", kite.ModeQuote, 0, 100, false, true, 2},
	} {
		q := kite.Quote{InstrumentToken: 408065, LastPrice: tt.price, UpperCircuitLimit: tt.upper}
		at := t0.Add(time.Duration(i) * time.Second)
		r := *b.answer([]kite.Symbol{infy}, kite.Snapshot{Mode: tt.mode, Quotes: map[kite.Symbol]kite.Quote{infy: q}}, Clock{Wall: at})[0]
		if r.Whole() != tt.whole || r.AtLimit() != tt.limit || r.Full.IsZero() != (tt.full < 0) || tt.full >= 0 && !r.Full.Equal(t0.Add(tt.full*time.Second)) {
			t.Errorf("%s: whole %v, at its limit %v, full at %v", tt.name, r.Whole(), r.AtLimit(), r.Full.Sub(t0))
		}
	}
}

// After the overnight reset the API's close is that of the session whose last
// price is shown; a change of 0.00 would be a lie.
func TestChangeAfterTheReset(t *testing.T) {
	b := newBook(Config{Calendar: market.Default(), Facts: FactsOf})
	infy := kite.Symbol{Exchange: "NSE", Tradingsymbol: "INFY"}
	answer := func(last, close kite.Price, at time.Time) Row {
		reply := kite.Snapshot{Mode: kite.ModeOHLC, Quotes: map[kite.Symbol]kite.Quote{
			infy: {LastPrice: last, OHLC: kite.OHLC{Close: close}}}}
		return *b.answer([]kite.Symbol{infy}, reply, Clock{Wall: at})[0]
	}
	evening := time.Date(2026, 11, 23, 18, 0, 0, 0, market.IST)
	if r := answer(1574, 1574, evening); r.PrevClose != 0 {
		t.Errorf("nothing known but the reset close: %v", r.PrevClose)
	}
	if r := answer(1574, 1541, evening); r.PrevClose != 1541 {
		t.Errorf("before the reset: %v", r.PrevClose)
	}
	if r := answer(1574, 1574, evening.Add(12*time.Hour)); r.PrevClose != 1541 {
		t.Errorf("after the reset: %v, want the one learnt before", r.PrevClose)
	}
	next := time.Date(2026, 11, 25, 10, 0, 0, 0, market.IST)
	if r := answer(1574, 1574, next); r.PrevClose != 1541 {
		t.Errorf("no trade seen in the next session: %v, want the last session's", r.PrevClose)
	}
	answer(1575, 1574, next.Add(5*time.Second))
	if r := answer(1574, 1574, next.Add(10*time.Second)); r.PrevClose != 1574 {
		t.Errorf("unchanged in the next session: %v", r.PrevClose)
	}
}

func TestInboxMergesWhatNobodyTook(t *testing.T) {
	b := inbox{ready: make(chan struct{}, 1)}
	row := func(name string, price kite.Price) Row {
		return Row{Symbol: kite.Symbol{Exchange: "NSE", Tradingsymbol: name}, Quote: kite.Quote{LastPrice: price}}
	}
	for i := range 1000 {
		b.put(Event{Rows: []Row{row("A", kite.Price(i+1)), row("B", 7)}, Status: Status{Calls: i + 1}})
	}
	b.put(Event{Rows: []Row{row("C", 3)}, Status: Status{Calls: 2000}})
	e, err := b.next(context.Background())
	if err != nil || len(e.Rows) != 3 || e.Rows[0].Quote.LastPrice != 1000 || e.Status.Calls != 2000 {
		t.Errorf("got %d rows, %v calls, %v", len(e.Rows), e.Status.Calls, err)
	}
	b.put(Event{Status: Status{Calls: 2000}})
	ctx, cancel := context.WithTimeout(context.Background(), time.Millisecond)
	defer cancel()
	if e, err := b.next(ctx); err == nil {
		t.Errorf("an event that says nothing new was handed on: %+v", e.Status)
	}
}

// A reader that woke for one event and took the next with it must not get an
// empty one for the signal that is left.
func TestInboxHandsOnNothingTwice(t *testing.T) {
	b := inbox{ready: make(chan struct{}, 1)}
	b.put(Event{Status: Status{Calls: 1}})
	<-b.ready // the reader has woken
	b.put(Event{Status: Status{Calls: 2}})
	if e, ok := b.take(); !ok || e.Status.Calls != 2 {
		t.Fatalf("took %+v, %v", e.Status, ok)
	}
	ctx, cancel := context.WithTimeout(context.Background(), time.Millisecond)
	defer cancel()
	if e, err := b.next(ctx); err == nil {
		t.Errorf("an event of nothing: %+v", e)
	}
}

// A reply without the instrument token leaves the one that is known, and where
// none ever brings it the list of instruments tells: an index is known by it.
func TestInstrumentTokenOutlivesAReplyWithoutIt(t *testing.T) {
	nifty := kite.Symbol{Exchange: "NSE", Tradingsymbol: "NIFTY 50"}
	facts := func(s kite.Symbol) Facts { f := FactsOf(s); f.InstrumentToken = 256265; return f }
	for _, tt := range []struct {
		name  string
		facts func(kite.Symbol) Facts
		first uint32
		learn bool
	}{
		{"from an earlier reply", FactsOf, 256265, false}, {"from the list", facts, 0, false}, {"from a list that comes later", FactsOf, 0, true},
	} {
		b := newBook(Config{Calendar: market.Default(), Facts: tt.facts})
		answer := func(token uint32) *Row {
			q := kite.Quote{InstrumentToken: token, LastPrice: 26040}
			return b.answer([]kite.Symbol{nifty}, kite.Snapshot{Mode: kite.ModeQuote, Quotes: map[kite.Symbol]kite.Quote{nifty: q}}, Clock{Wall: t0})[0]
		}
		answer(tt.first)
		if tt.learn {
			if changed := b.learn(facts, Clock{Wall: t0}); len(changed) != 1 {
				t.Errorf("%s: %d rows changed", tt.name, len(changed))
			}
		}
		if r := answer(0); r.Quote.InstrumentToken != 256265 || !r.IsIndex() || r.Venue != market.VenueFor(market.Facts{Exchange: "NSE", Segment: "INDICES"}) {
			t.Errorf("%s: %d, index %v, venue %v", tt.name, r.Quote.InstrumentToken, r.IsIndex(), r.Venue)
		}
	}
}

// TestAnUntradedInstrumentHasItsQuote takes a reply without a last price.
func TestAnUntradedInstrumentHasItsQuote(t *testing.T) {
	b := newBook(Config{Calendar: market.Default(), Facts: FactsOf})
	c := Clock{Wall: nov(23, 10, 0)}
	q := kite.Quote{InstrumentToken: 408065, OHLC: kite.OHLC{Close: 0.05}, UpperCircuitLimit: 5.05}
	q.Depth.Buy[0] = kite.Level{Price: 0.05, Quantity: kite.Count{N: 75, Known: true}}
	ask := func(mode kite.Mode, q kite.Quote) Row {
		return *b.answer([]kite.Symbol{infy}, kite.Snapshot{Mode: mode, Quotes: map[kite.Symbol]kite.Quote{infy: q}}, c)[0]
	}
	r := ask(kite.ModeQuote, q)
	if r.Quote != q || !r.Received.IsZero() || r.PrevClose != 0.05 || r.State(c, market.Default()) != NoData {
		t.Errorf("row %+v", r)
	}
	if r = ask(kite.ModeOHLC, kite.Quote{InstrumentToken: 408065}); r.Quote != q {
		t.Errorf("after a smaller call: %+v", r.Quote)
	}
	if len(b.wants) != 0 {
		t.Errorf("closes are looked for: %v", b.wants)
	}
	q.LastPrice = 0.10
	ask(kite.ModeQuote, q)
	q.LastPrice, q.Depth = 0, kite.Depth{}
	if r = ask(kite.ModeQuote, q); r.Quote.LastPrice != 0.10 || r.Quote.Depth.Buy[0].Price != 0.05 {
		t.Errorf("a price that is gone: %+v", r.Quote)
	}
}
