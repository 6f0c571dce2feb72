package detail

import (
	"math"
	"strings"

	"kitewatch/kite"
	"kitewatch/tui/ui"
)

// bookRows are the lines of the book: the titles, five levels, the totals.
const bookRows = 7

// book is where the columns of the book are. Its two halves mirror each other
// around the prices, the best of both side by side.
type book struct {
	x         int // where it begins
	side      int // cells of a half
	price     int // cells of each column; 0: it has no room
	quantity  int
	orders    int
	bar       int
	most      int64 // the largest quantity of a level
	buy, sell int64 // all that is pending
	known     bool  // what is pending is known
}

// The widths of the book's columns.
const (
	quantityCells = 7
	exactCells    = 9 // of quantities in full, which is up to 99,99,999
	ordersCells   = 6
	leastBar      = 4
	mostBar       = 20
	bookGap       = 3 // between the halves
)

// hasBook reports that there is an order book to be shown.
func (m *Model) hasBook() bool {
	d := &m.quote().Depth
	return !m.isIndex() && (d.Buy[0].Price > 0 || d.Sell[0].Price > 0)
}

// newBook lays the book out in w cells from x on.
func (m *Model) newBook(x, w int) book {
	q := m.quote()
	b := book{x: x, side: (w - bookGap) / 2, quantity: quantityCells, price: len("Bid")}
	for _, levels := range [][5]kite.Level{q.Depth.Buy, q.Depth.Sell} {
		for _, l := range levels {
			b.most = max(b.most, l.Quantity.N)
			b.price = max(b.price, ui.Width(m.price(l.Price)))
		}
	}
	b.side = min(b.side, b.price+exactCells+mostBar+ordersCells+3)
	room := b.side - b.price - 1 - b.quantity
	if room >= leastBar+1 {
		b.bar = min(room-1, mostBar)
		room -= b.bar + 1
		if need := ordersCells + 1; room < need && b.bar-(need-room) >= leastBar {
			b.bar -= need - room
			room = need
		}
	}
	if room >= ordersCells+1 {
		b.orders = ordersCells
	}
	if bar := b.side - b.orders - exactCells - b.price - 3; b.orders > 0 && bar >= leastBar {
		b.quantity, b.bar = exactCells, min(bar, mostBar)
	}
	b.buy, b.sell = q.BuyQuantity.N, q.SellQuantity.N
	b.known = q.BuyQuantity.Known && q.SellQuantity.Known && b.buy+b.sell > 0
	return b
}

// whole is the least width in which a book has orders, and bars that are long
// enough to be compared.
func (b book) whole() int {
	return 2*(b.price+1+quantityCells+1+2*leastBar+1+ordersCells) + bookGap
}

// bookLine writes a line of the book: 0 the titles, then the levels, the best
// first, then the totals.
func (m *Model) bookLine(l *line, b *book, y int) {
	l.to(b.x)
	switch {
	case y == 0:
		m.bidSide(l, b, [4]string{"Orders", "Qty", "", "Bid"}, ui.Dim)
		l.to(b.x + b.side + bookGap)
		m.askSide(l, b, [4]string{"Orders", "Qty", "", "Ask"}, ui.Dim)
	case y < bookRows-1:
		d := &m.quote().Depth
		m.bidSide(l, b, m.level(b, d.Buy[y-1], false), m.tone(ui.Soft))
		l.to(b.x + b.side + bookGap)
		m.askSide(l, b, m.level(b, d.Sell[y-1], true), m.tone(ui.Soft))
	case b.known:
		m.totals(l, b)
	}
}

// level writes the cells of a level: orders, quantity, bar, price. A level
// without an order has none.
func (m *Model) level(b *book, l kite.Level, ask bool) [4]string {
	if l.Price == 0 {
		return [4]string{}
	}
	orders := ""
	if l.Orders.Known {
		orders = ui.Compact(l.Orders.N)
	}
	quantity := inFull(l.Quantity)
	if quantity == "" || ui.Width(quantity) > b.quantity {
		quantity = m.count(l.Quantity)
	}
	return [4]string{orders, quantity, m.bar(b, l.Quantity.N, ask), m.price(l.Price)}
}

