package kite

import (
	"fmt"
	"net/url"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Symbol names an instrument as the API does: exchange and tradingsymbol,
// NSE:INFY. It is comparable and the key of every map of quotes.
//
// Exchanges reuse instrument tokens after expiry and move them with a series,
// so a token never identifies an instrument across days; a Symbol does. A
// Symbol without exchange stands for a numeric instrument token, which the
// quote calls accept in place of a symbol and answer under the same text
// (staff, forum comment 39152; the docs no longer show it).
type Symbol struct {
	Exchange      string // NSE, BSE, NFO, BFO, CDS, BCD, MCX, NCO
	Tradingsymbol string // unique within the exchange only: "NIFTY 50", "M&M"
}

// String returns EXCHANGE:TRADINGSYMBOL, the key of the API's replies.
func (s Symbol) String() string {
	if s.Exchange == "" {
		return s.Tradingsymbol
	}
	return s.Exchange + ":" + s.Tradingsymbol
}

// IsZero reports whether s names nothing.
func (s Symbol) IsZero() bool { return s == Symbol{} }

// MarshalText gives the text of String, so that a Symbol can be a key in JSON.
func (s Symbol) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// UnmarshalText reads what ParseSymbol reads.
func (s *Symbol) UnmarshalText(text []byte) error {
	parsed, err := ParseSymbol(string(text))
	if err == nil {
		*s = parsed
	}
	return err
}

// maxSymbol is more characters than any symbol has: the longest are options'
// names of some 30. What is longer has been pasted by mistake, and is not sent.
const maxSymbol = 64

// ParseSymbol reads EXCHANGE:TRADINGSYMBOL or a numeric instrument token.
// Surrounding blanks go and lower case is raised; exchanges write neither.
// Any other printable character is kept: symbols hold '&', '-', '.' and spaces.
func ParseSymbol(text string) (Symbol, error) {
	if n := utf8.RuneCountInString(strings.TrimSpace(text)); n > maxSymbol {
		return Symbol{}, fmt.Errorf("%.20q… is no symbol: it has %d characters, and no symbol more than %d", strings.TrimSpace(text), n, maxSymbol)
	}
	raised := strings.ToUpper(strings.TrimSpace(text))
	exchange, name, found := strings.Cut(raised, ":")
	exchange, name = strings.TrimSpace(exchange), strings.TrimSpace(name)
	switch token, err := strconv.ParseUint(raised, 10, 32); {
	case err == nil && token > 0:
		// Written without leading zeros, as the reply's key will be.
		return Symbol{Tradingsymbol: strconv.FormatUint(token, 10)}, nil
	case !found || !isWord(exchange) || name == "" || !isPrintable(name):
		return Symbol{}, fmt.Errorf("%q is no EXCHANGE:TRADINGSYMBOL, such as NSE:INFY", text)
	}
	return Symbol{Exchange: exchange, Tradingsymbol: name}, nil
}

// askable reports whether the quote calls can be asked for s and its answer be
// told from another's: without an exchange only a number can.
func (s Symbol) askable() bool {
	if s.Exchange == "" {
		_, err := strconv.ParseUint(s.Tradingsymbol, 10, 32)
		return err == nil
	}
	return s.Tradingsymbol != ""
}

// query returns s as it stands in a URL's query. An '&' left raw would split the
// query there and lose the symbol (forum thread 8909); the colon is legal as it
// is, and two bytes a symbol count in a URL of hundreds.
func (s Symbol) query() string {
	if s.Exchange == "" {
		return url.QueryEscape(s.Tradingsymbol)
	}
	return url.QueryEscape(s.Exchange) + ":" + url.QueryEscape(s.Tradingsymbol)
}

// isWord reports whether s is what exchanges are called: capitals and digits.
func isWord(s string) bool {
	return s != "" && strings.Trim(s, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789") == ""
}

// isPrintable refuses what a screen would not show or a paste brings along:
// control and format characters, blanks other than the space, broken UTF-8.
func isPrintable(s string) bool {
	return !strings.ContainsFunc(s, func(r rune) bool {
		return r == utf8.RuneError || !unicode.IsPrint(r)
	})
}
