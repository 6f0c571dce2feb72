package store

import (
	"fmt"
	"slices"
	"strings"

	"kitewatch/kite/market"
)

// LoadMarket reads market.toml, the trader's corrections of hours and
// holidays, to be laid over the built-in ones; without the file there are
// none. What is odd but does no harm comes as warnings, each with file, line
// and column. The file looks like this, and every part may be left out:
//
//	known_years = [2027]            # its holidays are all below
//
//	[[holiday]]                     # stocks rest, commodities open at 17:00
//	date      = 2027-01-26
//	name      = "Republic Day"
//	evening   = false               # here they rest in the evening too
//	exchanges = ["NSE", "MCX"]      # who rests; all, when it is left out
//
//	[[session]]                     # a day that is not as usual
//	date      = 2026-11-08
//	name      = "Muhurat"
//	open      = "18:00-19:00"       # without it the usual hours, though it is
//	pre_open  = "17:45-18:00"       # a weekend or in the list as a holiday
//	doubt     = "hours unconfirmed" # said beside the name
//
//	[[hours]]                       # the usual hours from a day on
//	exchanges = ["MCX"]
//	since     = 2026-11-02
//	season    = "us-winter"         # or us-summer; the whole year without it
//	open      = "09:00-23:55"
//
// Hours are IST, one stretch or a list of them; auction says when the closing
// auction is. Beside the exchanges there are NSE:AUCTION and BSE:AUCTION (stocks with
// derivatives, and indices), MCX:COTTON and MCX:AGRI, each a part of the
// exchange with hours of its own. Of two entries for one day the later counts.
func LoadMarket(path string) (market.Table, []string, error) {
	text, found, err := read(path)
	if err != nil || !found {
		return market.Table{}, nil, err
	}
	return parseMarket(path, text)
}

// parseMarket reads the text of market.toml; path is for what is said of it.
func parseMarket(path string, text []byte) (market.Table, []string, error) {
	f := marketFile{tomlText: tomlText{path: path, text: text}, places: map[claim]int{}}
	tables, err := f.tables()
	for i := 0; i < len(tables) && err == nil; i++ {
		err = f.take(&tables[i])
	}
	if err != nil {
		return market.Table{}, nil, err
	}
	if f.more > 0 {
		f.warnings = append(f.warnings, fmt.Sprintf("%s: and %d more", path, f.more))
	}
	return f.table, f.warnings, nil
}

// marketFile is what has been read so far.
type marketFile struct {
	tomlText
	table    market.Table
	warnings []string
	more     int           // warnings beyond those told
	places   map[claim]int // where each day, or usual hours, were last given
}

// claim is what two entries must not both say.
type claim struct {
	venue  market.Venue
	date   market.Date
	season market.Season
	usual  bool // the usual hours from the date, not the day itself
}

// maxWarnings is how many warnings are told, each with its place.
const maxWarnings = 10

func (f *marketFile) warn(at int, reason string) {
	if len(f.warnings) == maxWarnings {
		f.more++
		return
	}
	f.warnings = append(f.warnings, f.fault(at, reason).Error())
}

// take reads one part of the file.
func (f *marketFile) take(t *tomlTable) error {
	read, ok := map[string]func(*tomlTable) error{
		"": f.settings, "holiday": f.holiday, "session": f.session, "hours": f.hours,
	}[t.name]
	switch {
	case !ok:
		f.warn(t.at, t.name+" means nothing here")
		return nil
	case t.name != "" && !t.listed:
		return f.fault(t.at, fmt.Sprintf("[%s] needs double brackets: [[%s]]", t.name, t.name))
	}
	given := map[string]bool{}
	for i := range t.fields {
		k := &t.fields[i]
		if given[k.key] {
			return f.fault(k.keyAt, k.key+" stands here a second time")
		}
		given[k.key] = true
	}
	return read(t)
}

// only warns of keys that mean nothing in a table.
func (f *marketFile) only(t *tomlTable, keys ...string) {
	for i := range t.fields {
		if k := &t.fields[i]; !slices.Contains(keys, k.key) {
			f.warn(k.keyAt, k.key+" means nothing here")
		}
	}
}

// settings takes the keys above the first table.
func (f *marketFile) settings(t *tomlTable) error {
	f.only(t, "known_years")
	years, err := f.years(t)
	if len(years) > 0 {
		f.table.First, f.table.Last = years[0], years[len(years)-1]
	}
	return err
}

