package paint

import (
	"io"
	"math/rand/v2"
	"regexp"
	"strings"
	"testing"

	"github.com/charmbracelet/lipgloss"
	"github.com/charmbracelet/x/term"

	"kitewatch/tui/ui"
)

// file is a terminal in memory.
type file struct {
	io.Writer
	term.File
}

func (f file) Write(b []byte) (int, error) { return f.Writer.Write(b) }

// pair is one program's output on two terminals: as it is, and painted.
type pair struct {
	t              testing.TB
	plain, painted *emulator
	painter        *Painter
	history        []string // what was written
}

func newPair(t testing.TB, w, h int) *pair {
	p := &pair{t: t, plain: newEmulator(w, h), painted: newEmulator(w, h)}
	p.plain.deaf, p.painted.deaf = true, true // only the painter turns autowrap off
	p.painter = painterOn(p.painted, func() (int, int, error) { return p.painted.w, p.painted.h, nil })
	return p
}

func painterOn(w io.Writer, size func() (int, int, error)) *Painter {
	p := &Painter{File: file{Writer: w}, on: true, size: size}
	p.link()
	p.forget()
	return p
}

// Write writes to both and compares them, cell by cell.
func (p *pair) Write(b []byte) (int, error) {
	p.history = append(p.history, string(b))
	lost := p.painter.lost
	if n, err := p.painter.Write(b); n != len(b) || err != nil {
		p.t.Fatalf("wrote %d of %d: %v", n, len(b), err)
	}
	if lost && !p.painter.lost {
		_, _ = p.plain.Write([]byte(reset)) // what the shell or another program has set ends with a frame
	}
	_, _ = p.plain.Write(b)
	if diff := p.plain.differs(p.painted); diff != "" {
		p.t.Fatalf("after %q\n%s", p.history[max(0, len(p.history)-3):], diff)
	}
	return len(b), nil
}

// play lets a random program run.
func play(t testing.TB, seed uint64, steps int) {
	rng := rand.New(rand.NewPCG(seed, 1))
	odd := seed%2 == 0
	p := newPair(t, 8+rng.IntN(60), 2+rng.IntN(12))
	if rng.IntN(4) == 0 { // what the shell has left
		left := "\x1b[" + dresses[1+rng.IntN(len(dresses)-1)] + "m"
		_, _ = io.WriteString(p.plain, left)
		_, _ = io.WriteString(p.painted, left)
	}
	plain := rng.IntN(4) == 0 // a program without colours
	r := &renderer{out: p}
	shown := randomPicture(rng, 1+rng.IntN(p.plain.h+1), p.plain.w, odd)
	r.toggle()
	for range steps {
		step(rng, p, r)
		if rng.IntN(10) == 0 {
			shown = randomPicture(rng, 1+rng.IntN(p.plain.h+1), p.plain.w, odd)
		}
		shown.change(rng, odd)
		lines := shown.lines()
		if plain {
			for i := range lines {
				lines[i] = sgr.ReplaceAllString(lines[i], "")
			}
		}
		r.draw(lines, strings.Fields("printed above")[:rng.IntN(3)]...)
	}
}

// step is what happens between two frames, mostly nothing.
func step(rng *rand.Rand, p *pair, r *renderer) {
	switch rng.IntN(40) {
	case 0, 1:
		r.toggle()
	case 2:
		r.clear()
	case 3: // the terminal is resized, the program hears of it later
		w, h := 4+rng.IntN(70), 1+rng.IntN(16)
		p.plain.resize(w, h)
		p.painted.resize(w, h)
	case 4, 5, 6:
		r.width, r.height, r.before = p.plain.w, p.plain.h, nil
	case 7:
		for _, s := range []string{"\x1b]2;kitewatch\a", "\x1b]52;c;Zm9v\a", "\x1b]9;alert\x1b\\", "\a", "\x1b[?2004h", "\x1b[?1002h", "\x1b[?1006l"} {
			r.send(s)
		}
	case 8: // an editor, and its output in pieces
		was := r.alt
		if was {
			r.toggle()
		}
		for _, s := range []string{"\x1b[?1049h\x1b[2J\x1b[1;1H\x1b[7m~ vi", "\x1b[3;3", "Hmore\x1b[", "0m\r\n", "\x1b[?1049l", "\x1b[?1049h", "\x1b[Hhm\x1b[1;5H", "\x1b[?1049l"} {
			r.send(s)
		}
		if was {
			r.toggle()
		}
	case 9:
		r.send("\x1b[2K")
		r.send("\r")
	case 10:
		r.send("\x1b[4;5Hsomething else \x1b[1m drew \x1b[34mthis")
	case 11:
		r.send("\x1bPtmux;\x1b\x1b]52;c;Zm9v\a\x1b\\")
	}
}

// What the terminal shows is what Bubble Tea would have made it show.
func TestSameScreen(t *testing.T) {
	for seed := range uint64(150) {
		play(t, seed, 40)
	}
}

func FuzzSameScreen(f *testing.F) {
	f.Add(uint64(1), uint8(30))
	f.Fuzz(func(t *testing.T, seed uint64, steps uint8) { play(t, seed, int(steps)) })
}

// Whatever is written, and however it is cut, the screen is the same.
func FuzzWrite(f *testing.F) {
	f.Add("\x1b[H\rRELIANCE \x1b[1m1,538\x1b[0m\x1b[K\r\n●  \x1b[K\x1b[2;H|\x1b[H\n● x\x1b[K\x1b[2;H")
	f.Add("\x1b[Ha\x1b[K\x1b[H|\x1b[Hab\x1b[K\x1b[H|\x1b[31|\x1b[Hb\x1b[K\x1b[H")
	f.Add("\x1b[H\x1b[41m\x1b[K\x1b[H|\x1b]0;x|\x1b[H日本\x1b[0m \x1b[K\r\n\x1b[2;H|\x1b[?1049l")
	f.Add("\x1b[H\r01234567890123456789\x1b[H|\x1b[Hxy\x1b[J\x1b[H|\x1b[He\u0301●\x1b[7m \x1b[m\x1b[K\x1b[H")
	f.Fuzz(func(t *testing.T, text string) {
		if plain := sgr.ReplaceAllString(text, ""); lipgloss.Width(plain) != ui.Width(plain) {
			t.Skip("Bubble Tea counts otherwise, and erases what is not to be erased")
		}
		p := newPair(t, 20, 4)
		_, _ = io.WriteString(p, enterAltScreen)
		for _, s := range strings.Split(text, "|") {
			_, _ = io.WriteString(p, s)
		}
	})
}

var sgr = regexp.MustCompile("\x1b\\[[0-9;:]*m")
