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

// off reports whether a contract cannot expire on a day.
func off(cal *market.Calendar, v market.Venue, d market.Date) bool {
	at := d.Time()
	for _, n := range national {
		if at.Month() == n.month && at.Day() == n.day {
			return true
		}
	}
	weekend := at.Weekday() == time.Saturday || at.Weekday() == time.Sunday
	return weekend || !cal.TradingDay(v, at)
}

// onOrBefore moves a day off back to a trading day.
func onOrBefore(cal *market.Calendar, v market.Venue, d market.Date) market.Date {
	for range 15 {
		if !off(cal, v, d) {
			break
		}
		d--
	}
	return d
}

// expiryIn returns when a month's contract expires.
func expiryIn(cal *market.Calendar, v market.Venue, r rule, year int, month time.Month) market.Date {
	last := market.On(year, month+1, 1) - 1
	switch r {
	case lastTuesday, lastThursday:
		want := time.Tuesday
		if r == lastThursday {
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
			last = onOrBefore(cal, v, last) - 1
		}
	}
	return onOrBefore(cal, v, last)
}

// nearest returns the first expiry that is not before a day, of contracts that
// are listed every so many months.
func nearest(cal *market.Calendar, v market.Venue, r rule, every int, from market.Date) market.Date {
	return months(cal, v, r, every, 1, from)[0].date
}

// expiry is the last day of a contract.
type expiry struct {
	date    market.Date
	monthly bool // else weekly, with another form of symbol
	far     bool // a quarterly beyond the three months that all have
	rank    int  // 0 is the nearest
}

// months returns the next n expiries of contracts listed every so many months.
func months(cal *market.Calendar, v market.Venue, r rule, every, n int, from market.Date) []expiry {
	var list []expiry
	year, month, _ := from.Time().Date()
	for i := 0; len(list) < n && i < 60; i++ {
		m := int(month) + i
		if m%every != 0 {
			continue
		}
		first := time.Date(year, time.Month(m), 1, 0, 0, 0, 0, time.UTC)
		if d := expiryIn(cal, v, r, first.Year(), first.Month()); d >= from {
			list = append(list, expiry{date: d, monthly: true})
		}
	}
	return ranked(list)
}

// weekly adds the next n weekly expiries to monthly ones; in the last week of
// a month the two are the same contract.
func weekly(cal *market.Calendar, v market.Venue, day time.Weekday, n int, from market.Date, list []expiry) []expiry {
	d := from
	for d.Weekday() != day {
		d++
	}
	// The week before may have had its day moved, never beyond its own week.
	for i := 0; i < n; i++ {
		moved := onOrBefore(cal, v, d+market.Date(7*i))
		known := slices.ContainsFunc(list, func(e expiry) bool { return e.date == moved })
		if moved >= from && !known {
			list = append(list, expiry{date: moved})
		}
	}
	return ranked(list)
}

// quarterly adds far expiries: every quarter of the next year, every half year
// of the four after it.
func quarterly(cal *market.Calendar, v market.Venue, r rule, years int, from market.Date, list []expiry) []expiry {
	for i, e := range months(cal, v, r, 3, 4*years, from) {
		half := e.date.Time().Month()%6 == 0
		known := slices.ContainsFunc(list, func(x expiry) bool { return x.date == e.date })
		if !known && (i < 4 || half) {
			list = append(list, expiry{date: e.date, monthly: true, far: true})
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
