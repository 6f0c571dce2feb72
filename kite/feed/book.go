package feed

import (
	"cmp"
	"slices"
	"time"

	"kitewatch/kite"
	"kitewatch/kite/market"
)

// Facts are what the feed is told of an instrument beside its quotes.
type Facts struct {
	Venue    market.Venue // whose hours it keeps
	Decimals int          // of its prices

	InstrumentToken uint32 // where replies do not tell it; 0: not known
}

// FactsOf returns what the exchange alone tells: its usual hours, and four
// decimals for currency pairs, two for all else.
func FactsOf(s kite.Symbol) Facts {
	// Which shares have derivatives, and so a closing auction, the exchange does
	// not tell; nearly all that are watched do.
	f := Facts{Venue: market.VenueFor(market.Facts{Exchange: s.Exchange, Derivatives: true}), Decimals: 2}
	if s.Exchange == "CDS" || s.Exchange == "BCD" {
		f.Decimals = 4
	}
	return f
}

// book keeps the rows: what is known of every instrument asked for.
type book struct {
	rows     map[kite.Symbol]*Row
	closes   map[kite.Symbol]learnt
	seen     map[kite.Symbol]bool        // rows whose price this process has seen change
	wants    map[kite.Symbol]market.Date // rows without a previous close, and of which session
	moves    map[kite.Symbol]moves       // while their market is shut
	days     map[string]market.Date      // by holidaysOf: the latest that a row is known to be of
	calendar *market.Calendar
	facts    func(kite.Symbol) Facts
}

func newBook(cfg Config) book {
	b := book{
		rows: map[kite.Symbol]*Row{}, closes: map[kite.Symbol]learnt{}, wants: map[kite.Symbol]market.Date{}, seen: map[kite.Symbol]bool{},
		moves: map[kite.Symbol]moves{}, days: map[string]market.Date{},
		calendar: cfg.Calendar, facts: cfg.Facts,
	}
	for _, k := range cfg.Known {
		b.recall(k)
	}
	return b
}

// otherRun is the Drift of what this process has not received itself: it is
// never near that of a Clock.
const otherRun = -1 << 62

// recall takes what an earlier run knew, as of the exchange's time: until that is
// known the machine's passes for it. The row is fresh under no clock.
func (b *book) recall(k Known) {
	r := b.row(k.Row.Symbol)
	r.Quote, r.Received, r.Changed = k.Row.Quote, k.Row.Received, k.Row.Changed
	r.Drift, r.PrevClose, r.Session = otherRun, k.Close, k.Session
	r.Quote.InstrumentToken = cmp.Or(r.Quote.InstrumentToken, b.facts(r.Symbol).InstrumentToken)
	b.venue(r)
	if k.Close > 0 && k.Session > 0 {
		b.closes[r.Symbol] = learnt{k.Close, k.Session}
	}
}

// row returns the row of a symbol, made when it is new.
func (b *book) row(symbol kite.Symbol) *Row {
	r := b.rows[symbol]
	if r == nil {
		facts := b.facts(symbol)
		r = &Row{Symbol: symbol, Venue: facts.Venue, Decimals: facts.Decimals}
		r.Quote.InstrumentToken = facts.InstrumentToken
		b.venue(r)
		b.rows[symbol] = r
	}
	return r
}

// learn takes new facts, and returns the rows that they change.
func (b *book) learn(facts func(kite.Symbol) Facts, c Clock) []Row {
	b.facts = facts
	var changed []Row
	for symbol, r := range b.rows {
		f, was := facts(symbol), Facts{r.Venue, r.Decimals, r.Quote.InstrumentToken}
		r.Venue, r.Decimals = f.Venue, f.Decimals
		r.Quote.InstrumentToken = cmp.Or(was.InstrumentToken, f.InstrumentToken)
		b.venue(r)
		if (Facts{r.Venue, r.Decimals, r.Quote.InstrumentToken}) == was {
			continue
		}
		if r.Quote.LastPrice != 0 && !r.Answered.IsZero() {
			b.settle(r, c)
		}
		changed = append(changed, *r)
	}
	return changed
}

