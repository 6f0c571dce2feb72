package instruments

import (
	"strings"

	"kitewatch/kite/market"
)

// A rolling symbol is searched for as what it stands for is: NIFTY@FUT1 as
// "nifty fut", NIFTY@ATM-2PE as "nifty pe". So it is read while it is being
// typed, its name may be any that the search knows ("infosys@fut1"), and what
// is found is contracts. The nearest future is the first of them by itself;
// the second and third are pinned. Of options the search knows no price: they
// stand as always, from the middle of the nearest expiry's strikes outward,
// which is not far from the money.

// rollingWord is the word to search for in place of what stands after '@'.
func rollingWord(what string) string {
	switch {
	case what == "":
		return ""
	case strings.HasPrefix("FUT", what), strings.HasPrefix(what, "FUT"):
		return "FUT"
	case strings.HasPrefix(what, "ATM") && strings.HasSuffix(strings.TrimSuffix(what, "E"), "P"):
		return "PE"
	case strings.HasPrefix("ATM", what), strings.HasPrefix(what, "ATM"):
		return "CE" // as Rolling has it
	}
	return what
}

// rollingFuture returns which future a text ends in by a rolling symbol, 1 for
// the nearest; 0 for none.
func rollingFuture(text string) int {
	_, number, ok := strings.Cut(strings.ToUpper(strings.TrimSpace(text)), "@FUT")
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
	nearest := search{Index: x, today: today, best: best{limit: 1, today: today}, pinned: -1}
	for q := range queries(text) {
		if nearest.run(q); nearest.total > 0 {
			break
		}
	}
	if len(nearest.best.heap) == 0 {
		return -1
	}
	in := x.list.At(int(nearest.best.heap[0].row))
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
