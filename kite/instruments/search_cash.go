package instruments

import (
	"strings"
)

// cash are the shares, bonds and indices of a list: what is searched as text.
type cash struct {
	rows   []int32 // of the list
	labels []label
	class  []class
	// posting lists: for each pair of letters, which labels have it.
	offsets []int32
	pairs   []int32
}

// class is what kind of instrument it is, as far as the search cares.
type class struct {
	exchange uint8 // its place in exchangeNames
	index    bool
	points   int8
}

var exchangeNames = []string{"", "NSE", "BSE", "NFO", "BFO", "MCX", "CDS", "BCD", "NCO"}

// cashWords are what a row of the cash market may be called.
var cashWords = []struct {
	text  string
	index bool
}{{"EQ", false}, {"EQUITY", false}, {"STOCKS", false}, {"SHARES", false}, {"CASH", false}, {"INDEX", true}, {"INDICES", true}}

// signs is the number of letters and digits.
const signs = 36

// newCash collects a list's rows and makes their posting lists, counting first
// so that each list is where it belongs at once.
func newCash(l *List) cash {
	c := cash{offsets: make([]int32, signs*signs+1)}
	var arena []byte
	var ends []int
	for i := range l.Len() {
		in := l.At(i)
		if in.isContract() {
			continue
		}
		var one label
		arena, one = appendLabel(arena, in.Symbol.Tradingsymbol, in.labelName(), in.known())
		c.rows = append(c.rows, int32(i))
		c.labels = append(c.labels, one)
		c.class = append(c.class, newClass(l, in))
		ends = append(ends, len(arena))
	}
	text, from := string(arena), 0
	for i, end := range ends {
		c.labels[i].text, from = text[from:end], end
	}
	c.post()
	return c
}

// post makes the posting lists.
func (c *cash) post() {
	last := make([]int32, signs*signs) // the latest label with a pair, plus 1
	each := func(visit func(pair int, label int32)) {
		clear(last)
		for i := range c.labels {
			text := c.labels[i].text
			for at := 1; at < len(text); at++ {
				pair := pairOf(text[at-1], text[at])
				if pair >= 0 && last[pair] != int32(i+1) {
					last[pair] = int32(i + 1)
					visit(pair, int32(i))
				}
			}
		}
	}
	each(func(pair int, _ int32) { c.offsets[pair+1]++ })
	for i := range signs * signs {
		c.offsets[i+1] += c.offsets[i]
	}
	c.pairs = make([]int32, c.offsets[signs*signs])
	next := append([]int32(nil), c.offsets...)
	each(func(pair int, label int32) {
		c.pairs[next[pair]] = label
		next[pair]++
	})
}

// pairOf numbers two letters or digits that follow each other; -1 beside the
// separator.
func pairOf(a, b byte) int {
	if a == separator || b == separator {
		return -1
	}
	return sign(a)*signs + sign(b)
}

func sign(c byte) int {
	if c >= 'A' {
		return int(c-'A') + 10
	}
	return int(c - '0')
}

// newClass sorts a row into its class. The dump has no column for series or
// bonds; they show in the symbol's end, or in a BSE symbol's figures.
func newClass(l *List, in Instrument) class {
	c := class{index: in.IsIndex()}
	for i, name := range exchangeNames {
		if name == in.Symbol.Exchange {
			c.exchange = uint8(i)
		}
	}
	symbol, nse := in.Symbol.Tradingsymbol, in.Symbol.Exchange == "NSE"
	switch base, series := seriesOf(symbol); {
	case c.index && nse:
		c.points = indexNSE
	case c.index && in.Symbol.Exchange == "BSE":
		c.points = indexBSE
	case c.index:
		c.points = indexOther
	case isShareSeries(series):
		c.points = shareSeries
	case base != symbol, in.Name == "", looksLikeBond(symbol):
		c.points = bonds
	case nse && l.HasDerivatives(in):
		c.points = shareWithMore
	case nse:
		c.points = shareNSE
	default:
		c.points = shareBSE
	}
	if _, ok := contractsOf[in.Symbol]; ok && c.index {
		c.points += indexTraded
	}
	return c
}

