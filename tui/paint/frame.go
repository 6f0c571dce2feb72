package paint

import (
	"bytes"
	"strconv"
	"unicode/utf8"

	"github.com/charmbracelet/lipgloss"

	"kitewatch/tui/ui"
)

// frame is one write of Bubble Tea's renderer on the alternate screen, read:
//
//	home [return] line { newline line } goto-last-line
//
// where a line is text, colours and at most an erasure at its end, or nothing
// but a line feed for one that is as it was. Whatever is not of this form is no
// frame.
type frame struct {
	data   []byte
	at     int
	width  int
	height int

	pen     style  // at this point of the reading
	last    []byte // the move that ends it
	lines   []line // by row
	written []bool // by row: it is in the frame
	widths  *widths
	texts   *texts
	joining []byte // the text that is being read
}

const (
	home       = "\x1b[H"
	eraseRight = "\x1b[K"
	csi        = "\x1b["
)

// read reads a write that begins with home. False means that it is no frame;
// what is in f then is of no use.
func (f *frame) read(data []byte, pen style, shown []line) bool {
	f.data, f.at, f.pen = data, len(home), pen
	f.last = nil
	clear(f.written)
	f.take("\r")
	for row := 0; row < f.height; row++ {
		switch {
		case f.take("\n"):
			continue
		case f.ends(row):
			return true
		}
		f.written[row] = true
		if !f.readLine(row, &shown[row]) {
			return false
		}
		switch {
		case f.take("\r\n"):
		case f.ends(row):
			return true
		default:
			return false
		}
	}
	return false
}

// take skips what comes next if it is s.
func (f *frame) take(s string) bool {
	if !bytes.HasPrefix(f.data[f.at:], []byte(s)) {
		return false
	}
	f.at += len(s)
	return true
}

// ends reports whether nothing is left but the move to the row that the frame
// ends with, which is the one that was read last.
func (f *frame) ends(row int) bool {
	var want [16]byte
	move := append(want[:0], home...)
	if row > 0 {
		move = append(strconv.AppendInt(append(want[:0], csi...), int64(row+1), 10), ";H"...)
	}
	if !bytes.Equal(f.data[f.at:], move) {
		return false
	}
	f.last = f.data[f.at:]
	return true
}

// readLine reads the line of a row up to its newline. Shown is what the row
// shows: a line that neither reaches the margin nor erases what is behind it
// leaves that standing.
func (f *frame) readLine(row int, shown *line) bool {
	l := &f.lines[row]
	l.clear()
	l.known = true
	start, pen := f.at, f.pen
	if !f.readCells(l) {
		return false
	}
	switch {
	case len(l.cells) < f.width && f.take(eraseRight):
		if f.pen != (style{}) {
			return f.readRest(l, f.at-len(eraseRight))
		}
		for len(l.cells) < f.width {
			l.cells = append(l.cells, blank)
		}
	case len(l.cells) == f.width:
		if f.erases() && lipgloss.Width(string(f.data[start:f.at])) < f.width {
			f.take(eraseRight) // Bubble Tea counts less for what it takes for one character, and would erase the last
		}
	case shown.known && len(shown.rest) == 0 && len(shown.cells) == f.width:
		l.cells = append(l.cells, shown.cells[len(l.cells):]...)
	default:
		l.known = false
		l.cells = l.cells[:0]
		l.rest = append(l.rest, f.data[start:f.at]...)
		l.restPen, l.restEnd = pen, f.pen
	}
	return true
}

// erases reports whether an erasure comes next.
func (f *frame) erases() bool { return bytes.HasPrefix(f.data[f.at:], []byte(eraseRight)) }

// readCells reads characters, and stops at the first thing that is none.
func (f *frame) readCells(l *line) bool {
	for f.at < len(f.data) && len(l.cells) <= f.width {
		b := f.data[f.at]
		switch {
		case b >= ' ' && b < 0x7f:
			l.cells = append(l.cells, cell{rune(b), f.pen})
			f.at++
		case b == '\x1b' && f.style():
		case b == '\x1b' || b == '\r':
			return true
		case b < utf8.RuneSelf:
			return false
		default:
			r, size := utf8.DecodeRune(f.data[f.at:])
			switch {
			case control(r, size):
				return false
			case f.widths.single(r):
				l.cells = append(l.cells, cell{r, f.pen})
				f.at += size
			default:
				f.join(l, r)
			}
		}
	}
	return false // it would wrap, or breaks off
}

// join reads a text that is not taken apart, of which r is the next character:
// up to what is a cell of its own. A mark belongs to the cell before it.
func (f *frame) join(l *line, r rune) {
	f.joining = f.joining[:0]
	look, width := f.pen, 0
	if ui.RuneWidth(r) == 0 {
		if look, width = f.base(l); width == 0 {
			look = f.pen
		}
	}
	for f.at < len(f.data) && f.data[f.at] >= utf8.RuneSelf {
		r, size := utf8.DecodeRune(f.data[f.at:])
		if f.widths.single(r) || control(r, size) {
			break
		}
		f.at += size
		if n := ui.RuneWidth(r); width+n > 0 { // a mark at the start has nothing to sit on
			f.joining, width = utf8.AppendRune(f.joining, r), width+n
		}
	}
	if width == 0 {
		return
	}
	l.cells = append(l.cells, cell{f.texts.number(f.joining), look})
	for range width - 1 {
		l.cells = append(l.cells, cell{covered, look})
	}
}

// base takes back the last character for a mark to sit on, and returns how it
// looks and its width; 0 where there is none.
func (f *frame) base(l *line) (style, int) {
	first := len(l.cells) - 1
	for first > 0 && l.cells[first].char == covered {
		first--
	}
	if first < 0 {
		return style{}, 0
	}
	c, width := l.cells[first], len(l.cells)-first
	l.cells = l.cells[:first]
	if c.joined() {
		f.joining = append(f.joining, f.texts.of(c.char)...)
	} else {
		f.joining = utf8.AppendRune(f.joining, c.char)
	}
	return c.style, width
}

// control reports a control character of two bytes, which some terminals obey,
// and what is no UTF-8 at all.
func control(r rune, size int) bool { return r < 0xa0 || size == 1 }

// readRest reads the erasure that a line ends with from a place on, as bytes.
func (f *frame) readRest(l *line, start int) bool {
	l.restPen = f.pen
	f.at = start
	for f.take(eraseRight) || f.style() {
	}
	l.rest = append(l.rest, f.data[start:f.at]...)
	l.restEnd = f.pen
	return f.at < len(f.data)
}

// style reads a change of style, if one comes next and all of it is known.
func (f *frame) style() bool {
	if !bytes.HasPrefix(f.data[f.at:], []byte(csi)) {
		return false
	}
	params := f.data[f.at+len(csi):]
	n := 0
	for n < len(params) && (params[n] == ';' || params[n] >= '0' && params[n] <= '9') {
		n++
	}
	if n == len(params) || params[n] != 'm' {
		return false
	}
	pen, ok := f.pen.apply(params[:n])
	if !ok {
		return false
	}
	f.pen = pen
	f.at += len(csi) + n + len("m")
	return true
}
