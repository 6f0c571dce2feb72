package store

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/pelletier/go-toml/v2/unstable"

	"kitewatch/kite/market"
)

// field returns the key of a table, nil when it is not given.
func (t *tomlTable) field(key string) *tomlField {
	for i := range t.fields {
		if t.fields[i].key == key {
			return &t.fields[i]
		}
	}
	return nil
}

// list returns the texts of a list; a single one counts as a list. An empty
// one is an error: nobody writes it and means it.
func (f *marketFile) list(key *tomlField) ([]tomlField, error) {
	items := key.items
	if key.kind == unstable.String {
		items = []tomlField{*key}
	}
	if len(items) == 0 {
		return nil, f.fault(key.at, key.key+" must be a text in quotes, or a list of them in brackets")
	}
	for _, item := range items {
		if item.kind != unstable.String {
			return nil, f.fault(item.at, key.key+" must hold nothing but texts in quotes")
		}
	}
	return items, nil
}

// words returns a text that may be left out.
func (f *marketFile) words(t *tomlTable, key string) (string, error) {
	k := t.field(key)
	switch {
	case k == nil:
		return "", nil
	case k.kind != unstable.String:
		return "", f.fault(k.at, key+" must be a text in quotes")
	}
	return strings.TrimSpace(k.text), nil
}

// flag returns true or false; otherwise is what counts when it is left out.
func (f *marketFile) flag(t *tomlTable, key string, otherwise bool) (bool, error) {
	k := t.field(key)
	switch {
	case k == nil:
		return otherwise, nil
	case k.kind != unstable.Bool:
		return false, f.fault(k.at, key+" must be true or false")
	}
	return k.text == "true", nil
}

// The years of which a file may speak: beyond them a date is a slip.
const (
	firstYear = 2000
	lastYear  = 2099
)

// date returns a day, with or without quotes. It must be given.
func (f *marketFile) date(t *tomlTable, key string) (market.Date, error) {
	k := t.field(key)
	if k == nil {
		return 0, f.fault(t.at, fmt.Sprintf("%s needs %s = 2027-01-26 or the like", t.name, key))
	}
	if k.kind != unstable.LocalDate && k.kind != unstable.String {
		return 0, f.fault(k.at, key+" must be a day such as 2027-01-26")
	}
	day, err := time.Parse(time.DateOnly, k.text)
	if err != nil {
		return 0, f.fault(k.at, fmt.Sprintf("%s is no day of the calendar, such as 2027-01-26", k.text))
	}
	if day.Year() < firstYear || day.Year() > lastYear {
		return 0, f.fault(k.at, fmt.Sprintf("%s is not between %d and %d", k.text, firstYear, lastYear))
	}
	return market.On(day.Date()), nil
}

// years returns the years of which all holidays are known, in order. The
// calendar knows a first and a last one only, so there must be no gap.
func (f *marketFile) years(t *tomlTable) ([]int, error) {
	k := t.field("known_years")
	if k == nil {
		return nil, nil
	}
	items := k.items
	if k.kind == unstable.Integer {
		items = []tomlField{*k}
	}
	var years []int
	for _, item := range items {
		year, err := strconv.Atoi(item.text)
		if item.kind != unstable.Integer || err != nil || year < firstYear || year > lastYear {
			return nil, f.fault(item.at, fmt.Sprintf("known_years holds years from %d to %d", firstYear, lastYear))
		}
		years = append(years, year)
	}
	if len(years) == 0 {
		return nil, f.fault(k.at, "known_years must be a list of years, such as [2027]")
	}
	slices.Sort(years)
	years = slices.Compact(years)
	if years[len(years)-1]-years[0] != len(years)-1 {
		return nil, f.fault(k.keyAt, "known_years leaves a year out between its first and its last")
	}
	return years, nil
}

// season returns the part of the year in which hours hold. Commodities follow
// New York's clock, not India's weather, so the name says whose it is.
func (f *marketFile) season(t *tomlTable) (market.Season, error) {
	name, err := f.words(t, "season")
	switch {
	case err != nil:
		return market.AllYear, err
	case name == "us-summer":
		return market.USSummer, nil
	case name == "us-winter":
		return market.USWinter, nil
	case t.field("season") != nil:
		return market.AllYear, f.fault(t.field("season").at, fmt.Sprintf("season = %q is neither us-summer nor us-winter", name))
	}
	return market.AllYear, nil
}

// stretch is a part of a day, with its place in the file.
type stretch struct {
	market.Part
	field tomlField
}

// parts returns the phases of a day in order; none when no hours are given.
func (f *marketFile) parts(t *tomlTable) ([]market.Part, error) {
	var day []stretch
	for _, p := range []struct {
		key   string
		phase market.Phase
	}{{"pre_open", market.PreOpen}, {"open", market.Open}, {"auction", market.Auction}} {
		key := t.field(p.key)
		if key == nil {
			continue
		}
		items, err := f.list(key)
		if err != nil {
			return nil, err
		}
		for _, item := range items {
			part, err := f.stretch(item)
			if err != nil {
				return nil, err
			}
			part.Phase = p.phase
			day = append(day, stretch{part, item})
		}
	}
	if len(day) > 0 && t.field("open") == nil {
		return nil, f.fault(day[0].field.at, `there is no open = "09:15-15:30" or the like beside it`)
	}
	return f.inOrder(day)
}

// inOrder sorts the parts of a day, of which no two may overlap.
func (f *marketFile) inOrder(day []stretch) ([]market.Part, error) {
	slices.SortStableFunc(day, func(a, b stretch) int { return int(a.From - b.From) })
	var parts []market.Part
	for i, s := range day {
		if i > 0 && s.From < day[i-1].To {
			return nil, f.fault(s.field.at, fmt.Sprintf("%s overlaps %s", s.field.text, day[i-1].field.text))
		}
		parts = append(parts, s.Part)
	}
	return parts, nil
}

// stretch reads hours such as 09:15-15:30.
func (f *marketFile) stretch(item tomlField) (market.Part, error) {
	from, to, ok := strings.Cut(strings.ReplaceAll(item.text, "–", "-"), "-")
	start, okStart := clockTime(from)
	end, okEnd := clockTime(to)
	switch {
	case !ok || !okStart || !okEnd:
		return market.Part{}, f.fault(item.at, fmt.Sprintf("%q are no hours such as \"09:15-15:30\"", item.text))
	case end == start:
		return market.Part{}, f.fault(item.at, item.text+" ends when it begins")
	case end < start:
		return market.Part{}, f.fault(item.at, item.text+" ends before it begins: a day ends at 24:00")
	}
	return market.Part{From: start, To: end}, nil
}

// clockTime reads a time of day, as time since midnight.
func clockTime(s string) (time.Duration, bool) {
	s = strings.TrimSpace(s)
	if s == "24:00" {
		return 24 * time.Hour, true
	}
	at, err := time.Parse("15:04", s)
	return time.Duration(at.Hour())*time.Hour + time.Duration(at.Minute())*time.Minute, err == nil
}
