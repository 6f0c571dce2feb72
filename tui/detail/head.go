package detail

import (
	"math"
	"strings"

	"kitewatch/kite"
	"kitewatch/kite/feed"
	"kitewatch/kite/market"
	"kitewatch/tui/ui"
)

// tone is how a role looks now: what is stale is grey.
func (m *Model) tone(role ui.Role) ui.Role {
	if !m.old() {
		return role
	}
	switch role {
	case ui.Fg, ui.Text:
		return ui.Stale
	case ui.Soft:
		return ui.Dim
	case ui.Up:
		return ui.UpStale
	case ui.Down:
		return ui.DownStale
	case ui.Spark, ui.Bid, ui.Ask:
		return ui.Ghost
	case ui.Ghost:
		return ui.Line
	}
	return role
}

// headLines name the instrument and tell its price and what that is worth.
func (m *Model) headLines() []line {
	return []line{m.nameLine(), m.priceLine()}[:min(m.h, 2)]
}

// minName is how much of an instrument's description is worth showing.
const minName = 10

// nameLine is the symbol, in words what it is, and at the right, where all of it
// has room, how it is traded.
func (m *Model) nameLine() line {
	l := line{w: m.w}
	l.to(m.margin())
	s := m.row.Symbol
	l.bold(ui.Fg, m.theme.Middle(s.Tradingsymbol, l.room(m.edge())))
	if exchange := ui.Clean(s.Exchange); ui.Width(exchange) < l.room(m.edge()) {
		l.add(ui.Dim, " "+exchange)
	}
	if what := m.describe(); what != "" && l.room(m.edge()) >= minName+3 {
		l.to(l.pos + 3)
		l.add(ui.Soft, m.theme.Cut(what, l.room(m.edge())))
	}
	if terms := m.joined(m.terms()); terms != "" && l.room(m.edge()) >= ui.Width(terms)+3 {
		l.to(m.edge() - ui.Width(terms))
		l.add(ui.Dim, terms)
		l.termed = true
	}
	return l
}

// describe says what the instrument is, in the words of the list: NIFTY 29 Dec
// 2026 24,500 call.
func (m *Model) describe() string {
	in := &m.instrument
	name := ui.Clean(in.Name)
	switch {
	case name == "":
		return ""
	case in.IsIndex():
		return "index"
	case in.Expiry == 0:
		return name
	}
	name += in.Expiry.Time().Format(" 2 Jan 2006")
	if in.Strike != 0 {
		name += " " + ui.Price(in.Strike, decimalsOf(in.Strike))
	}
	switch in.Type {
	case "CE":
		return name + " call"
	case "PE":
		return name + " put"
	case "FUT":
		return name + " future"
	}
	return name
}

// decimalsOf is how many decimals write a figure in full, at most four.
func decimalsOf(v float64) int {
	for n := range 4 {
		if scaled := v * math.Pow10(n); math.Abs(scaled-math.Round(scaled)) < 1e-6 {
			return n
		}
	}
	return 4
}

// priceLine is the last price, its change, and how old it is.
func (m *Model) priceLine() line {
	l := line{w: m.w}
	l.to(m.margin())
	if m.state == feed.NoData {
		l.add(ui.Dim, m.theme.Glyphs.Dash)
		l.to(l.pos + 3)
		m.addState(&l)
		return l
	}
	price := ui.Price(float64(m.row.Quote.LastPrice), m.row.Decimals)
	if m.state == feed.Live {
		l.bold(ui.Fg, price)
	} else {
		l.add(m.tone(ui.Text), price)
	}
	switch lock(&m.row.Quote) {
	case 1:
		l.add(ui.Warn, " UC")
	case -1:
		l.add(ui.Warn, " LC")
	}
	m.addChange(&l)
	l.to(l.pos + 3)
	m.addState(&l)
	return l
}

// stateRoom is the least that is kept for the state: the gap before it and its
// glyph.
const stateRoom = 3 + 1

// addChange writes the change in rupees and in percent; d after them says that
// they are a whole day's. In rupees it gives way first.
func (m *Model) addChange(l *line) {
	change, ok := m.row.Change()
	if !ok {
		l.to(l.pos + 2)
		l.add(ui.Dim, m.theme.Glyphs.Dash)
		return
	}
	pct, _ := m.row.ChangePct()
	rupees, percent, day := ui.Signed(change, m.row.Decimals), ui.Signed(pct, 2)+"%", ""
	if m.state == feed.Closed || m.row.Past(m.clock) {
		day = " d"
	}
	role := m.tone(direction(percent))
	room := l.room(m.edge()) - stateRoom - 2 - len(percent) - len(day)
	if room >= 2+len(rupees) {
		l.to(l.pos + 2)
		l.add(role, rupees)
	}
	if room >= 0 {
		l.to(l.pos + 2)
		l.add(role, percent)
		l.add(ui.Dim, day)
	}
}

