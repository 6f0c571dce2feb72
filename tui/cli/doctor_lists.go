package cli

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"kitewatch/kite"
	"kitewatch/kite/feed"
	"kitewatch/kite/instruments"
	"kitewatch/kite/market"
	"kitewatch/tui"
	"kitewatch/tui/store"
	"kitewatch/tui/ui"
)

// cache is where the list of instruments is kept.
func (d *checkup) cache() instruments.Cache {
	return instruments.Cache{Dir: d.paths.Dump(d.server), Calendar: d.calendar}
}

// loadLists reads the kept lists of instruments, and of the newer one how far
// the machine's clock was from the exchange's when it came.
func (d *checkup) loadLists() {
	if d.blocked() != "" {
		return
	}
	d.list, _ = d.cache().Load()
	d.previous, _ = d.cache().Previous()
	if d.list != nil {
		s := shelf{cache: d.cache()}
		s.recallClock(d.list)
		d.ahead = s.ahead
	}
}

// listNow is the exchange's time for what is looked up in the list: never
// before the list came.
func (d *checkup) listNow() time.Time {
	if now := d.exchangeNow(); now.After(d.list.Fetched()) {
		return now
	}
	return d.list.Fetched()
}

// due reports whether the list is to be downloaded again, as shelf.due has it.
func (d *checkup) due() bool {
	now := d.listNow()
	if d.ofKite() && d.ahead.Abs() > farAhead && d.now.After(now) {
		now = d.now
	}
	return instruments.Due(d.list.Fetched(), now, d.calendar)
}

// blocked says that something stands in the place of a kept list that only
// opening may wait for, such as a pipe.
func (d *checkup) blocked() string {
	for _, name := range []string{listFile, "instruments.previous"} {
		path := filepath.Join(d.cache().Dir, name)
		if info, err := os.Stat(path); err == nil && !info.Mode().IsRegular() {
			return path
		}
	}
	return ""
}

// lookAtList tells of the kept list of instruments: how many rows, how old.
func (d *checkup) lookAtList() {
	const refresh = "kitewatch instruments refresh downloads it now; the next start does too."
	dir := absolute(d.cache().Dir)
	if path := d.blocked(); path != "" {
		d.bad(exitBadFile, "instruments", absolute(path)+" is no file", "Move it away: a new list is downloaded.")
		return
	}
	var err error
	if d.list == nil {
		_, err = d.cache().Load()
	}
	var corrupt *instruments.Corrupt
	switch {
	case errors.Is(err, fs.ErrNotExist):
		d.warn("instruments", "no list is kept yet in "+dir, refresh)
		return
	case errors.As(err, &corrupt):
		d.warn("instruments", absolute(corrupt.Path)+" cannot be read: "+corrupt.Err.Error(), refresh)
		return
	case err != nil:
		d.warn("instruments", dir+": "+err.Error(), refresh)
		return
	}
	found := ui.Price(float64(d.list.Len()), 0) + " rows of " + listTime(d.list)
	if d.list.Bad() > 0 {
		found += fmt.Sprintf(", %d left out as unreadable", d.list.Bad())
	}
	if d.previous != nil {
		found += "; the day's before is kept"
	}
	found += "; in " + dir
	if d.due() {
		d.warn("instruments", found+"; a newer one is out", refresh)
		return
	}
	d.ok("instruments", found)
}

// lookAtWatchlist tells which watchlist.toml is read, what is wrong with it, and
// what of it cannot be watched.
func (d *checkup) lookAtWatchlist() {
	path, named := absolute(d.paths.Watchlist), d.origins["watchlist"] != ""
	list, err := store.LoadWatchlist(d.paths.Watchlist, named, d.env.Sample)
	where := path + d.told("watchlist", "")
	if err != nil {
		mend := mendFile(path, err)
		if errors.Is(err, fs.ErrNotExist) {
			mend = "Correct the path, or leave it out: the first start then writes a sample."
		}
		d.bad(exitBadFile, "watchlist", where+": "+reason(err), mend)
		return
	}
	if list.Text == nil && !named {
		d.ok("watchlist", "none yet; the first start writes a sample to "+path)
		return
	}
	symbols, listed := watched(list), list
	listed.Strip = nil
	found := fmt.Sprintf("%s: %s with %d of at most %s instruments, mode %s, every %s",
		where, several(len(list.Lists), "list"), len(watched(listed)), ui.Price(store.MaxSymbols, 0), list.Mode, short(list.Interval))
	odd := slices.Concat(list.Unknown, list.Warnings, tui.Complaints(list))
	switch {
	case len(odd) > 0:
		for i := range odd {
			odd[i] = strings.TrimPrefix(odd[i], list.Path+":")
		}
		d.warn("watchlist", found+"; passed over: "+strings.Join(odd, "; "),
			"Correct it at line:column, or leave it: it does no harm.")
	case list.Interval < feed.MinInterval:
		d.warn("watchlist", found, "Set interval to 2s or more: the API allows one quote call a second.")
	default:
		d.ok("watchlist", found)
	}
	gone := d.lookAtSymbols(symbols)
	d.lookAtAlerts(list, gone)
}

// more counts what is not told.
func more(n int) string {
	if n <= 0 {
		return ""
	}
	return fmt.Sprintf(", and %d more", n)
}

