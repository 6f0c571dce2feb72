package instruments

import (
	"cmp"
	"slices"
	"strings"

	"kitewatch/kite/market"
)

// match is a row that a query found, with all that it is ordered by.
type match struct {
	row    int32
	points int32
	expiry market.Date // 0: none
	label  *label
	within int64 // its place among the options of one day
}

// best keeps the best rows of those it is offered, as many as limit: a heap
// with the worst of them on top. Most rows are turned away by one comparison
// with it, so no more is ever sorted than will be seen.
type best struct {
	limit int
	today market.Date
	heap  []match
}

// compare tells which of two rows comes first. What has expired is last; then
// points decide; then the nearer expiry, fame, the shorter name and the
// alphabet.
func (b *best) compare(x, y *match) int {
	if ex, ey := b.expired(x), b.expired(y); ex != ey {
		if ey {
			return -1
		}
		return 1
	}
	switch {
	case x.points != y.points:
		return cmp.Compare(y.points, x.points)
	case x.expiry != y.expiry:
		return cmp.Compare(x.expiry, y.expiry)
	case x.label.fame != y.label.fame:
		return cmp.Compare(y.label.fame, x.label.fame)
	case x.label.symbol != y.label.symbol:
		return cmp.Compare(x.label.symbol, y.label.symbol)
	}
	if x.label != y.label {
		if order := strings.Compare(x.label.symbolText(), y.label.symbolText()); order != 0 {
			return order
		}
	}
	return cmp.Or(cmp.Compare(x.within, y.within), cmp.Compare(x.row, y.row))
}

func (b *best) expired(f *match) bool { return f.expiry != 0 && f.expiry < b.today }

// takes reports whether a row would be among the best so far.
func (b *best) takes(f *match) bool {
	return len(b.heap) < b.limit || b.limit > 0 && b.compare(f, &b.heap[0]) < 0
}

// offer takes a row if it is among the best so far.
func (b *best) offer(f *match) {
	if !b.takes(f) {
		return
	}
	if len(b.heap) < b.limit {
		b.heap = append(b.heap, *f)
		b.up(len(b.heap) - 1)
		return
	}
	b.heap[0] = *f
	b.down(0)
}

func (b *best) up(i int) {
	for i > 0 {
		parent := (i - 1) / 2
		if b.compare(&b.heap[i], &b.heap[parent]) <= 0 {
			return
		}
		b.heap[i], b.heap[parent] = b.heap[parent], b.heap[i]
		i = parent
	}
}

func (b *best) down(i int) {
	for {
		child := 2*i + 1
		if child >= len(b.heap) {
			return
		}
		if child+1 < len(b.heap) && b.compare(&b.heap[child+1], &b.heap[child]) > 0 {
			child++
		}
		if b.compare(&b.heap[child], &b.heap[i]) <= 0 {
			return
		}
		b.heap[i], b.heap[child] = b.heap[child], b.heap[i]
		i = child
	}
}

// sorted returns the best rows, best first.
func (b *best) sorted() []match {
	slices.SortFunc(b.heap, func(x, y match) int { return b.compare(&x, &y) })
	return b.heap
}
