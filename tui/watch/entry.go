package watch

import (
	"time"

	"kitewatch/kite"
	"kitewatch/kite/feed"
	"kitewatch/tui/ui"
)

// Entry is an instrument of a list, with what the user wrote beside it.
type Entry struct {
	Symbol  kite.Symbol
	Written kite.Symbol // as the file has it, which rows are known by: a rolling one is never its contract's; zero: as Symbol
	Name    string      // the instrument's, which the filter finds; empty: not known
	Note    string
	Due     string // what is told before the note: "expires today"
	Reason  string // why there can be no data of it; what follows a semicolon may be left out
	Accept  string // the key for what Reason suggests, and what it does: "y accepts"; empty: it suggests nothing

	Position
	Also    []Position // what other lists have of it, where their rows are one
	Refused string     // why there can be no P&L, in a few words; empty: there can
}

// Position is what the user holds of an instrument.
type Position struct {
	Qty        float64 // negative when short; 0: there is none
	Cost       float64 // rupees a unit; 0: not told
	Multiplier float64 // units in one of Qty; 0: not told, which is 1 where the exchange counts in units
}

// List is a list of watchlist.toml. Without Columns it shows all there are;
// without Sort, a column's name and before it "-" when reversed, it is in the
// file's order.
type List struct {
	Name    string
	Columns []string
	Sort    string
	Entries []Entry
}

// Alert is one that has fired and was not acknowledged yet.
type Alert struct {
	Text string    // what was crossed: "above 1,600"
	At   time.Time // when
}

// about is what a list says of an instrument, clean.
type about struct {
	company string
	note    string
	due     string
	reason  string // why there can be no data of it
	accept  string // the key for what reason suggests, and what it does
	position
}

// entry is a line of a list, and its text as it was last made.
type entry struct {
	*item
	about
	written kite.Symbol // as the file has it: two rows may show one instrument
	made    stamp
	text    string
}

// stamp is what an entry's text was made from. Another stamp, another text.
type stamp struct {
	version  int
	layout   int   // of the table; 0: never made
	day      int   // of the exchange's clock: yesterday's trades show their date
	age      int64 // of a stale row, in the unit shown
	state    feed.State
	selected bool
	tick     bool
	apart    bool // of a future: its spot is too old to be compared with
}

func (m *Model) newEntry(e Entry) entry {
	written := e.Written
	if written.IsZero() {
		written = e.Symbol
	}
	return entry{item: m.item(e.Symbol), written: written, about: about{
		company: ui.Clean(e.Name), note: ui.Clean(e.Note), due: ui.Clean(e.Due),
		reason: ui.Clean(e.Reason), accept: ui.Clean(e.Accept), position: newPosition(e),
	}}
}

// stampOf is what the text of the entry at a place in order would be made from
// now.
func (m *Model) stampOf(e *entry, selected bool) stamp {
	s := stamp{version: e.version, layout: m.layout, day: m.day, state: e.State(m.clock, m.cal), selected: selected}
	s.tick = e.ticked > m.ended && !m.unlit && s.state != feed.Stale && s.state != feed.Closed && s.state != feed.NoData
	if s.state == feed.Stale {
		s.age = ageStep(e.Age(m.clock))
	}
	s.apart = m.based && e.spot != nil && m.apart(e.spot, s.state)
	return s
}

// ageStep is an age in the unit in which it is written, so that a stamp
// changes when the text does.
func ageStep(d time.Duration) int64 {
	switch {
	case d < time.Minute:
		return int64(d.Truncate(time.Second))
	case d < time.Hour:
		return int64(d.Truncate(time.Minute))
	}
	return int64(d.Truncate(time.Hour))
}
