package tui

import (
	"context"
	"io"
	"log/slog"
	"os"
	"sync"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"kitewatch/kite"
	"kitewatch/kite/feed"
	"kitewatch/kite/market"
	"kitewatch/tui/alerts"
	"kitewatch/tui/detail"
	"kitewatch/tui/help"
	"kitewatch/tui/login"
	"kitewatch/tui/prompt"
	"kitewatch/tui/requests"
	"kitewatch/tui/search"
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
	onRequests
	onSearch
	onPrompt
	onAlerts
	onDetail
)

// model is the root: it owns focus, size and the clock, routes messages to
// the panes, and answers their reports.
type model struct {
	ctx      context.Context
	client   *kite.Client
	feed     *feed.Feed
	log      *slog.Logger
	screen   io.Writer
	terminal *os.File      // for the editor; nil: none
	ended    chan struct{} // closed when the feed's loop has ended
	silent   chan struct{} // closed when all is told

	keys     KeyMap
	theme    *ui.Theme
	focus    focus
	width    int
	tall     int
	clock    feed.Clock
	own      []store.List // as watchlist.toml has them
	edits    editing      // on their way into it
	lists    []store.List // and All
	watch    watch.Model
	help     help.Model
	requests requests.Model
	unread   []feed.Call // of the request log, while it is not shown
	search   search.Model
	prompt   prompt.Model
	alerts   alerts.Model
	detail   detail.Model
	detailed bool        // the detail is open
	followed kite.Symbol // the row that it shows
	charts   chart
	turning  bool             // a turn to ask for candles is waited for
	sentry   *Sentry          // of the levels
	refused  []alerts.Refused // levels that cannot be watched
	voice    Voice            // how crossings are told
	asked    question         // what the prompt's answer is for
	login    login.Model
	strip    strip
	line     statusLine
	paused   bool // by p
	booked   bool // the feed asks for books, since they are shown
	uses     int  // of feed.Use
	spent    bool // the session: a call for candles was refused
	notes    int  // generation of the note on the status line

	session session // the login, and how it stands
	history history // of the sparklines
	memory  memory  // what is kept for the next run
	dump    dump    // the day's list of instruments
	facts   func(kite.Symbol) feed.Facts

	stripped  []kite.Symbol        // the strip, as watchlist.toml has it
	bare      map[kite.Symbol]bool // of the watchlist, those that came without an exchange
	contracts contracts            // what the watchlist's symbols stand for
	spots     []kite.Symbol        // what its futures are written on

	look    look // what watchlist.toml says of the screen
	restyle func(store.Watchlist) *ui.Theme

	began     time.Time // wall time of the start
	stripText string    // drawn when its rows or the clock change
	lineText  string
	typedText string // the line while every key is the pane's
}

func newModel(ctx context.Context, o Options, calendar *market.Calendar, f *feed.Feed) model {
	m := model{
		ctx: ctx, client: o.Client, feed: f, log: o.Log, screen: o.Screen, ended: make(chan struct{}), silent: make(chan struct{}),
		keys: newKeys(), theme: o.Theme, terminal: o.Output,
		clock:    feed.ReadClock(),
		own:      o.Watchlist.Lists,
		lists:    withAll(o.Watchlist.Lists),
		watch:    watch.New(o.Theme, calendar),
		help:     help.New(o.Theme),
		requests: requests.New(o.Theme),
		search:   search.New(o.Theme),
		prompt:   prompt.New(o.Theme),
		alerts:   alerts.New(o.Theme, calendar),
		detail:   detail.New(o.Theme, calendar),
		charts:   chart{dir: o.Candles},
		sentry:   o.Alerts,
		voice:    Voice{Bell: o.Screen, Command: o.AlertCommand, Linger: lingers, Log: o.Log},
		login:    login.New(o.Theme),
		strip:    newStrip(o.Watchlist.Strip),
		line:     statusLine{theme: o.Theme, calendar: calendar, login: o.Login},
		session:  session{config: o.Config},
		memory:   newMemory(o.Keep),
		dump:     newDump(o.Cache),
		facts:    feed.FactsOf,
		stripped: o.Watchlist.Strip,
		bare:     o.Bare,
		look:     lookOf(o.Watchlist),
		restyle:  o.Restyle,
	}
	if m.sentry == nil {
		m.sentry, _ = NewSentry(SentryOptions{Calendar: calendar})
	}
	if m.client == nil {
		m.client = &kite.Client{}
	}
	m.edits.going = new(sync.WaitGroup)
	if m.edits.file = o.File; o.File.Path != "" {
		watch := o.Watch
		if watch == nil {
			watch = store.WatchFile
		}
		m.edits.watch = watch(ctx, o.File.Path, o.File.Last)
	}
	m.line.note = o.Notice
	m.keys.Suspend.SetEnabled(canSuspend())
	m.remap(o.Watchlist)
	m.line.odd = complaintsOf(o.Watchlist)
	m.watch.SetFlash(o.Watchlist.Flash)
	m.watch.SetHistory(true)
	m.watch.SetMode(o.Watchlist.Mode, m.pace(o.Watchlist.Interval))
	known := f.Known()
	m.sentry.Know(known, m.clock)
	m.roll(byList)
	m.began = m.clock.Wall
	m.watch.SetClock(m.clock)
	m.watch.SetRows(known)
	m.strip.set(known)
	m.shown()
	return m
}

