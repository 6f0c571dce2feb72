package feed

import (
	"errors"
	"time"

	"kitewatch/kite"
)

// The waits of the outcome table. They are exact, without jitter: a trader
// reads the countdown.
const (
	firstRetry  = 2 * time.Second  // then 4s, 8s: doubled each time
	limitWait   = 10 * time.Second // after a 429, doubled while it lasts
	longestWait = 60 * time.Second // of any wait that doubles
	easeAfter   = 5                // good calls in a row that undo one halving of the pace
)

// slot is a batch of instruments that one call asks for, with its own place
// in the schedule, so that a failing batch holds up no other.
type slot struct {
	symbols  []kite.Symbol
	visible  bool
	due      time.Time // when it is asked next
	polls    int       // polls ended
	good     int       // of them, the good ones
	answered time.Time // when a good reply last came
	attempt  int       // tries of the current poll that failed
	outages  int       // polls given up in a row
	since    time.Time // when its trouble began; zero without trouble
	failure  string    // what the last try failed of; empty when it was good
	empty    int       // replies in a row that held nothing of it
	shown    bool      // the failure is the server's own, shown without retry
	opens    time.Time // nothing of it trades until then; zero: something does
	odd      bool      // something of it trades although the table says closed
	plain    bool      // a full quote that the user's mode is not has been refused
	limit    bool      // a price of it stands at its limit
	closes   bool      // a call has brought its previous closes, as far as there are any
	phases   string    // what its markets did then
}

func (s *slot) troubled() bool { return !s.since.IsZero() }

// plan decides what is asked when. It is pure: time is an argument, and no
// method waits, reads a clock or calls anything.
type plan struct {
	interval time.Duration // from poll to poll, as the user has it
	retries  int           // after a network error
	mode     kite.Mode

	visible   []kite.Symbol // what is asked for
	hidden    []kite.Symbol
	slots     []*slot   // visible ones first
	halvings  int       // of the pace, after 429s
	good      int       // good calls since the last 429
	limits    int       // 429s in a row
	notBefore time.Time // no call before it, after a 429
	held      time.Time // the same, where another process has met it; zero once a call has ended
	heldSince time.Time // when that began
	refused   int       // 429s in a row of all processes, as far as the pace has followed them
	lastGood  time.Time
	asked     map[kite.Symbol]time.Time // when a good reply last came to a call for it, as of the last change of what is asked
	late      time.Duration             // how much later than due calls start, for the turns of other processes
	closely   kite.Symbol               // asked for by /quote each time; zero: none
	books     bool                      // so is all that is visible, for its books
	paused    bool
	skipped   int       // DataExceptions in a row
	doubt     bool      // the exchange's clock is in doubt
	looks     int       // replies in a row after which it was
	stopped   Condition // LoginNeeded or NoPermission; else Starting
	reason    string    // why it is stopped
}

// pace is the time from poll to poll now.
func (p *plan) pace() time.Duration {
	pace := max(p.interval, minGap) << p.halvings
	return max(min(pace, longestWait), p.interval)
}

// counts returns how many slots are visible and how many hidden.
func (p *plan) counts() (visible, hidden int) {
	for _, s := range p.slots {
		if s.visible {
			visible++
		}
	}
	return visible, len(p.slots) - visible
}

// cycle is the planned time between two calls of a slot. Visible slots are
// called once a poll; of the hidden ones, one a poll, by turns. While a refused
// session has stopped the loop none is planned, and no row counts as fresh.
func (p *plan) cycle(visible bool) time.Duration {
	if p.stopped == LoginNeeded || p.stopped == NoPermission {
		return 0
	}
	v, h := p.counts()
	calls := v + min(h, 1)
	poll := max(p.pace(), time.Duration(calls)*minGap)
	if visible {
		return poll
	}
	return poll * time.Duration(max(h, 1))
}

// mostLooks bounds how often in a row the clock is looked at again: a server
// whose replies never agree is polled as usual.
const mostLooks = 5

// next returns the slot to be asked next and when. The earliest due goes
// first, and of those due together the visible; so nothing starves.
func (p *plan) next() (*slot, time.Time, bool) {
	if p.stopped != Starting || p.paused || len(p.slots) == 0 {
		return nil, time.Time{}, false
	}
	first := p.slots[0]
	for _, s := range p.slots[1:] {
		if s.due.Before(first.due) {
			first = s
		}
	}
	at := first.due
	if p.doubt && p.looks <= mostLooks && !first.troubled() && !p.lastGood.IsZero() {
		at = earlier(at, p.lastGood) // for no whole interval should it be in doubt what trades
	}
	for _, later := range []time.Time{p.notBefore, p.held} {
		if later.After(at) {
			at = later
		}
	}
	return first, at, true
}

