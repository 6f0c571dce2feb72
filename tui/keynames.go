package tui

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"kitewatch/tui/ui"
)

// named are the keys that are written as words.
var named = []string{
	"up", "down", "left", "right", "home", "end", "pgup", "pgdown", "tab", "shift+tab", "enter", "esc",
	"backspace", "delete", "insert", "space",
	"f1", "f2", "f3", "f4", "f5", "f6", "f7", "f8", "f9", "f10", "f11", "f12",
}

// A terminal knows Ctrl with a letter, in no case, and with these signs. Some
// are but another key by the code that it sends.
const withCtrl = `abcdefghijklmnopqrstuvwxyz@\]^_`

var byCtrl = map[string]string{"i": "tab", "m": "enter", "[": "esc", "?": "backspace"}

// keyNames turns the file's keys into the framework's names, or says what is
// wrong with the first that is none.
func keyNames(keys []string) (names []string, reason string) {
	for _, k := range keys {
		name, reason := keyName(k)
		if reason != "" {
			return nil, reason
		}
		names = append(names, name)
	}
	return names, ""
}

func keyName(k string) (name, reason string) {
	base, held := strings.TrimSpace(k), ""
	if k == " " {
		base = "space"
	}
	ctrl := false
	for more := true; more; {
		var with string
		switch with, base, more = cutHeld(base); with {
		case "ctrl+":
			ctrl = true
		case "alt+":
			held = with
		}
	}
	switch lower := strings.ToLower(base); {
	case held == "" && !ctrl && lower == "space":
		return " ", ""
	case held == "" && !ctrl && slices.Contains(named, lower):
		return lower, ""
	case utf8.RuneCountInString(base) != 1:
		return "", fmt.Sprintf(`%q is no key, such as "x", "ctrl+p", "f5" or "space"`, k)
	case !ctrl:
		return held + base, ""
	case byCtrl[lower] != "":
		return "", fmt.Sprintf("%q is %s in a terminal: write %q", k, ui.KeyName(byCtrl[lower]), held+byCtrl[lower])
	case !strings.Contains(withCtrl, lower):
		return "", fmt.Sprintf("%q is no key that a terminal can tell: choose another", k)
	default:
		return held + "ctrl+" + lower, ""
	}
}

// cutHeld cuts what is held down from the front of a key.
func cutHeld(k string) (with, base string, found bool) {
	for _, with := range []string{"ctrl+", "alt+"} {
		if len(k) > len(with) && strings.EqualFold(k[:len(with)], with) {
			return with, k[len(with):], true
		}
	}
	return "", k, false
}
