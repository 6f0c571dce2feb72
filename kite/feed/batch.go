package feed

import (
	"slices"
	"time"

	"kitewatch/kite"
)

// A call asks for at most batchSize instruments and urlBudget bytes of query.
// The API's caps are 1,000 and 500, but long URLs fail in practice well before
// (users report a ceiling near 825 symbols), and proxies end a request line at
// 8 KiB.
const (
	batchSize = 250
	urlBudget = 7500
)

// batches packs symbols into as few calls as the limits allow, in order.
func batches(symbols []kite.Symbol) [][]kite.Symbol {
	var all [][]kite.Symbol
	start, size := 0, 0
	for i, s := range symbols {
		cost := len(s.Exchange) + len(s.Tradingsymbol) + 8 // "&i=", ':' and some escapes
		if i-start == batchSize || (size+cost > urlBudget && i > start) {
			all = append(all, symbols[start:i])
			start, size = i, 0
		}
		size += cost
	}
	if start < len(symbols) {
		all = append(all, symbols[start:])
	}
	return all
}

// watch replaces what is asked for. Visible symbols come first; the room left
// in their last call is filled with hidden ones. A slot that stays the same
// keeps its place in the schedule; one that is new is due when its oldest row
// is, so that leafing through lists costs no more calls than the interval has.
func (p *plan) watch(visible, hidden []kite.Symbol, now time.Time) {
	visible, hidden = distinct(visible, hidden)
	first := batches(visible)
	if n := len(first); n > 0 {
		last := first[n-1]
		first[n-1] = batches(append(slices.Clip(last), hidden...))[0]
		hidden = hidden[len(first[n-1])-len(last):]
	}
	old := p.slots
	p.slots = nil
	for _, symbols := range first {
		s := p.place(symbols, old, now)
		s.visible = true
		p.slots = append(p.slots, s)
	}
	for i, symbols := range batches(hidden) {
		s := p.place(symbols, old, now)
		s.visible = false
		if turn := now.Add(time.Duration(i) * p.pace()); !s.troubled() && s.due.Before(turn) {
			s.due = turn
		}
		p.slots = append(p.slots, s)
	}
}

// place finds the slot of a batch among the old ones, or makes it.
func (p *plan) place(symbols []kite.Symbol, old []*slot, now time.Time) *slot {
	made := &slot{symbols: symbols}
	for _, o := range old {
		switch {
		case sameSymbols(o.symbols, symbols):
			kept := *o
			kept.symbols = symbols
			if o.visible || o.troubled() {
				return &kept
			}
			made = &kept
		case o.troubled() && !made.troubled(): // new symbols do not get round the waits of a trouble
			*made = *o
			made.symbols, made.polls = symbols, 0
		}
	}
	if !made.troubled() {
		made.due = p.dueSince(symbols, now)
	}
	return made
}

// dueSince is a pace after the longest ago that one of the symbols was
// answered, at the earliest now.
func (p *plan) dueSince(symbols []kite.Symbol, now time.Time) time.Time {
	oldest := now
	for _, symbol := range symbols {
		if at := p.asked[symbol]; at.Before(oldest) {
			oldest = at
		}
	}
	if due := oldest.Add(p.pace()); due.After(now) {
		return due
	}
	return now
}

func sameSymbols(a, b []kite.Symbol) bool {
	if len(a) != len(b) {
		return false
	}
	if slices.Equal(a, b) {
		return true
	}
	in := make(map[kite.Symbol]bool, len(a))
	for _, s := range a {
		in[s] = true
	}
	return !slices.ContainsFunc(b, func(s kite.Symbol) bool { return !in[s] })
}

// distinct drops repeats, and from the hidden what is visible.
func distinct(visible, hidden []kite.Symbol) (v, h []kite.Symbol) {
	seen := make(map[kite.Symbol]bool, len(visible)+len(hidden))
	once := func(list []kite.Symbol) []kite.Symbol {
		out := make([]kite.Symbol, 0, len(list))
		for _, s := range list {
			if !seen[s] {
				seen[s] = true
				out = append(out, s)
			}
		}
		return out
	}
	return once(visible), once(hidden)
}
