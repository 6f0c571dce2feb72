package instruments

import (
	"strconv"
	"strings"
	"time"

	"kitewatch/kite/market"
)

// The grammar of contract symbols is in no document; this is how it reads in
// real dumps:
//
//	NIFTY 26 SEP FUT            future, the month it expires in
//	RELIANCE 26 SEP 1300 CE     option of a month
//	NIFTY 26 9 22 23350 CE      option of a week: month 1 to 9, O, N, D, and day
//
// Names may end in digits (SENSEX50), so a weekly option can be read in more
// than one way, and only a list that knows the name can tell which is meant.
const monthCodes = "JANFEBMARAPRMAYJUNJULAUGSEPOCTNOVDEC"

// reading is one way to read a contract's symbol.
type reading struct {
	name   string
	side   string // FUT, CE or PE
	strike float64
	year   int
	month  time.Month
	date   int // day of the month, 0: some day of it, which the symbol does not tell
}

// readings returns all ways to read a symbol as a contract's.
func readings(symbol string) []reading {
	if rest, ok := strings.CutSuffix(symbol, "FUT"); ok {
		if r, ok := readMonth(rest); ok {
			r.side = "FUT"
			return []reading{r}
		}
		return nil
	}
	rest, side := symbol, ""
	for _, s := range []string{"CE", "PE"} {
		if before, ok := strings.CutSuffix(symbol, s); ok {
			rest, side = before, s
		}
	}
	if side == "" {
		return nil
	}
	var list []reading
	// Every place where the strike may begin, from the right.
	for at := len(rest) - 1; at > 0 && (isDigit(rest[at]) || rest[at] == '.'); at-- {
		strike, err := strconv.ParseFloat(rest[at:], 64)
		if err != nil || strike <= 0 || rest[at] == '0' || rest[at] == '.' {
			continue
		}
		for _, read := range []func(string) (reading, bool){readMonth, readWeek} {
			if r, ok := read(rest[:at]); ok {
				r.side, r.strike = side, strike
				list = append(list, r)
			}
		}
	}
	return list
}

// readMonth reads NAME YY MMM.
func readMonth(text string) (reading, bool) {
	n := len(text) - 5
	if n < 1 || !isDigit(text[n]) || !isDigit(text[n+1]) {
		return reading{}, false
	}
	at := strings.Index(monthCodes, text[n+2:])
	if at < 0 || at%3 != 0 {
		return reading{}, false
	}
	return reading{name: text[:n], year: twoDigits(text[n:]), month: time.Month(at/3 + 1)}, true
}

// readWeek reads NAME YY M DD.
func readWeek(text string) (reading, bool) {
	n := len(text) - 5
	if n < 1 || !isDigit(text[n]) || !isDigit(text[n+1]) || !isDigit(text[n+3]) || !isDigit(text[n+4]) {
		return reading{}, false
	}
	month := strings.IndexByte("123456789OND", text[n+2]) + 1
	r := reading{name: text[:n], year: twoDigits(text[n:]), month: time.Month(month)}
	r.date = twoDigits(text[n+3:]) - 2000
	_, _, date := r.day().Time().Date()
	return r, month > 0 && r.date > 0 && date == r.date
}

func isDigit(c byte) bool { return c >= '0' && c <= '9' }

// twoDigits is a year of this century.
func twoDigits(text string) int { return 2000 + int(text[0]-'0')*10 + int(text[1]-'0') }

// day is the day a weekly reading names, and the last of a monthly one's
// month.
func (r reading) day() market.Date {
	if r.date == 0 {
		return market.On(r.year, r.month+1, 1) - 1
	}
	return market.On(r.year, r.month, r.date)
}

// fits reports whether a row's columns say what the reading says. A weekly
// expiry that a holiday moved keeps its symbol, so the day may be off by the
// length of a long weekend.
func (r reading) fits(i Instrument) bool {
	if r.side != i.Type || r.side != "FUT" && inUnits(r.strike) != inUnits(i.Strike) {
		return false
	}
	if r.date == 0 {
		year, month, _ := i.Expiry.Time().Date()
		return r.year == year && r.month == month
	}
	return i.Expiry <= r.day() && i.Expiry >= r.day()-5
}

// nameBefore reads a contract's name off its symbol, when its columns leave one
// way only.
func nameBefore(i Instrument) (string, bool) {
	name := ""
	for _, r := range readings(i.Symbol.Tradingsymbol) {
		if !r.fits(i) || r.name == name {
			continue
		}
		if name != "" {
			return "", false
		}
		name = r.name
	}
	return name, name != ""
}
