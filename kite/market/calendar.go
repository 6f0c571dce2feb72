package market

import (
	"slices"
	"time"
)

// Part is one phase of a day, From and To counted from midnight IST.
type Part struct {
	Phase    Phase
	From, To time.Duration
}

// Season says in which part of the year hours hold.
type Season int

// The seasons. Commodities follow New York, which is an hour nearer in summer.
const (
	AllYear Season = iota
	USSummer
	USWinter
)

// Hours are the usual hours of some venues, from a date until a later entry
// for the same venue and season.
type Hours struct {
	Venues []Venue
	Since  Date
	Season Season
	Parts  []Part // in order, not overlapping
}

// Kind says how a special day differs from the usual.
type Kind int

// The kinds of special days.
const (
	Shut    Kind = iota // a holiday
	Evening             // a holiday until 17:00, then the usual hours
	Usual               // the usual hours, though it is a weekend or a day listed before as Shut
	Other               // the hours given in Parts
)

// Day is a special day of some venues.
type Day struct {
	Date   Date
	Name   string // "Christmas"; for Usual and Other what is traded for: "Budget"
	Venues []Venue
	Kind   Kind
	Parts  []Part // of an Other day
	Doubt  string // what is not certain about it: "hours unconfirmed"
}

// Table is all that a Calendar is built from. Of two entries for the same
// venue and time the later wins.
type Table struct {
	Hours []Hours
	Days  []Day
	First int // first year whose special days are known
	Last  int // last one; 0: adds nothing to what is known
}

// Calendar holds hours and holidays. It is not changed after it is built and
// may be read by many at once.
type Calendar struct {
	hours       map[Venue][]Hours // by Since, for one venue
	days        map[venueDay]Day
	first, last int
}

type venueDay struct {
	venue Venue
	date  Date
}

var builtin = new(Calendar).With(Table{Hours: hours, Days: days2026(), First: 2026, Last: 2026})

// Default is the built-in calendar.
func Default() *Calendar { return builtin }

// With returns a calendar with a table's entries laid over c's.
func (c *Calendar) With(t Table) *Calendar {
	n := &Calendar{
		hours: map[Venue][]Hours{}, days: map[venueDay]Day{},
		first: c.first, last: c.last,
	}
	for v, h := range c.hours {
		n.hours[v] = slices.Clone(h)
	}
	for k, d := range c.days {
		n.days[k] = d
	}
	for _, h := range t.Hours {
		for _, v := range h.Venues {
			n.hours[v] = append(n.hours[v], h)
		}
	}
	for _, h := range n.hours {
		slices.SortStableFunc(h, func(a, b Hours) int { return int(a.Since) - int(b.Since) })
	}
	for _, d := range t.Days {
		for _, v := range d.Venues {
			n.days[venueDay{v, d.Date}] = d
		}
	}
	if t.Last > n.last {
		n.last = t.Last
	}
	if t.First > 0 && (n.first == 0 || t.First < n.first) {
		n.first = t.First
	}
	return n
}

// plan is a venue's day: its parts, of which nothing before after counts.
type plan struct {
	parts []Part
	after time.Duration
}

// plan returns what a venue does on a date; no parts when it is shut.
func (c *Calendar) plan(v Venue, date Date) plan {
	v = v.known()
	day, special := c.days[venueDay{v, date}]
	switch {
	case special && day.Kind == Shut:
		return plan{}
	case special && day.Kind == Other:
		return plan{parts: day.Parts}
	case special && day.Kind == Evening:
		return plan{c.usual(v, date), evening}
	case !special && date.weekend():
		return plan{}
	}
	return plan{parts: c.usual(v, date)}
}

// usual returns the hours that hold on a date, special days aside.
func (c *Calendar) usual(v Venue, date Date) []Part {
	list := c.hours[v]
	summer := date.usSummer()
	for i := len(list) - 1; i >= 0; i-- {
		h := &list[i]
		fits := h.Season == AllYear || (h.Season == USSummer) == summer
		if h.Since <= date && fits {
			return h.Parts
		}
	}
	return nil
}

// clip returns the times of a part that count; none when to <= from.
func (p plan) clip(part Part) (from, to time.Duration) {
	return max(part.From, p.after), part.To
}

// end returns when the day's trading ends, 0 when there is none.
func (p plan) end() time.Duration {
	if n := len(p.parts); n > 0 && p.parts[n-1].To > p.after {
		return p.parts[n-1].To
	}
	return 0
}
