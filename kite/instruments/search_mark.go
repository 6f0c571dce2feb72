package instruments

import (
	"slices"
	"strconv"
	"strings"
)

// marker finds what is to be underlined in the hits: of each word the first
// place where it stands in the tradingsymbol.
//
//	nifty 24500 c         NIFTY26D0124500CE
//	                      ^^^^^     ^^^^^^^
//	m&m                   M&M
//	                      ^^^
type marker struct {
	list  *List
	query *query
	room  []Range // of all hits' marks, so that they take few allocations
}

// marks returns the marks of one row, in order and apart.
func (m *marker) marks(row int) []Range {
	in := m.list.At(row)
	symbol := in.Symbol.Tradingsymbol
	from := len(m.room)
	if all, ok := stands(symbol, m.query.text); ok {
		m.room = append(m.room, all)
	} else {
		for i := range m.query.words {
			if r, ok := m.query.words[i].mark(in); ok {
				m.room = append(m.room, r)
			}
		}
	}
	m.room = m.room[:from+join(m.room[from:])]
	if len(m.room) == from {
		return nil
	}
	return m.room[from:len(m.room):len(m.room)]
}

// join puts ranges in order and joins those that touch; it returns how many
// are left.
func join(list []Range) int {
	slices.SortFunc(list, func(a, b Range) int { return a.From - b.From })
	n := 0
	for _, r := range list {
		if n > 0 && r.From <= list[n-1].To {
			list[n-1].To = max(list[n-1].To, r.To)
			continue
		}
		list[n] = r
		n++
	}
	return n
}

// mark finds the word in a symbol: a contract's has its name in front, then
// five characters of date, the strike, and the side at its end.
func (w *word) mark(in Instrument) (Range, bool) {
	symbol := in.Symbol.Tradingsymbol
	if !in.isContract() {
		return stands(symbol, w.text)
	}
	name := min(len(in.underlyingName()), len(symbol))
	if r, ok := stands(symbol[:name], w.text); ok && !w.strict {
		return r, true
	}
	if in.sides()&w.sides != 0 && strings.HasSuffix(symbol, in.Type) {
		return Range{len(symbol) - len(in.Type), len(symbol)}, true
	}
	at := in.Expiry.Time()
	expiry := day{year: int16(at.Year()), month: int16(at.Month()), date: int16(at.Day())}
	if !w.weekly && !w.monthly && w.onDay(&expiry) && len(symbol) >= name+5 {
		return Range{name, name + 5}, true
	}
	if w.covers(inUnits(in.Strike)) {
		strike := strconv.FormatFloat(in.Strike, 'f', -1, 64)
		from := len(symbol) - len(in.Type) - len(strike)
		if from > 0 && symbol[from:len(symbol)-len(in.Type)] == strike {
			r, ok := stands(strike, w.text)
			return Range{from + r.From, from + r.To}, ok
		}
	}
	return stands(symbol, w.text)
}

// sides is what side an instrument is of, as words tell it.
func (i Instrument) sides() sides {
	switch i.Type {
	case "FUT":
		return sideFut
	case "CE":
		return sideCall
	case "PE":
		return sidePut
	}
	return 0
}

// stands returns where a squeezed word stands in a symbol: the bytes from its
// first to its last sign, with what lies between.
func stands(symbol, word string) (Range, bool) {
	if word == "" {
		return Range{}, false
	}
	for from := range len(symbol) {
		if to := standsAt(symbol, word, from); to > from {
			return Range{from, to}, true
		}
	}
	return Range{}, false
}

// standsAt returns where a word ends that begins at from; 0 when it does not
// stand there.
func standsAt(symbol, word string, from int) int {
	n := 0
	for at := from; at < len(symbol); at++ {
		c := symbol[at]
		switch {
		case c == word[n] || c >= 'a' && c <= 'z' && c-'a'+'A' == word[n]:
			n++
		case n == 0 || isSign(c):
			return 0
		}
		if n == len(word) {
			return at + 1
		}
	}
	return 0
}

// isSign reports whether a byte is a letter or a digit.
func isSign(c byte) bool {
	return isDigit(c) || c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z'
}
