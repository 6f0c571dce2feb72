package watch

import (
	"slices"
	"time"

	"kitewatch/kite"
	"kitewatch/kite/market"
	"kitewatch/tui/ui"
)

// sparkCells is the width of the session's sparkline.
const sparkCells = 10

// mostSteps bounds a course: when it is longer, its steps are doubled. Ten
// cells never need more than 64, and a kilobyte an instrument is little.
const mostSteps = 128

// course is how a price has gone since the session's open: the last price of
// each step of time, so that an hour of many polls is as wide as an hour of
// few.
type course struct {
	from   time.Time     // the open
	step   time.Duration // what a price stands for; longer as the day goes on
	prices []float64     // 0: no change in that step
}

// SetHistory says whether candles are to be had at all. While they are, a row has
// a dash until its own have come: a course of the polls alone would begin in its
// last cell, and look like another thing.
func (m *Model) SetHistory(on bool) {
	if on == m.candles {
		return
	}
	m.candles = on
	m.arrange()
	m.refresh()
}

// EndSpark says that an instrument's candles of a session have been asked for,
// whatever came of it: its course goes on from the polls.
func (m *Model) EndSpark(s kite.Symbol, session market.Date) {
	it := m.item(s)
	it.told = session
	m.learn(it)
}

// SetSpark gives an instrument's candles of the session that its price is of,
// of any interval under a day, oldest first. They are needed once: the pane
// goes on by itself with each change of price. Those of earlier days are
// passed over.
func (m *Model) SetSpark(s kite.Symbol, candles []kite.Candle) {
	if len(candles) == 0 {
		return
	}
	last := market.DateOf(candles[len(candles)-1].Time.Time)
	candles = candles[slices.IndexFunc(candles, func(c kite.Candle) bool { return market.DateOf(c.Time.Time) == last }):]
	it := m.item(s)
	made := course{from: candles[0].Time.Time, step: time.Minute}
	for i := range candles {
		made.put(candles[i].Time.Time, float64(candles[i].Close))
	}
	if held := market.DateOf(it.Changed); held == last {
		made.put(it.Changed, float64(it.Quote.LastPrice))
	} else if !it.Changed.IsZero() && held > last {
		return // the question was of a session that is over
	}
	it.course, it.told = made, last
	m.learn(it)
}

// trace takes a row's latest change of price into its course. The first one of
// a session begins a new course, at the open: what was before is not known.
func (m *Model) trace(it *item) {
	if it.Changed.IsZero() || it.Quote.LastPrice == 0 {
		return
	}
	if market.DateOf(it.Changed) != market.DateOf(it.course.from) {
		day := m.cal.Sessions(it.Venue, it.Changed)
		open := slices.IndexFunc(day, func(s market.Session) bool { return s.Phase == market.Open })
		if open < 0 {
			return
		}
		it.course = course{from: day[open].Start, step: time.Minute}
	}
	it.course.put(it.Changed, float64(it.Quote.LastPrice))
}

// put makes a price the last one of its step. What is before the open is the
// auction's.
func (c *course) put(at time.Time, price float64) {
	since := at.Sub(c.from)
	if price <= 0 || since < 0 || since >= 24*time.Hour {
		return
	}
	for since >= mostSteps*c.step {
		c.halve()
	}
	for i := int(since / c.step); len(c.prices) <= i; {
		c.prices = append(c.prices, 0)
	}
	c.prices[since/c.step] = price
}

// halve doubles the step.
func (c *course) halve() {
	c.step *= 2
	half := c.prices[:0]
	for i := 0; i < len(c.prices); i += 2 {
		price := c.prices[i]
		if i+1 < len(c.prices) && c.prices[i+1] > 0 {
			price = c.prices[i+1]
		}
		half = append(half, price)
	}
	c.prices = half
}

// sample returns the last price of each cell, 0 before the first one known,
// and how many cells there are: early in the session fewer than all.
func (c *course) sample() (cells [sparkCells]float64, n int) {
	n = min(len(c.prices), sparkCells)
	last, from := 0.0, 0
	for i := range n {
		to := (i + 1) * len(c.prices) / n
		for _, price := range c.prices[from:to] {
			if price > 0 {
				last = price
			}
		}
		cells[i], from = last, to
	}
	return cells, n
}

// sparkCell draws the session since the open, on the scale of its own prices.
func sparkCell(c *cell, r *row) {
	cells, n := r.course.sample()
	low, high := 0.0, 0.0
	for _, price := range cells[:n] {
		if price > 0 && (low == 0 || price < low) {
			low = price
		}
		high = max(high, price)
	}
	if high == 0 || r.candles && r.told != market.DateOf(r.course.from) {
		c.fill(ui.Dim, r.theme.Glyphs.Dash, 1)
		return
	}
	bars := &r.theme.Glyphs.Spark
	for _, price := range cells[:n] {
		switch {
		case price == 0:
			c.text = append(c.text, ' ')
		case high == low:
			c.text = append(c.text, bars[len(bars)/2]...)
		default:
			level := int((price-low)/(high-low)*float64(len(bars)-1) + 0.5)
			c.text = append(c.text, bars[level]...)
		}
	}
	c.cells += n
	c.spans = append(c.spans, span{end: len(c.text), role: r.role(ui.Spark)})
}
