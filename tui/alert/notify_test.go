package alert

import (
	"strings"
	"testing"
)

func TestNotification(t *testing.T) {
	for _, c := range []struct {
		name, text string
		tmux       bool
		want       string
	}{
		{"bare", "INFY 1,601.50 above 1,600", false, "\x1b]9;INFY 1,601.50 above 1,600\a"},
		{"in tmux each escape is doubled", "INFY", true, "\x1bPtmux;\x1b\x1b]9;INFY\a\x1b\\"},
		{"nothing ends it early or begins another", "A\aB\x1b\\C\x1b]0;t\u009c\u009dD\x00\u202eE\nF", false, "\x1b]9;AB\\C]0,tDE F\a"},
		{"no progress bar", " 4;1;50", false, "\x1b]9;4,1,50\a"},
		{"other scripts", "कीमत ₹1,600", false, "\x1b]9;कीमत ₹1,600\a"},
		{"not for ever", strings.Repeat("x", 1000), false, "\x1b]9;" + strings.Repeat("x", longest) + "\a"},
	} {
		if got := Notification(c.text, c.tmux); got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}

func FuzzNotification(f *testing.F) {
	f.Add("INFY 1,600", true)
	f.Add("\x1b\\\a\u009c", false)
	f.Fuzz(func(t *testing.T, text string, tmux bool) {
		got := Notification(text, tmux)
		head, tail := "\x1b]9;", "\a"
		if tmux {
			head, tail = "\x1bPtmux;\x1b\x1b]9;", "\a\x1b\\"
		}
		body, ok := strings.CutPrefix(got, head)
		body, ended := strings.CutSuffix(body, tail)
		if !ok || !ended || strings.ContainsAny(body, "\x1b\a\x00\n\r;\u009c\u009d\u0090") {
			t.Errorf("%q", got)
		}
	})
}
