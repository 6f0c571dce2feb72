package watch

import (
	"slices"
	"strings"

	"kitewatch/kite/feed"
	"kitewatch/tui/ui"
)

// draw makes the line of an entry.
func (m *Model) draw(e *entry, s stamp) string {
	c, l := &m.pen.cell, &m.pen.line
	ground := ui.Plain
	if s.selected {
		ground = ui.Selected
	}
	l.reset(ground, m.w)
	r := m.rowOf(e)
	r.state, r.selected, r.tick = s.state, s.selected, s.tick
	reason := false
	for i, slot := range m.slots {
		if s.state == feed.NoData && !always(slot.column) {
			if !reason {
				m.putReason(r, slot.x, m.slots[len(m.slots)-1].x-2)
				reason = true
			}
			continue
		}
		c.reset()
		r.width = slot.width
		columns[slot.column].cell(c, r)
		l.put(m.start(&m.slots[i], c), c)
	}
	return l.String()
}

// rowOf readies an entry for its cells; the next call takes the memory over.
func (m *Model) rowOf(e *entry) *row {
	r := &m.pen.row
	*r = row{Model: m, item: e.item, about: &e.about}
	return r
}

// start is where a cell's text begins in its column.
func (m *Model) start(s *slot, c *cell) int {
	switch columns[s.column].align {
	case onRight:
		return s.x + s.width - c.cells
	case onPoint:
		if c.point != noPoint {
			return s.x + s.before - c.point
		}
		return m.edge(s) - c.cells
	}
	return s.x
}

// edge is where the title and the dash of a column on the point end: over the
// last decimal of its plainest figures.
func (m *Model) edge(s *slot) int {
	return s.x + s.before + min(s.width-s.before, 1+m.list().decimal)
}

// putReason writes why a row has no data, in the longest words that fit, else
// cut, and which key does what about a suggestion in them.
func (m *Model) putReason(r *row, from, to int) {
	c := &m.pen.cell
	ways, offers := r.reasons(), 0
	if r.accept != "" && r.reason != "" {
		offers = 2 // the longest two first with the key
		ways = slices.Concat(ways[:offers], ways)
	}
	for i, reason := range ways {
		c.reset()
		c.add(ui.Soft, reason)
		if i < offers {
			pressed, does, _ := strings.Cut(r.accept, " ")
			c.add(ui.Accent, "   "+pressed)
			c.add(ui.Soft, " "+does)
		}
		if c.cells <= to-from {
			m.pen.line.put(from, c)
			return
		}
	}
	if room := to - from; room >= shortReason {
		c.reset()
		c.add(ui.Soft, r.theme.Cut(ways[len(ways)-1], room))
		m.pen.line.put(from, c)
	}
}

// measureAnew takes the widths as they are now. While a list is looked at they
// only grow, so that nothing shifts back and forth; one odd price must not cost
// a column for the rest of the run.
func (m *Model) measureAnew(l *list) {
	clear(l.extents)
	m.measureAll(l)
}

// measureAll takes the width of every cell of a list.
func (m *Model) measureAll(l *list) {
	for i := range l.entries {
		e := &l.entries[i]
		for _, column := range l.columns {
			m.measure(l, column, e.item, &e.about)
		}
	}
	m.plainest(l)
}

// measureShown takes the widths of an item's cells in the columns on the
// screen, and reports whether one is the widest so far.
func (m *Model) measureShown(l *list, it *item) bool {
	grown := false
	for i := range m.slots {
		grown = m.measure(l, m.slots[i].column, it, &m.pen.bare) || grown
	}
	return grown
}

// measure takes the width of one cell. The gap after a price of more than two
// decimals is short, so a lock's badge is counted with it.
func (m *Model) measure(l *list, column int, it *item, a *about) bool {
	if column == columnMark || column == columnState || column == columnRange || column == columnSpark {
		return false
	}
	c, r := &m.pen.cell, &m.pen.row
	*r = row{Model: m, item: it, about: a, state: feed.Live, width: columns[column].most}
	c.reset()
	columns[column].cell(c, r)
	now := extent{before: c.cells}
	if columns[column].align == onPoint && c.point != noPoint {
		now = extent{before: c.point, after: c.cells - c.point}
		if column == columnLTP && it.locked != 0 {
			now.after += len(c.badge)
		}
	}
	e := &l.extents[column]
	if columns[column].align == onPoint && c.point == noPoint || now.before <= e.before && now.after <= e.after {
		return false
	}
	e.before, e.after = max(e.before, now.before), max(e.after, now.after)
	return now.before > columns[column].width || now.after > columns[column].after
}

// plainest finds the fewest decimals of the list's prices, over which titles
// stand, and reports whether they have changed.
func (m *Model) plainest(l *list) bool {
	fewest, before := 8, l.decimal
	for i := range l.entries {
		if e := &l.entries[i]; e.Quote.LastPrice > 0 {
			fewest = min(fewest, e.Decimals)
		}
	}
	if l.decimal = fewest; fewest == 8 {
		l.decimal = 2
	}
	return l.decimal != before
}
