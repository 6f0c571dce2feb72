package instruments

import (
	"math/bits"
	"slices"
	"strings"

	"kitewatch/kite/market"
)

// hunt is the search of one family: which words its name has, and what the
// others then must say of its contracts.
type hunt struct {
	*search
	query   *query
	family  *family
	label   *label
	rest    uint // the words that its name does not have
	whole   uint // of these, the ones that begin like a whole symbol: NIFTY26DEC
	points  int  // of the text, without what a contract adds
	index   bool
	counted *bool // whether the pinned row was met
}

// runFamily searches the contracts of one name.
func (s *search) runFamily(q *query, i int, counted *bool) {
	f := &s.contracts.families[i]
	if q.exchange != "" && q.exchange != f.exchange {
		return
	}
	h := hunt{search: s, query: q, family: f, label: &s.labels[i], counted: counted}
	if !h.text() {
		return
	}
	_, h.index = indexOf[f.familyName]
	front := market.Date(-1)
	for d := f.from; d < f.to; d++ {
		day := &s.contracts.days[d]
		if front < 0 && day.expiry >= s.today && day.opts > day.from {
			front = day.expiry
		}
		h.day(day, front == day.expiry)
	}
}

// text finds the words in the family's name. It reports false when a word can
// be nothing else either.
func (h *hunt) text() bool {
	set, worst := uint(0), exactSymbol
	for i := range h.query.words {
		w := &h.query.words[i]
		if w.strict {
			h.rest |= 1 << i
			continue
		}
		if worth := h.label.worth(w, h.query.near); worth > 0 && !(w.sides != 0 && worth < startsWord) {
			set |= 1 << i
			worst = min(worst, worth)
			continue
		}
		name := h.label.symbolText()
		switch {
		case strings.HasPrefix(h.family.exchange, w.text):
		case strings.HasPrefix(w.text, name) && isDigit(w.text[len(name)]):
			h.whole |= 1 << i
			worst = min(worst, startsSymbol)
		case w.sides != 0 || w.weekly || w.monthly || w.dates != nil || w.strikes != nil || h.segment(w) != 0:
			h.rest |= 1 << i
		default:
			return false
		}
	}
	switch {
	case set != 0:
		h.points = max(worst, h.label.whole(h.query.join(set)))
	case h.whole != 0:
		h.points = worst
	}
	return true
}

// segment is the sides that a word tells as a segment does: NFO-OPT.
func (h *hunt) segment(w *word) sides {
	kind, ok := strings.CutPrefix(w.text, h.family.exchange)
	switch {
	case !ok || kind == "":
		return 0
	case strings.HasPrefix("FUT", kind):
		return sideFut
	case strings.HasPrefix("OPT", kind):
		return sideCall | sidePut
	}
	return 0
}

// day searches the contracts that expire on a day.
func (h *hunt) day(d *day, front bool) {
	allowed := sideFut | sideCall | sidePut
	numbers := uint(0)
	for i := range h.query.words {
		w := &h.query.words[i]
		if h.rest>>i&1 == 0 || w.onDay(d) {
			continue
		}
		may := w.sides | h.segment(w)
		switch {
		case may != 0:
			allowed &= may
		case w.strikes != nil:
			numbers |= 1 << i
		default:
			return
		}
	}
	if allowed&sideFut != 0 && numbers == 0 {
		points := h.classPoints(futures)
		if front && h.isPrice() {
			points = h.classPoints(frontGoods)
		}
		for at := d.from; at < d.opts; at++ {
			h.row(at, &match{points: int32(points), expiry: d.expiry})
		}
	}
	if allowed &^= sideFut; allowed != 0 && d.to > d.opts {
		if numbers != 0 || h.whole != 0 {
			h.strikes(d, allowed, numbers)
		} else {
			h.options(d, allowed)
		}
	}
}

// isPrice reports whether the family's nearest future is what its name means:
// where there is no spot price, on the exchange that trades it most. If no
// name was typed ("dec fut") none is meant.
func (h *hunt) isPrice() bool {
	return h.points > 0 && (h.family.exchange == "MCX" || h.family.exchange == "CDS")
}

