package watch

import (
	"strings"
	"time"

	"kitewatch/kite/feed"
	"kitewatch/kite/market"
	"kitewatch/tui/ui"
)

// stateWord is how a state is called. It never says it alone: each has a glyph
// of its own, and most a figure.
var stateWord = [...]string{
	feed.NoData: "no data", feed.Live: "live", feed.Quiet: "quiet",
	feed.Auction: "auction", feed.Stale: "stale", feed.Closed: "closed",
}

// The widths of the state column.
const (
	glyphOnly  = 1
	withFigure = 7
	withWord   = 14
)

// stateCell is the glyph, in a wider column with a figure, in the widest with
// the word between them. The rule is silent: a live row is only a dot, however wide.
func stateCell(c *cell, r *row) {
	glyph, glyphRole, role := r.stateLook()
	c.fill(glyphRole, glyph, 1)
	if r.width < withFigure || r.state == feed.Live {
		return
	}
	if r.width >= withWord {
		c.add(role, " "+stateWord[r.state])
	}
	c.text = append(c.text, ' ')
	switch r.state {
	case feed.Stale:
		c.text = ui.AppendAge(c.text, r.Age(r.clock))
	case feed.Quiet, feed.Closed:
		c.text = r.appendTrade(c.text)
	case feed.Auction:
		c.text = r.appendShort(c.text, "auct")
	case feed.NoData:
		c.text = r.appendShort(c.text, "none")
	}
	c.paint(role)
}

// appendShort appends the short word that stands for a figure where there is
// no room for the word.
func (r *row) appendShort(dst []byte, word string) []byte {
	if r.width >= withWord {
		return dst
	}
	return append(dst, word...)
}

// stateLook returns the state's glyph and the roles of glyph and rest.
func (r *row) stateLook() (glyph string, glyphRole, role ui.Role) {
	g := &r.theme.Glyphs
	switch r.state {
	case feed.Live:
		return g.Live, ui.Dim, ui.Dim
	case feed.Quiet:
		return g.Quiet, ui.Soft, ui.Soft
	case feed.Auction:
		return g.Auction, ui.Soft, ui.Soft
	case feed.Stale:
		return g.Stale, ui.Text, ui.Text
	case feed.Closed:
		return g.Closed, ui.Dim, ui.Dim
	}
	return g.NoData, ui.Soft, ui.Dim
}

// appendTrade appends the time of the last trade, or its date when the time
// alone would be taken for that of the session shown.
func (r *row) appendTrade(dst []byte) []byte {
	trade := r.Traded(r.clock)
	if trade.IsZero() {
		return dst
	}
	trade = trade.In(market.IST)
	if session := r.session(); !sameDay(trade, session) && trade.Before(session) {
		return trade.AppendFormat(dst, "02Jan")
	}
	return ui.AppendMinute(dst, trade)
}

// session is a moment of the session that the row's price is of: while its
// market is shut, the last one's end.
func (r *row) session() time.Time {
	now := r.clock.Exchange()
	if s := r.cal.Status(r.Venue, now); !s.LastClose.IsZero() {
		return s.LastClose.In(market.IST)
	}
	return now
}

func sameDay(a, b time.Time) bool {
	return a.YearDay() == b.YearDay() && a.Year() == b.Year()
}

// reasons say why a row has no data, each shorter than the one before.
func (r *row) reasons() []string {
	switch {
	case r.reason != "":
		head, _, _ := strings.Cut(r.reason, ";")
		return []string{"no data: " + r.reason, r.reason, head}
	case r.Missing && r.Quote.LastPrice != 0 && !r.Received.IsZero():
		last := "last " + ui.PriceAt(float64(r.Quote.LastPrice), r.Decimals, r.Heard(r.clock), r.clock.Exchange())
		return []string{"no data: not in the last reply; " + last, "not in the last reply; " + last, last}
	case r.Missing && r.Quote.InstrumentToken != 0:
		return unanswered
	case r.Missing:
		return absent
	case !r.Answered.IsZero():
		return priceless
	}
	return waiting
}

// shortReason is the least of a reason that says something.
const shortReason = 16

var (
	// Its token is in the list of instruments, or an earlier reply has told it.
	unanswered = []string{"no data: not in the exchange's reply, although it is listed", "not in the exchange's reply", "not in the reply"}

	absent    = []string{"no data: not in the exchange's reply; unknown or expired symbol", "not in the exchange's reply", "not in the reply"}
	priceless = []string{"no data: the exchange's reply has no price of it yet", "the reply has no price yet", "no price yet"}
	waiting   = []string{"waiting for the first reply", "waiting"}
)
