package detail

import (
	"time"

	"kitewatch/kite"
	"kitewatch/kite/feed"
	"kitewatch/kite/market"
	"kitewatch/tui/ui"
)

// Key says what an answer is for. No two requests have the same.
type Key struct {
	Symbol     kite.Symbol
	Interval   kite.Interval
	Generation int
}

// Request is a piece of history that the chart needs: the candles that open
// from From to To, both included, in IST, by one call.
type Request struct {
	Key   Key
	Token uint32
	From  time.Time // a midnight, but where only the newest candles are asked for
	To    time.Time
	OI    bool // with the open interest
	Anew  bool // by the API alone, for what is kept of it is doubted
}

// Days returns the days that the request is for from their first moment to
// their last, both included; false when there is none. Only of those can it be
// said that the answer holds all there was.
func (r Request) Days() (from, to market.Date, ok bool) {
	from, to = market.DateOf(r.From), market.DateOf(r.To.Add(time.Second))-1
	if from.Time().Before(r.From) {
		from++
	}
	return from, to, from <= to
}

// Wanted reports that the chart needs a piece of history. The pane sends it,
// once a piece; the root fetches it, calls SetCandles whatever comes of it, and
// then Wants again.
type Wanted struct{ Request }

// Wants returns what the chart needs next, once: after that it waits for the
// answer, which SetCandles takes. It is to be asked after every SetRow,
// SetInstrument, SetSize and SetCandles, since those have no message to send.
// Nothing is wanted while the chart has no room.
func (m *Model) Wants() (Request, bool) {
	token := m.token()
	if m.asked.Token != 0 || token == 0 || m.clock.Wall.IsZero() || !m.charted {
		return Request{}, false
	}
	from, to, ok := m.piece()
	if !ok {
		return Request{}, false
	}
	m.generation++
	m.asked = Request{
		Key:   Key{m.row.Symbol, m.choice().interval, m.generation},
		Token: token, From: from, To: to, OI: !m.cash(), Anew: m.series().anew,
	}
	return m.asked, true
}

// piece is the span that is wanted next: the first one, then the newest candles
// whenever one is over, then older ones as the user scrolls.
func (m *Model) piece() (from, to time.Time, ok bool) {
	s, c, now := m.series(), m.choice(), m.clock.Exchange()
	today := market.DateOf(now)
	start := (today - market.Date(c.days-1)).Time()
	switch {
	case s.since.IsZero():
		return start, now, s.fault == ""
	case s.anew:
		from, to = m.looked(start, now)
		return from, to, s.fault == ""
	case !s.rest.IsZero():
		return s.rest, now, s.fault == ""
	case !s.due.IsZero() && !now.Before(s.due):
		return m.tail(now), now, true
	case s.fault != "" || s.whole || !m.thin():
		return time.Time{}, time.Time{}, false
	}
	days := c.days
	if s.empty > 0 { // it may be that nobody traded it for weeks
		days = c.interval.MaxDays()
	}
	first := market.DateOf(s.since)
	return (first - market.Date(days)).Time(), first.Time().Add(-time.Second), true
}

// looked is what of a span is asked for anew, and of what is on the screen before
// it: in one request, whose newest days give way.
func (m *Model) looked(start, now time.Time) (from, to time.Time) {
	s := m.series()
	if first, last := m.window(); last >= first {
		if day := market.DateOf(s.candles[first].Time.Time).Time(); day.Before(start) {
			start = day
		}
	}
	if end := start.AddDate(0, 0, m.choice().interval.MaxDays()).Add(-time.Second); end.Before(now) {
		return start, end
	}
	return start, now
}

// again is how many candles that were over when the API was asked last are
// asked for again: nobody says how soon it has them, and whether for good.
const again = 2

// tail is where the newest candles begin: a little before the one that was
// forming when the API was asked last.
func (m *Model) tail(now time.Time) time.Time {
	s := m.series()
	from := s.fetched
	if i := s.find(s.fetched); i >= 0 {
		if at := s.candles[max(i-again, 0)].Time.Time; at.Before(from) {
			from = at
		}
	}
	longest := now.AddDate(0, 0, 1-m.choice().interval.MaxDays())
	if from.Before(longest) {
		return longest
	}
	return from
}

// SetCandles takes the answer to a request: its candles, or in one sentence why
// there are none. One that is not the answer to the last request is dropped:
// the user has gone on to another row or interval.
func (m *Model) SetCandles(key Key, candles []kite.Candle, err string) {
	if m.asked.Token == 0 || key != m.asked.Key {
		return
	}
	asked := m.asked
	m.asked = Request{}
	s := m.series()
	if s.fault = ui.Clean(err); err == "" {
		m.took(s, asked, s.merge(candles, m.choice().span == 0, asked.From, asked.To))
	} else if !s.since.IsZero() {
		s.due = nextDue(m.cal, m.row.Venue, m.choice().span, m.clock.Exchange())
	}
	m.form()
	m.draw()
}

