package watch

import "github.com/charmbracelet/bubbles/key"

// Bindings are the pane's keys by the names that [keys] of watchlist.toml has
// for them, so that they can be moved. The digits stay where they are.
func (m *Model) Bindings() map[string]*key.Binding { return m.keys.Bindings() }

// Bindings are the pane's, of keys of which some may work elsewhere.
func (k *KeyMap) Bindings() map[string]*key.Binding {
	return map[string]*key.Binding{
		"down": &k.Down, "up": &k.Up, "first": &k.First, "last": &k.Last,
		"half_down": &k.HalfDown, "half_up": &k.HalfUp, "page_down": &k.PageDown, "page_up": &k.PageUp,
		"next_list": &k.NextList, "prev_list": &k.PrevList,
		"sort": &k.Sort, "reverse": &k.Reverse, "file_order": &k.FileOrder,
		"filter": &k.Filter, "all_rows": &k.Unfilter, "columns": &k.Columns,
	}
}

// ResetKeys gives every key its first place again.
func (m *Model) ResetKeys() {
	m.keys = defaultKeys()
	m.enable()
}
