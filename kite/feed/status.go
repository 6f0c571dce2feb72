package feed

import "time"

// status tells the plan's state at a moment, its times on the wall clock, which
// says wall. now carries the monotonic reading that the schedule runs on.
func (p *plan) status(now, wall time.Time) Status {
	onWall := func(t time.Time) time.Time { return onWall(t, now, wall) }
	visible, hidden := p.counts()
	s := Status{
		Condition: p.condition(now),
		Retries:   p.retries,
		Pace:      p.cycle(true),
		Cycle:     p.cycle(hidden == 0),
		Resting:   p.resting(),
		Calls:     visible + hidden,
		Skipped:   p.skipped,
		Slowed:    p.halvings > 0,
	}
	for _, slot := range p.slots {
		if slot.visible {
			s.Pace = max(s.Pace, p.rowCycle(slot)) // with the turns of other processes
			break
		}
	}
	s.Cycle = max(s.Cycle, s.Pace)
	if s.Resting {
		s.Pace, s.Cycle = max(s.Pace, restPace), max(s.Cycle, restPace)
	}
	if _, at, ok := p.next(); ok {
		s.Next = onWall(at)
	}
	for _, slot := range p.slots {
		s.Symbols += len(slot.symbols)
		if slot.troubled() {
			s.FailedCalls++
			s.FailedRows += len(slot.symbols)
		}
	}
	if !p.held.IsZero() {
		s.Since = onWall(p.heldSince)
	}
	if worst := p.worst(); worst != nil {
		s.Reason, s.Attempt = worst.failure, worst.attempt
		s.Since = onWall(worst.since)
		if s.Condition != Limited {
			s.Next = onWall(worst.due)
		}
	}
	if p.stopped != Starting {
		s.Reason = p.reason
	}
	if p.stopped != Starting || p.paused {
		s.Next = time.Time{}
	}
	return s
}

// condition names the state of the loop by its worst trouble.
func (p *plan) condition(now time.Time) Condition {
	worst := p.worst()
	switch {
	case p.stopped != Starting:
		return p.stopped
	case p.paused:
		return Paused
	case p.limits > 0, !p.held.IsZero():
		return Limited
	case worst != nil && worst.attempt > 0:
		return Retrying
	case worst != nil && worst.outages > 0:
		return Down
	case worst != nil && worst.shown:
		return Failed
	case p.lastGood.IsZero():
		return Starting
	}
	return Polling
}

// worst is the slot whose trouble is told: one that is retried before one
// that is given up, before one whose failure is only shown; of equals the one
// due first.
func (p *plan) worst() *slot {
	var worst *slot
	for _, s := range p.slots {
		if !s.troubled() {
			continue
		}
		if worst == nil || s.rank() > worst.rank() || (s.rank() == worst.rank() && s.due.Before(worst.due)) {
			worst = s
		}
	}
	return worst
}

func (s *slot) rank() int {
	switch {
	case s.attempt > 0:
		return 2
	case s.outages > 0:
		return 1
	}
	return 0
}

// resting reports that all that is shown is polled gently.
func (p *plan) resting() bool {
	for _, s := range p.slots {
		if s.visible && s.opens.IsZero() {
			return false
		}
	}
	return len(p.slots) > 0 && p.slots[0].visible
}

// onWall turns a time of the schedule into wall time: as far from the wall
// clock's now as it is from the schedule's.
func onWall(t, now, wall time.Time) time.Time {
	if t.IsZero() {
		return t
	}
	return wall.Add(t.Sub(now))
}
