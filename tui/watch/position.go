package watch

import (
	"slices"

	"kitewatch/kite/feed"
	"kitewatch/kite/market"
	"kitewatch/tui/ui"
)

// position is what the user holds of an instrument.
type position struct {
	parts   []part // one a list that has it, with All shown; none: nothing is held
	refused string // why there can be no P&L
}

// part is what one list has of an instrument.
type part struct {
	qty   float64 // negative: short
	cost  float64 // rupees a unit; 0: not told
	worth float64 // rupees that a move of one rupee brings on one of qty
}

// unsized are the exchanges whose quantity is in contracts that the dump gives
// no size of: its lot is 1 there, and a P&L by it would be a hundredth of the
// truth.
var unsized = []string{"MCX", "NCO", "CDS", "BCD"}

func newPosition(e Entry) position {
	p := position{refused: ui.Clean(e.Refused)}
	for _, held := range append([]Position{e.Position}, e.Also...) {
		if held.Qty == 0 {
			continue
		}
		one := part{qty: held.Qty, cost: held.Cost, worth: held.Multiplier}
		if one.worth == 0 {
			one.worth = 1
			if p.refused == "" && slices.Contains(unsized, e.Symbol.Exchange) {
				p.refused = "needs multiplier"
			}
		}
		p.parts = append(p.parts, one)
	}
	return p
}

// held reports that a P&L is asked for, even if there can be none.
func (p *position) held() bool { return len(p.parts) > 0 || p.refused != "" }

// lacks says why there is no P&L of a position, in a few words; empty: there
// is one, or no position.
func (p *position) lacks() string {
	if p.refused == "" && slices.ContainsFunc(p.parts, func(one part) bool { return one.cost == 0 }) {
		return "needs cost"
	}
	return p.refused
}

// pnl is what the position has brought since it was taken, in rupees. A short
// one has a negative quantity, and its fall is a gain by the same arithmetic.
func pnl(r *row) (rupees float64, known bool) {
	p := &r.position
	if len(p.parts) == 0 || p.lacks() != "" || r.Quote.LastPrice == 0 {
		return 0, false
	}
	for _, one := range p.parts {
		rupees += one.qty * (float64(r.Quote.LastPrice) - one.cost) * one.worth
	}
	return rupees, true
}

// dayPnL is what it has brought since the previous close, in rupees: true of
// what was held overnight, as nothing tells when it was bought.
func dayPnL(r *row) (rupees float64, known bool) {
	p := &r.position
	if len(p.parts) == 0 || p.refused != "" || !r.changeKnown {
		return 0, false
	}
	for _, one := range p.parts {
		rupees += one.qty * r.change * one.worth
	}
	return rupees, true
}

func pnlCell(c *cell, r *row) { r.rupees(c, pnl) }

func dayPnLCell(c *cell, r *row) {
	r.rupees(c, dayPnL)
	if c.point != noPoint && r.dated() {
		c.badge, c.badgeRole = "d", ui.Dim
	}
}

// rupees writes an amount of the row's position; nothing where there is none.
func (r *row) rupees(c *cell, value func(*row) (float64, bool)) {
	v, ok := value(r)
	switch {
	case !r.held():
	case !ok:
		c.fill(ui.Dim, r.theme.Glyphs.Dash, 1)
	default:
		r.signed(c, v, 2)
		c.paint(r.role(direction(c.text)))
	}
}

// sums are the totals of a list's positions. A row whose figure is not known
// is left out, and counted.
type sums struct {
	pnl, day total
	session  market.Date // of day: the latest that any of the rows has
	dated    bool        // day is of rows that all are marked as the day's
}

// total is a sum and how many rows went into it.
type total struct {
	rupees float64
	rows   int
	stale  bool // one of the prices is
}

// add adds a row's figure, if it is known.
func (t *total) add(v float64, known, stale bool) {
	if known {
		t.rupees += v
		t.rows++
		t.stale = t.stale || stale
	}
}

// addDay adds what a row has brought on its day. Sums of two days are of none: a
// row that last traded in an earlier session than another is left out.
func (s *sums) addDay(r *row) {
	v, known := dayPnL(r)
	switch {
	case !known || s.day.rows > 0 && r.Session < s.session:
		return
	case s.day.rows == 0 || r.Session > s.session:
		s.day, s.session, s.dated = total{}, r.Session, true
	}
	s.day.add(v, known, r.state == feed.Stale)
	s.dated = s.dated && r.dated()
}

// sum adds up the list's positions, and takes the widths of their cells: they
// differ from list to list, so no item's change does. It reports a cell wider
// than any before.
func (m *Model) sum(l *list) (grown bool) {
	m.sums = sums{}
	for _, i := range l.held {
		e := &l.entries[i]
		r := m.rowOf(e)
		if r.state = e.State(m.clock, m.cal); r.state == feed.NoData {
			continue
		}
		v, known := pnl(r)
		m.sums.pnl.add(v, known, r.state == feed.Stale)
		m.sums.addDay(r)
		grown = m.measure(l, columnPnL, e.item, &e.about) || grown
		grown = m.measure(l, columnDayPnL, e.item, &e.about) || grown
	}
	return grown
}
