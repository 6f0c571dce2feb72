package kitesim

import (
	"math"
	"time"

	"kitewatch/kite/market"
)

// view is what an instrument shows at a moment: the fields of /quote.
type view struct {
	in        *instrument
	last      money
	close     money // of the day before; after the overnight reset the last price
	open      money // 0 when not traded today
	high, low money
	average   float64
	volume    int64
	quantity  int64 // of the last trade
	lastTrade time.Time
	stamp     time.Time
	oi        int64
	oiHigh    int64
	oiLow     int64
	lower     money
	upper     money
	book      book
}

// hour is where a venue stands at a moment: the same for all its instruments.
type hour struct {
	day    *day // whose session is shown
	second int  // since its open; negative in the pre-open
	over   bool // its session has ended
	reset  bool // the overnight reset has been
}

// resetHour is when previous closes are set for the coming day. The real hour
// is not documented.
const resetHour = 7 * time.Hour

// matched is when the pre-open's price is there: 09:08 and some seconds.
const matched = -7 * 60

// hour works out where a venue stands.
func (w *world) hour(v market.Venue, now time.Time) hour {
	date := market.DateOf(now)
	d := w.day(v, date)
	if d == nil || now.Unix() < d.open && (d.pre == 0 || now.Unix() < d.pre) {
		d = w.day(v, w.before(v, date))
	}
	if d == nil { // a calendar without any session: cannot be
		d = &day{date: date, open: date.Time().Unix(), trading: 1, total: 1, moving: 1}
	}
	h := hour{day: d, second: int(now.Unix() - d.open)}
	h.over = h.second >= d.total*60
	h.reset = now.Sub(d.date.Time()) >= 24*time.Hour+resetHour
	return h
}

// look calls fn for each key that is listed, in the order asked; whole with
// open interest and the order book. The view is fn's only until it returns.
func (w *world) look(now time.Time, keys []string, whole bool, fn func(key string, v *view)) {
	w.mu.Lock()
	defer w.mu.Unlock()
	l := w.list(now)
	hours := map[market.Venue]hour{}
	var v view
	for _, key := range keys {
		in := l.find(key)
		if in == nil {
			continue
		}
		venue := in.venue
		h, ok := hours[venue]
		if !ok {
			h = w.hour(venue, now)
			hours[venue] = h
		}
		w.view(&v, in, h, now)
		if whole {
			b := w.dayBars(in, h.day)
			b.interest(&v, h)
			b.bookAt(&v, b.state(h), h, now)
		}
		fn(key, &v)
	}
}

// view fills in what an instrument shows.
func (w *world) view(v *view, in *instrument, h hour, now time.Time) {
	b := w.dayBars(in, h.day)
	tick := in.tick
	*v = view{
		in: in, close: money(b.prev) * tick,
		lower: money(b.lower) * tick, upper: money(b.upper) * tick,
		stamp: now.Truncate(time.Second),
	}
	state := b.state(h)
	v.last = money(state.last) * tick
	if in.untraded {
		v.last = 0
	}
	if h.over {
		v.stamp = time.Unix(h.day.end(), 0).In(market.IST)
	}
	if state.second < 0 && state.second != matched {
		w.earlier(v, h)
	} else {
		v.open = money(b.first()) * tick
		v.high, v.low = money(state.high)*tick, money(state.low)*tick
		v.volume = state.lots * int64(in.lot)
		if state.lots > 0 {
			v.average = math.Round(state.value/float64(state.lots)*tick.rupees()*100) / 100
		}
		v.average = max(v.low.rupees(), min(v.high.rupees(), v.average))
		v.lastTrade = time.Unix(h.day.open+int64(state.second), 0).In(market.IST)
		if state.second == matched {
			v.lastTrade = v.lastTrade.Add(time.Duration(in.key()%50) * time.Second)
		}
		v.quantity = int64(in.lot) * lotsOf(mix(in.key(), uint64(v.lastTrade.Unix())))
	}
	if h.reset && !in.untraded {
		v.close = v.last
	}
}

// state is what the day's trades have come to.
func (b *bars) state(h hour) moment {
	switch {
	case b.minute == nil:
		return moment{last: b.prev, second: -1}
	case h.second >= 0:
		return b.until(min(h.second, b.day.total*60-1))
	case h.second >= matched+int(b.in.key()%50):
		return b.ended(-1)
	}
	return moment{last: b.prev, second: -1}
}

// first is the day's opening price.
func (b *bars) first() int32 {
	for m := range b.minute {
		if b.minute[m].last >= 0 {
			return b.minute[m].open
		}
	}
	return 0
}

// earlier fills in the last trade of an earlier day.
func (w *world) earlier(v *view, h hour) {
	if v.in.untraded {
		return
	}
	venue := v.in.venue
	date := h.day.date
	for range 40 {
		date = w.before(venue, date)
		d := w.day(venue, date)
		if d == nil || !w.tradesOn(v.in, d) {
			continue
		}
		b := w.dayBars(v.in, d)
		second := b.ended(d.total - 1).second
		v.lastTrade = time.Unix(d.open+int64(second), 0).In(market.IST)
		v.quantity = int64(v.in.lot) * lotsOf(mix(v.in.key(), uint64(v.lastTrade.Unix())))
		return
	}
}

// lotsOf is the size of a trade: mostly small.
func lotsOf(h uint64) int64 { return 1 + int64(30*math.Pow(unit(h), 6)) }

// interest is the open interest at the close of a day, in lots.
func (w *world) interest(in *instrument, date market.Date) float64 {
	d := w.day(in.venue, date)
	if !in.derivative() || d == nil {
		return 0
	}
	waves := 1 + 0.5*smooth(in.key()^1, float64(date)/6) + 0.1*smooth(in.key()^2, float64(date))
	return math.Round(w.pace(in, d).oi * waves)
}

// interest fills in the open interest of a derivative: it moves from its level
// at the previous close to the day's over the session.
func (b *bars) interest(v *view, h hour) {
	if !b.in.derivative() {
		return
	}
	part := max(0, min(1, float64(h.second)/float64(b.day.trading*60)))
	lots := func(x float64) int64 { return int64(math.Round(x)) * int64(b.in.lot) }
	from := lots(b.oi[0])
	v.oi = lots(b.oi[0] + (b.oi[1]-b.oi[0])*part)
	if v.lastTrade.IsZero() || v.open == 0 {
		v.oi = from
		return
	}
	v.oiHigh, v.oiLow = max(from, v.oi), min(from, v.oi)
}
