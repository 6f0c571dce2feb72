package tui

import (
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
	for _, l := range m.own {
		names = append(names, l.Name)
	}
	if len(names) == 0 {
		names = []string{firstList}
	}
	current := m.watch.Name()
	if !slices.Contains(names, current) {
		current = names[0] // All is of the lists together
	}
	m.search.SetLists(names, current)
	m.search.SetSpot(m.spot())
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
	for _, l := range m.own {
		for i, e := range l.Entries {
			for _, s := range []kite.Symbol{e.Symbol, m.contracts.real(e.Symbol)} {
				if _, found := places[s]; !found {
					places[s] = place{l.Name, i + 1}
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

// add puts an instrument at the end of a list.
func (m model) add(msg search.Picked) (tea.Model, tea.Cmd) {
	if n := m.distinct(); n >= store.MaxSymbols {
		return m.say(fmt.Sprintf("%d instruments are watched: no more than that", n))
	}
	name := msg.List
	if name == "" {
		name = firstList
	}
	i := slices.IndexFunc(m.own, func(l store.List) bool { return l.Name == name })
	if i >= 0 && slices.ContainsFunc(m.own[i].Entries, func(e store.Entry) bool { return e.Symbol == msg.Symbol }) {
		return m, nil // a second Enter, faster than the first could be told
	}
	if m.edits.file.Path != "" {
		cmd := m.edit(store.AddEntry(store.ListRef{Name: name}, msg.Symbol, store.EntryRef{}), msg.Symbol.Tradingsymbol+" added to "+name+", u undoes")
		return m, cmd
	}
	m.own = slices.Clone(m.own)
	if i < 0 {
		m.own = append(m.own, store.List{Name: name})
		i = len(m.own) - 1
	}
	m.own[i].Entries = append(slices.Clip(m.own[i].Entries), store.Entry{Symbol: msg.Symbol})
	m.lists = withAll(m.own)
	cmd := m.roll(byList)
	next, said := m.say(msg.Symbol.Tradingsymbol + " added to " + name)
	return next, tea.Batch(cmd, said)
}

// distinct is how many instruments are watched.
func (m *model) distinct() int {
	seen := map[kite.Symbol]bool{}
	for _, s := range m.symbols() {
		seen[m.contracts.real(s)] = true
	}
	return len(seen)
}

// today is the day in India, by the exchange's clock.
func (m *model) today() market.Date { return market.DateOf(m.clock.Exchange()) }
