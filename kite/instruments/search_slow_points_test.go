package instruments

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"kitewatch/kite/market"
)

// tally is what a row's words come to.
type tally struct {
	joined       string // the texts of those in its text
	worst        int
	wholes       int // words that its whole symbol begins with
	asked, exact bool
}

// points asks a row for all words.
func (r *plainRow) points(l *List, q *query) (points int, ok bool) {
	if q.exchange != "" && q.exchange != r.Symbol.Exchange {
		return 0, false
	}
	sum := tally{worst: exactSymbol, exact: true}
	for i := range q.words {
		if !r.count(&sum, &q.words[i], q) {
			return 0, false
		}
	}
	worst := sum.worst
	switch joined := sum.joined; {
	case joined == "" && sum.wholes == 0:
		worst = 0
	case joined == "":
	case joined == r.labelSymbol:
		worst = exactSymbol
	case joined == r.labelName:
		worst = exactName
	case slices.Contains(r.nicknames, joined):
		worst = exactNickname
	case strings.HasPrefix(r.labelSymbol, joined):
		worst = max(worst, startsSymbol)
	case strings.HasPrefix(r.labelName, joined) && r.lead:
		worst = max(worst, startsKnown)
	case strings.HasPrefix(r.labelName, joined) || r.nicknamed(joined):
		worst = max(worst, startsName)
	}
	points = worst + r.class(l, worst > 0)
	if sum.asked && sum.exact {
		points += strikeItself
	}
	return points, true
}

// nicknamed reports whether a nickname begins with a text.
func (r *plainRow) nicknamed(text string) bool {
	return slices.ContainsFunc(r.nicknames, func(n string) bool { return strings.HasPrefix(n, text) })
}

// count adds one word to the tally, and reports false when the row has it in
// no sense.
func (r *plainRow) count(sum *tally, w *word, q *query) bool {
	worth := r.word(w, q.near)
	if r.isContract() && (w.strict || w.sides != 0 && worth < startsWord) {
		worth = 0
	}
	rest, longer := strings.CutPrefix(w.text, r.labelSymbol)
	switch {
	case worth > 0:
		sum.joined += w.text
		sum.worst = min(sum.worst, worth)
		return true
	case !r.isContract():
		return r.kind(w.text)
	case w.strict:
		return r.says(w)
	case strings.HasPrefix(r.Symbol.Exchange, w.text):
		return true
	case longer && rest != "" && rest[0] >= '0' && rest[0] <= '9':
		sum.wholes++
		if w.text != r.squeezed || len(q.words) > 1 {
			sum.worst = min(sum.worst, startsSymbol)
		}
		return strings.HasPrefix(r.squeezed, w.text)
	}
	if w.strikes != nil && r.Type != "FUT" && !r.dated(w) {
		sum.asked = true
		sum.exact = sum.exact && w.strike == inUnits(r.Strike)
	}
	return r.says(w)
}

// class is what the kind of row is worth.
func (r *plainRow) class(l *List, named bool) int {
	if !r.isContract() {
		return int(newClass(l, r.Instrument).points)
	}
	points := 0
	switch e := r.Symbol.Exchange; {
	case r.front && named && (e == "MCX" || e == "CDS"):
		points = frontGoods
	case r.Type == "FUT":
		points = futures
	}
	if _, ok := indexOf[familyName{r.Symbol.Exchange, r.name}]; ok {
		points += indexContract
	}
	if _, small := smallGoods[r.name]; small && (r.Symbol.Exchange == "MCX" || r.Symbol.Exchange == "NCO") {
		points += smallContract
	}
	if e := r.Symbol.Exchange; e == "BFO" || e == "NCO" || e == "BCD" {
		points += secondExchange
	}
	return points
}

func (r *plainRow) kind(text string) bool {
	words := []string{"EQ", "EQUITY", "STOCKS", "SHARES", "CASH"}
	if r.Segment == "INDICES" {
		words = []string{"INDEX", "INDICES"}
	}
	return slices.ContainsFunc(append(words, r.Symbol.Exchange), func(w string) bool { return strings.HasPrefix(w, text) })
}

func (r *plainRow) dated(w *word) bool {
	at := r.Expiry.Time()
	return w.onDay(&day{monthly: r.monthly, year: int16(at.Year()), month: int16(at.Month()), date: int16(at.Day())})
}

