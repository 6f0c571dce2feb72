package kitesim

import (
	"math"

	"kitewatch/kite/market"
)

// bars are an instrument's day, minute by minute, in ticks. Within a minute it
// trades in certain seconds: at the minute's open, high, low and close in four
// of them, in between within those bounds. So quotes and candles agree to the
// tick, and the day's high so far needs no look at every second.
type bars struct {
	in     *instrument
	day    *day
	path   *path
	pace   pace
	eve    market.Date // the trading day before
	prev   int32       // its close
	upper  int32
	lower  int32
	close  int32      // the day's last price
	oi     [2]float64 // open interest in lots, at the close before and at this one
	minute []minute
	cursor cursor
}

// minute is one of the day's minutes and what has come together by its end.
type minute struct {
	open, high, low, close int32
	dayHigh, dayLow        int32
	last                   int32   // the latest minute with a trade, -1: none yet
	lots                   int64   // traded today
	value                  float64 // ticks × lots traded today
}

type barsKey struct {
	token uint32
	date  market.Date
}

// day's bars of an instrument.
func (w *world) dayBars(in *instrument, d *day) *bars {
	k := barsKey{in.token(), d.date}
	if b := w.bars[k]; b != nil && b.in.symbol == in.symbol {
		return b
	}
	if len(w.bars) >= 2500 {
		clear(w.bars)
	}
	b := w.makeBars(in, d)
	w.bars[k] = b
	return b
}

// makeBars works out a day.
func (w *world) makeBars(in *instrument, d *day) *bars {
	b := &bars{in: in, day: d, path: w.path(in.asset, d), pace: w.pace(in, d), eve: w.before(in.venue, d.date)}
	b.prev = w.final(in, b.eve)
	b.oi = [2]float64{w.interest(in, b.eve), w.interest(in, d.date)}
	b.limits()
	b.close = b.prev
	if !w.tradesOn(in, d) {
		return b
	}
	b.minute = make([]minute, d.total)
	b.close = w.final(in, d.date)
	weight := w.weights(d.total)
	key := mix(in.key(), uint64(d.date))
	before, last := minute{last: -1}, lastMinute(in, d, b.pace)
	lots, from, to := 0.0, 0.0, b.at(0)
	for m := range b.minute {
		now := &b.minute[m]
		*now = before
		from, to = to, b.at(m+1)
		if n := tradesIn(in, d, b.pace, m); n > 0 {
			h := mix(key, uint64(m))
			now.open, now.close = b.ticks(from, h), b.ticks(to, h>>1)
			if m == last || m >= d.trading { // the auction has one price, the day's last
				now.close = b.close
			}
			b.fill(now, n, before.last < 0, h)
			now.last = int32(m)
			share := (weight[m+1] - weight[m]) * (0.5 + unit(mix(key, uint64(m)|1<<33)))
			if m >= d.trading || b.opening() && before.last < 0 {
				share += 0.03
			}
			lots = max(lots+b.pace.lots*share, float64(before.lots+1))
			b.volume(now, int64(lots))
		} else {
			now.open, now.high, now.low, now.close = before.close, before.close, before.close, before.close
		}
		before = *now
	}
	return b
}

// volume sets what has been traded by the end of a minute. An index has none.
func (b *bars) volume(now *minute, traded int64) {
	if b.in.isIndex() {
		return
	}
	typical := float64(now.open+now.high+now.low+now.close) / 4
	now.value += float64(traded-now.lots) * typical
	now.lots = traded
}

// fill makes the bounds of a minute with n trades, whose ends are set.
func (b *bars) fill(now *minute, n int, isFirst bool, h uint64) {
	if n == 1 {
		now.open = now.close
	}
	now.high, now.low = max(now.open, now.close), min(now.open, now.close)
	if stuck := now.low == b.upper || now.high == b.lower; n > 3 && !stuck {
		// How far a minute goes beyond its ends, on the scale of its noise.
		reach := float64(now.high) * b.path.noise * b.leverage()
		now.high = min(now.high+int32(reach*math.Abs(normal(mix(h, 1)))), b.upper)
		now.low = max(now.low-int32(reach*math.Abs(normal(mix(h, 2)))), b.lower)
	}
	if isFirst {
		now.dayHigh, now.dayLow = now.high, now.low
	}
	now.dayHigh, now.dayLow = max(now.dayHigh, now.high), min(now.dayLow, now.low)
}

