package cli

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"kitewatch/kite"
	"kitewatch/kite/instruments"
	"kitewatch/kite/market"
)

// resolveSymbol says which instrument is meant by a SYMBOL of the command line:
// EXCHANGE:TRADINGSYMBOL, a tradingsymbol that NSE has or only one exchange, a
// rolling symbol with or without its exchange, or a numeric token. The symbol
// is what was asked for, its exchange added; of a rolling one it is the rolling
// symbol still, and the instrument the contract that it stands for at now.
//
// Without a list nothing can be looked up: a bare tradingsymbol is NSE's then,
// and the instrument is empty. Every error is one of a bad symbol, and a
// sentence; what is not listed is an *unlisted.
func resolveSymbol(list *instruments.List, arg string, now time.Time, cal *market.Calendar) (kite.Symbol, instruments.Instrument, error) {
	return resolver{list: list, now: now, calendar: cal}.resolve(arg)
}

// unlisted is the error of a symbol that is not in the list.
type unlisted struct{ text string }

func (u *unlisted) Error() string { return u.text }

// resolver reads symbols of the command line by a list.
type resolver struct {
	list     *instruments.List // nil: none
	older    *instruments.List // of the day before, which knows what has gone; nil: none
	now      time.Time
	calendar *market.Calendar
	spots    map[kite.Symbol]float64 // last prices of what options at the money are written on
}

func (r resolver) resolve(arg string) (kite.Symbol, instruments.Instrument, error) {
	symbol, err := instrumentArg(arg)
	if err != nil || r.list == nil {
		return symbol, instruments.Instrument{}, err
	}
	find := r.listed
	switch {
	case symbol.Exchange == "":
		find = r.byToken
	case strings.Contains(symbol.Tradingsymbol, "@"): // which no exchange uses
		find = r.rolling
	}
	symbol, in, err := find(symbol, isBare(symbol, arg))
	if err != nil {
		return symbol, in, &codedError{exitBadFile, err}
	}
	return symbol, in, nil
}

// isBare reports an argument without an exchange, which instrumentArg takes for
// NSE's. A token has none either, and needs none.
func isBare(s kite.Symbol, arg string) bool { return s.Exchange != "" && !strings.Contains(arg, ":") }

// byToken finds the instrument of a token.
func (r resolver) byToken(s kite.Symbol, _ bool) (kite.Symbol, instruments.Instrument, error) {
	token := reading{}
	token.Symbol = s
	row, ok := r.list.Token(token.token())
	if !ok {
		return s, instruments.Instrument{}, &unlisted{fmt.Sprintf(
			"no instrument has the token %s in the list of %s", s, listTime(r.list))}
	}
	in := r.list.At(row)
	return in.Symbol, in, nil
}

// listed finds a symbol or, of one that came without it, the exchange.
func (r resolver) listed(s kite.Symbol, bare bool) (kite.Symbol, instruments.Instrument, error) {
	found := []kite.Symbol{s}
	if bare {
		found = r.list.Bare(s.Tradingsymbol, r.now, r.calendar)
	}
	switch len(found) {
	case 0:
		if hint := r.contractsOf(s.Tradingsymbol); bare && hint != "" {
			return s, instruments.Instrument{}, errors.New(hint)
		}
		return s, instruments.Instrument{}, r.missing(s, bare)
	case 1:
		row, ok := r.list.Find(found[0])
		if !ok {
			return s, instruments.Instrument{}, r.missing(s, bare)
		}
		return found[0], r.list.At(row), nil
	}
	return s, instruments.Instrument{}, ambiguous(found)
}

// ambiguous is the error of a tradingsymbol that several exchanges have.
func ambiguous(found []kite.Symbol) error {
	var names []string
	for _, s := range found {
		names = append(names, s.Exchange)
	}
	last := len(names) - 1
	return fmt.Errorf("%s is listed on %s and %s: say which, as in %s", found[0].Tradingsymbol,
		strings.Join(names[:last], ", "), names[last], found[0])
}

// contractsOf says what is meant by a name that only contracts have, as
// BANKNIFTY is the one of those on NIFTY BANK; empty: none has it.
func (r resolver) contractsOf(name string) string {
	found := r.list.Bare(name+"@FUT1", r.now, r.calendar)
	if len(found) == 0 {
		return ""
	}
	if _, err := r.list.NearestFuture(found[0].Exchange, name, r.now, r.calendar); err != nil {
		return ""
	}
	under, err := r.list.Underlying(found[0].Exchange, name, r.now, r.calendar)
	if err != nil || !under.IsIndex() {
		return fmt.Sprintf("%s is no symbol: its nearest future is %s", name, found[0])
	}
	return fmt.Sprintf("%s is no symbol: its index is %s, its nearest future %s", name, under.Symbol, found[0])
}

