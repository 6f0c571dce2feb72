package paint

import (
	"bytes"
	"unicode/utf8"

	"github.com/charmbracelet/lipgloss"
)

// cell is one column of a line: a character that takes one column, and how it
// looks. An erased cell of the unknown base has no character, since how a
// terminal erases then is not known either; any other erased cell is a blank.
type cell struct {
	char  rune
	style style
}

// blank is an erased cell, and one that holds a space in the default style.
var blank = cell{char: ' '}

// disputed reports whether terminals might give the character two columns.
// Beyond ASCII all are taken for it: the table's bars, dots and arrows are of
// ambiguous width, and how a terminal counts them is the user's setting.
func (c cell) disputed() bool { return c.char >= utf8.RuneSelf }

// line is what a row of the screen shows: cells from the first column on, and
// after the last of them bytes that are not taken apart, because they hold what
// is no single character of one column: wide or combined ones, or an erasure in
// colour. The same bytes with the same pen at the same column show the same.
type line struct {
	known   bool // the terminal shows it
	cells   []cell
	rest    []byte
	restPen style // the pen it starts with
	restEnd style // and leaves behind
}

// clear empties the line, keeping its memory.
func (l *line) clear() { *l = line{cells: l.cells[:0], rest: l.rest[:0]} }

// sameRest reports whether what follows the cells of both is the same.
func (l *line) sameRest(o *line) bool {
	return len(l.cells) == len(o.cells) && l.restPen == o.restPen && bytes.Equal(l.rest, o.rest)
}

// textEnd is the column after the last cell that is not erased. Behind it the
// line may be erased instead of written.
func (l *line) textEnd() int {
	end := len(l.cells)
	if len(l.rest) > 0 {
		return end
	}
	for end > 0 && (l.cells[end-1] == blank || l.cells[end-1].char == 0) {
		end--
	}
	return end
}

// The characters beyond ASCII that may be cells: letters of the Latin, Greek and
// Cyrillic scripts, punctuation, currencies, arrows, signs, box drawing, blocks
// and braille. None of them joins with its neighbours. All others, the scripts
// of India and emoji among them, are left to the terminal, in one piece.
var single = [...]struct{ first, last rune }{
	{0xa1, 0xac}, {0xae, 0x24f}, {0x370, 0x482}, {0x48a, 0x52f},
	{0x2010, 0x2027}, {0x2030, 0x205e}, {0x20a0, 0x20cf}, {0x2100, 0x23ff},
	{0x2500, 0x26ff}, {0x2700, 0x27bf}, {0x2800, 0x28ff},
}

// widths remembers which characters take one column by the measure that Bubble
// Tea cuts its lines with, an element each.
type widths [0x2900]struct{ asked, one bool }

// single reports whether the character may be a cell.
func (w *widths) single(r rune) bool {
	if r < ' ' || int(r) >= len(w) {
		return false
	}
	known := &w[r]
	if !known.asked {
		known.asked = true
		for _, s := range single {
			if r >= s.first && r <= s.last {
				known.one = lipgloss.Width(string(r)) == 1
			}
		}
	}
	return known.one
}
