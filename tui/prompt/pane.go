package prompt

import (
	"strings"

	"github.com/charmbracelet/bubbles/cursor"
	"github.com/charmbracelet/bubbles/key"
	"github.com/charmbracelet/bubbles/textinput"
	tea "github.com/charmbracelet/bubbletea"

	"kitewatch/tui/ui"
)

// Entered reports the text that the user has given. The pane sends it; the
// root does what was asked for.
type Entered struct{ Text string }

// Left reports that the user gave none. The pane sends it; the root goes back.
type Left struct{}

// KeyMap is what the pane's keys do; all others edit the text.
type KeyMap struct{ Enter, Leave key.Binding }

// longest bounds the text, in characters: a note is a few words.
const longest = 200

// Model is the pane.
type Model struct {
	theme *ui.Theme
	keys  KeyMap
	w     int
	title string
	hints []string
	fault string // why the text was refused, until it is changed
	field textinput.Model
}

// New makes the pane; Open asks something.
func New(theme *ui.Theme) Model {
	m := Model{theme: theme, field: textinput.New(), keys: KeyMap{
		Enter: key.NewBinding(key.WithKeys("enter"), key.WithHelp("Enter", "done")),
		Leave: key.NewBinding(key.WithKeys("esc"), key.WithHelp("Esc", "leaves")),
	}}
	m.field.Cursor.SetMode(cursor.CursorStatic) // nothing on this screen blinks
	m.field.CharLimit = longest
	m.field.KeyMap.Paste.SetEnabled(false) // it would start a program
	return m
}

// Open asks for what title names; text is what there is of it, and hints say
// what may be given, the longest first: the first that has room is shown.
func (m *Model) Open(title, text string, hints []string) {
	m.title, m.hints, m.fault = title, hints, ""
	m.field.CharLimit = max(longest, len([]rune(text)))
	m.field.SetValue(text)
	m.field.CursorEnd()
	m.field.Focus()
}

// Refuse says why the text will not do, beside it.
func (m *Model) Refuse(why string) { m.fault = ui.Clean(why) }

// SetSize gives the pane its width; it is one line.
func (m *Model) SetSize(w int) { m.w = max(w, 0) }

// Update edits the text, or reports it.
func (m Model) Update(msg tea.Msg) (Model, tea.Cmd) {
	k, ok := msg.(tea.KeyMsg)
	switch {
	case !ok:
		return m, nil
	case !k.Paste && key.Matches(k, m.keys.Enter):
		return m, ui.Emit(Entered{strings.TrimSpace(m.field.Value())})
	case !k.Paste && key.Matches(k, m.keys.Leave):
		return m, ui.Emit(Left{})
	case k.Type == tea.KeyRunes || k.Type == tea.KeySpace:
		if k.Alt {
			return m, nil
		}
		k = tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune(ui.Clean(string(k.Runes))), Paste: true} // as a paste no text is the name of a key
	}
	was := m.field.Value()
	m.field, _ = m.field.Update(k)
	if m.field.Value() != was {
		m.fault = ""
	}
	return m, nil
}

// View draws the line: what is asked, what is typed, and which keys end it.
func (m Model) View() string {
	if m.fault != "" {
		return m.refused()
	}
	title := m.theme.Cut(m.title, m.titleRoom())
	spans := append([]ui.Span{{Text: " "}, {Text: title, Role: ui.Accent, Bold: true}, {Text: "  "}}, m.typed(max(m.w-ui.Width(title)-6, 1))...)
	used := max(ui.SpansWidth(spans), min(ui.Width(title)+3+shortestAnswer, m.w))
	if tail := m.tail(m.w - 1 - used - 2); len(tail) > 0 {
		spans = append(append(spans, ui.Span{Text: ui.Blank(m.w - 1 - ui.SpansWidth(spans) - ui.SpansWidth(tail))}), tail...)
	}
	return m.theme.Line(ui.StatusBar, m.w, spans)
}

// shortestAnswer and shortestTitle are how many cells the answer and the title
// get beside a hint, at least.
const (
	shortestAnswer = 9
	shortestTitle  = 8
)

// titleRoom is what the title gets: beside one of the two shortest hints it may be
// cut, since the row that it names is under the cursor.
func (m Model) titleRoom() int {
	for _, hint := range m.hints[max(len(m.hints)-2, 0):] {
		if room := m.w - 6 - shortestAnswer - ui.Width(hint); room >= min(ui.Width(m.title), shortestTitle) {
			return room
		}
	}
	return m.w
}

// tail is the longest hint that has room, and the keys if there is room for them
// too: what may be given is not known, and they are those of every prompt.
func (m Model) tail(room int) []ui.Span {
	keys := []ui.Span{
		{Text: "Enter", Role: ui.Accent}, {Text: " done  ", Role: ui.Soft}, {Text: "Esc", Role: ui.Accent}, {Text: " leaves", Role: ui.Soft},
	}
	for _, hint := range m.hints {
		short := []ui.Span{{Text: hint, Role: ui.Dim}}
		if long := append(short, append([]ui.Span{{Text: "   "}}, keys...)...); ui.SpansWidth(long) <= room {
			return long
		}
		if ui.SpansWidth(short) <= room {
			return short
		}
	}
	if ui.SpansWidth(keys) <= room {
		return keys
	}
	return nil
}

// shortestText is how many cells of a refused text are seen, at least.
const shortestText = 12

// refused draws the text with what is wrong with it. That is what the eye has
// to find: what was asked is known, and gives way first.
func (m Model) refused() string {
	room := m.w - 3 - ui.Width(m.fault)
	title := []ui.Span{{Text: " "}, {Text: m.title, Role: ui.Accent, Bold: true}, {Text: " "}}
	text := m.typed(max(room-2, shortestText))
	spans := append([]ui.Span{{Text: " "}}, text...)
	if ui.SpansWidth(title)+ui.SpansWidth(spans) <= room {
		spans = append(title, spans...)
	}
	spans = append(spans, ui.Span{Text: "  "})
	fault := m.theme.Cut(m.fault, max(m.w-1-ui.SpansWidth(spans), 0))
	return m.theme.Line(ui.StatusBar, m.w, append(spans, ui.Span{Text: fault, Role: ui.Warn}))
}

// typed draws the text around the cursor; room is for what is before it.
func (m Model) typed(room int) []ui.Span {
	text := []rune(m.field.Value())
	at := min(m.field.Position(), len(text))
	return []ui.Span{
		{Text: lastOf(string(text[:at]), room), Role: ui.Fg}, {Text: m.theme.Glyphs.Cursor, Role: ui.Accent},
		{Text: string(text[at:]), Role: ui.Fg},
	}
}

// lastOf is the end of a text that has room.
func lastOf(text string, room int) string {
	runes := []rune(text)
	for len(runes) > 0 && ui.Width(string(runes)) > room {
		runes = runes[1:]
	}
	return string(runes)
}