// seriesOf parts a symbol from its series: VIVIANA-BE. Without one the base is
// the symbol; BAJAJ-AUTO has none.
func seriesOf(symbol string) (base, series string) {
	if n := len(symbol) - 3; n > 0 && symbol[n] == '-' {
		return symbol[:n], symbol[n+1:]
	}
	return symbol, ""
}

// isShareSeries reports whether a series is of shares or trusts; the others
// are bonds and bills.
func isShareSeries(series string) bool {
	switch series {
	case "BE", "BL", "BZ", "SM", "ST", "SZ", "RR", "IV", "IT", "ID", "T0", "E1", "P1", "W1":
		return true
	}
	return false
}

// looksLikeBond reports whether a symbol begins and ends with a figure, as
// 858VAFIN27 does and no company's.
func looksLikeBond(symbol string) bool {
	return symbol != "" && isDigit(symbol[0]) && isDigit(symbol[len(symbol)-1])
}

// isKind reports whether a word tells the exchange or the kind of a row of the
// cash market.
func (c class) isKind(word string) bool {
	if strings.HasPrefix(exchangeNames[c.exchange], word) {
		return true
	}
	for _, w := range cashWords {
		if w.index == c.index && strings.HasPrefix(w.text, word) {
			return true
		}
	}
	return false
}

// isKindWord reports whether a word may be the exchange or kind of some row,
// so that rows without it in their text must be looked at too.
func isKindWord(word string) bool {
	for i := range exchangeNames {
		if (class{exchange: uint8(i)}).isKind(word) || (class{index: true}).isKind(word) {
			return true
		}
	}
	return false
}

// runCash searches the cash market.
func (s *search) runCash(q *query, counted *bool) {
	c := &s.cash
	list, all := c.candidates(q)
	n := len(list)
	if all {
		n = len(c.rows)
	}
	for i := range n {
		at := int32(i)
		if !all {
			at = list[i]
		}
		points, ok := c.points(q, int(at))
		if !ok {
			continue
		}
		s.total++
		if int(c.rows[at]) == s.pinned {
			*counted = true
			continue
		}
		s.best.offer(&match{row: c.rows[at], points: int32(points), label: &c.labels[at]})
	}
}

// candidates returns the labels that may have all words: those with the rarest
// pair of letters. all: no word has a pair that must be there.
func (c *cash) candidates(q *query) (list []int32, all bool) {
	if q.near {
		return nil, true
	}
	all = true
	for i := range q.words {
		text := q.words[i].text
		if isKindWord(text) {
			continue
		}
		for at := 1; at < len(text); at++ {
			pair := pairOf(text[at-1], text[at])
			posted := c.pairs[c.offsets[pair]:c.offsets[pair+1]]
			if all || len(posted) < len(list) {
				list, all = posted, false
			}
		}
	}
	return list, all
}

// points is what a row of the cash market is worth; ok is false when a word
// does not fit.
func (c *cash) points(q *query, at int) (points int, ok bool) {
	kind, label := c.class[at], &c.labels[at]
	if q.exchange != "" && exchangeNames[kind.exchange] != q.exchange {
		return 0, false
	}
	set, worst := uint(0), exactSymbol
	for i := range q.words {
		w := &q.words[i]
		worth := label.worth(w, q.near)
		switch {
		case worth > 0:
			set |= 1 << i
			worst = min(worst, worth)
		case !kind.isKind(w.text):
			return 0, false
		}
	}
	if set == 0 {
		return int(kind.points), true
	}
	return max(worst, label.whole(q.join(set))) + int(kind.points), true
}

// worth is what a word is worth in a label. One that is said of contracts must
// stand where a word starts: "ce" is a call, not the end of RELIANCE.
func (l *label) worth(w *word, near bool) int {
	worth := l.find(w.text)
	switch {
	case w.strict && worth < startsWord:
		return 0
	case worth == 0 && near && !w.strict:
		return l.near(w)
	}
	return worth
}
