package watch

import (
	"github.com/charmbracelet/bubbles/key"

	"kitewatch/tui/ui"
)

// KeyMap is what the pane's keys do. A key that does nothing now is disabled.
type KeyMap struct {
	Down, Up         key.Binding
	First, Last      key.Binding
	HalfDown, HalfUp key.Binding
	PageDown, PageUp key.Binding
	List             key.Binding // the digit says which
	NextList         key.Binding
	PrevList         key.Binding
	Sort, Reverse    key.Binding
	FileOrder        key.Binding

	Filter, Unfilter     key.Binding
	Columns              key.Binding
	Done, Leave          key.Binding // of the filter's field and of the choice of columns
	ChooseDown, ChooseUp key.Binding
	Toggle               key.Binding
	Lower, Raise         key.Binding
	ChooseSort           key.Binding
	Automatic            key.Binding
}

func defaultKeys() KeyMap {
	bind := func(desc string, keys ...string) key.Binding {
		return key.NewBinding(key.WithKeys(keys...), key.WithHelp(ui.KeyName(keys[0]), desc))
	}
	return KeyMap{
		Down:      bind("next row", "j", "down"),
		Up:        bind("previous row", "k", "up"),
		First:     bind("first row", "g", "home"),
		Last:      bind("last row", "G", "end"),
		HalfDown:  bind("half a page down", "ctrl+d"),
		HalfUp:    bind("half a page up", "ctrl+u"),
		PageDown:  bind("a page down", "pgdown"),
		PageUp:    bind("a page up", "pgup"),
		List:      key.NewBinding(key.WithKeys("1", "2", "3", "4", "5", "6", "7", "8", "9"), key.WithHelp("1–9", "list by number")),
		NextList:  bind("next list", "tab"),
		PrevList:  bind("previous list", "shift+tab"),
		Sort:      bind("sort by the next column", "s"),
		Reverse:   bind("reverse the order", "S"),
		FileOrder: bind("file order", "="),

		Filter:     bind("filter", "f"),
		Unfilter:   bind("show all rows", "esc"),
		Columns:    bind("choose columns", "C"),
		Done:       bind("done", "enter"),
		Leave:      bind("leaves", "esc"),
		ChooseDown: bind("next column", "j", "down"),
		ChooseUp:   bind("previous column", "k", "up"),
		Toggle:     bind("mark", " "),
		Lower:      bind("move right", "J"),
		Raise:      bind("move left", "K"),
		ChooseSort: bind("sort", "s"),
		Automatic:  bind("automatic", "0"),
	}
}

// enable switches keys on and off by what they could do now.
func (m *Model) enable() {
	rows, lists, sorted, filtered, any := 0, len(m.lists), false, false, false
	if l := m.list(); l != nil {
		rows, sorted, filtered, any = len(l.order), l.sorted >= 0, l.filter.on(), len(l.entries) > 0
	}
	k := &m.keys
	for _, b := range []*key.Binding{&k.Down, &k.Up, &k.First, &k.Last, &k.HalfDown, &k.HalfUp, &k.PageDown, &k.PageUp, &k.Sort} {
		b.SetEnabled(rows > 1)
	}
	for _, b := range []*key.Binding{&k.List, &k.NextList, &k.PrevList} {
		b.SetEnabled(lists > 1)
	}
	k.Filter.SetEnabled(any)
	k.Unfilter.SetEnabled(filtered)
	k.Columns.SetEnabled(any)
	k.Reverse.SetEnabled(sorted)
	k.FileOrder.SetEnabled(sorted)
}

// Keys returns the pane's keys as they are now.
func (m Model) Keys() KeyMap { return m.keys }

// ShortHelp are the keys for a line of help.
func (m Model) ShortHelp() []key.Binding {
	return []key.Binding{m.keys.Down, m.keys.Up, m.keys.NextList, m.keys.Sort}
}

// FullHelp are the keys for the help pane: those that move, those that order
// the table. Keys that belong together share a line.
func (m Model) FullHelp() [][]key.Binding { return m.keys.FullHelp() }

// FullHelp is the pane's, of keys of which some may work elsewhere.
func (k KeyMap) FullHelp() [][]key.Binding {
	lists := ui.Keys("list", k.NextList)
	if k.List.Enabled() {
		lists.SetHelp(k.List.Help().Key+"  "+lists.Help().Key, "list")
	}
	return [][]key.Binding{
		{
			ui.Keys("row", k.Down, k.Up),
			ui.Pair("first", k.First, "last", k.Last),
			ui.Keys("half a page", k.HalfDown, k.HalfUp),
			ui.Keys("page", k.PageDown, k.PageUp),
			lists,
		},
		{
			ui.Pair("sort by next column", k.Sort, "reverse", k.Reverse),
			ui.Keys("file order", k.FileOrder),
			ui.Keys("filter the rows", k.Filter),
			ui.Keys("show all rows", k.Unfilter),
			ui.Keys("choose columns", k.Columns),
		},
	}
}
