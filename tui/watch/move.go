package watch

import (
	"slices"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"kitewatch/tui/ui"
)

// wheelRows is how far a turn of the wheel scrolls.
const wheelRows = 3

// press acts on a key.
func (m *Model) press(msg tea.KeyMsg) tea.Cmd {
	k := m.keys
	_, height := m.rows()
	switch {
	case key.Matches(msg, k.List):
		return m.showList(int(msg.String()[0] - '1'))
	case key.Matches(msg, k.NextList):
		return m.showList((m.shown + 1) % len(m.lists))
	case key.Matches(msg, k.PrevList):
		return m.showList((m.shown + len(m.lists) - 1) % len(m.lists))
	case key.Matches(msg, k.Sort):
		return m.sortNext()
	case key.Matches(msg, k.Reverse):
		return m.sortBy(m.list().sorted, !m.list().reverse)
	case key.Matches(msg, k.FileOrder):
		return m.sortBy(-1, false)
	case key.Matches(msg, k.Down):
		return m.move(1)
	case key.Matches(msg, k.Up):
		return m.move(-1)
	case key.Matches(msg, k.First):
		return m.move(-len(m.list().order))
	case key.Matches(msg, k.Last):
		return m.move(len(m.list().order))
	case key.Matches(msg, k.HalfDown):
		return m.move(max(height/2, 1))
	case key.Matches(msg, k.HalfUp):
		return m.move(-max(height/2, 1))
	case key.Matches(msg, k.PageDown):
		return m.move(max(height-1, 1))
	case key.Matches(msg, k.PageUp):
		return m.move(-max(height-1, 1))
	}
	return nil
}

// list returns the list shown, nil without any.
func (m *Model) list() *list {
	if len(m.lists) == 0 {
		return nil
	}
	return m.lists[m.shown]
}

// show makes a list the one shown.
func (m *Model) show(i int) {
	m.shown = i
	m.number = m.pen.count()
	if l := m.list(); l != nil {
		for i := range l.entries {
			l.entries[i].listed = m.number
		}
		m.measureAll(l)
		m.breadth = l.breadth()
		m.sort(l)
	}
	m.arrange()
	m.refresh()
}

func (m *Model) showList(i int) tea.Cmd {
	if i == m.shown || i >= len(m.lists) {
		return nil
	}
	m.show(i)
	return ui.Emit(Shown{})
}

// move moves the cursor by rows.
func (m *Model) move(rows int) tea.Cmd {
	l := m.list()
	m.moved = m.clock.Wall
	l.cursor = l.order[min(max(l.at()+rows, 0), len(l.order)-1)]
	return m.redraw(l.top)
}

// scroll moves the rows under a cursor that stays on the screen.
func (m *Model) scroll(rows int) tea.Cmd {
	l := m.list()
	if l == nil || len(l.order) == 0 {
		return nil
	}
	_, height := m.rows()
	if height == 0 {
		return nil
	}
	top := l.top
	m.moved = m.clock.Wall
	l.top = min(max(l.top+rows, 0), max(len(l.order)-height, 0))
	l.cursor = l.order[min(max(l.at(), l.top), l.top+height-1, len(l.order)-1)]
	return m.redraw(top)
}

// redraw refreshes the screen, and reports when other rows are on it than
// when its top was there.
func (m *Model) redraw(top int) tea.Cmd {
	m.refresh()
	if m.list().top != top {
		return ui.Emit(Shown{})
	}
	return nil
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
	before := slices.Clone(l.order)
	if l.fileOrder(); column >= 0 {
		l.sorted, l.reverse = column, reverse
		m.sort(l)
	}
	m.arrange()
	m.refresh()
	return m.shownIf(before)
}

// reorder sorts anew by the values there are now.
func (m *Model) reorder() tea.Cmd {
	l := m.list()
	if l == nil || l.sorted < 0 {
		return nil
	}
	before := slices.Clone(l.order)
	m.sort(l)
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

// scrollTo scrolls no further than it takes to have the cursor on the screen.
func (m *Model) scrollTo() {
	l := m.list()
	_, height := m.rows()
	if l == nil || height == 0 {
		return
	}
	at := l.at()
	l.top = min(max(l.top, at-height+1), at)
	l.top = max(min(l.top, len(l.order)-height), 0)
}

// mouse acts on the wheel and on a click on a row, a tab or a column's title.
func (m *Model) mouse(msg tea.MouseMsg) tea.Cmd {
	l := m.list()
	if l == nil || msg.Action != tea.MouseActionPress {
		return nil
	}
	switch msg.Button {
	case tea.MouseButtonWheelDown:
		return m.scroll(wheelRows)
	case tea.MouseButtonWheelUp:
		return m.scroll(-wheelRows)
	case tea.MouseButtonLeft:
		return m.click(l, msg.X, msg.Y)
	}
	return nil
}

func (m *Model) click(l *list, x, y int) tea.Cmd {
	at, height := m.rows()
	switch row := l.top + y - at; {
	case y == 0:
		return m.showList(m.tabAt(x))
	case m.titled() && y == at-1:
		return m.clickTitle(l, x)
	case y >= at && y < at+height && row < len(l.order):
		m.moved = m.clock.Wall
		l.cursor = l.order[row]
		return m.redraw(l.top)
	}
	return nil
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
