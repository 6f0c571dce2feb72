package cli

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"kitewatch/kite"
	"kitewatch/kite/feed"
	"kitewatch/tui/ui"
)

// limitedTries is how often a 429 is waited out.
const limitedTries = 3

// patience makes single calls, of the kind that the feed does not make, and
// makes them again by the feed's rules: after 2, 4 and 8 seconds what the
// network loses, after 10, 20 and 40 what comes too soon. What it says has no
// time of day: it never hears enough to know the exchange's.
type patience struct {
	*desk
	turns *feed.Turns
	held  time.Time // wall time until which all wait, as it was told
}

// await waits for a turn, and says when that is for another process's 429, and
// when the budget is nobody else's.
func (p *patience) await(ctx context.Context) error {
	turn, err := awaitTurn(ctx, p.turns, func(until time.Time) {
		c := feed.ReadClock()
		if until.After(p.held) {
			p.say("rate limited in another kitewatch, waiting %s", ui.Until(until.Sub(c.Wall)))
			p.held = until
		}
	})
	p.tellAlone(turn.Err)
	return err
}

func (p *patience) try(ctx context.Context, call func() error) error {
	lost, refused := 0, 0
	for {
		if err := p.await(ctx); err != nil {
			return err
		}
		err := call()
		held := p.turns.End(time.Now(), err)
		p.log.Info("call", "kind", kite.KindOf(err), "outcome", kite.Brief(err))
		var wait time.Duration
		switch kind := kite.KindOf(err); {
		case kind == kite.Network && lost < len(waits):
			wait = waitAfter(err, waits[lost])
			lost++
			p.say("%s · retry %d of %d in %s", kite.Brief(err), lost, len(waits), ui.Until(wait))
		case kind == kite.RateLimit && refused < limitedTries:
			refused++
			p.held = feed.ReadClock().Wall.Add(held) // that wait is for the next turn
			p.say("rate limited, waiting %s", ui.Until(held))
		default:
			return err
		}
		if err := pause(ctx, wait); err != nil {
			return err
		}
	}
}

// waitAfter is the wait that a reply asks for, within bounds, or else the usual
// one.
func waitAfter(err error, usual time.Duration) time.Duration {
	var e *kite.Error
	if errors.As(err, &e) && e.RetryAfter > 0 {
		return min(e.RetryAfter, longestWait)
	}
	return usual
}

// pause waits, unless the context ends.
func pause(ctx context.Context, d time.Duration) error {
	if d <= 0 {
		return ctx.Err()
	}
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-timer.C:
		return nil
	}
}

// unserved says why data was not had. The kind stays in it, by which the exit
// code is chosen.
func (d *desk) unserved(err error) error {
	brief := kite.Brief(err)
	switch kite.KindOf(err) {
	case kite.Network:
		return said(fmt.Sprintf("network given up: %s, %d times", brief, 1+len(waits)), err)
	case kite.RateLimit:
		return said("the API wants fewer calls: rate limited; another program may be using this api_key", err)
	case kite.Token:
		return said(d.over()+brief+"; log in with kitewatch login", err)
	case kite.Permission:
		return said("this app is not allowed that: "+strings.TrimRight(brief, ".")+"; logging in again will not help", err)
	case kite.General, kite.Input, kite.Data:
		return said("the API answers: "+brief, err)
	}
	return err
}
