package detail

import (
	"time"

	"kitewatch/kite/feed"
	"kitewatch/kite/market"
	"kitewatch/tui/ui"
)

// drawAxis writes the prices at the right: round ones, the previous close, and
// the last price on a fill, which beat them where they share a row.
func (m *Model) drawAxis(at plot) {
	x := at.x + at.w
	put := func(price float64, look cell) {
		text := m.theme.Fit(ui.Price(price, m.row.Decimals), m.axisWidth()-1, ui.Right)
		m.pen.write(x, at.scale.row(price), " "+text, look)
	}
	for _, price := range at.scale.steps() {
		put(price, cell{role: ui.Dim})
	}
	if prev := float64(m.row.PrevClose); prev > 0 && at.scale.holds(prev) {
		put(prev, cell{role: ui.Soft})
	}
	if last := float64(m.quote().LastPrice); last > 0 && at.scale.holds(last) {
		put(last, cell{role: m.tone(ui.Fg), ground: ui.SelectedName, bold: m.state == feed.Live})
	}
}

// timeGap is how many cells a time on the axis has for itself, at least.
const timeGap = 9

// drawTimes writes the times under the chart: where a day begins its date (of
// days the month), then round times where there is room. What the leftmost
// candle is of is said too.
func (m *Model) drawTimes(at plot, y int) {
	shown := m.pen.shown
	for i, c := range shown {
		if i+1 < len(shown) && m.page(c.index) != m.page(shown[i+1].index) {
			m.stamp(at, y, c, m.pageName(c.index, false))
		}
	}
	oldest := shown[len(shown)-1]
	m.stamp(at, y, oldest, m.pageName(oldest.index, true))
	span := int(m.choice().span / time.Minute)
	if span == 0 {
		m.drawDays(at, y)
		return
	}
	step := roundMinutes(span, m.zoom)
	for i := len(shown) - 1; i >= 0; i-- {
		t := m.series().candles[shown[i].index].Time.In(market.IST)
		minute := t.Hour()*60 + t.Minute()
		if (minute-minute%span)%step == 0 { // hours begin at 09:15
			m.stamp(at, y, shown[i], string(ui.AppendMinute(nil, t)))
		}
	}
}

// The zooms from which day candles are numbered, the first of each week and each
// one.
const (
	weekZoom = 2
	dayZoom  = 4
)

// drawDays writes days of the month under candles that are days.
func (m *Model) drawDays(at plot, y int) {
	shown := m.pen.shown
	week := func(c placed) int {
		_, n := m.series().candles[c.index].Time.In(market.IST).ISOWeek()
		return n
	}
	for i := len(shown) - 2; i >= 0 && m.zoom >= weekZoom; i-- {
		if m.zoom >= dayZoom || week(shown[i]) != week(shown[i+1]) {
			m.stamp(at, y, shown[i], m.series().candles[shown[i].index].Time.In(market.IST).Format("2"))
		}
	}
}

// roundMinutes returns the least round number of minutes whose candles are far
// enough apart to be labelled.
func roundMinutes(span, zoom int) int {
	steps := [...]int{5, 10, 15, 30, 60, 120, 180, 240}
	for _, step := range steps {
		if step%span == 0 && step/span*zoom >= timeGap {
			return step
		}
	}
	return steps[len(steps)-1]
}

// stamp writes a label under a candle, if nothing is in its way.
func (m *Model) stamp(at plot, y int, c placed, text string) {
	x := at.x + c.x
	if x+len(text) > m.edge() {
		return
	}
	for i := x - 1; i <= x+len(text); i++ {
		if i >= 0 && i < m.w && m.pen.at(i, y).glyph != " " {
			return
		}
	}
	m.pen.write(x, y, text, cell{role: ui.Dim})
}

// pageName is the day that a candle is of: 25 Nov; of days the month, with its
// year in January or where nothing else tells it.
func (m *Model) pageName(i int, whole bool) string {
	t := m.series().candles[i].Time.In(market.IST)
	switch {
	case m.choice().span > 0:
		return t.Format("2 Jan")
	case whole || t.Month() == time.January:
		return t.Format("Jan 2006")
	}
	return t.Format("Jan")
}

// drawCursor lights the column of the candle that is read, and marks it under
// the chart, for screens without colour.
func (m *Model) drawCursor(at plot, y int) {
	i, ok := m.candleAt()
	if !ok {
		return
	}
	for _, c := range m.pen.shown {
		if c.index != i {
			continue
		}
		for row := range y {
			m.pen.at(at.x+c.x, row).ground = ui.Selected
		}
		*m.pen.at(at.x+c.x, y) = cell{glyph: m.theme.Glyphs.Up, role: ui.Accent, bold: true}
	}
}
