package feed

import (
	"sync"
	"time"

	"kitewatch/kite"
)

// Class is a kind of calls that the API counts by itself, each for an api_key.
type Class int

// The classes that a terminal makes many calls of.
const (
	Quotes     Class = iota // one a second
	Historical              // candles: three a second
)

// candleGap is the least time from the start of one call for candles to the
// next: where a second is laid over such starts it holds three at most, even if
// one was late and the next was quick.
const candleGap = 400 * time.Millisecond

// Gap is the least time from the start of one call of the class to the next.
func (c Class) Gap() time.Duration {
	if c == Historical {
		return candleGap
	}
	return minGap
}

// Turns says when the next call of a class may start. All in this process that
// make such calls ask the same one, and have a turn each.
//
// The starts are those of the lease that all processes of an api_key share.
// Where there is none, or it cannot be kept, the process keeps the gap by
// itself. A 429 holds everybody back, longer while it lasts. The methods may be
// called from any goroutine and wait for no call and no turn.
type Turns struct {
	class Class

	mu     sync.Mutex
	share  share
	last   time.Time // start that was given, by the schedule
	held   time.Time // no start before it, after a 429 that was met here
	limits int       // 429s in a row
}

// Turn is the answer of Turns.
type Turn struct {
	Mine bool      // a call may start now, and counts as started
	At   time.Time // else when to ask again, by the schedule
	Held time.Time // wall time until which all wait after a 429; zero: they do not
	Err  error     // the lease could not be kept: the turn is one among those of this process alone
}

// NewTurns returns the turns of a class; a nil lease is shared with nobody.
func NewTurns(class Class, lease Lease) *Turns {
	return &Turns{class: class, share: share{lease: lease}}
}

// Take asks for a turn now. Who has one makes the call, and tells of its End.
func (t *Turns) Take(now time.Time) Turn {
	t.mu.Lock()
	defer t.mu.Unlock()
	wall := wallClock(now)
	turn := Turn{At: t.last.Add(t.class.Gap())}
	if t.held.After(turn.At) {
		turn.At = t.held
	}
	if !turn.At.After(now) {
		if turn.Mine, turn.At = t.share.free(now, wall); turn.Mine {
			t.last = now
		}
		turn.Err = t.share.grant.Err
	}
	until := t.share.held(now, wall)
	if t.held.After(until) {
		until = t.held
	}
	if until.After(now) {
		turn.Held = onWall(until, now, wall)
	}
	return turn
}

// End takes how a call has ended, and returns for how long all wait because of
// it; 0: it was no 429. One of several calls that were under way together is
// refused with the others, and counts once.
func (t *Turns) End(now time.Time, err error) time.Duration {
	t.mu.Lock()
	defer t.mu.Unlock()
	wall := wallClock(now)
	switch kind := kite.KindOf(err); kind {
	case kite.Canceled:
		return 0
	case kite.RateLimit:
	default:
		t.limits = 0
		if kind == kite.None && t.share.lease != nil && t.share.grant.Refused > 0 {
			t.share.lease.Served(wall, onWall(t.last, now, wall))
			t.share.grant.Refused = 0
		}
		return 0
	}
	wait := t.held.Sub(now)
	if wait <= 0 {
		t.limits++
		wait = LimitWait(t.limits)
	}
	wait = max(wait, min(retryAfter(err), longestWait))
	if t.share.lease != nil {
		g := t.share.lease.HoldBack(wall, wall.Add(wait))
		wait = g.Held.Sub(wall)
		t.share.grant.Refused = g.Refused
	}
	t.held = now.Add(wait)
	return wait
}

// Leave tells the other processes that this one makes no more such calls.
func (t *Turns) Leave(now time.Time) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.share.leave(wallClock(now))
}

// use goes on with the lease of another api_key.
func (t *Turns) use(lease Lease) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.share, t.held, t.limits = share{lease: lease}, time.Time{}, 0
}

// forget gives up a start that was granted for later: the clock has jumped.
func (t *Turns) forget() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.share.forget()
}