// answer takes a good reply to a call for symbols and returns their rows.
func (b *book) answer(symbols []kite.Symbol, reply kite.Snapshot, c Clock) []*Row {
	rows := make([]*Row, 0, len(symbols))
	for _, symbol := range symbols {
		r := b.row(symbol)
		q, held := reply.Quotes[symbol]
		r.Answered, r.Missing = c.Wall, !held
		if held {
			b.merge(r, q, reply.Mode, c)
		}
		rows = append(rows, r)
	}
	for _, r := range rows { // each by what all have told of the day
		if r.Received.Equal(c.Wall) {
			b.conclude(r, reply.Mode, c)
		}
	}
	return rows
}

// conclude works out what a row's change is computed from, after a reply of a mode.
func (b *book) conclude(r *Row, mode kite.Mode, c Clock) {
	session := r.Session
	b.settle(r, c)
	if r.Session > session && session != 0 && mode != kite.ModeQuote {
		r.newDay()
	}
}

// merge takes what a quote brings into the row. A last price that is not
// known any more leaves the row to age.
func (b *book) merge(r *Row, q kite.Quote, mode kite.Mode, c Clock) {
	if q.LastPrice == 0 {
		b.untraded(r, q, mode, c)
		return
	}
	before, had := r.Quote, r.Received
	token := cmp.Or(q.InstrumentToken, before.InstrumentToken) // not every reply has it
	if r.Drift == otherRun {
		before, r.Quote = kite.Quote{}, kite.Quote{} // of an earlier run: of another day, perhaps
	}
	switch mode {
	case kite.ModeQuote:
		r.Quote = q
	default:
		r.Quote.LastPrice = q.LastPrice
	}
	r.Quote.InstrumentToken = token
	r.Quote.OHLC = mergeOHLC(before.OHLC, q.OHLC)
	if before.LastPrice != 0 && before.LastPrice != q.LastPrice {
		b.seen[r.Symbol] = true
		r.changed(had, c)
	}
	r.Received, r.Drift = c.Wall, c.Drift
	if mode == kite.ModeQuote {
		r.Full = c.Wall
	}
	b.venue(r)
	b.follow(r, mode, c)
	b.dates(r, c)
}

// untraded takes what there is of an instrument that has no last price yet: its
// book, its limits, the close before. What nobody trades has no change for which
// a close would have to be looked for.
func (b *book) untraded(r *Row, q kite.Quote, mode kite.Mode, c Clock) {
	if r.Quote.LastPrice != 0 {
		return
	}
	before := r.Quote
	if mode == kite.ModeQuote {
		r.Quote = q
	}
	r.Quote.InstrumentToken = max(q.InstrumentToken, before.InstrumentToken)
	r.Quote.OHLC = mergeOHLC(before.OHLC, q.OHLC)
	b.venue(r)
	b.settle(r, c)
	delete(b.wants, r.Symbol)
}

// changed notes when a price has changed that was another at the reply before.
// When that was long ago, the change was at some time since, and the earliest
// is taken: it must make no row live.
func (r *Row) changed(before time.Time, c Clock) {
	r.Changed = c.Exchange()
	if gap := c.Wall.Sub(before); gap > tradeAge || gap < 0 || !sameRun(r.Drift, c.Drift) {
		r.Changed = before.Add(c.Offset).In(market.IST)
	}
}

// newDay forgets what the smaller calls do not bring and the day before has
// left: its volume is not today's.
func (r *Row) newDay() {
	r.Quote = kite.Quote{
		InstrumentToken: r.Quote.InstrumentToken, LastPrice: r.Quote.LastPrice, OHLC: r.Quote.OHLC,
		LastTradeTime: r.Quote.LastTradeTime, Timestamp: r.Quote.Timestamp,
	}
	r.Full = time.Time{}
}

// atLimit reports that one of the symbols' prices stands at a limit.
func (b *book) atLimit(symbols []kite.Symbol) bool {
	return slices.ContainsFunc(symbols, func(s kite.Symbol) bool { return b.row(s).AtLimit() })
}

// venue corrects the hours of a row that turns out to be an index.
func (b *book) venue(r *Row) {
	if r.IsIndex() {
		r.Venue = market.VenueFor(market.Facts{Exchange: r.Symbol.Exchange, Segment: "INDICES"})
	}
}

func mergeOHLC(old, now kite.OHLC) kite.OHLC {
	if now.Open == 0 {
		now.Open = old.Open
	}
	if now.High == 0 {
		now.High = old.High
	}
	if now.Low == 0 {
		now.Low = old.Low
	}
	if now.Close == 0 {
		now.Close = old.Close
	}
	return now
}
