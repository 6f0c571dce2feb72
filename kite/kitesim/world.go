package kitesim

import (
	"math"
	"sync"

	"kitewatch/kite/market"
)

// world holds the prices: assets, the contracts listed on a day, and what has
// been worked out of them. Everything in it can be worked out again from the
// seed, so its caches only save time, and are dropped when they grow.
type world struct {
	seed uint64
	rows int
	cal  *market.Calendar

	mu     sync.Mutex // guards the rest, and is held by every exported-to-the-server method
	assets map[string]*asset
	stocks []*asset // those of the table, in its order
	lists  map[market.Date]*list
	days   map[venueDate]*day
	counts map[market.Date]int
	weight map[int][]float64
	shared map[factorDate][]float64 // of the market and the sectors
	paths  map[pathKey]*path
	bars   map[barsKey]*bars
}

type venueDate struct {
	venue market.Venue
	date  market.Date
}

func newWorld(seed uint64, rows int) *world {
	if rows <= 0 {
		rows = 20000
	}
	w := &world{
		seed: seed, rows: min(rows, 250000), cal: market.Default(),
		assets: map[string]*asset{},
		lists:  map[market.Date]*list{},
		days:   map[venueDate]*day{},
		counts: map[market.Date]int{},
		weight: map[int][]float64{},
		shared: map[factorDate][]float64{},
		paths:  map[pathKey]*path{},
		bars:   map[barsKey]*bars{},
	}
	w.stocks = w.loadStocks()
	w.loadUnderlyings()
	return w
}

// pleasant makes seed 1 one whose morning of 23 November 2026 looks like the
// manual's screens: NIFTY up by half a percent, INDIA VIX down.
const pleasant = 2236

// key seeds the noise of something named.
func (w *world) key(name string) uint64 { return mixText(w.seed+pleasant, name) }

// day is a venue's trading day, in Unix seconds and minutes.
type day struct {
	date    market.Date
	pre     int64 // start of the pre-open; 0: none
	open    int64 // start of continuous trading, from which minutes count
	trading int   // minutes of continuous trading
	total   int   // minutes until the closing auction is over
	moving  int   // minutes in which the underlying's price moves
}

func (d *day) end() int64 { return d.open + int64(d.total)*60 }

// day returns a venue's trading day, nil when it is shut.
func (w *world) day(v market.Venue, date market.Date) *day {
	k := venueDate{v, date}
	if d, ok := w.days[k]; ok {
		return d
	}
	if len(w.days) > 50000 {
		clear(w.days)
	}
	d := w.plan(v, date)
	w.days[k] = d
	return d
}

func (w *world) plan(v market.Venue, date market.Date) *day {
	d := &day{date: date}
	for _, s := range w.cal.Sessions(v, date.Time()) {
		minutes := int(s.End.Sub(s.Start).Minutes())
		switch s.Phase {
		case market.PreOpen:
			d.pre = s.Start.Unix()
		case market.Open:
			if d.trading == 0 {
				d.open = s.Start.Unix()
			}
			d.trading += minutes
		}
		d.total = int(s.End.Unix()-d.open) / 60
	}
	if d.trading == 0 {
		return nil
	}
	d.moving = d.trading
	if base := spotVenue(v); base != v {
		if spot := w.day(base, date); spot != nil {
			d.moving = spot.trading
		}
	}
	return d
}

// spotVenue is the venue by whose hours the underlying's price moves: shares
// with a closing auction and the derivatives on shares follow the others.
func spotVenue(v market.Venue) market.Venue {
	switch v {
	case market.NSEAuction, market.BSEAuction, market.BSE, market.NFO, market.BFO:
		return market.NSE
	}
	return v
}

// before returns the venue's trading day before date.
func (w *world) before(v market.Venue, date market.Date) market.Date {
	for d := date - 1; d > date-30; d-- {
		if w.day(v, d) != nil {
			return d
		}
	}
	return date - 1
}

