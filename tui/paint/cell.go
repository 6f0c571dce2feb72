package paint

import (
	"bytes"
	"unicode/utf8"

	"kitewatch/tui/ui"
)

// cell is one column of a line: a character that takes one column, and how it
// looks. An erased cell is a blank. Of text that is not taken apart the first
// cell has its number, below zero, and the others are covered.
type cell struct {
	char  rune
	style style
}

// blank is an erased cell, and one that holds a space in the default style.
var blank = cell{char: ' '}

// covered is in the cells of a joined text after its first; the numbers of
// such texts go on below it.
const covered rune = -1

// disputed reports whether terminals might give the character another number of
// columns. Beyond ASCII all are taken for it: the table's bars, dots and arrows
// are of ambiguous width, and how a terminal counts them is the user's setting.
func (c cell) disputed() bool { return c.char >= utf8.RuneSelf || c.char < 0 }

// joined reports the first cell of a text that is not taken apart.
func (c cell) joined() bool { return c.char < covered }

// texts are the joined texts by their numbers: syllables of the scripts of
// India, ideographs, emoji, letters with marks. A screen has few of them.
type texts struct {
	numbers map[string]rune
	list    []string
}

// mostTexts bounds what is remembered of all that has ever been shown.
const mostTexts = 4096

// number is the number of a text.
func (t *texts) number(text []byte) rune {
	n, known := t.numbers[string(text)]
	if !known {
		if t.numbers == nil {
			t.numbers = map[string]rune{}
		}
		n = covered - 1 - rune(len(t.list))
		t.list = append(t.list, string(text))
		t.numbers[t.list[len(t.list)-1]] = n
	}
	return n
}

// of is the text of a number.
func (t *texts) of(number rune) string { return t.list[covered-1-number] }

// full reports that they are to be forgotten, and the screen with them.
func (t *texts) full() bool { return len(t.list) > mostTexts }

// line is what a row of the screen shows: cells from the first column on, and
// after the last of them bytes that are not taken apart, because what they
// leave behind is not known: an erasure in colour, or a line whose end is what
// stood there before.
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
	for end > 0 && l.cells[end-1] == blank {
		end--
	}
	return end
}

// The characters beyond ASCII that may be cells: letters of the Latin, Greek and
// Cyrillic scripts, punctuation, currencies, arrows, signs, box drawing, blocks
// and braille. None of them joins with its neighbours. All others, the scripts
// of India and emoji among them, are written in one piece.
var single = [...]struct{ first, last rune }{
	{0xa1, 0xac}, {0xae, 0x24f}, {0x370, 0x482}, {0x48a, 0x52f},
	{0x2010, 0x2027}, {0x2030, 0x205e}, {0x20a0, 0x20cf}, {0x2100, 0x23ff},
	{0x2500, 0x26ff}, {0x2700, 0x27bf}, {0x2800, 0x28ff},
}

// widths remembers which characters may be cells, an element each.
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
				known.one = ui.RuneWidth(r) == 1
			}
		}
	}
	return known.one
}
