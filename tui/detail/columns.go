package detail

import (
	"slices"

	"kitewatch/tui/ui"
)

// The columns of the facts.
const (
	narrow      = 60 // below, two columns, and text begins near the edge
	factGap     = 3
	widest      = 30 // of a column: a figure must stay near its name
	oneBelow    = 30 // cells for one column alone
	leastColumn = 16 // of three: those of a pane of 60 cells
	fullWidth   = 22 // of a column whose figures have room for what comes after them
)

// columnsIn is how many columns facts have in so many cells, each of a least
// width.
func columnsIn(w, least int) int {
	switch {
	case w < oneBelow:
		return 1
	case w < 3*least+2*factGap:
		return 2
	}
	return 3
}

// factLines writes facts into columns, down and then across, in so many lines
// at most: those that give way first are left out.
func (m *Model) factLines(facts []fact, columns, w, most int) []line {
	width := min((w-factGap*(columns-1))/columns, widest)
	facts = fitting(filled(split(paired(facts, width), width), columns), columns*max(most, 0))
	rows := (len(facts) + columns - 1) / columns
	lines := make([]line, rows)
	for i := 0; i < len(facts); i += rows {
		column := facts[i:min(i+rows, len(facts))]
		more := moreCells(column, width)
		for y := range column {
			lines[y].w = m.w
			lines[y].to(m.margin() + i/rows*(width+factGap))
			m.addFact(&lines[y], &column[y], width, more)
		}
	}
	return lines
}

// paired gives facts of a pair one form: where one of them has no room for its
// figure in full, both are short.
func paired(facts []fact, width int) []fact {
	short := map[string]bool{}
	for _, f := range facts {
		if f.pair != "" && ui.Width(f.name)+1+ui.Width(f.exact) > width {
			short[f.pair] = true
		}
	}
	all := slices.Clone(facts)
	for i := range all {
		if short[all[i].pair] {
			all[i].exact = ""
		}
	}
	return all
}

// split makes facts of their own of what has no room after a figure, of both of a
// pair where one has none.
func split(facts []fact, width int) []fact {
	apart := map[string]bool{}
	for _, f := range facts {
		if f.apart != "" && f.more != "" && !f.fits(ui.Width(f.more), width) {
			apart[f.pair] = true
		}
	}
	var all []fact
	for _, f := range facts {
		more := fact{name: f.apart, value: f.more, gives: f.gives}
		if f.apart == "" || f.more == "" || !apart[f.pair] {
			all = append(all, f)
			continue
		}
		f.more = ""
		all = append(all, f, more)
	}
	return all
}

// filled leaves out of those that only fill places what has none.
func filled(facts []fact, columns int) []fact {
	places := 0
	for _, f := range facts {
		if !f.fills {
			places++
		}
	}
	places = (columns - places%columns) % columns
	var all []fact
	for _, f := range facts {
		if f.fills {
			if places == 0 {
				continue
			}
			places--
		}
		all = append(all, f)
	}
	return all
}

// fits reports that a fact has room in a column with so many cells after its
// figure, by its short name.
func (f *fact) fits(more, width int) bool {
	name := f.name
	if f.short != "" {
		name = f.short
	}
	return ui.Width(name)+1+ui.Width(f.value)+1+more <= width
}

// fitting leaves out facts until there are so many at most.
func fitting(facts []fact, most int) []fact {
	left := append([]fact(nil), facts...)
	for len(left) > most {
		out := 0
		for i := range left {
			if left[i].gives >= left[out].gives {
				out = i
			}
		}
		left = append(left[:out], left[out+1:]...)
	}
	return left
}

// addFact writes a fact, its name at the left and its figure at the right of
// its column, where need be by its short name, and in full where that has room.
// Of what comes after figures, more cells have room in this column. The figure
// is cut last.
func (m *Model) addFact(l *line, f *fact, width, more int) {
	name, value := f.name, f.value
	after := ""
	if f.more != "" && ui.Width(f.more) <= more && f.fits(more, width) {
		after = " " + m.theme.Fit(f.more, more, ui.Right)
	}
	if f.exact != "" && ui.Width(name)+1+ui.Width(f.exact)+ui.Width(after) <= width {
		value = f.exact
	}
	value += after
	if ui.Width(name)+1+ui.Width(value) > width && f.short != "" {
		name = f.short
	}
	end := l.pos + width
	l.add(ui.Dim, m.theme.Cut(name, max(width-1-ui.Width(value), 0)))
	l.to(end - ui.Width(value))
	l.add(m.tone(ui.Soft), m.theme.Cut(value, end-l.pos))
}

// moreCells is how many cells a column of facts has for what comes after its
// figures: as many as the widest takes, or none, so that the figures align. What
// must be said beats what may be left out.
func moreCells(column []fact, width int) int {
	for _, must := range []bool{false, true} {
		most, room := 0, true
		for i := range column {
			if f := &column[i]; f.more != "" && (f.apart != "" || !must) {
				most = max(most, ui.Width(f.more))
			}
		}
		for i := range column {
			f := &column[i]
			room = room && (f.more == "" || f.apart == "" && must || f.fits(most, width))
		}
		if room {
			return most
		}
	}
	return 0
}
