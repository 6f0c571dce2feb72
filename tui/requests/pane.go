package requests

import (
	"slices"

	tea "github.com/charmbracelet/bubbletea"

	"kitewatch/kite/feed"
	"kitewatch/tui/ui"
)

// Left reports that the user is done reading. The pane sends it; the root
// shows the watch pane again.
type Left struct{}

// Written reports that the user wants the log in a file. The pane sends it;
// the root writes what Text makes of the calls, and says where.
type Written struct{ Calls []feed.Call } // oldest first

// entry is a call of the log.
type entry struct {
	number int // counted from 1, one more for each call
	call   feed.Call
	text   string // its line, for the width there is
}

// Model is the pane.
type Model struct {
	theme   *ui.Theme
	keys    KeyMap
	w, h    int
	columns []column
	entries []entry // newest first; at most feed.MaxCalls
	last    int     // number of the newest
	cursor  int     // number of the call under it; 0: the newest, whichever that is
	top     int     // first row on the screen

	whole bool     // one call is shown, not the list
	shown entry    // that one: it stays when it drops out of the log
	lines []string // of it
	read  int      // its first line on the screen

	head   []string // the lines above the rows
	marked string   // the line under the cursor
	foot   string
}

// wheelRows is how far a turn of the wheel scrolls.
const wheelRows = 3

// New makes the pane, without calls or size yet.
func New(theme *ui.Theme) Model {
	m := Model{theme: theme, keys: defaultKeys()}
	m.refresh()
	return m
}

// Open puts the cursor on the newest call, where it stays. The root calls it
// when it brings the pane onto the screen; until then the cursor is on
// whichever call is the newest.
func (m *Model) Open() {
	m.whole, m.top, m.cursor = false, 0, m.last
	m.refresh()
}

// Add takes calls that have ended, oldest first, as an event of the feed holds
// them. The rows on the screen stay where they are if they were scrolled to.
func (m *Model) Add(calls []feed.Call) {
	if len(calls) == 0 {
		return
	}
	entries := make([]entry, 0, feed.MaxCalls) // anew: copies of the Model share the old ones
	m.last += len(calls)
	for i, c := range slices.Backward(calls) {
		if len(entries) == feed.MaxCalls {
			break
		}
		entries = append(entries, entry{m.last - len(calls) + 1 + i, c, m.draw(c, ui.Plain)})
	}
	m.entries = append(entries, m.entries[:min(len(m.entries), feed.MaxCalls-len(entries))]...)
	if m.top > 0 {
		m.top += len(calls)
	}
	m.refresh()
}

// SetSize gives the pane its size, the rows between strip and status line.
func (m *Model) SetSize(w, h int) {
	m.w, m.h = max(w, 0), max(h, 0)
	m.columns = arrange(m.w)
	entries := slices.Clone(m.entries)
	for i := range entries {
		entries[i].text = m.draw(entries[i].call, ui.Plain)
	}
	m.entries = entries
	m.refresh()
}

// Update moves, leaves, shows one call, or asks for the file. The mouse's
// place is counted from the pane's own top left corner.
func (m Model) Update(msg tea.Msg) (Model, tea.Cmd) {
	switch msg := msg.(type) {
	case tea.KeyMsg:
		cmd := m.press(msg)
		return m, cmd
	case tea.MouseMsg:
		m.mouse(msg)
	}
	return m, nil
}

// mouse acts on the wheel and on a click on a row.
func (m *Model) mouse(msg tea.MouseMsg) {
	if msg.Action != tea.MouseActionPress || len(m.entries) == 0 {
		return
	}
	switch msg.Button {
	case tea.MouseButtonWheelDown:
		m.scroll(wheelRows)
	case tea.MouseButtonWheelUp:
		m.scroll(-wheelRows)
	case tea.MouseButtonLeft:
		row := msg.Y - len(m.head)
		if m.whole || row < 0 || row >= m.body() || m.top+row >= len(m.entries) {
			return
		}
		m.cursor = m.entries[m.top+row].number
	}
	m.refresh()
}

// calls are the calls of the log, oldest first.
func (m *Model) calls() []feed.Call {
	calls := make([]feed.Call, 0, len(m.entries))
	for _, e := range slices.Backward(m.entries) {
		calls = append(calls, e.call)
	}
	return calls
}

// at is the index of the call under the cursor: the oldest when the cursor's
// own has dropped out.
func (m *Model) at() int {
	if m.cursor == 0 {
		return 0
	}
	return min(m.last-m.cursor, len(m.entries)-1)
}

// move moves the cursor, or the text of the one call shown.
func (m *Model) move(rows int) {
	if m.whole {
		m.scroll(rows)
		return
	}
	m.cursor = m.entries[min(max(m.at()+rows, 0), len(m.entries)-1)].number
}

// scroll moves the rows under a cursor that stays on the screen.
func (m *Model) scroll(rows int) {
	if m.whole {
		m.read += rows // refresh keeps it within the text
		return
	}
	height := m.body()
	m.top = min(max(m.top+rows, 0), max(len(m.entries)-height, 0))
	if height > 0 {
		m.cursor = m.entries[min(max(m.at(), m.top), m.top+height-1, len(m.entries)-1)].number
	}
}

// refresh brings all that View joins up to date, but for the calls' own lines.
func (m *Model) refresh() {
	if m.whole {
		m.lines = m.wholeLines()
		m.read = min(max(m.read, 0), max(len(m.lines)-m.body(), 0))
	}
	height := m.body()
	if at := m.at(); height > 0 && len(m.entries) > 0 {
		m.top = min(max(m.top, at-height+1), at)
		m.top = max(min(m.top, len(m.entries)-height), 0)
		m.marked = m.draw(m.entries[at].call, ui.Selected)
	}
	m.enable()
	m.frame()
}