// Init starts what runs all day: the clock, the feed, and the ear for it.
func (m model) Init() tea.Cmd {
	cmds := []tea.Cmd{
		nextTick(), runFeed(m.ctx, m.feed, m.ended), nextNews(m.ctx, m.feed, m.log),
		tellAlerts(m.ctx, m.sentry, m.voice, m.silent), nextAlert(m.ctx, m.sentry),
	}
	if m.edits.watch != nil {
		cmds = append(cmds, nextChange(m.ctx, m.edits.watch))
	}
	if m.dump.cache.Dir != "" {
		cmds = append(cmds, loadList(m.dump.cache))
	}
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
		m.setClock(msg.clock)
		return m, tea.Batch(m.loginTick(), m.dumpTick(), m.rollTick(), m.nextHistory(), m.follow(), m.keep(msg.clock.Wall), nextTick())
	case news:
		return m.takeNews(msg)
	case detail.Left:
		cmd := m.leaveDetail()
		return m, cmd
	case detail.Wanted:
		return m.fetch(msg.Request)
	case candlesKept:
		return m.takeKept(msg)
	case turnCame:
		return m.tookTurn(msg)
	case candlesCame:
		return m.takeCandles(msg)
	case historyCame:
		return m.takeHistory(msg)
	case oiCame:
		return m.takeOI(msg)
	case historyDue:
		cmd := m.nextHistory()
		return m, cmd
	case listLoaded:
		return m.takeLoaded(msg)
	case listCame:
		return m.takeList(msg)
	case sessionChecked:
		return m.takeSession(msg)
	case tea.WindowSizeMsg:
		m.setSize(msg.Width, msg.Height)
		return m, nil
	case tea.KeyMsg:
		return m.keysOf(msg)
	case watch.Columns:
		return m.takeColumns(msg)
	case watch.Sorted:
		return m.takeSorted(msg)
	case alertsRang:
		return m.takeAlerts(msg)
	case alertTrouble:
		return m.say(msg.text)
	case alerts.Acknowledged:
		cmd := m.acknowledge()
		return m, cmd
	case alerts.Cleared:
		cmd := m.clearLevel(msg.Level)
		return m, cmd
	case alerts.Chosen:
		cmd := m.goTo(msg.Symbol)
		return m, cmd
	case watch.Shown:
		m.shown()
		m.drawLine()
		return m, nil
	case search.Picked:
		return m.add(msg)
	case prompt.Entered:
		return m.answered(msg.Text)
	case edited:
		return m.takeEdited(msg)
	case fileChanged:
		return m.takeFile(msg)
	case editorReady:
		return m.startEditor(msg)
	case editorLeft:
		return m.takeEditor(msg)
	case help.Left, requests.Left, search.Left, prompt.Left, alerts.Left:
		m.focus = m.under()
		return m.nextKeys()
	case requests.Written:
		return m, writeRequests(msg.Calls, m.clock.Exchange())
	case written:
		return m.takeWritten(msg)
	case kept:
		if msg.err != nil {
			return m.say("last prices not kept: " + msg.err.Error())
		}
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

// under is the pane that another was opened over.
func (m *model) under() focus {
	switch {
	case m.session.open:
		return onLogin
	case m.detailed:
		return onDetail
	}
	return onWatch
}
