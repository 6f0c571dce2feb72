package cli

import (
	"time"

	"kitewatch/kite"
	"kitewatch/kite/feed"
)

// gather collects the answers to the calls of a poll into one reading of all
// instruments: beyond 250 they come in several calls, a second apart.
type gather struct {
	symbols []kite.Symbol
	fresh   map[kite.Symbol]feed.Row  // answered since the last reading
	seen    map[kite.Symbol]time.Time // each one's last answer that was taken
}

func newGather(symbols []kite.Symbol) *gather {
	return &gather{symbols: symbols, fresh: map[kite.Symbol]feed.Row{}, seen: map[kite.Symbol]time.Time{}}
}

// add takes an event's rows and returns the readings that they complete. One
// is complete when all are answered, or when one is answered again: then a
// call of that poll has brought nothing, and its rows are left out.
func (g *gather) add(rows []feed.Row) [][]feed.Row {
	var complete [][]feed.Row
	answered := rows[:0:0]
	again := false
	for _, r := range rows {
		if r.Answered.IsZero() || r.Answered.Equal(g.seen[r.Symbol]) {
			if _, waits := g.fresh[r.Symbol]; waits {
				g.fresh[r.Symbol] = r // something else was learnt of it
			}
			continue
		}
		_, waits := g.fresh[r.Symbol]
		again = again || waits
		answered = append(answered, r)
	}
	if again {
		complete = append(complete, g.take())
	}
	for _, r := range answered {
		g.fresh[r.Symbol], g.seen[r.Symbol] = r, r.Answered
	}
	if len(g.fresh) == len(g.symbols) {
		complete = append(complete, g.take())
	}
	return complete
}

// take returns what has come so far, in the order of the symbols.
func (g *gather) take() []feed.Row {
	rows := make([]feed.Row, 0, len(g.fresh))
	for _, s := range g.symbols {
		if r, ok := g.fresh[s]; ok {
			rows = append(rows, r)
		}
	}
	clear(g.fresh)
	return rows
}
