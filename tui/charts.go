package tui

import (
	"context"
	"fmt"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"kitewatch/kite"
	"kitewatch/kite/feed"
	"kitewatch/kite/market"
	"kitewatch/tui/detail"
	"kitewatch/tui/store"
)

// chart is what the root keeps for the detail pane.
type chart struct {
	dir  string         // of its candles on disk; empty: none are kept
	next time.Time      // wall time before which no candles are asked for
	due  bool           // candlesDue is on its way
	want detail.Request // reported by the pane, and waiting for its turn; without a token there is none
	shut bool           // this app has no candles: only a key asks again
	back bool           // the detail comes back after the login
	lost time.Time      // wall time at which candles were last lost to the network; zero: they were not
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

// shelf is where the candles of closed days are kept, and the exchange's time and
// calendar, which say what days those are.
type shelf struct {
	dir      string // empty: none are kept
	now      time.Time
	calendar *market.Calendar
	venue    market.Venue
}

// shelf is the screen's own of an instrument, as of now.
func (m *model) shelf(of kite.Symbol) shelf {
	return shelf{m.charts.dir, m.clock.Exchange(), m.line.calendar, m.facts(of).Venue}
}

// trades reports a day on which there must have been trade. Of years before those
// whose holidays are known nobody can tell.
func (s shelf) trades(day market.Date) bool {
	first, _ := s.calendar.Years()
	return day.Time().Year() >= first && s.calendar.TradingDay(s.venue, day.Time())
}

// take returns what there is of a piece of history, and from when the rest is to
// be asked for; the zero time when nothing is.
func (s shelf) take(series store.CandleSeries, r detail.Request) (candles []kite.Candle, rest time.Time) {
	if s.dir == "" || r.Anew {
		return nil, r.From
	}
	kept, ok := store.LoadCandles(s.dir, series)
	if !ok {
		return nil, r.From
	}
	return kept.Part(r.From, r.To, s.trades)
}

// fetchCandles brings a piece of history: what the disk has of closed days, and
// the rest from the API.
func fetchCandles(ctx context.Context, c *kite.Client, keep shelf, r detail.Request) tea.Cmd {
	return func() tea.Msg {
		series := store.CandleSeries{Symbol: r.Key.Symbol, Token: r.Token, Interval: r.Key.Interval}
		came := candlesCame{key: r.Key}
		kept, from := keep.take(series, r)
		if came.candles = kept; from.IsZero() {
			return came
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
		if err == nil {
			came.call.Answer = fmt.Sprintf("200 · %d candles", len(candles))
		}
		if first, last, whole := r.Days(); whole && err == nil && keep.dir != "" {
			_ = store.SaveCandles(keep.dir, series, store.ClosedDays{From: first, To: last, Candles: came.candles}, keep.now) // without it they are asked for again
		}
		return came
	}
}

// retryCandles lets what the network has lost be asked for again, after a while.
func (m *model) retryCandles() {
	if lost := m.charts.lost; !lost.IsZero() && m.clock.Wall.Sub(lost).Abs() >= historyWait {
		m.charts.lost = time.Time{}
		m.detail.Again()
	}
}

// wantCandles asks for what the chart needs, when it is its turn: who leafs
// through rows has only the last one's asked for.
func (m *model) wantCandles() tea.Cmd {
	if !m.detailed || m.charts.due {
		return nil
	}
	if m.charts.shut && m.charts.want.Token == 0 {
		if want, ok := m.detail.Wants(); ok {
			m.detail.SetCandles(want.Key, nil, noHistory)
		}
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
	return fetchCandles(m.ctx, m.client, m.shelf(want.Key.Symbol), want)
}

// fetch asks for what the pane has reported, when it is its turn; of several the
// last. Who doubts the candles doubts the prices too.
func (m model) fetch(want detail.Request) (tea.Model, tea.Cmd) {
	m.charts.want = want
	asked := m.wantCandles()
	if !want.Anew {
		return m, asked
	}
	next, said := m.refresh()
	return next, tea.Batch(asked, said)
}

// noHistory is what a PermissionException amounts to: quotes may be allowed all
// the same.
const noHistory = "This app has no historical data: logging in again will not help"

// takeCandles hands a piece of history on.
func (m model) takeCandles(msg candlesCame) (tea.Model, tea.Cmd) {
	var logged tea.Cmd
	if msg.call.Name != "" {
		msg.call.At = m.clock.Exchange().Add(-msg.call.Took)
		msg.call.Decision = "for the detail pane"
		if msg.err != nil {
			msg.call.Decision = "said in the detail pane"
		}
		logged = m.tookCall(msg.call)
	}
	trouble := ""
	switch kind := kite.KindOf(msg.err); kind {
	case kite.None:
		m.charts.shut = m.charts.shut && msg.call.Name == "" // the disk has asked nobody
	case kite.Permission:
		m.charts.shut, trouble = true, noHistory
	default:
		trouble = "No candles: " + kite.Brief(msg.err)
		if kind == kite.Network || kind == kite.RateLimit {
			m.charts.lost = m.clock.Wall
		}
	}
	m.detail.SetCandles(msg.key, msg.candles, trouble)
	return m, tea.Batch(logged, m.wantCandles())
}

// resumed asks again for what an outage or a session that ended has cost: the
// feed polls again, after it was in a condition.
func (m *model) resumed(after feed.Condition) {
	m.charts.lost = time.Time{}
	if after == feed.LoginNeeded || after == feed.NoPermission {
		m.charts.shut, m.history.shut = false, false
	}
	m.detail.Again()
	m.dump.retry()
}
