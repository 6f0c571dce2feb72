package tui

import (
	"fmt"
	"strings"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"kitewatch/kite"
	"kitewatch/kite/feed"
	"kitewatch/kite/instruments"
	"kitewatch/tui/alert"
	"kitewatch/tui/detail"
	"kitewatch/tui/store"
	"kitewatch/tui/ui"
)

// openDetail shows the selected row whole.
func (m *model) openDetail() tea.Cmd {
	m.charts.back = false
	if _, ok := m.watch.Selected(); !ok {
		return m.note("no row is selected")
	}
	m.detailed, m.focus = true, onDetail
	m.setSize(m.width, m.tall)
	return m.follow()
}

// leaveDetail goes back to the table alone. After a login that has taken its
// room the detail comes back.
func (m *model) leaveDetail() tea.Cmd {
	m.charts.back = m.session.open
	m.detailed, m.followed = false, kite.Symbol{}
	if m.focus == onDetail {
		m.focus = m.under()
	}
	m.feed.Closely(kite.Symbol{})
	m.setSize(m.width, m.tall)
	m.shown()
	return nil
}

// follow gives the pane the row under the table's cursor, as it is now.
func (m *model) follow() tea.Cmd {
	if m.charts.back && !m.session.open && m.focus == onWatch {
		return m.openDetail()
	}
	if !m.detailed {
		return nil
	}
	symbol, ok := m.watch.Selected()
	if !ok {
		left := m.leaveDetail()
		return tea.Batch(left, m.note("no row is selected any more"))
	}
	row, known := m.watch.Latest(symbol)
	if !known {
		row = feed.Row{Symbol: symbol, Decimals: 2}
	}
	if m.followed != symbol {
		m.followed = symbol
		m.feed.Closely(symbol)
	}
	m.detail.Lend(m.lent())
	m.detail.SetRow(row, m.clock)
	if !m.detail.Waits(m.charts.want.Key) { // it was of another row
		m.charts.want = detail.Request{}
	}
	m.retryCandles()
	in, listed := m.instrument(symbol)
	m.detail.SetInstrument(in, listed, m.underlying(in, listed))
	note, levels, pnl := m.said(symbol)
	if reason := m.contracts.of[symbol].reason; reason != "" { // there is no such instrument any more
		note = strings.TrimSuffix(reason+" "+m.theme.Glyphs.Dot+" "+note, " "+m.theme.Glyphs.Dot+" ")
	}
	m.detail.SetNote(note, levels, pnl)
	before := m.history.oi[symbol]
	m.detail.SetPrevOI(before.oi, before.session)
	return m.wantCandles()
}

// underlying names what a contract is written on, with its price if that is no
// older than it should be. What a commodity's or a currency's contracts are
// compared with is a future too, and no other is written on that.
func (m *model) underlying(in instruments.Instrument, listed bool) string {
	if !listed || in.Expiry == 0 {
		return ""
	}
	under, err := m.dump.list.Underlying(in.Symbol.Exchange, in.Name, m.clock.Exchange(), m.line.calendar)
	switch {
	case err != nil:
		return in.Name
	case in.Type == "FUT" && under.Expiry != 0:
		return ""
	}
	row, known := m.watch.Latest(under.Symbol)
	if state := row.State(m.clock, m.line.calendar); !known || state == feed.NoData || state == feed.Stale {
		return under.Symbol.Tradingsymbol
	}
	return under.Symbol.Tradingsymbol + " " + ui.Price(float64(row.Quote.LastPrice), row.Decimals)
}

// said is what the user has written beside an instrument: its note, levels and
// what the position has made.
func (m *model) said(s kite.Symbol) (note string, levels []string, pnl string) {
	var entries []store.Entry
	if p, ok := m.selected(); ok {
		entries = append(entries, m.own[p.index].Entries[p.row]) // the one under the cursor speaks first
	}
	for _, l := range m.own {
		entries = append(entries, l.Entries...)
	}
	told := map[string]bool{}
	for _, e := range entries {
		if m.contracts.real(e.Symbol) != s {
			continue
		}
		if note == "" {
			note = e.Note
		}
		set, _ := LevelsOf([]store.List{{Entries: []store.Entry{e}}})
		for _, level := range set {
			if text := level.Kind.String() + " " + m.levelValue(level, s); !told[text] {
				told[text] = true
				levels = append(levels, text)
			}
		}
		if row, ok := m.watch.Latest(s); ok && pnl == "" && e.Qty.Set && e.Cost.Set && e.Qty.Value != 0 && row.Quote.LastPrice > 0 {
			pnl = positionText(e, row)
		}
	}
	return note, levels, pnl
}

// levelValue is a level as its instrument's prices are written.
func (m *model) levelValue(l alert.Level, s kite.Symbol) string {
	if l.Kind == alert.ChangePct {
		return ui.Price(l.Value, 2) + "%"
	}
	return ui.Price(l.Value, m.facts(s).Decimals)
}

// positionText is what a position has made; empty where its size is not known.
func positionText(e store.Entry, row feed.Row) string {
	size := e.Multiplier.Value
	if !e.Multiplier.Set {
		switch row.Symbol.Exchange {
		case "MCX", "NCO", "CDS", "BCD":
			return "needs a multiplier" // their lot is 1 in the list
		}
		size = 1
	}
	return ui.Signed(e.Qty.Value*size*(float64(row.Quote.LastPrice)-e.Cost.Value), 2)
}

// worksBeside reports a key of the table's that the detail leaves to it: one
// that moves there, or orders a table that is in sight.
func (m *model) worksBeside(msg fmt.Stringer) bool {
	k := m.watch.Keys()
	left, above, _, _ := m.detailArea()
	moves := key.Matches(msg, k.Down, k.Up, k.First, k.PageDown, k.PageUp, k.HalfDown, k.HalfUp, k.List, k.NextList, k.PrevList)
	orders := left+above > 0 && key.Matches(msg, k.Sort, k.Reverse, k.FileOrder)
	return !m.detail.Takes(msg) && (moves || orders)
}

// lent are the keys that the detail leaves to the root: while polling waits for
// a login, the one that logs in, as the status line says.
func (m *model) lent() []string {
	if m.line.status.Condition == feed.LoginNeeded {
		return m.keys.Login.Keys()
	}
	return nil
}

// detailKey gives a key to the table if it works there, else to the pane.
func (m model) detailKey(msg tea.KeyMsg) (tea.Model, tea.Cmd) {
	if m.worksBeside(msg) {
		var moved tea.Cmd
		m.watch, moved = m.watch.Update(msg)
		followed := m.follow()
		return m, tea.Batch(moved, followed)
	}
	var cmd tea.Cmd
	m.detail, cmd = m.detail.Update(msg)
	return m, cmd
}