// holiday takes a day without trading. Commodities rest till 17:00 only, as on
// most holidays of the stock exchanges, unless the file says otherwise.
func (f *marketFile) holiday(t *tomlTable) error {
	f.only(t, "date", "name", "exchanges", "evening")
	day, err := f.day(t)
	if err != nil {
		return err
	}
	evening, err := f.flag(t, "evening", true)
	if err != nil {
		return err
	}
	rest, late := day, day
	rest.Venues, late.Venues, late.Kind = nil, nil, market.Evening
	for _, v := range day.Venues {
		if evening && hasEvening(v) {
			late.Venues = append(late.Venues, v)
		} else {
			rest.Venues = append(rest.Venues, v)
		}
	}
	for _, d := range []market.Day{rest, late} {
		if len(d.Venues) > 0 {
			f.table.Days = append(f.table.Days, d)
		}
	}
	if key := t.field("evening"); key != nil && !slices.ContainsFunc(day.Venues, hasEvening) {
		f.warn(key.keyAt, "evening means nothing here: only MCX and NCO trade in the evening")
	}
	return nil
}

// hasEvening reports a venue of commodities.
func hasEvening(v market.Venue) bool {
	return v.Exchange() == string(market.MCX) || v == market.NCO
}

// session takes a day with hours of its own, or one that is as usual although
// it is a weekend or a holiday.
func (f *marketFile) session(t *tomlTable) error {
	f.only(t, "date", "name", "exchanges", "pre_open", "open", "auction", "doubt")
	day, err := f.day(t)
	if err != nil {
		return err
	}
	if day.Doubt, err = f.words(t, "doubt"); err != nil {
		return err
	}
	if day.Parts, err = f.parts(t); err != nil {
		return err
	}
	day.Kind = market.Usual
	if len(day.Parts) > 0 {
		day.Kind = market.Other
	}
	f.table.Days = append(f.table.Days, day)
	return nil
}

// day takes what a holiday and a session have in common.
func (f *marketFile) day(t *tomlTable) (market.Day, error) {
	date, err := f.date(t, "date")
	if err != nil {
		return market.Day{}, err
	}
	name, err := f.words(t, "name")
	if err != nil {
		return market.Day{}, err
	}
	venues, err := f.venues(t, claim{date: date})
	return market.Day{Date: date, Name: name, Venues: venues}, err
}

// hours takes the usual hours from a day on.
func (f *marketFile) hours(t *tomlTable) error {
	f.only(t, "exchanges", "since", "season", "pre_open", "open", "auction")
	if t.field("exchanges") == nil {
		return f.fault(t.at, `hours need exchanges = ["MCX"] or the like`)
	}
	since, err := f.date(t, "since")
	if err != nil {
		return err
	}
	season, err := f.season(t)
	if err != nil {
		return err
	}
	venues, err := f.venues(t, claim{date: since, season: season, usual: true})
	if err != nil {
		return err
	}
	parts, err := f.parts(t)
	if err == nil && len(parts) == 0 {
		err = f.fault(t.at, `hours need open = "09:15-15:30" or the like`)
	}
	f.table.Hours = append(f.table.Hours, market.Hours{Venues: venues, Since: since, Season: season, Parts: parts})
	return err
}

// marketExchanges are those of which a file may speak.
var marketExchanges = []string{"NSE", "BSE", "NFO", "BFO", "CDS", "BCD", "MCX", "NCO"}

// venues returns what the entry is about, all when it does not say, and warns
// if an earlier entry says the same. The part of an exchange after the whole
// of it is meant as an exception, and no reason to warn.
func (f *marketFile) venues(t *tomlTable, c claim) ([]market.Venue, error) {
	var all []market.Venue
	names, at := []tomlField{}, t.at
	if key := t.field("exchanges"); key != nil {
		at = key.keyAt
		var err error
		if names, err = f.list(key); err != nil {
			return nil, err
		}
	} else {
		for _, name := range marketExchanges {
			names = append(names, tomlField{at: t.at, text: name})
		}
	}
	warned := false
	for _, n := range names {
		venues := venuesOf(n.text)
		if venues == nil {
			return nil, f.fault(n.at, fmt.Sprintf("%q is no exchange: there are %s", n.text, strings.Join(marketExchanges, ", ")))
		}
		for _, c.venue = range venues {
			first, given := f.places[c]
			if given && first != t.at && !warned && !strings.Contains(n.text, ":") {
				line, _ := f.place(first)
				f.warn(at, fmt.Sprintf("%s has an entry for this day already, in line %d: this one counts", c.venue.Exchange(), line))
				warned = true
			}
			f.places[c] = t.at
			if !slices.Contains(all, c.venue) {
				all = append(all, c.venue)
			}
		}
	}
	return all, nil
}

// venuesOf returns the venues of an exchange, or the one part of it that is
// named; nil when there is no such exchange.
func venuesOf(name string) []market.Venue {
	name = strings.ToUpper(strings.TrimSpace(name))
	whole, _, part := strings.Cut(name, ":")
	switch venues := market.VenuesOf(whole); {
	case !slices.Contains(marketExchanges, whole):
		return nil
	case !part:
		return venues
	case slices.Contains(venues, market.Venue(name)):
		return []market.Venue{market.Venue(name)}
	}
	return nil
}
