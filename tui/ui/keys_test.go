package ui

import (
	"testing"

	"github.com/charmbracelet/bubbles/key"
)

func TestKeysJoinsTheirHelp(t *testing.T) {
	bind := func(keys ...string) key.Binding { return key.NewBinding(key.WithKeys(keys...)) }
	off := bind("x")
	off.SetEnabled(false)
	tests := []struct {
		want string
		got  key.Binding
	}{
		{"j k  ↓ ↑", Keys("row", bind("j", "down"), bind("k", "up"))},
		{"g G  Home End", Keys("first, last", bind("g", "home"), bind("G", "end"))},
		{"Ctrl+D Ctrl+U", Keys("half a page", bind("ctrl+d"), bind("ctrl+u"))},
		{"Tab  n", Keys("next", bind("tab", "n"), off)},
		{"Shift+Tab", Keys("back", bind("shift+tab"))},
		{"", Keys("nothing", off)},
	}
	for _, tt := range tests {
		if got := tt.got.Help().Key; got != tt.want {
			t.Errorf("got %q, want %q", got, tt.want)
		}
		if tt.got.Enabled() != (tt.want != "") {
			t.Errorf("%q: enabled is %v", tt.want, tt.got.Enabled())
		}
	}
}
