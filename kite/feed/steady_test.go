package feed_test

import (
	"slices"
	"testing"
	"time"

	"kitewatch/kite"
	"kitewatch/kite/feed"
)

func TestASteadyFeedKeepsItsIntervalAtNight(t *testing.T) {
	cfg := feed.Config{Interval: 5 * time.Second, Mode: kite.ModeOHLC, Retries: 3, Steady: true}
	onRigAt(t, ist(23, 20, 0), cfg, "", infyAndReliance, func(r *rig) {
		r.after(2 * time.Minute)
		if gaps := r.gaps(); len(gaps) != 24 || slices.Max(gaps) != 5 || slices.Min(gaps) != 5 {
			t.Errorf("seconds between calls: %v", gaps)
		}
		if r.status.Resting || r.status.Pace != 5*time.Second {
			t.Errorf("status: %+v", r.status)
		}
	})
}
