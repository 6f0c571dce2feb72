package feed

import "time"

// share is this process's part of the budget that all of an api_key have. The
// zero value shares nothing.
type share struct {
	lease  Lease
	grant  Grant     // the lease's last answer
	asked  time.Time // when, by the schedule
	start  time.Time // by the schedule: of a call that is granted, or when to ask again
	since  time.Time // when the start that is waited for was first asked for
	failed string    // why the lease does not serve; empty: it does
}

// free reports whether a call may start now, where the wall clock says wall;
// else when to look again. A lease that cannot be kept stops nobody: the
// process then keeps the gap by itself.
func (s *share) free(now, wall time.Time) (bool, time.Time) {
	if s.lease == nil {
		return true, now
	}
	if s.since.IsZero() {
		s.since = now
	}
	switch {
	case s.start.After(now):
		return false, s.start
	case s.grant.Granted && !s.start.IsZero() && s.lease.Stands(wall, s.grant.At):
		s.start = time.Time{}
		return true, now
	}
	s.grant = s.lease.Take(wall)
	s.asked = now
	if s.failed = ""; s.grant.Err != nil {
		s.failed = s.grant.Err.Error()
	}
	s.start = now.Add(s.grant.At.Sub(wall))
	if s.grant.Granted && !s.start.After(now) {
		s.start = time.Time{}
		return true, now
	}
	return false, s.start
}

// held is until when all wait because of a 429 that one of them has met, by
// the schedule; the zero time when nobody does.
func (s *share) held(now, wall time.Time) time.Time {
	if s.lease == nil || !s.grant.Held.After(wall) {
		return time.Time{}
	}
	return now.Add(s.grant.Held.Sub(wall))
}

// waited is how long the start that has just come was waited for.
func (s *share) waited(now time.Time) time.Duration {
	if s.since.IsZero() {
		return 0
	}
	d := now.Sub(s.since)
	s.since = time.Time{}
	return d
}

// forget gives up a start that was granted for later: what it was for has
// changed, or the clock has.
func (s *share) forget() { s.start, s.since = time.Time{}, time.Time{} }

// leave ends this process's part.
func (s *share) leave(wall time.Time) {
	if s.lease != nil {
		s.lease.Leave(wall)
	}
}

// tell adds what is known of the sharing to a status; own is this process's
// rate of calls.
func (s *share) tell(status *Status, now time.Time, own float64) {
	status.Rate = own
	if s.lease == nil {
		return
	}
	status.Unshared = s.failed
	if s.failed == "" && now.Sub(s.asked) < rateSpan {
		status.Rate, status.Sharers = max(own, s.grant.Rate), s.grant.Sharers
	}
}
