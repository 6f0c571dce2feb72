package watch

// slot is a column's place in the lines of the table.
type slot struct {
	column int // index in columns
	x      int
	width  int
	before int // of width, the cells before the point
}

// extent is how wide a list's cells of a column have been so far.
type extent struct {
	before, after int // of the point; without one all is before
}

// narrow is the width below which the table is packed: a gutter of two, only
// the state's glyph, no margin.
const narrow = 60

// fitter chooses the columns for a width.
type fitter struct {
	columns []int // of the list, from left to right
	extents []extent
	sizes   [maxColumns]int
	gaps    [maxColumns]int
	shown   [maxColumns]bool
	room    int // cells left
	lent    int // by the symbols
}

// maxColumns bounds the columns there can be.
const maxColumns = 32

// arrange chooses and places columns for lines of w cells: all of priority 1,
// then the others by priority until one does not fit. Room left over is for
// notes in full, then for the state's word.
func arrange(cols []int, extents []extent, w int) []slot {
	f := fitter{columns: cols, extents: extents, room: w - 1}
	packed := w < narrow
	if packed {
		f.room = w
	}
	for _, i := range cols {
		f.sizes[i], f.gaps[i] = f.least(i, packed), columns[i].gap
		if columns[i].priority == 1 {
			f.show(i)
		}
	}
	f.shrink()
	f.admit()
	f.lengthen()
	if more := withWord - withFigure; !packed && f.room >= more {
		f.sizes[columnState] += more
	}
	return f.place()
}

// least is the width a column needs.
func (f *fitter) least(i int, packed bool) int {
	c, e := &columns[i], f.extents[i]
	switch {
	case i == columnMark && packed:
		return 2
	case i == columnState && packed:
		return glyphOnly
	case i == columnSymbol:
		return min(max(e.before, c.width), c.most)
	case i == columnNote:
		return min(max(e.before, c.width), noteCells)
	}
	return max(e.before, c.width) + max(e.after, c.after)
}

func (f *fitter) show(i int) {
	f.shown[i] = true
	f.room -= f.gaps[i] + f.sizes[i]
}

// leastSymbol is what symbols are cut to before anything else of a row gives way.
const leastSymbol = 14

// shrink makes what always stays fit: symbols are cut, then the gaps give way,
// then the symbols again.
func (f *fitter) shrink() {
	cut := func(size *int, least int) {
		n := min(max(-f.room, 0), max(*size-least, 0))
		*size -= n
		f.room += n
	}
	cut(&f.sizes[columnSymbol], leastSymbol)
	for _, i := range f.columns {
		if f.shown[i] && i != columnLTP && i != columnState {
			cut(&f.gaps[i], 1)
		}
	}
	cut(&f.sizes[columnSymbol], 4)
}

// noteCells is the most that notes take from other columns. What is left over
// beyond those they may have too.
const noteCells = 17

// lengthen gives the notes what room there is left for their longest.
func (f *fitter) lengthen() {
	if !f.shown[columnNote] {
		return
	}
	longest := min(f.extents[columnNote].before, columns[columnNote].most)
	if n := min(longest-f.sizes[columnNote], f.room); n > 0 {
		f.sizes[columnNote] += n
		f.room -= n
	}
}

// leastGap is what a wider gap shrinks to before its column is left out.
const leastGap = 2

// admit shows the columns of lesser priority, up to the first that does not
// fit. In a list of positions, P&L comes before what is worth as much.
func (f *fitter) admit() {
	for priority := 2; priority <= lastPriority; priority++ {
		for _, held := range []bool{true, false} {
			for _, i := range f.columns {
				if columns[i].priority != priority || (i == columnPnL || i == columnDayPnL) != held {
					continue
				}
				if i == columnNote { // a note can be cut
					f.sizes[i] = max(min(f.sizes[i], f.room-leastGap), columns[i].width)
				}
				f.gaps[i] = max(min(f.gaps[i], f.room-f.sizes[i]), min(f.gaps[i], leastGap))
				f.borrow(priority, f.gaps[i]+f.sizes[i]-f.room)
				if f.gaps[i]+f.sizes[i] > f.room {
					return
				}
				f.show(i)
			}
		}
	}
}

// The longest symbols go without their exchange, a blank and three letters, if
// that makes room for a column of the first priorities.
const (
	lendTo = 3
	lend   = 4
)

// borrow takes the cells that a column lacks from the symbols, if few are lacking.
func (f *fitter) borrow(priority, lacking int) {
	if lacking <= 0 || lacking > lend-f.lent || priority > lendTo || f.sizes[columnSymbol]-lacking < leastSymbol {
		return
	}
	f.sizes[columnSymbol] -= lacking
	f.lent += lacking
	f.room += lacking
}

func (f *fitter) place() []slot {
	slots := make([]slot, 0, len(f.columns))
	x := 0
	for _, i := range f.columns {
		if !f.shown[i] {
			continue
		}
		x += f.gaps[i]
		s := slot{column: i, x: x, width: f.sizes[i], before: f.sizes[i]}
		if columns[i].align == onPoint {
			s.before = max(f.extents[i].before, columns[i].width)
		}
		slots = append(slots, s)
		x += s.width
	}
	return slots
}
