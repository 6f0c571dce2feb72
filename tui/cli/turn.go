package cli

import (
	"context"
	"time"

	"kitewatch/kite/feed"
)

// turns are those of a class of calls in this process, which share the budget
// of the api_key with all others.
func (d *desk) turns(class feed.Class) *feed.Turns {
	return feed.NewTurns(class, d.leases[class])
}

// awaitTurn waits until a call may start, and returns that turn. It tells held of a
// 429 for which all wait.
func awaitTurn(ctx context.Context, turns *feed.Turns, held func(until time.Time)) (feed.Turn, error) {
	for {
		turn := turns.Take(time.Now())
		if turn.Mine {
			return turn, nil
		}
		if !turn.Held.IsZero() {
			held(turn.Held)
		}
		if err := pause(ctx, time.Until(turn.At)); err != nil {
			return turn, err
		}
	}
}
