package feed

import "time"

// LimitWait is how long all wait after a 429, the row-th in a row.
func LimitWait(row int) time.Duration {
	return min(limitWait<<min(max(row-1, 0), 3), longestWait)
}

// limited answers a 429: everybody waits, longer while it lasts, and the pace
// halves.
func (p *plan) limited(s *slot, now time.Time, asked time.Duration) {
	p.limits++
	p.notBefore = now.Add(max(LimitWait(p.limits), min(asked, longestWait)))
	p.halve()
	s.attempt = 0
	s.due = p.notBefore
}

// limitedAll waits as long as all processes do for a 429 that has just been
// answered: others may have met some before it.
func (p *plan) limitedAll(s *slot, until time.Time, refused int) {
	p.notBefore, s.due, p.refused = until, until, refused
}

// heldBack waits with all processes for the end of a 429 that another has met,
// and halves the pace with them, once for each.
func (p *plan) heldBack(now, until time.Time, refused int) {
	if p.held.IsZero() {
		p.heldSince = now
	}
	if p.held = until; refused != p.refused {
		p.refused = refused
		p.halve()
	}
}

func (p *plan) halve() {
	p.good = 0
	if p.pace() < longestWait {
		p.halvings++
	}
}
