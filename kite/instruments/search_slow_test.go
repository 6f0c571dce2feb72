package instruments

import (
	"slices"
	"strconv"
	"strings"

	"kitewatch/kite"
	"kitewatch/kite/market"
)

// slowIndex is the search without any of its devices: each row of the list is
// asked by itself whether it has all words, all that have are sorted, and only
// then cut to the limit. It shares with the fast one how a query is read, and
// the points.
type slowIndex struct {
	list *List
	rows []plainRow
}

// plainRow is all there is to know about a row.
type plainRow struct {
	Instrument
	row            int
	name           string // of a contract its family's
	squeezed       string // tradingsymbol
	segment        string // squeezed
	strike         string // as text
	side           sides
	labelSymbol    string
	labelName      string
	nicknames      []string
	text           string       // labelSymbol, labelName if it has one, nicknames, parted by '|'
	starts         map[int]bool // of text
	fame           uint8
	lead           bool
	monthly, front bool
	middle         float64 // strike in the middle of its day's options
}

func newSlowIndex(l *List, today market.Date) *slowIndex {
	x := &slowIndex{list: l}
	type key struct {
		exchange, name string
		expiry         market.Date
	}
	strikes, expiries := map[key][]float64{}, map[[2]string][]market.Date{}
	fronts := map[[2]string]market.Date{}
	for i := range l.Len() {
		in := l.At(i)
		r := plainRow{Instrument: in, row: i, name: in.Symbol.Tradingsymbol}
		if in.isContract() {
			r.name = in.underlyingName()
			f := [2]string{in.Symbol.Exchange, r.name}
			expiries[f] = append(expiries[f], in.Expiry)
			if in.Type == "FUT" && in.Expiry >= today && (fronts[f] == 0 || in.Expiry < fronts[f]) {
				fronts[f] = in.Expiry
			}
			if in.Type != "FUT" {
				k := key{in.Symbol.Exchange, r.name, in.Expiry}
				strikes[k] = append(strikes[k], in.Strike)
			}
		}
		x.rows = append(x.rows, r)
	}
	for _, s := range strikes {
		slices.Sort(s)
	}
	for f, list := range expiries {
		slices.Sort(list)
		expiries[f] = slices.Compact(list)
	}
	for i := range x.rows {
		r := &x.rows[i]
		r.label(l)
		f := [2]string{r.Symbol.Exchange, r.name}
		r.monthly = isMonthly(expiries[f], r.Expiry) || f[0] == "MCX" || f[0] == "NCO"
		r.front = r.Type == "FUT" && fronts[f] == r.Expiry
		if s := strikes[key{r.Symbol.Exchange, r.name, r.Expiry}]; len(s) > 0 {
			r.middle = s[len(s)/2]
		}
	}
	return x
}

// isMonthly reports whether no later expiry is in the same month.
func isMonthly(list []market.Date, expiry market.Date) bool {
	year, month, _ := expiry.Time().Date()
	for _, other := range list {
		if y, m, _ := other.Time().Date(); other > expiry && y == year && m == month {
			return false
		}
	}
	return true
}

// label works out the text a row is searched by.
func (r *plainRow) label(l *List) {
	symbol, name := r.name, r.Name
	f := familyName{r.Symbol.Exchange, r.name}
	share := kite.Symbol{Exchange: "NSE", Tradingsymbol: r.name}
	if !r.isContract() {
		if other := contractsOf[r.Symbol]; other != "" && r.Segment == "INDICES" {
			name = other
		}
	} else if other := otherNames[f]; other != "" {
		name = other
	} else if index := indexOf[f]; !index.IsZero() {
		name = index.Tradingsymbol
	} else if i, ok := l.Find(share); ok && strings.HasSuffix(f.exchange, "FO") {
		name = l.At(i).Name
	} else {
		name = ""
	}
	r.labelSymbol, r.labelName = slowSqueeze(symbol), slowSqueeze(name)
	r.squeezed, r.segment = slowSqueeze(r.Symbol.Tradingsymbol), slowSqueeze(r.Segment)
	r.strike = strconv.FormatFloat(r.Strike, 'f', -1, 64)
	r.side = map[string]sides{"FUT": sideFut, "CE": sideCall, "PE": sidePut}[r.Type]
	r.starts = map[int]bool{}
	mark := func(at int, text string) {
		for _, word := range strings.FieldsFunc(text, func(c rune) bool { return slowSqueeze(string(c)) == "" }) {
			r.starts[at] = true
			at += len(word)
		}
	}
	r.text = r.labelSymbol
	mark(0, symbol)
	if r.labelName == r.labelSymbol {
		r.labelName = ""
		mark(0, name)
	} else if r.labelName != "" {
		r.text += "|" + r.labelName
		mark(len(r.labelSymbol)+1, name)
	}
	r.know()
	for _, nickname := range r.nicknames {
		mark(len(r.text)+1, nickname)
		r.text += "|" + nickname
	}
}

