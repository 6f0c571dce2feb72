package paint

import (
	"bytes"
	"strconv"
	"unicode/utf8"

	"github.com/charmbracelet/lipgloss"
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
	blind   bool   // a style was set on the unknown base: nothing can be believed
	last    []byte // the move that ends it
	lines   []line // by row
	written []bool // by row: it is in the frame
	widths  *widths
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
	f.blind, f.last = false, nil
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
	rest, ok := f.readCells(l)
	if !ok {
		return false
	}
	switch {
	case rest >= 0:
		return f.readRest(l, rest)
	case len(l.cells) < f.width && f.take(eraseRight):
		if !f.plain() {
			return f.readRest(l, f.at-len(eraseRight))
		}
		f.fill(l)
	case len(l.cells) == f.width:
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

// plain reports whether erasing leaves cells in the terminal's default style,
// or in that of its unknown base.
func (f *frame) plain() bool { return f.pen == style{} || f.pen == style{attr: base} }

// fill erases the line behind its cells.
func (f *frame) fill(l *line) {
	erased := blank
	if f.pen.attr&base != 0 {
		erased = cell{style: f.pen}
	}
	for len(l.cells) < f.width {
		l.cells = append(l.cells, erased)
	}
}

// readCells reads characters of one column, and stops at the first thing that
// is none. Where that is a character, it returns the place from which the line
// is not to be taken apart; a mark may belong to the cell before it. Otherwise
// the place is -1.
func (f *frame) readCells(l *line) (rest int, ok bool) {
	before := f.at // of the last cell
	for f.at < len(f.data) {
		b := f.data[f.at]
		switch {
		case b >= ' ' && b < 0x7f:
			before = f.at
			l.cells = append(l.cells, cell{rune(b), f.pen})
			f.at++
		case b == '\x1b' && f.style():
		case b == '\x1b' || b == '\r':
			return -1, true
		case b < utf8.RuneSelf:
			return -1, false
		default:
			r, size := utf8.DecodeRune(f.data[f.at:])
			if !f.widths.single(r) {
				return f.before(l, before), !control(r, size)
			}
			before = f.at
			l.cells = append(l.cells, cell{r, f.pen})
			f.at += size
		}
		if len(l.cells) > f.width {
			return -1, false // it would wrap
		}
	}
	return -1, false
}

// before takes back the last cell, which is at a place of the data, and
// returns that place.
func (f *frame) before(l *line, place int) int {
	if n := len(l.cells); n > 0 {
		f.at, f.pen = place, l.cells[n-1].style
		l.cells = l.cells[:n-1]
	}
	return f.at
}

// control reports a control character of two bytes, which some terminals obey,
// and what is no UTF-8 at all.
func control(r rune, size int) bool { return r < 0xa0 || size == 1 }

// readRest reads the line from a place on as bytes.
func (f *frame) readRest(l *line, start int) bool {
	l.restPen = f.pen
	f.at = start
	for f.at < len(f.data) {
		b := f.data[f.at]
		switch {
		case b >= ' ' && b < 0x7f:
			f.at++
		case b == '\x1b' && (f.style() || f.take(eraseRight)):
		case b == '\x1b' || b == '\r':
			l.rest = append(l.rest, f.data[start:f.at]...)
			l.restEnd = f.pen
			return len(l.cells)+lipgloss.Width(string(l.rest)) <= f.width
		case b < utf8.RuneSelf:
			return false
		default:
			r, size := utf8.DecodeRune(f.data[f.at:])
			if control(r, size) {
				return false
			}
			f.at += size
		}
	}
	return false
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
	f.blind = f.blind || f.pen.attr&base != 0
	f.pen = pen
	f.at += len(csi) + n + len("m")
	return true
}
