package watch

import (
	"strconv"
	"strings"

	"kitewatch/kite/feed"
	"kitewatch/tui/ui"
)

// breadth counts the rises and falls of a list.
type breadth struct{ up, down, flat int }

func (l *list) breadth() breadth {
	var b breadth
	for i := range l.entries {
		switch e := &l.entries[i]; {
		case !e.changeKnown || e.Missing:
		case e.side > 0:
			b.up++
		case e.side < 0:
			b.down++
		default:
			b.flat++
		}
	}
	return b
}

// footing is what the foot is made from.
type footing struct {
	breadth
	sums        sums
	lacks       string // why the row under the cursor has no P&L
	layout      int
	first, last int
	closed      bool // a row on the screen is of a closed market
	stale       bool // no row on the screen is fresh
}

// footLine tells how many rise and fall, as a bar too, and which rows are on
// the screen if not all are.
func (m *Model) footLine(f footing) string {
	l := &m.pen.line
	l.reset(ui.Plain, m.w)
	note := m.footNote(f)
	totals, bar := m.fitTotals(f, ui.Width(note))
	if f.up+f.down+f.flat > 0 {
		m.drawBreadth(l, f, bar)
	}
	if len(totals) > 0 {
		l.to(max(l.pos+footGap, 3))
		for _, s := range totals {
			l.add(s.Role, s.Bold, s.Text)
		}
	}
	if x := m.w - 1 - ui.Width(note); note != "" && x >= l.pos+2 {
		l.to(x)
		l.add(ui.Dim, false, note)
	}
	return l.String()
}

// footNote is the foot's right end: which rows these are, else what the d
// after a change means.
func (m *Model) footNote(f footing) string {
	all := 0
	if l := m.list(); l != nil {
		all = len(l.order)
	}
	g := &m.theme.Glyphs
	switch {
	case f.last-f.first < all:
		return strconv.Itoa(f.first+1) + g.Range + strconv.Itoa(f.last) + " of " + strconv.Itoa(all)
	case f.lacks != "" && !m.chooser.open:
		return "P&L " + f.lacks
	case f.closed:
		return "d  the day" + g.Apostrophe + "s change, market closed"
	}
	return ""
}

// drawBreadth writes the counts, with a bar of so many cells between them.
func (m *Model) drawBreadth(l *line, f footing, bar int) {
	r := row{state: feed.Live}
	if f.stale {
		r.state = feed.Stale
	}
	up, down, soft := r.role(ui.Up), r.role(ui.Down), ui.Soft
	g := &m.theme.Glyphs
	if l.to(3); bar == 0 {
		l.add(up, false, strconv.Itoa(f.up)+" up ")
		l.add(ui.Dim, false, g.Dot+" ")
		l.add(down, false, strconv.Itoa(f.down)+" down")
	} else {
		ups, downs, flats := f.shares(bar)
		l.add(up, false, strconv.Itoa(f.up)+" up "+strings.Repeat(g.Thick, ups))
		l.add(ui.Dim, false, strings.Repeat(g.Thin, flats))
		l.add(down, false, strings.Repeat(g.Thick, downs)+" "+strconv.Itoa(f.down)+" down")
	}
	if f.flat > 0 {
		l.add(soft, false, " "+g.Dot+" "+strconv.Itoa(f.flat)+" flat")
	}
}

// barCells is the width of the breadth bar.
func (m *Model) barCells() int {
	switch {
	case m.w >= 100:
		return 24
	case m.w >= narrow:
		return 16
	}
	return 8
}

// shares divides cells by the counts. None that is there gets nothing; the
// largest gives or takes what rounding leaves.
func (b breadth) shares(cells int) (up, down, flat int) {
	all := b.up + b.down + b.flat
	share := func(n int) int {
		if n == 0 {
			return 0
		}
		return max((n*cells*2+all)/(2*all), 1)
	}
	up, down, flat = share(b.up), share(b.down), share(b.flat)
	rest := cells - up - down - flat
	switch {
	case up >= down && up >= flat:
		up += rest
	case down >= flat:
		down += rest
	default:
		flat += rest
	}
	return up, down, flat
}
