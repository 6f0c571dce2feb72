package alert

import (
	"slices"
	"time"

	"kitewatch/kite"
	"kitewatch/kite/feed"
	"kitewatch/kite/market"
)

// Book holds the levels of the watchlist and what they have seen. It is for one
// goroutine.
type Book struct {
	marks  []*Mark // in the order of their levels
	of     map[kite.Symbol][]*Mark
	sights map[kite.Symbol]sight // the last of every row, for levels yet to be set
	saved  map[Level]Mark        // of an earlier run, until levels are set
	gone   []Level               // that were set, and no longer are
}

// NewBook makes a book without levels.
func NewBook() *Book { return &Book{sights: map[kite.Symbol]sight{}} }

// State is what outlives the program.
type State struct {
	Marks []Mark
	Gone  []Level // no longer set: what is kept of them is to be forgotten
}

// Restore takes what an earlier run has kept. It is called before the first Set,
// which takes up those of its levels that are in it.
func (b *Book) Restore(s State) {
	b.saved = make(map[Level]Mark, len(s.Marks))
	for _, m := range s.Marks {
		if m.Level.Valid() && m.Phase >= Waiting && m.Phase <= Spent && m.Side >= -1 && m.Side <= 1 {
			b.saved[m.Level] = m
		}
	}
}

// State returns what is to be kept. It shares nothing with the book.
func (b *Book) State() State { return State{Marks: b.Marks(), Gone: slices.Clone(b.gone)} }

// Set replaces the levels, each counting once, by those of the watchlist. One
// that was there keeps what it has seen. One that is new learns on which side
// the price is from the last row that Take was given, and fires nothing now.
func (b *Book) Set(levels []Level) {
	had := make(map[Level]*Mark, len(b.marks))
	for _, m := range b.marks {
		had[m.Level] = m
	}
	b.marks, b.of = nil, map[kite.Symbol][]*Mark{}
	set := make(map[Level]bool, len(levels))
	for _, l := range levels {
		if set[l] || !l.Valid() {
			continue
		}
		set[l] = true
		m := had[l]
		if m == nil {
			m = b.begin(l)
		}
		b.marks = append(b.marks, m)
		b.of[l.Symbol] = append(b.of[l.Symbol], m)
		delete(had, l)
	}
	b.gone = slices.DeleteFunc(b.gone, func(l Level) bool { return set[l] })
	for l := range had {
		b.gone = append(b.gone, l)
	}
	b.saved = nil // what is set from now on is new, whatever was known of its like
}

// begin makes the mark of a level that is not in the book.
func (b *Book) begin(l Level) *Mark {
	if m, ok := b.saved[l]; ok {
		return &m
	}
	m := &Mark{Level: l}
	if s, ok := b.sights[l.Symbol]; ok {
		m.take(&s)
	}
	return m
}

// Take looks at rows and returns the crossings, in the rows' order. The root
// gives it every row of the feed, those of an earlier run at the start too:
// what has no level now may have one by the next poll.
func (b *Book) Take(rows []feed.Row, clock feed.Clock, cal *market.Calendar) []Fired {
	var all []Fired
	for i := range rows {
		s, ok := look(&rows[i], clock, cal)
		if !ok {
			continue
		}
		b.sights[rows[i].Symbol] = s
		for _, m := range b.of[rows[i].Symbol] {
			before := m.Price
			if m.take(&s) {
				all = append(all, m.fired(&s, before))
			}
		}
	}
	return all
}

// Marks returns the levels as they stand, in the watchlist's order.
func (b *Book) Marks() []Mark {
	all := make([]Mark, 0, len(b.marks))
	for _, m := range b.marks {
		all = append(all, *m)
	}
	return all
}

// Ringing returns the latest crossing of an instrument that is not acknowledged,
// for the mark in its row; false when there is none.
func (b *Book) Ringing(symbol kite.Symbol) (Mark, bool) {
	var latest Mark
	for _, m := range b.of[symbol] {
		if m.Ringing() && m.FiredAt.After(latest.FiredAt) {
			latest = *m
		}
	}
	return latest, latest.Ringing()
}

// Acknowledge takes note, at the exchange's time, that the user has seen all
// that has fired, and reports whether there was any.
func (b *Book) Acknowledge(at time.Time) bool {
	any := false
	for _, m := range b.marks {
		if m.Ringing() {
			m.Acknowledged, any = at, true
			if at.Before(m.FiredAt) { // the clock was set back since
				m.Acknowledged = m.FiredAt
			}
		}
	}
	return any
}
