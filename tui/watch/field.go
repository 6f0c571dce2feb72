package watch

import (
	"fmt"
	"slices"

	"github.com/charmbracelet/bubbles/cursor"
	"github.com/charmbracelet/bubbles/key"
	"github.com/charmbracelet/bubbles/textinput"
	tea "github.com/charmbracelet/bubbletea"

	"kitewatch/tui/ui"
)

// longestFilter bounds what is typed, in characters.
const longestFilter = 120

func newField() textinput.Model {
	f := textinput.New()
	f.Cursor.SetMode(cursor.CursorStatic) // nothing on this screen blinks
	f.CharLimit = longestFilter
	f.KeyMap.Paste.SetEnabled(false) // it would start a program
	return f
}

// Typing reports that every key is the pane's own: its filter is being typed,
// or its columns are being chosen.
func (m Model) Typing() bool { return m.typing || m.chooser.open }

// openFilter puts the filter's field in the place of the tabs.
func (m *Model) openFilter() tea.Cmd {
	m.typing, m.fault = true, ""
	m.field.SetValue(m.list().filter.text)
	m.field.CursorEnd()
	m.field.Focus()
	m.arrange()
	m.refresh()
	return nil
}

// typeFilter takes a key while the field is open. Each one filters at once,
// but for an expression that means nothing yet.
func (m *Model) typeFilter(msg tea.KeyMsg) tea.Cmd {
	k := &m.keys
	switch {
	case m.list() == nil, !msg.Paste && key.Matches(msg, k.Leave):
		m.typing = false
		return m.refilter("")
	case !msg.Paste && key.Matches(msg, k.Done):
		m.typing = m.fault != ""
		m.arrange()
		m.refresh()
		return nil
	case msg.Type == tea.KeyRunes || msg.Type == tea.KeySpace:
		if msg.Alt {
			return nil
		}
		text := ui.Clean(string(msg.Runes[:min(len(msg.Runes), longestFilter)]))
		msg = tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune(text), Paste: true} // as a paste no text is the name of a key
	}
	before := m.field.Value()
	m.field, _ = m.field.Update(msg)
	if m.field.Value() == before {
		m.arrange()
		m.refresh()
		return nil
	}
	return m.refilter(m.field.Value())
}

// refilter filters the list shown by an expression; one that is wrong is said
// in the field, and the rows stay as they are.
func (m *Model) refilter(text string) tea.Cmd {
	l := m.list()
	if l == nil {
		return nil
	}
	f, err := parseFilter(text)
	m.fault = ""
	if err != nil {
		m.fault = err.Error()
		m.arrange()
		m.refresh()
		return nil
	}
	before := slices.Clone(l.order)
	l.filter = f
	if m.sift(l); slices.Contains(l.order, l.meant) {
		l.cursor = l.meant
	}
	m.arrange()
	m.refresh()
	return m.shownIf(before)
}

// fieldLine is the tabs' line while the filter is typed: the field, and right
// of it how many rows are left, or what is wrong.
func (m *Model) fieldLine() string {
	m.tabs = nil
	l, g := &m.pen.line, &m.theme.Glyphs
	l.reset(ui.Plain, m.w)
	l.to(1)
	l.add(ui.Accent, true, "filter")
	l.to(l.pos + 1)
	text, at := []rune(m.field.Value()), m.field.Position()
	before, after := string(text[:at]), string(text[at:])
	right, role := fmt.Sprintf("%d of %d", len(m.list().order), len(m.list().entries)), ui.Dim
	if m.fault != "" {
		right, role = m.fault, ui.Warn
	}
	right = m.theme.Cut(right, max(m.w-l.pos-3-min(ui.Width(before), m.w/3), 0))
	room := max(m.w-1-l.pos-2-ui.Width(right), 1)
	for cut := text[:at]; ui.Width(before) > room-1 && len(cut) > 0; {
		cut = cut[1:]
		before = g.Cut + string(cut)
	}
	l.add(ui.Fg, true, before)
	l.add(ui.Accent, false, g.Cursor)
	l.add(ui.Fg, true, m.theme.Cut(after, max(room-1-ui.Width(before), 0)))
	hint := right + "   Enter keeps  Esc clears"
	if m.fault == "" && m.w-1-ui.Width(hint) >= l.pos+2 {
		right = hint
	}
	l.to(m.w - 1 - ui.Width(right))
	l.add(role, false, right)
	return l.String()
}
