package help

import (
	"strconv"
	"strings"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"kitewatch/tui/ui"
)

// Section is a titled group of keys, or something to read.
type Section struct {
	Title    string
	Bindings []key.Binding
	Told     []string // each a sentence
}

// Left reports that the user is done reading. The pane sends it; the root
// shows the watch pane again.
type Left struct{}

// KeyMap is what the pane's keys do.
type KeyMap struct {
	Leave            key.Binding
	Down, Up         key.Binding
	PageDown, PageUp key.Binding
	First, Last      key.Binding
}

// Model is the pane.
type Model struct {
	theme    *ui.Theme
	keys     KeyMap
	sections []Section
	w, h     int
	lines    []string // the whole text, laid out for the width
	top      int      // the first line on the screen
}

// wheelLines is how far a turn of the wheel scrolls.
const wheelLines = 3

// New makes the pane, without keys or size yet.
func New(theme *ui.Theme) Model {
	bind := func(desc string, keys ...string) key.Binding {
		return key.NewBinding(key.WithKeys(keys...), key.WithHelp(ui.KeyName(keys[0]), desc))
	}
	return Model{theme: theme, keys: KeyMap{
		Leave:    bind("leaves", "esc", "?"),
		Down:     bind("down", "j", "down"),
		Up:       bind("up", "k", "up"),
		PageDown: bind("a page down", "ctrl+d", "pgdown", " "),
		PageUp:   bind("a page up", "ctrl+u", "pgup"),
		First:    bind("start", "g", "home"),
		Last:     bind("end", "G", "end"),
	}}
}

// Open shows these sections from the start, wherever the last ones were left.
// Disabled keys are left out.
func (m *Model) Open(sections []Section) {
	m.sections, m.top = sections, 0
	m.layOut()
}

// SetSize gives the pane its size, the rows between strip and status line.
func (m *Model) SetSize(w, h int) {
	m.w, m.h = max(w, 0), max(h, 0)
	m.layOut()
}

// Update leaves, or scrolls.
func (m Model) Update(msg tea.Msg) (Model, tea.Cmd) {
	page := max(m.body()-1, 1)
	switch msg := msg.(type) {
	case tea.KeyMsg:
		switch {
		case key.Matches(msg, m.keys.Leave):
			return m, ui.Emit(Left{})
		case key.Matches(msg, m.keys.Down):
			m.scroll(1)
		case key.Matches(msg, m.keys.Up):
			m.scroll(-1)
		case key.Matches(msg, m.keys.PageDown):
			m.scroll(page)
		case key.Matches(msg, m.keys.PageUp):
			m.scroll(-page)
		case key.Matches(msg, m.keys.First):
			m.scroll(-len(m.lines))
		case key.Matches(msg, m.keys.Last):
			m.scroll(len(m.lines))
		}
	case tea.MouseMsg:
		switch msg.Button {
		case tea.MouseButtonWheelDown:
			m.scroll(wheelLines)
		case tea.MouseButtonWheelUp:
			m.scroll(-wheelLines)
		}
	}
	return m, nil
}

func (m *Model) scroll(lines int) {
	m.top = min(max(m.top+lines, 0), max(len(m.lines)-m.body(), 0))
}

// Keys returns the pane's keys; those that scroll only where there is more.
func (m Model) Keys() KeyMap { return m.keys }

// ShortHelp are the keys for a line of help.
func (m Model) ShortHelp() []key.Binding {
	return []key.Binding{m.keys.Leave, ui.Keys("scroll", m.keys.Down, m.keys.Up)}
}

// FullHelp are all keys.
func (m Model) FullHelp() [][]key.Binding {
	k := m.keys
	return [][]key.Binding{{k.Leave, k.Down, k.Up, k.PageDown, k.PageUp, k.First, k.Last}}
}

// ruled reports whether there is room for the rule under the title.
func (m *Model) ruled() bool { return m.h >= 14 }

// body is the number of lines for the text.
func (m *Model) body() int {
	if m.ruled() {
		return m.h - 2
	}
	return max(m.h-1, 0)
}

// layOut makes the lines for the width.
func (m *Model) layOut() {
	p := page{theme: m.theme, w: m.w, airy: m.ruled()}
	m.lines = p.lines(m.sections)
	m.scroll(0)
	more := len(m.lines) > m.body()
	for _, b := range []*key.Binding{
		&m.keys.Down, &m.keys.Up, &m.keys.PageDown, &m.keys.PageUp, &m.keys.First, &m.keys.Last,
	} {
		b.SetEnabled(more)
	}
}

// View joins the lines on the screen: exactly the pane's size.
func (m Model) View() string {
	if m.w == 0 || m.h == 0 {
		return ""
	}
	lines := []string{m.title()}
	if m.ruled() {
		lines = append(lines, m.theme.Paint(ui.Line, ui.Plain).Text(strings.Repeat(m.theme.Glyphs.Thin, m.w)))
	}
	for i := range m.body() {
		line := ui.Blank(m.w)
		if at := m.top + i; at < len(m.lines) {
			line = m.lines[at]
		}
		lines = append(lines, line)
	}
	return strings.Join(lines, "\n")
}

// title is the first line, with the way out at its right, and how to read on
// if the text goes on.
func (m Model) title() string {
	p := page{theme: m.theme, w: m.w}
	var l text
	l.add(ui.Fg, true, " Help")
	leave := m.keys.Leave.Help()
	right := []string{leave.Key + " " + leave.Desc}
	if len(m.lines) > m.body() {
		end := min(m.top+m.body(), len(m.lines))
		place := strconv.Itoa(m.top+1) + m.theme.Glyphs.Range + strconv.Itoa(end) + " of " + strconv.Itoa(len(m.lines))
		scroll := p.ascii(ui.Keys("", m.keys.Down, m.keys.Up).Help().Key)
		first, _, _ := strings.Cut(scroll, "  ")
		right = []string{
			place + "   " + scroll + " scroll   " + right[0],
			first + " scroll   " + right[0],
			right[0],
		}
	}
	about := "  made from the key maps"
	if l.cells+ui.Width(about+right[0])+3 <= m.w {
		l.add(ui.Dim, false, about)
	}
	for _, s := range right {
		if pad := m.w - 1 - l.cells - ui.Width(s); pad >= 2 {
			l.to(l.cells + pad)
			l.add(ui.Dim, false, s)
			break
		}
	}
	return p.paint(l)
}
