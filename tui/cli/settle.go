package cli

import (
	"context"
	"time"
)

// settle writes what has come when all that belongs to it is known, or has been
// waited for: the exchange's time, which one reply alone may tell wrong, and the
// previous closes of a snapshot, and of the first of so many readings.
func (r *run) settle(ctx context.Context) error {
	if len(r.waiting) == 0 {
		return nil
	}
	if r.status.Claimed != 0 && !r.asked {
		r.asked = true
		if r.setClock(ctx, r.feed) {
			return nil // the feed tells next what it makes of it
		}
	}
	first := r.snapshot || r.count > 0 && r.written == 0
	if open := r.freshen(); open && first && time.Since(r.since) < closeWait {
		return nil
	}
	return r.printWaiting()
}

// freshen puts into what waits what else has been found out of it since, and
// reports whether there may be more.
func (r *run) freshen() bool {
	open := false
	for _, rows := range r.waiting {
		for i, row := range rows {
			if latest := r.rows[row.Symbol]; latest.Answered.Equal(row.Answered) {
				rows[i] = latest
			}
			open = open || reading{Row: rows[i]}.unsettled()
		}
	}
	return open
}

// printWaiting writes the readings that wait.
func (r *run) printWaiting() error {
	waiting := r.waiting
	r.waiting = nil
	for _, rows := range waiting {
		if err := r.print(rows, r.clock()); err != nil {
			return err
		}
	}
	return nil
}
