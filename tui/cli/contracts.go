package cli

import (
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	"kitewatch/kite"
	"kitewatch/kite/instruments"
	"kitewatch/tui/store"
)

// rolls reports a symbol that stands for another; no exchange's has an '@'.
func rolls(s kite.Symbol) bool { return strings.Contains(s.Tradingsymbol, "@") }

// wanted are instruments as they were asked for: by name on the command line or
// by a watchlist.
type wanted struct {
	symbols []kite.Symbol
	bare    map[kite.Symbol]bool // came without an exchange: NSE's, unless only another has it
	named   bool                 // one that cannot be told is an error; else it is left out
	reached time.Time            // exchange's time that is over, as far as that has been seen
}

// contracts are what symbols stand for, for a while.
type contracts struct {
	symbols []kite.Symbol
	until   time.Time // exchange's time at which one of them stands for another; zero: none ever will
}

// contracts finds what is wanted. Only a rolling symbol wants the day's list
// enough to download it; for one without its exchange the list that is kept is
// looked into.
func (d *desk) contracts(ctx context.Context, w wanted) (contracts, error) {
	s := d.shelf()
	if !slices.ContainsFunc(w.symbols, rolls) {
		var r resolver
		if len(w.bare) > 0 || slices.ContainsFunc(w.symbols, isToken) {
			r = s.kept()
		}
		return d.unroll(r, w)
	}
	list, err := s.list(ctx)
	if err != nil {
		return contracts{}, err
	}
	r := resolver{list: list, now: s.now(list), calendar: d.calendar}
	if r.now.Before(w.reached) {
		r.now = w.reached
	}
	if r.spots, err = d.spots(ctx, r, w); err != nil {
		return contracts{}, err
	}
	return d.unroll(r, w)
}

// shelf is where the desk finds the day's list.
func (d *desk) shelf() *shelf {
	return &shelf{
		account: d.account, calendar: d.calendar,
		cache: instruments.Cache{Dir: d.paths.Dump(d.server), Calendar: d.calendar},
	}
}

// kept is a resolver with the list that is there. Without one a symbol that came
// without its exchange is NSE's.
func (s *shelf) kept() resolver {
	list, err := s.cache.Load()
	if err != nil {
		return resolver{}
	}
	s.recallClock(list)
	return resolver{list: list, now: s.now(list), calendar: s.calendar}
}

// unroll puts what symbols stand for in their place.
func (d *desk) unroll(r resolver, w wanted) (contracts, error) {
	var c contracts
	for _, symbol := range w.symbols {
		contract := symbol
		var err error
		switch {
		case rolls(symbol):
			contract, err = d.roll(r, symbol, w.bare[symbol], &c)
		case isToken(symbol) && r.list != nil:
			contract = r.behind(symbol)
		case w.bare[symbol] && r.list != nil:
			contract, err = r.whose(symbol)
		}
		switch {
		case err == nil:
			c.symbols = append(c.symbols, contract)
		case w.named:
			return contracts{}, err
		default:
			d.say("%s is left out: %s", symbol, err.Error())
		}
	}
	if len(c.symbols) == 0 {
		return contracts{}, &codedError{exitBadFile, errNoContracts}
	}
	c.symbols = once(c.symbols)
	return c, nil
}

// roll finds the contract behind a rolling symbol.
func (d *desk) roll(r resolver, s kite.Symbol, bare bool, c *contracts) (kite.Symbol, error) {
	_, roll, err := r.roll(s, bare)
	if err != nil {
		return s, &codedError{exitBadFile, err}
	}
	if roll.Strike > 0 {
		d.say("%s is %s for this run.", s, roll.Contract.Symbol)
	}
	if !roll.Until.IsZero() && (c.until.IsZero() || roll.Until.Before(c.until)) {
		c.until = roll.Until
	}
	return roll.Contract.Symbol, nil
}

// isToken reports an instrument token in a symbol's place.
func isToken(s kite.Symbol) bool { return s.Exchange == "" }

// behind is the instrument that a token stands for. One that the list does not
// have is asked for as it is.
func (r resolver) behind(s kite.Symbol) kite.Symbol {
	if _, in, err := r.byToken(s, false); err == nil {
		return in.Symbol
	}
	return s
}

// whose finds the exchange of a symbol that came without. What the list does not
// have is NSE's: the list may be of yesterday, and the exchange says.
func (r resolver) whose(s kite.Symbol) (kite.Symbol, error) {
	found, _, err := r.listed(s, true)
	var gone *unlisted
	switch {
	case errors.As(err, &gone):
		return s, nil
	case err != nil:
		return s, &codedError{exitBadFile, err}
	}
	return found, nil
}

// spots asks for the prices that options at the money depend on.
func (d *desk) spots(ctx context.Context, r resolver, w wanted) (map[kite.Symbol]float64, error) {
	var under []kite.Symbol
	for _, s := range w.symbols {
		s, err := r.narrow(s, w.bare[s] && rolls(s))
		if err != nil {
			continue // it is said when it is resolved
		}
		rolling, is, err := instruments.ParseRolling(s)
		if !is || err != nil || rolling.Future > 0 {
			continue
		}
		if in, err := r.list.Underlying(rolling.Exchange, rolling.Name, r.now, r.calendar); err == nil {
			under = append(under, in.Symbol)
		}
	}
	if len(under) == 0 {
		return nil, nil
	}
	prices := make(map[kite.Symbol]float64, len(under))
	err := d.follow(ctx, poll{
		symbols: once(under), mode: kite.ModeLTP, interval: snapshotInterval, retries: snapshotRetries,
		count: 1, snapshot: true,
		write: func(rows []reading) error {
			for _, row := range rows {
				prices[row.Symbol] = float64(row.Quote.LastPrice)
			}
			return nil
		},
	})
	return prices, err
}

// errNoContracts is for a watchlist of nothing but rolling symbols that cannot
// be told.
var errNoContracts = &store.FileError{Path: "watchlist.toml", Reason: "names nothing that can be watched without the screen"}
