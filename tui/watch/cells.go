package watch

import (
	"math"

	"kitewatch/kite"
	"kitewatch/kite/feed"
	"kitewatch/kite/market"
	"kitewatch/tui/ui"
)

// markCell is the gutter: the row under the cursor, and beside that mark the
// one of an alert that has fired.
func markCell(c *cell, r *row) {
	switch {
	case r.selected:
		c.fill(ui.Accent, r.theme.Glyphs.Selected, 1)
	case r.alert != nil:
		c.add(ui.Text, " ")
	}
	if r.alert != nil {
		c.fill(ui.Warn, r.theme.Glyphs.Alert, 1)
		c.spans[len(c.spans)-1].bold = true
	}
}

// symbolCell is the name, a contract's expiry code dim, and the exchange dim.
// In a narrow column the exchange goes first, then the middle of the name:
// contracts differ at both ends.
func symbolCell(c *cell, r *row) {
	role := r.role(ui.Text)
	switch {
	case r.alert != nil:
		role = ui.Warn
	case r.state == feed.NoData:
		role = ui.Soft
	}
	name := &r.name
	w := ui.Width(name.text)
	if w > r.width {
		name.cut(c, r, role)
	} else {
		name.write(c, role, 0, len(name.text))
		if name.exchange != "" && w+1+ui.Width(name.exchange) <= r.width {
			c.add(ui.Dim, " ")
			c.add(ui.Dim, name.exchange)
		}
	}
	if r.selected {
		for i := range c.spans {
			c.spans[i].ground = ui.SelectedName
		}
	}
}

// ltpCell is the last price: bold while it is live, the digits that have just
// changed on a fill, and in the gap after it whether it is locked or where it
// went.
func ltpCell(c *cell, r *row) {
	if r.state == feed.NoData {
		c.fill(ui.Dim, r.theme.Glyphs.Dash, 1)
		return
	}
	role := ui.Text
	if r.state == feed.Live {
		role = ui.Fg
	}
	r.price(c, r.Quote.LastPrice, role)
	c.spans[0].bold = r.state == feed.Live
	g := &r.theme.Glyphs
	warn := ui.Warn
	if r.state == feed.Stale {
		warn = ui.Stale // it was locked then
	}
	switch {
	case r.locked > 0:
		c.badge, c.badgeRole = "UC", warn
	case r.locked < 0:
		c.badge, c.badgeRole = "LC", warn
	case r.tick && r.Quote.LastPrice > r.before:
		c.badge, c.badgeRole = g.Up, ui.Up
	case r.tick:
		c.badge, c.badgeRole = g.Down, ui.Down
	}
	if r.tick {
		highlight(c, r)
	}
}

// highlight puts the digits from the first that changed to the last on the
// tick's fill.
func highlight(c *cell, r *row) {
	ground := ui.TickUp
	if r.Quote.LastPrice < r.before {
		ground = ui.TickDown
	}
	var scratch [32]byte
	from, to := changed(ui.AppendPrice(scratch[:0], float64(r.before), r.Decimals), c.text)
	whole := c.spans[0]
	rest := whole
	whole.end = from
	lit := span{end: to, role: ui.Fg, bold: true, ground: ground}
	c.spans = append(c.spans[:0], whole, lit, rest)
}

// changed returns the range of now's bytes in which it differs from before,
// both ending in the same place.
func changed(before, now []byte) (from, to int) {
	from, to = len(now), 0
	for i := range now {
		j := i + len(before) - len(now)
		if j < 0 || before[j] != now[i] {
			from, to = min(from, i), i+1
		}
	}
	return min(from, to), to
}

func changeCell(c *cell, r *row) {
	if !r.changeKnown {
		c.fill(ui.Dim, r.theme.Glyphs.Dash, 1)
		return
	}
	r.signed(c, r.change, r.Decimals)
	c.paint(r.role(ui.Soft))
}

func changePctCell(c *cell, r *row) {
	if !r.changeKnown {
		c.fill(ui.Dim, r.theme.Glyphs.Dash, 1)
		return
	}
	if r.changePct > mostPct {
		c.text = append(c.text, ">+9,999"...)
		c.paint(r.role(ui.Up))
		c.point = c.cells
	} else {
		r.signed(c, r.changePct, 2)
		c.paint(r.role(direction(c.text)))
	}
	if r.dated() {
		c.badge, c.badgeRole = "d", ui.Dim
	}
}

// mostPct is the largest rise that is written: beyond it the close is of another
// kind of price, and more digits would take a column from all other rows. No
// fall is beyond -100.
const mostPct = 9999.99

