package kitesim

import (
	"math"
	"time"
)

// level is a row of the order book; no price: no order.
type level struct {
	price    money
	quantity int64
	orders   int
}

// book is the best five levels of each side, and all that is pending.
type book struct {
	shown     bool // an index has no book
	buy, sell [5]level
	buyTotal  int64
	sellTotal int64
}

// bookAt fills in the order book around the price of the moment. It changes
// every two seconds and when a trade moves it; it is empty outside the session.
func (b *bars) bookAt(v *view, state moment, h hour, now time.Time) {
	if b.in.isIndex() {
		return
	}
	v.book.shown = true
	if h.over || h.second < -15*60 {
		return
	}
	bid, ask := b.touch(state, h)
	key := mix(mix(b.in.key(), uint64(now.Unix()/2)), 1<<38)
	size := b.pace.lots / 6000
	for i := range 5 {
		hb, hs := mix(key, uint64(i)), mix(key, uint64(i)+8)
		step := int32(i) * b.gap()
		if p := bid - step; p >= b.lower {
			v.book.buy[i] = b.row(p, hb, size)
			v.book.buyTotal += v.book.buy[i].quantity
		}
		if p := ask + step; p <= b.upper {
			v.book.sell[i] = b.row(p, hs, size)
			v.book.sellTotal += v.book.sell[i].quantity
		}
	}
	// Behind the five levels there is a good deal more, unless one side is empty.
	deep := func(sum int64, h uint64) int64 {
		if sum == 0 {
			return 0
		}
		return sum + int64(float64(sum)/float64(b.in.lot)*(12+20*unit(h)))*int64(b.in.lot)
	}
	slow := mix(b.in.key(), uint64(now.Unix()/20))
	v.book.buyTotal, v.book.sellTotal = deep(v.book.buyTotal, slow), deep(v.book.sellTotal, mix(slow, 1))
}

// touch returns the best prices in ticks: the last trade was at one of them,
// or, when it is long ago, they are around the fair price.
func (b *bars) touch(state moment, h hour) (bid, ask int32) {
	wide := b.wide(state.last)
	second := max(0, h.second)
	fair := b.at(0)
	if m := second / 60; h.second >= 0 {
		fair = b.fairIn(m, float64(second%60)/60)
	}
	if state.second >= 0 && second-state.second <= 10 || h.second >= b.day.trading*60 {
		if mix(b.in.key(), uint64(state.second))&1 == 0 {
			bid, ask = state.last, state.last+wide
		} else {
			bid, ask = state.last-wide, state.last
		}
	} else {
		middle := int32(math.Floor(fair * 10000 / float64(b.in.tick)))
		bid = middle - wide/2
		ask = bid + wide
	}
	switch {
	case state.last >= b.upper: // locked: who would sell
		return b.upper, b.upper + 1
	case state.last <= b.lower && !b.in.isOption():
		return b.lower - 1, b.lower
	}
	return min(bid, b.upper-1), max(ask, b.lower+1)
}

// wide is the spread in ticks: one for what trades all the time, up to two
// percent for what does not.
func (b *bars) wide(last int32) int32 {
	share := 0.00004
	switch {
	case b.pace.trades < 0.1:
		share = 0.02
	case b.pace.trades < 1:
		share = 0.008
	case b.pace.trades < 4:
		share = 0.002
	case b.pace.trades < 20:
		share = 0.0004
	}
	return max(1, int32(float64(last)*share))
}

// gap is the distance of the levels in ticks.
func (b *bars) gap() int32 {
	if b.pace.trades < 4 {
		return 2
	}
	return 1
}

// row is a level with some orders.
func (b *bars) row(price int32, h uint64, size float64) level {
	orders := 1 + int(12*unit(h)*min(1, b.pace.trades/20))
	lots := max(float64(orders), size*(0.3+1.4*unit(mix(h, 1))))
	return level{money(price) * b.in.tick, int64(lots) * int64(b.in.lot), orders}
}