// missing says why a symbol is not listed.
func (r resolver) missing(s kite.Symbol, bare bool) error {
	name, candidates := s.String(), []kite.Symbol{s}
	if bare {
		name, candidates = s.Tradingsymbol, nil
		for _, exchange := range instruments.Exchanges() {
			if c := (kite.Symbol{Exchange: exchange, Tradingsymbol: s.Tradingsymbol}); mayBe(c) {
				candidates = append(candidates, c)
			}
		}
	}
	for _, c := range candidates {
		if why := r.list.Missing(c, r.older, r.now, r.calendar); why.Reason != instruments.Gone {
			return &unlisted{name + ": " + why.Text}
		}
	}
	if meant := r.meant(s); meant != "" {
		return &unlisted{name + ": " + meant}
	}
	return &unlisted{fmt.Sprintf("%s is not in the list of %s; kitewatch instruments search finds by any word",
		name, listTime(r.list))}
}

// mostMeant is how many instruments are offered in the place of one that there is
// not, and leastMeant how many letters the search for them needs.
const (
	mostMeant  = 3
	leastMeant = 3
)

// meant asks whether one of those was meant that begin like a symbol which there
// is not; empty: none does. The end of a name is where it goes wrong mostly.
func (r resolver) meant(s kite.Symbol) string {
	index := instruments.NewIndex(r.list)
	name := s.Tradingsymbol
	for range 2 {
		if len(name) < leastMeant {
			break
		}
		names := r.beginning(index, name)
		if len(names) > 0 {
			return "no such symbol; did you mean " + strings.Join(names[:min(len(names), mostMeant)], ", ") + "?"
		}
		name = name[:len(name)-1]
	}
	return ""
}

// beginning are the symbols that a search for a name finds and that begin with it,
// and the futures that roll by that name, which are second.
func (r resolver) beginning(index *instruments.Index, name string) []string {
	var names []string
	for _, hit := range index.Search(name, market.DateOf(r.now), searchLimit).Hits {
		if found := r.list.At(hit.Row).Symbol; strings.HasPrefix(found.Tradingsymbol, name) {
			names = append(names, found.String())
		}
	}
	var futures []string
	for _, future := range r.list.Bare(name+"@FUT1", r.now, r.calendar) {
		futures = append(futures, future.String())
	}
	return slices.Insert(names, min(len(names), 1), futures...)
}

// lacks says why a symbol is not in the list; empty: it is there, or nobody can say.
func (r resolver) lacks(s kite.Symbol) string {
	if r.list == nil || r.has(s) {
		return ""
	}
	if why := r.list.Missing(s, r.older, r.now, r.calendar); why.Reason != instruments.Gone {
		return why.Text
	}
	return r.meant(s)
}

// has reports whether a symbol or a token is in the list.
func (r resolver) has(s kite.Symbol) bool {
	if r.list == nil {
		return false
	}
	if isToken(s) {
		_, _, err := r.byToken(s, false)
		return err == nil
	}
	_, listed := r.list.Find(s)
	return listed
}

// mayBe reports whether a bare tradingsymbol may have been its exchange's, by its
// end alone: on most there are only contracts. To look for the reason takes a
// walk through the list.
func mayBe(s kite.Symbol) bool {
	if s.Exchange == "NSE" || s.Exchange == "BSE" {
		return true
	}
	for _, end := range []string{"FUT", "CE", "PE"} {
		if strings.HasSuffix(s.Tradingsymbol, end) {
			return true
		}
	}
	return false
}

// rolling finds the contract that a rolling symbol stands for.
func (r resolver) rolling(s kite.Symbol, bare bool) (kite.Symbol, instruments.Instrument, error) {
	s, roll, err := r.roll(s, bare)
	return s, roll.Contract, err
}

// roll is rolling with how long it holds.
func (r resolver) roll(s kite.Symbol, bare bool) (kite.Symbol, instruments.Roll, error) {
	s, err := r.narrow(s, bare)
	if err != nil {
		return s, instruments.Roll{}, err
	}
	rolling, _, err := instruments.ParseRolling(s)
	if err != nil {
		return s, instruments.Roll{}, err
	}
	m := instruments.Moment{Now: r.now, Calendar: r.calendar}
	if under, err := r.list.Underlying(rolling.Exchange, rolling.Name, r.now, r.calendar); err == nil {
		m.LastPrice = r.spots[under.Symbol]
	}
	roll, err := r.list.Resolve(rolling, m)
	var none *instruments.Unresolved
	if errors.As(err, &none) && none.Reason == instruments.NoPrice && r.spots == nil {
		err = errors.New("the strike at the money follows the price, which is not asked for here: name the contract")
	}
	if err != nil {
		return s, instruments.Roll{}, fmt.Errorf("%s: %w", s, err)
	}
	return s, roll, nil
}

// narrow finds the exchange of a rolling symbol that came without.
func (r resolver) narrow(s kite.Symbol, bare bool) (kite.Symbol, error) {
	if !bare {
		return s, nil
	}
	found := r.list.Bare(s.Tradingsymbol, r.now, r.calendar)
	switch len(found) {
	case 0:
		name, _, _ := strings.Cut(s.Tradingsymbol, "@")
		if name == "" {
			return s, fmt.Errorf("%s: the name of the underlying stands before @, as in NFO:NIFTY@FUT1", s.Tradingsymbol)
		}
		return s, fmt.Errorf("%s: no exchange lists contracts of %q", s.Tradingsymbol, name)
	case 1:
		return found[0], nil
	}
	return s, ambiguous(found)
}
