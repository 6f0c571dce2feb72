package kitesim

import "time"

// limit names a counter: the calls of one class with one api_key.
type limit struct {
	key   string
	class Class
}

// perSecond are the documented limits (kite.trade/docs/connect/v3/exceptions).
var perSecond = map[Class]int{ClassQuote: 1, ClassHistorical: 3, ClassOther: 10}

// second is the window, a little short: calls started one second apart by the
// client's clock may arrive nearer to each other.
const second = 950 * time.Millisecond

// window holds the times of the latest accepted calls, as many as a second
// may have, as a ring.
type window struct {
	starts []time.Time
	next   int
}

// take accepts a call when the one as many calls ago as are allowed is a
// second old. A refused call is not counted.
func (w *window) take(now time.Time) bool {
	// A clock set back must not lock anyone out, hence the second test.
	oldest := w.starts[w.next]
	if age := now.Sub(oldest); age < second && age > -second && !oldest.IsZero() {
		return false
	}
	w.starts[w.next] = now
	w.next = (w.next + 1) % len(w.starts)
	return true
}

// allow counts a call and reports whether it is within the limit.
func (x *Exchange) allow(key string, class Class, now time.Time) bool {
	n := perSecond[class]
	if n == 0 || x.config.NoLimits {
		return true
	}
	x.mu.Lock()
	defer x.mu.Unlock()
	l := limit{key, class}
	w := x.limits[l]
	if w == nil {
		if len(x.limits) >= 1000 { // made-up keys
			clear(x.limits)
		}
		w = &window{starts: make([]time.Time, n)}
		x.limits[l] = w
	}
	return w.take(now)
}