// after takes the outcome of a slot's call that started at start and ended
// at now. It is the whole table from kind of error to what happens.
func (p *plan) after(s *slot, start, now time.Time, err error) {
	kind := kite.KindOf(err)
	p.rest(s, s.opens, now) // its markets may have opened meanwhile
	if kind == kite.None {
		p.succeed(s, start, now)
		return
	}
	if kind == kite.Canceled {
		return // the caller ends the loop, or asks again at once
	}
	if kind != kite.RateLimit {
		p.limits, p.held = 0, time.Time{}
	}
	if kind == kite.Data {
		p.skipped++
		s.recover() // skipped silently: the server answers, and its rows age
		p.end(s, start, now, p.cycleOf(s))
		return
	}
	s.failure = kite.Brief(err)
	if !s.troubled() {
		s.since = now
	}
	switch kind {
	case kite.Token:
		p.refuse(s.failure)
	case kite.Permission:
		p.stopped, p.reason = NoPermission, s.failure
	case kite.RateLimit:
		p.limited(s, now, retryAfter(err))
	case kite.Network:
		p.retry(s, start, now, retryAfter(err))
	default:
		s.shown = true
		p.end(s, start, now, p.cycleOf(s))
	}
}

func (p *plan) succeed(s *slot, start, now time.Time) {
	for _, other := range p.slots {
		// The first good call ends an outage of everything. A slot that fails
		// while others do well keeps its own slow pace.
		if other.outages > 0 && other.attempt == 0 && p.lastGood.Before(other.since) {
			other.due = now
		}
	}
	s.answered = now
	p.lastGood = now
	p.limits, p.refused, p.skipped = 0, 0, 0
	p.held = time.Time{}
	s.good++
	if p.good++; p.good%easeAfter == 0 && p.halvings > 0 {
		p.halvings--
	}
	s.recover()
	p.end(s, start, now, p.cycleOf(s))
}

// retry answers a network error: 2s, 4s, 8s, then the poll is given up and
// the next one comes at its time, slower while the outage lasts.
func (p *plan) retry(s *slot, start, now time.Time, asked time.Duration) {
	if s.attempt < p.retries {
		wait := min(firstRetry<<min(s.attempt, 5), longestWait)
		if asked > 0 {
			wait = asked
		}
		s.attempt++
		s.due = now.Add(wait)
		return
	}
	s.outages++
	slow := min(p.cycleOf(s)<<min(s.outages, 6), max(longestWait, p.cycleOf(s)))
	p.end(s, start, now, max(slow, asked))
}

// recover ends a slot's trouble.
func (s *slot) recover() {
	s.outages, s.since, s.failure, s.shown = 0, time.Time{}, "", false
}

// end closes a slot's poll and puts the next one a cycle after the start of
// this one, never earlier than now: what was missed is not made up for.
func (s *slot) end(start, now time.Time, cycle time.Duration) {
	s.polls++
	s.attempt = 0
	s.due = start.Add(cycle)
	if s.due.Before(now) {
		s.due = now
	}
}

// soon makes the visible slots due now, for the user asks. A wait after a
// failure is sat out all the same; one for the next poll is not.
func (p *plan) soon(now time.Time) {
	for _, s := range p.slots {
		patience := s.attempt == 0 || s.due.Sub(now) > longestWait
		if s.visible && patience && s.due.After(now) {
			s.due = now
		}
	}
}

// refuse stops until there is another session. What has stopped already stays as
// it is: the calls that were under way tell nothing new.
func (p *plan) refuse(why string) {
	if p.stopped == Starting {
		p.stopped, p.reason = LoginNeeded, why
	}
}

// resume goes on after a stop: a new session, or the end of a pause.
func (p *plan) resume(now time.Time) {
	p.stopped, p.reason = Starting, ""
	for _, s := range p.slots {
		s.recover()
		s.attempt, s.due = 0, now
	}
}

// pause stops the polling, or goes on with it. It holds over a login.
func (p *plan) pause(on bool, now time.Time) {
	p.paused = on
	if !on {
		p.soon(now)
	}
}

// tune goes on with other settings. A poll that is further off than the new
// interval comes earlier.
func (p *plan) tune(t tune, now time.Time) {
	if p.interval == t.interval && p.mode == t.mode && p.retries == t.retries {
		return
	}
	p.interval, p.mode, p.retries = t.interval, t.mode, t.retries
	for _, s := range p.slots {
		s.closes = s.closes && t.mode == kite.ModeLTP
		if next := now.Add(p.cycleOf(s)); !s.troubled() && s.due.After(next) {
			s.due = next
		}
	}
}

// retryAfter is the wait that the reply asked for; 0: none.
func retryAfter(err error) time.Duration {
	var e *kite.Error
	if errors.As(err, &e) {
		return e.RetryAfter
	}
	return 0
}
