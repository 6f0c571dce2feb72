package feed

import (
	"time"

	"kitewatch/kite"
	"kitewatch/kite/market"
)

// Facts are what the feed is told of an instrument beside its quotes.
type Facts struct {
	Venue    market.Venue // whose hours it keeps
	Decimals int          // of its prices
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
	closes   map[kite.Symbol]kite.Price // the previous close of the session last seen to trade
	calendar *market.Calendar
	facts    func(kite.Symbol) Facts
}

// row returns the row of a symbol, made when it is new.
func (b *book) row(symbol kite.Symbol) *Row {
	r := b.rows[symbol]
	if r == nil {
		facts := b.facts(symbol)
		r = &Row{Symbol: symbol, Venue: facts.Venue, Decimals: facts.Decimals}
		b.rows[symbol] = r
	}
	return r
}

// answer takes a good reply to a call for symbols and returns their rows.
func (b *book) answer(symbols []kite.Symbol, reply kite.Snapshot, c Clock, cycle time.Duration) []Row {
	changed := make([]Row, 0, len(symbols))
	for _, symbol := range symbols {
		r := b.row(symbol)
		q, held := reply.Quotes[symbol]
		r.Answered, r.Cycle, r.Missing = c.Wall, cycle, !held
		if held {
			b.merge(r, q, reply.Mode, c)
		}
		changed = append(changed, *r)
	}
	return changed
}

// merge takes what a quote brings into the row. A last price that is not
// known leaves the row to age.
func (b *book) merge(r *Row, q kite.Quote, mode kite.Mode, c Clock) {
	before := r.Quote
	if q.LastPrice == 0 {
		return
	}
	switch mode {
	case kite.ModeQuote:
		r.Quote = q
	default:
		r.Quote.LastPrice = q.LastPrice
		r.Quote.InstrumentToken = max(q.InstrumentToken, r.Quote.InstrumentToken)
	}
	r.Quote.OHLC = mergeOHLC(before.OHLC, q.OHLC)
	r.Received = c.Wall
	if r.IsIndex() {
		r.Venue = market.VenueFor(market.Facts{Exchange: r.Symbol.Exchange, Segment: "INDICES"})
	}
	if before.LastPrice != 0 && before.LastPrice != q.LastPrice {
		r.Changed = c.Exchange()
	}
	r.PrevClose = b.prevClose(r, c)
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

// prevClose is what the change is computed from. When the market is shut and
// the API's close equals the last price, the overnight reset may have been: the
// close is then that of the very session whose last price is shown, and says
// nothing of its change; the one learnt before it still does. In the pre-open
// such a close tells nothing yet.
func (b *book) prevClose(r *Row, c Clock) kite.Price {
	close := r.Quote.OHLC.Close
	reset := close == r.Quote.LastPrice
	switch phase := b.calendar.Status(r.Venue, c.Exchange()).Phase; {
	case phase == market.PreOpen && reset:
		return 0
	case phase == market.Closed && reset:
		return b.closes[r.Symbol]
	}
	b.closes[r.Symbol] = close
	return close
}
