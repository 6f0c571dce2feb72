package watch

import (
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"kitewatch/kite"
	"kitewatch/kite/feed"
	"kitewatch/kite/market"
	"kitewatch/tui/ui"
)

// Entry is an instrument of a list, with what the user wrote beside it.
type Entry struct {
	Symbol kite.Symbol
	Note   string
	Reason string // why there can be no data of it; what follows a semicolon may be left out
}

// List is a list of watchlist.toml. Without Columns it shows all there are.
type List struct {
	Name    string
	Columns []string
	Entries []Entry
}

// Shown reports that other rows are on the screen: another list, scrolled,
// sorted. The pane sends it; the root asks Visible and tells the feed.
type Shown struct{}

// tickTime is how long the digits that changed stay highlighted.
const tickTime = 500 * time.Millisecond

// tickEnded ends the highlight of a batch of changes; the pane sends it to
// itself.
type tickEnded struct{ batch int }

// sortHold is how long the order stands still after a key that moves.
const sortHold = 2 * time.Second

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

	breadth breadth
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
	last int
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
		pen: &pen{line: line{theme: theme}},
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
	m.show(m.shown)
}

// Name returns the name of the list that is shown; empty when there is none.
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
	if l == nil || len(l.entries) == 0 {
		return "", 0, false
	}
	return l.name, l.cursor, true
}

// Sorted reports that the rows are in another order than the file's.
func (m Model) Sorted() bool {
	l := m.list()
	return l != nil && l.sorted >= 0
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
		m.measureAll(l)
	}
	m.arrange()
	m.refresh()
}

// SetClock tells the time, once a second. Only rows whose text changes with it
// are made anew.
func (m *Model) SetClock(c feed.Clock) {
	m.clock = c
	m.refresh()
}

// SetRows takes the rows that have changed. The command, if any, ends the
// highlight of changed digits, or reports that sorting has moved rows.
func (m *Model) SetRows(rows []feed.Row) tea.Cmd {
	m.batch = m.pen.count()
	grown, ticked := m.take(rows)
	if l := m.list(); l != nil {
		m.breadth = l.breadth()
		if m.plainest(l) || grown {
			m.arrange()
		}
	}
	var shown, ended tea.Cmd
	held := m.clock.Wall.Sub(m.moved) // negative: the clock was set back
	if held >= sortHold || held < 0 || m.moved.IsZero() {
		shown = m.reorder()
	}
	if ticked {
		ended = endTicks(m.batch)
	}
	m.refresh()
	return tea.Batch(shown, ended)
}

// take puts rows into their items, and reports whether a cell of the list
// shown is wider than any before, and whether a price has just changed.
func (m *Model) take(rows []feed.Row) (grown, ticked bool) {
	l := m.list()
	for i := range rows {
		r := &rows[i]
		it := m.item(r.Symbol)
		before, moved := it.Quote.LastPrice, it.moves(r)
		if !it.set(*r) {
			continue
		}
		if moved {
			it.before, it.ticked, ticked = before, m.batch, true
		}
		if l != nil && it.listed == m.number {
			grown = m.measureShown(l, it) || grown
		}
	}
	return grown, ticked
}

// endTicks returns the command that ends the highlight of a batch of changes.
func endTicks(batch int) tea.Cmd {
	return tea.Tick(tickTime, func(time.Time) tea.Msg { return tickEnded{batch} })
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

// Visible returns the symbols of the list shown, those on the screen first.
func (m Model) Visible() []kite.Symbol {
	l := m.list()
	if l == nil {
		return nil
	}
	first, last := m.window()
	seen := make(map[kite.Symbol]bool, len(l.order))
	symbols := make([]kite.Symbol, 0, len(l.order))
	for _, part := range [][]int{l.order[first:last], l.order} {
		for _, i := range part {
			if s := l.entries[i].Symbol; !seen[s] {
				seen[s] = true
				symbols = append(symbols, s)
			}
		}
	}
	return symbols
}

// Selected returns the symbol under the cursor; false in an empty list.
func (m Model) Selected() (kite.Symbol, bool) {
	l := m.list()
	if l == nil || len(l.entries) == 0 {
		return kite.Symbol{}, false
	}
	return l.entries[l.cursor].Symbol, true
}
