package instruments

import (
	"math"
	"strconv"
	"strings"
	"time"
)

// word is one word of a query, with all that it may mean. Which of it holds is
// decided row by row: "50" is a part of NIFTY 50, and a strike of NIFTY.
type word struct {
	text   string // squeezed
	strict bool   // says something of a contract: "fut", "nov"; never a part of a contract's name

	// shortened: it may stand for a word that the label has in another length. Alone
	// it may not: RELIANCE typed wrong would be all that begins with REL.
	shortened bool

	sides   sides
	dates   []date // one of these
	weekly  bool
	monthly bool
	strikes []strikeRange // of a number: those it is, or may still become
	strike  int64         // of a number: itself, in strikeUnits
}

// sides is a set of futures, calls and puts.
type sides uint8

const (
	sideFut sides = 1 << iota
	sideCall
	sidePut
)

// date is a day, a month or a year that an expiry must fall on; 0: any.
type date struct {
	year, date int16
	months     uint16 // a set, bit 1 is January
}

// strikeRange is strikes from low up to, not including, high, in strikeUnits.
type strikeRange struct{ low, high int64 }

// sideWords are what traders call futures and options.
var sideWords = []struct {
	text  string
	sides sides
}{
	{"FUT", sideFut}, {"FUTURES", sideFut},
	{"CE", sideCall}, {"CALLS", sideCall},
	{"PE", sidePut}, {"PUTS", sidePut},
	{"OPT", sideCall | sidePut}, {"OPTIONS", sideCall | sidePut},
}

var monthNames = [12]string{
	"JANUARY", "FEBRUARY", "MARCH", "APRIL", "MAY", "JUNE",
	"JULY", "AUGUST", "SEPTEMBER", "OCTOBER", "NOVEMBER", "DECEMBER",
}

// isStrict reports whether so much of a keyword has been typed that it is
// meant. Before, "pu" may be a put or PUNJAB.
func isStrict(typed, keyword string) bool { return len(typed) >= min(4, len(keyword)) }

// newWord finds out what a word may mean.
func newWord(text string) word {
	w := word{text: squeezed(text)}
	for _, s := range sideWords {
		if strings.HasPrefix(s.text, w.text) {
			w.sides |= s.sides
			w.strict = w.strict || isStrict(w.text, s.text) || w.text == "PUT"
		}
	}
	w.weekly = strings.HasPrefix("WEEKLY", w.text)
	w.monthly = strings.HasPrefix("MONTHLY", w.text)
	w.strict = w.strict || (w.weekly || w.monthly) && isStrict(w.text, "WEEKLY")
	w.number(text)
	w.dated()
	return w
}

// number reads a strike and the strikes whose figures begin alike: "245" is
// 245, 2450 to 2459, 24500 to 24599.
func (w *word) number(text string) {
	for i := range len(text) {
		if !isDigit(text[i]) && text[i] != '.' {
			return
		}
	}
	value, err := strconv.ParseFloat(text, 64)
	whole, fraction, _ := strings.Cut(text, ".")
	if err != nil || value <= 0 || value > math.MaxInt32 || whole[0] == '0' && len(whole) > 1 {
		return
	}
	w.strike = inUnits(value)
	width := int64(strikeUnits)
	for range min(len(fraction), 4) {
		width /= 10
	}
	low := w.strike
	w.strikes = append(w.strikes, strikeRange{low, low + width})
	if fraction != "" {
		return
	}
	for range 6 {
		low, width = low*10, width*10
		w.strikes = append(w.strikes, strikeRange{low, low + width})
	}
}

// dated reads the word as a date: "nov", "2026", "24nov", "26nov", "nov26",
// "1dec2026", "20261201", "26d01", "d01". Two figures beside a month are a day or a
// year, whichever is listed.
func (w *word) dated() {
	head := strings.TrimRight(w.text, "0123456789")
	tail := w.text[len(head):]
	month := strings.TrimLeft(head, "0123456789")
	head = head[:len(head)-len(month)]
	switch {
	case month == "" && len(tail) == 4:
		w.dates = appendDate(w.dates, "", tail, 0)
	case month == "" && len(tail) == 8:
		at, err := time.Parse("20060102", tail)
		if err == nil {
			w.dates = append(w.dates, date{int16(at.Year()), int16(at.Day()), 1 << at.Month()})
		}
	case len(month) == 1 && head == "" && len(tail) == 2 && strings.Contains("OND", month):
		w.dates = appendDate(w.dates, tail, "", 1<<(10+strings.Index("OND", month)))
	case len(month) == 1 && len(head) == 2 && len(tail) == 2 && strings.Contains("OND", month):
		w.dates = appendDate(w.dates, tail, head, 1<<(10+strings.Index("OND", month)))
		w.strict = true
	case month != "":
		w.months(head, month, tail)
	}
}

// months reads a month, or its beginning, with figures before or after it.
func (w *word) months(head, month, tail string) {
	set := uint16(0)
	for i, name := range monthNames {
		if strings.HasPrefix(name, month) {
			set |= 2 << i
		}
	}
	figures := head + tail
	if set == 0 || figures != "" && len(month) < 3 {
		return
	}
	w.strict = w.strict || len(month) >= 3
	switch {
	case figures == "":
		w.dates = append(w.dates, date{months: set})
	case head == "" || tail == "":
		w.dates = appendDate(w.dates, figures, "", set)
		w.dates = appendDate(w.dates, "", figures, set)
	default:
		w.dates = appendDate(w.dates, head, tail, set)
		w.dates = appendDate(w.dates, tail, head, set)
	}
}

// appendDate adds a date whose figures make sense: a day of 1 to 31, a year of
// this century in two figures or four.
func appendDate(list []date, day, year string, months uint16) []date {
	d := date{months: months}
	if day != "" {
		n, err := strconv.Atoi(day)
		if err != nil || n < 1 || n > 31 {
			return list
		}
		d.date = int16(n)
	}
	if year != "" {
		n, err := strconv.Atoi(year)
		if err == nil && len(year) == 2 {
			n += 2000
		}
		if err != nil || n < 2000 || n > 2099 {
			return list
		}
		d.year = int16(n)
	}
	return append(list, d)
}

// onDay reports whether the word says when a day's contracts expire.
func (w *word) onDay(d *day) bool {
	if w.weekly && !d.monthly || w.monthly && d.monthly {
		return true
	}
	for _, at := range w.dates {
		if (at.year == 0 || at.year == d.year) && (at.date == 0 || at.date == d.date) &&
			(at.months == 0 || at.months>>d.month&1 != 0) {
			return true
		}
	}
	return false
}

// covers reports whether a strike is the word's number or begins like it.
func (w *word) covers(strike int64) bool {
	for _, s := range w.strikes {
		if strike >= s.low && strike < s.high {
			return true
		}
	}
	return false
}
