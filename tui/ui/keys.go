package ui

import (
	"fmt"
	"slices"
	"strings"

	"github.com/charmbracelet/bubbles/key"
)

// Keys joins bindings that belong together into one line of help, their keys
// side by side: j k, then ↓ ↑. The line is made from the keys themselves, so
// it stays true when they are moved. A disabled binding is left out; with none
// left, so is the line.
func Keys(desc string, bindings ...key.Binding) key.Binding {
	var all []string
	var help []string
	for i, more := 0, true; more; i++ {
		more = false
		var names []string
		for _, b := range bindings {
			if keys := b.Keys(); b.Enabled() && i < len(keys) {
				all, names, more = append(all, keys[i]), append(names, KeyName(keys[i])), true
			}
		}
		if more {
			help = append(help, strings.Join(names, " "))
		}
	}
	joined := key.NewBinding(key.WithKeys(all...), key.WithHelp(strings.Join(help, "  "), desc))
	joined.SetEnabled(len(all) > 0)
	return joined
}

// Pair is Keys of two bindings with words of their own: where one is disabled,
// only the other's are there.
func Pair(first string, a key.Binding, second string, b key.Binding) key.Binding {
	desc := first + ", " + second
	switch {
	case !b.Enabled():
		desc = first
	case !a.Enabled():
		desc = second
	}
	return Keys(desc, a, b)
}

// pressed is a key by its name, as a message of it has it.
type pressed string

func (p pressed) String() string { return string(p) }

// Only returns a binding with those of its keys that work; with none it is
// disabled.
func Only(b key.Binding, works func(fmt.Stringer) bool) key.Binding {
	keys := slices.DeleteFunc(slices.Clone(b.Keys()), func(k string) bool { return !works(pressed(k)) })
	switch {
	case len(keys) == 0:
		b.SetEnabled(false)
	case len(keys) < len(b.Keys()):
		b.SetHelp(KeyName(keys[0]), b.Help().Desc)
	}
	b.SetKeys(keys...)
	return b
}

var keyNames = map[string]string{
	"up": "↑", "down": "↓", "left": "←", "right": "→", " ": "Space",
	"enter": "Enter", "esc": "Esc", "tab": "Tab", "home": "Home", "end": "End",
	"pgup": "PgUp", "pgdown": "PgDn", "backspace": "Backspace", "delete": "Delete",
}

// KeyName writes a key as it stands on the keyboard: ctrl+d is Ctrl+D.
func KeyName(k string) string {
	if name, ok := keyNames[k]; ok {
		return name
	}
	for _, held := range []string{"ctrl", "alt", "shift"} {
		if rest, ok := strings.CutPrefix(k, held+"+"); ok {
			name := KeyName(rest)
			if held == "ctrl" && len(name) == 1 {
				name = strings.ToUpper(name)
			}
			return strings.ToUpper(held[:1]) + held[1:] + "+" + name
		}
	}
	return k
}
