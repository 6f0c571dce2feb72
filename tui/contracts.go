package tui

import (
	"cmp"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"kitewatch/kite"
	"kitewatch/kite/feed"
	"kitewatch/kite/instruments"
	"kitewatch/kite/market"
	"kitewatch/tui/store"
	"kitewatch/tui/watch"
)

// standing is what a symbol of the watchlist stands for today.
type standing struct {
	symbol     kite.Symbol // what is polled and shown
	rolling    bool
	until      time.Time   // exchange's time at which it will stand for another; zero: it will not
	nearest    bool        // it expires when it rolls; a later month only moves up
	strike     float64     // at the money, of an option that rolls
	reason     string      // why it has no data; empty: it may have
	suggestion kite.Symbol // what to put in its place; zero: nothing certain
}

// contracts are the symbols of the watchlist that do not stand for themselves:
// those that roll, and those that are in the day's list no more.
type contracts struct {
	of     map[kite.Symbol]standing
	under  map[kite.Symbol]kite.Price // of what options are at the money of, the last price
	order  []kite.Symbol              // those, in the watchlist's order
	at     time.Time                  // exchange's time at which they were looked at
	held   map[string]float64         // strikes at the money, by exchange and name
	next   time.Time                  // exchange's time of the earliest roll; zero: none
	strike bool                       // an option rolls with its underlying's price
}

// real returns what a symbol of the watchlist stands for.
func (c *contracts) real(s kite.Symbol) kite.Symbol {
	if st, ok := c.of[s]; ok {
		return st.symbol
	}
	return s
}

// resolver finds out what symbols stand for, at a moment.
type resolver struct {
	list, previous *instruments.List
	now            time.Time // the exchange's
	calendar       *market.Calendar
	had            contracts
	bare           map[kite.Symbol]bool // came without an exchange
	waits          string               // why there is no list, of what needs one
	prices         bool                 // only prices have moved since had: nothing but options is looked at
	price          func(kite.Symbol) kite.Price
}

// resolve looks at every symbol of the watchlist. Without a list nothing can be
// said of any but those that roll.
func (r resolver) resolve(symbols []kite.Symbol) contracts {
	c := contracts{at: r.now, held: maps.Clone(r.had.held), of: map[kite.Symbol]standing{}, under: map[kite.Symbol]kite.Price{}}
	if r.prices {
		c.at = r.had.at // the others still stand as they did then
	}
	for _, s := range symbols {
		if _, done := c.of[s]; done {
			continue
		}
		st, ok := r.had.of[s]
		if !r.prices || st.strike > 0 || st.rolling && st.reason != "" {
			st, ok = r.standing(s, &c)
		}
		if !ok {
			continue
		}
		c.of[s] = st
		if !st.until.IsZero() && (c.next.IsZero() || st.until.Before(c.next)) {
			c.next = st.until
		}
	}
	return c
}

// standing is that of one symbol; false when it stands for itself.
func (r resolver) standing(s kite.Symbol, c *contracts) (standing, bool) {
	if r.list != nil && (r.bare[s] || s.Exchange == "") {
		found := r.meant(s)
		switch {
		case len(found) == 1 && found[0] != s:
			if st, ok := r.standing(found[0], c); ok {
				return st, true
			}
			return standing{symbol: found[0]}, true
		case len(found) > 1:
			return standing{symbol: s, reason: "listed on " + exchangesOf(found) + ": say which, as in " + found[0].String()}, true
		}
	}
	rolling, is, err := instruments.ParseRolling(s)
	switch {
	case err != nil:
		return standing{symbol: s, reason: err.Error()}, true
	case is && r.list == nil:
		return standing{symbol: s, rolling: true, reason: r.waits}, true
	case is:
		return r.roll(s, rolling, c), true
	case r.list == nil || s.Exchange == "":
		return standing{}, false
	}
	if _, listed := r.list.Find(s); listed {
		return standing{}, false
	}
	gone := r.list.Missing(s, r.previous, r.now, r.calendar)
	return standing{symbol: s, reason: gone.Text, suggestion: gone.Suggestion}, true
}

// meant is what a symbol may mean that came without its exchange, or as an
// instrument token.
func (r resolver) meant(s kite.Symbol) []kite.Symbol {
	if s.Exchange != "" {
		return r.list.Bare(s.Tradingsymbol, r.now, r.calendar)
	}
	token, err := strconv.ParseUint(s.Tradingsymbol, 10, 32)
	if err != nil {
		return nil
	}
	row, ok := r.list.Token(uint32(token))
	if !ok {
		return nil
	}
	return []kite.Symbol{r.list.At(row).Symbol}
}

