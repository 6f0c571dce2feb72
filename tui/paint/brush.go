package paint

import (
	"strconv"
	"unicode/utf8"
)

// brush writes cells, and knows where the terminal's cursor is and what its pen
// is like.
type brush struct {
	out  []byte
	pen  style
	row  int // -1: not known
	col  int
	sure bool // the column is this one, however wide the terminal takes its characters to be

	texts *texts
}

// move puts the cursor on a cell: by column where it is in this row, for that
// is the shortest, and always by absolute numbers.
func (b *brush) move(row, col int) {
	switch {
	case b.row != row:
		b.out = append(b.out, csi...)
		b.out = strconv.AppendInt(b.out, int64(row+1), 10)
		if col > 0 {
			b.out = strconv.AppendInt(append(b.out, ';'), int64(col+1), 10)
		}
		b.out = append(b.out, 'H')
	case !b.sure || b.col != col:
		b.out = append(b.out, csi...)
		if col > 0 {
			b.out = strconv.AppendInt(b.out, int64(col+1), 10)
		}
		b.out = append(b.out, 'G')
	}
	b.row, b.col, b.sure = row, col, true
}

// dip changes the pen.
func (b *brush) dip(s style) {
	b.out = appendSwitch(b.out, b.pen, s)
	b.pen = s
}

// cells writes cells of a row, the first of them at col. What follows disputed
// characters is placed anew.
func (b *brush) cells(row, col int, cells []cell) {
	for i, c := range cells {
		if c.char == covered {
			continue
		}
		if i == 0 || b.col != col+i || !b.sure && (!c.disputed() || c.joined()) {
			b.move(row, col+i)
		}
		b.dip(c.style)
		if c.joined() {
			b.join(row, col+i, cells[i:])
			continue
		}
		b.out = utf8.AppendRune(b.out, c.char)
		b.col++
		b.sure = b.sure && !c.disputed()
	}
}

// join writes the joined text that cells begin with, over blanks: a terminal
// that gives it fewer columns leaves the others of its cells as they are. Where
// the cursor stands after it nobody knows.
func (b *brush) join(row, col int, cells []cell) {
	width := 1
	for width < len(cells) && cells[width].char == covered {
		width++
	}
	for range width {
		b.out = append(b.out, ' ')
	}
	b.col += width
	b.move(row, col)
	b.out = append(b.out, b.texts.of(cells[0].char)...)
	b.col, b.sure = -1, false
}

// erase writes the erased cells that a line ends with.
func (b *brush) erase(row, col int, cells []cell) {
	if len(cells) == 0 {
		return
	}
	if len(cells) <= len(eraseRight) && cells[0] == blank {
		b.cells(row, col, cells)
		return
	}
	b.move(row, col)
	b.dip(cells[0].style)
	b.out = append(b.out, eraseRight...)
}

// rest writes what follows the cells of a line.
func (b *brush) rest(row int, l *line) {
	if len(l.rest) == 0 {
		return
	}
	b.move(row, len(l.cells))
	b.dip(l.restPen)
	b.out = append(b.out, l.rest...)
	b.pen, b.row, b.sure = l.restEnd, -1, false
}

// whole writes a line from its first cell to its end.
func (b *brush) whole(row int, l *line) {
	end := l.textEnd()
	b.cells(row, 0, l.cells[:end])
	b.erase(row, end, l.cells[end:])
	b.rest(row, l)
}

// run writes cells that look alike.
func (b *brush) run(r run, l *line) {
	if r.erased {
		b.erase(r.row, r.from, l.cells[r.from:r.to])
		return
	}
	from := b.start(r, l)
	b.cells(r.row, from, l.cells[from:r.to])
}

// start is where the writing of a run starts. If the cursor stands a few cells
// before it, and those look like the run, writing these again is shorter than a
// move.
func (b *brush) start(r run, l *line) int {
	move := len(csi) + decimals(r.from+1) + len("G")
	if b.row != r.row || !b.sure || b.col > r.from || r.from-b.col > move || l.cells[r.from].style != b.pen {
		return r.from
	}
	for _, c := range l.cells[b.col:r.from] {
		if c.disputed() || c.style != b.pen {
			return r.from
		}
	}
	return b.col
}

// decimals is how many digits a number from 1 on has.
func decimals(n int) int {
	digits := 1
	for ; n >= 10; n /= 10 {
		digits++
	}
	return digits
}
