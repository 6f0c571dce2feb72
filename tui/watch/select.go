package watch

import (
	"slices"

	"kitewatch/kite"
)

// Select puts the cursor on an instrument: in the list shown, or else in the
// first that has it. A filter that hides it goes.
func (m *Model) Select(s kite.Symbol) {
	has := func(e entry) bool { return e.Symbol == s }
	l := m.list()
	if l == nil {
		return
	}
	if !slices.ContainsFunc(l.entries, has) {
		other := slices.IndexFunc(m.lists, func(l *list) bool { return slices.ContainsFunc(l.entries, has) })
		if other < 0 {
			return
		}
		m.show(other)
		l = m.list()
	}
	i := slices.IndexFunc(l.entries, has)
	if l.cursor = i; !slices.Contains(l.order, i) {
		l.filter = filter{}
		m.sift(l)
		m.arrange()
	}
	m.refresh()
}
