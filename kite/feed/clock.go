package feed

import "time"

// clockAt is the Clock of a moment that carries a monotonic reading, at which
// the wall clock says wall.
func clockAt(now, wall time.Time) Clock {
	return Clock{Wall: wall, Drift: wall.Sub(started.Round(0)) - now.Sub(started)}
}

// sameRun reports whether the machine has run on and nobody has set its clock
// between two readings. Over days the two clocks part by some seconds, so only
// readings that are minutes apart at most are to be compared.
func sameRun(a, b time.Duration) bool { return within(a-b, skewFloor) }

// skewFloor is the offset below which the machine's clock counts as right: a
// Date header has whole seconds, and a reply takes its time.
const skewFloor = 2 * time.Second

// skew learns how far the exchange's clock is from the machine's. A single
// reply may come from a confused proxy, so a large offset counts only when two
// replies in a row agree on it.
type skew struct {
	offset time.Duration // in force
	last   time.Duration // what the reply before said
	seen   bool
	sure   bool // two replies have agreed
	agreed bool // the last two have
	mute   int  // replies in a row that told nothing
}

// unheard is how many replies in a row without a usable Date tell that this
// server has none: caches add an Age to all, and some proxies drop the header.
const unheard = 2

// observe takes the Date of a reply and the wall time at which it came.
func (s *skew) observe(date, wall time.Time) {
	if date.IsZero() {
		s.mute++
		return
	}
	s.mute = 0
	said := date.Add(500 * time.Millisecond).Sub(wall) // the middle of its second
	agreed := s.seen && within(said-s.last, skewFloor)
	s.last, s.seen, s.agreed, s.sure = said, true, agreed, s.sure || agreed
	if within(said, skewFloor) {
		said = 0
	}
	if agreed && !within(said-s.offset, skewFloor) {
		s.offset = said
	}
}

// jump takes note that the wall clock has moved by so much without time having
// passed: either the machine slept, and the offset holds, or the clock was set,
// and the offset has moved by as much the other way. One reply that says so is
// then enough.
func (s *skew) jump(by time.Duration) {
	s.last, s.seen = s.offset-by, true
}

// lateReply is how long a reply may have been on its way: a call's time, by the
// client.
const lateReply = 7 * time.Second

// doubt reports that the last Date speaks against the offset in force: what hour
// it is for the exchange is a guess until another reply decides. Before two have
// agreed the machine's clock is the other witness. From then on a Date that is
// late by less than a reply may be says nothing against the offset; and where
// replies have none, the machine's clock is all there is.
func (s *skew) doubt() bool {
	apart := s.last - s.offset
	late := s.sure && apart < 0 && apart > -lateReply
	return s.seen && s.mute < unheard && !late && !within(apart, skewFloor)
}

// known reports that the offset is the exchange's: a reply has shown that the
// machine's clock is right, or two have agreed how far off it is.
func (s *skew) known() bool { return s.sure || s.seen && within(s.last, skewFloor) }

// claimed is the offset that one reply alone tells, before any is known; else 0.
func (s *skew) claimed() time.Duration {
	if s.known() || !s.doubt() {
		return 0
	}
	return s.last
}

func within(d, limit time.Duration) bool { return d < limit && d > -limit }
