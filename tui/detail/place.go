package detail

import (
	"kitewatch/kite/market"
	"kitewatch/tui/ui"
)

// placed is a candle on the chart: its place in the series, and its column.
type placed struct{ index, x int }

// lay places candles from the right edge leftwards, into the pen's memory. They
// stand side by side whatever time lies between them; where a day ends, or of
// days a month, a column is left for the break.
func (m *Model) lay(width int) {
	s, p := m.series(), m.pen
	p.shown, p.breaks = p.shown[:0], p.breaks[:0]
	x := width - 1
	for i := s.find(m.right); i >= 0 && x >= 0; i-- {
		p.shown = append(p.shown, placed{i, x})
		if i > 0 && m.page(i) != m.page(i-1) {
			p.breaks = append(p.breaks, x-(m.zoom+1)/2)
			x--
		}
		x -= m.zoom
	}
	if n := len(p.breaks); n > 0 && p.breaks[n-1] < 0 {
		p.breaks = p.breaks[:n-1]
	}
}

// page is what changes from a candle to the next where there is a break: the
// day, and of days the month.
func (m *Model) page(i int) int {
	at := m.series().candles[i].Time.Time
	if m.choice().span > 0 {
		return int(market.DateOf(at))
	}
	year, month, _ := at.In(market.IST).Date()
	return 12*year + int(month)
}

// window returns the first and the last candle on the screen; last < first when
// there is none.
func (m *Model) window() (first, last int) {
	m.lay(m.plotWidth())
	if len(m.pen.shown) == 0 {
		return 0, -1
	}
	return m.pen.shown[len(m.pen.shown)-1].index, m.pen.shown[0].index
}

// screenful is how far a key scrolls: half of what is on the screen.
func (m *Model) screenful() int {
	first, last := m.window()
	return max((last-first+1)/2, 1)
}

// thin reports that soon there will be no candles to scroll back to.
func (m *Model) thin() bool {
	first, last := m.window()
	return first <= (last-first+1)/2
}

// plotWidth is the width of the chart without its axis.
func (m *Model) plotWidth() int {
	return max(m.edge()-m.margin()-m.axisWidth(), 0)
}

// axisWidth is a blank and the widest price of the axis.
func (m *Model) axisWidth() int {
	widest := max(m.series().top, m.row.Quote.LastPrice, m.row.PrevClose)
	return 1 + len(ui.Price(float64(widest), m.row.Decimals))
}

// candleAt returns the place of the candle under the cursor; false when there
// is no cursor.
func (m *Model) candleAt() (int, bool) {
	if m.at.IsZero() || len(m.series().candles) == 0 {
		return 0, false
	}
	return m.series().find(m.at), true
}
