package paint

import (
	"errors"
	"io"
	"slices"
	"strings"
	"testing"
)

// tape is a terminal that keeps each write, and fails when told to.
type tape struct {
	writes []string
	most   int // bytes of a write that it takes; 0: all
	err    error
}

func (t *tape) Write(b []byte) (int, error) {
	n := len(b)
	if t.most > 0 {
		n = min(n, t.most)
	}
	t.writes = append(t.writes, string(b[:n]))
	return n, t.err
}

func (t *tape) last() string { return t.writes[len(t.writes)-1] }

// shownOn is a painter whose screen of 20 by 3 shows a first frame, of which
// everything is known.
func shownOn(t *testing.T) (*Painter, *tape) {
	t.Helper()
	out := &tape{}
	p := painterOn(out, func() (int, int, error) { return 20, 3, nil })
	for _, s := range []string{enterAltScreen, "\x1b[2J", home, first, first} {
		if n, err := io.WriteString(p, s); n != len(s) || err != nil {
			t.Fatalf("%q: %d, %v", s, n, err)
		}
	}
	out.writes = nil
	return p, out
}

const first = "\x1b[H\rNIFTY 24,487.50\x1b[K\r\n\x1b[1mTCS\x1b[0m 3,152.00 ●\x1b[K\r\nlive\x1b[K\x1b[3;H"

func TestFrame(t *testing.T) {
	for _, c := range []struct{ name, frame, want string }{
		{"two digits", "\x1b[HNIFTY 24,487.65\x1b[K\r\n\n\x1b[3;H", "\x1b[1;14H65\x1b[3;H"},
		{"two places of a row", "\x1b[HBIFTY 24,488.50\x1b[K\r\n\n\x1b[3;H", "\x1b[1HB\x1b[12G8\x1b[3;H"},
		{"a small gap is written over", "\x1b[HNIFTY 25,488.50\x1b[K\r\n\n\x1b[3;H", "\x1b[1;8H5,488\x1b[3;H"},
		{"a colour alone", "\x1b[HNIFTY \x1b[31m24\x1b[0m,487.50\x1b[K\r\n\n\x1b[3;H", "\x1b[1;7H\x1b[31m24\x1b[m\x1b[3;H"},
		{"a shorter line", "\x1b[HNIFTY\x1b[K\r\n\n\x1b[3;H", "\x1b[1;7H\x1b[K\x1b[3;H"},
		{"nothing", "\x1b[HNIFTY 24,487.50\x1b[K\r\n\n\x1b[3;H", "\x1b[3;H"},
		{"a glyph, and what it may have covered", "\x1b[H\n\x1b[1mTCS\x1b[0m 3,152.00 ○ x\x1b[K\r\n\x1b[3;H", "\x1b[2;14H○\x1b[15G x\x1b[3;H"},
		{"wide characters over blanks, and what follows placed", "\x1b[HNIFTY 24,日本 5\x1b[K\r\n\n\x1b[3;H", "\x1b[1;10H    \x1b[10G日本\x1b[14G 5\x1b[K\x1b[3;H"},
		{"a mark, and what it sits on", "\x1b[HNIFTY 2e\u0301,487.50\x1b[K\r\n\n\x1b[3;H", "\x1b[1;8H \x1b[8Ge\u0301\x1b[9G,487.50\x1b[K\x1b[3;H"},
	} {
		t.Run(c.name, func(t *testing.T) {
			p, out := shownOn(t)
			if n, err := io.WriteString(p, c.frame); n != len(c.frame) || err != nil {
				t.Fatalf("wrote %d of %d, %v", n, len(c.frame), err)
			}
			if want := []string{c.want}; !slices.Equal(out.writes, want) {
				t.Errorf("got %q, want %q", out.writes, want)
			}
		})
	}
}

