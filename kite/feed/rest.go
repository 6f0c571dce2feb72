package feed

import "time"

// restPace is the least time from poll to poll of what does not trade.
const restPace = 60 * time.Second

// cycleOf is the planned time between two calls of this slot: gentle while
// nothing of it trades.
func (p *plan) cycleOf(s *slot) time.Duration {
	cycle := p.cycle(s.visible)
	if cycle > 0 && !s.opens.IsZero() {
		cycle = max(cycle, restPace)
	}
	return cycle
}

// rowCycle is the planned time between two replies for a slot's rows: that of
// its calls or, where other processes take turns, what those leave.
func (p *plan) rowCycle(s *slot) time.Duration {
	cycle := p.cycleOf(s)
	if cycle == 0 || p.late == 0 {
		return cycle
	}
	v, h := p.counts()
	poll := time.Duration(v+min(h, 1)) * (minGap + p.late)
	if !s.visible {
		poll *= time.Duration(max(h, 1))
	}
	return max(cycle, poll)
}

// longestTurns bounds what the turns of other processes can cost: a lease grants
// no start further ahead.
const longestTurns = 4 * time.Second

// lateBy takes by how much a call started later than it was due. The largest of
// the last few counts, so that rows do not flicker between fresh and stale.
func (p *plan) lateBy(d time.Duration) {
	if d = min(d, longestTurns); d < minGap/10 {
		d = 0
	}
	if p.late = max(d, p.late*7/8); p.late < minGap/10 {
		p.late = 0
	}
}

// rest takes when a slot's markets open next, at the time now: zero if one
// trades, or nobody knows. The usual pace comes back a poll before they open.
func (p *plan) rest(s *slot, opens, now time.Time) {
	if !opens.IsZero() && opens.Add(-2*p.cycle(s.visible)).Before(now) {
		opens = time.Time{}
	}
	s.opens = opens
}

// end closes a slot's poll; the next one comes at its time.
func (p *plan) end(s *slot, start, now time.Time, cycle time.Duration) {
	s.end(start, now, cycle)
	if early := s.opens.Add(-p.cycle(s.visible)); !s.opens.IsZero() && early.Before(s.due) {
		s.due = early
	}
}

// jumped goes on after a jump of the clock or a sleep of the machine: what is
// shown is asked at once, whatever was waited for but a refusal's end. What was
// missed is not made up for.
func (p *plan) jumped(now time.Time) {
	for _, s := range p.slots {
		if s.visible {
			s.attempt, s.due = 0, now
		}
	}
}
