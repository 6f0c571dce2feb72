package watch

import (
	"slices"

	"kitewatch/kite"
)

// Select puts the cursor on a row, by how it is written or else by its
// instrument: in the list shown, or else in the first that has it. A filter
// that hides it goes.
func (m *Model) Select(s kite.Symbol) {
	l := m.list()
	if l == nil {
		return
	}
	i := l.find(s)
	if i < 0 {
		other := slices.IndexFunc(m.lists, func(l *list) bool { return l.find(s) >= 0 })
		if other < 0 {
			return
		}
		m.show(other)
		l = m.list()
		i = l.find(s)
	}
	if l.goTo(i); !slices.Contains(l.order, i) {
		l.filter = filter{}
		m.sift(l)
		m.arrange()
	}
	m.refresh()
}

// find returns the entry that is written so, else one of that instrument, that
// under the cursor before others; -1 when there is none.
func (l *list) find(s kite.Symbol) int {
	if i := slices.IndexFunc(l.entries, func(e entry) bool { return e.written == s }); i >= 0 {
		return i
	}
	if len(l.entries) > 0 && l.entries[l.cursor].Symbol == s {
		return l.cursor
	}
	return slices.IndexFunc(l.entries, func(e entry) bool { return e.Symbol == s })
}