// What the shell or another program has set ends with the first frame: what
// erasing leaves behind is known from then on.
func TestUnknownPen(t *testing.T) {
	out := &tape{}
	p := painterOn(out, func() (int, int, error) { return 20, 1, nil })
	for _, c := range []struct{ write, want string }{
		{enterAltScreen, enterAltScreen + wrapOff},
		{"\x1b[H\r\x1b[31m● \x1b[K\x1b[H", "\x1b[m\x1b[1H\x1b[31m●\x1b[2G \x1b[K\x1b[H"},
		{"\x1b[H\x1b[m●●\x1b[K\x1b[H", "\x1b[1H\x1b[m●●\x1b[3G\x1b[K\x1b[H"},
		{"\x1b[1;4H\x1b[7mhm", "\x1b[1;4H\x1b[7mhm"},
		{"\x1b[H●\x1b[K\x1b[H", "\x1b[m\x1b[1H●\x1b[2G\x1b[K\x1b[H"},
	} {
		if _, _ = io.WriteString(p, c.write); out.last() != c.want {
			t.Errorf("%q: got %q, want %q", c.write, out.last(), c.want)
		}
	}
}

// What is erased in colour is erased again after a glyph that may reach over it.
func TestGlyphBeforeRest(t *testing.T) {
	p, out := shownOn(t)
	for _, s := range []string{"\x1b[H\n\n──x\x1b[41m\x1b[K\x1b[m\x1b[3;H", "\x1b[H\n\n─━x\x1b[41m\x1b[K\x1b[m\x1b[3;H"} {
		_, _ = io.WriteString(p, s)
	}
	if got, want := out.last(), "\x1b[3H─━\x1b[4G\x1b[41m\x1b[K\x1b[m\x1b[3;3Hx\x1b[3;H"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

// On the alternate screen nothing wraps, and outside of it all does again:
// suspended, in an editor, after the end.
func TestNothingWraps(t *testing.T) {
	e := newEmulator(8, 2)
	p := painterOn(e, func() (int, int, error) { return 8, 2, nil })
	for _, s := range []string{enterAltScreen, exitAltScreen, enterAltScreen, "\x1b[1;6Hwrapped"} {
		if n, err := io.WriteString(p, s); n != len(s) || err != nil {
			t.Errorf("%q: wrote %d, %v", s, n, err)
		}
		if e.clamps != e.alt {
			t.Errorf("after %q: autowrap is off: %v", s, e.clamps)
		}
	}
	if got, want := e.String(), "     wrd\n        \n"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

// between are writes between two frames, and whether the rows are whole after
// them.
var between = []struct {
	name, write string
	whole       bool
}{
	{"a title", "\x1b]2;kitewatch\a", false},
	{"a copy", "\x1b]52;c;Zm9v\x1b\\", false},
	{"the bell", "\a", false},
	{"bracketed paste", "\x1b[?2004h", false},
	{"the cursor hidden", "\x1b[?25l", false},
	{"a hyperlink", "\x1b]8;;https://kite.trade\a", true},
	{"a command with another in it", "\x1b]2;a\x1b[2Jb\a", true},
	{"a command cut off", "\x1b]2;kitewatch", true},
	{"an erased screen", "\x1b[2J", true},
	{"an erased line", "\x1b[2K", true},
	{"passed through tmux", "\x1bPtmux;\x1b\x1b]52;c;Zm9v\a\x1b\\", true},
	{"text", "Broadcast message", true},
	{"a frame that clears below", "\x1b[H\n\x1b[J\x1b[2;H", true},
	{"a frame with a tab", "\x1b[H\ta\x1b[K\r\n\n\x1b[3;H", true},
	{"a frame too high", "\x1b[H\n\n\n\x1b[4;H", true},
	{"a line too wide", "\x1b[H" + strings.Repeat("x", 21) + "\r\n\n\x1b[3;H", true},
}

// second changes two digits of the screen that shownOn shows.
const second = "\x1b[HNIFTY 24,487.65\x1b[K\r\n\n\x1b[3;H"

// What is not known passes as it is, and the rows are whole after it; what
// leaves the cells alone costs nothing.
func TestForgets(t *testing.T) {
	for _, c := range between {
		t.Run(c.name, func(t *testing.T) {
			p, out := shownOn(t)
			_, _ = io.WriteString(p, c.write)
			if got := out.last(); got != c.write {
				t.Errorf("it came as %q", got)
			}
			_, _ = io.WriteString(p, second)
			if got := strings.Contains(out.last(), "NIFTY"); got != c.whole {
				t.Errorf("then %q, want the whole row: %v", out.last(), c.whole)
			}
		})
	}
}

func TestRepaint(t *testing.T) {
	p, out := shownOn(t)
	_, _ = io.WriteString(p, first)
	for _, want := range []string{"NIFTY", "TCS", "live"} {
		if !strings.Contains(out.last(), want) {
			t.Errorf("no %s in %q", want, out.last())
		}
	}
}

// Frames are read where their rows are in known places, and nowhere else.
func TestAsItIs(t *testing.T) {
	for _, c := range []struct {
		name string
		make func(p *Painter)
	}{
		{"the screen is left", func(p *Painter) { _, _ = io.WriteString(p, exitAltScreen) }},
		{"the size is not known", func(p *Painter) { p.size = func() (int, int, error) { return 0, 0, errBroken } }},
		{"the screen is huge", func(p *Painter) { p.size = func() (int, int, error) { return mostCells, 2, nil } }},
		{"it is no terminal", func(p *Painter) { p.on = false }},
	} {
		t.Run(c.name, func(t *testing.T) {
			p, out := shownOn(t)
			c.make(p)
			_, _ = io.WriteString(p, second)
			if out.last() != second {
				t.Errorf("got %q", out.last())
			}
		})
	}
}

func TestNewSize(t *testing.T) {
	p, out := shownOn(t)
	p.size = func() (int, int, error) { return 21, 3, nil }
	_, _ = io.WriteString(p, second)
	if !strings.Contains(out.last(), "NIFTY") {
		t.Errorf("got %q", out.last())
	}
}

// What has been drawn over the screen goes by and by, although no row of it
// changes but one.
func TestSweep(t *testing.T) {
	p := newPair(t, 20, 3)
	for _, s := range []string{enterAltScreen, first, first, "\x1b[H\n\nz\x1b[K\x1b[3;H"} {
		_, _ = io.WriteString(p, s)
	}
	_, _ = io.WriteString(p.painted, "\x1b[1;1HBroadcast\r\nmessage\r\n  of the machine\x1b[3;H")
	for i := range sweepShare * 4 {
		frame := "\x1b[H\n\n" + string(rune('a'+i%26)) + "\x1b[K\x1b[3;H"
		_, _ = io.WriteString(p.plain, frame)
		_, _ = io.WriteString(p.painter, frame)
	}
	if diff := p.plain.differs(p.painted); diff != "" {
		t.Error(diff)
	}
}

var errBroken = errors.New("broken")

// An error reaches the framework, and nothing is believed after it.
func TestWriteError(t *testing.T) {
	for _, c := range []struct {
		name string
		tape tape
		want error
	}{
		{"an error", tape{most: 3, err: errBroken}, errBroken},
		{"a short write", tape{most: 3}, io.ErrShortWrite},
	} {
		t.Run(c.name, func(t *testing.T) {
			p, out := shownOn(t)
			*out = c.tape
			if n, err := io.WriteString(p, second); n != 3 || !errors.Is(err, c.want) {
				t.Errorf("got %d, %v, want 3, %v", n, err, c.want)
			}
			*out = tape{}
			_, _ = io.WriteString(p, second)
			if !strings.Contains(out.last(), "NIFTY") {
				t.Errorf("after it %q", out.last())
			}
		})
	}
}
