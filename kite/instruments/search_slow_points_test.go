package instruments

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"kitewatch/kite/market"
)

// points asks a row for all words.
func (r *plainRow) points(l *List, q *query) (points int, ok bool) {
	if q.exchange != "" && q.exchange != r.Symbol.Exchange {
		return 0, false
	}
	joined, worst, all := "", exactSymbol, true
	exact, asked, wholes := true, false, 0
	for i := range q.words {
		w := &q.words[i]
		worth := r.word(w, q.near)
		if r.isContract() && w.strict {
			worth = 0
		}
		rest, longer := strings.CutPrefix(w.text, r.labelSymbol)
		switch {
		case worth > 0:
			joined += w.text
			worst = min(worst, worth)
		case !r.isContract() && !r.kind(w.text), r.isContract() && w.strict && !r.says(w):
			return 0, false
		case !r.isContract(), w.strict, strings.HasPrefix(r.Symbol.Exchange, w.text):
			all = false
		case longer && rest != "" && rest[0] >= '0' && rest[0] <= '9':
			if !strings.HasPrefix(r.squeezed, w.text) {
				return 0, false
			}
			wholes++
			worst = min(worst, startsSymbol)
			if all = all && w.text == r.squeezed && len(q.words) == 1; all {
				worst = exactSymbol
			}
		case r.says(w):
			all = false
		default:
			return 0, false
		}
		if r.isContract() && worth == 0 && w.strikes != nil && r.Type != "FUT" && !strings.HasPrefix(r.Symbol.Exchange, w.text) && !(longer && rest != "") && !r.dated(w) {
			asked = true
			exact = exact && w.strike == inUnits(r.Strike)
		}
	}
	switch {
	case joined != "" && joined == r.labelSymbol:
		worst = exactSymbol
	case joined != "" && joined == r.labelName:
		worst = exactName
	case joined != "" && strings.HasPrefix(r.labelSymbol, joined):
		worst = max(worst, startsSymbol)
	case joined != "" && strings.HasPrefix(r.labelName, joined):
		worst = max(worst, startsName)
	case joined == "" && wholes == 0:
		worst = 0
	}
	if asked && exact {
		worst += strikeItself
	}
	return worst + r.class(l, worst > 0), true
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
	return w.strikes != nil && r.Type != "FUT" && strings.HasPrefix(r.strike, strconv.FormatFloat(float64(w.strike)/strikeUnits, 'f', -1, 64))
}

// search asks all rows, sorts and cuts.
func (x *slowIndex) search(text string, today market.Date, limit int) Result {
	type hit struct {
		*plainRow
		points int
		within int64
	}
	token := -1
	if n, err := strconv.ParseUint(text, 10, 32); err == nil {
		if i, ok := x.list.Token(uint32(n)); ok {
			token = i
		}
	}
	for q := range queries(text) {
		var hits []hit
		for i := range x.rows {
			r := &x.rows[i]
			if points, ok := r.points(x.list, q); ok || i == token {
				hits = append(hits, hit{r, points, r.within(q)})
			}
		}
		if len(hits) == 0 {
			continue
		}
		slices.SortFunc(hits, func(a, b hit) int {
			return cmp.Or(
				-compareBool(a.row == token, b.row == token),
				compareBool(a.Expiry != 0 && a.Expiry < today, b.Expiry != 0 && b.Expiry < today),
				cmp.Compare(b.points, a.points),
				cmp.Compare(a.Expiry, b.Expiry),
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
