package detail

import (
	"math"
	"time"

	"kitewatch/kite"
	"kitewatch/tui/ui"
)

// The heights of the chart's parts.
const (
	leastChart = 6  // below, there is none
	oneVolume  = 9  // from then on a row of volume
	twoVolumes = 15 // and two
	headRows   = 1  // the intervals, and what the cursor reads
	timeRows   = 1
)

// leastWidth is the width of a pane below which there is no chart.
const leastWidth = 24

// drawing is what a chart is made from: the same gives the same.
type drawing struct {
	symbol          kite.Symbol
	interval        int
	version         int
	w, rows, zoom   int
	right, at       time.Time
	last, prevClose kite.Price
	decimals        int
	tick            float64
	stale           bool
	said            string
}

// cell is one of the chart's cells.
type cell struct {
	glyph  string
	role   ui.Role
	ground ui.Ground
	bold   bool
}

// pen is the memory in which the chart is drawn.
type pen struct {
	shown  []placed // the newest first
	breaks []int
	cells  []cell
	w      int
	text   []byte // of a row
	run    []byte // of its cells that look the same
}

func (p *pen) clear(w, h int) {
	p.w = w
	if need := w * h; cap(p.cells) < need {
		p.cells = make([]cell, need)
	} else {
		p.cells = p.cells[:need]
	}
	for i := range p.cells {
		p.cells[i] = cell{glyph: " ", role: ui.Soft}
	}
}

func (p *pen) at(x, y int) *cell { return &p.cells[y*p.w+x] }

// write puts clean text of one cell a character into a row, as far as it has
// room.
func (p *pen) write(x, y int, s string, look cell) {
	for _, r := range s {
		if x < 0 || x >= p.w {
			return
		}
		look.glyph = string(r)
		*p.at(x, y) = look
		x++
	}
}

// row joins a row's cells, those that look the same in one go.
func (p *pen) row(theme *ui.Theme, y int) string {
	row := p.cells[y*p.w : (y+1)*p.w]
	p.text = p.text[:0]
	for i := 0; i < len(row); {
		first := row[i]
		p.run = p.run[:0]
		for ; i < len(row) && row[i].same(first); i++ {
			p.run = append(p.run, row[i].glyph...)
		}
		paint := theme.Paint(first.role, first.ground)
		if first.bold {
			paint = theme.Bold(first.role, first.ground)
		}
		p.text = paint.AppendBytes(p.text, p.run)
	}
	return string(p.text)
}

func (c cell) same(d cell) bool {
	return c.role == d.role && c.ground == d.ground && c.bold == d.bold
}

// plot is where the parts of a chart are.
type plot struct {
	x, w   int // of the candles
	volume int // rows
	scale  scale
}

// drawChart makes the chart's lines, unless they would be the same again.
func (m *Model) drawChart(rows int) {
	if m.charted = rows >= leastChart && m.w >= leastWidth; m.charted {
		m.reveal()
	}
	s := m.series()
	d := drawing{
		symbol: m.row.Symbol, interval: m.interval, version: s.version, w: m.w, rows: rows, zoom: m.zoom,
		right: m.right, at: m.at, last: m.quote().LastPrice, prevClose: m.row.PrevClose, decimals: m.row.Decimals, tick: m.tick(),
		stale: m.old(), said: m.said(),
	}
	if d == m.drawn && len(m.chart) == max(rows, 0) {
		return
	}
	m.drawn = d
	m.chart = make([]string, 0, max(rows, 0))
	if m.charted {
		m.chart = append(m.chart, m.chartHead())
		if m.lay(m.plotWidth()); len(m.pen.shown) > 0 {
			m.drawCandles(rows)
		} else {
			m.chart = append(m.chart, m.sentence(m.said(), rows-headRows)...)
		}
	}
	for len(m.chart) < rows {
		m.chart = append(m.chart, ui.Blank(m.w))
	}
}

