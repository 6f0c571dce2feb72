package tui

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/charmbracelet/bubbles/key"

	"kitewatch/tui/store"
	"kitewatch/tui/ui"
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

// remap puts the keys where [keys] of the file has them, and returns what is
// wrong with it, each with its place. A key that is wrong stays where it was.
func (m *model) remap(w store.Watchlist) []string {
	suspends := m.keys.Suspend.Enabled()
	m.keys = newKeys()
	m.keys.Suspend.SetEnabled(suspends)
	m.watch.ResetKeys()
	all := m.keys.bindings()
	maps.Copy(all, m.watch.Bindings())
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
		keys, bad := keyNames(w.Keys[action])
		if bad != "" {
			complain(action, "%q is no key, such as \"x\", \"ctrl+p\", \"f5\" or \"space\"", bad)
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

// clash is a key that two actions have, of which the file has moved one.
type clash struct{ key, moved, other string }

func clashes(all map[string]*key.Binding, moved map[string][]string) []clash {
	var found []clash
	for _, action := range slices.Sorted(maps.Keys(moved)) {
		b := all[action]
		if b == nil {
			continue
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

// named are the keys that are written as words.
var named = []string{
	"up", "down", "left", "right", "home", "end", "pgup", "pgdown", "tab", "shift+tab", "enter", "esc",
	"backspace", "delete", "insert", "space",
	"f1", "f2", "f3", "f4", "f5", "f6", "f7", "f8", "f9", "f10", "f11", "f12",
}

// keyNames turns the file's keys into the framework's names; bad is the first
// that is none.
func keyNames(keys []string) (names []string, bad string) {
	for _, k := range keys {
		plain := strings.TrimSpace(k)
		if k == " " {
			plain = "space"
		}
		base := plain
		for _, prefix := range []string{"ctrl+", "alt+"} {
			base = strings.TrimPrefix(base, prefix)
		}
		switch {
		case plain == "space":
			names = append(names, " ")
		case utf8.RuneCountInString(base) == 1 || slices.Contains(named, strings.ToLower(plain)):
			if utf8.RuneCountInString(plain) > 1 {
				plain = strings.ToLower(plain[:len(plain)-len(base)]) + base
			}
			names = append(names, plain)
		default:
			return nil, k
		}
	}
	return names, ""
}
