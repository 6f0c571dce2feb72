package feed_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"kitewatch/kite"
	"kitewatch/kite/feed"
)

// counter is a lease in memory, for feeds in one process.
type counter struct {
	mu              sync.Mutex
	next, notBefore time.Time
	refused         int // in a row
	broken          error
	left            int // processes that have said so
}

const gap = 1100 * time.Millisecond

func (l *counter) Take(now time.Time) feed.Grant {
	l.mu.Lock()
	defer l.mu.Unlock()
	at := now
	for _, t := range []time.Time{l.next, l.notBefore} {
		if t.After(at) {
			at = t
		}
	}
	l.next = at.Add(gap)
	g := feed.Grant{Granted: true, At: at, Rate: 0.9, Sharers: 2, Refused: l.refused, Err: l.broken}
	if l.notBefore.After(now) {
		g.Held = l.notBefore
	}
	return g
}

func (l *counter) Stands(now, at time.Time) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return !at.Before(l.notBefore) && now.Sub(at) < gap/2
}

func (l *counter) HoldBack(now, until time.Time) feed.Grant {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.refused++
	if l.notBefore = now.Add(feed.LimitWait(l.refused)); until.After(l.notBefore) {
		l.notBefore = until
	}
	return feed.Grant{Held: l.notBefore, Refused: l.refused}
}

func (l *counter) Served(_, start time.Time) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if !start.Before(l.notBefore) {
		l.refused = 0
	}
}

func (l *counter) Leave(time.Time) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.left++
}

// quotes is the lease for a feed that shares its quote calls alone.
func (l *counter) quotes(_ string, c feed.Class) feed.Lease {
	if c == feed.Quotes {
		return l
	}
	return nil
}

// beside runs a second feed for as long as the script does.
func (r *rig) beside(l *counter, script func(*feed.Feed)) {
	second := feed.New(feed.Config{
		Client: r.client, Interval: time.Second, Mode: kite.ModeLTP, Retries: 3,
		Lease: l.quotes,
	})
	second.Watch(infyAndReliance[:1], nil)
	ctx, cancel := context.WithCancel(r.t.Context())
	done := make(chan struct{})
	go func() { _ = second.Run(ctx); close(done) }()
	script(second)
	cancel()
	<-done
	synctest.Wait()
}

func TestTwoFeedsShareTheBudget(t *testing.T) {
	l := &counter{}
	cfg := feed.Config{Interval: time.Second, Mode: kite.ModeQuote, Retries: 3, Lease: l.quotes}
	onRig(t, cfg, "", infyAndReliance, func(r *rig) {
		r.beside(l, func(*feed.Feed) { r.after(60 * time.Second) })
		calls := r.exchange.Calls()
		mine, other := 0, 0
		for _, c := range calls {
			switch {
			case c.Path == "/quote":
				mine++
			case strings.HasPrefix(c.Path, "/quote/"):
				other++
			}
			if c.Status == 429 {
				t.Error("a 429")
			}
		}
		if gaps := r.gaps(); slices.Min(gaps) < 1.099 {
			t.Errorf("the shortest gap is %v s", slices.Min(gaps))
		}
		if mine < 24 || other < 24 || mine+other < 54 {
			t.Errorf("%d calls of one, %d of the other in a minute", mine, other)
		}
		if l.left != 1 {
			t.Errorf("%d have left the budget, want the one that has ended", l.left)
		}
		if r.status.Sharers != 2 || r.status.Rate != 0.9 || r.status.Unshared != "" {
			t.Errorf("status: %+v", r.status)
		}
	})
}

func TestA429HoldsAllBack(t *testing.T) {
	l := &counter{}
	cfg := feed.Config{Interval: 2 * time.Second, Mode: kite.ModeQuote, Retries: 3, Lease: l.quotes}
	onRig(t, cfg, "429@20s+1200ms", infyAndReliance, func(r *rig) {
		r.beside(l, func(*feed.Feed) { r.after(45 * time.Second) })
		var refused time.Time
		for _, c := range r.exchange.Calls() {
			if !refused.IsZero() && strings.HasPrefix(c.Path, "/quote") && c.Status != 429 {
				if waited := c.Wall.Sub(refused); waited < 9900*time.Millisecond {
					t.Errorf("a call %v after a 429", waited)
				}
				break
			}
			if c.Status == 429 {
				refused = c.Wall
			}
		}
		if refused.IsZero() {
			t.Error("no 429 was met")
		}
		if !slices.ContainsFunc(r.said, func(s string) bool { return strings.Contains(s, "limited, wait") }) {
			t.Errorf("the feed said %q", r.said)
		}
		if r.status.Condition != feed.Polling {
			t.Errorf("at the end: %+v", r.status)
		}
	})
}

// TestThe429sOfAllCountTogether: whoever meets the next one, the wait doubles,
// and the pace halves in both.
func TestThe429sOfAllCountTogether(t *testing.T) {
	l := &counter{}
	cfg := feed.Config{Interval: 2 * time.Second, Mode: kite.ModeQuote, Retries: 3, Lease: l.quotes}
	onRig(t, cfg, "429@10s+45s", infyAndReliance, func(r *rig) {
		r.beside(l, func(second *feed.Feed) {
			r.after(85 * time.Second)
			var waits []int
			var last time.Time
			for _, c := range r.exchange.Calls() {
				if !strings.HasPrefix(c.Path, "/quote") {
					continue
				}
				if wait := int(c.Wall.Sub(last).Round(time.Second).Seconds()); !last.IsZero() && wait > 8 {
					waits = append(waits, wait)
				}
				if last = c.Wall; c.Status != 429 {
					last = time.Time{}
				}
			}
			if want := []int{10, 20, 40}; !slices.Equal(waits, want) {
				t.Errorf("waits of %v s, want %v", waits, want)
			}
			e, err := second.Next(r.t.Context())
			if err != nil || !e.Status.Slowed || !r.status.Slowed {
				t.Errorf("slowed are %v and %v, want both; %v", r.status.Slowed, e.Status.Slowed, err)
			}
		})
	})
}

func TestABrokenLeaseStopsNobody(t *testing.T) {
	l := &counter{broken: errors.New("the state folder is read-only")}
	cfg := feed.Config{Interval: time.Second, Mode: kite.ModeQuote, Retries: 3, Lease: l.quotes}
	onRig(t, cfg, "", infyAndReliance, func(r *rig) {
		r.after(11 * time.Second)
		if gaps := r.gaps(); slices.Min(gaps) < 1.099 || len(gaps) < 8 {
			t.Errorf("gaps %v", gaps)
		}
		if r.status.Unshared != "the state folder is read-only" {
			t.Errorf("status: %+v", r.status)
		}
	})
}

// The feeds of one process have one lease, which paces them also when nobody
// else can see it.
func TestABrokenLeasePacesAllThatHaveIt(t *testing.T) {
	l := &counter{broken: errors.New("the state folder is read-only")}
	cfg := feed.Config{Interval: time.Second, Mode: kite.ModeQuote, Retries: 3, Lease: func(string, feed.Class) feed.Lease { return l }}
	onRig(t, cfg, "", infyAndReliance, func(r *rig) {
		r.beside(l, func(*feed.Feed) { r.after(11 * time.Second) })
		if gaps := r.gaps(); slices.Min(gaps) < 1.099 || len(gaps) < 8 {
			t.Errorf("gaps %v", gaps)
		}
	})
}
