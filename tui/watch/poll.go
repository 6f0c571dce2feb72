package watch

import (
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"kitewatch/kite/feed"
)

// tickTime is how long the digits that changed stay highlighted.
const tickTime = 500 * time.Millisecond

// tickEnded ends the highlight of a batch of changes; the pane sends it to
// itself.
type tickEnded struct{ batch int }

// sortHold is how long the order stands still after a key that moves.
const sortHold = 2 * time.Second

// SetRows takes the rows that have changed. The command, if any, ends the
// highlight of changed digits, or reports that sorting has moved rows.
func (m *Model) SetRows(rows []feed.Row) tea.Cmd {
	m.batch = m.pen.count()
	session := m.session
	grown, ticked := m.take(rows)
	if l := m.list(); l != nil {
		if m.session != session {
			m.measureAnew(l)
			grown = true
		}
		m.breadth = l.breadth()
		grown = m.sum(l) || grown
		if m.plainest(l) || grown {
			m.arrange()
		}
	}
	var shown, ended tea.Cmd
	held := m.clock.Wall.Sub(m.moved) // negative: the clock was set back
	if held >= sortHold || held < 0 || m.moved.IsZero() {
		shown = m.reorder()
	}
	if ticked && !m.unlit {
		ended = endTicks(m.batch)
	}
	m.refresh()
	return tea.Batch(shown, ended)
}

// take puts rows into their items, and reports whether a cell of the list
// shown is wider than any before, and whether a price has just changed.
func (m *Model) take(rows []feed.Row) (grown, ticked bool) {
	l := m.list()
	for i := range rows {
		r := &rows[i]
		it := m.item(r.Symbol)
		before, moved := it.Quote.LastPrice, it.moves(r)
		if !it.set(*r) {
			continue
		}
		m.trace(it)
		if moved {
			it.before, it.ticked, ticked = before, m.batch, true
		}
		if l != nil && it.listed == m.number {
			m.session = max(m.session, r.Session)
			grown = m.measureShown(l, it) || grown
		}
		if l != nil && m.based {
			grown = m.rebase(l, it) || grown
		}
	}
	return grown, ticked
}

// endTicks returns the command that ends the highlight of a batch of changes.
func endTicks(batch int) tea.Cmd {
	return tea.Tick(tickTime, func(time.Time) tea.Msg { return tickEnded{batch} })
}
