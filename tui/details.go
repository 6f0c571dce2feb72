package tui

import (
	"context"
	"time"

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

// chart is what the root keeps for the detail pane.
type chart struct {
	dir  string         // of its candles on disk; empty: none are kept
	next time.Time      // wall time before which no candles are asked for
	due  bool           // candlesDue is on its way
	want detail.Request // reported by the pane, and waiting for its turn; without a token there is none
}

// turn takes a turn to ask for candles, or says how long there is none.
func (c *chart) turn(now time.Time) (wait time.Duration) {
	if wait = c.next.Sub(now); wait > 0 && wait <= chartGap {
		return wait
	}
	c.next = now.Add(chartGap)
	return 0
}

// chartGap is between two calls for candles, charts' and sparklines' alike: the
// API allows three a second, of which the feed may need one.
const chartGap = 550 * time.Millisecond

// candlesDue says that candles may be asked for again; it sends itself.
type candlesDue struct{}

// candlesCame brings a piece of history; fetchCandles sends it, the root acts.
type candlesCame struct {
	key     detail.Key
	candles []kite.Candle
	call    feed.Call // without a name when the disk had all of it
	err     error
}

// fetchCandles brings a piece of history: what the disk has of closed days, and
// the rest from the API.
func fetchCandles(ctx context.Context, c *kite.Client, dir string, r detail.Request) tea.Cmd {
	return func() tea.Msg {
		series := store.CandleSeries{Symbol: r.Key.Symbol, Token: r.Token, Interval: r.Key.Interval}
		came := candlesCame{key: r.Key}
		from := r.From
		if kept, ok := store.LoadCandles(dir, series); ok && dir != "" {
			if came.candles, from = kept.Part(r.From, r.To); from.IsZero() {
				return came
			}
		}
		var options []kite.CandleOption
		if r.OI {
			options = append(options, kite.WithOI)
		}
		start := time.Now()
		candles, err := c.Candles(ctx, r.Token, r.Key.Interval, from, r.To, options...)
		came.candles, came.err = append(came.candles, candles...), err
		came.call = callOf("candles", start, time.Time{}, err)
		came.call.Asked = 1
		if first, last, whole := r.Days(); whole && err == nil && dir != "" {
			_ = store.SaveCandles(dir, series, store.ClosedDays{From: first, To: last, Candles: came.candles}, r.To) // without it they are asked for again
		}
		return came
	}
}

// openDetail shows the selected row whole.
func (m *model) openDetail() tea.Cmd {
	if _, ok := m.watch.Selected(); !ok {
		return m.note("no row is selected")
	}
	m.detailed, m.focus = true, onDetail
	m.setSize(m.width, m.tall)
	return m.follow()
}

// leaveDetail goes back to the table alone.
func (m *model) leaveDetail() tea.Cmd {
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
	m.detail.SetRow(row, m.clock)
	in, listed := m.instrument(symbol)
	m.detail.SetInstrument(in, listed, m.underlying(in, listed))
	m.detail.SetNote(m.said(symbol))
	return m.wantCandles()
}

// wantCandles asks for what the chart needs, when it is its turn: who leafs
// through rows has only the last one's asked for.
func (m *model) wantCandles() tea.Cmd {
	if !m.detailed || m.charts.due {
		return nil
	}
	if wait := m.charts.next.Sub(now()); wait > 0 && wait <= chartGap {
		m.charts.due = true
		return tea.Tick(wait, func(time.Time) tea.Msg { return candlesDue{} })
	}
	want := m.charts.want
	m.charts.want = detail.Request{}
	if want.Token == 0 {
		var ok bool
		if want, ok = m.detail.Wants(); !ok {
			return nil
		}
	}
	m.charts.turn(now())
	return fetchCandles(m.ctx, m.client, m.charts.dir, want)
}

// fetch asks for what the pane has reported, when it is its turn; of several the
// last.
func (m *model) fetch(want detail.Request) tea.Cmd {
	m.charts.want = want
	return m.wantCandles()
}

// takeCandles hands a piece of history on.
func (m model) takeCandles(msg candlesCame) (tea.Model, tea.Cmd) {
	var logged tea.Cmd
	if msg.call.Name != "" {
		msg.call.At = m.clock.Exchange().Add(-msg.call.Took)
		msg.call.Decision = "for the detail pane"
		logged = m.tookCall(msg.call)
	}
	trouble := ""
	switch kind := kite.KindOf(msg.err); kind {
	case kite.None:
	case kite.Permission:
		trouble = "this app has no historical data: logging in again will not help"
	default:
		trouble = "no candles: " + kite.Brief(msg.err)
	}
	m.detail.SetCandles(msg.key, msg.candles, trouble)
	return m, tea.Batch(logged, m.wantCandles())
}

// underlying names what a contract is written on.
func (m *model) underlying(in instruments.Instrument, listed bool) string {
	if !listed || in.Expiry == 0 {
		return ""
	}
	under, err := m.dump.list.Underlying(in.Symbol.Exchange, in.Name, m.clock.Exchange(), m.line.calendar)
	if err != nil {
		return in.Name
	}
	return under.Symbol.String()
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
			if text := level.Kind.String() + " " + levelValue(level); !told[text] {
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

func levelValue(l alert.Level) string {
	if l.Kind == alert.ChangePct {
		return ui.Price(l.Value, 2) + "%"
	}
	return ui.Price(l.Value, 2)
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

// detailKey gives a key to the table if it moves there, else to the pane.
func (m model) detailKey(msg tea.KeyMsg) (tea.Model, tea.Cmd) {
	k := m.watch.Keys()
	if key.Matches(msg, k.Down, k.Up, k.PageDown, k.PageUp, k.List, k.NextList, k.PrevList) {
		var moved tea.Cmd
		m.watch, moved = m.watch.Update(msg)
		followed := m.follow()
		return m, tea.Batch(moved, followed)
	}
	var cmd tea.Cmd
	m.detail, cmd = m.detail.Update(msg)
	return m, cmd
}
