package watch

import (
	"time"

	"github.com/charmbracelet/bubbles/textinput"
	tea "github.com/charmbracelet/bubbletea"

	"kitewatch/kite"
	"kitewatch/kite/feed"
	"kitewatch/kite/market"
	"kitewatch/tui/ui"
)

// Shown reports that other rows are on the screen: another list, scrolled,
// sorted. The pane sends it; the root asks Visible and tells the feed.
type Shown struct{}

// Model is the pane. Copies share what they know of the rows: there is one
// screen, and the newest copy is it.
type Model struct {
	theme    *ui.Theme
	cal      *market.Calendar
	keys     KeyMap
	mode     kite.Mode
	interval time.Duration
	clock    feed.Clock
	moved    time.Time // wall time of the last key that moved
	w, h     int

	items map[kite.Symbol]*item
	lists []*list
	shown int // index in lists

	layout int // the number of this layout: lines of another are made anew
	number int // the number of this showing of a list: items in it bear it
	batch  int // the number of the last changes of price, for their highlight
	ended  int // the last batch whose highlight is over

	session market.Date // the newest that a row of the list shown has been of

	day     int  // of the exchange's clock
	based   bool // the basis is on the screen
	candles bool // are to be had
	unlit   bool // changed digits are not highlighted
	typing  bool // the filter
	field   textinput.Model
	fault   string // what is wrong with what is typed
	hint    string // what gives rows to an empty list
	ordered bool   // the tabs' line tells how the rows are sorted
	sifted  [2]int // the rows that the filter lets through, and of how many, as the tabs' line tells
	chooser chooser

	underlying func(kite.Symbol) (kite.Symbol, bool)

	breadth breadth
	sums    sums
	slots   []slot
	tabs    []tab
	head    []string // the lines above the rows
	foot    string
	feet    footing // what foot was made from
	pen     *pen
}

// pen is the memory in which lines are made, shared by all copies of the
// Model.
type pen struct {
	cell cell
	row  row
	line line
	bare about // what is said of an instrument outside any list: nothing
	last int

	order []int // of the rows, before they are sorted anew
}

// count returns a number never used before. Copies of the Model share their
// rows' lines, so two of them must not give one number to two things.
func (p *pen) count() int {
	p.last++
	return p.last
}

// New makes the pane, without lists, size or time yet.
func New(theme *ui.Theme, cal *market.Calendar) Model {
	return Model{
		theme: theme, cal: cal, keys: defaultKeys(), items: map[kite.Symbol]*item{},
		pen: &pen{line: line{theme: theme}}, field: newField(),
	}
}

// SetLists replaces the lists. The tab shown is kept by its name, what was set
// in each list by the list's name, the cursor by its symbol.
func (m *Model) SetLists(lists []List) {
	old, name := map[string]*list{}, ""
	for _, l := range m.lists {
		old[l.name] = l
	}
	if l := m.list(); l != nil {
		name = l.name
	}
	m.lists, m.shown = nil, min(m.shown, max(len(lists)-1, 0))
	for i, l := range lists {
		made := m.newList(l)
		if before := old[made.name]; before != nil {
			made.keep(before)
			delete(old, made.name)
			if made.name == name {
				m.shown = i
			}
		}
		m.lists = append(m.lists, made)
	}
	if m.Name() != name {
		m.typing, m.chooser.open = false, false
	}
	m.show(m.shown)
}

// SetHint says what gives rows to a list that has none.
func (m *Model) SetHint(text string) { m.hint = text }

// Name returns the name of the list that is shown, as it was set; empty when
// there is none.
func (m Model) Name() string {
	if l := m.list(); l != nil {
		return l.name
	}
	return ""
}

// Nth tells which of the lists with the name of the one shown it is, from 0.
func (m Model) Nth() int {
	nth := 0
	for _, l := range m.lists[:min(m.shown, len(m.lists))] {
		if l.name == m.Name() {
			nth++
		}
	}
	return nth
}

// At returns the list shown and the place of the selected row in it as it was
// set, whatever it is sorted by; false when there is no row.
func (m Model) At() (name string, row int, ok bool) {
	l := m.list()
	if l == nil || len(l.order) == 0 {
		return "", 0, false
	}
	return l.name, l.cursor, true
}

// Sorted reports that the rows are in another order than the file's.
func (m Model) Sorted() bool {
	l := m.list()
	return l != nil && l.sorted >= 0
}

// Filtered reports that rows are held back: the next row on the screen need
// not be the next in the file.
func (m Model) Filtered() bool {
	l := m.list()
	return l != nil && l.filter.on()
}

// Latest returns what is known of an instrument.
func (m Model) Latest(s kite.Symbol) (feed.Row, bool) {
	it, ok := m.items[s]
	if !ok {
		return feed.Row{}, false
	}
	return it.Row, true
}

// SetMode says what the polls ask for and how often.
func (m *Model) SetMode(mode kite.Mode, interval time.Duration) {
	m.mode, m.interval = mode, interval
	m.arrange()
	m.refresh()
}

// SetSize gives the pane its size, the rows between strip and status line.
func (m *Model) SetSize(w, h int) {
	m.w, m.h = max(w, 0), max(h, 0)
	if l := m.list(); l != nil {
		m.measureAnew(l)
	}
	m.arrange()
	m.refresh()
}

// SetClock tells the time, once a second. Only rows whose text changes with it
// are made anew.
func (m *Model) SetClock(c feed.Clock) {
	m.clock = c
	if l := m.list(); l != nil {
		m.sum(l)
	}
	m.refresh()
}

// SetFlash turns the highlight of changed digits on, as it is at first, or off.
func (m *Model) SetFlash(on bool) {
	m.unlit = !on
	m.arrange()
	m.refresh()
}

// Update takes keys, the mouse and the end of a highlight. The mouse's place
// is counted from the pane's own top left corner.
func (m Model) Update(msg tea.Msg) (Model, tea.Cmd) {
	switch msg := msg.(type) {
	case tickEnded:
		m.ended = max(m.ended, msg.batch)
		m.refresh()
	case tea.KeyMsg:
		cmd := m.press(msg)
		return m, cmd
	case tea.MouseMsg:
		cmd := m.mouse(msg)
		return m, cmd
	}
	return m, nil
}

// Visible returns the symbols of the list shown, those on the screen first,
// those that the filter holds back last: they are polled too, or nothing would
// let them through again.
func (m Model) Visible() []kite.Symbol {
	l := m.list()
	if l == nil {
		return nil
	}
	first, last := m.window()
	seen := make(map[kite.Symbol]bool, len(l.entries))
	symbols := make([]kite.Symbol, 0, len(l.entries))
	add := func(i int) {
		if s := l.entries[i].Symbol; !seen[s] {
			seen[s] = true
			symbols = append(symbols, s)
		}
	}
	for _, part := range [][]int{l.order[first:last], l.order} {
		for _, i := range part {
			add(i)
		}
	}
	for i := range l.entries {
		add(i)
	}
	return symbols
}

// Selected returns the symbol under the cursor; false in an empty list.
func (m Model) Selected() (kite.Symbol, bool) {
	l := m.list()
	if l == nil || len(l.order) == 0 {
		return kite.Symbol{}, false
	}
	return l.entries[l.cursor].Symbol, true
}
