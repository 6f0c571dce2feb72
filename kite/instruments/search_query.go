package instruments

import (
	"iter"
	"slices"
	"strings"
)

// maxWords is how many words of a query count. Nobody types more; and what is
// pasted by mistake costs no more than these.
const maxWords = 8

// query is one way to read what was typed.
type query struct {
	words    []word
	all      uint            // the set of all words, bit i for words[i]
	exchange string          // of EXCHANGE:SYMBOL: nothing else is looked at
	near     bool            // words that nearly fit are taken
	text     string          // the texts of all words put together
	joined   map[uint]string // of other sets; made when asked for
}

// queries gives the ways to read a text, of which the first that finds
// anything is taken:
//
//	nifty 1 dec 24500ce
//	1  NIFTY  1DEC  24500CE      dates put together
//	2  NIFTY  1  DEC  24500CE    word for word
//	3  NIFTY  1DEC  24500  CE    what was written without blanks parted
//	4  1 without LTD or LIMITED, which the dump leaves out
//	5  1 and 3 again, and words that nearly fit will do
//
// Most texts need the first alone.
func queries(text string) iter.Seq[*query] {
	return func(yield func(*query) bool) {
		exchange, words := fields(text)
		if len(words) == 0 && exchange == "" {
			return
		}
		dated, parted := withDates(words), withDates(apart(words))
		undated, unparted := slices.Equal(words, dated), slices.Equal(parted, dated)
		if !yield(newQuery(dated, exchange, false)) ||
			!undated && !yield(newQuery(words, exchange, false)) ||
			!unparted && !yield(newQuery(parted, exchange, false)) {
			return
		}
		if limited := len(dated); limited > 1 {
			dated, parted = withoutLimited(dated), withoutLimited(parted)
			if len(dated) < limited && !yield(newQuery(dated, exchange, false)) {
				return
			}
		}
		_ = (!mistyped(dated) || yield(newQuery(dated, exchange, true))) &&
			(unparted || !mistyped(parted) || yield(newQuery(parted, exchange, true)))
	}
}

// withoutLimited leaves out what a company is by law.
func withoutLimited(words []string) []string {
	short := slices.DeleteFunc(slices.Clone(words), func(w string) bool { return w == "LTD" || w == "LIMITED" })
	if len(short) == 0 {
		return words // it is all there is
	}
	return short
}

// mistyped reports whether a slip is forgiven in any of the words.
func mistyped(words []string) bool {
	return slices.ContainsFunc(words, func(w string) bool { return slips(w) > 0 })
}

func newQuery(words []string, exchange string, near bool) *query {
	q := &query{exchange: exchange, near: near}
	for _, text := range words[:min(len(words), maxWords)] {
		q.words = append(q.words, newWord(text))
		q.text += q.words[len(q.words)-1].text
		q.words[len(q.words)-1].shortened = near && len(words) > 1
	}
	q.all = 1<<len(q.words) - 1
	return q
}

// join returns the texts of a set of words put together.
func (q *query) join(set uint) string {
	if set == q.all {
		return q.text
	}
	if text, ok := q.joined[set]; ok {
		return text
	}
	var b strings.Builder
	for i := range q.words {
		if set>>i&1 != 0 {
			b.WriteString(q.words[i].text)
		}
	}
	if q.joined == nil {
		q.joined = map[uint]string{}
	}
	q.joined[set] = b.String()
	return b.String()
}

// fields parts a text into words, raised, of letters, digits and the point of
// a number. A known exchange before a colon is the only one that counts.
func fields(text string) (exchange string, words []string) {
	text = strings.ToUpper(text)
	if before, after, ok := strings.Cut(text, ":"); ok {
		if exchangeKnown(strings.TrimSpace(before)) {
			exchange, text = strings.TrimSpace(before), after
		}
	}
	parts := strings.FieldsFunc(text, func(r rune) bool { return r <= ' ' || r == ':' || r == '/' })
	for _, part := range withoutAnd(parts) {
		name, what, rolling := strings.Cut(part, "@")
		words = appendWord(words, name)
		if rolling {
			words = appendWord(words, rollingWord(what))
		}
	}
	return exchange, words
}

