package feed

import "time"

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
}

// observe takes the Date of a reply and the wall time at which it came.
func (s *skew) observe(date, wall time.Time) {
	if date.IsZero() {
		return
	}
	said := date.Add(500 * time.Millisecond).Sub(wall) // the middle of its second
	agreed := s.seen && within(said-s.last, skewFloor)
	s.last, s.seen = said, true
	if within(said, skewFloor) {
		said = 0
	}
	if agreed && !within(said-s.offset, skewFloor) {
		s.offset = said
	}
}

func within(d, limit time.Duration) bool { return d < limit && d > -limit }
