package search

import (
	tea "github.com/charmbracelet/bubbletea"

	"kitewatch/kite"
)

// move moves the cursor by rows.
func (m *Model) move(by int) {
	m.cursor = max(min(m.cursor+by, len(m.rows)-1), 0)
	m.follow()
}

// moveTo puts the cursor on a symbol, or leaves it among the rows there are.
func (m *Model) moveTo(s kite.Symbol) {
	for i := range m.rows {
		if m.hit(i).adds == s {
			m.cursor = i
			break
		}
	}
	m.move(0)
}

// page is how far a page goes: one row less than there is room for.
func (m *Model) page() int {
	_, height := m.window()
	return max(height-1, 1)
}

// follow scrolls no further than it takes to have the cursor on the screen.
func (m *Model) follow() {
	_, height := m.window()
	m.top = min(max(m.top, m.cursor-height+1), m.cursor)
	m.top = max(min(m.top, len(m.rows)-height), 0)
}

// mouse acts on the wheel and on a click on a row.
func (m *Model) mouse(msg tea.MouseMsg) {
	if msg.Action != tea.MouseActionPress || len(m.rows) == 0 {
		return
	}
	switch msg.Button {
	case tea.MouseButtonWheelDown:
		m.scroll(wheelRows)
	case tea.MouseButtonWheelUp:
		m.scroll(-wheelRows)
	case tea.MouseButtonLeft:
		at, height := m.window()
		if row := m.top + msg.Y - at; msg.Y >= at && msg.Y < at+height && row < len(m.rows) {
			m.cursor, m.note = row, ""
		}
	}
}

// scroll moves the rows under the cursor, which stays on the screen.
func (m *Model) scroll(by int) {
	_, height := m.window()
	if height == 0 {
		return
	}
	m.top = max(min(m.top+by, len(m.rows)-height), 0)
	if at := max(min(m.cursor, m.top+height-1, len(m.rows)-1), m.top); at != m.cursor {
		m.cursor, m.note = at, ""
	}
}
