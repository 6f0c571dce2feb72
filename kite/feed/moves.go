package feed

import (
	"time"

	"kitewatch/kite"
	"kitewatch/kite/market"
)

// A price that moves overrules the hours: a special session, hours that have
// changed, or a server that tells another time than that of its prices. One
// change proves nothing, for closed prices are corrected too: at the overnight
// reset, when the official close takes the last trade's place. It takes two, the
// second within moveSpan and with a later trade time (an index: its value's time).
// Where no later time comes it takes three, each within moveSpan of the one before;
// and where replies bring no time at all, at three replies in a row: corrections do
// not come like that. What is found to trade does so until nothing has changed for
// moveSpan.
const (
	stampedMoves = 2
	bareMoves    = 3
	moveSpan     = 2*restPace + restPace/4 // what rests is asked once a minute, and two such changes count
)

// moves is what a row's price has done since its market was first seen shut.
type moves struct {
	n     int       // changes that look like trades
	at    time.Time // wall time of the last
	later bool      // the last came with a later trade time
	price kite.Price
	stamp time.Time // of that price; zero: no reply has brought one
}

// trades reports that so many are no corrections.
func (m moves) trades() bool {
	return m.n >= bareMoves || m.n >= stampedMoves && m.later
}

// after is m after a reply at the wall time now; stamped: of the kind that
// brings trade times.
func (m moves) after(r *Row, stamped bool, now time.Time) moves {
	stamp := r.LastTrade()
	if !stamped && !stamp.IsZero() && m.price != 0 {
		return m // the next trade time tells whether it was a trade
	}
	next := moves{n: m.n, at: m.at, later: m.later, price: r.Quote.LastPrice, stamp: stamp}
	changed := m.price != 0 && next.price != m.price
	switch {
	case changed:
		if now.Sub(m.at) > moveSpan {
			next.n = 0
		}
		next.n, next.at, next.later = next.n+1, now, stamp.After(m.stamp)
	case stamp.IsZero() && m.n < bareMoves, now.Sub(m.at) > moveSpan:
		next.n = 0
	}
	return next
}

// follow takes what a reply tells of a row's trading against the table.
func (b *book) follow(r *Row, mode kite.Mode, c Clock) {
	now := c.Exchange()
	hours := b.calendar.Status(r.Venue, now)
	stamp := r.LastTrade()
	if stamp.IsZero() {
		stamp = now
	}
	m := moves{}
	if hours.Phase == market.Closed && !settles(stamp, hours.LastClose) {
		m = b.moves[r.Symbol].after(r, mode == kite.ModeQuote, c.Wall)
	}
	b.moves[r.Symbol], r.Trades = m, m.trades()
}

// settling is how long after a close the exchanges still report trades of that
// session and work out what it ended at: the stock exchanges' post-close runs
// until 16:00, and the indices move with it.
const settling = 35 * time.Minute

// settles reports a time at which prices are still those of the session that
// closed; the last trades before the close are heard of after it.
func settles(at, close time.Time) bool {
	return at.After(close.Add(-tradeAge)) && !at.After(close.Add(settling))
}
