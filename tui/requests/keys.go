package requests

import (
	"math"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"kitewatch/tui/ui"
)

// KeyMap is what the pane's keys do. A key that does nothing now is disabled.
type KeyMap struct {
	Leave            key.Binding
	Down, Up         key.Binding
	First, Last      key.Binding
	HalfDown, HalfUp key.Binding
	PageDown, PageUp key.Binding
	Whole            key.Binding
	Back             key.Binding // from one call to the list
	Write            key.Binding
}

func defaultKeys() KeyMap {
	bind := func(desc string, keys ...string) key.Binding {
		return key.NewBinding(key.WithKeys(keys...), key.WithHelp(ui.KeyName(keys[0]), desc))
	}
	return KeyMap{
		Leave:    bind("leaves", "esc", "!"),
		Down:     bind("older call", "j", "down"),
		Up:       bind("newer call", "k", "up"),
		First:    bind("newest call", "g", "home"),
		Last:     bind("oldest call", "G", "end"),
		HalfDown: bind("half a page down", "ctrl+d"),
		HalfUp:   bind("half a page up", "ctrl+u"),
		PageDown: bind("a page down", "pgdown"),
		PageUp:   bind("a page up", "pgup"),
		Whole:    bind("one call whole", "enter"),
		Back:     bind("back", "esc", "enter"),
		Write:    bind("writes the log to a file", "w"),
	}
}

// enable switches keys on and off by what they could do now.
func (m *Model) enable() {
	k, more := &m.keys, len(m.entries) > 1
	if m.whole {
		more = len(m.lines) > m.body()
	}
	for _, b := range []*key.Binding{&k.Down, &k.Up, &k.First, &k.Last, &k.HalfDown, &k.HalfUp, &k.PageDown, &k.PageUp} {
		b.SetEnabled(more)
	}
	k.Whole.SetEnabled(len(m.entries) > 0 && !m.whole)
	k.Write.SetEnabled(len(m.entries) > 0)
	k.Back.SetEnabled(m.whole)
}

// Keys returns the pane's keys as they are now.
func (m Model) Keys() KeyMap { return m.keys }

// ShortHelp are the keys for a line of help.
func (m Model) ShortHelp() []key.Binding {
	k := m.keys
	leave, move := k.Leave, "move"
	if m.whole {
		leave, move = k.Back, "scroll"
	}
	return []key.Binding{leave, ui.Keys(move, k.Down, k.Up), k.Whole, k.Write}
}

// FullHelp are all keys. Keys that belong together share a line.
func (m Model) FullHelp() [][]key.Binding {
	k := m.keys
	return [][]key.Binding{{
		ui.Keys("call", k.Down, k.Up),
		ui.Keys("newest, oldest", k.First, k.Last),
		ui.Keys("half a page", k.HalfDown, k.HalfUp),
		ui.Keys("page", k.PageDown, k.PageUp),
		k.Whole, k.Back, k.Write, k.Leave,
	}}
}

// press acts on a key.
func (m *Model) press(msg tea.KeyMsg) tea.Cmd {
	k := m.keys
	switch {
	case key.Matches(msg, k.Back): // before Leave: both are Esc
		m.whole = false
	case key.Matches(msg, k.Leave):
		m.whole, m.cursor, m.top = false, 0, 0
		m.refresh()
		return ui.Emit(Left{})
	case key.Matches(msg, k.Whole):
		m.cursor = m.entries[m.at()].number
		m.whole, m.shown, m.read = true, m.entries[m.at()], 0
	case key.Matches(msg, k.Write):
		return ui.Emit(Written{Calls: m.calls()})
	default:
		rows := m.step(msg)
		if rows == 0 {
			return nil
		}
		m.move(rows)
	}
	m.refresh()
	return nil
}

// step is how many rows a key moves; none if it does not.
func (m *Model) step(msg tea.KeyMsg) int {
	k, page := m.keys, max(m.body()-1, 1)
	half := max(m.body()/2, 1)
	switch {
	case key.Matches(msg, k.Down):
		return 1
	case key.Matches(msg, k.Up):
		return -1
	case key.Matches(msg, k.HalfDown):
		return half
	case key.Matches(msg, k.HalfUp):
		return -half
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
