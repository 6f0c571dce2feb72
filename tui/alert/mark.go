package alert

import (
	"fmt"
	"time"

	"kitewatch/kite/market"
)

// Phase is what a level waits for.
type Phase int

// The phases of a level.
const (
	Waiting Phase = iota // for a price: it is not known on which side it was set
	Armed                // to be reached: it fires then
	Beyond               // to be on the other side once: it was beyond already when it was set
	Spent                // to be left behind by the band: it has fired
)

var phaseNames = [...]string{Waiting: "waiting", Armed: "armed", Beyond: "beyond", Spent: "fired"}

// String names the phase, for one line of text.
func (p Phase) String() string {
	if p < 0 || int(p) >= len(phaseNames) {
		return fmt.Sprintf("Phase(%d)", int(p))
	}
	return phaseNames[p]
}

// MarshalText gives the text of String.
func (p Phase) MarshalText() ([]byte, error) { return []byte(p.String()), nil }

// UnmarshalText reads what String writes.
func (p *Phase) UnmarshalText(text []byte) error {
	for i, name := range phaseNames {
		if name == string(text) {
			*p = Phase(i)
			return nil
		}
	}
	return fmt.Errorf("%q is no phase of a level", text)
}

// Mark is a level and what has been seen of it. All its times are the
// exchange's; the zero time is never.
type Mark struct {
	Level        Level
	Phase        Phase
	Price        float64     // the last that counted, rupees; 0: none
	Seen         time.Time   // when it did
	Since        time.Time   // while Armed: when the price was last clear of the level, by the band, or else armed
	Session      market.Date // of ChangePct: the one whose change it follows; 0: none yet
	Side         int         // of ChangePct, while it is beyond: the change's sign, 1 or -1; 0: not known, or no such level
	FiredAt      time.Time   // the last time
	FiredPrice   float64
	Acknowledged time.Time
}

// Ringing reports a crossing that the user has not acknowledged.
func (m Mark) Ringing() bool { return m.Acknowledged.Before(m.FiredAt) }

// Fired is a crossing.
type Fired struct {
	Level       Level
	Price       float64   // rupees: the first one seen at the level or beyond
	Before      float64   // rupees: the last one seen before it
	At          time.Time // the exchange's, when it was seen
	Since       time.Time // when the price was last clear of the level: it has crossed since
	ChangePct   float64   // of the day, with its sign
	ChangeKnown bool
	Side        int // as the Mark's
	Decimals    int // of the prices
}

// take lets the level see what a row says, and reports that it fires.
//
// A level that was beyond when it was set is silent until it has been on the
// other side: the user saw the price when setting it, and 'above 1600' at 1650
// asks for the next time, not for now. Without a band there, since it has told
// nothing yet that it could repeat. A change that goes from the one side of the
// previous close to the other fires at either.
func (m *Mark) take(s *sight) bool {
	v, known := s.figure(m.Level.Kind)
	if !known || m.Level.Kind == ChangePct && s.session < m.Session {
		return false
	}
	m.follow(s)
	reached, left := m.Level.reached(v), m.Level.left(v, m.Level.band(s.price, s.decimals))
	side := s.side(m.Level.Kind)
	swung := m.Side*side < 0 // from the one level of a change to the other, and nobody saw it on the way
	crossed := reached && (m.Phase == Armed || swung)
	fires := false
	switch {
	case m.Phase == Waiting && reached:
		m.Phase, m.Side = Beyond, side
	case m.Phase == Waiting:
		m.arm(s.at)
	case s.trust == hearsay, crossed && s.trust < trading:
		return false // the first price that trades decides, compared with the one before
	case crossed:
		if swung {
			m.Since = m.Seen
		}
		m.Phase, m.Side, fires = Spent, side, true
		m.FiredAt, m.FiredPrice = s.at, s.price
	case m.Phase == Beyond && !reached, m.Phase == Spent && left:
		m.arm(s.at)
	case m.Phase == Armed && left:
		m.Since = s.at
	case reached && m.Side == 0:
		m.Side = side // it has fired for an earlier kitewatch, which did not tell
	}
	m.Price, m.Seen = s.price, s.at
	return fires
}

// follow begins a new session for a level of the day's change: that starts from
// the previous close, where no such level is reached, so an open beyond it is a
// crossing. One that has never seen a session knows of no start.
func (m *Mark) follow(s *sight) {
	if m.Level.Kind != ChangePct || s.session == m.Session {
		return
	}
	if m.Session != 0 {
		m.arm(s.session.Time())
	}
	m.Session = s.session
}

func (m *Mark) arm(at time.Time) { m.Phase, m.Since, m.Side = Armed, at, 0 }

// fired is what is told of a crossing that take has reported.
func (m *Mark) fired(s *sight, before float64) Fired {
	f := Fired{
		Level: m.Level, Price: s.price, Before: before, At: s.at, Since: m.Since,
		ChangePct: s.change, ChangeKnown: s.session != 0, Side: m.Side, Decimals: s.decimals,
	}
	m.Since = time.Time{}
	return f
}

// ArmsAt is the price, in rupees, at which a level that has fired is armed again;
// false for one that has not, and for the day's change, which is no price.
func (m Mark) ArmsAt(decimals int) (price float64, ok bool) {
	band := m.Level.band(m.Price, decimals)
	switch {
	case m.Phase != Spent:
		return 0, false
	case m.Level.Kind == Above:
		return m.Level.Value - band, true
	case m.Level.Kind == Below:
		return m.Level.Value + band, true
	}
	return 0, false
}
