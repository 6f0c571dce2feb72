package watch

import (
	"cmp"
	"slices"
	"strings"

	tea "github.com/charmbracelet/bubbletea"

	"kitewatch/kite/feed"
	"kitewatch/tui/ui"
)

// Sorted reports that the user has sorted a list. The pane sends it, and with
// it says all that Shown says; the root may write it into the file, where the
// list has a sort already.
type Sorted struct {
	List string
	Nth  int    // which of the lists of that name, from 0
	Sort string // as the file's sort; empty: the file's order
}

// sorting reads a list's sort: a column's name, after "-" reversed. What names
// no column is the file's order.
func sorting(text string) (column int, reverse bool) {
	name, reverse := strings.CutPrefix(text, "-")
	column = indexOf(name)
	if column < 0 || columns[column].key == nil {
		return -1, false
	}
	return column, reverse
}

// sort puts the entries in order of the sorted column: highest first or A
// first, unless reversed. What has no value comes last either way, and equals
// stay in the file's order.
func (m *Model) sort(l *list) {
	if l.sorted < 0 {
		return
	}
	type keyed struct {
		sortKey
		known bool
	}
	c := &columns[l.sorted]
	keys := make([]keyed, len(l.entries))
	for _, i := range l.order {
		e := &l.entries[i]
		r := m.rowOf(e)
		r.state = e.State(m.clock, m.cal)
		k, ok := c.key(r)
		if ok && (r.state != feed.NoData || l.sorted == columnSymbol || l.sorted == columnState) {
			keys[i] = keyed{k, true}
		}
	}
	slices.SortFunc(l.order, func(i, j int) int {
		a, b := &keys[i], &keys[j]
		if a.known != b.known && a.known {
			return -1
		} else if a.known != b.known {
			return 1
		}
		by := cmp.Or(cmp.Compare(b.figure, a.figure), cmp.Compare(a.text, b.text))
		if l.reverse {
			by = -by
		}
		return cmp.Or(by, cmp.Compare(i, j))
	})
}

// sift puts the entries that the filter lets through in their order. A cursor
// whose row has left goes to the one that took its place.
func (m *Model) sift(l *list) {
	at := l.at()
	if l.sorted < 0 || l.filter.on() || len(l.order) != len(l.entries) {
		l.order = l.order[:0]
		for i := range l.entries {
			if m.passes(l, &l.entries[i]) {
				l.order = append(l.order, i)
			}
		}
	}
	m.sort(l)
	if n := len(l.order); n > 0 && !slices.Contains(l.order, l.cursor) {
		l.cursor = l.order[min(at, n-1)]
	}
}

// sortNext sorts by the next column on the screen, after the last by none.
func (m *Model) sortNext() tea.Cmd {
	l, next := m.list(), -1
	for i := len(m.slots) - 1; i >= 0 && m.slots[i].column != l.sorted; i-- {
		if columns[m.slots[i].column].key != nil {
			next = m.slots[i].column
		}
	}
	return m.sortBy(next, false)
}

// sortBy sorts by a column, -1 for the file's order. The cursor stays on its
// row, and the screen shows it.
func (m *Model) sortBy(column int, reverse bool) tea.Cmd {
	l := m.list()
	if l == nil {
		return nil
	}
	l.sorted, l.reverse = column, reverse
	m.sift(l)
	m.arrange()
	m.refresh()
	report := Sorted{List: l.name, Nth: m.Nth()}
	if column >= 0 {
		report.Sort = columns[column].name
	}
	if reverse {
		report.Sort = "-" + report.Sort
	}
	return ui.Emit(report)
}

// UntoldOrder is how the rows are sorted, where nothing on the screen tells it:
// without titles there is no arrow, and beside many tabs no room for words.
func (m *Model) UntoldOrder() string {
	if m.titled() || m.ordered {
		return ""
	}
	return m.orderText()
}

// reorder sorts and filters anew by the values there are now.
func (m *Model) reorder() tea.Cmd {
	l := m.list()
	if l == nil || l.sorted < 0 && !l.filter.on() {
		return nil
	}
	before := append(m.pen.order[:0], l.order...)
	m.pen.order = before
	m.sift(l)
	l.meant = l.cursor // a row that comes back by itself does not take the cursor with it
	m.scrollTo()
	return m.shownIf(before)
}

// shownIf reports when the order is no longer that of before.
func (m *Model) shownIf(before []int) tea.Cmd {
	if slices.Equal(before, m.list().order) {
		return nil
	}
	return ui.Emit(Shown{})
}

// clickTitle sorts by the column under x, a second time the other way round.
func (m *Model) clickTitle(l *list, x int) tea.Cmd {
	for _, s := range m.slots {
		c := &columns[s.column]
		if x < s.x-c.gap || x >= s.x+s.width || c.key == nil {
			continue
		}
		return m.sortBy(s.column, s.column == l.sorted && !l.reverse)
	}
	return nil
}
