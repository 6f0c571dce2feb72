package feed

import (
	"time"

	"kitewatch/kite/market"
)

// tradeAge is how long after its last trade an instrument still counts as
// trading.
const tradeAge = 60 * time.Second

// futureSlack is how far ahead of the clock a stamp may be and still count as
// now: Date headers have whole seconds, and replies race each other.
const futureSlack = 2 * time.Second

// State tells what the row is worth at a moment. Data that is too old is
// stale whatever else holds, but for a price that came after its market shut:
// nothing newer can exist. The table of hours counts for nothing while the clock
// is in doubt, or where the row itself proves it wrong.
func (r Row) State(c Clock, cal *market.Calendar) State {
	if r.Missing || r.Received.IsZero() || r.Quote.LastPrice == 0 {
		return NoData
	}
	hours := cal.Status(r.Venue, c.Exchange())
	if c.Doubt || r.defies(c) {
		hours = market.Status{Phase: market.Open}
	}
	fresh := r.fresh(c)
	switch {
	case hours.Phase == market.Closed && r.tradedAfter(hours.LastClose, c) && fresh:
		return Live
	case hours.Phase == market.Closed && r.Heard(c).After(hours.LastClose) && !r.overruled(hours.LastClose):
		return Closed
	case !fresh:
		return Stale
	case hours.Phase == market.Closed:
		return Closed
	case hours.Phase == market.PreOpen || hours.Phase == market.Auction:
		return Auction
	case recent(r.LastTrade(), c) || recent(r.Changed, c):
		return Live
	}
	return Quiet
}

// Heard is the exchange's time of the last reply that held a price of it.
func (r Row) Heard(c Clock) time.Time { return Clock{Wall: r.Received, Offset: c.Offset}.Exchange() }

// Age is the wall time since the last reply that held the row.
func (r Row) Age(c Clock) time.Duration { return c.Wall.Sub(r.Received) }

// LastTrade is the exchange time of the last trade as far as it is known; an
// index has none, and its value's own time stands for it.
func (r Row) LastTrade() time.Time {
	if r.Quote.LastTradeTime.IsZero() && r.IsIndex() {
		return r.Quote.Timestamp.Time
	}
	return r.Quote.LastTradeTime.Time
}

// Traded is the last trade as it can be told: one that is ahead of the clock is
// none that has been.
func (r Row) Traded(c Clock) time.Time {
	at := r.LastTrade()
	if at.After(c.Exchange().Add(futureSlack)) {
		return time.Time{}
	}
	return at
}

// indexSegment is the low byte of every index's instrument token.
const indexSegment = 9

// IsIndex reports whether the row is an index: a value without trades, book
// or volume. It is told by the instrument token, whose low byte is the
// segment.
func (r Row) IsIndex() bool { return r.Quote.InstrumentToken&0xff == indexSegment }

// fresh reports whether the last reply is younger than two of its planned
// cycles. After a jump of the clock or a sleep of the machine nobody knows how
// old it is.
func (r Row) fresh(c Clock) bool {
	age := r.Age(c)
	return age < 2*r.Cycle && age > -futureSlack && sameRun(c.Drift, r.Drift)
}

// stamp is the latest exchange time that a reply has brought with the row.
func (r Row) stamp() time.Time {
	if at := r.LastTrade(); at.After(r.Quote.Timestamp.Time) {
		return at
	}
	return r.Quote.Timestamp.Time
}

// defies reports that the row proves the table wrong, or the clock by which it
// is read: its price moves, or is of a time that has not come.
func (r Row) defies(c Clock) bool {
	return r.Trades || r.stamp().After(c.Exchange().Add(futureSlack))
}

// tradedAfter reports a trade within the last minute although the calendar
// says closed: a special session, or hours that have changed. An index has none:
// its values go on being stamped after the close.
func (r Row) tradedAfter(close time.Time, c Clock) bool {
	trade := r.LastTrade()
	return !r.IsIndex() && recent(trade, c) && trade.After(close)
}

// overruled reports that the row has traded in a session that the calendar does
// not know of: nobody knows when that ends, and only a fresh reply tells.
func (r Row) overruled(close time.Time) bool {
	return !r.IsIndex() && r.LastTrade().After(close.Add(settling))
}

func recent(t time.Time, c Clock) bool {
	if t.IsZero() {
		return false
	}
	age := c.Exchange().Sub(t)
	return age <= tradeAge && age > -futureSlack
}
