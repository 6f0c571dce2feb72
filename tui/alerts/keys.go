package alerts

import (
	"math"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"kitewatch/tui/alert"
	"kitewatch/tui/ui"
)

// KeyMap is what the pane's keys do. A key that does nothing now is disabled.
type KeyMap struct {
	Leave            key.Binding
	Down, Up         key.Binding
	First, Last      key.Binding
	PageDown, PageUp key.Binding
	Choose           key.Binding
	Clear            key.Binding
	Acknowledge      key.Binding
}

func defaultKeys() KeyMap {
	bind := func(desc string, keys ...string) key.Binding {
		return key.NewBinding(key.WithKeys(keys...), key.WithHelp(ui.KeyName(keys[0]), desc))
	}
	return KeyMap{
		Leave:       bind("leaves", "esc", "A"),
		Down:        bind("next alert", "j", "down"),
		Up:          bind("alert before", "k", "up"),
		First:       bind("first alert", "g", "home"),
		Last:        bind("last alert", "G", "end"),
		PageDown:    bind("a page down", "pgdown", "ctrl+d"),
		PageUp:      bind("a page up", "pgup", "ctrl+u"),
		Choose:      bind("to its row", "enter"),
		Clear:       bind("clears it", "d"),
		Acknowledge: bind("acknowledges all", "a"),
	}
}

// enable switches keys on and off by what they could do now.
func (m *Model) enable() {
	k := &m.keys
	for _, b := range []*key.Binding{&k.Down, &k.Up, &k.First, &k.Last, &k.PageDown, &k.PageUp} {
		b.SetEnabled(len(m.items) > 1)
	}
	k.Choose.SetEnabled(len(m.items) > 0)
	k.Clear.SetEnabled(len(m.items) > 0)
	k.Acknowledge.SetEnabled(m.ringing() > 0)
}

// ringing is how many crossings are not acknowledged.
func (m *Model) ringing() int {
	n := 0
	for _, it := range m.items {
		if it.mark.Ringing() {
			n++
		}
	}
	return n
}

// Keys returns the pane's keys as they are now.
func (m Model) Keys() KeyMap { return m.keys }

// ShortHelp are the keys for a line of help.
func (m Model) ShortHelp() []key.Binding {
	k := m.keys
	return []key.Binding{k.Leave, ui.Keys("move", k.Down, k.Up), k.Choose, k.Clear, k.Acknowledge}
}

// FullHelp are all keys. Keys that belong together share a line.
func (m Model) FullHelp() [][]key.Binding {
	k := m.keys
	return [][]key.Binding{{
		ui.Keys("alert", k.Down, k.Up),
		ui.Keys("first, last", k.First, k.Last),
		ui.Keys("page", k.PageDown, k.PageUp),
		k.Choose, k.Clear, k.Acknowledge, k.Leave,
	}}
}

// press acts on a key.
func (m *Model) press(msg tea.KeyMsg) tea.Cmd {
	k := m.keys
	switch {
	case key.Matches(msg, k.Leave):
		m.shut()
		return ui.Emit(Left{})
	case key.Matches(msg, k.Choose):
		symbol := m.items[m.at()].mark.Level.Symbol
		m.shut()
		return ui.Emit(Chosen{symbol})
	case key.Matches(msg, k.Clear):
		return ui.Emit(Cleared{m.items[m.at()].mark.Level})
	case key.Matches(msg, k.Acknowledge):
		return ui.Emit(Acknowledged{})
	}
	if rows := m.step(msg); rows != 0 {
		m.move(rows)
		m.refresh()
	}
	return nil
}

// shut ends the drawing until the pane is opened again.
func (m *Model) shut() { m.open, m.top, m.cursor, m.lines = false, 0, alert.Level{}, nil }

// step is how many lines a key moves; none if it does not.
func (m *Model) step(msg tea.KeyMsg) int {
	k, page := m.keys, max(m.body()-1, 1)
	switch {
	case key.Matches(msg, k.Down):
		return 1
	case key.Matches(msg, k.Up):
		return -1
	case key.Matches(msg, k.PageDown):
		return page
	case key.Matches(msg, k.PageUp):
		return -page
	case key.Matches(msg, k.First):
		return -math.MaxInt32
	case key.Matches(msg, k.Last):
		return math.MaxInt32
	}
	return 0
}
