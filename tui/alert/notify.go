package alert

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Bell is what makes a terminal ring.
const Bell = "\a"

// longest bounds a notification, in characters; desktops show about as much.
const longest = 200

// Notification returns the sequence with which a terminal shows a text as a
// notification of the desktop: OSC 9, as iTerm2 has it, which kitty, WezTerm,
// Ghostty, foot and Windows Terminal know too, and others pass over. Inside tmux
// it is handed through to the terminal around it, where tmux allows that
// (allow-passthrough); there each escape is doubled.
func Notification(text string, tmux bool) string {
	const escape = "\x1b"
	osc := escape + "]9;" + spoken(text) + "\a"
	if !tmux {
		return osc
	}
	return escape + "Ptmux;" + strings.ReplaceAll(osc, escape, escape+escape) + escape + `\`
}

// spoken makes a text safe within a sequence: nothing of it can end that, or
// begin another, and it reads the same from left to right. A semicolon would
// part it for terminals that take 9;4 for a progress bar.
func spoken(text string) string {
	var b strings.Builder
	n := 0
	for _, r := range text {
		switch {
		case unicode.IsSpace(r):
			r = ' '
		case r == ';':
			r = ','
		case r == utf8.RuneError || !unicode.IsGraphic(r):
			continue
		}
		if n++; n > longest {
			break
		}
		b.WriteRune(r)
	}
	return strings.TrimSpace(b.String())
}