// says reports whether a contract's expiry, side, segment or strike is what a
// word says.
func (r *plainRow) says(w *word) bool {
	if r.dated(w) || w.sides&r.side != 0 || len(w.text) > len(r.Symbol.Exchange) && strings.HasPrefix(r.segment, w.text) {
		return true
	}
	if w.strikes == nil || r.Type == "FUT" {
		return false
	}
	number, decimals := float64(w.strike)/strikeUnits, 0
	if len(w.strikes) > 1 {
		return strings.HasPrefix(r.strike, strconv.FormatFloat(number, 'f', -1, 64))
	}
	for width := w.strikes[0].high - w.strikes[0].low; width < strikeUnits; width *= 10 {
		decimals++
	}
	return strings.HasPrefix(strconv.FormatFloat(r.Strike, 'f', 4, 64), strconv.FormatFloat(number, 'f', decimals, 64))
}

// search finds what comes first whatever it is worth, and then all else.
func (x *slowIndex) search(text string, today market.Date, limit int) Result {
	if n, err := strconv.ParseUint(text, 10, 32); err == nil {
		if i, ok := x.list.Token(uint32(n)); ok {
			return x.find(text, today, limit, i)
		}
	}
	if followsPrice(text) {
		return Result{}
	}
	if n := rollingFuture(text); n > 1 {
		if r := x.find(text, today, 1, -1); r.Total > 0 {
			return x.find(text, today, limit, x.future(&x.rows[r.Hits[0].Row], n, today))
		}
	}
	return x.find(text, today, limit, -1)
}

// future is the nth future of a row's name; -1: there are not so many.
func (x *slowIndex) future(of *plainRow, n int, today market.Date) int {
	rows := map[market.Date]int{}
	var days []market.Date
	for i := range x.rows {
		r := &x.rows[i]
		if r.Type == "FUT" && r.Expiry >= today && r.Symbol.Exchange == of.Symbol.Exchange && r.name == of.name {
			if _, ok := rows[r.Expiry]; !ok {
				rows[r.Expiry] = i
				days = append(days, r.Expiry)
			}
		}
	}
	slices.Sort(days)
	if !of.isContract() || len(days) < n {
		return -1
	}
	return rows[days[n-1]]
}

// find asks all rows, sorts and cuts.
func (x *slowIndex) find(text string, today market.Date, limit, pinned int) Result {
	type hit struct {
		*plainRow
		points int
		within int64
	}
	for q := range queries(text) {
		var hits []hit
		for i := range x.rows {
			r := &x.rows[i]
			if points, ok := r.points(x.list, q); ok || i == pinned {
				hits = append(hits, hit{r, points, r.within(q)})
			}
		}
		if len(hits) == 0 {
			continue
		}
		slices.SortFunc(hits, func(a, b hit) int {
			return cmp.Or(
				-compareBool(a.row == pinned, b.row == pinned),
				compareBool(a.Expiry != 0 && a.Expiry < today, b.Expiry != 0 && b.Expiry < today),
				cmp.Compare(b.points, a.points),
				cmp.Compare(a.Expiry, b.Expiry),
				cmp.Compare(b.fame, a.fame),
				cmp.Compare(len(a.labelSymbol), len(b.labelSymbol)),
				cmp.Compare(a.labelSymbol, b.labelSymbol),
				cmp.Compare(a.within, b.within),
				cmp.Compare(a.row, b.row))
		})
		r := Result{Total: len(hits), Near: q.near}
		for _, h := range hits[:min(limit, len(hits))] {
			r.Hits = append(r.Hits, Hit{Row: h.row})
		}
		return r
	}
	return Result{}
}

func compareBool(a, b bool) int {
	switch {
	case a == b:
		return 0
	case a:
		return 1
	}
	return -1
}

// within is a row's place among the options of its day: by strike when one was
// asked for, else from the middle outward.
func (r *plainRow) within(q *query) int64 {
	if r.Type != "CE" && r.Type != "PE" {
		return 0
	}
	side := int64(0)
	if r.Type == "PE" {
		side = 1
	}
	for i := range q.words {
		w := &q.words[i]
		rest, longer := strings.CutPrefix(w.text, r.labelSymbol)
		whole := longer && rest != "" && rest[0] >= '0' && rest[0] <= '9' && !w.strict && r.word(w, q.near) == 0
		number := w.strikes != nil && r.word(w, q.near) == 0 && !r.dated(w)
		if whole || number {
			return inUnits(r.Strike)*2 + side
		}
	}
	off := inUnits(r.Strike) - inUnits(r.middle)
	if off < 0 {
		return -off*4 + side
	}
	return off*4 + 2 + side
}