// watched are the symbols of all lists and the strip, each once.
func watched(list store.Watchlist) []kite.Symbol {
	symbols := append([]kite.Symbol(nil), list.Strip...)
	for _, l := range list.Lists {
		for _, e := range l.Entries {
			symbols = append(symbols, e.Symbol)
		}
	}
	return once(symbols)
}

// lookAtSymbols tells which symbols are not in the kept list, and returns them.
func (d *checkup) lookAtSymbols(symbols []kite.Symbol) map[kite.Symbol]bool {
	gone := map[kite.Symbol]bool{}
	if d.list == nil || len(symbols) == 0 {
		return gone // the list's line says so
	}
	var told []string
	suggested := false
	for _, s := range symbols {
		why, suggestion := d.missing(s)
		if why == "" {
			continue
		}
		gone[s] = true
		suggested = suggested || !suggestion.IsZero()
		if len(told) < maxNamed {
			told = append(told, s.String()+" ("+why+")")
		}
	}
	if len(gone) == 0 {
		d.ok("symbols", fmt.Sprintf("all %d are in the list of instruments", len(symbols)))
		return gone
	}
	mend := "Correct them in watchlist.toml; kitewatch instruments search finds names."
	if suggested {
		mend += " On the screen, y on such a row takes what is suggested."
	}
	d.warn("symbols", fmt.Sprintf("%d of %d have no price: %s%s", len(gone), len(symbols),
		strings.Join(told, "; "), more(len(gone)-len(told))), mend)
	return gone
}

// missing says why a symbol of the watchlist stands for no instrument, and what
// might be meant; empty: it stands for one.
func (d *checkup) missing(s kite.Symbol) (why string, suggestion kite.Symbol) {
	now := d.listNow()
	rolling, rolls, err := instruments.ParseRolling(s)
	switch {
	case err != nil:
		return err.Error(), kite.Symbol{}
	case rolls:
		_, err := d.list.Resolve(rolling, instruments.Moment{Now: now, Calendar: d.calendar})
		var unresolved *instruments.Unresolved
		if !errors.As(err, &unresolved) || unresolved.Reason == instruments.NoPrice {
			return "", kite.Symbol{} // a price is not known before the first poll
		}
		return unresolved.Text, kite.Symbol{}
	case s.Exchange == "":
		if _, listed := d.list.Token(reading{Row: feed.Row{Symbol: s}}.token()); listed {
			return "", kite.Symbol{}
		}
	default:
		if _, listed := d.list.Find(s); listed {
			return "", kite.Symbol{}
		}
	}
	m := d.list.Missing(s, d.previous, now, d.calendar)
	return m.Text, m.Suggestion
}

// lookAtAlerts tells which alerts can never come.
func (d *checkup) lookAtAlerts(list store.Watchlist, gone map[kite.Symbol]bool) {
	levels, refused := tui.LevelsOf(list.Lists)
	all := len(levels) + len(refused)
	if all == 0 {
		return
	}
	dead := len(refused)
	first := ""
	for _, l := range levels {
		if gone[l.Symbol] {
			dead++
			if first == "" {
				first = l.Symbol.String() + " has no price"
			}
		}
	}
	if first == "" && len(refused) > 0 {
		first = refused[0].Level.Symbol.String() + ": " + refused[0].Reason
	}
	if dead > 0 {
		d.warn("alerts", fmt.Sprintf("%d of %s can never be crossed: %s%s", dead, several(all, "level"), first, more(dead-1)),
			"Correct the symbol in watchlist.toml, or take the level out.")
		return
	}
	d.ok("alerts", several(all, "level")+" to watch, while the screen or kitewatch watch runs")
}

// lookAtMarket tells of the user's corrections of hours and holidays, and
// whether this year's holidays are known.
func (d *checkup) lookAtMarket() {
	path := absolute(d.paths.Market)
	_, warnings, err := store.LoadMarket(d.paths.Market)
	_, missing := os.Lstat(d.paths.Market)
	first, last := d.calendar.Years()
	found := path + " corrects hours and holidays"
	if errors.Is(missing, fs.ErrNotExist) {
		found = "the built-in hours and holidays, no market.toml"
	}
	now := d.exchangeNow()
	switch {
	case err != nil:
		d.bad(exitBadFile, "market", path+": "+reason(err)+"; until then it corrects nothing", mendFile(path, err))
	case len(warnings) > 0:
		d.warn("market", found+"; passed over: "+strings.TrimPrefix(warnings[0], d.paths.Market+":")+more(len(warnings)-1),
			"Correct it at line:column.")
	case !d.calendar.Knows(now):
		d.warn("market", fmt.Sprintf("%s; the holidays of %d are not known, so its weekdays count as open", found, now.Year()),
			fmt.Sprintf("List them in %s, with known_years = [%d] at its top.", quoted(path), now.Year()))
	default:
		status := d.calendar.Status(market.NSE, now)
		note := ""
		if status.Note != "" {
			note = " (" + status.Note + ")"
		}
		d.ok("market", fmt.Sprintf("%s; holidays known for %s; NSE is %s%s", found, years(first, last), status.Phase, note))
	}
}

func years(first, last int) string {
	if first == last {
		return fmt.Sprint(first)
	}
	return fmt.Sprintf("%d to %d", first, last)
}