// ordinal counts NSE's trading days from refDate to date.
func (w *world) ordinal(date market.Date) int {
	if n, ok := w.counts[date]; ok {
		return n
	}
	n, step := 0, market.Date(1)
	if date < refDate {
		step = -1
	}
	for d := refDate; d != date; d += step {
		next := d
		if step > 0 {
			next = d + 1
		}
		if w.day(market.NSE, next) != nil {
			n += int(step)
		}
	}
	if len(w.counts) > 10000 {
		clear(w.counts)
	}
	w.counts[date] = n
	return n
}

// weights returns the cumulative activity of a session of n minutes.
func (w *world) weights(n int) []float64 {
	if w.weight[n] == nil {
		w.weight[n] = weights(n)
	}
	return w.weight[n]
}

type factorDate struct {
	key     uint64
	date    market.Date
	minutes int
}

// moves is how one source of noise moves over a day, minute by minute, from the
// close before it: a gap at the open, then a path to where its walk is at the
// close. Its unit is a day's average move.
func (w *world) moves(key uint64, prev, date market.Date, minutes int) []float64 {
	k := factorDate{key, date, minutes}
	if m := w.shared[k]; m != nil {
		return m
	}
	if len(w.shared) > 400 {
		clear(w.shared)
	}
	m := make([]float64, minutes+1)
	dayKey := mix(key, uint64(date))
	total := walk(key, workday(date)) - walk(key, workday(prev))
	m[0] = 0.25*total + 0.22*normal(mix(dayKey, 1<<40))
	m[minutes] = total
	bridge(m, w.weights(minutes), dayKey, 0.8)
	w.shared[k] = m
	return m
}

type pathKey struct {
	asset *asset
	date  market.Date
}

// path is an asset's price at the minutes of a day, from the open to the close.
type path struct {
	price []float64
	noise float64 // what it moves within a minute, as a fraction
}

// at is the price at a minute; it rests after the close.
func (p *path) at(minute int) float64 { return p.price[min(minute, len(p.price)-1)] }

// path returns an asset's day.
func (w *world) path(a *asset, d *day) *path {
	k := pathKey{a, d.date}
	if p := w.paths[k]; p != nil {
		return p
	}
	if len(w.paths) > 3000 {
		clear(w.paths)
	}
	prev := w.before(a.venue, d.date)
	n := d.moving
	p := &path{price: make([]float64, n+1)}
	start := w.closing(a, prev)
	own := w.moves(a.key, prev, d.date, n)
	for m := range p.price {
		p.price[m] = a.sigma * own[m]
	}
	if a.beta != 0 {
		add(p.price, a.beta*marketSigma, w.moves(w.key("market"), prev, d.date, n))
	}
	if a.sbeta != 0 {
		add(p.price, a.sbeta*sectorSigma, w.moves(w.key(a.sector), prev, d.date, n))
	}
	for m, x := range p.price {
		p.price[m] = start * math.Exp(x)
	}
	if a.locked {
		w.lock(a, d, p.price)
	}
	p.noise = (a.sigma + math.Abs(a.beta)*marketSigma) * 0.6 / math.Sqrt(float64(n))
	w.paths[k] = p
	return p
}

func add(sum []float64, factor float64, moves []float64) {
	for m, x := range moves {
		sum[m] += factor * x
	}
}

// lock makes the path of the locked share: up and beyond its circuit within the
// first minutes; where it closes at its base, down again in the last hour.
func (w *world) lock(a *asset, d *day, price []float64) {
	n := len(price) - 1
	from := w.lockedClose(a, w.before(a.venue, d.date)).rupees()
	to := w.lockedClose(a, d.date).rupees()
	for m := range price {
		x := float64(m) / float64(n)
		climb := min(1, 0.3+0.7*x/0.042) // 09:31 of a whole day
		price[m] = from * (1 + a.band*1.05*climb)
		if fall := (x - 0.88) / 0.1; to < from && fall > 0 {
			price[m] += (to - price[m]) * min(1, fall)
		}
	}
	price[n] = to
}
