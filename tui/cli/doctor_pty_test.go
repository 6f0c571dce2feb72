//go:build unix

package cli_test

import (
	"strings"
	"testing"
)

func TestDoctorLooksAtTheTerminal(t *testing.T) {
	for _, tc := range []struct {
		name string
		env  []string
		want []string
	}{
		{"one that answers", []string{"COLORTERM=truecolor", "DISPLAY=:0"}, []string{
			"100 columns and 30 rows, TERM is xterm-256color", "16 million; COLORTERM is truecolor",
			"dark, as the terminal says", "LANG is C.UTF-8: UTF-8", "opens the login page",
		}},
		{"one that says it in the environment, over SSH", []string{"COLORFGBG=0;15", "SSH_TTY=/dev/pts/1", "NO_COLOR=1"}, []string{
			"none: NO_COLOR is set", "light, by COLORFGBG", "this is a shell over SSH",
		}},
		{"a multiplexer", []string{"TERM=tmux-256color", "TMUX=/tmp/x"}, []string{", in tmux", "a tmux-256color is not asked"}},
		{"a dumb one", []string{"TERM=dumb", "LANG=C"}, []string{"TERM is dumb", "Set TERM", "which is not UTF-8", "! warn  locale"}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			term := start(t, tc.env, "doctor")
			if code := term.exit(); code != 4 {
				t.Errorf("exit code %d, want 4: there are no credentials", code)
			}
			got := strings.Join(strings.Fields(term.text()), " ")
			for _, want := range tc.want {
				if !strings.Contains(got, strings.Join(strings.Fields(want), " ")) {
					t.Errorf("%q is not told:\n%s", want, term.text())
				}
			}
			for line := range strings.Lines(term.text()) {
				if strings.HasSuffix(line, " \r\n") || strings.Contains(line, "\x1b[3") {
					t.Errorf("blanks at the end, or a colour: %q", line)
				}
			}
		})
	}
}
