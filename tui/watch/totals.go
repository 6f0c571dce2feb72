package watch

import (
	"strconv"

	"kitewatch/kite/feed"
	"kitewatch/tui/ui"
)

// footGap is between the breadth and the totals of P&L.
const footGap = 4

// fitTotals returns the totals of the list's positions, and how many cells the
// breadth's bar may have beside them: in a list of positions it is the bar
// that gives way first, then the day's total. How many rows a total leaves out
// always stays with it.
func (m *Model) fitTotals(f footing, note int) (totals []ui.Span, bar int) {
	bar = m.barCells()
	rows := len(m.positions())
	if rows == 0 {
		return nil, bar
	}
	if note > 0 {
		note += footGap
	}
	room := m.w - 1 - note - 3
	for _, way := range []struct {
		bar       int
		day, long bool
	}{{bar, true, true}, {0, true, true}, {0, true, false}, {0, false, true}, {0, false, false}} {
		totals = m.totals(f, way.day, way.long)
		if m.breadthCells(f, way.bar)+ui.SpansWidth(totals) <= room {
			return totals, way.bar
		}
	}
	return nil, bar
}

// positions are the entries of the list shown that have one.
func (m *Model) positions() []int {
	if l := m.list(); l != nil {
		return l.held
	}
	return nil
}

// breadthCells is how wide the breadth is with a bar of so many cells, and the
// gap after it.
func (m *Model) breadthCells(f footing, bar int) int {
	if f.up+f.down+f.flat == 0 {
		return 0
	}
	n := len(strconv.Itoa(f.up)+" up "+" "+strconv.Itoa(f.down)+" down") + max(bar, 1)
	if f.flat > 0 {
		n += len(" . " + strconv.Itoa(f.flat) + " flat")
	}
	return n + footGap
}

// totals are the P&L, and the day's if wanted, each with the rows it leaves
// out, in words or as a fraction.
func (m *Model) totals(f footing, day, long bool) []ui.Span {
	spans := m.total("P&L ", f.sums.pnl, "", long)
	if day {
		spans = append(spans, ui.Span{Text: " " + m.theme.Glyphs.Dot + " ", Role: ui.Dim})
		mark := ""
		if f.sums.dated {
			mark = " d"
		}
		spans = append(spans, m.total("day ", f.sums.day, mark, long)...)
	}
	return spans
}

// total is one of them; mark stands after its figure.
func (m *Model) total(title string, t total, mark string, long bool) []ui.Span {
	rows, g := len(m.positions()), &m.theme.Glyphs
	figure, role := g.Dash, ui.Dim
	if t.rows > 0 {
		text := ui.AppendSigned(nil, t.rupees, 2)
		r := row{state: feed.Live}
		if figure = string(text); t.stale {
			r.state, figure = feed.Stale, g.Stale+figure
		}
		role = r.role(direction(text))
	}
	spans := []ui.Span{{Text: title, Role: ui.Soft}, {Text: figure, Role: role}, {Text: mark, Role: ui.Dim}}
	of := strconv.Itoa(t.rows) + "/" + strconv.Itoa(rows)
	if long {
		of = "in " + strconv.Itoa(t.rows) + " of " + strconv.Itoa(rows) + " rows"
	}
	if t.rows < rows {
		spans = append(spans, ui.Span{Text: " " + of, Role: ui.Dim})
	}
	return spans
}
