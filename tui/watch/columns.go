package watch

import (
	"slices"
	"strings"

	"kitewatch/kite"
	"kitewatch/kite/feed"
	"kitewatch/tui/ui"
)

// align is how a column's cells stand over one another.
type align uint8

const (
	onLeft align = iota
	onRight
	onPoint // the decimal point, or the × of bid and ask
)

// column is all there is to know of a column: layout, header, rows, sorting
// and widths read this one value.
type column struct {
	name     string // as watchlist.toml's columns name it
	title    string
	align    align
	width    int // the least, before the point if it is aligned there; it grows to the widest cell
	after    int // on the point: the least from the point on
	most     int // the most it grows to; 0: no bound
	gap      int // blanks before it
	priority int // 1 is always there; of the others the highest numbers go first

	of func(e *entry) bool // not chosen, it is there only in a list with such a row; nil: in any

	cell  func(c *cell, r *row)
	key   func(r *row) (sortKey, bool) // what it sorts by, false if not known; nil: not sorted
	order [2]string                    // how its order reads, and reversed
}

// sortKey is a figure or a text to sort by.
type sortKey struct {
	figure float64
	text   string
}

var (
	byFigure = [2]string{"high to low", "low to high"}
	byText   = [2]string{"A to Z", "Z to A"}
	byWorth  = [2]string{"worst first", "best first"}
	byPlace  = [2]string{"nearest the high", "nearest the low"}
)

// columns are the columns of the table from left to right.
var columns = []column{
	{name: "mark", width: 3, priority: 1, cell: markCell},
	{name: "symbol", title: "Symbol", width: 12, most: 26, priority: 1, cell: symbolCell, key: symbolKey, order: byText},
	figure(column{name: "ltp", title: "LTP", width: 8, after: 5, gap: 1, priority: 1, cell: ltpCell}, lastPrice),
	figure(column{name: "change", title: "Chg", width: 4, after: 3, gap: 2, priority: 2, cell: changeCell}, change),
	figure(column{name: "change_pct", title: "Chg %", width: 3, after: 3, gap: 2, priority: 1, cell: changePctCell}, changePct),
	figure(column{name: "pnl", title: "P&L", width: 7, after: 3, gap: 2, priority: 2, of: isHeld, cell: pnlCell}, pnl),
	figure(column{name: "day_pnl", title: "Day P&L", width: 7, after: 3, gap: 2, priority: 4, of: isHeld, cell: dayPnLCell}, dayPnL),
	{name: "range", title: "Low   High", width: rangeCells, gap: 3, priority: 3, cell: rangeCell, key: rangeKey, order: byPlace},
	{name: "spark", title: "Session", width: sparkCells, gap: 2, priority: 5, cell: sparkCell},
	count(column{name: "volume", title: "Volume", priority: 4}, func(r *row) (kite.Count, bool) { return r.Quote.Volume, !r.index() }),
	price(column{name: "prev", title: "Prev close"}, kite.ModeLTP, func(r *feed.Row) kite.Price { return r.PrevClose }),
	price(column{name: "open", title: "Open"}, kite.ModeOHLC, func(r *feed.Row) kite.Price { return r.Quote.OHLC.Open }),
	price(column{name: "high", title: "High"}, kite.ModeOHLC, func(r *feed.Row) kite.Price { return r.Quote.OHLC.High }),
	price(column{name: "low", title: "Low"}, kite.ModeOHLC, func(r *feed.Row) kite.Price { return r.Quote.OHLC.Low }),
	figure(column{name: bookColumn, title: "Bid × Ask", width: 10, after: 11, gap: 2, priority: 8, cell: bidAskCell}, bid),
	count(column{name: "oi", title: "OI", priority: 9, of: hasInterest}, func(r *row) (kite.Count, bool) { return r.Quote.OI, !r.cash() }),
	onRightSide(figure(column{name: "oi_change", title: "OI chg", width: 8, gap: 2, priority: 9, of: hasInterest, cell: oiChangeCell}, oiChange)),
	price(column{name: "average", title: "Average", width: 6, priority: 10}, kite.ModeQuote, func(r *feed.Row) kite.Price { return r.Quote.AveragePrice }),
	figure(column{name: "circuit", title: "To circuit", width: 7, after: 3, gap: 2, priority: 10, cell: circuitCell}, circuit),
	figure(column{name: "basis", title: "Basis", width: 5, after: 3, gap: 2, priority: 10, of: hasSpot, cell: basisCell}, basis),
	{name: "note", title: "Note", width: 12, most: 48, gap: 2, priority: 6, cell: noteCell, key: noteKey, order: byText},
	{name: "state", title: "State", width: 7, gap: 2, priority: 1, cell: stateCell, key: stateKey, order: byWorth},
}

// Places in columns of those that the layout must know.
var (
	columnMark   = indexOf("mark")
	columnSymbol = indexOf("symbol")
	columnLTP    = indexOf("ltp")
	columnRange  = indexOf("range")
	columnSpark  = indexOf("spark")
	columnBasis  = indexOf("basis")
	columnPnL    = indexOf("pnl")
	columnDayPnL = indexOf("day_pnl")
	columnNote   = indexOf("note")
	columnState  = indexOf("state")
)

