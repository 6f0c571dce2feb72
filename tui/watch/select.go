package watch

import (
	"slices"

	"kitewatch/kite"
)

// Select puts the cursor on an instrument of the list shown, if it is there. A
// filter that hides it goes.
func (m *Model) Select(s kite.Symbol) {
	l := m.list()
	if l == nil {
		return
	}
	if i := slices.IndexFunc(l.entries, func(e entry) bool { return e.Symbol == s }); i >= 0 {
		if l.cursor = i; !slices.Contains(l.order, i) {
			l.filter = filter{}
			m.sift(l)
			m.arrange()
		}
		m.refresh()
	}
}