// direction is the role of a signed figure: its colour says what its sign says.
func direction(figure string) ui.Role {
	switch {
	case strings.HasPrefix(figure, "+"):
		return ui.Up
	case strings.HasPrefix(figure, "-"):
		return ui.Down
	}
	return ui.Soft
}

// lock tells whether a price stands at its circuit with nobody on the other
// side of the book: 1 at the upper, -1 at the lower.
func lock(q *kite.Quote) int {
	switch {
	case q.LastPrice == 0:
		return 0
	case q.UpperCircuitLimit > 0 && q.LastPrice >= q.UpperCircuitLimit && q.Depth.Sell[0].Price == 0:
		return 1
	case q.LastPrice <= q.LowerCircuitLimit && q.Depth.Buy[0].Price == 0:
		return -1
	}
	return 0
}

// addState says what the price is worth: a glyph, a word, a figure. What comes
// after the word gives way.
func (m *Model) addState(l *line) {
	g := &m.theme.Glyphs
	glyph, word, role := g.NoData, "no data", ui.Soft
	switch m.state {
	case feed.Live:
		glyph, word, role = g.Live, "live", ui.Up
	case feed.Quiet:
		glyph, word = g.Quiet, "quiet"
	case feed.Auction:
		glyph, word = g.Auction, "auction"
	case feed.Stale:
		glyph, word, role = g.Stale, "stale", ui.Text
	case feed.Closed:
		glyph, word = g.Closed, "closed"
	}
	l.add(role, glyph)
	if l.room(m.edge()) <= ui.Width(word) {
		return
	}
	l.add(ui.Soft, " "+word)
	for _, more := range m.stateFigures() {
		if more != "" && l.room(m.edge()) > ui.Width(more) {
			l.add(ui.Soft, " "+more)
			return
		}
	}
}

// stateFigures are what is said after a state's word, the longest first.
func (m *Model) stateFigures() []string {
	trade := m.tradeTime()
	switch m.state {
	case feed.Live, feed.Stale:
		return []string{ui.Age(m.row.Age(m.clock))}
	case feed.Quiet:
		if trade == "" {
			return nil
		}
		return []string{m.theme.Glyphs.Dot + " no trade since " + trade, trade}
	case feed.Auction:
		return []string{m.theme.Glyphs.Dot + " the price may be indicative"}
	case feed.Closed:
		return []string{trade}
	}
	switch {
	case m.row.Missing && m.row.Quote.LastPrice != 0 && !m.row.Received.IsZero():
		last := "last " + ui.PriceAt(float64(m.row.Quote.LastPrice), m.row.Decimals, m.row.Heard(m.clock), m.clock.Exchange())
		return []string{m.theme.Glyphs.Dot + " not in the last reply; " + last, m.theme.Glyphs.Dot + " " + last}
	case m.row.Missing && m.row.Quote.InstrumentToken != 0:
		return []string{m.theme.Glyphs.Dot + " not in the exchange's reply, although it is listed", m.theme.Glyphs.Dot + " not in the reply"}
	case m.row.Missing:
		return []string{m.theme.Glyphs.Dot + " not in the exchange's reply; unknown or expired", m.theme.Glyphs.Dot + " not in the reply"}
	case !m.row.Answered.IsZero() && m.old():
		return []string{m.theme.Glyphs.Dot + " no price yet; the last reply is " + ui.Age(m.clock.Wall.Sub(m.row.Answered)) + " old"}
	case !m.row.Answered.IsZero():
		return []string{m.theme.Glyphs.Dot + " the exchange's reply has no price of it yet", m.theme.Glyphs.Dot + " no price yet"}
	}
	return []string{m.theme.Glyphs.Dot + " waiting for the first reply", m.theme.Glyphs.Dot + " waiting"}
}

// tradeTime is when it was traded last: the time of day, or the date when that
// was on another day than today; empty when it is not known.
func (m *Model) tradeTime() string {
	at := m.row.Traded(m.clock)
	if at.IsZero() {
		return ""
	}
	at = at.In(market.IST)
	if market.DateOf(at) != market.DateOf(m.clock.Exchange()) {
		return at.Format("2 Jan 15:04")
	}
	return ui.ClockTime(at)
}
