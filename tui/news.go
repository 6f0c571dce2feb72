package tui

import (
	"slices"
	"strings"

	tea "github.com/charmbracelet/bubbletea"

	"kitewatch/kite"
	"kitewatch/kite/feed"
	"kitewatch/kite/market"
)

// takeNews takes what the feed has learnt, and listens on.
func (m model) takeNews(e news) (tea.Model, tea.Cmd) {
	ended := e.Status.Condition == feed.LoginNeeded && e.Status.Uses == m.uses && // not of the session before
		m.line.status.Condition != feed.LoginNeeded
	if e.Status.Condition == feed.Polling && m.line.status.Condition > feed.Polling {
		m.resumed()
	}
	unshared := e.Status.Unshared != "" && m.line.status.Unshared == ""
	m.line.status = e.Status
	m.setClock(e.clock)
	m.memory.take(e.Rows, m.clock)
	m.enter(e.Calls)
	if unshared {
		m.enter([]feed.Call{unsharedOf(e.Status.Unshared, m.clock)})
	}
	cmds := []tea.Cmd{m.watch.SetRows(e.Rows), m.rollPrices(e.Rows), m.follow(), nextNews(m.ctx, m.feed, m.log)}
	m.strip.set(e.Rows)
	m.line.trading = m.trades()
	if m.alerts.SetRows(e.Rows); m.focus == onAlerts {
		m.drawAlerts()
	}
	if ended {
		cmds = append(cmds, m.sessionEnded())
	}
	m.drawStrip()
	m.drawLine()
	return m, tea.Batch(cmds...)
}

// takeWritten says where the request log went.
func (m model) takeWritten(msg written) (tea.Model, tea.Cmd) {
	if msg.err != nil {
		return m.say("the request log could not be written: " + msg.err.Error())
	}
	return m.say("the request log is in " + msg.path)
}

// takeSession takes the profile's answer. A refused token is left to the
// feed, whose first call is refused as well: one owner for that. Its Date is
// as good as another's.
func (m model) takeSession(msg sessionChecked) (tea.Model, tea.Cmd) {
	m.feed.Observe(msg.profile.Date, msg.at)
	cmd := m.tookCall(msg.call)
	return m, cmd
}

// setClock moves the screen's time on, and the exchange's with it.
func (m *model) setClock(c feed.Clock) {
	c = m.line.status.Clock(c)
	m.clock = c
	m.line.clock = c
	m.watch.SetClock(c)
	m.alerts.SetClock(c)
	m.wantBooks()
	m.drawStrip()
	m.drawLine()
}

// shown tells the feed what is on the screen now, and what is not.
func (m *model) shown() {
	visible := append(m.strip.symbols[:len(m.strip.symbols):len(m.strip.symbols)], m.watch.Visible()...)
	var hidden []kite.Symbol
	m.line.venues = m.line.venues[:0:0]
	for _, s := range visible {
		if v := m.facts(s).Venue; !slices.Contains(m.line.venues, v) {
			m.line.venues = append(m.line.venues, v)
		}
	}
	m.line.rows = len(m.watch.Visible())
	m.line.trading = m.trades()
	for _, l := range m.lists {
		for _, e := range l.Entries {
			hidden = append(hidden, m.contracts.real(e.Symbol))
		}
	}
	others, _ := LevelsOf(m.beside())
	for _, l := range others {
		hidden = append(hidden, l.Symbol)
	}
	hidden = append(hidden, m.contracts.order...)
	hidden = append(hidden, m.spots...) // or there would be no basis to them
	// What still rolls is no symbol of the exchange's: nothing stands for it yet.
	m.feed.Watch(slices.DeleteFunc(visible, rolls), slices.DeleteFunc(hidden, rolls))
}

// wantBooks tells the feed whether books are on the screen. Columns come and go
// with the list, the size and what the cells hold, so that is looked at whenever
// time passes.
func (m *model) wantBooks() {
	if on := m.watch.Books(); on != m.booked {
		m.booked = on
		m.feed.Books(on)
	}
}

// trades names the exchanges of which something on the screen trades although the
// calendar has its market shut: no row of one that is believed is live or quiet.
func (m *model) trades() []string {
	var names []string
	look := func(s kite.Symbol, r feed.Row) {
		if m.line.phase(r.Venue) != market.Closed {
			return
		}
		state := r.State(m.clock, m.line.calendar)
		if (state == feed.Live || state == feed.Quiet) && !slices.Contains(names, s.Exchange) {
			names = append(names, s.Exchange)
		}
	}
	for _, s := range m.strip.symbols {
		look(s, m.strip.rows[s])
	}
	for _, s := range m.watch.Visible() {
		if r, ok := m.watch.Latest(s); ok {
			look(s, r)
		}
	}
	return names
}

// rolls reports a symbol that stands for another; no exchange's has an '@'.
func rolls(s kite.Symbol) bool { return strings.Contains(s.Tradingsymbol, "@") }
