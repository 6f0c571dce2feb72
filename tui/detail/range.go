package detail

import (
	"math"
	"strings"

	"kitewatch/kite"
	"kitewatch/tui/ui"
)

// mostRange is how long the bar of the day's range is at most.
const mostRange = 48

// rangeLines draw the day from its low to its high, thick from the open to the
// last price.
func (m *Model) rangeLines() []line {
	q := m.quote()
	day := q.OHLC
	if day.Low == 0 || day.High == 0 || q.LastPrice == 0 {
		return nil
	}
	low, high := m.price(day.Low), m.price(day.High)
	l := line{w: m.w}
	l.to(m.margin())
	cells := min(l.room(m.edge())-ui.Width(low)-ui.Width(high)-2, mostRange)
	if cells < 3 {
		return nil
	}
	place := func(p kite.Price) int {
		at := 0.5 + float64(lock(q))/2 // a day without a range stands in the middle, or at the end at which it is locked
		if day.High > day.Low {
			at = float64((p - day.Low) / (day.High - day.Low))
		}
		return int(math.Round(min(max(at, 0), 1) * float64(cells-1)))
	}
	last := place(q.LastPrice)
	from, to := last, last
	if day.Open != 0 {
		from, to = min(last, place(day.Open)), max(last, place(day.Open))
	}
	g := &m.theme.Glyphs
	l.add(m.tone(ui.Soft), low+" ")
	l.add(m.tone(ui.Ghost), strings.Repeat(g.Thin, from))
	l.add(m.tone(ui.Spark), strings.Repeat(g.Thick, last-from))
	l.add(m.tone(ui.Text), g.Last)
	l.add(m.tone(ui.Spark), strings.Repeat(g.Thick, to-last))
	l.add(m.tone(ui.Ghost), strings.Repeat(g.Thin, cells-1-to))
	l.add(m.tone(ui.Soft), " "+high)
	return []line{l}
}
