package watch

import (
	"strings"

	"kitewatch/kite"
	"kitewatch/tui/ui"
)

// label is a symbol as it is shown: clean, and with the place of its expiry
// code. The code is found by its look and only dimmed by it: nothing is
// concluded from a name.
type label struct {
	text     string
	from, to int // the expiry code; from == to: none
	exchange string
	spaced   bool // on a cash exchange a name with a blank is an index
}

func labelOf(s kite.Symbol) label {
	l := label{text: ui.Clean(s.Tradingsymbol), exchange: ui.Clean(s.Exchange)}
	switch s.Exchange {
	case "NSE", "BSE":
		l.spaced = strings.Contains(l.text, " ")
	case "":
	default:
		l.from, l.to = expiryCode(l.text)
	}
	return l
}

// expiryCode finds the expiry in a derivative's symbol, NAME + code + rest:
// the code is YYMMM of a month's contract (26NOV), or YYMDD of a week's, its
// month 1 to 9, O, N or D (26D01). A name may end in digits (NIFTYNXT50), so
// months are looked for first, from the right.
func expiryCode(s string) (from, to int) {
	if strings.ContainsFunc(s, func(r rune) bool { return r > '~' }) {
		return 0, 0
	}
	if !strings.HasSuffix(s, "FUT") && !strings.HasSuffix(s, "CE") && !strings.HasSuffix(s, "PE") {
		return 0, 0
	}
	for i := len(s) - 5; i > 0; i-- {
		if isDigits(s[i:i+2]) && isMonth(s[i+2:i+5]) {
			return i, i + 5
		}
	}
	i := strings.IndexAny(s, "0123456789")
	if i < 1 || i+5 >= len(s) || !isDigits(s[i:i+2]) || !isDigits(s[i+3:i+5]) {
		return 0, 0
	}
	if !strings.ContainsRune("123456789OND", rune(s[i+2])) {
		return 0, 0
	}
	return i, i + 5
}

func isMonth(s string) bool {
	return strings.Contains(" JAN FEB MAR APR MAY JUN JUL AUG SEP OCT NOV DEC ", " "+s+" ")
}

func isDigits(s string) bool { return strings.Trim(s, "0123456789") == "" }

// write appends a part of the name to a cell, the expiry code dim.
func (l *label) write(c *cell, role ui.Role, from, to int) {
	code, rest := min(max(l.from, from), to), min(max(l.to, from), to)
	c.add(role, l.text[from:code])
	c.add(ui.Dim, l.text[code:rest])
	c.add(role, l.text[rest:to])
}

// cut appends as much of both ends of the name as the row's column holds: of
// a future the word FUT, of an option its strike.
func (l *label) cut(c *cell, r *row, role ui.Role) {
	tail := r.width / 2
	if strings.HasSuffix(l.text, "FUT") {
		tail = len("FUT")
	}
	if l.from == l.to {
		c.add(role, r.theme.MiddleTail(l.text, r.width, tail))
		return
	}
	tail = max(min(tail, r.width-1), 0) // a contract's name is ASCII
	l.write(c, role, 0, max(r.width-1-tail, 0))
	c.add(role, r.theme.Glyphs.Cut)
	l.write(c, role, len(l.text)-tail, len(l.text))
}