// know looks the row, or what it is written on, up among the known.
func (r *plainRow) know() {
	also := ""
	stock := map[string]bool{"NSE": true, "BSE": true, "NFO": true, "BFO": true}
	index := indexOf[familyName{r.Symbol.Exchange, r.name}]
	if r.Segment == "INDICES" {
		index = r.Symbol
	}
	switch {
	case r.isContract() && (r.Symbol.Exchange == "MCX" || r.Symbol.Exchange == "NCO"):
		also = smallGoods[r.name]
	case index.Exchange == "NSE":
		also = indexNicknames[index.Tradingsymbol]
	case !index.IsZero() || !stock[r.Symbol.Exchange]:
	default:
		for i, s := range knownShares {
			if s.symbol == r.name {
				r.fame, also = uint8(len(knownShares)-i), s.also
				r.lead = r.Symbol.Exchange == "NSE" || r.Symbol.Exchange == "NFO"
			}
		}
	}
	if also != "" {
		r.nicknames = strings.Split(also, "|")
	}
}

func slowSqueeze(text string) string {
	return strings.Map(func(c rune) rune {
		if c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' {
			return c
		}
		return -1
	}, strings.ToUpper(text))
}

// word is what a word is worth in the row's text.
func (r *plainRow) word(w *word, near bool) int {
	best := 0
	for at := range r.text {
		if !strings.HasPrefix(r.text[at:], w.text) {
			continue
		}
		switch {
		case at == 0:
			best = max(best, startsSymbol)
		case r.starts[at]:
			best = max(best, startsWord)
		case at < len(r.labelSymbol):
			best = max(best, insideSymbol)
		default:
			best = max(best, insideName)
		}
	}
	if w.strict && best < startsWord {
		return 0
	}
	if best == 0 && near && !w.strict {
		best = r.near(w)
	}
	return best
}

// near compares a word with each word of the text, and each beginning of what
// follows there.
func (r *plainRow) near(w *word) int {
	word, limit := w.text, slips(w.text)
	best := 0
	at := 0
	for _, part := range strings.Split(r.text, "|") {
		start := at
		at += len(part) + 1
		for from := range part {
			if !r.starts[start+from] || part[from] != word[0] {
				continue
			}
			end := from + 1
			for end < len(part) && !r.starts[start+end] {
				end++
			}
			whole := part[from:end]
			bare := strings.NewReplacer("A", "", "E", "", "I", "", "O", "", "U", "").Replace(whole)
			if w.shortened && min(len(whole), len(word)) >= 3 && strings.Trim(word, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") == "" &&
				(bare == word || len(whole) < len(word) && word[:len(whole)] == whole) {
				best = max(best, nearShort)
			}
			for to := from; to <= len(part) && limit > 0; to++ {
				d := slowDistance(word, part[from:to])
				if d > limit || to-from > len(word)+limit || len(word) < slipStart && to != end {
					continue
				}
				worth := nearStart
				if to == end {
					worth = nearWhole
				}
				best = max(best, worth-secondSlip*max(0, d-1))
			}
		}
	}
	return best
}

// slowDistance is the number of slips by its definition.
func slowDistance(a, b string) int {
	table := make([][]int, len(a)+1)
	for i := range table {
		table[i] = make([]int, len(b)+1)
		for j := range table[i] {
			switch {
			case i == 0 || j == 0:
				table[i][j] = i + j
				continue
			case a[i-1] == b[j-1]:
				table[i][j] = table[i-1][j-1]
			default:
				table[i][j] = 1 + min(table[i-1][j-1], table[i-1][j], table[i][j-1])
			}
			table[i][j] = min(table[i][j], 1+table[i-1][j], 1+table[i][j-1])
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				table[i][j] = min(table[i][j], 1+table[i-2][j-2])
			}
		}
	}
	return table[len(a)][len(b)]
}
