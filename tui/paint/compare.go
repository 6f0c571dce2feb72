package paint

import (
	"cmp"
	"slices"
)

// run are neighbouring cells of a row that look alike and are to be written.
type run struct {
	row, from, to int
	style         int  // its number in this frame
	erased        bool // they end the line, and all are erased
}

// sketch is what has to be written of one frame. Its memory is used again.
type sketch struct {
	brush  brush
	runs   []run
	styles []style // by number
	dirty  []bool  // of one line, by column
	other  []byte  // the runs in the other order
}

// begin starts a frame; the terminal's pen is this.
func (s *sketch) begin(pen style, width int) {
	s.brush = brush{out: s.brush.out[:0], pen: pen, row: -1, texts: s.brush.texts}
	s.runs, s.styles = s.runs[:0], s.styles[:0]
	s.dirty = slices.Grow(s.dirty[:0], width)[:width]
}

// differences notes the cells of a row that are not as they were, and writes
// those that cannot wait: disputed characters, and what is not taken apart.
func (s *sketch) differences(row int, old, now *line) {
	dirty, any := s.dirty[:len(now.cells)], false
	for i := range now.cells {
		dirty[i] = i >= len(old.cells) || old.cells[i] != now.cells[i]
		any = any || dirty[i]
	}
	rest := !now.sameRest(old)
	if !any && !rest {
		return
	}
	if s.glyphs(row, old, now) || rest {
		s.brush.rest(row, now)
	}
	s.note(row, now)
}

// glyphs writes the blocks of disputed characters in which a cell is dirty, and
// reports whether what follows the cells of the row has to be written again.
//
// A terminal that gives such a character two columns has it reach over what
// follows. So a block of them is written from its first one or not at all, from
// left to right, and as many cells behind it again as it may have covered. How
// far a joined text may reach nobody knows.
func (s *sketch) glyphs(row int, old, now *line) (rest bool) {
	n, end := len(now.cells), now.textEnd()
	disputed := func(i int) bool {
		return now.cells[i].disputed() || i < len(old.cells) && old.cells[i].disputed()
	}
	for from := 0; from < n; from++ {
		if !disputed(from) {
			continue
		}
		to := from + 1
		for to < n && disputed(to) {
			to++
		}
		if block := s.dirty[from:to]; slices.Contains(block, true) {
			for i := range block {
				block[i] = from+i >= end // those are erased together
			}
			s.brush.cells(row, from, now.cells[from:max(from, min(to, end))])
			reach := to + to - from
			if slices.ContainsFunc(now.cells[from:to], cell.joined) {
				reach = n + 1
			}
			for i := to; i < min(reach, n); i++ {
				s.dirty[i] = true
			}
			rest = rest || reach > n
		}
		from = to
	}
	return rest
}

// note takes the dirty cells of a row into runs.
func (s *sketch) note(row int, l *line) {
	end := l.textEnd()
	for from := 0; from < end; from++ {
		if !s.dirty[from] {
			continue
		}
		to := from + 1
		for to < end && s.dirty[to] && l.cells[to].style == l.cells[from].style {
			to++
		}
		s.runs = append(s.runs, run{row, from, to, s.number(l.cells[from].style), false})
		from = to - 1
	}
	if n := len(l.cells); slices.Contains(s.dirty[end:n], true) {
		from := end + slices.Index(s.dirty[end:n], true)
		s.runs = append(s.runs, run{row, from, n, s.number(l.cells[from].style), true})
	}
}

// number is the style's number in this frame.
func (s *sketch) number(want style) int {
	i := slices.Index(s.styles, want)
	if i < 0 {
		i = len(s.styles)
		s.styles = append(s.styles, want)
	}
	return i
}

// write writes the runs, row by row, or all that look alike in turn: a move is
// shorter than a 24 bit colour, and longer than most others. The shorter of the
// two is taken; on the screen they are the same.
func (s *sketch) write(lines []line) {
	first := s.brush
	start := len(first.out)
	for _, r := range s.runs {
		s.brush.run(r, &lines[r.row])
	}
	if len(s.styles) < 2 {
		return
	}
	byRow := s.brush
	slices.SortStableFunc(s.runs, func(a, b run) int { return cmp.Compare(a.style, b.style) })
	s.brush = first
	s.brush.out = s.other[:0]
	for _, r := range s.runs {
		s.brush.run(r, &lines[r.row])
	}
	s.other = s.brush.out
	if len(s.other) >= len(byRow.out)-start {
		s.brush = byRow
		return
	}
	s.brush.out = append(byRow.out[:start], s.other...)
}
