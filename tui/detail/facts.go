package detail

import (
	"strconv"

	"kitewatch/kite"
	"kitewatch/kite/feed"
	"kitewatch/kite/market"
	"kitewatch/tui/ui"
)

// fact is a figure with its name, each in two lengths where it has them, and
// how soon it gives way where not all have room: the highest first.
type fact struct {
	name, short string // short "": as name
	value       string
	more        string // after the value, where there is room for it
	gives       int
}

// figures are what a quote tells, in the order in which they are read: how the
// day went, what was traded, what can be had, the limits, the open interest.
// Without depth the best of the book is among them. What an instrument cannot
// have is left out; what is not known is a dash.
func (m *Model) figures(depth bool) []fact {
	q := m.quote()
	all := []fact{
		{name: "Open", value: m.price(q.OHLC.Open), gives: 1},
		{name: "High", value: m.price(q.OHLC.High)},
		{name: "Low", value: m.price(q.OHLC.Low)},
		{name: "Prev close", short: "Prev", value: m.price(m.row.PrevClose)},
	}
	if m.isIndex() {
		return append(all, fact{name: "As of", value: m.text(m.tradeTime()), gives: 1})
	}
	all = append(all,
		fact{name: "Volume", value: m.count(q.Volume)},
		fact{name: "Average", value: m.price(q.AveragePrice), gives: 3},
		fact{name: "Last trade", short: "Trade", value: m.text(m.tradeTime()), gives: 4},
		fact{name: "Last qty", value: m.count(q.LastQuantity), gives: 6},
	)
	if !depth {
		buy, sell := q.Depth.Buy[0], q.Depth.Sell[0]
		all = append(all,
			fact{name: "Bid", value: m.price(buy.Price), more: m.times(buy)},
			fact{name: "Ask", value: m.price(sell.Price), more: m.times(sell)},
			fact{name: "Buy qty", value: m.count(q.BuyQuantity), more: share(q.BuyQuantity, q.SellQuantity), gives: 5},
			fact{name: "Sell qty", value: m.count(q.SellQuantity), more: share(q.SellQuantity, q.BuyQuantity), gives: 5},
		)
	}
	all = append(all,
		fact{name: "Lower limit", short: "Lower", value: m.price(q.LowerCircuitLimit), more: m.distance(q.LowerCircuitLimit), gives: 7},
		fact{name: "Upper limit", short: "Upper", value: m.price(q.UpperCircuitLimit), more: m.distance(q.UpperCircuitLimit), gives: 7},
	)
	if m.cash() {
		return all
	}
	return append(all,
		fact{name: "OI", value: m.count(q.OI), gives: 2},
		fact{name: "OI chg", value: m.text(m.oiChange()), gives: 8},
		fact{name: "OI high", value: m.count(q.OIDayHigh), gives: 9},
		fact{name: "OI low", value: m.count(q.OIDayLow), gives: 9},
	)
}

// quote is what is shown of the quote: nothing, when the last reply had none.
func (m *Model) quote() *kite.Quote {
	if m.state == feed.NoData {
		return &kite.Quote{}
	}
	return &m.row.Quote
}

// cash reports an instrument of a cash market, which has no open interest.
func (m *Model) cash() bool {
	return m.row.Symbol.Exchange == "NSE" || m.row.Symbol.Exchange == "BSE" || m.isIndex()
}

// isIndex reports an instrument without trades, book and volume.
func (m *Model) isIndex() bool { return m.row.IsIndex() || m.instrument.IsIndex() }

func (m *Model) price(p kite.Price) string {
	if p == 0 {
		return m.theme.Glyphs.Dash
	}
	return ui.Price(float64(p), m.row.Decimals)
}

func (m *Model) count(c kite.Count) string {
	if !c.Known {
		return m.theme.Glyphs.Dash
	}
	return ui.Compact(c.N)
}

func (m *Model) text(s string) string {
	if s == "" {
		return m.theme.Glyphs.Dash
	}
	return s
}

// times is a level's quantity behind its price.
func (m *Model) times(l kite.Level) string {
	if l.Price == 0 || !l.Quantity.Known {
		return ""
	}
	return m.theme.Glyphs.Times + " " + ui.Compact(l.Quantity.N)
}

