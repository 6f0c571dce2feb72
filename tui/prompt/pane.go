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
	hint  string
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

// Open asks for what title names; text is what there is of it, and hint says
// what may be given.
func (m *Model) Open(title, text, hint string) {
	m.title, m.hint = title, hint
	m.field.CharLimit = max(longest, len([]rune(text)))
	m.field.SetValue(text)
	m.field.CursorEnd()
	m.field.Focus()
}

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
	m.field, _ = m.field.Update(k)
	return m, nil
}

// View draws the line: what is asked, what is typed, and which keys end it.
func (m Model) View() string {
	text := []rune(m.field.Value())
	at := min(m.field.Position(), len(text))
	spans := []ui.Span{
		{Text: " "}, {Text: m.title, Role: ui.Accent, Bold: true}, {Text: "  "},
		{Text: m.before(string(text[:at])), Role: ui.Fg}, {Text: m.theme.Glyphs.Cursor, Role: ui.Accent},
		{Text: string(text[at:]), Role: ui.Fg},
	}
	tail := []ui.Span{
		{Text: m.hint, Role: ui.Dim}, {Text: "   "}, {Text: "Enter", Role: ui.Accent}, {Text: " done  ", Role: ui.Soft},
		{Text: "Esc", Role: ui.Accent}, {Text: " leaves", Role: ui.Soft},
	}
	if gap := m.w - 1 - ui.SpansWidth(spans) - ui.SpansWidth(tail); gap >= 2 {
		spans = append(append(spans, ui.Span{Text: ui.Blank(gap)}), tail...)
	}
	return m.theme.Line(ui.StatusBar, m.w, spans)
}

// before is the end of the text up to the cursor that has room.
func (m Model) before(text string) string {
	room := max(m.w-ui.Width(m.title)-6, 1)
	runes := []rune(text)
	for len(runes) > 0 && ui.Width(string(runes)) > room {
		runes = runes[1:]
	}
	return string(runes)
}
