package market

import "time"

// IST is Indian Standard Time, a fixed zone without summer time, so that no
// system's zone files are needed.
var IST = time.FixedZone("IST", istSeconds)

// Phase is what a venue does at a moment.
type Phase int

// The phases of a day.
const (
	Closed  Phase = iota // shut, or between sessions
	PreOpen              // orders are collected and matched; the price may be indicative
	Open                 // continuous trading
	Auction              // closing auction: the price may stand still or be indicative
)

// String names the phase, for one line of text.
func (p Phase) String() string {
	switch p {
	case PreOpen:
		return "pre-open"
	case Open:
		return "open"
	case Auction:
		return "auction"
	}
	return "closed"
}

// Status is what the calendar says of a venue at a moment.
type Status struct {
	Phase     Phase
	Until     time.Time // when the phase changes next
	Closes    time.Time // while not Closed: the end of the day's trading
	Opens     time.Time // while Closed: the next start of continuous trading
	LastClose time.Time // while Closed: when the last session ended
	Note      string    // what is special, for one line: "Tue holiday", "weekend", "2027 holidays unknown"
}

// horizon bounds the search for the next and the last session, in days. The
// longest real gap is five; a user's corrections may shut a venue for good.
const horizon = 40

// Status tells what a venue does at a moment.
func (c *Calendar) Status(v Venue, at time.Time) Status {
	date, clock := split(at)
	today := c.plan(v, date)
	for _, part := range today.parts {
		from, to := today.clip(part)
		if clock >= from && clock < to {
			return Status{
				Phase:  part.Phase,
				Until:  date.at(to),
				Closes: date.at(today.end()),
				Note:   c.note(v, date, date),
			}
		}
	}
	return c.closed(v, date, clock)
}

// closed is the Status between sessions: it looks both ways for the nearest.
func (c *Calendar) closed(v Venue, date Date, clock time.Duration) Status {
	var s Status
	for d := date; d < date+horizon && s.Opens.IsZero(); d++ {
		day := c.plan(v, d)
		for _, part := range day.parts {
			from, to := day.clip(part)
			if to <= from || d == date && from <= clock {
				continue
			}
			if s.Until.IsZero() {
				s.Until = d.at(from)
			}
			if part.Phase == Open {
				s.Opens = d.at(from)
				s.Note = c.note(v, date, d)
				break
			}
		}
	}
	s.LastClose = c.lastClose(v, date, clock)
	return s
}

// LastClose returns when the latest session that is over ended; the zero time
// when there was none for weeks.
func (c *Calendar) LastClose(v Venue, at time.Time) time.Time {
	date, clock := split(at)
	return c.lastClose(v, date, clock)
}

// lastClose returns the end of the latest session that is over.
func (c *Calendar) lastClose(v Venue, date Date, clock time.Duration) time.Time {
	for d := date; d > date-horizon; d-- {
		day := c.plan(v, d)
		for i := len(day.parts) - 1; i >= 0; i-- {
			from, to := day.clip(day.parts[i])
			if day.parts[i].Phase == PreOpen {
				continue // it ends in the session
			}
			if to > from && (d < date || to <= clock) {
				return d.at(to)
			}
		}
	}
	return time.Time{}
}

// TradingDay reports whether the venue trades on the IST day of at, if only
// for an evening.
func (c *Calendar) TradingDay(v Venue, at time.Time) bool {
	return c.plan(v, DateOf(at)).end() > 0
}

// Start returns when the venue's first phase begins on the IST day of at; false
// when it is shut all day.
func (c *Calendar) Start(v Venue, at time.Time) (time.Time, bool) {
	date := DateOf(at)
	day := c.plan(v, date)
	for _, part := range day.parts {
		if from, to := day.clip(part); to > from {
			return date.at(from), true
		}
	}
	return time.Time{}, false
}

// Session is one phase of a venue's day, from Start until before End.
type Session struct {
	Phase      Phase
	Start, End time.Time
}

// Sessions returns the phases of the IST day of at, in order; none when the
// venue is shut all day.
func (c *Calendar) Sessions(v Venue, at time.Time) []Session {
	date := DateOf(at)
	day := c.plan(v, date)
	var sessions []Session
	for _, part := range day.parts {
		if from, to := day.clip(part); to > from {
			sessions = append(sessions, Session{part.Phase, date.at(from), date.at(to)})
		}
	}
	return sessions
}

// Holiday returns the name of the holiday that falls on the IST day of at, for
// the venue, and whether there is one. A venue may open for its evening.
func (c *Calendar) Holiday(v Venue, at time.Time) (string, bool) {
	day, ok := c.days[venueDay{v.known(), DateOf(at)}]
	if !ok || day.Kind != Shut && day.Kind != Evening {
		return "", false
	}
	return day.Name, true
}