// IsColumn reports a name that a list's columns may have.
func IsColumn(name string) bool {
	return slices.ContainsFunc(columns, func(c column) bool { return c.name == name && c.title != "" })
}

// IsSorted reports a name that a list's sort may have, without its "-".
func IsSorted(name string) bool {
	column, _ := sorting(name)
	return column >= 0 && !strings.HasPrefix(name, "-")
}

// indexOf returns the place of a column in columns, -1 if there is none.
func indexOf(name string) int {
	return slices.IndexFunc(columns, func(c column) bool { return c.name == name })
}

// lastPriority is the largest priority a column has.
const lastPriority = 10

// chosen returns the columns of a list that names some of them: those in its
// order, around them what is always there. Names of no column are passed
// over; without any, all columns are meant that one of the entries has
// something for.
func chosen(names []string, entries []entry) []int {
	if len(names) == 0 {
		var all []int
		for i := range columns {
			if columns[i].serves(entries) {
				all = append(all, i)
			}
		}
		return all
	}
	cols := []int{columnMark, columnSymbol, columnLTP}
	for _, name := range names {
		if i := indexOf(name); i >= 0 && i != columnState && !slices.Contains(cols, i) {
			cols = append(cols, i)
		}
	}
	return append(cols, columnState)
}

// serves reports that a column has something for one of the entries.
func (c *column) serves(entries []entry) bool {
	if c.of == nil {
		return true
	}
	for i := range entries {
		if c.of(&entries[i]) {
			return true
		}
	}
	return false
}

func isHeld(e *entry) bool      { return e.held() }
func hasInterest(e *entry) bool { return e.Symbol.Exchange != "NSE" && e.Symbol.Exchange != "BSE" }
func hasSpot(e *entry) bool     { return e.spot != nil }

// always reports a column that no list can do without.
func always(i int) bool {
	return i == columnMark || i == columnSymbol || i == columnLTP || i == columnState
}

// figure makes a column that is aligned on the point and sorts by value.
func figure(c column, value func(r *row) (float64, bool)) column {
	c.align, c.order = onPoint, byFigure
	c.key = func(r *row) (sortKey, bool) {
		v, ok := value(r)
		return sortKey{figure: v}, ok
	}
	return c
}

// price makes the column of a price that the mode from brings.
func price(c column, from kite.Mode, value func(r *feed.Row) kite.Price) column {
	c.width, c.after, c.gap = max(c.width, len(c.title)-3, 6), 3, 2
	if c.priority == 0 {
		c.priority = 7
	}
	c.cell = func(cell *cell, r *row) {
		if v := value(&r.Row); v > 0 {
			r.price(cell, v, ui.Soft)
			return
		}
		r.unknown(cell, from)
	}
	return figure(c, func(r *row) (float64, bool) {
		v := value(&r.Row)
		return float64(v), v > 0
	})
}

// count makes the column of a count that a full quote brings. Value says too
// whether the instrument has such a thing at all; if not, its cell is empty.
func count(c column, value func(r *row) (kite.Count, bool)) column {
	c.width, c.gap = 7, 2
	c.cell = func(cell *cell, r *row) {
		switch n, has := value(r); {
		case has && n.Known:
			cell.text = ui.AppendCompact(cell.text, n.N)
			cell.paint(r.role(ui.Soft))
		case has:
			r.unknown(cell, kite.ModeQuote)
		}
	}
	return onRightSide(figure(c, func(r *row) (float64, bool) {
		n, has := value(r)
		return float64(n.N), has && n.Known
	}))
}

// onRightSide aligns a column's figures on their ends: counts have units of
// their own, and no common point.
func onRightSide(c column) column {
	c.align = onRight
	return c
}

func lastPrice(r *row) (float64, bool) { return float64(r.Quote.LastPrice), r.Quote.LastPrice > 0 }
func change(r *row) (float64, bool)    { return r.change, r.changeKnown }
func changePct(r *row) (float64, bool) { return r.changePct, r.changeKnown }

func bid(r *row) (float64, bool) {
	best := r.Quote.Depth.Buy[0].Price
	return float64(best), best > 0 && r.Whole()
}

// circuit is the way to the nearer of the day's price limits, in percent.
func circuit(r *row) (float64, bool) {
	q := &r.Quote
	if q.LastPrice == 0 || q.LowerCircuitLimit == 0 || q.UpperCircuitLimit == 0 {
		return 0, false
	}
	up := float64(q.UpperCircuitLimit-q.LastPrice) * 100 / float64(q.LastPrice)
	down := float64(q.LowerCircuitLimit-q.LastPrice) * 100 / float64(q.LastPrice)
	if up < -down {
		return up, true
	}
	return down, true
}

func circuitCell(c *cell, r *row) {
	v, ok := circuit(r)
	if !ok {
		r.unknown(c, kite.ModeQuote)
		return
	}
	r.signed(c, v, 2)
	c.paint(r.role(ui.Soft))
}
