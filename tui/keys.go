package tui

import "github.com/charmbracelet/bubbles/key"

// KeyMap holds the keys that work whatever pane is shown.
type KeyMap struct {
	Pause     key.Binding
	Refresh   key.Binding
	Login     key.Binding
	Help      key.Binding
	Suspend   key.Binding
	Quit      key.Binding
	Interrupt key.Binding // quits while a field has the other keys, too
}

func newKeys() KeyMap {
	return KeyMap{
		Pause:     key.NewBinding(key.WithKeys("p"), key.WithHelp("p", "pause")),
		Refresh:   key.NewBinding(key.WithKeys("r"), key.WithHelp("r", "refresh now")),
		Login:     key.NewBinding(key.WithKeys("L"), key.WithHelp("L", "log in")),
		Help:      key.NewBinding(key.WithKeys("?"), key.WithHelp("?", "this help")),
		Suspend:   key.NewBinding(key.WithKeys("ctrl+z"), key.WithHelp("Ctrl+Z", "to the shell; fg returns")),
		Quit:      key.NewBinding(key.WithKeys("q"), key.WithHelp("q  Ctrl+C", "quit")),
		Interrupt: key.NewBinding(key.WithKeys("ctrl+c")),
	}
}
