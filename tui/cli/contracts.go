package cli

import (
	"context"
	"slices"
	"strings"

	"kitewatch/kite"
	"kitewatch/kite/instruments"
	"kitewatch/tui/store"
)

// rolls reports a symbol that stands for another; no exchange's has an '@'.
func rolls(s kite.Symbol) bool { return strings.Contains(s.Tradingsymbol, "@") }

// contracts puts what rolling symbols stand for now in their place. Those that
// stand for nothing that can be told are an error where each was asked for by
// name, and else left out, with a line that says so. Only for rolling symbols is
// the day's list wanted.
func (d *desk) contracts(ctx context.Context, symbols []kite.Symbol, named bool) ([]kite.Symbol, error) {
	if !slices.ContainsFunc(symbols, rolls) {
		return symbols, nil
	}
	s := &shelf{
		account: d.account, paths: d.paths, calendar: d.calendar,
		cache: instruments.Cache{Dir: d.paths.Dump(d.server), Calendar: d.calendar},
	}
	list, err := s.list(ctx)
	if err != nil {
		return nil, err
	}
	var out []kite.Symbol
	for _, symbol := range symbols {
		if !rolls(symbol) {
			out = append(out, symbol)
			continue
		}
		_, in, err := s.resolve(list, symbol.String())
		switch {
		case err == nil:
			out = append(out, in.Symbol)
		case named:
			return nil, err
		default:
			d.say("%s is left out: %s", symbol, err.Error())
		}
	}
	if len(out) == 0 {
		return nil, &codedError{exitBadFile, errNoContracts}
	}
	return once(out), nil
}

// errNoContracts is for a watchlist of nothing but rolling symbols that cannot
// be told.
var errNoContracts = &store.FileError{Path: "watchlist.toml", Reason: "names nothing that can be watched without the screen"}
