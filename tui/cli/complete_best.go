package cli

import (
	"cmp"
	"slices"
	"strings"

	"kitewatch/kite/instruments"
	"kitewatch/kite/market"
)

// mostOffered is how many symbols a Tab offers. More are no help to a reader, and
// each costs the shell time.
const mostOffered = 50

// beginning is which instruments are asked for by the beginning of their symbols.
type beginning struct {
	exchange string
	name     string   // how the tradingsymbol begins
	any      bool     // of any exchange, if its tradingsymbol alone says which
	others   []string // with any: all exchanges
	today    market.Date
}

// candidate is an instrument that begins as it should.
type candidate struct {
	row    int
	symbol string // tradingsymbol
	rank   int
	expiry market.Date
}

// best returns the rows of the instruments that are wanted, what a trader most
// likely means first, and at most mostOffered.
//
// Shells put on the line what all lines offered have in common. So where not all
// are offered, the first and the last by the alphabet are among them: these two
// have no more in common than all, and no Tab runs ahead to a month or a strike
// that nobody has chosen.
func (b beginning) best(l *instruments.List) []int {
	var found []candidate
	var first, last candidate
	count := 0
	for row := range l.Len() {
		in := l.At(row)
		if !strings.HasPrefix(in.Symbol.Tradingsymbol, b.name) || !b.has(l, in) {
			continue
		}
		c := candidate{row, in.Symbol.Tradingsymbol, b.rank(in), in.Expiry}
		if count == 0 || c.symbol < first.symbol {
			first = c
		}
		if count == 0 || c.symbol > last.symbol {
			last = c
		}
		count++
		found = keep(found, c)
	}
	if count > len(found) {
		for i, end := range []candidate{last, first} {
			if !slices.Contains(found, end) {
				found[len(found)-1-i] = end
			}
		}
	}
	rows := make([]int, 0, len(found))
	for _, c := range found {
		rows = append(rows, c.row)
	}
	return rows
}

// has reports whether an instrument is of the exchange asked for, or may be
// named without one.
func (b beginning) has(l *instruments.List, in instruments.Instrument) bool {
	if !b.any || in.Symbol.Exchange == b.exchange {
		return in.Symbol.Exchange == b.exchange
	}
	s := in.Symbol
	for _, s.Exchange = range b.others {
		if _, listed := l.Find(s); listed && s.Exchange != in.Symbol.Exchange {
			return false
		}
	}
	return true
}

// rank puts what is still traded before what has expired, what is typed in full
// before what only begins so, and then an index, a share, a share of another
// series or a bond, a future, an option; of GOLD the contracts before those of
// GOLDM.
func (b beginning) rank(in instruments.Instrument) int {
	rank := 0
	switch {
	case in.IsIndex():
	case in.Type == "EQ" && !strings.Contains(in.Symbol.Tradingsymbol, "-"):
		rank = 1
	case in.Type == "EQ":
		rank = 2
	case in.Type == "FUT" && in.Name == b.name:
		rank = 3
	case in.Type == "FUT":
		rank = 4
	case in.Name == b.name:
		rank = 5
	default:
		rank = 6
	}
	if in.Symbol.Tradingsymbol != b.name {
		rank += 10
	}
	if in.Expiry != 0 && in.Expiry < b.today {
		rank += 100
	}
	return rank
}

// keep puts a candidate into its place among the best, if it has one there.
func keep(best []candidate, c candidate) []candidate {
	at, _ := slices.BinarySearchFunc(best, c, order)
	if at == mostOffered {
		return best
	}
	best = slices.Insert(best, at, c)
	return best[:min(len(best), mostOffered)]
}

func order(a, b candidate) int {
	return cmp.Or(cmp.Compare(a.rank, b.rank), cmp.Compare(a.expiry, b.expiry),
		cmp.Compare(len(a.symbol), len(b.symbol)), cmp.Compare(a.symbol, b.symbol), cmp.Compare(a.row, b.row))
}
