package instruments

import (
	"slices"
	"time"

	"kitewatch/kite"
	"kitewatch/kite/market"
)

// indexOf is the index behind contracts that are not called by its symbol. No
// column of the dump tells.
var indexOf = map[familyName]kite.Symbol{
	{"NFO", "NIFTY"}:      {Exchange: "NSE", Tradingsymbol: "NIFTY 50"},
	{"NFO", "BANKNIFTY"}:  {Exchange: "NSE", Tradingsymbol: "NIFTY BANK"},
	{"NFO", "FINNIFTY"}:   {Exchange: "NSE", Tradingsymbol: "NIFTY FIN SERVICE"},
	{"NFO", "MIDCPNIFTY"}: {Exchange: "NSE", Tradingsymbol: "NIFTY MID SELECT"},
	{"NFO", "NIFTYNXT50"}: {Exchange: "NSE", Tradingsymbol: "NIFTY NEXT 50"},
	{"BFO", "SENSEX"}:     {Exchange: "BSE", Tradingsymbol: "SENSEX"},
	{"BFO", "BANKEX"}:     {Exchange: "BSE", Tradingsymbol: "BANKEX"},
	{"BFO", "SENSEX50"}:   {Exchange: "BSE", Tradingsymbol: "SNSX50"},
}

// contractsOf is indexOf the other way: what an index's contracts are called.
var contractsOf = func() map[kite.Symbol]string {
	names := map[kite.Symbol]string{}
	for f, index := range indexOf {
		names[index] = f.name
	}
	return names
}()

// isGoods reports whether the family is of a commodity or a currency, which
// has no price of its own in the list: its nearest future stands for it.
func (f familyName) isGoods() bool {
	switch f.exchange {
	case "MCX", "NCO", "CDS", "BCD":
		return true
	}
	return false
}

// isCommodity reports whether the family is of a commodity. Those have no weeks:
// their options end some days before the future they are written on.
func (f familyName) isCommodity() bool { return f.exchange == "MCX" || f.exchange == "NCO" }

// Underlying returns what the contracts of a name are written on: NSE:NIFTY 50
// for NIFTY on NFO, NSE:RELIANCE for RELIANCE; for commodities and currencies
// their nearest future that still trades at now. The error is an *Unresolved.
func (l *List) Underlying(exchange, name string, now time.Time, cal *market.Calendar) (Instrument, error) {
	f := familyName{exchange, name}
	if f.isGoods() {
		return l.NearestFuture(exchange, name, now, cal)
	}
	candidates := []kite.Symbol{{Exchange: "NSE", Tradingsymbol: name}, {Exchange: "BSE", Tradingsymbol: name}}
	if index, ok := indexOf[f]; ok {
		candidates = []kite.Symbol{index}
	}
	for _, s := range candidates {
		if i, ok := l.Find(s); ok {
			return l.At(i), nil
		}
	}
	return Instrument{}, &Unresolved{Reason: NoUnderlying, Text: "the list has no " + candidates[0].String() +
		", which the contracts of " + name + " are written on"}
}

// NearestFuture returns the future of a name that expires next, or today as
// long as its exchange is open. The error is an *Unresolved.
func (l *List) NearestFuture(exchange, name string, now time.Time, cal *market.Calendar) (Instrument, error) {
	roll, err := l.Resolve(Rolling{Exchange: exchange, Name: name, Future: 1}, Moment{Now: now, Calendar: cal})
	return roll.Contract, err
}

// Everyday returns the instruments that nearly every list starts with: NIFTY
// 50, NIFTY BANK, RELIANCE, TCS, HDFCBANK and the nearest futures of NIFTY and
// BANKNIFTY, in this order; missing holds what the list has not.
func (l *List) Everyday(now time.Time, cal *market.Calendar) (found []Instrument, missing []kite.Symbol) {
	for _, name := range []string{"NIFTY 50", "NIFTY BANK", "RELIANCE", "TCS", "HDFCBANK"} {
		s := kite.Symbol{Exchange: "NSE", Tradingsymbol: name}
		if i, ok := l.Find(s); ok {
			found = append(found, l.At(i))
		} else {
			missing = append(missing, s)
		}
	}
	for _, name := range []string{"NIFTY", "BANKNIFTY"} {
		if in, err := l.NearestFuture("NFO", name, now, cal); err == nil {
			found = append(found, in)
		} else {
			missing = append(missing, kite.Symbol{Exchange: "NFO", Tradingsymbol: name + "@FUT1"})
		}
	}
	return found, missing
}

// RollingOf returns the rolling symbol that stands for a contract at a moment:
// of the nearest futures, and of the nearest expiry's options around the
// money. Others have none.
func (l *List) RollingOf(in Instrument, m Moment) (Rolling, bool) {
	r := Rolling{Exchange: in.Symbol.Exchange, Name: in.underlyingName()}
	switch {
	case !in.isContract() || !hasContracts(r.Exchange):
		return Rolling{}, false
	case in.isOption():
		r.Side = in.Type
		r.Steps = l.steps(r, in, m)
	default:
		for r.Future = 1; r.Future < maxFuture && !l.standsFor(r, in, m); {
			r.Future++
		}
	}
	return r, l.standsFor(r, in, m)
}

// standsFor reports whether a rolling symbol, of those that can be written, is
// a contract's at a moment.
func (l *List) standsFor(r Rolling, in Instrument, m Moment) bool {
	roll, err := l.Resolve(r, m)
	_, _, wrong := ParseRolling(r.Symbol())
	return err == nil && wrong == nil && roll.Contract.Symbol == in.Symbol
}

// steps is how many strikes an option is above the money; 0 of one that does
// not expire next.
func (l *List) steps(r Rolling, in Instrument, m Moment) int {
	roll, err := l.Resolve(r, m)
	if err != nil {
		return 0
	}
	c := l.contracts()
	for _, d := range c.of(r.Exchange, r.Name) {
		if d.expiry == roll.Contract.Expiry {
			strikes := c.strikes(d)
			at, _ := slices.BinarySearch(strikes, inUnits(in.Strike))
			return at - slices.Index(strikes, inUnits(roll.Strike))
		}
	}
	return 0
}
