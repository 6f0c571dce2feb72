package login

import "github.com/charmbracelet/bubbles/key"

// KeyMap is what the pane's keys do. A key that does nothing now is disabled.
type KeyMap struct {
	Open   key.Binding
	Copy   key.Binding
	Secret key.Binding
	Field  key.Binding
	Submit key.Binding
	Leave  key.Binding
}

func newKeys() KeyMap {
	return KeyMap{
		Open:   key.NewBinding(key.WithKeys("o"), key.WithHelp("o", "opens the browser")),
		Copy:   key.NewBinding(key.WithKeys("c"), key.WithHelp("c", "copies the address")),
		Secret: key.NewBinding(key.WithKeys("s"), key.WithHelp("s", "types the secret again, masked")),
		Field:  key.NewBinding(key.WithKeys("tab"), key.WithHelp("Tab", "to the field and back")),
		Submit: key.NewBinding(key.WithKeys("enter"), key.WithHelp("Enter", "takes what is in the field")),
		Leave:  key.NewBinding(key.WithKeys("esc"), key.WithHelp("Esc", "back to the table")),
	}
}

// enable switches keys on and off by what they could do now.
func (m *Model) enable() {
	main := m.step == atPaste && !m.typing
	for _, b := range []*key.Binding{&m.keys.Open, &m.keys.Copy} {
		b.SetEnabled(main)
	}
	m.keys.Secret.SetEnabled(main && (m.refused || m.facts.Typed))
	if m.keys.Secret.SetHelp("s", "types the secret again, masked"); m.facts.Typed {
		m.keys.Secret.SetHelp("s", "types api_key and secret again")
	}
	m.keys.Submit.SetEnabled(m.typing)
}

// Typing reports that a field has the focus: every key belongs to it.
func (m Model) Typing() bool { return m.typing }

// ShortHelp are the keys for a line of help.
func (m Model) ShortHelp() []key.Binding {
	return []key.Binding{m.keys.Open, m.keys.Copy, m.keys.Leave}
}

// FullHelp are the keys for the help pane.
func (m Model) FullHelp() [][]key.Binding {
	return [][]key.Binding{{m.keys.Open, m.keys.Copy, m.keys.Secret, m.keys.Field, m.keys.Submit, m.keys.Leave}}
}
