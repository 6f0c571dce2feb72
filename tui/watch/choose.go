package watch

import (
	"slices"
	"strconv"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"kitewatch/tui/ui"
)

// Columns reports the columns that the user has chosen for a list. The pane
// sends it and shows them already; the root writes them into the file.
type Columns struct {
	List    string
	Nth     int      // which of the lists of that name, from 0
	Columns []string // from left to right; none: chosen by width
}

// chooser is where the columns of the list shown are chosen: in the place of
// the rows, every column with a mark where it is wanted.
type chooser struct {
	open   bool
	auto   bool             // nothing is chosen: as many as fit
	order  []int            // every column there is a choice about, from left to right
	wanted [maxColumns]bool // by index in columns
	at     int              // place in order of the cursor
	top    int              // place in order of the first line
	lines  []string         // as many as rows have room for
}

// openChooser begins with what the list shows now.
func (m *Model) openChooser() {
	l := m.list()
	m.chooser = chooser{open: true, auto: !l.chosen}
	c := &m.chooser
	for _, i := range l.columns {
		if !always(i) {
			c.order = append(c.order, i)
			c.wanted[i] = true
		}
	}
	for i := range columns {
		if !always(i) && !c.wanted[i] {
			c.order = append(c.order, i)
		}
	}
	m.arrange()
	m.refresh()
}

// pressChooser takes a key while columns are chosen. Letters that came in one
// piece are keys in turn.
func (m *Model) pressChooser(msg tea.KeyMsg) tea.Cmd {
	if msg.Paste {
		return nil
	}
	if msg.Type == tea.KeyRunes && len(msg.Runes) > 1 {
		var cmds []tea.Cmd
		for _, r := range msg.Runes {
			cmds = append(cmds, m.press(tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune{r}}))
		}
		return tea.Batch(cmds...)
	}
	c, k := &m.chooser, &m.keys
	switch {
	case m.list() == nil, key.Matches(msg, k.Leave, k.Columns):
		return m.closeChooser()
	case key.Matches(msg, k.Done):
		return m.takeColumns()
	case key.Matches(msg, k.Automatic):
		c.automatic(m.list())
	case key.Matches(msg, k.Toggle):
		c.auto = false
		c.wanted[c.order[c.at]] = !c.wanted[c.order[c.at]]
	case key.Matches(msg, k.Lower):
		c.shift(1)
	case key.Matches(msg, k.Raise):
		c.shift(-1)
	case key.Matches(msg, k.ChooseSort):
		return m.sortChosen()
	default:
		c.move(msg, k)
	}
	m.arrange()
	m.refresh()
	return nil
}

// move moves the cursor by the keys that move it in the table.
func (c *chooser) move(msg tea.KeyMsg, k *KeyMap) {
	by := 0
	switch {
	case key.Matches(msg, k.ChooseDown):
		by = 1
	case key.Matches(msg, k.ChooseUp):
		by = -1
	}
	c.at = min(max(c.at+by, 0), len(c.order)-1)
}

// shift moves the column under the cursor, and the cursor with it.
func (c *chooser) shift(by int) {
	to := c.at + by
	if to < 0 || to >= len(c.order) {
		return
	}
	c.auto = false
	c.order[c.at], c.order[to] = c.order[to], c.order[c.at]
	c.at = to
}

// automatic goes back to what is shown without a choice.
func (c *chooser) automatic(l *list) {
	c.auto, c.order, c.wanted = true, c.order[:0:0], [maxColumns]bool{}
	for i := range columns {
		if !always(i) {
			c.order = append(c.order, i)
			c.wanted[i] = columns[i].serves(l.entries)
		}
	}
}

// sortChosen sorts by the column under the cursor, a second time reversed.
func (m *Model) sortChosen() tea.Cmd {
	i, l := m.chooser.order[m.chooser.at], m.list()
	if columns[i].key == nil {
		return nil
	}
	return m.sortBy(i, l.sorted == i && !l.reverse)
}

