package watch

import (
	"slices"

	"kitewatch/kite/feed"
	"kitewatch/tui/ui"
)

// position is what the user holds of an instrument.
type position struct {
	qty     float64 // negative: short; 0: nothing
	cost    float64 // rupees a unit; 0: not told
	worth   float64 // rupees that a move of one rupee brings on one of qty
	refused string  // why there can be no P&L
}

// unsized are the exchanges whose quantity is in contracts that the dump gives
// no size of: its lot is 1 there, and a P&L by it would be a hundredth of the
// truth.
var unsized = []string{"MCX", "NCO", "CDS", "BCD"}

func newPosition(e Entry) position {
	p := position{qty: e.Qty, cost: e.Cost, worth: e.Multiplier, refused: ui.Clean(e.Refused)}
	if p.worth != 0 {
		return p
	}
	p.worth = 1
	if p.refused == "" && p.qty != 0 && slices.Contains(unsized, e.Symbol.Exchange) {
		p.refused = "needs multiplier"
	}
	return p
}

// held reports that a P&L is asked for, even if there can be none.
func (p *position) held() bool { return p.qty != 0 || p.refused != "" }

// lacks says why there is no P&L of a position, in a few words; empty: there
// is one, or no position.
func (p *position) lacks() string {
	if p.refused == "" && p.qty != 0 && p.cost == 0 {
		return "needs cost"
	}
	return p.refused
}

// pnl is what the position has brought since it was taken, in rupees. A short
// one has a negative quantity, and its fall is a gain by the same arithmetic.
func pnl(r *row) (float64, bool) {
	p := &r.position
	if p.qty == 0 || p.cost == 0 || p.refused != "" || r.Quote.LastPrice == 0 {
		return 0, false
	}
	return p.qty * (float64(r.Quote.LastPrice) - p.cost) * p.worth, true
}

// dayPnL is what it has brought since the previous close, in rupees: true of
// what was held overnight, as nothing tells when it was bought.
func dayPnL(r *row) (float64, bool) {
	p := &r.position
	if p.qty == 0 || p.refused != "" || !r.changeKnown {
		return 0, false
	}
	return p.qty * r.change * p.worth, true
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
	stale    bool // one of the prices is
}

// total is a sum and how many rows went into it.
type total struct {
	rupees float64
	rows   int
}

// add adds a row's figure, if it is known.
func (t *total) add(v float64, known bool) {
	if known {
		t.rupees += v
		t.rows++
	}
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
		m.sums.pnl.add(v, known)
		d, dayKnown := dayPnL(r)
		m.sums.day.add(d, dayKnown)
		m.sums.stale = m.sums.stale || r.state == feed.Stale && (known || dayKnown)
		grown = m.measure(l, columnPnL, e.item, &e.about) || grown
		grown = m.measure(l, columnDayPnL, e.item, &e.about) || grown
	}
	return grown
}
