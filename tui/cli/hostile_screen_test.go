//go:build unix

package cli_test

import (
	"regexp"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"kitewatch/tui/ui"
)

// emulator is as much of a terminal as the program needs one to be.
type emulator struct {
	t     *testing.T
	w, h  int
	x, y  int
	cells [][]string // a wide character's second cell is empty
}

var control = regexp.MustCompile("^(?:\x1b\\[([0-9;?=>]*)([@-~])|\x1b\\][^\x07\x1b]*(?:\x07|\x1b\\\\)|\x1b[=>78])")

// emulate returns the lines of a terminal of w by h that was given out, which
// may end within a sequence. A character written beyond the right edge fails
// the test: it would wrap.
func emulate(t *testing.T, out string, w, h int) []string {
	t.Helper()
	e := &emulator{t: t, w: w, h: h}
	e.clear(0, 0, h, w)
	for out != "" {
		if out[0] == 0x1b {
			m := control.FindStringSubmatch(out)
			if m == nil {
				break
			}
			out = out[len(m[0]):]
			if m[2] != "" {
				e.sequence(m[1], m[2][0])
			}
			continue
		}
		r, size := utf8.DecodeRuneInString(out)
		if r == utf8.RuneError && len(out) < utf8.UTFMax {
			break
		}
		e.put(r, out[:size])
		out = out[size:]
	}
	lines := make([]string, h)
	for i := range lines {
		lines[i] = strings.Join(e.cells[i], "")
	}
	return lines
}

// put writes a character.
func (e *emulator) put(r rune, s string) {
	switch {
	case r == '\r':
		e.x = 0
	case r == '\n':
		if e.y++; e.y >= e.h {
			e.scroll()
		}
	case r == '\b':
		e.x = max(e.x-1, 0)
	case r < ' ':
	case unicode.IsMark(r):
		if e.x > 0 {
			e.cells[e.y][e.x-1] += s
		}
	default:
		cells := ui.Width(s)
		if e.x+cells > e.w {
			e.t.Fatalf("%q is written beyond column %d of line %d: %q", s, e.w, e.y, strings.Join(e.cells[e.y], ""))
		}
		e.cells[e.y][e.x] = s
		for i := 1; i < cells; i++ {
			e.cells[e.y][e.x+i] = ""
		}
		e.x += cells
	}
}

// sequence does what a control sequence says; what only colours or switches
// changes nothing here.
func (e *emulator) sequence(params string, final byte) {
	parts := strings.Split(params, ";")
	n := max(atoi(parts[0], 1), 1)
	switch final {
	case 'A':
		e.y = max(e.y-n, 0)
	case 'B':
		e.y = min(e.y+n, e.h-1)
	case 'C':
		e.x = min(e.x+n, e.w-1)
	case 'D':
		e.x = max(e.x-n, 0)
	case 'G':
		e.x = min(n, e.w) - 1
	case 'd':
		e.y = min(n, e.h) - 1
	case 'H', 'f':
		e.y, e.x = min(n, e.h)-1, 0
		if len(parts) > 1 {
			e.x = min(max(atoi(parts[1], 1), 1), e.w) - 1
		}
	case 'J':
		e.eraseScreen(atoi(parts[0], 0))
	case 'K':
		e.eraseLine(atoi(parts[0], 0))
	case 'X':
		e.clear(e.y, e.x, e.y+1, e.x+n)
	case 'h':
		if params == "?1049" {
			e.clear(0, 0, e.h, e.w)
			e.x, e.y = 0, 0
		}
	}
}

func (e *emulator) eraseScreen(part int) {
	if part == 0 {
		e.eraseLine(0)
		e.clear(e.y+1, 0, e.h, e.w)
		return
	}
	e.clear(0, 0, e.h, e.w)
}

func (e *emulator) eraseLine(part int) {
	from, to := e.x, e.w
	switch part {
	case 1:
		from, to = 0, e.x+1
	case 2:
		from = 0
	}
	e.clear(e.y, from, e.y+1, to)
}

// clear blanks the cells of lines top to bottom, from left to right.
func (e *emulator) clear(top, left, bottom, right int) {
	for y := top; y < min(bottom, e.h); y++ {
		for len(e.cells) <= y {
			e.cells = append(e.cells, make([]string, e.w))
		}
		for x := left; x < min(right, e.w); x++ {
			e.cells[y][x] = " "
		}
	}
}

func (e *emulator) scroll() {
	e.y = e.h - 1
	copy(e.cells, e.cells[1:])
	e.cells[e.h-1] = make([]string, e.w)
	e.clear(e.h-1, 0, e.h, e.w)
}
