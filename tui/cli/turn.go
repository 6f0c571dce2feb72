package cli

import (
	"context"
	"time"

	"kitewatch/kite/feed"
)

// The pace of calls for candles. The limit is three a second for an api_key, in
// a count of its own: three in each start of the lease that all processes
// share, these far apart and all within early of it. Wherever a second is laid
// over such starts, it holds three at most.
const (
	candleGap   = 360 * time.Millisecond
	candleEarly = 740 * time.Millisecond
)

// turns hands out the starts of calls.
type turns struct {
	lease feed.Lease
	burst bool      // three calls a start, as candles may have
	first time.Time // the latest start of the lease
	last  time.Time // the latest call
}

// wait waits until a call may start.
func (t *turns) wait(ctx context.Context) error {
	if next := t.last.Add(candleGap); t.burst && next.Sub(t.first) <= candleEarly && time.Since(t.first) <= candleEarly {
		if err := pause(ctx, time.Until(next)); err != nil {
			return err
		}
		t.last = time.Now()
		return nil
	}
	if err := pause(ctx, time.Until(t.first.Add(feed.MinInterval))); err != nil {
		return err // so it is where the lease cannot be kept
	}
	err := leased(ctx, t.lease)
	t.first = time.Now()
	t.last = t.first
	return err
}

// leased waits for a start of the lease. One that cannot be kept stops nobody.
func leased(ctx context.Context, lease feed.Lease) error {
	for {
		now := time.Now().Round(0)
		grant := lease.Take(now)
		if grant.Err != nil || grant.Granted && !grant.At.After(now) {
			return nil
		}
		if err := pause(ctx, grant.At.Sub(now)); err != nil {
			return err
		}
		if grant.Granted && lease.Stands(time.Now().Round(0), grant.At) {
			return nil
		}
	}
}
