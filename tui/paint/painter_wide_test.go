package paint

import (
	"io"
	"math/rand/v2"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/charmbracelet/lipgloss"
)

// priceRow is a row of figures between glyphs whose width is disputed; its
// figures are where they are on any terminal that counts ASCII right.
func priceRow(rng *rand.Rand) string {
	glyphs := []string{"●", "○", "─━━◆──", "▁▂▃", "·", "↑", "      ", "×"}
	var b strings.Builder
	for range 5 {
		digits := strings.Repeat(string(rune('0'+rng.IntN(10))), 4+rng.IntN(3))
		b.WriteString("\x1b[3" + string(rune('0'+rng.IntN(8))) + "m" + pad(digits, 8) + "\x1b[0m")
		b.WriteString(pad(glyphs[rng.IntN(len(glyphs))], 8))
	}
	return b.String() + "        "
}

func pad(s string, n int) string { return s + strings.Repeat(" ", n-lipgloss.Width(s)) }

// Where the terminal gives ambiguous characters two columns, no figure is
// pushed out of its place, and none is mixed with what was there before.
func TestAmbiguousWidth(t *testing.T) {
	const w, h = 88, 6
	for seed := range uint64(30) {
		rng := rand.New(rand.NewPCG(seed, 2))
		narrow, wide := newEmulator(w, h), newEmulator(w, h)
		wide.wideDisputed = true
		size := func() (int, int, error) { return w, h, nil }
		out := io.MultiWriter(painterOn(narrow, size), painterOn(wide, size))
		r := &renderer{out: out, width: w, height: h}
		r.toggle()
		_, _ = io.WriteString(out, "\x1b[H\x1b[m"+strings.Repeat("\r\n", h-1)+"\x1b[6;H")
		r.before = nil
		rows := make([]string, h)
		for range 30 {
			for i := range rows {
				if rows[i] == "" || rng.IntN(2) == 0 {
					rows[i] = priceRow(rng)
				}
			}
			r.draw(rows)
			for y, row := range narrow.screen {
				for x, want := range row {
					figure := want.text >= "0" && want.text <= "9"
					if got := wide.screen[y][x]; figure != (got.text >= "0" && got.text <= "9") || figure && got != want {
						t.Fatalf("seed %d, row %d, column %d: got %+v, want %+v\ngot:\n%swant:\n%s", seed, y, x, got, want, wide, narrow)
					}
				}
			}
		}
	}
}

// The sample above is not empty of what it is about.
func TestWideEmulatorTears(t *testing.T) {
	e := newEmulator(8, 1)
	e.wideDisputed = true
	_, _ = io.WriteString(e, "●12")
	if got, want := e.String(), "●12     \n"; got == want || utf8.RuneCountInString(got) != len("x12     ") {
		t.Errorf("got %q", got)
	}
}
