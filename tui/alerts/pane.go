package alerts

import (
	"slices"

	tea "github.com/charmbracelet/bubbletea"

	"kitewatch/kite"
	"kitewatch/kite/feed"
	"kitewatch/kite/market"
	"kitewatch/tui/alert"
	"kitewatch/tui/ui"
)

// Left reports that the user is done reading. The pane sends it; the root shows
// the pane before again.
type Left struct{}

// Chosen reports that the user wants to see the instrument. The pane sends it;
// the root shows the watch pane, its cursor on that row.
type Chosen struct{ Symbol kite.Symbol }

// Cleared reports that the user wants a level gone. The pane sends it; the root
// takes it out of watchlist.toml.
type Cleared struct{ Level alert.Level }

// Acknowledged reports that the user has seen all that has fired. The pane sends
// it; the root tells the book.
type Acknowledged struct{}

// Refused is a level that cannot be watched, with the reason.
type Refused struct {
	Level  alert.Level // its Value may be 0: not known
	Reason string
}

// item is a line of the list.
type item struct {
	mark   alert.Mark
	reason string // of a refused one; empty: it is none
}

// Model is the pane.
type Model struct {
	theme *ui.Theme
	cal   *market.Calendar
	keys  KeyMap
	w, h  int
	open  bool
	clock feed.Clock

	items  []item
	rows   map[kite.Symbol]feed.Row // of the instruments with a level
	cursor alert.Level              // under it; the zero Level: the first line
	top    int                      // first line on the screen

	columns []column // as they were last drawn
	lines   []string // all that View joins
}

// wheelRows is how far a turn of the wheel scrolls.
const wheelRows = 3

// New makes the pane, without levels or size yet.
func New(theme *ui.Theme, calendar *market.Calendar) Model {
	m := Model{theme: theme, cal: calendar, keys: defaultKeys(), rows: map[kite.Symbol]feed.Row{}}
	m.refresh()
	return m
}

// Open puts the cursor on the first line. The root calls it when it brings the
// pane onto the screen; until then nothing is drawn.
func (m *Model) Open() {
	m.open, m.top, m.cursor = true, 0, alert.Level{}
	if len(m.items) > 0 {
		m.cursor = m.items[0].mark.Level
	}
	m.refresh()
}

// SetLevels replaces the levels: those of the book, in the watchlist's order, and
// those that it cannot have. Rows of other instruments are forgotten; the root
// gives those of new ones by SetRows.
func (m *Model) SetLevels(marks []alert.Mark, refused []Refused) {
	items := make([]item, 0, len(marks)+len(refused))
	for _, mark := range marks {
		items = append(items, item{mark: mark})
	}
	slices.SortStableFunc(items, func(a, b item) int {
		switch ra, rb := a.mark.Ringing(), b.mark.Ringing(); {
		case ra && rb:
			return b.mark.FiredAt.Compare(a.mark.FiredAt)
		case ra:
			return -1
		case rb:
			return 1
		}
		return 0
	})
	for _, r := range refused {
		items = append(items, item{mark: alert.Mark{Level: r.Level}, reason: r.Reason})
	}
	at := m.at()
	m.items = items
	rows := make(map[kite.Symbol]feed.Row, len(items))
	for _, it := range items {
		rows[it.mark.Level.Symbol] = m.rows[it.mark.Level.Symbol]
	}
	m.rows = rows
	if m.find() < 0 && len(items) > 0 { // its level is gone: the cursor stays where it is
		m.cursor = items[min(at, len(items)-1)].mark.Level
	}
	m.refresh()
}

// SetRows takes rows that are new or have changed.
func (m *Model) SetRows(rows []feed.Row) {
	changed := false
	for i := range rows {
		if _, has := m.rows[rows[i].Symbol]; has {
			m.rows[rows[i].Symbol], changed = rows[i], true
		}
	}
	if changed {
		m.refresh()
	}
}

// SetClock takes the time, by which prices age.
func (m *Model) SetClock(c feed.Clock) {
	m.clock = c
	m.refresh()
}

// SetSize gives the pane its size, the rows between strip and status line.
func (m *Model) SetSize(w, h int) {
	m.w, m.h = max(w, 0), max(h, 0)
	m.refresh()
}

// Update moves, or reports what is to be done. The mouse's place is counted from
// the pane's own top left corner.
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

// mouse acts on the wheel and on a click on a line.
func (m *Model) mouse(msg tea.MouseMsg) {
	if msg.Action != tea.MouseActionPress || len(m.items) == 0 {
		return
	}
	switch msg.Button {
	case tea.MouseButtonWheelDown:
		m.scroll(wheelRows)
	case tea.MouseButtonWheelUp:
		m.scroll(-wheelRows)
	case tea.MouseButtonLeft:
		row := msg.Y - m.above()
		if row < 0 || row >= m.body() || m.top+row >= len(m.items) {
			return
		}
		m.cursor = m.items[m.top+row].mark.Level
	}
	m.refresh()
}

// find is the index of the line under the cursor; -1 when its level is gone.
func (m *Model) find() int {
	return slices.IndexFunc(m.items, func(it item) bool { return it.mark.Level == m.cursor })
}

// at is that index, or 0.
func (m *Model) at() int { return max(m.find(), 0) }

func (m *Model) move(rows int) {
	m.cursor = m.items[min(max(m.at()+rows, 0), len(m.items)-1)].mark.Level
}

// scroll moves the lines under a cursor that stays on the screen.
func (m *Model) scroll(rows int) {
	height := m.body()
	m.top = min(max(m.top+rows, 0), max(len(m.items)-height, 0))
	if height > 0 {
		m.cursor = m.items[min(max(m.at(), m.top), m.top+height-1, len(m.items)-1)].mark.Level
	}
}

// refresh brings keys, place and lines up to date.
func (m *Model) refresh() {
	m.enable()
	if height := m.body(); height > 0 && len(m.items) > 0 {
		at := m.at()
		m.top = min(max(m.top, at-height+1), at)
		m.top = max(min(m.top, len(m.items)-height), 0)
	}
	if m.open {
		m.draw()
	}
}
