package feed

import (
	"errors"
	"testing"
	"time"

	"kitewatch/kite"
)

// slots is a lease that gives what a test says, and keeps what it is told.
type slots struct {
	grant Grant
	asks  int
	held  time.Duration
}

func (l *slots) Take(now time.Time) Grant {
	l.asks++
	return l.grant
}

func (l *slots) Stands(_, _ time.Time) bool { return true }
func (l *slots) Served(_, _ time.Time)      {}
func (l *slots) Leave(time.Time)            {}

func (l *slots) HoldBack(now, until time.Time) Grant {
	l.held = until.Sub(now)
	return Grant{Held: until}
}

var moment = time.Date(2026, 11, 23, 4, 44, 0, 0, time.UTC)

func TestTurnsKeepTheGap(t *testing.T) {
	for name, lease := range map[string]Lease{
		"alone":                           nil,
		"where the lease cannot be kept":  &slots{grant: Grant{Granted: true, At: moment, Err: errors.New("read-only file system")}},
		"where the lease gives them away": &slots{grant: Grant{Granted: true, At: moment}},
	} {
		t.Run(name, func(t *testing.T) {
			turns := NewTurns(Historical, lease)
			if got := turns.Take(moment); !got.Mine {
				t.Errorf("the first is not at once: %+v", got)
			}
			if got := turns.Take(moment.Add(399 * time.Millisecond)); got.Mine || !got.At.Equal(moment.Add(400*time.Millisecond)) {
				t.Errorf("after 399ms: %+v", got)
			}
			if got := turns.Take(moment.Add(400 * time.Millisecond)); !got.Mine {
				t.Errorf("after 400ms: %+v", got)
			}
		})
	}
}

// TestTurnsWaitForTheLease has a start given for later: whoever asks then has
// it, and the other asks for the next.
func TestTurnsWaitForTheLease(t *testing.T) {
	l := &slots{grant: Grant{Granted: true, At: moment.Add(time.Second)}}
	turns := NewTurns(Historical, l)
	for range 2 {
		if got := turns.Take(moment); got.Mine || !got.At.Equal(moment.Add(time.Second)) {
			t.Errorf("now: %+v", got)
		}
	}
	if l.asks != 1 {
		t.Errorf("asked for %d starts", l.asks)
	}
	if got := turns.Take(moment.Add(time.Second)); !got.Mine {
		t.Errorf("in a second: %+v", got)
	}
	if got := turns.Take(moment.Add(time.Second)); got.Mine {
		t.Errorf("the other has it too: %+v", got)
	}
	l.grant = Grant{At: moment.Add(8 * time.Second), Held: moment.Add(9 * time.Second)}
	if got := turns.Take(moment.Add(2 * time.Second)); got.Mine || !got.Held.Equal(l.grant.Held) || !got.At.Equal(l.grant.At) {
		t.Errorf("while another's 429 holds: %+v", got)
	}
}

// TestA429HoldsAllTurnsBack doubles the wait while it lasts.
func TestA429HoldsAllTurnsBack(t *testing.T) {
	later := &kite.Error{Status: 429, RetryAfter: 45 * time.Second}
	for _, c := range []struct {
		name string
		ends []error // of calls, each as soon as it may start
		want []time.Duration
	}{
		{"longer while it lasts", []error{tooMany, tooMany, tooMany, tooMany, tooMany}, []time.Duration{10, 20, 40, 60, 60}},
		{"from the beginning after it", []error{tooMany, tooMany, nil, tooMany}, []time.Duration{10, 20, 0, 10}},
		{"as the reply asks", []error{later, tooMany}, []time.Duration{45, 20}},
		{"for nothing else", []error{errors.New("reset"), nil}, []time.Duration{0, 0}},
	} {
		t.Run(c.name, func(t *testing.T) {
			l := &slots{grant: Grant{Granted: true}}
			turns := NewTurns(Historical, l)
			now := moment
			for i, err := range c.ends {
				l.grant.At, l.held = now, 0
				if got := turns.Take(now); !got.Mine {
					t.Fatalf("call %d at %v: %+v", i, now.Sub(moment), got)
				}
				want := c.want[i] * time.Second
				if got := turns.End(now, err); got != want || l.held != want {
					t.Errorf("call %d: waits %v, others %v, want %v", i, got, l.held, want)
				}
				if want > 0 {
					turn := turns.Take(now.Add(want - time.Millisecond))
					if turn.Mine || !turn.Held.Equal(now.Add(want)) || !turn.At.Equal(now.Add(want)) {
						t.Errorf("call %d: during the wait %+v", i, turn)
					}
				}
				now = now.Add(max(want, time.Second))
			}
		})
	}
}

func TestCallsRefusedTogetherCountOnce(t *testing.T) {
	turns := NewTurns(Historical, nil)
	first := turns.End(moment, tooMany)
	second := turns.End(moment.Add(time.Second), tooMany)
	if first != 10*time.Second || second != 9*time.Second {
		t.Errorf("waits %v, then %v", first, second)
	}
	turns.use(nil)
	if turn := turns.Take(moment.Add(2 * time.Second)); !turn.Mine || !turn.Held.IsZero() {
		t.Errorf("another api_key waits too: %+v", turn)
	}
}
