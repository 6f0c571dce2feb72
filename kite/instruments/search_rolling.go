package instruments

import (
	"cmp"
	"slices"
	"strings"

	"kitewatch/kite"
	"kitewatch/kite/market"
)

// A rolling symbol has no row in the list, so the search tells those that a
// text is, or begins, beside its hits. It is read while it is being typed, and
// its name may be any that the search knows:
//
//	gold@fut1      MCX:GOLD@FUT1, NCO:GOLD@FUT1
//	infosys@f      NFO:INFY@FUT1, NFO:INFY@FUT2, NFO:INFY@FUT3, BFO:INFY@FUT1 …
//	nifty@atm+1    NFO:NIFTY@ATM+1CE, NFO:NIFTY@ATM+1PE
//
// The hits of one are futures, before all the one that it stands for. What is
// at the money depends on a price that no list knows: there are no hits of it,
// or a contract some strikes off would be taken for it.

// rollingParts parts a text at its '@'; ok is false without one.
func rollingParts(text string) (exchange, name, what string, ok bool) {
	before, what, ok := strings.Cut(strings.ToUpper(strings.TrimSpace(text)), "@")
	if !ok {
		return "", "", "", false // nearly always
	}
	exchange, _ = fields(text)
	if exchange != "" {
		_, before, _ = strings.Cut(before, ":")
	}
	return exchange, strings.TrimSpace(before), strings.TrimSpace(what), ok
}

// followsPrice reports a rolling symbol of options, as far as it is typed.
func followsPrice(text string) bool {
	_, _, what, _ := rollingParts(text)
	return what != "" && (strings.HasPrefix("ATM", what) || strings.HasPrefix(what, "ATM"))
}

// rollingWord is the word to search for in place of what stands after '@'.
func rollingWord(what string) string {
	if what != "" && (strings.HasPrefix("FUT", what) || strings.HasPrefix(what, "FUT")) {
		return "FUT"
	}
	return what
}

// rolling returns the rolling symbols that a text is or begins. One that is
// only begun is told if such contracts are listed.
func (x *Index) rolling(text string, today market.Date) []Rolling {
	exchange, name, what, ok := rollingParts(text)
	if !ok || name == "" {
		return nil
	}
	var list []Rolling
	for _, f := range x.named(exchange, name, today) {
		for _, end := range rollingEnds(what) {
			r, _, err := ParseRolling(kite.Symbol{Exchange: f.exchange, Tradingsymbol: f.name + "@" + end})
			if err == nil && (end == what || x.offers(r, today)) {
				list = append(list, r)
			}
		}
	}
	return list
}

// rollingEnds are what may come after '@' when so much of it is typed.
func rollingEnds(what string) []string {
	ends := []string{"FUT1", "FUT2", "FUT3", "ATMCE", "ATMPE"}
	if signed, ok := strings.CutPrefix(what, "ATM"); ok && signed != "" && strings.Contains("+-", signed[:1]) {
		steps := cmp.Or(strings.TrimRight(signed[1:], "CEP"), "1")
		ends = []string{"ATM" + signed[:1] + steps + "CE", "ATM" + signed[:1] + steps + "PE"}
	}
	return slices.DeleteFunc(ends, func(end string) bool { return !strings.HasPrefix(end, what) })
}

// named returns the families of a name, on every exchange that has one. A name
// that none has stands for the one that it finds first.
func (x *Index) named(exchange, name string, today market.Date) []familyName {
	found := x.listing(exchange, name)
	if found != nil {
		return found
	}
	text := name + " FUT"
	if exchange != "" {
		text = exchange + ":" + text
	}
	if in, ok := x.first(text, today); ok && in.isContract() {
		found = x.listing(exchange, in.underlyingName())
	}
	return found
}

// listing returns the families of exactly a name, as far as it is searched.
func (x *Index) listing(exchange, name string) []familyName {
	var found []familyName
	name = squeezed(name)
	for _, on := range exchanges {
		for i := range x.labels {
			f := x.contracts.families[i].familyName
			if f.exchange == on && (exchange == "" || exchange == on) && x.labels[i].symbolText() == name {
				found = append(found, f)
			}
		}
	}
	return found
}

// offers reports whether the list has what a rolling symbol counts.
func (x *Index) offers(r Rolling, today market.Date) bool {
	futures, options := 0, false
	for _, d := range x.contracts.of(r.Exchange, r.Name) {
		if d.expiry >= today && d.opts > d.from {
			futures++
		}
		options = options || d.expiry >= today && d.to > d.opts
	}
	return r.Future > 0 && r.Future <= futures || r.Future == 0 && options
}

// rollingFuture returns which future a text ends in by a rolling symbol, 1 for
// the nearest; 0 for none.
func rollingFuture(text string) int {
	_, _, what, _ := rollingParts(text)
	number, ok := strings.CutPrefix(what, "FUT")
	if !ok || len(number) != 1 || number[0] < '1' || number[0] > '0'+maxFuture {
		return 0
	}
	return int(number[0] - '0')
}

// future returns the row of the nth future, by the day it expires on, of the
// name that the text finds first; -1 if there are not as many. On its expiry
// day a contract is still the first, even when its exchange has closed: what
// else the search finds goes by the day too.
func (x *Index) future(text string, n int, today market.Date) int {
	in, ok := x.first(text, today)
	if !ok {
		return -1
	}
	for _, d := range x.contracts.of(in.Symbol.Exchange, in.underlyingName()) {
		if d.expiry < today || d.opts == d.from {
			continue
		}
		if n--; n == 0 {
			return int(x.contracts.rows[d.from])
		}
	}
	return -1
}

// first returns what a text finds first.
func (x *Index) first(text string, today market.Date) (Instrument, bool) {
	s := search{Index: x, today: today, best: best{limit: 1, today: today}, pinned: -1}
	for q := range queries(text) {
		if s.run(q); s.total > 0 {
			break
		}
	}
	if len(s.best.heap) == 0 {
		return Instrument{}, false
	}
	return x.list.At(int(s.best.heap[0].row)), true
}