// SetKept takes what is kept on disk of the newest piece, as an answer of its own
// until rest, from where on the API is asked next.
func (m *Model) SetKept(key Key, candles []kite.Candle, rest time.Time) {
	if m.asked.Token == 0 || key != m.asked.Key {
		return
	}
	asked := m.asked
	asked.To = rest.Add(-time.Second)
	m.asked = Request{}
	s := m.series()
	m.took(s, asked, s.merge(candles, m.choice().span == 0, asked.From, asked.To))
	s.rest = rest
	m.form()
	m.draw()
}

// Waits reports that the chart still waits for the answer to a request.
func (m Model) Waits(key Key) bool { return m.asked.Token != 0 && m.asked.Key == key }

// SetHeld takes until when no candles are asked for, by the wall clock, after a
// 429 that this process or another has met; the zero time when they are.
func (m *Model) SetHeld(until time.Time) {
	if !until.Equal(m.held) {
		m.held = until
		m.draw()
	}
}

// SetEnded says whether the session has ended: what is wanted is asked for after
// the login.
func (m *Model) SetEnded(on bool) {
	if on != m.ended {
		m.ended = on
		m.draw()
	}
}

// SetRetry takes when candles that have failed are asked for again, by the wall
// clock.
func (m *Model) SetRetry(at time.Time) { m.retry = at }

// Again lets what has failed be asked for again: whatever was in its way is
// gone.
func (m *Model) Again() {
	for i := range m.all {
		m.all[i].fault = ""
		m.ask(&m.all[i])
	}
	m.draw()
}

// ask lets the newest candles of a series be asked for now, unless its market was
// shut when they were asked for last, and still is.
func (m *Model) ask(s *series) {
	now := m.clock.Exchange()
	shut := m.cal.Status(m.row.Venue, now).Phase == market.Closed
	if !shut || !s.fetched.After(m.cal.LastClose(m.row.Venue, now).Add(settle)) {
		s.ask()
	}
}

// took notes what the API has told of by now.
func (m *Model) took(s *series, asked Request, came int) {
	s.anew = s.anew && !asked.Anew
	if !asked.From.After(s.rest) {
		s.rest = time.Time{}
	}
	if !asked.To.Before(s.fetched) {
		s.fetched = asked.To
		s.due = nextDue(m.cal, m.row.Venue, m.choice().span, asked.To)
	}
	if !s.since.IsZero() && !asked.From.Before(s.since) {
		return
	}
	s.since = asked.From
	if s.empty++; came > 0 {
		s.empty = 0
	}
	s.whole = s.empty > 1 || len(s.candles) > maxCandles
}

// form lets the row's last price be the newest candle's close. A price without
// a known time of trade is none that a candle can be made of.
func (m *Model) form() {
	now := m.clock.Exchange()
	at := m.row.LastTrade()
	if m.row.Changed.After(at) {
		at = m.row.Changed
	}
	if m.row.Quote.LastPrice == 0 || m.row.Missing || at.IsZero() || m.clock.Wall.IsZero() {
		return
	}
	if at.After(now) { // the stamps of a reply have whole seconds
		at = now
	}
	span := m.choice().span
	b, ok := bucketOf(m.cal, m.row.Venue, span, at)
	if !ok && m.row.State(m.clock, m.cal) == feed.Live && !m.isIndex() {
		b, ok = freeBucket(span, at), true
	}
	if ok {
		m.series().take(deal{b, &m.row, span == 0, at})
	}
}

// offsetSlack is how far the exchange's clock may turn out to be from what was
// believed before the candles asked for by it are worth nothing.
const offsetSlack = time.Minute

// restart forgets all candles, and what was asked for.
func (m *Model) restart() {
	m.all = [len(choices)]series{}
	m.asked = Request{}
	m.right, m.at = time.Time{}, time.Time{}
	m.drawn = drawing{} // the numbers of the series begin again
}

// token is the instrument's; 0 when it is not known yet.
func (m *Model) token() uint32 {
	if t := m.row.Quote.InstrumentToken; t != 0 {
		return t
	}
	return m.instrument.InstrumentToken
}

// choice is the interval shown.
func (m *Model) choice() choice { return choices[m.interval] }

// series are the candles of the interval shown.
func (m *Model) series() *series { return &m.all[m.interval] }
