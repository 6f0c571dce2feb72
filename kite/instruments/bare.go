package instruments

import (
	"errors"
	"slices"
	"strings"
	"time"

	"kitewatch/kite"
	"kitewatch/kite/market"
)

// exchanges are those on which a tradingsymbol without its exchange is looked
// for.
var exchanges = []string{"NSE", "BSE", "NFO", "BFO", "CDS", "BCD", "MCX", "NCO"}

// Exchanges are those that have instruments with quotes, NSE first.
func Exchanges() []string { return slices.Clone(exchanges) }

// Bare returns what a tradingsymbol without its exchange may mean: NSE's symbol
// if NSE has it, else those of all exchanges that do. A rolling one is of the
// exchanges that list contracts of its name. Without any the result is empty.
func (l *List) Bare(tradingsymbol string, now time.Time, cal *market.Calendar) []kite.Symbol {
	name, _, rolling := strings.Cut(tradingsymbol, "@")
	var found []kite.Symbol
	for _, exchange := range exchanges {
		s := kite.Symbol{Exchange: exchange, Tradingsymbol: tradingsymbol}
		switch _, listed := l.Find(s); {
		case rolling && l.hasName(exchange, name, now, cal), listed:
			found = append(found, s)
		}
		if exchange == "NSE" && len(found) > 0 {
			break
		}
	}
	return found
}

// hasName reports an exchange that lists contracts of a name.
func (l *List) hasName(exchange, name string, now time.Time, cal *market.Calendar) bool {
	_, err := l.NearestFuture(exchange, name, now, cal)
	var none *Unresolved
	return !errors.As(err, &none) || none.Reason != NoName
}
