package feed_test

import (
	"math"
	"slices"
	"testing"
	"time"

	"kitewatch/kite"
	"kitewatch/kite/feed"
	"kitewatch/kite/market"
)

// states returns the states of the rows by now.
func (r *rig) states() []feed.State {
	var states []feed.State
	for _, s := range infyAndReliance {
		states = append(states, r.rows[s].State(r.clock(), market.Default()))
	}
	return states
}

// Some replies tell a time of the night before, then all is as it was: an open
// market is called closed at no moment, and is polled as usual or closer.
func TestADateThatIsWrongForAMoment(t *testing.T) {
	for _, wrong := range []time.Duration{2 * time.Second, 5 * time.Second, 8 * time.Second, 13 * time.Second} {
		cfg := feed.Config{Interval: 5 * time.Second, Mode: kite.ModeOHLC, Retries: 3}
		onRig(t, cfg, "", infyAndReliance, func(r *rig) {
			for at := time.Second; at < time.Minute; at += time.Second / 2 {
				switch at {
				case 9 * time.Second:
					r.bend.Store(int64(-10 * time.Hour))
				case 9*time.Second + wrong:
					r.bend.Store(0)
				}
				r.after(at)
				if got := r.states(); !slices.Equal(got, []feed.State{feed.Live, feed.Live}) {
					t.Errorf("wrong for %v: states at %v: %v", wrong, at, got)
				}
				if r.status.Resting {
					t.Errorf("wrong for %v: it rests at %v", wrong, at)
				}
			}
			if gaps := r.gaps(); math.Round(slices.Max(gaps)*10) != 50 || math.Round(slices.Min(gaps)*10) != 11 {
				t.Errorf("wrong for %v: seconds between calls: %v", wrong, gaps)
			}
			if r.status.Doubt || (r.status.Offset-morning.Sub(r.start)).Abs() > 2*time.Second {
				t.Errorf("wrong for %v: in the end %+v", wrong, r.status)
			}
		})
	}
}

// The machine's clock stands on a Saturday years ago, and the first reply comes
// with the first call: nothing is called closed, no candles are asked for by a
// clock that is wrong, and the next reply comes at once.
func TestAWrongClockAtTheStart(t *testing.T) {
	cfg := feed.Config{Interval: 30 * time.Second, Mode: kite.ModeOHLC, Retries: 3}
	runRig(t, morning, cfg, "", infyAndReliance, func(*rig) {}, func(r *rig) {
		r.after(500 * time.Millisecond)
		if !r.status.Doubt || slices.Contains(r.states(), feed.Closed) {
			t.Errorf("after one reply: %+v, %v", r.status, r.states())
		}
		r.after(time.Minute)
		r.wantCalls(0, 1.1, 31.1)
		if got := r.states(); r.status.Doubt || !slices.Equal(got, []feed.State{feed.Live, feed.Live}) {
			t.Errorf("after two: %+v, %v", r.status, got)
		}
		for _, c := range r.log {
			if c.Name == "candles" {
				t.Errorf("candles were asked for: %+v", c)
			}
		}
	})
}

// A server whose replies never agree is polled as usual before long.
func TestDatesThatNeverAgree(t *testing.T) {
	cfg := feed.Config{Interval: 30 * time.Second, Mode: kite.ModeOHLC, Retries: 3}
	onRig(t, cfg, "", infyAndReliance, func(r *rig) {
		for i := range 1200 {
			r.bend.Store(int64(time.Duration(i+1) * time.Hour))
			r.after(time.Duration(i) * time.Second / 2)
		}
		if gaps := r.gaps(); slices.Min(gaps[10:]) != 30 {
			t.Errorf("seconds between calls: %v", gaps)
		}
	})
}

// A server that sends no Date: the machine's clock is all there is, and it has
// to do for the closes too.
func TestClosesWithoutDates(t *testing.T) {
	cfg := feed.Config{Interval: 5 * time.Second, Mode: kite.ModeOHLC, Retries: 3}
	before := func(r *rig) {
		r.bend.Store(dateless)
		r.jump.Store(int64(ist(24, 7, 20).Sub(r.start)))
	}
	runRig(t, ist(24, 7, 20), cfg, "", infyAndReliance, before, func(r *rig) {
		r.after(30 * time.Second)
		for symbol, row := range r.rows {
			if row.PrevClose == 0 || row.Session != november(23) {
				t.Errorf("%s: close %v of %v", symbol, row.PrevClose, row.Session.Time())
			}
		}
		if !r.status.Resting || r.status.Doubt {
			t.Errorf("status: %+v", r.status)
		}
	})
}
