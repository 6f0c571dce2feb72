package cli

import (
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"slices"

	"github.com/spf13/cobra"

	"kitewatch/kite"
	"kitewatch/kite/instruments"
)

func newDiff(env Env, shared *sharedFlags) *cobra.Command {
	var f outputFlags
	var all bool
	cmd := &cobra.Command{
		Use:   "diff",
		Short: "What changed for the watchlist since the list before",
		Long: `diff compares the list with the one of the trading day before, for the symbols of
watchlist.toml: expired, renamed, series moved, gone, and a new token, lot, tick,
expiry, strike or name; for a rolling future, that it has rolled. With --all it
counts by segment what is listed, what was added and what was removed.

Exit codes: 0 done, changes or none; 1 there is no list, or none to compare it
with; 2 usage; 4 a bad file; 8 rate limited; 9 network given up.`,
		Example: `  kitewatch instruments diff
  kitewatch instruments diff --all
  kitewatch instruments diff --format json | jq -r 'select(.change == "renamed") | .now'`,
		Args: noArgs("; it is about the watchlist"),
		RunE: func(cmd *cobra.Command, _ []string) error {
			if all {
				return withSheet(cmd.Context(), env, f, segmentColumns(), func(sheet *sheet[segment]) error {
					return withBoth(cmd, env, shared, func(s *shelf, c comparison) error {
						s.say("From the list of %s to that of %s.", listTime(c.older), listTime(c.newer))
						return sheet.add(segmentsOf(c)...)
					})
				})
			}
			return withSheet(cmd.Context(), env, f, changeColumns(), func(sheet *sheet[instruments.Change]) error {
				list, err := watchlistOf(env, shared.from(cmd, env))
				if err != nil {
					return err
				}
				return withBoth(cmd, env, shared, func(s *shelf, c comparison) error {
					return s.diff(c, once(listed(list)), sheet)
				})
			})
		},
	}
	cmd.Flags().BoolVar(&all, "all", false, "count, by segment, what changed in the whole list")
	f.register(cmd)
	return cmd
}

// comparison is what a diff compares.
type comparison struct{ older, newer *instruments.List }

// has reports whether one of the lists has a symbol.
func (c comparison) has(s kite.Symbol) bool {
	_, was := c.older.Find(s)
	_, is := c.newer.Find(s)
	return was || is
}

// withBoth runs what works with both lists.
func withBoth(cmd *cobra.Command, env Env, f *sharedFlags, run func(*shelf, comparison) error) error {
	return withList(cmd, env, f, func(s *shelf, newer *instruments.List) error {
		older, err := s.cache.Previous()
		switch {
		case errors.Is(err, fs.ErrNotExist):
			return fmt.Errorf("there is no earlier list to compare with: that of %s is the first one kept here", listTime(newer))
		case err != nil:
			return err
		}
		return run(s, comparison{older, newer})
	})
}

// rolled is the change of a rolling symbol.
const rolled = "rolled"

// diff prints what changed about some symbols.
func (s *shelf) diff(c comparison, symbols []kite.Symbol, out *sheet[instruments.Change]) error {
	var changes []instruments.Change
	var nowhere []kite.Symbol
	seen := map[kite.Symbol]bool{}
	for _, symbol := range symbols {
		if r, rolling, err := instruments.ParseRolling(symbol); rolling {
			if err != nil {
				continue
			}
			var rolled []instruments.Change
			rolled, symbol = s.rolls(c, r)
			changes = append(changes, rolled...)
		} else if !c.has(symbol) {
			nowhere = append(nowhere, symbol)
		}
		if !seen[symbol] { // a contract may be listed, and stand behind what rolls
			seen[symbol] = true
			changes = append(changes, instruments.Diff(c.older, c.newer, []kite.Symbol{symbol})...)
		}
	}
	if err := out.add(changes...); err != nil {
		return err
	}
	what := "Nothing changed"
	if len(changes) > 0 {
		what = "This changed"
	}
	s.say("%s for the watchlist from the list of %s to that of %s.", what, listTime(c.older), listTime(c.newer))
	if n := len(nowhere); n > maxNamed {
		s.say("In neither list: %s and %d more.", joined(nowhere[:maxNamed]), n-maxNamed)
	} else if n > 0 {
		s.say("In neither list: %s.", joined(nowhere))
	}
	return nil
}

