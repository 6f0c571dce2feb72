package tui

import (
	"context"
	"io"
	"log/slog"
	"slices"
	"time"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"kitewatch/kite"
	"kitewatch/kite/feed"
	"kitewatch/kite/market"
	"kitewatch/tui/help"
	"kitewatch/tui/login"
	"kitewatch/tui/store"
	"kitewatch/tui/ui"
	"kitewatch/tui/watch"
)

// noteTime is how long the status line says what a key did.
const noteTime = 3 * time.Second

// focus says which pane has the keys.
type focus int

const (
	onWatch focus = iota
	onLogin
	onHelp
)

// model is the root: it owns focus, size and the clock, routes messages to
// the panes, and answers their reports.
type model struct {
	ctx    context.Context
	client *kite.Client
	feed   *feed.Feed
	log    *slog.Logger
	screen io.Writer
	ended  chan struct{} // closed when the feed's loop has ended

	keys   KeyMap
	theme  *ui.Theme
	focus  focus
	width  int
	tall   int
	clock  feed.Clock
	lists  []store.List
	watch  watch.Model
	help   help.Model
	login  login.Model
	strip  strip
	line   statusLine
	paused bool // by p
	uses   int  // of feed.Use
	notes  int  // generation of the note on the status line

	session session // the login, and how it stands

	stripText string // drawn when its rows or the clock change
	lineText  string
}

func newModel(ctx context.Context, o Options, calendar *market.Calendar, f *feed.Feed) model {
	m := model{
		ctx: ctx, client: o.Client, feed: f, log: o.Log, screen: o.Screen, ended: make(chan struct{}),
		keys: newKeys(), theme: o.Theme,
		clock:   feed.Clock{Wall: now()},
		lists:   withAll(o.Watchlist.Lists),
		watch:   watch.New(o.Theme, calendar),
		help:    help.New(o.Theme),
		login:   login.New(o.Theme),
		strip:   newStrip(o.Watchlist.Strip),
		line:    statusLine{theme: o.Theme, calendar: calendar, login: o.Login},
		session: session{config: o.Config},
	}
	if m.client == nil {
		m.client = &kite.Client{}
	}
	if len(o.Watchlist.Unknown) > 0 {
		m.line.warning = shortPlace(o.Watchlist.Path, o.Watchlist.Unknown[0])
	}
	m.line.note = o.Notice
	m.keys.Suspend.SetEnabled(canSuspend())
	m.watch.SetMode(o.Watchlist.Mode, max(o.Watchlist.Interval, feed.MinInterval))
	m.watch.SetLists(watchLists(m.lists))
	m.watch.SetClock(m.clock)
	m.shown()
	return m
}

// Init starts what runs all day: the clock, the feed, and the ear for it.
func (m model) Init() tea.Cmd {
	cmds := []tea.Cmd{nextTick(), runFeed(m.ctx, m.feed, m.ended), nextNews(m.ctx, m.feed, m.log)}
	if m.line.note != "" {
		cmds = append(cmds, endNote(m.notes))
	}
	if m.client.AccessToken != "" {
		cmds = append(cmds, checkSession(m.ctx, m.client))
	}
	return tea.Batch(cmds...)
}

// Update routes a message.
func (m model) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	switch msg := msg.(type) {
	case tick:
		m.setClock(feed.Clock{Wall: msg.at, Offset: m.clock.Offset})
		return m, tea.Batch(m.loginTick(), nextTick())
	case news:
		return m.takeNews(msg)
	case sessionChecked:
		m.takeSession(msg)
		return m, nil
	case tea.WindowSizeMsg:
		m.setSize(msg.Width, msg.Height)
		return m, nil
	case tea.KeyMsg:
		return m.keysOf(msg)
	case watch.Shown:
		m.shown()
		m.drawLine()
		return m, nil
	case help.Left:
		m.focus = m.under()
		return m, nil
	case noteOver:
		if msg.gen == m.notes {
			m.line.note = ""
			m.drawLine()
		}
		return m, nil
	}
	return m.loginMsg(msg)
}

// under is the pane that help was opened over.
func (m *model) under() focus {
	if m.session.open {
		return onLogin
	}
	return onWatch
}

// key gives a key to the root's own bindings first, then to the pane. While a
// field has the focus, and for a paste, the pane comes first.
func (m model) key(msg tea.KeyMsg) (tea.Model, tea.Cmd) {
	switch {
	case key.Matches(msg, m.keys.Interrupt):
		return m, tea.Quit
	case key.Matches(msg, m.keys.Suspend):
		return m, tea.Suspend
	case m.focus == onLogin && (m.login.Typing() || msg.Paste || len(msg.Runes) > 1):
		return m.pane(msg)
	case key.Matches(msg, m.keys.Quit):
		return m, tea.Quit
	case m.focus != onHelp && key.Matches(msg, m.keys.Help):
		m.focus = onHelp
		m.help.SetSections(m.helpSections()) // of the keys that do something now
		return m, nil
	case m.focus == onWatch && key.Matches(msg, m.keys.Login):
		cmd := m.openLogin()
		return m, cmd
	case m.focus == onWatch && key.Matches(msg, m.keys.Pause):
		return m.pause()
	case m.focus == onWatch && key.Matches(msg, m.keys.Refresh):
		return m.refresh()
	}
	return m.pane(msg)
}

