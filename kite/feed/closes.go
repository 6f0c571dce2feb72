package feed

import (
	"strings"
	"time"

	"kitewatch/kite"
	"kitewatch/kite/market"
)

// learnt is a previous close and the session for which it is one.
type learnt struct {
	close   kite.Price
	session market.Date
}

// settle decides what a row's change is computed from.
//
// The API's close is the one before the session that trades. Once a market is
// shut that holds for the evening; at some hour of the night the close becomes
// that of the very session whose last price is shown, and says nothing of its
// change. (Nor need it equal that price: the close is an average or an
// auction's.) So the close seen while the session traded is the one that
// counts, for as long as that session's price is shown. That the table says open
// makes no session: on a holiday that it does not know nothing trades.
func (b *book) settle(r *Row, c Clock) {
	now := c.Exchange()
	phase := b.calendar.Status(r.Venue, now).Phase
	if r.defies(c) { // what it says itself counts: it trades, at its own time
		phase = market.Open
		if at := r.stamp(); !at.IsZero() {
			now = at
		}
	}
	today := market.DateOf(now)
	session := b.session(r, phase, now)
	known := b.closes[r.Symbol]
	api := r.Quote.OHLC.Close
	reset := api == 0 || api == r.Quote.LastPrice
	switch {
	case (phase != market.Closed || b.stampedOn(r, today) && b.tradedOn(r, today)) && session == today && api != 0 && !(phase == market.Closed && reset),
		(phase == market.Open || phase == market.Auction) && !reset && !b.idle(r, today): // not yet traded today: the change since the last close
		r.PrevClose, r.Session = api, today
		if session == today && (r.Trades || b.tradedOn(r, today)) {
			b.closes[r.Symbol] = learnt{api, today}
		}
	case known.session == session:
		r.PrevClose, r.Session = known.close, session
	case phase == market.Closed && session == today && !reset:
		r.PrevClose, r.Session = api, session
		b.closes[r.Symbol] = learnt{api, session}
	default:
		r.PrevClose, r.Session = 0, session
	}
	if r.PrevClose == 0 && r.Session != 0 {
		b.wants[r.Symbol] = r.Session
	} else {
		delete(b.wants, r.Symbol)
	}
}

// session is the one in which a row was last traded.
func (b *book) session(r *Row, phase market.Phase, now time.Time) market.Date {
	today := market.DateOf(now)
	trade := r.LastTrade()
	trading := phase == market.Open || phase == market.Auction
	switch {
	case (phase != market.Closed || b.stampedOn(r, today)) && b.tradedOn(r, today):
		return today
	case !trade.IsZero() && !r.IsIndex() && !trade.After(now.Add(futureSlack)):
		return market.DateOf(trade)
	case r.IsIndex() && b.stampedBefore(r, today) && (trading || phase == market.PreOpen):
		return market.DateOf(r.Quote.Timestamp.Time) // the table does not know of a holiday
	case trading && (r.IsIndex() && b.stampedOn(r, today) || b.offClose(r) && !b.idle(r, today)):
		return today
	case phase == market.PreOpen && r.IsIndex() && b.offClose(r):
		return today // it has matched, and nobody saw it move
	}
	last := b.calendar.LastClose(r.Venue, now)
	if last.IsZero() {
		return 0
	}
	return market.DateOf(last)
}

// tradedOn reports that a row is known to have traded on a day. An index's own
// time does not tell: it goes on being stamped when nothing trades. Nor does a
// change before the day's session begins: prices are corrected overnight.
func (b *book) tradedOn(r *Row, day market.Date) bool {
	if !r.IsIndex() && !r.LastTrade().IsZero() && market.DateOf(r.LastTrade()) == day {
		return true
	}
	if r.Changed.IsZero() || market.DateOf(r.Changed) != day {
		return false
	}
	start, trades := b.calendar.Start(r.Venue, r.Changed)
	return !trades || !r.Changed.Before(start)
}

// dates takes note of the day that a row's trade or, an index's, its value is of.
func (b *book) dates(r *Row, c Clock) {
	day := market.Date(0)
	if at := r.LastTrade(); !at.IsZero() {
		day = market.DateOf(at)
	}
	if today := market.DateOf(c.Exchange()); b.tradedOn(r, today) {
		day = today
	}
	holidays := holidaysOf(r.Symbol.Exchange)
	b.days[holidays] = max(b.days[holidays], day)
}

