package tui

import "github.com/charmbracelet/bubbles/key"

// KeyMap holds the keys that work whatever pane is shown.
type KeyMap struct {
	Pause   key.Binding
	Refresh key.Binding
	Help    key.Binding
	Suspend key.Binding
	Quit    key.Binding
}

func newKeys() KeyMap {
	return KeyMap{
		Pause:   key.NewBinding(key.WithKeys("p"), key.WithHelp("p", "pause")),
		Refresh: key.NewBinding(key.WithKeys("r"), key.WithHelp("r", "refresh now")),
		Help:    key.NewBinding(key.WithKeys("?"), key.WithHelp("?", "this help")),
		Suspend: key.NewBinding(key.WithKeys("ctrl+z"), key.WithHelp("Ctrl+Z", "to the shell; fg returns")),
		Quit:    key.NewBinding(key.WithKeys("q", "ctrl+c"), key.WithHelp("q  Ctrl+C", "quit")),
	}
}