// pause stops the polling or goes on with it. What was pressed counts, not
// what the loop has told of it yet.
func (m model) pause() (tea.Model, tea.Cmd) {
	m.paused = !m.paused
	m.feed.Pause(m.paused)
	if stopped := m.line.status.Condition; stopped == feed.LoginNeeded || stopped == feed.NoPermission {
		if m.paused {
			return m.say("polling is stopped, and stays paused after a login")
		}
		return m.say("polling is stopped, and goes on after a login")
	}
	return m, nil
}

// refresh asks for a poll as soon as the budget allows, if polling goes on.
func (m model) refresh() (tea.Model, tea.Cmd) {
	switch m.line.status.Condition {
	case feed.Polling, feed.Starting, feed.Failed, feed.Down:
		m.feed.Refresh()
		return m.say("refreshing, inside the budget of one call a second")
	case feed.Paused:
		return m.say("paused: p resumes")
	case feed.Retrying, feed.Limited:
		return m.say("the wait " + m.line.in(m.line.status.Next) + " is the exchange's, and is sat out")
	}
	return m, nil // the status line says what is waited for
}

// say puts a note on the status line for a moment.
func (m model) say(note string) (tea.Model, tea.Cmd) {
	m.notes++
	m.line.note = note
	m.drawLine()
	return m, endNote(m.notes)
}

// pane gives a message to the pane that has the focus. What is no key and no
// mouse is the watch pane's own: its timers run while help is shown.
func (m model) pane(msg tea.Msg) (tea.Model, tea.Cmd) {
	_, isKey := msg.(tea.KeyMsg)
	_, isMouse := msg.(tea.MouseMsg)
	var cmd tea.Cmd
	if mouse, ok := msg.(tea.MouseMsg); ok {
		mouse.Y -= stripHeight
		msg = mouse
	}
	switch {
	case m.focus == onHelp && (isKey || isMouse):
		m.help, cmd = m.help.Update(msg)
		return m, cmd
	case m.focus == onLogin && (isKey || isMouse):
		m.login, cmd = m.login.Update(msg)
		return m, cmd
	}
	m.watch, cmd = m.watch.Update(msg)
	return m, cmd
}

func (m model) takeNews(e news) (tea.Model, tea.Cmd) {
	ended := e.Status.Condition == feed.LoginNeeded && e.Status.Uses == m.uses && // not of the session before
		m.line.status.Condition != feed.LoginNeeded
	m.line.status = e.Status
	m.line.trading = slices.ContainsFunc(e.Rows, func(r feed.Row) bool {
		return slices.Contains(m.line.venues, r.Venue) && r.State(feed.Clock{Wall: e.at, Offset: e.Status.Offset}, m.line.calendar) == feed.Live
	}) || m.line.trading && len(e.Rows) == 0
	m.setClock(feed.Clock{Wall: e.at, Offset: e.Status.Offset})
	cmds := []tea.Cmd{m.watch.SetRows(e.Rows), nextNews(m.ctx, m.feed, m.log)}
	m.strip.set(e.Rows)
	if ended {
		cmds = append(cmds, m.sessionEnded())
	}
	m.drawStrip()
	m.drawLine()
	return m, tea.Batch(cmds...)
}

// takeSession takes the profile's answer. A refused token is left to the
// feed, whose first call is refused as well: one owner for that.
func (m *model) takeSession(msg sessionChecked) {
	if msg.err != nil {
		m.log.Debug("profile", "error", kite.Brief(msg.err))
		return
	}
	m.feed.Observe(msg.profile.Date, msg.at)
}

// setClock moves the screen's time on.
func (m *model) setClock(c feed.Clock) {
	m.clock = c
	m.line.clock = c
	m.watch.SetClock(c)
	m.drawStrip()
	m.drawLine()
}

// shown tells the feed what is on the screen now, and what is not.
func (m *model) shown() {
	visible := append(m.strip.symbols[:len(m.strip.symbols):len(m.strip.symbols)], m.watch.Visible()...)
	var hidden []kite.Symbol
	m.line.venues = m.line.venues[:0:0]
	for _, s := range visible {
		if v := feed.FactsOf(s).Venue; !slices.Contains(m.line.venues, v) {
			m.line.venues = append(m.line.venues, v)
		}
	}
	m.line.rows = len(m.watch.Visible())
	for _, l := range m.lists {
		for _, e := range l.Entries {
			hidden = append(hidden, e.Symbol)
		}
	}
	m.feed.Watch(visible, hidden)
}