// dated reports a change that is the day's, while nothing trades.
func (r *row) dated() bool { return r.state == feed.Closed || r.Past(r.clock) }

// rangeCells is the width of the day's range.
const rangeCells = 10

// rangeCell draws the day from its low to its high, thick from the open to the
// last price.
func rangeCell(c *cell, r *row) {
	day := r.Quote.OHLC
	if day.Low == 0 || day.High == 0 || r.Quote.LastPrice == 0 {
		r.unknown(c, kite.ModeOHLC)
		return
	}
	last := place(r, r.Quote.LastPrice)
	from, to := last, last
	if day.Open != 0 {
		from, to = min(last, place(r, day.Open)), max(last, place(r, day.Open))
	}
	g := &r.theme.Glyphs
	mark := ui.Text
	if r.state == feed.Stale {
		mark = ui.Dim
	}
	c.fill(r.role(ui.Ghost), g.Thin, from)
	c.fill(r.role(ui.Spark), g.Thick, last-from)
	c.fill(mark, g.Last, 1)
	c.fill(r.role(ui.Spark), g.Thick, to-last)
	c.fill(r.role(ui.Ghost), g.Thin, rangeCells-1-to)
}

// place is the cell of a price in the day's range. A day without a range puts
// it in the middle, or at the end at which it is locked.
func place(r *row, v kite.Price) int {
	low, high := float64(r.Quote.OHLC.Low), float64(r.Quote.OHLC.High)
	at := 0.5 + float64(r.locked)/2
	if high > low {
		at = (float64(v) - low) / (high - low)
	}
	return int(math.Round(min(max(at, 0), 1) * (rangeCells - 1)))
}

// bidAskCell is the best of both sides of a book that is as old as the price.
func bidAskCell(c *cell, r *row) {
	buy, sell := r.Quote.Depth.Buy[0].Price, r.Quote.Depth.Sell[0].Price
	if !r.Whole() || buy == 0 && sell == 0 {
		r.unknown(c, kite.ModeQuote)
		return
	}
	r.side(c, buy)
	c.text = append(c.text, ' ')
	c.paint(r.role(ui.Soft))
	c.point = c.cells
	c.fill(ui.Dim, r.theme.Glyphs.Times, 1)
	c.text = append(c.text, ' ')
	r.side(c, sell)
	c.paint(r.role(ui.Soft))
}

// side appends the best price of one side of the book.
func (r *row) side(c *cell, v kite.Price) {
	if v == 0 {
		c.paint(r.role(ui.Soft))
		c.fill(ui.Dim, r.theme.Glyphs.Dash, 1)
		return
	}
	c.text = ui.AppendPrice(c.text, float64(v), r.Decimals)
}

// noteCell says which alert has fired, else what is due and, with room, what
// the user noted too, else since when the price is locked, else what the user
// noted, else why there is no P&L.
func noteCell(c *cell, r *row) {
	text := r.note
	switch {
	case r.alert != nil:
		r.alertNote(c)
		return
	case r.due != "":
		text = r.due
		if both := text + " " + r.theme.Glyphs.Dot + " " + r.note; r.note != "" && ui.Width(both) <= r.width {
			text = both
		}
	case r.locked != 0 && !r.Changed.IsZero() && r.state != feed.NoData:
		c.text = ui.AppendMinute(append(c.text, "locked "...), r.Changed.In(market.IST))
		c.paint(r.role(ui.Soft))
		return
	case text == "":
		text = r.lacks()
	}
	c.add(r.role(ui.Soft), r.theme.Cut(text, r.width))
}

// worth ranks the states from the best to the worst.
var worth = [...]float64{feed.Live: 0, feed.Auction: 1, feed.Quiet: 2, feed.Closed: 3, feed.Stale: 4, feed.NoData: 5}

func symbolKey(r *row) (sortKey, bool) { return sortKey{text: r.name.text}, true }
func noteKey(r *row) (sortKey, bool)   { return sortKey{text: r.note}, r.note != "" }
func stateKey(r *row) (sortKey, bool)  { return sortKey{figure: worth[r.state]}, true }

// rangeKey is where the last price is in the day's range.
func rangeKey(r *row) (sortKey, bool) {
	day := r.Quote.OHLC
	if day.Low == 0 || day.High <= day.Low || r.Quote.LastPrice == 0 {
		return sortKey{}, false
	}
	return sortKey{figure: float64(r.Quote.LastPrice-day.Low) / float64(day.High-day.Low)}, true
}
