package watch

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"kitewatch/kite/feed"
	"kitewatch/tui/ui"
)

// filter lets through the rows that match every one of its terms.
type filter struct {
	text  string
	terms []term
}

// term is a text to be found in the symbol, the name or the note, or a
// comparison of a column's value with a figure.
type term struct {
	text   string // in capitals; empty: a comparison
	column int    // index in columns
	below  bool   // else above
	equal  bool   // the figure itself matches too
	figure float64
}

func (f *filter) on() bool { return len(f.terms) > 0 }

// parseFilter reads an expression: terms between blanks. A comparison is a
// column by its name or title, in full or as much as tells it from others, one
// of > >= < <= and a figure: chg%>2, vol>1L, ltp>=1,000. Anything else is
// text. The error is for the line being typed.
func parseFilter(text string) (filter, error) {
	f := filter{text: strings.Join(strings.Fields(text), " ")}
	joined := strings.NewReplacer(" >", ">", " <", "<").Replace(f.text)
	joined = strings.NewReplacer(">= ", ">=", "<= ", "<=", "> ", ">", "< ", "<").Replace(joined)
	for _, word := range withUnits(strings.Fields(joined)) {
		t, err := parseTerm(word)
		if err != nil {
			return filter{}, err
		}
		f.terms = append(f.terms, t)
	}
	return f, nil
}

// withUnits puts a unit that stands by itself to the figure before it: vol>1 L.
func withUnits(words []string) []string {
	out := words[:0]
	for _, word := range words {
		last := len(out) - 1
		if last >= 0 && isUnit(word) && strings.ContainsAny(out[last], "<>") && strings.ContainsAny(out[last][len(out[last])-1:], "0123456789.") {
			out[last] += word
			continue
		}
		out = append(out, word)
	}
	return out
}

func isUnit(word string) bool {
	return slices.ContainsFunc(units, func(u unit) bool { return strings.EqualFold(u.name, word) })
}

func parseTerm(word string) (term, error) {
	at := strings.IndexAny(word, "<>")
	if at < 0 {
		return term{text: strings.ToUpper(word)}, nil
	}
	t := term{below: word[at] == '<'}
	rest := word[at+1:]
	if t.equal = strings.HasPrefix(rest, "="); t.equal {
		rest = rest[1:]
	}
	var err error
	if t.column, err = findColumn(word[:at]); err != nil {
		return t, err
	}
	if t.figure, err = parseFigure(rest); err != nil {
		return t, fmt.Errorf("%s %w", word[:len(word)-len(rest)], err)
	}
	return t, nil
}

// findColumn finds the column that a word means: its name or title, else what
// only one of them begins with.
func findColumn(word string) (int, error) {
	word = squeezed(word)
	if word == "" {
		return 0, errors.New("a comparison begins with a column: chg%>2")
	}
	var begun []string
	found := -1
	for i := range columns {
		c := &columns[i]
		title := squeezed(c.title)
		if word == c.name || word == title {
			begun, found = []string{c.name}, i
			break
		}
		if title != "" && (strings.HasPrefix(c.name, word) || strings.HasPrefix(title, word)) {
			begun, found = append(begun, c.name), i
		}
	}
	switch {
	case found < 0:
		return 0, fmt.Errorf("no column %q", word)
	case len(begun) > 1:
		return 0, fmt.Errorf("%s: %s?", word, strings.Join(begun, " or "))
	case columns[found].order != byFigure:
		return 0, fmt.Errorf("%s has no figures", columns[found].name)
	}
	return found, nil
}

// squeezed is a name or a title as it is typed: small, without blanks.
func squeezed(s string) string { return strings.ToLower(strings.ReplaceAll(s, " ", "")) }

// units are what a figure may end in, the longer first.
var units = []unit{{"cr", 1e7}, {"l", 1e5}, {"k", 1e3}, {"%", 1}}

// unit is a name after a figure, and of how many it is.
type unit struct {
	name string
	of   float64
}

var errFigure = errors.New("needs a figure: 2, -1.5, 10L, 1.2Cr")

// parseFigure reads a figure with or without a sign, commas and a unit.
func parseFigure(s string) (float64, error) {
	s, unit := strings.ToLower(s), 1.0
	for _, u := range units {
		if rest, ok := strings.CutSuffix(s, u.name); ok {
			s, unit = rest, u.of
			break
		}
	}
	s = strings.ReplaceAll(s, ",", "")
	if strings.Trim(s, "+-.0123456789") != "" { // nor 1e5, inf, 0x1
		return 0, errFigure
	}
	v, err := strconv.ParseFloat(s, 64)
	if err != nil {
		return 0, errFigure
	}
	return v * unit, nil
}

// passes reports whether the list's filter lets an entry through. What is not
// known compares with nothing.
func (m *Model) passes(l *list, e *entry) bool {
	if !l.filter.on() {
		return true
	}
	r := m.rowOf(e)
	r.state = e.State(m.clock, m.cal)
	for i := range l.filter.terms {
		if !l.filter.terms[i].matches(r) {
			return false
		}
	}
	return true
}

func (t *term) matches(r *row) bool {
	if t.text != "" {
		return r.contains(t.text)
	}
	k, known := columns[t.column].key(r)
	switch {
	case !known || r.state == feed.NoData:
		return false
	case k.figure == t.figure:
		return t.equal
	}
	return (k.figure < t.figure) == t.below
}

// contains reports whether the symbol, the name or the note has a text of
// capitals in it.
func (r *row) contains(text string) bool {
	for _, s := range []string{r.item.name.text, r.item.name.exchange + ":" + r.item.name.text, r.company, r.note, r.due} {
		if strings.Contains(strings.ToUpper(s), text) {
			return true
		}
	}
	return r.alert != nil && strings.Contains(strings.ToUpper(r.alert.Text), text)
}

// filterText says what the rows are filtered by and how many are left, in the
// longest words that have room.
func (m *Model) filterText(room int) string {
	l := m.list()
	if l == nil || !l.filter.on() {
		return ""
	}
	count := fmt.Sprintf("%d of %d", len(l.order), len(l.entries))
	dot := " " + m.theme.Glyphs.Dot + " "
	shown := m.theme.Cut(l.filter.text, 40)
	for _, text := range []string{"filter " + shown + dot + count, shown + dot + count, "filter" + dot + count} {
		if ui.Width(text) <= room {
			return text
		}
	}
	return count
}