// drawCandles draws all below the head of a chart of so many rows.
func (m *Model) drawCandles(rows int) {
	p := m.pen
	p.clear(m.w, rows-headRows)
	at := plot{x: m.margin(), w: m.plotWidth()}
	high, low, most := m.extent()
	switch {
	case most == 0 || rows < oneVolume:
	case rows < twoVolumes:
		at.volume = 1
	default:
		at.volume = 2
	}
	foot := rows - headRows - timeRows
	at.scale = newScale(low, high, foot-at.volume, m.tick())
	m.drawLines(at)
	for _, c := range p.shown {
		m.drawCandle(at, c)
		if at.volume > 0 {
			m.drawVolume(at, c, most)
		}
	}
	m.drawAxis(at)
	m.drawCursor(at, foot)
	m.drawTimes(at, foot)
	for y := range rows - headRows {
		m.chart = append(m.chart, p.row(m.theme, y))
	}
}

// extent returns the range of the candles on the screen, and the largest of
// their volumes.
func (m *Model) extent() (high, low float64, most int64) {
	low = math.Inf(1)
	for _, c := range m.pen.shown {
		candle := &m.series().candles[c.index]
		high, low = max(high, float64(candle.High)), min(low, float64(candle.Low))
		most = max(most, candle.Volume.N)
	}
	return high, low, most
}

// drawLines draws what lies behind the candles: the previous close, dashed, the
// last price, and the breaks between days.
func (m *Model) drawLines(at plot) {
	g := &m.theme.Glyphs
	level := func(price kite.Price, every int, role ui.Role) {
		if price == 0 || !at.scale.holds(float64(price)) {
			return
		}
		y := at.scale.row(float64(price))
		for x := 0; x < at.w; x += every {
			*m.pen.at(at.x+x, y) = cell{glyph: g.Thin, role: role}
		}
	}
	level(m.row.PrevClose, 2, ui.Line)
	level(m.quote().LastPrice, 1, ui.Line)
	for _, x := range m.pen.breaks {
		for y := range at.scale.rows + at.volume {
			*m.pen.at(at.x+x, y) = cell{glyph: m.marks.dayBreak, role: ui.Line}
		}
	}
}

// drawCandle draws a candle to the half cell. One that rose has at least one
// cell that is all body, since only such a cell tells without colour that it
// did.
func (m *Model) drawCandle(at plot, c placed) {
	candle := &m.series().candles[c.index]
	rose := candle.Close > candle.Open
	glyphs, role := &m.marks.fall, ui.Down
	switch {
	case rose:
		glyphs, role = &m.marks.rise, ui.Up
	case candle.Close == candle.Open:
		role = ui.Soft
	}
	if m.since(c.index) != "" {
		role = ui.Ghost
	}
	s := at.scale
	foot, head := s.half(float64(min(candle.Open, candle.Close))), s.half(float64(max(candle.Open, candle.Close)))
	if rose && foot/2 == head/2 || rose && head-foot == 1 {
		foot = foot / 2 * 2
		head = max(head, foot+1)
	}
	low, high := min(s.half(float64(candle.Low)), foot), max(s.half(float64(candle.High)), head)
	holds := func(h int) half {
		switch {
		case h >= foot && h <= head:
			return body
		case h >= low && h <= high:
			return wick
		}
		return none
	}
	for up := low / 2; up <= high/2; up++ {
		glyph := glyphs[holds(2*up+1)][holds(2*up)]
		*m.pen.at(at.x+c.x, s.rows-1-up) = cell{glyph: glyph, role: m.tone(role)}
	}
}

// drawVolume draws a bar under a candle: one of seven levels, so that it does
// not touch what is above it, or of twice as many and the filled cell between
// them.
func (m *Model) drawVolume(at plot, c placed, most int64) {
	n := m.series().candles[c.index].Volume.N
	if n <= 0 {
		return
	}
	full := len(m.marks.levels)
	levels := full*at.volume - 1
	level := max(int(math.Round(float64(n)/float64(most)*float64(levels))), 1)
	for y := at.scale.rows + at.volume - 1; level > 0; y-- {
		*m.pen.at(at.x+c.x, y) = cell{glyph: m.marks.levels[min(level, full)-1], role: m.tone(ui.Spark)}
		level -= full
	}
}
