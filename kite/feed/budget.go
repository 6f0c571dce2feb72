package feed

import "time"

// minGap is the least time from the start of one quote call to the start of
// the next. The limit is one a second for an api_key, and a loop at exactly
// one second trips it (forum comment 43790).
const minGap = 1100 * time.Millisecond

// MinInterval is the least time from poll to poll.
const MinInterval = minGap

// rateSpan is the stretch over which the shown rate is taken.
const rateSpan = 10 * time.Second

// budget spaces quote calls. It reads no clock: time is an argument.
type budget struct {
	starts []time.Time // of the calls within the last rateSpan, oldest first
}

// when returns the earliest moment, not before now, at which a call may start.
func (b *budget) when(now time.Time) time.Time {
	if len(b.starts) == 0 {
		return now
	}
	if free := b.starts[len(b.starts)-1].Add(minGap); free.After(now) {
		return free
	}
	return now
}

// take records a call that starts now.
func (b *budget) take(now time.Time) {
	b.forget(now)
	b.starts = append(b.starts, now)
}

// rate returns the calls a second over the last rateSpan.
func (b *budget) rate(now time.Time) float64 {
	b.forget(now)
	return float64(len(b.starts)) / rateSpan.Seconds()
}

func (b *budget) forget(now time.Time) {
	old := 0
	for old < len(b.starts) && now.Sub(b.starts[old]) >= rateSpan {
		old++
	}
	b.starts = append(b.starts[:0], b.starts[old:]...)
}
