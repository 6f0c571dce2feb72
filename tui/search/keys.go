package search

import (
	"github.com/charmbracelet/bubbles/key"

	"kitewatch/tui/ui"
)

// KeyMap is what the pane's keys do. All others are the field's, the letters
// before all. A key that does nothing now is disabled.
type KeyMap struct {
	Pick, Roll         key.Binding
	NextList, PrevList key.Binding
	Down, Up           key.Binding
	PageDown, PageUp   key.Binding
	Clear              key.Binding
	Leave              key.Binding
}

func newKeys() KeyMap {
	bind := func(desc string, keys ...string) key.Binding {
		return key.NewBinding(key.WithKeys(keys...), key.WithHelp(ui.KeyName(keys[0]), desc))
	}
	return KeyMap{
		Pick:     bind("adds and stays", "enter"),
		Roll:     bind("adds what rolls", "ctrl+r"),
		NextList: bind("other list", "tab"),
		PrevList: bind("list before", "shift+tab"),
		Down:     bind("next row", "down", "ctrl+n"),
		Up:       bind("row before", "up", "ctrl+p"),
		PageDown: bind("a page down", "pgdown"),
		PageUp:   bind("a page up", "pgup"),
		Clear:    bind("clears", "ctrl+u"),
		Leave:    bind("leaves", "esc"),
	}
}

// all returns the keys in the order of the help.
func (k *KeyMap) all() []*key.Binding {
	return []*key.Binding{
		&k.Pick, &k.Roll, &k.NextList, &k.PrevList, &k.Down, &k.Up, &k.PageDown, &k.PageUp, &k.Clear, &k.Leave,
	}
}

// enable switches keys on and off by what they could do now.
func (m *Model) enable() {
	k, hits := &m.keys, len(m.rows)
	k.Pick.SetEnabled(hits > 0)
	_, rolls := m.rollingForm()
	k.Roll.SetEnabled(rolls)
	for _, b := range []*key.Binding{&k.Down, &k.Up, &k.PageDown, &k.PageUp} {
		b.SetEnabled(hits > 1)
	}
	k.NextList.SetEnabled(len(m.names) > 1)
	k.PrevList.SetEnabled(len(m.names) > 1)
	k.Clear.SetEnabled(m.field.Value() != "")
}

// Keys returns the pane's keys as they are now.
func (m Model) Keys() KeyMap { return m.keys }

// ShortHelp are the keys for a line of help.
func (m Model) ShortHelp() []key.Binding {
	k := m.keys
	return []key.Binding{k.Pick, k.Roll, k.NextList, ui.Keys("move", k.Up, k.Down), k.Clear, k.Leave}
}

// FullHelp are all keys, those too that do nothing now: with a field that
// takes every letter, help can only be opened before or after.
func (m Model) FullHelp() [][]key.Binding {
	k := m.keys
	for _, b := range k.all() {
		b.SetEnabled(true)
	}
	return [][]key.Binding{{
		ui.Keys("adds to the list and stays", k.Pick),
		ui.Keys("adds the rolling symbol of a contract", k.Roll),
		ui.Keys("other list", k.NextList, k.PrevList),
		ui.Keys("row", k.Down, k.Up),
		ui.Keys("page", k.PageDown, k.PageUp),
		ui.Keys("clears the field", k.Clear),
		ui.Keys("leaves the search", k.Leave),
	}}
}
