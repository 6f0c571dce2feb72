package tui

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/charmbracelet/bubbles/key"

	"kitewatch/tui/store"
	"kitewatch/tui/ui"
	"kitewatch/tui/watch"
)

// bindings are the root's keys by the names that [keys] has for them. Ctrl+C
// always ends the program, whatever the file says.
func (k *KeyMap) bindings() map[string]*key.Binding {
	return map[string]*key.Binding{
		"pause": &k.Pause, "refresh": &k.Refresh, "login": &k.Login, "search": &k.Search, "open": &k.Open, "alerts": &k.Alerts, "alert": &k.Level, "requests": &k.Requests,
		"remove": &k.Remove, "undo": &k.Undo, "move_down": &k.MoveDown, "move_up": &k.MoveUp,
		"transfer": &k.Transfer, "note": &k.Note, "accept": &k.Accept,
		"new_list": &k.NewList, "rename_list": &k.Rename, "remove_list": &k.RemoveList, "editor": &k.Editor,
		"help": &k.Help, "suspend": &k.Suspend, "quit": &k.Quit,
	}
}

// Complaints are what is wrong in a watchlist and does no harm: names of keys
// and of columns, which mean something to the screen alone. Each begins with
// file:line:column.
func Complaints(w store.Watchlist) []string {
	keys := newKeys()
	var table watch.Model
	table.ResetKeys()
	all := keys.bindings()
	maps.Copy(all, table.Bindings())
	return append(moveKeys(w, all), wrongColumns(w)...)
}

// remap puts the keys where [keys] of the file has them.
func (m *model) remap(w store.Watchlist) {
	suspends := m.keys.Suspend.Enabled()
	m.keys = newKeys()
	m.keys.Suspend.SetEnabled(suspends)
	m.watch.ResetKeys()
	all := m.keys.bindings()
	maps.Copy(all, m.watch.Bindings())
	moveKeys(w, all)
	m.watch.SetHint(m.keys.Search.Help().Key + " finds instruments and adds them")
}

// moveKeys puts keys where [keys] of the file has them, and returns what is
// wrong with it. A key that is wrong stays where it was.
func moveKeys(w store.Watchlist, all map[string]*key.Binding) []string {
	var wrong []string
	complain := func(action, format string, args ...any) {
		line, column := w.Place("keys", action)
		wrong = append(wrong, fmt.Sprintf("%s:%d:%d: %s", w.Path, line, column, fmt.Sprintf(format, args...)))
	}
	for _, action := range slices.Sorted(maps.Keys(w.Keys)) {
		b, known := all[action]
		if !known {
			complain(action, "%s is no action that has a key", action)
			continue
		}
		keys, reason := keyNames(w.Keys[action])
		if reason != "" {
			complain(action, "%s", reason)
			continue
		}
		b.SetKeys(keys...)
		if len(keys) == 0 {
			b.SetEnabled(false)
			continue
		}
		b.SetHelp(ui.KeyName(keys[0]), b.Help().Desc)
	}
	for _, clash := range clashes(all, w.Keys) {
		complain(clash.moved, "%s is the key of %s too", ui.KeyName(clash.key), clash.other)
	}
	return wrong
}

// wrongColumns tells of names in sort and in columns that are no column's.
func wrongColumns(w store.Watchlist) []string {
	var wrong []string
	for i, l := range w.Lists {
		if name := strings.TrimPrefix(l.Sort, "-"); name != "" && !watch.IsSorted(name) {
			line, column := w.Place("list", i, "sort")
			reason := fmt.Sprintf("no column is %q; on the screen C shows them all", name)
			if watch.IsColumn(name) {
				reason = fmt.Sprintf("rows have no order by %s: sort by another column", name)
			}
			wrong = append(wrong, fmt.Sprintf("%s:%d:%d: %s", w.Path, line, column, reason))
		}
		for k, name := range l.Columns {
			if !watch.IsColumn(name) {
				line, column := w.Place("list", i, "columns", k)
				wrong = append(wrong, fmt.Sprintf("%s:%d:%d: no column is %q; on the screen C shows them all", w.Path, line, column, name))
			}
		}
	}
	return wrong
}

// clash is a key that two actions have, of which the file has moved one.
type clash struct{ key, moved, other string }

// holder is what a key does that the file cannot move: the lists by number,
// and Ctrl+C, which quits whatever else does.
func holder(k string) string {
	switch {
	case len(k) == 1 && '1' <= k[0] && k[0] <= '9':
		return "list " + k
	case k == "ctrl+c":
		return "quit"
	}
	return ""
}

func clashes(all map[string]*key.Binding, moved map[string][]string) []clash {
	var found []clash
	for _, action := range slices.Sorted(maps.Keys(moved)) {
		b := all[action]
		if b == nil {
			continue
		}
		for _, k := range b.Keys() {
			if other := holder(k); other != "" && other != action {
				found = append(found, clash{k, action, other})
			}
		}
		for _, other := range slices.Sorted(maps.Keys(all)) {
			_, both := moved[other]
			if other == action || both && other < action {
				continue
			}
			for _, k := range b.Keys() {
				if slices.Contains(all[other].Keys(), k) {
					found = append(found, clash{k, action, other})
				}
			}
		}
	}
	return found
}