// holidaysOf names the exchange whose holidays another keeps.
func holidaysOf(exchange string) string {
	switch exchange {
	case "MCX", "NCO":
		return "MCX"
	case "CDS", "BCD":
		return "CDS"
	}
	return "NSE"
}

// idle reports that nothing that keeps a row's holidays is of today, as far as
// replies tell a day at all: the row waits for a session as the others do. An
// index that is still of a day before waits whatever others do.
func (b *book) idle(r *Row, today market.Date) bool {
	latest := b.days[holidaysOf(r.Symbol.Exchange)]
	return latest != 0 && latest < today || b.stampedBefore(r, today) && !b.tradedOn(r, today)
}

// offClose reports a price that is not the API's close. After the overnight
// reset the two are one until the next session's first value; only for an index,
// which has no trade time, does the feed have to go by that.
func (b *book) offClose(r *Row) bool {
	api := r.Quote.OHLC.Close
	return api != 0 && api != r.Quote.LastPrice
}

// stampedBefore reports an index whose value is of a day before: the table does
// not know of a holiday.
func (b *book) stampedBefore(r *Row, day market.Date) bool {
	at := r.Quote.Timestamp
	return r.IsIndex() && !at.IsZero() && market.DateOf(at.Time) < day
}

// stampedOn reports an index whose value is of that day.
func (b *book) stampedOn(r *Row, day market.Date) bool {
	at := r.Quote.Timestamp
	return r.IsIndex() && !at.IsZero() && market.DateOf(at.Time) == day
}

// recalled takes the exchange's clock to be by so much another than was believed:
// by the machine's, what an earlier run has received is as much older.
func (b *book) recalled(by time.Duration) []Row {
	var changed []Row
	for _, r := range b.rows {
		if r.Drift == otherRun && !r.Received.IsZero() {
			r.Received = r.Received.Add(-by)
			changed = append(changed, *r)
		}
	}
	return changed
}

// moved takes the exchange's clock to be another than was believed: what was
// concluded from it is concluded anew. It returns the rows that changed.
func (b *book) moved(by time.Duration, c Clock) []Row {
	var changed []Row
	for _, r := range b.rows {
		if r.Answered.IsZero() || r.Received.IsZero() || r.Quote.LastPrice == 0 {
			continue // of an earlier run, when the clock was known
		}
		if !r.Changed.IsZero() && b.seen[r.Symbol] {
			r.Changed = r.Changed.Add(by)
		}
		r.Trades = false // by other hours: the next replies tell
		delete(b.moves, r.Symbol)
		b.settle(r, c)
		changed = append(changed, *r)
	}
	return changed
}

// remember takes a previous close that the day candles have told.
func (b *book) remember(symbol kite.Symbol, l learnt) (*Row, bool) {
	r := b.rows[symbol]
	if b.wants[symbol] != l.session || r == nil || l.close == 0 {
		return nil, false
	}
	delete(b.wants, symbol)
	b.closes[symbol] = l
	r.PrevClose, r.Session = l.close, l.session
	return r, true
}

// opens returns when the next of the symbols' markets opens, in the exchange's
// time, if none of them trades and their prices have come since; else the zero
// time. A fresh trade overrules the table: odd reports that one has, or that it
// is to be looked at again whether one has.
func (b *book) opens(symbols []kite.Symbol, c Clock) (next time.Time, odd bool) {
	now := c.Exchange()
	open := false
	for _, symbol := range symbols {
		r := b.row(symbol)
		s := b.calendar.Status(r.Venue, now)
		if s.Phase != market.Closed || s.Until.IsZero() || r.Answered.IsZero() {
			open = true
			continue
		}
		if m := b.moves[symbol]; r.defies(c) || m.n > 0 && m.at.Equal(c.Wall) || r.State(c, b.calendar) == Live {
			return time.Time{}, true
		}
		if next.IsZero() || s.Until.Before(next) {
			next = s.Until
		}
	}
	if open {
		next = time.Time{}
	}
	return next, false
}

// phases tells what the markets of symbols do, as a text to be compared: the
// previous closes are another's when it changes.
func (b *book) phases(symbols []kite.Symbol, c Clock) string {
	now := c.Exchange()
	var text strings.Builder
	seen := map[market.Venue]bool{}
	for _, symbol := range symbols {
		v := b.row(symbol).Venue
		if seen[v] {
			continue
		}
		seen[v] = true
		text.WriteString(string(v) + b.calendar.Status(v, now).Phase.String())
	}
	return text.String()
}
