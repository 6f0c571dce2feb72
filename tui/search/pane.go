package search

import (
	"slices"
	"strconv"
	"strings"

	"github.com/charmbracelet/bubbles/cursor"
	"github.com/charmbracelet/bubbles/key"
	"github.com/charmbracelet/bubbles/textinput"
	tea "github.com/charmbracelet/bubbletea"

	"kitewatch/kite"
	"kitewatch/kite/instruments"
	"kitewatch/kite/market"
	"kitewatch/tui/ui"
)

// Picked reports that the user wants an instrument in a list. The pane sends
// it, once for each Enter, unless SetMembers said that it is in that list; the
// root adds it and calls SetMembers. List is "" when SetLists named none.
type Picked struct {
	Symbol kite.Symbol
	List   string
}

// Left reports that the user is done searching. The pane sends it; the root
// shows the watch pane again.
type Left struct{}

const (
	// maxHits is how many hits can be scrolled through. Who has not found it
	// in so many types another word.
	maxHits = 200
	// maxQuery is how much the field takes, in characters: several times the
	// longest name and symbol together.
	maxQuery = 128
	// wheelRows is how far a turn of the wheel scrolls.
	wheelRows = 3
)

// Model is the pane.
type Model struct {
	theme *ui.Theme
	keys  KeyMap
	w, h  int
	field textinput.Model

	list    *instruments.List // nil: none yet
	index   *instruments.Index
	today   market.Date
	dump    string // the list's age, or what is wrong with it
	warn    bool
	names   []string // of the lists to add to
	current string   // the one that the root shows
	chosen  string   // the one that Enter adds to
	turned  bool     // it was chosen here
	members func(kite.Symbol) (list string, row int, ok bool)
	spot    func(name string) (label, price string, ok bool)
	rolls   Rolls

	query       string // what was searched for
	found       instruments.Result
	rolling     []hit // before the others
	rows        []row // of all hits
	cursor, top int   // in rows: the selected one, and the first on the screen
	note        string

	extents  extents // of what was found
	widest   extents // of what was found since the search was opened
	decimals int     // of the strikes
	slots    []slot
	head     []string // the lines above the rows
	body     []string // the rows on the screen, or what stands in for them
	foot     []string
}

// New returns the pane, without instruments, lists or size yet.
func New(theme *ui.Theme) Model {
	m := Model{theme: theme, keys: newKeys(), field: textinput.New()}
	m.field.Cursor.SetMode(cursor.CursorStatic) // nothing on this screen blinks
	m.field.CharLimit = maxQuery
	m.field.KeyMap.Paste.SetEnabled(false) // it would start a program; the terminal's own paste needs none
	m.field.Focus()
	m.enable()
	return m
}

// Open begins a search anew: with an empty field, for the list that SetLists
// said is the current one.
func (m *Model) Open() {
	m.field.Reset()
	m.note, m.turned, m.widest = "", false, extents{}
	m.choose()
	m.search()
	m.refresh()
}

// SetIndex takes a day's list and its index, nil for none, and searches again
// for what is typed. The cursor stays on its symbol.
func (m *Model) SetIndex(list *instruments.List, index *instruments.Index) {
	at, _ := m.Selected()
	m.list, m.index = list, index
	m.find()
	m.moveTo(at)
	m.refresh()
}

// SetToday says which day it is in India: days to expiry count from it.
func (m *Model) SetToday(today market.Date) {
	if today == m.today {
		return
	}
	at, _ := m.Selected()
	m.today = today
	m.find()
	m.moveTo(at)
	m.refresh()
}

// SetDump says how old the list is, or what is wrong with it, in which case it
// warns: "dump of today 08:31".
func (m *Model) SetDump(text string, warn bool) {
	m.dump, m.warn = ui.Clean(text), warn
	m.refresh()
}

// SetLists names the lists that can be added to, and the one that Enter adds
// to unless Tab has chosen another one.
func (m *Model) SetLists(names []string, current string) {
	m.names, m.current = slices.Clone(names), current
	m.turned = m.turned && slices.Contains(names, m.chosen)
	m.choose()
	m.refresh()
}

// choose decides which list Enter adds to.
func (m *Model) choose() {
	switch {
	case m.turned:
	case slices.Contains(m.names, m.current):
		m.chosen = m.current
	case len(m.names) > 0:
		m.chosen = m.names[0]
	default:
		m.chosen = ""
	}
}