// exchangesOf names the exchanges of symbols.
func exchangesOf(symbols []kite.Symbol) string {
	var names []string
	for _, s := range symbols {
		names = append(names, s.Exchange)
	}
	return strings.Join(names, " and ")
}

// roll finds the contract behind a rolling symbol.
func (r resolver) roll(s kite.Symbol, rolling instruments.Rolling, c *contracts) standing {
	st := standing{symbol: s, rolling: true}
	both := rolling.Exchange + ":" + rolling.Name // a call and a put hold the same strike
	m := instruments.Moment{Now: r.now, Calendar: r.calendar, Held: c.held[both]}
	if rolling.Future == 0 {
		c.strike = true
		under, err := r.list.Underlying(rolling.Exchange, rolling.Name, r.now, r.calendar)
		if err == nil {
			price := cmp.Or(r.had.under[under.Symbol], r.price(under.Symbol))
			if _, had := c.under[under.Symbol]; !had {
				c.order = append(c.order, under.Symbol)
			}
			c.under[under.Symbol] = price
			m.LastPrice = float64(price)
		}
	}
	found, err := r.list.Resolve(rolling, m)
	var why *instruments.Unresolved
	if errors.As(err, &why) {
		st.reason = why.Text
		return st
	}
	st.symbol, st.until, st.strike = found.Contract.Symbol, found.Until, found.Strike
	if st.nearest = rolling.Future <= 1; found.Strike > 0 {
		if c.held == nil {
			c.held = map[string]float64{}
		}
		c.held[both] = found.Strike
	}
	return st
}

// symbols are those of the whole watchlist, as they are written there.
func (m *model) symbols() []kite.Symbol {
	all := slices.Clone(m.stripped)
	for _, l := range m.lists {
		for _, e := range l.Entries {
			all = append(all, e.Symbol)
		}
	}
	return all
}

// cause is why the symbols are looked at anew.
type cause int

const (
	byList  cause = iota // another list of instruments, or another watchlist
	byTime               // a contract has come to its end
	byPrice              // an underlying has moved
)

// roll looks anew at what the watchlist's symbols stand for, and brings the
// table in line when that has changed.
func (m *model) roll(why cause) tea.Cmd {
	had := m.contracts
	symbols := m.symbols()
	m.contracts = resolver{
		list: m.dump.list, previous: m.dump.previous, now: m.clock.Exchange(), calendar: m.line.calendar,
		had: had, prices: why == byPrice, bare: m.bare, waits: m.dump.waits(m.clock), price: m.priceOf,
	}.resolve(symbols)
	notice, changed := m.contracts.since(&had, symbols)
	newDay := market.DateOf(had.at) != market.DateOf(m.contracts.at) // another day's contracts expire today
	if !changed && !newDay && why != byList {
		return nil
	}
	m.relist()
	if notice == "" {
		return nil
	}
	return m.note(notice)
}

// priceOf is the last price that this run has had of a symbol, 0 without any: an
// underlying may have been asked for before an option on it was listed.
func (m *model) priceOf(s kite.Symbol) kite.Price {
	if row, ok := m.watch.Latest(s); ok && !row.Answered.IsZero() {
		return row.Quote.LastPrice
	}
	return 0
}

// since says what has rolled since before, and whether anything has changed.
func (c *contracts) since(before *contracts, symbols []kite.Symbol) (notice string, changed bool) {
	more := 0
	for _, s := range symbols {
		now, is := c.of[s]
		was, known := before.of[s]
		if is != known || was.symbol != now.symbol || was.reason != now.reason {
			changed = true
		}
		expired := !was.until.IsZero() && !c.at.Before(was.until) && was.nearest
		switch {
		case !known || !expired || was.symbol == now.symbol || now.reason != "":
		case notice == "":
			notice = s.Tradingsymbol + " is " + now.symbol.Tradingsymbol + " now: " + was.symbol.Tradingsymbol + " has expired"
		default:
			more++
		}
	}
	if more > 0 {
		notice += fmt.Sprintf(", +%d more", more)
	}
	return notice, changed
}

