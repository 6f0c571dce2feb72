package alert

import (
	"math"
	"time"

	"kitewatch/kite/feed"
	"kitewatch/kite/market"
)

// trust is what a price is good for.
type trust int

const (
	hearsay trust = iota // it tells a new level on which side it was set
	settled              // a session's last price: it arms again, and fires nothing
	trading              // a live or quiet row's: it fires
)

// sight is what a row says of its instrument at a moment, as far as a level may
// go by it.
type sight struct {
	trust    trust
	price    float64     // rupees
	change   float64     // per cent, with its sign
	session  market.Date // whose change that is; 0: no change is known
	at       time.Time   // exchange's
	decimals int         // of the price
}

// look judges a row; false when nothing can be said by it.
//
// A closed row never fires, as nothing can be done until the market opens, and a
// price corrected overnight is no crossing; but its price is the one with which
// the first live one is compared, which is how a gap counts. A stale price is
// taken for a new level only, and if it is of the last session or today. Before
// the open the price is indicative: there the close of the day before stands for
// it, which by then is what the API calls close. In the closing auction there is
// none.
func look(r *feed.Row, c feed.Clock, cal *market.Calendar) (sight, bool) {
	now := c.Exchange()
	s := sight{price: float64(r.Quote.LastPrice), at: now, decimals: r.Decimals}
	switch r.State(c, cal) {
	case feed.Live, feed.Quiet:
		s.trust = trading
	case feed.Closed:
		s.trust = settled
	case feed.Stale:
		if !ofLateSession(r, c, cal) {
			return s, false
		}
	case feed.Auction:
		if cal.Status(r.Venue, now).Phase != market.PreOpen {
			return s, false
		}
		s.price, s.session = float64(r.Quote.OHLC.Close), market.DateOf(now)-1
		return s, usable(s.price)
	default:
		return s, false
	}
	pct, known := r.ChangePct()
	if known && r.Session != 0 && !math.IsNaN(pct) && !math.IsInf(pct, 0) && (s.trust < trading || !r.Past(c)) {
		s.change, s.session = pct, r.Session
	}
	return s, usable(s.price)
}

// usable refuses what is no price: 0 is not known, and nothing compares with NaN.
func usable(price float64) bool { return price > 0 && !math.IsInf(price, 0) }

// ofLateSession reports that a stale price came during continuous trading, or
// after it, on the last trading day or today.
func ofLateSession(r *feed.Row, c feed.Clock, cal *market.Calendar) bool {
	came := r.Heard(c)
	if phase := cal.Status(r.Venue, came).Phase; phase == market.PreOpen || phase == market.Auction {
		return false
	}
	last := cal.LastClose(r.Venue, c.Exchange())
	return !last.IsZero() && !came.Before(market.DateOf(last).Time())
}

// figure is what a kind of level is compared with; false when it is not known.
func (s *sight) figure(k Kind) (float64, bool) {
	if k == ChangePct {
		return math.Abs(s.change), s.session != 0
	}
	return s.price, true
}

// side is the sign of what a kind of level is compared with, where it has two
// sides; 0: it has none, or no change.
func (s *sight) side(k Kind) int {
	switch {
	case k != ChangePct || s.change == 0:
		return 0
	case s.change < 0:
		return -1
	}
	return 1
}
