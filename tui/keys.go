package tui

import (
	"strings"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"kitewatch/tui/login"
)

// KeyMap holds the keys that work whatever pane is shown.
type KeyMap struct {
	Pause    key.Binding
	Refresh  key.Binding
	Login    key.Binding
	Search   key.Binding
	Requests key.Binding
	Open     key.Binding
	Alerts   key.Binding
	Level    key.Binding

	Remove, Undo           key.Binding
	MoveDown, MoveUp       key.Binding
	Transfer, Note, Accept key.Binding
	NewList, Rename        key.Binding
	RemoveList, Editor     key.Binding

	Help      key.Binding
	Suspend   key.Binding
	Quit      key.Binding
	Interrupt key.Binding // quits while a field has the other keys, too
}

func newKeys() KeyMap {
	return KeyMap{
		Pause:    key.NewBinding(key.WithKeys("p"), key.WithHelp("p", "pause")),
		Refresh:  key.NewBinding(key.WithKeys("r"), key.WithHelp("r", "refresh now")),
		Login:    key.NewBinding(key.WithKeys("L"), key.WithHelp("L", "log in")),
		Search:   key.NewBinding(key.WithKeys("/", "ctrl+p"), key.WithHelp("/", "search and add")),
		Requests: key.NewBinding(key.WithKeys("!"), key.WithHelp("!", "request log")),

		Open:       key.NewBinding(key.WithKeys("enter"), key.WithHelp("Enter", "the row whole, with its chart")),
		Alerts:     key.NewBinding(key.WithKeys("A"), key.WithHelp("A", "alerts")),
		Level:      key.NewBinding(key.WithKeys("a"), key.WithHelp("a", "alert on the row")),
		Remove:     key.NewBinding(key.WithKeys("d"), key.WithHelp("d", "remove the row")),
		Undo:       key.NewBinding(key.WithKeys("u"), key.WithHelp("u", "undo")),
		MoveDown:   key.NewBinding(key.WithKeys("J"), key.WithHelp("J", "move the row down")),
		MoveUp:     key.NewBinding(key.WithKeys("K"), key.WithHelp("K", "move the row up")),
		Transfer:   key.NewBinding(key.WithKeys("m"), key.WithHelp("m", "move the row to another list")),
		Note:       key.NewBinding(key.WithKeys("n"), key.WithHelp("n", "note")),
		Accept:     key.NewBinding(key.WithKeys("y"), key.WithHelp("y", "take what is suggested")),
		NewList:    key.NewBinding(key.WithKeys("+"), key.WithHelp("+", "new list")),
		Rename:     key.NewBinding(key.WithKeys("R"), key.WithHelp("R", "rename the list")),
		RemoveList: key.NewBinding(key.WithKeys("X"), key.WithHelp("X", "remove the list")),
		Editor:     key.NewBinding(key.WithKeys("e"), key.WithHelp("e", "edit watchlist.toml")),

		Help:      key.NewBinding(key.WithKeys("?"), key.WithHelp("?", "this help")),
		Suspend:   key.NewBinding(key.WithKeys("ctrl+z"), key.WithHelp("Ctrl+Z", "to the shell; fg returns")),
		Quit:      key.NewBinding(key.WithKeys("q"), key.WithHelp("q  Ctrl+C", "quit")),
		Interrupt: key.NewBinding(key.WithKeys("ctrl+c")),
	}
}

// keysOf takes the keys that have come in one piece, as they do from a fast
// hand or over a slow line: the framework makes one message of their letters.
// A paste, and what is typed into a field, stay whole.
func (m model) keysOf(msg tea.KeyMsg) (tea.Model, tea.Cmd) {
	if isAnswer(msg) {
		return m, nil
	}
	whole := m.typed() || m.focus == onLogin && len(msg.Runes) >= login.Burst
	if msg.Type != tea.KeyRunes || msg.Paste || len(msg.Runes) < 2 || whole {
		return m.key(msg)
	}
	var next tea.Model = m
	var cmds []tea.Cmd
	for _, r := range msg.Runes {
		var cmd tea.Cmd
		next, cmd = next.(model).keysOf(tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune{r}, Alt: msg.Alt})
		cmds = append(cmds, cmd)
	}
	return next, tea.Batch(cmds...)
}

// isAnswer reports the terminal's late answer to the question for its
// background, which the framework takes for typed letters.
func isAnswer(msg tea.KeyMsg) bool {
	return msg.Type == tea.KeyRunes && !msg.Paste && strings.HasPrefix(string(msg.Runes), "11;rgb")
}