// bar is as long as the quantity is of the largest, to the half cell.
func (m *Model) bar(b *book, quantity int64, ask bool) string {
	if b.most == 0 || quantity <= 0 {
		return ""
	}
	halves := max(int(math.Round(float64(quantity)/float64(b.most)*float64(2*b.bar))), 1)
	bar := strings.Repeat(m.marks.block, halves/2)
	switch {
	case halves%2 == 0:
		return bar
	case ask:
		return bar + m.marks.left
	}
	return m.marks.right + bar
}

// bidSide writes orders, quantity, bar and price, all towards the middle.
func (m *Model) bidSide(l *line, b *book, cells [4]string, role ui.Role) {
	end := b.x + b.side
	put := func(to int, role ui.Role, s string) {
		l.to(to - ui.Width(s))
		l.add(role, s)
	}
	bar := end - b.price - 1
	quantity := bar
	if b.bar > 0 {
		quantity -= b.bar + 1
	}
	if b.orders > 0 {
		put(quantity-b.quantity-1, m.tone(ui.Dim), cells[0])
	}
	put(quantity, role, cells[1])
	if b.bar > 0 {
		put(bar, m.tone(ui.Bid), cells[2])
	}
	put(end, loudest(role, cells[2]), cells[3])
}

// askSide is bidSide in the mirror.
func (m *Model) askSide(l *line, b *book, cells [4]string, role ui.Role) {
	start := l.pos
	l.add(loudest(role, cells[2]), m.theme.Fit(cells[3], b.price, ui.Right))
	at := start + b.price + 1
	if b.bar > 0 {
		l.to(at)
		l.add(m.tone(ui.Ask), cells[2])
		at += b.bar + 1
	}
	l.to(at)
	l.add(role, m.theme.Fit(cells[1], b.quantity, ui.Right))
	if b.orders > 0 {
		l.to(at + b.quantity + 1)
		l.add(m.tone(ui.Dim), m.theme.Fit(cells[0], b.orders, ui.Right))
	}
}

// loudest makes the price of a level louder than the figures beside it.
func loudest(role ui.Role, bar string) ui.Role {
	if bar != "" && role == ui.Soft {
		return ui.Text
	}
	return role
}

// totals writes what is pending on either side, all levels of it, and how the
// sides compare: thick for those who buy, thin for those who sell.
func (m *Model) totals(l *line, b *book) {
	buy, sell := ui.Price(float64(b.buy), 0)+" to buy", ui.Price(float64(b.sell), 0)+" to sell"
	pct := share(kite.Count{N: b.buy, Known: true}, kite.Count{N: b.sell, Known: true}) + " buy"
	width := 2*b.side + bookGap
	if ui.Width(buy)+ui.Width(sell)+ui.Width(pct)+4+2*leastBar > width {
		buy, sell = ui.Compact(b.buy)+" to buy", ui.Compact(b.sell)+" to sell"
	}
	bar := min(width-ui.Width(buy)-ui.Width(sell)-ui.Width(pct)-4, 2*mostBar)
	if bar < leastBar {
		pct, bar = "", min(width-ui.Width(buy)-ui.Width(sell)-2, 2*mostBar)
	}
	l.add(m.tone(ui.Soft), buy+" ")
	if bar >= leastBar {
		thick := int(math.Round(float64(b.buy) / float64(b.buy+b.sell) * float64(bar)))
		l.add(m.tone(ui.Bid), strings.Repeat(m.theme.Glyphs.Thick, thick))
		l.add(m.tone(ui.Ask), strings.Repeat(m.theme.Glyphs.Thin, bar-thick))
		l.add(ui.Soft, " ")
	}
	l.add(m.tone(ui.Soft), sell)
	if pct != "" {
		l.add(ui.Dim, "  "+pct)
	}
}
