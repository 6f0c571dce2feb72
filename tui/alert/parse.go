package alert

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"kitewatch/kite/feed"
)

// Change is what is to become of one of an entry's levels.
type Change struct {
	Kind  Kind
	Value float64 // as of a Level; 0: there is to be none
}

// What a level of the price may be at most, as a price on the wire, and of the
// change in per cent: an option can go up a hundredfold in a day.
const (
	maxLevel  = 1e9
	maxChange = 10_000
)

// marks are how a kind may be named in the prompt, the longer before those that
// they start with.
var marks = []struct {
	text string
	kind Kind
}{
	{">=", Above}, {"≥", Above}, {">", Above}, {"above", Above}, {"over", Above},
	{"<=", Below}, {"≤", Below}, {"<", Below}, {"below", Below}, {"under", Below},
	{"change_pct", ChangePct}, {"change", ChangePct}, {"chg", ChangePct}, {"±", ChangePct}, {"+-", ChangePct}, {"+/-", ChangePct},
}

// nones are the words that take a level away.
var nones = []string{"none", "off", "no", "-"}

// ParseLevel reads what is typed into the prompt for a row's levels: ">1600",
// "above 1,600", "<1400", "below 1400", "2%", "chg 2", or several of them apart by
// blanks. A bare number is above when it is higher than the row's last price, and
// below when lower. "above none" takes that one away, "none" alone all three;
// kinds that are not named are left as they are, and an empty text leaves all. The
// error is a sentence for the user.
func ParseLevel(text string, row feed.Row) ([]Change, error) {
	words := split(strings.ReplaceAll(text, " %", "%"))
	if len(words) == 1 && slices.Contains(nones, words[0]) {
		return []Change{{Kind: Above}, {Kind: Below}, {Kind: ChangePct}}, nil
	}
	var changes []Change
	named := map[Kind]bool{}
	for len(words) > 0 {
		c, used, err := one(words, float64(row.Quote.LastPrice))
		if err != nil {
			return nil, err
		}
		if named[c.Kind] {
			return nil, fmt.Errorf("%s is given twice: a row has one level of each kind", nameOf(c.Kind))
		}
		named[c.Kind] = true
		changes = append(changes, c)
		words = words[used:]
	}
	return changes, nil
}

// nameOf is what a kind is called in a sentence.
func nameOf(k Kind) string {
	if k == ChangePct {
		return "a change in per cent"
	}
	return k.String()
}

// split takes a text apart: kinds from their figures, whether there is a blank
// between them or not.
func split(text string) []string {
	var words []string
	for _, word := range strings.Fields(strings.ToLower(text)) {
		for word != "" {
			n := len(word)
			for _, m := range marks {
				if strings.HasPrefix(word, m.text) {
					n = len(m.text)
					break
				}
				if i := strings.Index(word, m.text); i > 0 && !isLetter(m.text) {
					n = min(n, i)
				}
			}
			words = append(words, word[:n])
			word = word[n:]
		}
	}
	return words
}

func isLetter(s string) bool { return unicode.IsLetter([]rune(s)[0]) }

// one reads one level, and how many words it takes.
func one(words []string, last float64) (c Change, used int, err error) {
	for _, m := range marks {
		if words[0] != m.text {
			continue
		}
		if len(words) == 1 {
			return c, 0, fmt.Errorf("%s needs a figure after it, as in %s", words[0], exampleOf(m.kind, last))
		}
		c, err = ofKind(m.kind, words[1])
		return c, 2, err
	}
	c, err = bare(words[0], last)
	return c, 1, err
}

func exampleOf(k Kind, last float64) string {
	if k == ChangePct {
		return "2%"
	}
	if !usable(last) {
		last = 1600
	}
	return map[Kind]string{Above: ">", Below: "<"}[k] + strconv.FormatFloat(math.Round(last), 'f', -1, 64)
}

// ofKind reads the figure of a kind that is named.
func ofKind(k Kind, word string) (Change, error) {
	if slices.Contains(nones, word) {
		return Change{Kind: k}, nil
	}
	figure, percent := strings.CutSuffix(word, "%")
	if percent && k != ChangePct {
		return Change{}, fmt.Errorf("%s takes a price: for the day's change write %s alone", k, word)
	}
	v, err := number(figure)
	if err != nil {
		return Change{}, err
	}
	return checked(k, v)
}

// bare reads a figure that stands alone.
func bare(word string, last float64) (Change, error) {
	figure, percent := strings.CutSuffix(word, "%")
	if percent && strings.HasPrefix(figure, "+") || percent && strings.HasPrefix(figure, "-") {
		return Change{}, fmt.Errorf("a change counts up and down alike: write %s%%, or a price after > or <", figure[1:])
	}
	v, err := number(figure)
	switch {
	case err != nil:
		return Change{}, err
	case percent:
		return checked(ChangePct, v)
	case !usable(last):
		return Change{}, fmt.Errorf("there is no last price to compare %s with: write >%s or <%s", word, word, word)
	case v == last:
		return Change{}, fmt.Errorf("%s is the last price: write >%s or <%s", word, word, word)
	case v > last:
		return checked(Above, v)
	}
	return checked(Below, v)
}

func checked(k Kind, v float64) (Change, error) {
	most := float64(maxLevel)
	if k == ChangePct {
		most = maxChange
	}
	switch {
	case !(v > 0):
		return Change{}, fmt.Errorf("%s must be above 0; none takes it away", nameOf(k))
	case v > most:
		return Change{}, fmt.Errorf("%s is too large: %.0f is the most", nameOf(k), most)
	}
	return Change{Kind: k, Value: v}, nil
}

// number reads a plain figure, with the digits grouped or not, and with the sign
// of the rupee or not. A comma must stand where one can in India or abroad: 1,6
// is no 16.
func number(word string) (float64, error) {
	refused := fmt.Errorf("%q is no level: write >1600, <1400, 2%% or a price", clipped(word))
	figure := strings.TrimPrefix(strings.TrimPrefix(word, "₹"), "rs")
	whole, _, _ := strings.Cut(figure, ".")
	groups := strings.Split(whole, ",")
	for i, g := range groups {
		last := i == len(groups)-1
		if len(groups) > 1 && (g == "" || i > 0 && !last && len(g) != 2 && len(g) != 3 || last && len(g) != 3 || i == 0 && len(g) > 3) {
			return 0, refused
		}
	}
	plain := strings.ReplaceAll(whole, ",", "") + figure[len(whole):]
	if strings.Trim(plain, "0123456789.") != "" {
		return 0, refused
	}
	v, err := strconv.ParseFloat(plain, 64)
	if err != nil {
		return 0, refused
	}
	return v, nil
}

// clipped keeps a pasted page out of a line of text.
func clipped(s string) string {
	if runes := []rune(s); len(runes) > 20 {
		return string(runes[:20]) + "…"
	}
	return s
}
