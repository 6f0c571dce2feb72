package cli

import (
	"fmt"
	"slices"

	"kitewatch/kite"
	"kitewatch/kite/feed"
	"kitewatch/kite/instruments"
	"kitewatch/tui"
	"kitewatch/tui/store"
)

// instrumentArg says which instrument is meant by a symbol of the command line:
// EXCHANGE:TRADINGSYMBOL, a bare tradingsymbol, or a numeric token. It is the
// one place where that is decided, for every command.
func instrumentArg(arg string) (kite.Symbol, error) {
	symbol, err := symbolArg(arg)
	if err != nil {
		return symbol, &codedError{exitBadFile, fmt.Errorf("%q is no symbol: give EXCHANGE:TRADINGSYMBOL such as NSE:INFY, a name of NSE such as INFY, or an instrument token", clipped(arg))}
	}
	return symbol, nil
}

// instrumentArgs reads symbols, each once, and no more than can be watched.
func instrumentArgs(args []string) (wanted, error) {
	w := wanted{named: true, bare: map[kite.Symbol]bool{}}
	for _, arg := range args {
		symbol, err := instrumentArg(arg)
		if err != nil {
			return w, err
		}
		if !isBare(symbol, arg) {
			delete(w.bare, symbol)
		} else if !slices.Contains(w.symbols, symbol) {
			w.bare[symbol] = true
		}
		w.symbols = append(w.symbols, symbol)
	}
	var err error
	w.symbols, err = fewEnough(once(w.symbols))
	return w, err
}

// once drops repeats, and keeps the order.
func once(symbols []kite.Symbol) []kite.Symbol {
	seen := make(map[kite.Symbol]bool, len(symbols))
	distinct := make([]kite.Symbol, 0, len(symbols))
	for _, s := range symbols {
		if !seen[s] {
			seen[s] = true
			distinct = append(distinct, s)
		}
	}
	return distinct
}

func fewEnough(symbols []kite.Symbol) ([]kite.Symbol, error) {
	if len(symbols) > store.MaxSymbols {
		return nil, usage("%d instruments are too many: at most %d can be watched", len(symbols), store.MaxSymbols)
	}
	return symbols, nil
}

// segments are the exchanges by the low byte of an instrument token. The docs
// do not say so; in a dump of 117,015 rows it held for each. It decides only
// whose hours and decimals are used for a token that is in no list.
var segments = map[uint32]string{1: "NSE", 2: "NFO", 3: "CDS", 4: "BSE", 5: "BFO", 6: "BCD", 7: "MCX", 12: "NCO"}

// factsOf is tui.FactsOf for tokens too.
func factsOf(l *instruments.List) func(kite.Symbol) feed.Facts {
	known := tui.FactsOf(l)
	return func(s kite.Symbol) feed.Facts {
		if !isToken(s) {
			return known(s)
		}
		token := reading{Row: feed.Row{Symbol: s}}.token()
		if l != nil {
			if row, listed := l.Token(token); listed {
				return known(l.At(row).Symbol)
			}
		}
		s.Exchange = segments[token&0xff]
		return known(s)
	}
}