func (m *Model) closeChooser() tea.Cmd {
	m.chooser.open, m.chooser.lines = false, nil
	m.arrange()
	m.refresh()
	return nil
}

// takeColumns shows what was chosen and reports it. The last price is always
// named, so that a choice of nothing else is not taken for no choice; and what
// the file names that is no column here stays there.
func (m *Model) takeColumns() tea.Cmd {
	c, l := &m.chooser, m.list()
	var names []string
	if !c.auto {
		names = append(names, columns[columnLTP].name)
		for _, i := range c.order {
			if c.wanted[i] {
				names = append(names, columns[i].name)
			}
		}
		for _, name := range l.given.Columns {
			if indexOf(name) < 0 && !slices.Contains(names, name) {
				names = append(names, name)
			}
		}
	}
	l.choose(names)
	m.measureAll(l)
	m.closeChooser()
	return ui.Emit(Columns{List: l.name, Nth: m.Nth(), Columns: names})
}

// chooserTitle stands over the columns.
func (m *Model) chooserTitle() string {
	l, c := &m.pen.line, &m.chooser
	l.reset(ui.Plain, m.w)
	l.to(min(3, m.w))
	l.add(ui.Fg, true, "Columns of "+m.list().title)
	text := "automatic: as many as fit"
	if !c.auto {
		n := 0
		for _, i := range c.order {
			if c.wanted[i] {
				n++
			}
		}
		text = strconv.Itoa(n) + " chosen"
	}
	l.add(ui.Dim, false, " "+m.theme.Glyphs.Dot+" "+text)
	return l.String()
}

// drawChooser makes the chooser's lines, no further scrolled than it takes to
// have the cursor among them.
func (m *Model) drawChooser() {
	c := &m.chooser
	_, height := m.rows()
	room := max(height-1, 1)
	c.top = min(max(c.top, c.at-room+1), c.at)
	c.top = max(min(c.top, len(c.order)-room), 0)
	c.lines = c.lines[:0:0]
	for i := range height {
		c.lines = append(c.lines, m.chooserLine(i, height))
	}
}

// chooserLine is a line of the chooser: after the columns come its keys.
func (m *Model) chooserLine(n, height int) string {
	c, l := &m.chooser, &m.pen.line
	room := max(height-1, 1)
	at := c.top + n
	l.reset(ui.Plain, m.w)
	switch {
	case n < room && at < len(c.order):
		m.drawChoice(l, c.order[at], at == c.at)
	case n == height-1:
		m.drawChooserKeys(l)
	}
	return l.String()
}

func (m *Model) drawChoice(l *line, i int, selected bool) {
	g, c := &m.theme.Glyphs, &columns[i]
	mark, role := "[ ]", ui.Soft
	if m.chooser.wanted[i] {
		mark, role = "[x]", ui.Text
	}
	if selected {
		l.ground = ui.Selected
		l.add(ui.Accent, false, g.Selected)
	}
	l.to(min(3, m.w))
	l.add(role, false, mark+" ")
	if selected {
		l.ground = ui.SelectedName
	}
	l.add(role, m.chooser.wanted[i], oneBlank(titleText(c, g)))
	if selected {
		l.ground = ui.Selected
	}
	l.to(min(22, m.w))
	l.add(ui.Dim, false, c.name)
	if i == m.list().sorted {
		l.to(min(36, m.w))
		l.add(ui.Text, false, m.arrow()+" sorted")
	}
}

func (m *Model) drawChooserKeys(l *line) {
	k := &m.keys
	l.to(min(3, m.w))
	for _, b := range []key.Binding{k.Toggle, k.Done, k.Leave, ui.Keys("move", k.Lower, k.Raise), k.ChooseSort, k.Automatic} {
		help := b.Help()
		if l.pos+ui.Width(help.Key+help.Desc)+3 > m.w {
			return
		}
		l.add(ui.Accent, false, help.Key)
		l.add(ui.Soft, false, " "+help.Desc+"  ")
	}
}
