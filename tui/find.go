package tui

import (
	"cmp"
	"errors"
	"fmt"
	"slices"

	tea "github.com/charmbracelet/bubbletea"

	"kitewatch/kite"
	"kitewatch/kite/instruments"
	"kitewatch/kite/market"
	"kitewatch/tui/search"
	"kitewatch/tui/store"
	"kitewatch/tui/ui"
)

// firstList is what the list is called that adding makes when there is none.
const firstList = store.DefaultList

// openSearch shows the search, for the list that is on the screen.
func (m *model) openSearch() {
	m.focus = onSearch
	names := make([]string, 0, len(m.own))
	for i := range m.own {
		names = append(names, m.listLabel(i))
	}
	if len(names) == 0 {
		names = []string{firstList}
	}
	current := names[0] // of All, which is of the lists together
	if i, ok := m.ownList(); ok {
		current = names[i]
	}
	m.search.SetLists(names, current)
	m.search.SetSpot(m.spot())
	m.search.SetRolls(m.rolls())
	m.drawDump()
	m.search.Open()
}

// members tells the search where an instrument is listed already.
func (m *model) members() func(kite.Symbol) (list string, row int, ok bool) {
	type place struct {
		list string
		row  int
	}
	places := map[kite.Symbol]place{}
	for n, l := range m.own {
		for i, e := range l.Entries {
			for _, s := range []kite.Symbol{e.Symbol, m.contracts.real(e.Symbol)} {
				if _, found := places[s]; !found {
					places[s] = place{m.listLabel(n), i + 1}
				}
			}
		}
	}
	return func(s kite.Symbol) (string, int, bool) {
		p, ok := places[s]
		return p.list, p.row, ok
	}
}

// spot tells the search what the underlying of a contract's name stands at, as
// far as it is polled.
func (m *model) spot() func(name string) (label, price string, ok bool) {
	list, rows, now, cal := m.dump.list, m.watch, m.clock.Exchange(), m.line.calendar
	return func(name string) (label, price string, ok bool) {
		if list == nil {
			return "", "", false
		}
		for _, exchange := range []string{"NFO", "BFO", "MCX", "CDS"} {
			under, err := list.Underlying(exchange, name, now, cal)
			if err != nil {
				continue
			}
			if r, known := rows.Latest(under.Symbol); known && r.Quote.LastPrice != 0 {
				return under.Symbol.Tradingsymbol, ui.Price(float64(r.Quote.LastPrice), instruments.Decimals(under)), true
			}
		}
		return "", "", false
	}
}

// rolls tells the search what rolls, and to what now.
func (m *model) rolls() search.Rolls {
	list, rows, held, now, cal := m.dump.list, m.watch, m.contracts.held, m.clock.Exchange(), m.line.calendar
	if list == nil {
		return search.Rolls{}
	}
	moment := func(exchange, name string) (instruments.Moment, instruments.Instrument) {
		at := instruments.Moment{Now: now, Calendar: cal, Held: held[exchange+":"+name]}
		under, err := list.Underlying(exchange, name, now, cal)
		if r, known := rows.Latest(under.Symbol); err == nil && known {
			at.LastPrice = float64(r.Quote.LastPrice)
		}
		return at, under
	}
	return search.Rolls{
		Now: func(r instruments.Rolling) (instruments.Instrument, error) {
			at, under := moment(r.Exchange, r.Name)
			roll, err := list.Resolve(r, at)
			var none *instruments.Unresolved
			if errors.As(err, &none) && none.Reason == instruments.NoPrice {
				err = errors.New("follows " + under.Symbol.Tradingsymbol + ", whose price is asked for once this is added")
			}
			return roll.Contract, err
		},
		Of: func(in instruments.Instrument) (instruments.Rolling, bool) {
			at, _ := moment(in.Symbol.Exchange, in.Name)
			return list.RollingOf(in, at)
		},
	}
}

// add puts an instrument at the end of a list.
func (m model) add(msg search.Picked) (tea.Model, tea.Cmd) {
	if n := m.distinct(); n >= store.MaxSymbols {
		return m.say(fmt.Sprintf("%d instruments are watched: no more than that", n))
	}
	name := cmp.Or(msg.List, firstList)
	i := m.labelled(name)
	ref := store.ListRef{Name: name}
	if i >= 0 {
		ref = m.listRef(i)
	}
	adds := addition{ref, msg.Symbol}
	there := i >= 0 && slices.ContainsFunc(m.own[i].Entries, func(e store.Entry) bool { return e.Symbol == msg.Symbol })
	coming := m.edits.busy && m.edits.now.adds == adds || slices.ContainsFunc(m.edits.queue, func(c change) bool { return c.adds == adds })
	if there || coming {
		return m, nil // a second Enter, faster than the first could be told
	}
	cmd := m.enqueue(change{
		edit: store.AddEntry(ref, msg.Symbol, store.EntryRef{}), adds: adds,
		says: msg.Symbol.Tradingsymbol + " added to " + name,
	})
	return m, cmd
}

// listLabel is what a list is called where it is chosen: its name, with a
// number if it is not the first of that name.
func (m *model) listLabel(list int) string {
	ref := m.listRef(list)
	if ref.Nth > 0 {
		return fmt.Sprintf("%s (%d)", ref.Name, ref.Nth+1)
	}
	return ref.Name
}

// labelled is the list with that label; -1: none.
func (m *model) labelled(label string) int {
	for i := range m.own {
		if m.listLabel(i) == label {
			return i
		}
	}
	return -1
}

// distinct is how many instruments the lists name; the strip is beside them.
func (m *model) distinct() int {
	seen := map[kite.Symbol]bool{}
	for _, l := range m.own {
		for _, e := range l.Entries {
			seen[m.contracts.real(e.Symbol)] = true
		}
	}
	return len(seen)
}

// today is the day in India, by the exchange's clock.
func (m *model) today() market.Date { return market.DateOf(m.clock.Exchange()) }