// classPoints are the points of the text with those of a kind of contract.
func (h *hunt) classPoints(kind int) int {
	points := h.points + kind
	if h.index {
		points += indexContract
	}
	if _, small := smallGoods[h.family.name]; small && h.family.isCommodity() {
		points += smallContract
	}
	switch h.family.exchange {
	case "BFO", "NCO", "BCD":
		points += secondExchange
	}
	return points
}

// options takes all of a day's options of the allowed sides, from the middle
// of the strikes outward: the list knows no prices, but exchanges list strikes
// around them.
func (h *hunt) options(d *day, allowed sides) {
	keys := h.contracts.keys[d.opts:d.to]
	middle := keys[len(keys)/2] >> 1
	f := match{points: int32(h.classPoints(0)), expiry: d.expiry, label: h.label}
	if h.pinned < 0 && !h.best.takes(&f) {
		h.total += h.count(d, allowed)
		return
	}
	for i, key := range keys {
		if allowed&sideOf(key) == 0 {
			continue
		}
		f.within = outward(key, middle)
		h.row(d.opts+int32(i), &f)
	}
}

// outward orders options by their distance from a strike, the lower strike and
// the call first.
func outward(key, middle int64) int64 {
	if off := key>>1 - middle; off < 0 {
		return -off<<2 | key&1
	} else {
		return off<<2 | 2 | key&1
	}
}

func (h *hunt) count(d *day, allowed sides) int {
	n := 0
	if allowed&sideCall != 0 {
		n += int(d.calls)
	}
	if allowed&sidePut != 0 {
		n += int(d.to - d.opts - d.calls)
	}
	return n
}

func sideOf(key int64) sides {
	if key&1 == 0 {
		return sideCall
	}
	return sidePut
}

// strikes takes the options of the allowed sides whose strikes have the
// numbers, from the lowest, an exact one before all that begin alike. Those
// that begin alike stand together, so they are looked up.
func (h *hunt) strikes(d *day, allowed sides, numbers uint) {
	keys := h.contracts.keys[d.opts:d.to]
	if numbers == 0 {
		h.strikesFrom(d, 0, keys, hand{allowed, 0})
		return
	}
	w := &h.query.words[bits.TrailingZeros(numbers)]
	for _, r := range w.strikes {
		from, _ := slices.BinarySearch(keys, r.low<<1)
		n, _ := slices.BinarySearch(keys[from:], r.high<<1)
		h.strikesFrom(d, from, keys[from:from+n], hand{allowed, numbers})
	}
}

// hand is what options must be: of these sides, with all these numbers.
type hand struct {
	allowed sides
	numbers uint
}

// strikesFrom takes those of neighbouring options that fit.
func (h *hunt) strikesFrom(d *day, from int, keys []int64, want hand) {
	points := int32(h.classPoints(0))
	for i, key := range keys {
		exact, ok := h.strike(key>>1, want.numbers)
		if !ok || want.allowed&sideOf(key) == 0 {
			continue
		}
		f := match{points: points, expiry: d.expiry, within: key}
		if exact {
			f.points += strikeItself
		}
		h.row(d.opts+int32(from+i), &f)
	}
}

// strike reports whether a strike fits all numbers, and whether it is them.
func (h *hunt) strike(strike int64, numbers uint) (exact, ok bool) {
	exact = numbers != 0
	for rest := numbers; rest != 0; rest &= rest - 1 {
		w := &h.query.words[bits.TrailingZeros(rest)]
		if w.strike == strike {
			continue
		}
		if exact = false; !w.covers(strike) {
			return false, false
		}
	}
	return exact, true
}

// row takes one contract, if its symbol fits the words that stand for one.
func (h *hunt) row(at int32, f *match) {
	f.row, f.label = h.contracts.rows[at], h.label
	if h.whole != 0 {
		symbol := squeezed(h.list.At(int(f.row)).Symbol.Tradingsymbol)
		for i := range h.query.words {
			text := h.query.words[i].text
			if h.whole>>i&1 != 0 && !strings.HasPrefix(symbol, text) {
				return
			}
		}
		one := *f
		if symbol == h.query.join(h.whole) && h.whole == h.query.all {
			one.points += exactSymbol - startsSymbol
		}
		f = &one
	}
	h.total++
	if int(f.row) == h.pinned {
		*h.counted = true
		return
	}
	h.best.offer(f)
}