// rolls tells that a rolling future stands for another contract, if it does, and
// the one that it stands for now. Options at the money follow the price, which no
// list knows.
func (s *shelf) rolls(c comparison, r instruments.Rolling) ([]instruments.Change, kite.Symbol) {
	was, err := c.older.Resolve(r, instruments.Moment{Now: c.older.Fetched(), Calendar: s.calendar})
	if err != nil {
		return nil, kite.Symbol{}
	}
	before := was.Contract.Symbol
	is, err := c.newer.Resolve(r, instruments.Moment{Now: s.now(c.newer), Calendar: s.calendar})
	now := is.Contract.Symbol
	switch {
	case err != nil:
		return []instruments.Change{{Symbol: r.Symbol(), Kind: instruments.Gone, Was: before.Tradingsymbol}}, now
	case before == now:
		return nil, now
	}
	return []instruments.Change{{Symbol: r.Symbol(), Was: before.Tradingsymbol, Is: now.Tradingsymbol, Now: now}}, now
}

func changeColumns() []column[instruments.Change] {
	type row = instruments.Change
	return []column[row]{
		{name: "exchange", title: "EXCH", of: func(c row) cell { return textCell(c.Symbol.Exchange) }},
		{name: "tradingsymbol", title: "SYMBOL", of: func(c row) cell { return textCell(c.Symbol.Tradingsymbol) }},
		{name: "change", title: "CHANGE", of: func(c row) cell {
			if c.Kind == 0 { // a list's Diff knows none: it is a rolling symbol's
				return textCell(rolled)
			}
			return textCell(c.Kind.String())
		}},
		{name: "was", title: "WAS", of: func(c row) cell { return textCell(c.Was) }},
		{name: "is", title: "IS", of: func(c row) cell { return textCell(c.Is) }},
		{name: "now", of: func(c row) cell { return textCell(c.Now.String()) }},
	}
}

// segment is what changed in one segment, in instruments.
type segment struct {
	name                    string
	was, added, removed, is int64
}

// segmentsOf counts by segment, in alphabetical order.
func segmentsOf(c comparison) []segment {
	counts := map[string]*segment{}
	of := func(in instruments.Instrument) *segment {
		if counts[in.Segment] == nil {
			counts[in.Segment] = &segment{name: in.Segment}
		}
		return counts[in.Segment]
	}
	for row := range c.older.Len() {
		in := c.older.At(row)
		of(in).was++
		if _, stays := c.newer.Find(in.Symbol); !stays {
			of(in).removed++
		}
	}
	for row := range c.newer.Len() {
		in := c.newer.At(row)
		of(in).is++
		if _, stayed := c.older.Find(in.Symbol); !stayed {
			of(in).added++
		}
	}
	segments := make([]segment, 0, len(counts))
	for _, name := range slices.Sorted(maps.Keys(counts)) {
		segments = append(segments, *counts[name])
	}
	return segments
}

func segmentColumns() []column[segment] {
	count := func(name, title string, of func(segment) int64) column[segment] {
		return column[segment]{name: name, title: title, right: true, of: func(s segment) cell { return intCell(of(s)) }}
	}
	return []column[segment]{
		{name: "segment", title: "SEGMENT", of: func(s segment) cell { return textCell(s.name) }},
		count("was", "WAS", func(s segment) int64 { return s.was }),
		count("added", "ADDED", func(s segment) int64 { return s.added }),
		count("removed", "REMOVED", func(s segment) int64 { return s.removed }),
		count("is", "IS", func(s segment) int64 { return s.is }),
	}
}