// SetMembers says how to learn which list a symbol is in, and in which row of
// it, counted from 1. It is asked for all that was found, and must be set again
// whenever its answers have changed.
func (m *Model) SetMembers(members func(kite.Symbol) (list string, row int, ok bool)) {
	m.members = members
	m.renew()
	m.refresh()
}

// SetSpot says how to learn the price of what contracts are written on, by
// their name in the list: NIFTY gives NIFTY 50 and its price as it is to be
// shown. It must be set again whenever the price has changed.
func (m *Model) SetSpot(spot func(name string) (label, price string, ok bool)) {
	m.spot = spot
	m.refresh()
}

// SetRolls says how to learn what rolls. It must be set again whenever its
// answers have changed.
func (m *Model) SetRolls(rolls Rolls) {
	at, _ := m.Selected()
	m.rolls = rolls
	m.find()
	m.moveTo(at)
	m.refresh()
}

// SetSize gives the pane its size, the rows between strip and status line.
func (m *Model) SetSize(w, h int) {
	m.w, m.h = max(w, 0), max(h, 0)
	m.renew()
	m.refresh()
}

// Selected returns the symbol under the cursor; false where nothing is found.
func (m Model) Selected() (kite.Symbol, bool) {
	if m.cursor >= len(m.rows) {
		return kite.Symbol{}, false
	}
	return m.hit(m.cursor).adds, true
}

// Update takes keys, pastes and the mouse. The mouse's place is counted from
// the pane's own top left corner.
func (m Model) Update(msg tea.Msg) (Model, tea.Cmd) {
	var cmd tea.Cmd
	switch msg := msg.(type) {
	case tea.KeyMsg:
		m.note = ""
		cmd = m.press(msg)
	case tea.MouseMsg:
		m.mouse(msg)
	default:
		return m, nil
	}
	m.refresh()
	return m, cmd
}

// press acts on a key. Text is the field's before it is compared with any
// key: letters that come in one piece may spell a key's name.
func (m *Model) press(k tea.KeyMsg) tea.Cmd {
	switch {
	case isText(k):
		m.typed(k)
	case key.Matches(k, m.keys.Leave):
		return ui.Emit(Left{})
	case key.Matches(k, m.keys.Pick):
		s, _ := m.Selected()
		return m.pick(s)
	case key.Matches(k, m.keys.Roll):
		s, _ := m.rollingForm()
		return m.pick(s)
	case key.Matches(k, m.keys.NextList):
		m.turn(1)
	case key.Matches(k, m.keys.PrevList):
		m.turn(-1)
	case key.Matches(k, m.keys.Down):
		m.move(1)
	case key.Matches(k, m.keys.Up):
		m.move(-1)
	case key.Matches(k, m.keys.PageDown):
		m.move(m.page())
	case key.Matches(k, m.keys.PageUp):
		m.move(-m.page())
	case key.Matches(k, m.keys.Clear):
		m.field.Reset()
		m.search()
	default:
		m.field, _ = m.field.Update(k) // without a blinking cursor it has no command
		m.search()
	}
	return nil
}

// pick reports a symbol, or says that it is in the list already.
func (m *Model) pick(s kite.Symbol) tea.Cmd {
	if list, row, ok := m.listed(s); ok && list == m.chosen {
		m.note = "already in " + m.listName() + ", row " + strconv.Itoa(row)
		return nil
	}
	return ui.Emit(Picked{Symbol: s, List: m.chosen})
}

// listed asks which list a symbol is in.
func (m *Model) listed(s kite.Symbol) (list string, row int, ok bool) {
	if m.members == nil {
		return "", 0, false
	}
	return m.members(s)
}

// turn chooses the list so many places on.
func (m *Model) turn(by int) {
	n := len(m.names)
	at := slices.Index(m.names, m.chosen)
	m.chosen, m.turned = m.names[((at+by)%n+n)%n], true
}

// search looks for what is typed, unless that was done.
func (m *Model) search() {
	query := strings.TrimSpace(m.field.Value())
	if query == m.query {
		return
	}
	m.query, m.cursor, m.top = query, 0, 0
	m.find()
}

// find asks the index.
func (m *Model) find() {
	m.found, m.rolling = instruments.Result{}, nil
	if m.index != nil && m.list != nil && m.query != "" {
		m.found = m.index.Search(m.query, m.today, maxHits)
	}
	for _, r := range m.found.Rolling {
		m.rolling = append(m.rolling, m.newRolling(r))
	}
	m.renew()
}
