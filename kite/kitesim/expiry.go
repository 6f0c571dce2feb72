package kitesim

import (
	"fmt"
	"slices"
	"time"

	"kitewatch/kite/market"
)

// Contracts never expire on a national holiday, also in years whose list of
// holidays is not out yet.
var national = []struct {
	month time.Month
	day   int
}{{time.January, 26}, {time.May, 1}, {time.August, 15}, {time.October, 2}, {time.December, 25}}

// schedule is how the contracts of an underlying are listed.
type schedule struct {
	cal   *market.Calendar
	venue market.Venue
	rule  rule
	every int // months from a contract to the next
}

// off reports whether a contract cannot expire on a day.
func (s schedule) off(d market.Date) bool {
	at := d.Time()
	for _, n := range national {
		if at.Month() == n.month && at.Day() == n.day {
			return true
		}
	}
	weekend := at.Weekday() == time.Saturday || at.Weekday() == time.Sunday
	return weekend || !s.cal.TradingDay(s.venue, at)
}

// onOrBefore moves a day off back to a trading day.
func (s schedule) onOrBefore(d market.Date) market.Date {
	for range 15 {
		if !s.off(d) {
			break
		}
		d--
	}
	return d
}

// in returns when a month's contract expires.
func (s schedule) in(year int, month time.Month) market.Date {
	last := market.On(year, month+1, 1) - 1
	switch s.rule {
	case lastTuesday, lastThursday:
		want := time.Tuesday
		if s.rule == lastThursday {
			want = time.Thursday
		}
		for last.Weekday() != want {
			last--
		}
	case fifth:
		last = market.On(year, month, 5)
	case nineteenth:
		last = market.On(year, month, 19)
	case twentyFifth:
		last = market.On(year, month, 25)
	case fixing:
		for range 2 {
			last = s.onOrBefore(last) - 1
		}
	}
	return s.onOrBefore(last)
}

// expiry is the last day of a contract.
type expiry struct {
	date    market.Date
	monthly bool        // else weekly, with another form of symbol
	far     bool        // a quarterly, which is listed long before
	rank    int         // 0 is the nearest
	life    market.Date // days from its listing to its end, at most
}

// months returns the next n expiries that are not before a day.
func (s schedule) months(n int, from market.Date) []expiry {
	var list []expiry
	year, month, _ := from.Time().Date()
	for i := 0; len(list) < n && i < 60; i++ {
		m := int(month) + i
		if m%s.every != 0 {
			continue
		}
		first := time.Date(year, time.Month(m), 1, 0, 0, 0, 0, time.UTC)
		if d := s.in(first.Year(), first.Month()); d >= from {
			list = append(list, expiry{date: d, monthly: true, life: market.Date(33*n*s.every + 5)})
		}
	}
	return ranked(list)
}

// weekly adds the next n weekly expiries to monthly ones; in the last week of
// a month the two are the same contract.
func (s schedule) weekly(n int, from market.Date, list []expiry) []expiry {
	day := time.Tuesday
	if s.rule == lastThursday {
		day = time.Thursday
	}
	d := from
	for d.Weekday() != day {
		d++
	}
	// The week before may have had its day moved, never beyond its own week.
	for i := 0; i < n; i++ {
		moved := s.onOrBefore(d + market.Date(7*i))
		known := slices.ContainsFunc(list, func(e expiry) bool { return e.date == moved })
		if moved >= from && !known {
			list = append(list, expiry{date: moved, life: market.Date(7*n + 7)})
		}
	}
	return ranked(list)
}

// quarterly adds far expiries: every quarter of the next year, every half year
// of the years after it. Those among the months are marked too: it is the same
// contract all its life.
func (s schedule) quarterly(years int, from market.Date, list []expiry) []expiry {
	s.every = 3
	life := market.Date(380 * years)
	for i, e := range s.months(4*years, from) {
		known := slices.IndexFunc(list, func(x expiry) bool { return x.date == e.date })
		if half := e.date.Time().Month()%6 == 0; known < 0 && (i < 4 || half) {
			list = append(list, expiry{date: e.date, monthly: true})
			known = len(list) - 1
		}
		if known >= 0 {
			list[known].far, list[known].life = true, life
		}
	}
	return ranked(list)
}

func ranked(list []expiry) []expiry {
	slices.SortFunc(list, func(a, b expiry) int { return int(a.date) - int(b.date) })
	for i := range list {
		list[i].rank = i
	}
	return list
}

// code is the date in a symbol: 26NOV for a monthly contract, 26D01 for a
// weekly one.
func (e expiry) code() string {
	at := e.date.Time()
	if e.monthly {
		months := "JANFEBMARAPRMAYJUNJULAUGSEPOCTNOVDEC"
		m := int(at.Month()-1) * 3
		return fmt.Sprintf("%02d%s", at.Year()%100, months[m:m+3])
	}
	return fmt.Sprintf("%02d%c%02d", at.Year()%100, "123456789OND"[at.Month()-1], at.Day())
}
