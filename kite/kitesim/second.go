package kitesim

import "math"

// Inside a minute. Trades come in certain seconds; the price stands still
// between them.

// marks are the seconds of a minute in which it has its open, high, low and
// close.
type marks struct{ open, high, low, close int }

func marksOf(h uint64, trades int) marks {
	if trades == 1 {
		s := int(h % 60)
		return marks{s, s, s, s}
	}
	k := marks{open: int(h % 3), close: 57 + int(h>>8%3)}
	k.high, k.low = 4+int(h>>16%25), 30+int(h>>24%25)
	if h>>40&1 == 1 {
		k.high, k.low = k.low, k.high
	}
	switch {
	case trades < 4:
		k.high, k.low = k.open, k.close
	case trades > 4:
		k.open, k.close = 0, 59
	}
	return k
}

// hash seeds what happens in a minute.
func (b *bars) hash(m int) uint64 {
	return mix(mix(b.in.key(), uint64(b.day.date)), uint64(m)|1<<36)
}

// tradedAt reports whether the instrument trades in a second of minute m.
func (b *bars) tradedAt(h uint64, k marks, trades, s int) bool {
	switch {
	case s == k.open, s == k.close:
		return true
	case trades < 4 || s < k.open || s > k.close:
		return false
	case s == k.high, s == k.low:
		return true
	}
	return unit(mix(h, uint64(s))) < b.pace.trades/60
}

// price is that of the trade in a second of minute m, in ticks.
func (b *bars) price(m int, h uint64, k marks, s int) int32 {
	bar := &b.minute[m]
	switch s { // in this order when some are the same second
	case k.close:
		return bar.close
	case k.open:
		return bar.open
	case k.high:
		return bar.high
	case k.low:
		return bar.low
	}
	t := b.ticks(b.fairIn(m, float64(s)/60), mix(h, uint64(s)|1<<37))
	return max(bar.low, min(bar.high, t))
}

// fairIn is the fair price within minute m, in rupees: the underlying between
// its values at the minute's ends, and a little to and fro, which all that
// follow it share.
func (b *bars) fairIn(m int, part float64) float64 {
	from, to := b.path.at(m), b.path.at(m+1)
	spot := from + (to-from)*part
	if m < b.day.moving {
		n := smooth(mix(b.in.asset.key, uint64(b.day.date)), (float64(m)+part)*7)
		spot *= 1 + b.path.noise*0.8*n*4*part*(1-part)
	}
	return b.in.fair(spot, b.day.open+int64((float64(m)+part)*60))
}

// cursor remembers how far the present minute has been looked at, so that a
// poll a second costs a second.
type cursor struct {
	minute, next int // next second to be looked at
	used         bool
	now          moment
}

// moment is what the trades of a day have come to.
type moment struct {
	last      int32
	second    int // of the last trade, since the open; -1: none today
	high, low int32
	lots      int64
	value     float64
}

// until works out the day up to and with a second, counted from the open.
func (b *bars) until(second int) moment {
	m := min(second/60, len(b.minute)-1)
	s := second - m*60
	c := &b.cursor
	if !c.used || c.minute != m || c.next > s+1 {
		*c = cursor{minute: m, used: true, now: b.ended(m - 1)}
	}
	h := b.hash(m)
	trades := tradesIn(b.in, b.day, b.pace, m)
	if trades == 0 {
		return c.now
	}
	k := marksOf(h, trades)
	for ; c.next <= min(s, 59); c.next++ {
		if b.tradedAt(h, k, trades, c.next) {
			c.now.take(b.price(m, h, k, c.next), m*60+c.next)
		}
	}
	b.turnover(&c.now, m)
	return c.now
}

// take notes a trade.
func (now *moment) take(price int32, second int) {
	if now.second < 0 {
		now.high, now.low = price, price
	}
	now.last, now.second = price, second
	now.high, now.low = max(now.high, price), min(now.low, price)
}

// ended is the day by the end of minute m; by the open for -1, when those that
// have a pre-open have traded in it.
func (b *bars) ended(m int) moment {
	if m < 0 && b.opening() {
		open := b.minute[0].open
		lots := max(1, b.minute[0].lots/4)
		if b.in.isIndex() {
			lots = 0
		}
		return moment{last: open, second: matched, high: open, low: open, lots: lots, value: float64(lots) * float64(open)}
	}
	if m < 0 || b.minute[m].last < 0 {
		return moment{last: b.prev, second: -1}
	}
	bar := &b.minute[m]
	last := int(bar.last)
	k := marksOf(b.hash(last), tradesIn(b.in, b.day, b.pace, last))
	return moment{
		last: bar.close, second: last*60 + k.close, high: bar.dayHigh, low: bar.dayLow,
		lots: bar.lots, value: bar.value,
	}
}

// turnover sets what has been traded by the last trade of minute m: the
// minute's share of the time.
func (b *bars) turnover(now *moment, m int) {
	s := now.second - m*60
	if s < 0 { // no trade in it yet
		return
	}
	before, bar := b.ended(m-1), &b.minute[m]
	whole := bar.lots - before.lots
	part := whole
	if k := marksOf(b.hash(m), tradesIn(b.in, b.day, b.pace, m)); s < k.close {
		part = int64(math.Ceil(float64(whole) * float64(s+1) / 60))
	}
	now.lots, now.value = before.lots+part, before.value
	if whole > 0 {
		now.value += (bar.value - before.value) * float64(part) / float64(whole)
	}
}