// share is a part in percent of itself and the other; empty where one of them
// is not known.
func share(part, other kite.Count) string {
	sum := part.N + other.N
	if !part.Known || !other.Known || sum == 0 {
		return ""
	}
	return strconv.Itoa(int((100*part.N+sum/2)/sum)) + "%"
}

// distance is how far the last price may still go, in percent of it.
func (m *Model) distance(limit kite.Price) string {
	last := m.quote().LastPrice
	if limit == 0 || last == 0 {
		return ""
	}
	return ui.Signed(float64(limit-last)*100/float64(last), 2) + "%"
}

// oiChange is the open interest less that at the end of the day before, which
// the candles tell; empty where they do not.
func (m *Model) oiChange() string {
	now := m.quote().OI
	before, ok := m.series().oiBefore(market.DateOf(m.clock.Exchange()))
	if !ok || !now.Known || m.row.Past(m.clock) {
		return ""
	}
	if now.N > before {
		return "+" + ui.Compact(now.N-before)
	}
	return ui.Compact(now.N - before)
}

// The columns of the facts.
const (
	narrow      = 60 // below, two columns, and text begins near the edge
	factGap     = 3
	widest      = 30 // of a column: a figure must stay near its name
	oneBelow    = 30 // cells for one column alone
	leastColumn = 16 // of three: those of a pane of 60 cells
	fullWidth   = 22 // of a column whose figures have room for what comes after them
)

// columnsIn is how many columns facts have in so many cells, each of a least
// width.
func columnsIn(w, least int) int {
	switch {
	case w < oneBelow:
		return 1
	case w < 3*least+2*factGap:
		return 2
	}
	return 3
}

// factLines writes facts into columns, down and then across, in so many lines
// at most: those that give way first are left out.
func (m *Model) factLines(facts []fact, columns, w, most int) []line {
	facts = fitting(facts, columns*max(most, 0))
	rows := (len(facts) + columns - 1) / columns
	width := min((w-factGap*(columns-1))/columns, widest)
	lines := make([]line, rows)
	for i := 0; i < len(facts); i += rows {
		column := facts[i:min(i+rows, len(facts))]
		more := moreCells(column, width)
		for y := range column {
			lines[y].w = m.w
			lines[y].to(m.margin() + i/rows*(width+factGap))
			m.addFact(&lines[y], &column[y], width, more)
		}
	}
	return lines
}

// fitting leaves out facts until there are so many at most.
func fitting(facts []fact, most int) []fact {
	left := append([]fact(nil), facts...)
	for len(left) > most {
		out := 0
		for i := range left {
			if left[i].gives >= left[out].gives {
				out = i
			}
		}
		left = append(left[:out], left[out+1:]...)
	}
	return left
}

// addFact writes a fact, its name at the left and its figure at the right of
// its column, where need be by its short name. Of what comes after figures,
// more cells have room in this column. The figure is cut last.
func (m *Model) addFact(l *line, f *fact, width, more int) {
	name, value := f.name, f.value
	if f.more != "" && more > 0 {
		value += " " + m.theme.Fit(f.more, more, ui.Right)
	}
	if ui.Width(name)+1+ui.Width(value) > width && f.short != "" {
		name = f.short
	}
	end := l.pos + width
	l.add(ui.Dim, m.theme.Cut(name, max(width-1-ui.Width(value), 0)))
	l.to(end - ui.Width(value))
	l.add(m.tone(ui.Soft), m.theme.Cut(value, end-l.pos))
}

// moreCells is how many cells a column of facts has for what comes after its
// figures: as many as the widest takes, or none, so that the figures align.
func moreCells(column []fact, width int) int {
	most := 0
	for i := range column {
		most = max(most, ui.Width(column[i].more))
	}
	for i := range column {
		f := &column[i]
		name := f.name
		if f.short != "" {
			name = f.short
		}
		if f.more != "" && ui.Width(name)+1+ui.Width(f.value)+1+most > width {
			return 0
		}
	}
	return most
}
