package cli

import (
	"bytes"
	"testing"

	"github.com/muesli/termenv"
)

func TestTheTerminalIsAskedForItsBackground(t *testing.T) {
	for _, tt := range []struct {
		name    string
		profile termenv.Profile
		asked   bool
		dark    [2]bool // on a light ground, on a dark one
	}{
		{"auto", termenv.TrueColor, true, [2]bool{false, true}},
		{"contrast", termenv.ANSI256, true, [2]bool{false, true}},
		{"colourblind", termenv.ANSI, true, [2]bool{false, true}},
		{"light", termenv.TrueColor, false, [2]bool{false, false}},
		{"light", termenv.Ascii, false, [2]bool{false, false}},
		{"dark", termenv.TrueColor, false, [2]bool{true, true}},
		{"mono", termenv.TrueColor, false, [2]bool{true, true}},
		{"auto", termenv.Ascii, false, [2]bool{true, true}},
	} {
		for i, ground := range []bool{false, true} {
			asked := false
			dark := isDark(tt.name, tt.profile, func() bool { asked = true; return ground })
			if dark != tt.dark[i] || asked != tt.asked {
				t.Errorf("%s with %v on a dark ground (%v): dark %v, asked %v", tt.name, tt.profile, ground, dark, asked)
			}
		}
	}
}

func TestWhatIsSaidIsPlain(t *testing.T) {
	var out bytes.Buffer
	a := &account{env: Env{Stderr: &out}}
	a.say("Waiting at %s for %d s.\n", "http://127.0.0.1/\x1b]0;x\a\u202e\u009b2J\n", 5)
	if got, want := out.String(), "Waiting at http://127.0.0.1/]0;x2J  for 5 s.\n\n"; got != want {
		t.Errorf("said %q, want %q", got, want)
	}
}
