package watch

import (
	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"kitewatch/tui/ui"
)

// wheelRows is how far a turn of the wheel scrolls.
const wheelRows = 3

// press acts on a key.
func (m *Model) press(msg tea.KeyMsg) tea.Cmd {
	k := m.keys
	switch {
	case m.typing:
		return m.typeFilter(msg)
	case m.chooser.open:
		return m.pressChooser(msg)
	case key.Matches(msg, k.Filter):
		return m.openFilter()
	case key.Matches(msg, k.Unfilter):
		return m.refilter("")
	case key.Matches(msg, k.Columns):
		m.openChooser()
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
	}
	return m.pressMove(msg)
}

// pressMove acts on a key that moves the cursor.
func (m *Model) pressMove(msg tea.KeyMsg) tea.Cmd {
	k := m.keys
	_, height := m.rows()
	switch {
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
	other := i != m.shown
	m.shown = i
	m.number = m.pen.count()
	m.breadth, m.sums = breadth{}, sums{}
	if l := m.list(); l != nil {
		for i := range l.entries {
			l.entries[i].listed = m.number
		}
		if other {
			clear(l.extents)
		}
		m.measureAll(l)
		m.breadth = l.breadth()
		m.sum(l)
		m.sift(l)
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
	if len(l.order) == 0 {
		return nil
	}
	m.moved = m.clock.Wall
	l.goTo(l.order[min(max(l.at()+rows, 0), len(l.order)-1)])
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
	l.goTo(l.order[min(max(l.at(), l.top), l.top+height-1, len(l.order)-1)])
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
	if l == nil || msg.Action != tea.MouseActionPress || m.chooser.open {
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
		l.goTo(l.order[row])
		return m.redraw(l.top)
	}
	return nil
}
