package tui

import (
	"slices"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"kitewatch/kite"
	"kitewatch/kite/feed"
	"kitewatch/kite/market"
	"kitewatch/tui/detail"
)

// prevOI is the open interest at the close before a session. No quote brings
// it, only the day candles.
type prevOI struct {
	oi      kite.Count  // not known: the candles do not tell
	session market.Date // another one's change is counted from another
}

// oiDays is how far back the last day with a trade is looked for, as for
// previous closes: longer than any row of holidays.
const oiDays = 20

// oiCame brings the day candles before an instrument's session; askOI sends it,
// the root acts.
type oiCame struct {
	session market.Date
	candlesCame
}

// askOI asks for the days before a row's session. They are over, so the disk
// may have them, and keeps them.
func (m *model) askOI(row feed.Row) tea.Cmd {
	r := detail.Request{
		Key:   detail.Key{Symbol: row.Symbol, Interval: kite.Day},
		Token: row.Quote.InstrumentToken,
		From:  (row.Session - oiDays).Time(), To: row.Session.Time().Add(-time.Second),
		OI: true,
	}
	keep, fetch := m.shelf(row.Symbol), m.fetchCandles(r)
	return func() tea.Msg {
		if kept, rest := keep.take(r); rest.IsZero() {
			return oiCame{row.Session, candlesCame{request: r, candles: kept}}
		}
		return oiCame{row.Session, fetch().(candlesCame)}
	}
}

// wantsOI reports that a row's change of OI is on the screen, and that nobody
// has asked yet what it is counted from. Shares and indices have none.
func (m *model) wantsOI(row feed.Row) bool {
	cash := row.Symbol.Exchange == "NSE" || row.Symbol.Exchange == "BSE" || row.IsIndex()
	if cash || m.history.oi[row.Symbol].session == row.Session {
		return false
	}
	return m.detailed && m.followed == row.Symbol || m.watch.Shows("oi_change")
}

// takeOI takes the days before an instrument's session. What fails costs the
// change of OI alone.
func (m model) takeOI(msg oiCame) (tea.Model, tea.Cmd) {
	h := &m.history
	var logged tea.Cmd
	if msg.call.Name != "" {
		msg.call.At = m.clock.Exchange().Add(-msg.call.Took)
		msg.call.Decision = "what the change of OI is counted from"
		if msg.err != nil {
			msg.call.Decision = "no change of OI without it"
		}
		if kite.KindOf(msg.err) == kite.Token {
			msg.call.Decision = m.refusal(msg.uses, msg.err)
		}
		logged = m.tookCall(msg.call)
	}
	if h.ended(msg.err, m.clock.Wall) {
		before := prevOI{oiBefore(msg.candles, msg.session), msg.session}
		h.oi[msg.request.Key.Symbol] = before
		if before.oi.Known {
			m.watch.SetPrevOI(msg.request.Key.Symbol, before.oi.N, msg.session)
		}
	}
	followed := m.follow()
	return m, tea.Batch(logged, followed, historyPause())
}

// oiBefore is the open interest at the end of the last day before a session,
// not known when no candle tells. A day candle's date alone counts.
func oiBefore(days []kite.Candle, session market.Date) kite.Count {
	days = slices.DeleteFunc(slices.Clone(days), func(c kite.Candle) bool {
		return c.Time.IsZero() || market.DateOf(c.Time.Time) >= session
	})
	if len(days) == 0 {
		return kite.Count{}
	}
	return slices.MaxFunc(days, func(a, b kite.Candle) int { return a.Time.Compare(b.Time.Time) }).OI
}