// appendWord adds what of a text is searched for, if anything is.
func appendWord(words []string, text string) []string {
	var b strings.Builder
	for i := range len(text) {
		c := text[i]
		point := c == '.' && i > 0 && isDigit(text[i-1])
		if c >= 'A' && c <= 'Z' || isDigit(c) || point {
			b.WriteByte(c)
		}
	}
	if w := strings.TrimRight(b.String(), "."); w != "" {
		return append(words, w)
	}
	return words
}

// withoutAnd leaves out the "and" between two words, as '&' is everywhere: it
// says nothing, and names have the one or the other. Single letters on both
// sides are initials, and one word: "l and t" is L&T.
func withoutAnd(parts []string) []string {
	var list []string
	for i := 0; i < len(parts); i++ {
		if n := len(list); n > 0 && i+1 < len(parts) && (parts[i] == "AND" || parts[i] == "&") {
			if i++; isInitial(parts[i-2]) && isInitial(parts[i]) {
				list[n-1] += parts[i]
				continue
			}
		}
		list = append(list, parts[i])
	}
	return list
}

func isInitial(text string) bool { return len(text) == 1 && text[0] >= 'A' && text[0] <= 'Z' }

func exchangeKnown(text string) bool {
	switch text {
	case "NSE", "BSE", "NFO", "BFO", "CDS", "BCD", "MCX", "NCO":
		return true
	}
	return false
}

// withDates puts a month and the figures beside it together: "1 dec", "dec 1",
// "26 nov".
func withDates(words []string) []string {
	var list []string
	for i := 0; i < len(words); i++ {
		one := words[i]
		if i+1 < len(words) {
			next := words[i+1]
			if day := withoutOrdinal(one); isMonth(next) {
				one = day
			}
			if isMonth(one) {
				next = withoutOrdinal(next)
			}
			if isDayOrYear(one) && len(one) < 3 && isMonth(next) || isMonth(one) && isDayOrYear(next) {
				one += next
				i++
			}
		}
		list = append(list, one)
	}
	return list
}

// withoutOrdinal is the day of "8th", "1st", "22nd".
func withoutOrdinal(text string) string {
	for _, end := range []string{"ST", "ND", "RD", "TH"} {
		if day, ok := strings.CutSuffix(text, end); ok && day != "" && len(day) < 3 && isDayOrYear(day) {
			return day
		}
	}
	return text
}

func isDayOrYear(text string) bool {
	return strings.Trim(text, "0123456789") == "" && (len(text) < 3 || len(text) == 4 && text[:2] == "20")
}

// isMonth reports whether a word is a month's first three letters, or more.
func isMonth(text string) bool {
	w := newWord(text)
	return len(w.dates) == 1 && len(text) >= 3 && strings.Trim(text, "0123456789") == text
}

// apart parts words between letters and figures, and takes what is said of a
// contract off the end of a name: "niftydecfut". CE and PE only from the very
// end, or RELIANCE1300PE would be a call and a put at once.
func apart(words []string) []string {
	var list []string
	for _, text := range words {
		for text != "" {
			n := 1
			for n < len(text) && (text[n] >= 'A') == (text[0] >= 'A') {
				n++
			}
			part := text[:n]
			text = text[n:]
			side := ""
			if text == "" {
				part, side = withoutSide(part)
			}
			if at := len(part) - 3; at > 0 && strings.Index(monthCodes, part[at:])%3 == 0 {
				list = append(list, part[:at])
				part = part[at:]
			}
			list = append(list, part)
			if side != "" {
				list = append(list, side)
			}
		}
	}
	return list
}

// withoutSide takes FUT, CE or PE off the end of a longer word.
func withoutSide(text string) (rest, side string) {
	for _, side := range []string{"FUT", "CE", "PE"} {
		if rest, ok := strings.CutSuffix(text, side); ok && rest != "" {
			return rest, side
		}
	}
	return text, ""
}
