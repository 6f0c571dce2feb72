package paint

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/charmbracelet/lipgloss"

	"kitewatch/tui/ui"
)

// look is how a cell of the emulator looks. It is read from the stream by code
// of its own, so that an error in the painter's cannot cancel out.
type look struct {
	fg, bg string
	on     [10]bool // by the parameter that sets it
}

// spot is one column of the emulator's screen. The second column of a wide
// character is empty.
type spot struct {
	text string
	look look
}

// emulator is a small terminal: what Bubble Tea and the painter write, and what
// xterm does with it.
type emulator struct {
	w, h     int
	screen   [][]spot
	other    [][]spot // of the screen that is not shown
	x, y     int
	wrap     bool // the next character goes to the next line
	pen      look
	saved    struct{ x, y int }
	alt      bool
	modes    map[string]bool
	commands []string // OSC
	clamps   bool     // autowrap is off

	deaf         bool // it does not know how to turn autowrap off
	wideDisputed bool // it gives every disputed character two columns
	measure      func(rune) int
	clusters     bool // what is one character to a reader is one to it, and as wide as its first part
}

func newEmulator(w, h int) *emulator {
	return &emulator{w: w, h: h, screen: emptySpots(w, h), other: emptySpots(w, h), modes: map[string]bool{}, measure: ui.RuneWidth}
}

func emptySpots(w, h int) [][]spot {
	screen := make([][]spot, h)
	for y := range screen {
		screen[y] = slices.Repeat([]spot{{text: " "}}, w)
	}
	return screen
}

// resize cuts or extends the screen at its right and lower edge.
func (e *emulator) resize(w, h int) {
	for _, screen := range []*[][]spot{&e.screen, &e.other} {
		next := emptySpots(w, h)
		for y := range min(h, e.h) {
			copy(next[y], (*screen)[y])
		}
		*screen = next
	}
	e.w, e.h = w, h
	e.x, e.y, e.wrap = min(e.x, w-1), min(e.y, h-1), false
}

func (e *emulator) Write(b []byte) (int, error) {
	s := string(b)
	for len(s) > 0 {
		switch {
		case s[0] == '\x1b':
			s = e.escape(s)
		case s[0] < ' ' || s[0] == 0x7f:
			e.control(s[0])
			s = s[1:]
		default:
			r, size := utf8.DecodeRuneInString(s)
			e.print(r)
			s = s[size:]
		}
	}
	return len(b), nil
}

func (e *emulator) control(b byte) {
	switch b {
	case '\r':
		e.x, e.wrap = 0, false
	case '\n':
		e.feed()
	case '\b':
		e.x, e.wrap = max(0, e.x-1), false
	}
}

func (e *emulator) feed() {
	if e.wrap = false; e.y < e.h-1 {
		e.y++
		return
	}
	copy(e.screen, e.screen[1:])
	e.screen[e.h-1] = slices.Repeat([]spot{{text: " "}}, e.w)
}

// columns is how many columns the emulator gives a character.
func (e *emulator) columns(r rune) int {
	if r < utf8.RuneSelf {
		return 1
	}
	n := e.measure(r)
	if e.wideDisputed && n == 1 {
		return 2
	}
	return n
}

func (e *emulator) print(r rune) {
	n := e.columns(r)
	if e.join(r, n) {
		return
	}
	switch beyond := e.wrap || e.x+n > e.w; {
	case beyond && e.clamps && !e.deaf:
		e.x = max(e.w-n, 0)
	case beyond:
		e.x = 0
		e.feed()
	}
	if n > e.w {
		return
	}
	e.wrap = false
	e.split(e.x)
	e.split(e.x + n)
	e.screen[e.y][e.x] = spot{string(r), e.pen}
	if n == 2 {
		e.screen[e.y][e.x+1] = spot{"", e.pen}
	}
	e.x += n
	if e.x == e.w {
		e.x, e.wrap = e.w-1, true
	}
}

// join adds a character to the one before it, if together they are one: a mark,
// or, to a terminal of clusters, all that a reader takes for one.
func (e *emulator) join(r rune, n int) bool {
	if r < utf8.RuneSelf {
		return false
	}
	x := e.x - 1
	if e.wrap {
		x = e.x
	}
	for x > 0 && e.screen[e.y][x].text == "" {
		x--
	}
	if x < 0 {
		return n == 0
	}
	before := &e.screen[e.y][x]
	if n > 0 && !(e.clusters && lipgloss.Width(before.text+string(r)) < lipgloss.Width(before.text)+lipgloss.Width(string(r))) {
		return false
	}
	before.text += string(r)
	return true
}

// split blanks a wide character that would be torn in two before x.
func (e *emulator) split(x int) {
	if row := e.screen[e.y]; x < e.w && x > 0 && row[x].text == "" {
		row[x-1].text, row[x].text = " ", " "
	}
}

func (e *emulator) erase(y, from, to int) {
	here := e.y
	e.y = y
	e.split(from)
	e.split(to)
	e.y = here
	for x := from; x < to; x++ {
		e.screen[y][x] = spot{" ", look{bg: e.pen.bg}}
	}
}

// String is the screen's text.
func (e *emulator) String() string {
	var out strings.Builder
	for _, row := range e.screen {
		for _, s := range row {
			out.WriteString(s.text)
		}
		out.WriteByte('\n')
	}
	return out.String()
}

// differs says where another emulator is not as this one is, or nothing.
func (e *emulator) differs(got *emulator) string {
	for y, row := range e.screen {
		for x, want := range row {
			if g := got.screen[y][x]; g != want {
				return fmt.Sprintf("row %d, column %d: got %+v, want %+v\ngot:\n%swant:\n%s", y, x, g, want, got, e)
			}
		}
	}
	switch {
	case got.x != e.x || got.y != e.y:
		return fmt.Sprintf("cursor at %d,%d, want %d,%d", got.x, got.y, e.x, e.y)
	case got.pen != e.pen:
		return fmt.Sprintf("pen %+v, want %+v", got.pen, e.pen)
	case got.alt != e.alt || fmt.Sprint(got.modes) != fmt.Sprint(e.modes):
		return fmt.Sprintf("modes %v, want %v", got.modes, e.modes)
	case !slices.Equal(got.commands, e.commands):
		return fmt.Sprintf("commands %q, want %q", got.commands, e.commands)
	}
	return ""
}
