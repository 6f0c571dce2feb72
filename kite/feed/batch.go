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
	if len(p.slots) > 0 && sameSymbols(visible, p.visible) && sameSymbols(hidden, p.hidden) {
		return // only the order is another: batches that changed with it would starve each other
	}
	p.visible, p.hidden = visible, hidden
	p.remember()
	first := batches(visible)
	if n := len(first); n > 0 {
		last := first[n-1]
		first[n-1] = batches(append(slices.Clip(last), hidden...))[0]
		hidden = hidden[len(first[n-1])-len(last):]
	}
	late := batches(hidden)
	old := p.slots
	p.slots = nil
	for _, symbols := range first {
		s := p.place(symbols, old, now, p.pace())
		s.visible = true
		p.slots = append(p.slots, s)
	}
	turn := p.pace()
	for i, symbols := range late {
		s := p.place(symbols, old, now, turn*time.Duration(len(late)))
		if s.visible = false; s.polls == 0 && !s.troubled() && p.asked[symbols[0]].IsZero() {
			s.due = now.Add(time.Duration(i) * turn) // by turns from the start
		}
		p.slots = append(p.slots, s)
	}
}

// remember keeps for each symbol when its slot was answered: symbols outlive
// the batches they are asked in.
func (p *plan) remember() {
	if p.asked == nil {
		p.asked = make(map[kite.Symbol]time.Time)
	}
	for _, s := range p.slots {
		if s.answered.IsZero() {
			continue
		}
		for _, symbol := range s.symbols {
			p.asked[symbol] = s.answered
		}
	}
}

// place finds the slot of a batch among the old ones, or makes it, due a cycle
// after its oldest answer.
func (p *plan) place(symbols []kite.Symbol, old []*slot, now time.Time, cycle time.Duration) *slot {
	made := &slot{symbols: symbols}
	for _, o := range old {
		if sameSymbols(o.symbols, symbols) {
			// The very slot: a call for it may be under way.
			if o.symbols = symbols; !o.troubled() {
				o.due = earlier(o.due, p.dueSince(symbols, now, cycle))
			}
			return o
		}
		if o.troubled() && !made.troubled() { // new symbols do not get round the waits of a trouble
			*made = *o
			made.symbols, made.polls, made.good, made.answered, made.opens, made.closes = symbols, 0, 0, time.Time{}, time.Time{}, false
		}
	}
	if !made.troubled() {
		made.due = p.dueSince(symbols, now, cycle)
	}
	return made
}

// successor is the slot that a slot's symbols are asked in now: itself, unless
// what is watched has changed while a call for it was under way.
func (p *plan) successor(s *slot) *slot {
	if slices.Contains(p.slots, s) {
		return s
	}
	for _, now := range p.slots {
		if now.visible == s.visible && slices.ContainsFunc(now.symbols, func(symbol kite.Symbol) bool { return slices.Contains(s.symbols, symbol) }) {
			return now
		}
	}
	return s
}

func earlier(a, b time.Time) time.Time {
	if b.Before(a) {
		return b
	}
	return a
}

// dueSince is a cycle after the longest ago that one of the symbols was
// answered, at the earliest now.
func (p *plan) dueSince(symbols []kite.Symbol, now time.Time, cycle time.Duration) time.Time {
	oldest := now
	for _, symbol := range symbols {
		if at := p.asked[symbol]; at.Before(oldest) {
			oldest = at
		}
	}
	if due := oldest.Add(cycle); due.After(now) {
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
