package tui

import (
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"kitewatch/kite"
	"kitewatch/kite/feed"
	"kitewatch/kite/market"
)

// history asks for the candles of the session behind the sparklines, and for
// those of the days before that tell from what a change of OI is counted, one
// instrument at a time, those on the screen first. The pane goes on from the
// polls by itself.
type history struct {
	had  map[kite.Symbol]market.Date // the session asked for
	oi   map[kite.Symbol]prevOI
	busy bool
	shut bool      // this app has no candles
	next time.Time // wall time before which none is asked for
}

// historyGap is between two of these calls: they leave turns to whoever looks at
// a chart, here or in another terminal.
const historyGap = 800 * time.Millisecond

// historyWait is the pause after a call that failed for the network's sake.
const historyWait = 30 * time.Second

// historyCame brings an instrument's candles; askHistory sends it, the root
// acts.
type historyCame struct {
	symbol  kite.Symbol
	session market.Date
	uses    int // of feed.Use: the session of the API it was asked in
	candles []kite.Candle
	call    feed.Call
	err     error
}

// historyDue looks whether it is time for the next; it sends itself.
type historyDue struct{}

// askHistory asks for five-minute candles of a session.
func (m *model) askHistory(row feed.Row) tea.Cmd {
	ctx, client, uses, turns, at := m.ctx, m.client, m.uses, m.feed.Turns(), m.clock.Exchange()
	return func() tea.Msg {
		start := time.Now()
		from := row.Session.Time()
		candles, err := client.Candles(ctx, row.Quote.InstrumentToken, kite.Minute5, from, from.Add(24*time.Hour-time.Second))
		turns.End(time.Now(), err)
		call := callOf("candles", start, time.Time{}, err)
		call.At, call.Asked = at, 1
		return historyCame{row.Symbol, row.Session, uses, candles, call, err}
	}
}

// nextHistory asks for a turn for the next instrument that is on the screen and
// has none.
func (m *model) nextHistory() tea.Cmd {
	m.watch.SetHistory(!m.history.shut)
	if _, ok := m.historyWanted(); !ok {
		return nil
	}
	return m.awaitTurn()
}

// historyWanted returns that instrument, now.
func (m *model) historyWanted() (row feed.Row, ok bool) {
	h := &m.history
	stopped := m.line.status.Condition != feed.Polling || m.over() || m.clock.Doubt // whose session is not known
	if h.busy || h.shut || stopped || m.paused || m.clock.Wall.Before(h.next) && h.next.Sub(m.clock.Wall) <= historyWait {
		return feed.Row{}, false
	}
	symbols := m.watch.Visible()
	if m.detailed {
		symbols = append([]kite.Symbol{m.followed}, symbols...)
	}
	for _, s := range symbols {
		row, ok := m.watch.Latest(s)
		if ok && row.Quote.InstrumentToken != 0 && row.Session != 0 && (m.wantsSpark(row) || m.wantsOI(row)) {
			return row, true
		}
	}
	return feed.Row{}, false
}

// wantsSpark reports that a row's sparkline is on the screen without the session
// before the first poll. Where none is shown, they begin with the polls.
func (m *model) wantsSpark(row feed.Row) bool {
	return m.watch.Shows("spark") && m.history.had[row.Symbol] != row.Session
}

// fetchHistory asks for the next instrument, whose turn it is.
func (m *model) fetchHistory() tea.Cmd {
	row, ok := m.historyWanted()
	if !ok {
		return nil
	}
	h := &m.history
	if h.had == nil {
		h.had, h.oi = map[kite.Symbol]market.Date{}, map[kite.Symbol]prevOI{}
	}
	h.busy = true
	if m.wantsSpark(row) {
		return m.askHistory(row)
	}
	return m.askOI(row)
}

// takeHistory takes an instrument's candles. What fails for good costs the
// sparkline alone, which then begins with the first poll.
func (m model) takeHistory(msg historyCame) (tea.Model, tea.Cmd) {
	h := &m.history
	if kite.KindOf(msg.err) == kite.Token {
		msg.call.Decision = m.refusal(msg.uses, msg.err)
	}
	logged := m.tookCall(msg.call)
	if h.ended(msg.err, m.clock.Wall) {
		h.had[msg.symbol] = msg.session
		m.watch.EndSpark(msg.symbol, msg.session)
	}
	if msg.err == nil {
		m.watch.SetSpark(msg.symbol, msg.candles)
	}
	return m, tea.Batch(logged, historyPause())
}

// ended takes note of how a call has ended, and reports whether its instrument
// is done with for the session: what the network or the end of a login has lost
// is asked for again.
func (h *history) ended(err error, wall time.Time) bool {
	h.busy = false
	h.next = wall.Add(historyGap)
	switch kite.KindOf(err) {
	case kite.RateLimit, kite.Token:
		return false // its next turn comes after the wait, or the login
	case kite.Network:
		h.next = wall.Add(historyWait)
		return false
	case kite.Permission:
		h.shut = true
		return false
	}
	return true
}

// historyPause waits until the next instrument may be asked for.
func historyPause() tea.Cmd {
	return tea.Tick(historyGap, func(time.Time) tea.Msg { return historyDue{} })
}