// rollTick looks for contracts that have expired: at their time, on a new day,
// and when the exchange's clock turns out to be another than was believed.
func (m *model) rollTick() tea.Cmd {
	next := m.contracts.next
	due := !next.IsZero() && !m.clock.Exchange().Before(next)
	now := m.clock.Exchange()
	back := now.Before(m.contracts.at.Add(-time.Minute)) // the clock was believed to be ahead
	if !due && !back && m.today() == market.DateOf(m.contracts.at) {
		return nil
	}
	return m.roll(byTime)
}

// rollPrices looks for strikes that have moved away from the money.
func (m *model) rollPrices(rows []feed.Row) tea.Cmd {
	moved := false
	for i := range rows {
		if was, under := m.contracts.under[rows[i].Symbol]; under && rows[i].Quote.LastPrice != was && rows[i].Quote.LastPrice != 0 {
			m.contracts.under[rows[i].Symbol] = rows[i].Quote.LastPrice
			moved = true
		}
	}
	if !moved || m.dump.list == nil {
		return nil
	}
	return m.roll(byPrice)
}

// relist hands the lists on as they stand.
func (m *model) relist() {
	basis := m.basis()
	m.watch.SetBasis(basis)
	m.spots = nil
	for _, s := range m.symbols() {
		if spot, ok := basis(m.contracts.real(s)); ok {
			m.spots = append(m.spots, spot)
		}
	}
	m.watch.SetLists(m.watchLists())
	m.levelsChanged()
	m.search.SetMembers(m.members())
	m.search.SetRolls(m.rolls())
	symbols := make([]kite.Symbol, 0, len(m.stripped))
	for _, s := range m.stripped {
		symbols = append(symbols, m.contracts.real(s))
	}
	m.strip.replace(symbols)
	m.shown()
	m.drawStrip()
	m.drawLine()
}

// watchLists hands the lists to the watch pane, in its own terms.
func (m *model) watchLists() []watch.List {
	out := make([]watch.List, 0, len(m.lists))
	held := m.positions()
	for _, l := range m.lists {
		entries := make([]watch.Entry, 0, len(l.Entries))
		for _, e := range l.Entries {
			entry := m.watchEntry(e)
			if all := held[e.Symbol]; l.Name == store.AllLists && len(all) > 0 {
				entry.Position, entry.Also = all[0], all[1:]
			}
			entries = append(entries, entry)
		}
		out = append(out, watch.List{Name: l.Name, Columns: l.Columns, Sort: l.Sort, Entries: entries})
	}
	return out
}

func (m *model) watchEntry(e store.Entry) watch.Entry {
	entry := watch.Entry{Symbol: e.Symbol, Written: e.Symbol, Note: e.Note, Position: positionOf(e)}
	st, ok := m.contracts.of[e.Symbol]
	if ok {
		entry.Symbol, entry.Reason = st.symbol, st.reason
	}
	switch {
	case st.suggestion.IsZero():
	case followed(e):
		entry.Accept = m.keys.Editor.Help().Key + " edits"
	default:
		entry.Accept = m.keys.Accept.Help().Key + " accepts"
	}
	if st.rolling && st.reason == "" {
		_, rule, _ := strings.Cut(e.Symbol.Tradingsymbol, "@")
		entry.Note = strings.TrimSpace("@" + rule + " " + e.Note)
	}
	if in, listed := m.instrument(entry.Symbol); listed {
		entry.Name = in.Name
		if in.Expiry != 0 && in.Expiry == m.today() {
			entry.Due = "expires today"
		}
	}
	return entry
}

// instrument is a symbol's row of the day's list.
func (m *model) instrument(s kite.Symbol) (instruments.Instrument, bool) {
	if m.dump.list == nil {
		return instruments.Instrument{}, false
	}
	i, ok := m.dump.list.Find(s)
	if !ok {
		return instruments.Instrument{}, false
	}
	return m.dump.list.At(i), true
}

// basis tells the watch pane what a future is written on.
func (m *model) basis() func(kite.Symbol) (kite.Symbol, bool) {
	list, now, cal := m.dump.list, m.clock.Exchange(), m.line.calendar
	return func(s kite.Symbol) (kite.Symbol, bool) {
		if list == nil {
			return kite.Symbol{}, false
		}
		i, ok := list.Find(s)
		if !ok || list.At(i).Type != "FUT" {
			return kite.Symbol{}, false
		}
		under, err := list.Underlying(s.Exchange, list.At(i).Name, now, cal)
		return under.Symbol, err == nil && under.Symbol != s
	}
}
