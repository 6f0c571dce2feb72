package detail

import (
	"strings"

	"kitewatch/tui/ui"
)

// View joins what setters and Update have drawn: exactly the pane's size.
func (m Model) View() string {
	if m.w == 0 || m.h == 0 {
		return ""
	}
	size := 0
	for _, part := range [...][]string{m.top, m.chart, m.foot} {
		for _, s := range part {
			size += len(s) + 1
		}
	}
	var b strings.Builder
	b.Grow(size)
	for _, part := range [...][]string{m.top, m.chart, m.foot} {
		for _, s := range part {
			if b.Len() > 0 {
				b.WriteByte('\n')
			}
			b.WriteString(s)
		}
	}
	return b.String()
}

// draw makes the lines anew, those of the chart only if they would differ.
func (m *Model) draw() {
	if m.w == 0 || m.h == 0 {
		return
	}
	m.state = m.row.State(m.clock, m.cal)
	head := m.headLines()
	m.termed = len(head) > 0 && head[0].termed
	sections := [][]line{head}
	if !m.alone {
		sections = append(sections, m.sections(m.h-len(head))...)
	}
	m.top = m.spread(sections)
	rows := m.h - len(m.top)
	if m.foot = nil; rows >= footRows {
		rows--
		m.drawChart(rows)
		m.enable()
		m.foot = []string{m.footLine()}
		return
	}
	m.drawChart(rows)
	m.enable()
}

// airyChart is how high the chart must be for the parts above it to stand
// apart.
const airyChart = 14

// spread joins the parts above the chart, with empty lines between them where
// that costs the chart nothing that it needs.
func (m *Model) spread(sections [][]line) []string {
	rows, gaps := 0, 0
	for _, s := range sections {
		if rows += len(s); len(s) > 0 {
			gaps++
		}
	}
	spare := m.h - rows
	switch {
	case spare >= airyChart+gaps:
		spare = gaps
	case spare >= leastChart:
		spare = 0
	}
	lines := make([]string, 0, rows+gaps)
	for _, s := range sections {
		for i := range s {
			lines = append(lines, s[i].text(m.theme))
		}
		if len(s) > 0 && spare > 0 {
			lines = append(lines, ui.Blank(m.w))
			spare--
		}
	}
	return lines
}

// How many lines the contract and what the user wrote take at most.
const (
	contractLines = 2
	ownLines      = 2
)

// The book stands beside the facts from a width on: what that saves in height
// is the chart's. It is no wider then than its longest bars ask for.
const (
	besideWidth = 96
	besideMost  = 2*(exactCells+ordersCells+mostBar+14) + bookGap
	besideGap   = 4
	besideFacts = 2*fullWidth + factGap // what the facts need beside it
)

// sections are the parts under the price, in their order, in so many lines at
// most. Where there is no chart to be had, the book gives way before the range of
// the day, that before what the user wrote, that before the contract, and the
// facts last.
func (m *Model) sections(rows int) [][]line {
	w := max(m.edge()-m.margin(), 0)
	columns := columnsIn(w, leastColumn)
	if m.hasBook() {
		side, fits, whole := m.beside(w, rows)
		stack, ok := m.stacked(w, rows)
		switch {
		case fits && (whole || !ok || rows-height(stack) < leastChart):
			return side
		case ok:
			return stack
		}
	}
	const leastFacts = 4
	room := rows - leastFacts
	take := func(lines []line) []line {
		lines = lines[:min(len(lines), max(room, 0))]
		room -= len(lines)
		return lines
	}
	day := take(m.rangeLines())
	own := take(m.partLines(m.ownParts(), w, ownLines))
	info := append(take(m.partLines(m.contractParts(), w, contractLines)), own...)
	return [][]line{m.factLines(m.figures(false), columns, w, rows-len(info)-len(day)), info, day}
}

// goodChart is the least height of a chart that is worth reading: six rows of
// candles, one of volume, the head and the times.
const goodChart = 9

// stacked puts the book below the facts; false when it has no room. What is said
// elsewhere gives way to the chart: the range of the day, whose ends are among
// the facts, and of what the list and the user say all but a line.
func (m *Model) stacked(w, rows int) ([][]line, bool) {
	facts := m.factLines(m.figures(true), columnsIn(w, leastColumn), w, rows)
	book := m.bookLines(m.newBook(m.margin(), w))
	whole := [][]line{facts, m.infoLines(w), m.rangeLines(), book}
	left := rows - height(whole)
	if left >= goodChart {
		return whole, true
	}
	brief := [][]line{facts, m.partLines(append(m.ownParts(), m.contractParts()...), w, 1), book}
	if rows-height(brief) >= leastChart {
		return brief, true
	}
	return whole, left >= 0
}

// beside puts the book to the right of the facts. It fits unless that is too high
// or too wide, and is whole if the book has bars and orders there.
func (m *Model) beside(w, rows int) (parts [][]line, fits, whole bool) {
	need := m.newBook(0, w).whole()
	right := min(max(w/2, besideWidth/2, need), besideMost)
	if w-right-besideGap < besideFacts {
		right = max(w/2, besideWidth/2)
	}
	left := w - right - besideGap
	if m.w < besideWidth {
		return nil, false, false
	}
	lines := m.factLines(m.figures(true), columnsIn(left, fullWidth), left, rows)
	info := append(m.partLines(m.contractParts(), left, contractLines+1), m.partLines(m.ownParts(), left, ownLines)...)
	if len(info) > 0 && len(lines)+1+len(info) <= bookRows {
		lines = append(lines, line{w: m.w})
	}
	lines = append(lines, info...)
	for len(lines) < bookRows {
		lines = append(lines, line{w: m.w})
	}
	b := m.newBook(m.margin()+left+besideGap, right)
	for y := range bookRows {
		m.bookLine(&lines[y], &b, y)
	}
	parts = [][]line{lines, m.rangeLines()}
	if rows-height(parts) < goodChart {
		parts = parts[:1]
	}
	return parts, height(parts) <= rows, right >= need
}

func height(sections [][]line) int {
	n := 0
	for _, s := range sections {
		n += len(s)
	}
	return n
}

// infoLines are the contract's facts, and what the user has beside it.
func (m *Model) infoLines(w int) []line {
	return append(m.partLines(m.contractParts(), w, contractLines), m.partLines(m.ownParts(), w, ownLines)...)
}

// bookLines are the book alone.
func (m *Model) bookLines(b book) []line {
	lines := make([]line, bookRows)
	for y := range lines {
		lines[y].w = m.w
		m.bookLine(&lines[y], &b, y)
	}
	return lines
}
