package cli

import (
	"bytes"
	"strings"
	"testing"

	"kitewatch/kite/instruments"
	"kitewatch/tui/ui"
)

func TestBarText(t *testing.T) {
	wide, ascii := "━", "#"
	tests := []struct {
		name     string
		width    int
		full     string
		progress instruments.Progress
		want     string
	}{
		{"half way", 80, wide, instruments.Progress{Received: 800_000, Length: 1_600_000},
			"instruments  ━━━━━━━━━━━━──────────── " + " 50%  0.80 MB of 1.60 MB"},
		{"whole", 80, wide, instruments.Progress{Received: 1_600_000, Length: 1_600_000},
			"instruments  ━━━━━━━━━━━━━━━━━━━━━━━━ 100%  1.60 MB of 1.60 MB"},
		{"no UTF-8", 80, ascii, instruments.Progress{Received: 400_000, Length: 1_600_000},
			"instruments  ######.................. " + " 25%  0.40 MB of 1.60 MB"},
		{"more than was announced", 80, ascii, instruments.Progress{Received: 9_000_000, Length: 1_000_000},
			"instruments  ######################## 100%  9.00 MB of 1.00 MB"},
		{"length not announced", 80, wide, instruments.Progress{Received: 800_000, Length: -1}, "instruments  0.80 MB"},
		{"narrow", 40, wide, instruments.Progress{Received: 800_000, Length: 1_600_000}, "instruments   50%  0.80 MB of 1.60 MB"},
		{"narrower", 30, wide, instruments.Progress{Received: 800_000, Length: 1_600_000}, " 50%  0.80 MB of 1.60 MB"},
		{"narrowest", 10, wide, instruments.Progress{Received: 800_000, Length: 1_600_000}, " 50%"},
		{"no room at all", 3, wide, instruments.Progress{Received: 800_000, Length: 1_600_000}, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			b := &bar{width: tt.width, full: tt.full, empty: map[string]string{wide: "─", ascii: "."}[tt.full]}
			got := b.text(tt.progress)
			if got != tt.want || ui.Width(got) >= tt.width {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}

func TestBarStaysOnItsLineAndGoes(t *testing.T) {
	var out bytes.Buffer
	b := &bar{out: &out, width: 80, full: "#", empty: "."}
	for _, received := range []int64{1_000, 1_001, 999_999, 1_000_000} {
		b.show(instruments.Progress{Received: received, Length: 1_000_000})
	}
	drawn := strings.Count(out.String(), "\r")
	b.clear()
	b.clear()
	if drawn != 3 {
		t.Errorf("drawn %d times, want 3: what looks the same is not drawn again", drawn)
	}
	text := out.String()
	lines := strings.Split(text, "\r")
	last, left := lines[len(lines)-2], lines[len(lines)-1]
	if strings.Contains(text, "\n") || left != "" || strings.Trim(last, " ") != "" || len(last) < len(lines[1]) {
		t.Errorf("it does not go: %q", text)
	}
}

func TestNoBarOffATerminal(t *testing.T) {
	var out bytes.Buffer
	b := newBar(Env{Stderr: &out})
	b.show(instruments.Progress{Received: 1, Length: 2})
	b.clear()
	if out.Len() != 0 {
		t.Errorf("written: %q", out.String())
	}
}
