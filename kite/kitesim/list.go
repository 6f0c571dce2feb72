package kitesim

import (
	"sync"
	"time"

	"kitewatch/kite/market"
)

// list is what is listed on a day: the dump's rows in its order, and the ways
// to find one.
type list struct {
	date     market.Date
	rows     []instrument
	bySymbol map[symbol]int32
	byToken  map[uint32]int32 // made when first a number is asked for

	zipping sync.Mutex        // guards zipped: compressing must not hold up the quotes
	zipped  map[string][]byte // the dump's text per exchange, compressed
}

type symbol struct{ exchange, tradingsymbol string }

// publish is when a day's list is out.
const publish = 7*time.Hour + 30*time.Minute

// listDate returns the day whose list holds at a moment: that of the last
// trading day which has had its morning.
func (w *world) listDate(now time.Time) market.Date {
	d := market.DateOf(now.Add(-publish))
	if w.day(market.NSE, d) == nil {
		d = w.before(market.NSE, d)
	}
	return d
}

// list returns what is listed at a moment. Two days are kept, for who asks
// from before and after a morning by turns.
func (w *world) list(now time.Time) *list {
	d := w.listDate(now)
	if l := w.lists[d]; l != nil {
		return l
	}
	if len(w.lists) >= 2 {
		clear(w.lists)
		clear(w.bars) // which point into the rows of lists, and would keep every day's
	}
	b := builder{w: w, date: d, limit: w.rows}
	b.core()
	b.fill()
	l := b.list()
	w.lists[d] = l
	return l
}

// find returns an instrument by EXCHANGE:TRADINGSYMBOL or token, nil when it
// is not listed.
func (l *list) find(key string) *instrument {
	for i := range len(key) {
		if key[i] == ':' {
			if n, ok := l.bySymbol[symbol{key[:i], key[i+1:]}]; ok {
				return &l.rows[n]
			}
			return nil
		}
	}
	token, ok := parseToken(key)
	if !ok {
		return nil
	}
	if l.byToken == nil {
		l.byToken = make(map[uint32]int32, len(l.rows))
		for i := range l.rows {
			l.byToken[l.rows[i].token()] = int32(i)
		}
	}
	if n, found := l.byToken[token]; found {
		return &l.rows[n]
	}
	return nil
}

// parseToken reads a number without sign or leading zero.
func parseToken(text string) (uint32, bool) {
	n := uint64(0)
	for i := range len(text) {
		c := text[i]
		if c < '0' || c > '9' || i > 9 || i == 0 && c == '0' {
			return 0, false
		}
		n = n*10 + uint64(c-'0')
	}
	return uint32(n), text != "" && n < 1<<32
}

// builder collects a day's rows, by part of the dump.
type builder struct {
	w      *world
	date   market.Date
	limit  int
	count  int
	filler int // made-up rows so far
	chains []chain
	pastOf *asset // whose past prices are in pastAt
	pastAt map[market.Date]float64
	rows   [partCount][]instrument
}

// add lists an instrument.
func (b *builder) add(in instrument) {
	b.rows[in.part] = append(b.rows[in.part], in)
	b.count++
}

// list joins the parts. Options come in no order of strikes, as in the real
// dump: every so-manieth row is taken.
func (b *builder) list() *list {
	l := &list{
		date:     b.date,
		rows:     make([]instrument, 0, b.count),
		bySymbol: make(map[symbol]int32, b.count),
		zipped:   map[string][]byte{},
	}
	for _, rows := range b.rows {
		stride := 1
		if len(rows) > 0 && rows[0].isOption() {
			stride = coprime(len(rows))
		}
		for i, at := 0, 0; i < len(rows); i++ {
			l.rows = append(l.rows, rows[at])
			at = (at + stride) % len(rows)
		}
	}
	for i := range l.rows {
		in := &l.rows[i]
		in.venue = in.hours()
		l.bySymbol[symbol{parts[in.part].exchange, in.symbol}] = int32(i)
	}
	return l
}

// coprime returns a stride that reaches each of n places once.
func coprime(n int) int {
	for s := n*5/8 | 1; ; s += 2 {
		a, b := n, s
		for b != 0 {
			a, b = b, a%b
		}
		if a == 1 {
			return s
		}
	}
}
