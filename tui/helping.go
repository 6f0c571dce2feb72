package tui

import (
	"slices"

	"github.com/charmbracelet/bubbles/key"

	"kitewatch/tui/help"
	"kitewatch/tui/ui"
)

// helpSections are the keys that work where help is opened: those of the pane,
// then what it leaves of the table's.
func (m *model) helpSections() []help.Section {
	told := m.line.odd
	if m.line.fault != "" {
		told = append([]string{m.line.fault}, told...)
	}
	sections := []help.Section{{Title: "In your watchlist.toml", Told: told}, m.openKeys()}
	session := []key.Binding{m.keys.Help, m.keys.Suspend, m.keys.Quit}
	if m.focus == onWatch || m.focus == onDetail {
		k := m.rootKeys()
		sections = append(sections, m.tableKeys(k)...)
		session = append([]key.Binding{k.Login, k.Requests}, session...)
	}
	return append(sections, help.Section{Title: "Session", Bindings: session})
}

// openKeys are the keys of the pane that help is opened from, if it is another
// than the table.
func (m *model) openKeys() help.Section {
	switch m.focus {
	case onDetail:
		return help.Section{Title: "The row shown whole", Bindings: slices.Concat(m.detail.FullHelp()...)}
	case onAlerts:
		return help.Section{Title: "Alerts", Bindings: append(slices.Concat(m.alerts.FullHelp()...), m.keys.Undo)}
	case onRequests:
		return help.Section{Title: "Request log", Bindings: slices.Concat(m.requests.FullHelp()...)}
	case onLogin:
		return help.Section{Title: "Log in", Bindings: slices.Concat(m.login.FullHelp()...)}
	}
	return help.Section{}
}

// rootKeys are the root's own with what the pane leaves of each.
func (m *model) rootKeys() KeyMap {
	k := m.keys
	for _, b := range k.bindings() {
		*b = ui.Only(*b, m.onTable)
	}
	if m.focus != onWatch {
		k.Open.SetEnabled(false) // it is open
	}
	return k
}

// tableKeys are the keys of the table, and the root's for its rows and lists.
func (m *model) tableKeys(k KeyMap) []help.Section {
	watch := m.watch.Keys()
	if m.focus == onDetail {
		for _, b := range watch.Bindings() {
			*b = ui.Only(*b, m.worksBeside)
		}
	}
	groups := watch.FullHelp()
	return []help.Section{
		{Title: "Move", Bindings: groups[0]},
		{Title: "Look", Bindings: append(slices.Clip(groups[1]), k.Open, k.Search, k.Alerts, k.Pause, k.Refresh)},
		{Title: "Watchlist", Bindings: []key.Binding{
			k.Remove, k.Undo, ui.Keys("move the row", k.MoveDown, k.MoveUp), k.Transfer, k.Note, k.Level, k.Accept,
			k.NewList, ui.Pair("rename", k.Rename, "remove the list", k.RemoveList), k.Editor,
		}},
	}
}