// leverage is how much more than its underlying an instrument moves; for an
// option a rough measure is enough.
func (b *bars) leverage() float64 {
	if b.in.isOption() {
		return 4
	}
	return 1
}

// at is the fair price at a minute, in rupees.
func (b *bars) at(m int) float64 {
	return b.in.fair(b.path.at(m), b.day.open+int64(m)*60)
}

// ticks rounds a price to the grid, at random down or up, as a buyer or a
// seller took the initiative, and within the circuits.
func (b *bars) ticks(rupees float64, h uint64) int32 {
	t := int32(math.Floor(rupees*10000/float64(b.in.tick) + unit(h)))
	return max(b.lower, min(b.upper, t))
}

// limits sets the circuits around the previous close.
func (b *bars) limits() {
	prev, tick := money(b.prev)*b.in.tick, b.in.tick
	low, high := lower(prev, b.in.asset.band, tick), upper(prev, b.in.asset.band, tick)
	switch {
	case b.in.isIndex():
		low, high = tick, prev*2
	case b.in.isOption():
		reach := inMoney(b.path.at(0) * b.in.asset.band * 1.6)
		low, high = max(tick, (prev-reach)/tick*tick), (prev+reach)/tick*tick
	}
	b.lower, b.upper = int32(low/tick), int32(max(high, low+tick)/tick)
}

// final is the last price of a day, in ticks: what the next day's change is
// computed from.
func (w *world) final(in *instrument, date market.Date) int32 {
	v := in.venue
	d := w.day(v, date)
	for i := 0; d == nil || !in.untraded && !w.tradesOn(in, d); i++ {
		if i >= 40 {
			break
		}
		date = w.before(v, date)
		d = w.day(v, date)
	}
	rupees := 0.0
	switch {
	case in.class == eq || d == nil:
		rupees = in.fair(w.closing(in.asset, date), 0)
	default:
		m := d.trading
		if !in.untraded {
			m = lastMinute(in, d, w.pace(in, d)) + 1
		}
		rupees = in.fair(w.path(in.asset, d).at(m), d.open+int64(m)*60)
	}
	return int32(max(1, math.Round(rupees*10000/float64(in.tick))))
}

// tradesOn reports whether an instrument trades on a day at all.
func (w *world) tradesOn(in *instrument, d *day) bool {
	p := w.pace(in, d)
	if in.untraded || !p.rare {
		return !in.untraded
	}
	return unit(mix(in.key(), uint64(d.date)|1<<34)) < 0.2+0.5*p.trades*float64(d.trading)
}

// tradesIn is in how many trades a minute counts: 0 none, 1 a single one, 2 a
// first and a last, 4 a whole bar, 5 one that lasts from end to end.
func tradesIn(in *instrument, d *day, p pace, m int) int {
	switch {
	case m >= d.trading && m == d.trading+auctionMinute(in):
		return 1
	case m >= d.trading:
		return 0
	case p.trades >= 30:
		return 5
	case p.trades >= 4:
		return 4
	}
	key := mix(in.key(), uint64(d.date))
	h := mix(key, uint64(m)|1<<35)
	if m == int(key%uint64(d.trading)) { // at least one trade a day
		return 1
	}
	if unit(h) >= 1-math.Exp(-p.trades) {
		return 0
	}
	if unit(mix(h, 1)) < p.trades/4 {
		return 2
	}
	return 1
}

// lastMinute is the minute of a day's last trade.
func lastMinute(in *instrument, d *day, p pace) int {
	for m := d.total - 1; m > 0; m-- {
		if tradesIn(in, d, p, m) > 0 {
			return m
		}
	}
	return 0
}

// auctionMinute is how long after continuous trading the closing auction's
// price comes: shares at 15:30 to 15:32, indices when most have theirs.
func auctionMinute(in *instrument) int {
	if in.isIndex() {
		return 18
	}
	return 15 + int(in.key()%3)
}

// opening reports whether the first price comes from a pre-open session.
func (b *bars) opening() bool {
	return b.minute != nil && b.day.pre != 0 && b.pace.trades >= 4 && !b.in.isOption()
}
