package tui

import (
	"fmt"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"kitewatch/kite"
	"kitewatch/kite/feed"
	"kitewatch/kite/market"
	"kitewatch/tui/detail"
	"kitewatch/tui/store"
	"kitewatch/tui/ui"
)

// chart is what the root keeps for the detail pane.
type chart struct {
	dir     string         // of its candles on disk; empty: none are kept
	want    detail.Request // reported by the pane, and waiting for its turn; without a token there is none
	read    bool           // the disk has been asked for it
	reading detail.Key     // what the disk has not answered yet; zero: it has
	shut    bool           // this app has no candles: only a key asks again
	back    bool           // the detail comes back after the login
	lost    int            // calls in a row that have brought nothing, and may bring something later
	next    time.Time      // wall time at which candles are asked for again after those; zero: no call was lost
}

// candleWaits are the waits after the first calls that were lost; then it is
// historyWait.
var candleWaits = [...]time.Duration{2 * time.Second, 4 * time.Second, 8 * time.Second}

// candlesKept brings what the disk has of a request; readCandles sends it, the
// root acts.
type candlesKept struct {
	request detail.Request
	candles []kite.Candle
	rest    time.Time // from then on the API is to be asked; zero: it is not
}

// candlesCame brings the API's answer to a request; fetchCandles sends it, the
// root acts.
type candlesCame struct {
	request detail.Request
	uses    int // of feed.Use: the session it was asked in
	candles []kite.Candle
	call    feed.Call     // without a name when the disk had all of it
	held    time.Duration // for how long all wait after a 429; 0: it was none
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
// be asked for; the zero time when nothing is. The rest of a piece is of use only
// at its newest end.
func (s shelf) take(r detail.Request) (candles []kite.Candle, rest time.Time) {
	if s.dir == "" || r.Anew {
		return nil, r.From
	}
	kept, ok := store.LoadCandles(s.dir, seriesOf(r))
	if !ok {
		return nil, r.From
	}
	candles, rest = kept.Part(r.From, r.To, s.trades)
	if !rest.IsZero() && market.DateOf(r.To) < market.DateOf(s.now) {
		return nil, r.From
	}
	return candles, rest
}

// add keeps an answer's whole days. What cannot be kept is asked for again.
func (s shelf) add(r detail.Request, candles []kite.Candle) {
	if first, last, whole := r.Days(); whole && s.dir != "" {
		_ = store.SaveCandles(s.dir, seriesOf(r), store.ClosedDays{From: first, To: last, Candles: candles}, s.now)
	}
}

// seriesOf says of what a request's candles are.
func seriesOf(r detail.Request) store.CandleSeries {
	return store.CandleSeries{Symbol: r.Key.Symbol, Token: r.Token, Interval: r.Key.Interval}
}

// readCandles brings what the disk has of a request.
func readCandles(keep shelf, r detail.Request) tea.Cmd {
	return func() tea.Msg {
		kept, rest := keep.take(r)
		return candlesKept{r, kept, rest}
	}
}

// fetchCandles asks the API for candles, whose turn it is.
func (m *model) fetchCandles(r detail.Request) tea.Cmd {
	ctx, client, uses, turns, keep := m.ctx, m.client, m.uses, m.feed.Turns(), m.shelf(r.Key.Symbol)
	return func() tea.Msg {
		var options []kite.CandleOption
		if r.OI {
			options = append(options, kite.WithOI)
		}
		start := time.Now()
		candles, err := client.Candles(ctx, r.Token, r.Key.Interval, r.From, r.To, options...)
		came := candlesCame{request: r, uses: uses, candles: candles, held: turns.End(time.Now(), err), err: err}
		came.call = callOf("candles", start, time.Time{}, err)
		came.call.Asked = 1
		if err == nil {
			came.call.Answer = fmt.Sprintf("200 · %d candles", len(candles))
			keep.add(r, candles)
		}
		return came
	}
}

// retryCandles lets what was lost be asked for again, when it is time.
func (m *model) retryCandles() {
	next := m.charts.next
	if left := next.Sub(m.clock.Wall); next.IsZero() || left > 0 && left <= historyWait {
		return
	}
	m.charts.next = time.Time{}
	m.detail.Again()
}

// wantCandles sees to what the chart needs: first from the disk, which costs no
// call, then in its turn. Who leafs through rows has only the last one's asked
// for. Without a session it waits for the next.
func (m *model) wantCandles() tea.Cmd {
	if !m.detailed {
		return nil
	}
	m.detail.SetEnded(m.over())
	c := &m.charts
	if c.want.Token == 0 {
		var ok bool
		if c.want, ok = m.detail.Wants(); !ok {
			c.want = detail.Request{}
			return nil
		}
		c.read = false
	}
	switch {
	case !c.read && c.dir != "" && !c.want.Anew:
		c.read, c.reading = true, c.want.Key
		return readCandles(m.shelf(c.want.Key.Symbol), c.want)
	case c.shut && !c.want.Anew:
		key := c.want.Key
		c.want = detail.Request{}
		m.detail.SetCandles(key, nil, noHistory)
		return nil
	case m.over():
		return nil
	}
	return m.awaitTurn()
}

// fetch asks for what the pane has reported; of several the last. Who doubts the
// candles doubts the prices too.
func (m model) fetch(want detail.Request) (tea.Model, tea.Cmd) {
	m.charts.want, m.charts.read = want, false
	asked := m.wantCandles()
	if !want.Anew {
		return m, asked
	}
	next, said := m.refresh()
	return next, tea.Batch(asked, said)
}

// takeKept hands on what the disk had, as an answer of its own, after which the
// pane wants the rest.
func (m model) takeKept(msg candlesKept) (tea.Model, tea.Cmd) {
	c := &m.charts
	if msg.request.Key == c.reading {
		c.reading = detail.Key{}
	}
	switch {
	case msg.request.Key != c.want.Key:
		return m, nil
	case msg.rest.IsZero():
		c.want = detail.Request{}
		m.detail.SetCandles(msg.request.Key, msg.candles, "")
	case msg.rest.After(msg.request.From):
		c.want = detail.Request{}
		m.detail.SetKept(msg.request.Key, msg.candles, msg.rest)
	}
	cmd := m.wantCandles()
	return m, cmd
}

// noHistory is what a PermissionException amounts to: quotes may be allowed all
// the same.
const noHistory = "This app has no historical data: logging in again will not help"

// takeCandles hands an answer on. A call that came too soon is made again in the
// turn after the wait, and one that its session did not live to see in the next.
func (m model) takeCandles(msg candlesCame) (tea.Model, tea.Cmd) {
	c := &m.charts
	key := msg.request.Key
	decision := "for the detail pane"
	switch kind := kite.KindOf(msg.err); kind {
	case kite.None:
		c.shut, c.lost, c.next = false, 0, time.Time{}
		m.detail.SetCandles(key, msg.candles, "")
	case kite.RateLimit:
		decision = "all candles wait " + ui.Until(msg.held)
		m.wantAgain(msg.request)
	case kite.Token:
		decision = m.refusal(msg.uses, msg.err)
		m.wantAgain(msg.request)
	case kite.Permission:
		c.shut, decision = true, "said in the detail pane"
		m.detail.SetCandles(key, nil, noHistory)
	case kite.Network, kite.General, kite.Data:
		wait := historyWait
		if kind == kite.Network && c.lost < len(candleWaits) {
			wait = candleWaits[c.lost]
		}
		c.lost++
		c.next = m.clock.Wall.Add(wait)
		decision = "asked again in " + ui.Until(wait)
		m.detail.SetRetry(c.next)
		m.detail.SetCandles(key, nil, "No candles: "+kite.Brief(msg.err))
	default:
		decision = "said in the detail pane"
		m.detail.SetCandles(key, nil, "No candles: "+kite.Brief(msg.err))
	}
	msg.call.At, msg.call.Decision = m.clock.Exchange().Add(-msg.call.Took), decision
	logged, wanted := m.tookCall(msg.call), m.wantCandles()
	return m, tea.Batch(logged, wanted)
}

// wantAgain puts a request back, if the pane still waits for it.
func (m *model) wantAgain(r detail.Request) {
	if c := &m.charts; c.want.Token == 0 && m.detail.Waits(r.Key) {
		c.want, c.read = r, true
	}
}

// resumed asks again for what an outage has cost, or a session that ended.
func (m *model) resumed() {
	m.charts.lost, m.charts.next = 0, time.Time{}
	m.detail.Again()
	m.dump.retry()
}
