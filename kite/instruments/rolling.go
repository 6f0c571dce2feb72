package instruments

import (
	"fmt"
	"strconv"
	"strings"

	"kitewatch/kite"
)

// Rolling is a symbol that stands for another contract as time goes by:
//
//	NFO:NIFTY@FUT1       the nearest future; FUT2 and FUT3 the ones after it
//	NFO:NIFTY@ATMCE      the call at the money of the nearest expiry
//	NFO:NIFTY@ATM        the same
//	NFO:NIFTY@ATM+1CE    the call one strike above the money
//	NFO:NIFTY@ATM-2PE    the put two strikes below
//
// Its zero value is none.
type Rolling struct {
	Exchange string // NFO, BFO, MCX, CDS, BCD, NCO
	Name     string // of the underlying, as in the dump's name column
	Future   int    // 1 is the nearest; 0: an option
	Side     string // of an option: CE or PE
	Steps    int    // of an option: strikes above the money, negative below
}

// The farthest that a rolling symbol reaches. Exchanges list three months of
// futures on shares and indices.
const (
	maxFuture = 3
	maxSteps  = 50
)

// Symbol returns what ParseRolling reads as r.
func (r Rolling) Symbol() kite.Symbol {
	text := r.Name + "@"
	switch {
	case r.Future > 0:
		text += "FUT" + strconv.Itoa(r.Future)
	case r.Steps == 0:
		text += "ATM" + r.Side
	default:
		text += fmt.Sprintf("ATM%+d%s", r.Steps, r.Side)
	}
	return kite.Symbol{Exchange: r.Exchange, Tradingsymbol: text}
}

// ParseRolling reads a rolling symbol. rolling is false, and the error nil, for
// a symbol without '@', which no exchange uses. The error of a wrong one says
// in a sentence what would be right: it is shown beside the line of the
// watchlist. Whether such contracts are listed only Resolve knows.
func ParseRolling(s kite.Symbol) (r Rolling, rolling bool, err error) {
	name, what, rolling := strings.Cut(s.Tradingsymbol, "@")
	if !rolling {
		return Rolling{}, false, nil
	}
	r = Rolling{Exchange: s.Exchange, Name: name}
	switch {
	case !hasContracts(s.Exchange):
		return Rolling{}, true, fmt.Errorf("%s: rolling symbols are of NFO, BFO, MCX, CDS, BCD or NCO, such as NFO:NIFTY@FUT1", s)
	case name == "" || strings.TrimSpace(name) != name:
		return Rolling{}, true, fmt.Errorf("%s: the name of the underlying stands before @, as in NFO:NIFTY@FUT1", s)
	}
	if number, ok := strings.CutPrefix(what, "FUT"); ok {
		err = r.future(number)
	} else if rest, ok := strings.CutPrefix(what, "ATM"); ok {
		err = r.option(rest)
	} else {
		err = fmt.Errorf("after @ comes FUT1, FUT2, FUT3 or ATM, as in NIFTY@FUT1 or NIFTY@ATM+1CE")
	}
	if err != nil {
		return Rolling{}, true, fmt.Errorf("%s: %w", s, err)
	}
	return r, true, nil
}

// hasContracts reports whether an exchange lists futures and options.
func hasContracts(exchange string) bool {
	return exchange == "NFO" || exchange == "BFO" || familyName{exchange: exchange}.isGoods()
}

// future reads what stands after FUT.
func (r *Rolling) future(number string) error {
	if len(number) != 1 || number[0] < '1' || number[0] > '0'+maxFuture {
		return fmt.Errorf("futures are FUT1, the nearest, to FUT%d", maxFuture)
	}
	r.Future = int(number[0] - '0')
	return nil
}

// option reads what stands after ATM. Without a side it is the call: the row
// shows the contract's own symbol, so nobody takes it for the put.
func (r *Rolling) option(text string) error {
	if text == "" {
		r.Side = "CE"
		return nil
	}
	if n := len(text) - 2; n >= 0 {
		r.Side = text[n:]
		text = text[:n]
	}
	switch {
	case r.Side != "CE" && r.Side != "PE":
		return fmt.Errorf("an option ends in CE or PE, as in ATM+1CE")
	case text == "":
		return nil
	case text[0] != '+' && text[0] != '-':
		return fmt.Errorf("strikes are counted with a sign, as in ATM+1CE or ATM-2PE")
	}
	steps, err := strconv.Atoi(text[1:])
	if err != nil || !isDigit(text[1]) || text[1] == '0' || steps > maxSteps {
		return fmt.Errorf("strikes are counted from 1 to %d, as in ATM+1CE", maxSteps)
	}
	if text[0] == '-' {
		steps = -steps
	}
	r.Steps = steps
	return nil
}
