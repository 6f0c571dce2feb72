package alerts

import (
	"kitewatch/kite/feed"
	"kitewatch/tui/alert"
	"kitewatch/tui/ui"
)

// field tells the columns apart.
type field int

const (
	symbol field = iota
	level
	last
	rupees
	percent
	standing
)

// column is a column of the list, as it is at a width.
type column struct {
	field field
	title string
	gap   int // cells before it
	width int
	right bool // its text keeps to the right
}

// The widths from which columns are shown. Symbol, level and what the level
// waits for always are; below full width levels are written short.
const (
	percents = 60  // how far away the price is
	priced   = 78  // the last price
	roomy    = 100 // the distance in rupees too
)

// moreLevel is how much wider than usual the column of the levels gets for one
// that needs it: a level that is cut is another.
const moreLevel = 5

// levelCells is the width of the column of the levels, usually so many.
func (m *Model) levelCells(usual int) int {
	n := usual
	for i := range m.items {
		n = max(n, ui.Width(m.cellText(&m.items[i], m.w < priced)))
	}
	return min(n, usual+moreLevel)
}

// arrange returns the columns; the last takes what the others leave, but for a
// free cell at the end.
func (m *Model) arrange() []column {
	var all []column
	w := m.w
	switch {
	case w < percents:
		n := m.levelCells(11)
		all = []column{{symbol, "Symbol", 3, max(min(w-15-n, 17), 6), false}, {level, "Alert", 1, n, true}}
	case w < priced:
		all = []column{{symbol, "Symbol", 3, 15, false}, {level, "Alert", 2, m.levelCells(12), true}, {percent, "Away %", 1, 8, true}}
	case w < roomy:
		all = []column{
			{symbol, "Symbol", 3, 15, false}, {level, "Alert", 2, m.levelCells(17), true}, {last, "Last", 2, 13, true}, {percent, "Away %", 2, 7, true},
		}
	default:
		all = []column{
			{symbol, "Symbol", 3, 22, false}, {level, "Alert", 2, m.levelCells(18), true}, {last, "Last", 3, 13, true},
			{rupees, "Away", 2, 10, true}, {percent, "Away %", 2, 7, true},
		}
	}
	rest := column{field: standing, title: "State", gap: 2}
	if w >= roomy {
		rest.gap = 4
	}
	room := w - rest.gap - 1
	for _, c := range all {
		room -= c.gap + c.width
	}
	rest.width = max(room, 0)
	return append(all, rest)
}

// row draws an item's line.
func (m *Model) row(it *item, selected bool) string {
	l := line{theme: m.theme, limit: m.w}
	if selected {
		l.ground = ui.Selected
		l.add(ui.Accent, m.theme.Glyphs.Selected)
	}
	if l.to(1); it.mark.Ringing() {
		l.add(ui.Warn, "!")
	}
	at := 0
	for _, c := range m.columns {
		at += c.gap
		l.to(at)
		m.cell(&l, c, it)
		at += c.width
	}
	l.to(m.w)
	return string(l.text)
}

// cell writes one cell of an item's line.
func (m *Model) cell(l *line, c column, it *item) {
	role, text := ui.Text, ""
	known, pct := false, 0.0
	var off float64
	switch c.field {
	case symbol:
		m.symbolCell(l, c, it)
		return
	case level:
		text = m.cellText(it, m.w < priced)
	case last:
		role, text = m.lastText(it)
	case rupees:
		if off, _, known = m.away(it); known {
			role, text = ui.Soft, ui.Signed(off, m.decimals(it))
		}
	case percent:
		if _, pct, known = m.away(it); known {
			role, text = ui.Soft, ui.Signed(pct, 2)
		}
		if known && m.w < priced && m.state(it) == feed.Stale { // there is no price beside it to say so
			text = m.theme.Glyphs.Stale + text
		}
	case standing:
		role, text = standingRole(it), fitting(m.standing(it), c.width)
	}
	if text = m.theme.Cut(text, c.width); c.right {
		l.to(l.cells + c.width - ui.Width(text))
	}
	l.add(role, text)
}

// symbolCell is the name, amber while it rings, with the exchange where that has
// room; contracts differ at both ends.
func (m *Model) symbolCell(l *line, c column, it *item) {
	s := it.mark.Level.Symbol
	name, exchange := ui.Clean(s.Tradingsymbol), ui.Clean(s.Exchange)
	role := ui.Text
	if it.mark.Ringing() {
		role = ui.Warn
	}
	ground := l.ground
	if ground == ui.Selected {
		l.ground = ui.SelectedName // reversed where there is no colour
	}
	l.add(role, m.theme.Middle(name, c.width))
	if ui.Width(name)+1+ui.Width(exchange) <= c.width {
		l.add(ui.Dim, " "+exchange)
	}
	l.ground = ground
}

// lastText is the last price with the mark of what it is worth; a dash when it
// is not known.
func (m *Model) lastText(it *item) (ui.Role, string) {
	g := &m.theme.Glyphs
	state := m.state(it)
	if state == feed.NoData {
		return ui.Dim, g.Dash
	}
	mark, role := g.Closed, ui.Text
	switch state {
	case feed.Live:
		mark, role = g.Live, ui.Fg
	case feed.Quiet:
		mark = g.Quiet
	case feed.Auction:
		mark = g.Auction
	case feed.Stale:
		mark, role = g.Stale, ui.Stale
	}
	return role, mark + " " + ui.Price(float64(m.rows[it.mark.Level.Symbol].Quote.LastPrice), m.decimals(it))
}

// state is what an item's last price is worth now.
func (m *Model) state(it *item) feed.State { return m.rows[it.mark.Level.Symbol].State(m.clock, m.cal) }

func standingRole(it *item) ui.Role {
	switch {
	case it.mark.Ringing():
		return ui.Warn
	case it.reason == "" && it.mark.Phase == alert.Armed:
		return ui.Text
	}
	return ui.Soft
}

// line is a line of the pane while it is made.
type line struct {
	theme  *ui.Theme
	ground ui.Ground
	limit  int // cells in it
	cells  int // cells written
	text   []byte
}

// add writes clean text, as much of it as fits.
func (l *line) add(role ui.Role, s string) {
	s = l.theme.Cut(s, l.limit-l.cells)
	l.text = l.theme.Paint(role, l.ground).Append(l.text, s)
	l.cells += ui.Width(s)
}

// to fills the line with its ground up to a cell.
func (l *line) to(cell int) {
	n := max(min(cell, l.limit)-l.cells, 0)
	l.text = l.theme.Paint(ui.Text, l.ground).Append(l.text, ui.Blank(n))
	l.cells += n
}
