package store

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"kitewatch/kite/feed"
)

// The bounds of the shared budget. What lies further ahead than they allow is
// void: it comes from a clock that has been set since, or from no kitewatch.
const (
	maxAhead = 5 * time.Second
	maxHold  = time.Minute
	// horizon is how far ahead a start is given away. Near enough that all come
	// round in turns; and with the longest gap after it a stamp lies 4.6 s ahead at
	// most, which leaves askLag before another process takes it for void.
	horizon = 3500 * time.Millisecond
	// askLag is how much older a process's reading of the clock may be than
	// the one behind the stamps it finds: it has waited for the lock.
	askLag = 400 * time.Millisecond
	// lateStart is how long after its time a start may still be used. The call
	// after it comes that much closer: of quotes, half of the 0.1 s that the gap is
	// longer than the second the exchange asks for.
	lateStart = 50 * time.Millisecond
	// askTurn is the time from one to the next when several that were sent away
	// ask again.
	askTurn = 20 * time.Millisecond

	rateSpan   = 10 * time.Second // over which the rate is taken
	shareSpan  = 2 * time.Minute  // for which who has asked counts as sharing
	maxStarts  = 40               // in rateSpan and maxAhead at the gap of 0.4 s: 38
	maxSharers = 32
)

const (
	ledgerVersion = 1
	maxLedger     = 4096 // bytes; a full one has about 3,100
	idLength      = 8
)

// ledger is what the processes that share a budget tell each other. Times are
// nanoseconds since 1970 on the wall clock. Its methods are pure: they read no
// clock and change nothing of the ledger they are called on.
type ledger struct {
	Version   int      `json:"v"`
	Next      int64    `json:"next"`       // the first start not yet given away
	NotBefore int64    `json:"not_before"` // no start before it, given away or not
	Starts    []int64  `json:"starts"`     // given away, of the last rateSpan and ahead
	Sharers   []sharer `json:"sharers"`
}

// sharer is a process, known by a random id that tells nothing of it.
type sharer struct {
	ID    string `json:"id"`
	Asked int64  `json:"asked"` // last
	Start int64  `json:"start"` // last given to it; 0: none yet
}

var errDamaged = errors.New("damaged")

// parseLedger reads a ledger. An empty text is an empty ledger; what follows the
// ledger is left from a longer one, by a process killed before it cut it off.
func parseLedger(text []byte) (ledger, error) {
	if len(text) == 0 {
		return ledger{}, nil
	}
	if len(text) > maxLedger {
		return ledger{}, fmt.Errorf("larger than %d bytes: %w", maxLedger, errDamaged)
	}
	var b ledger
	if err := json.NewDecoder(bytes.NewReader(text)).Decode(&b); err != nil {
		return ledger{}, fmt.Errorf("%w: %w", errDamaged, err)
	}
	if b.Version != ledgerVersion {
		return ledger{}, fmt.Errorf("version %d: %w", b.Version, errDamaged)
	}
	return b, nil
}

func (b ledger) text() ([]byte, error) {
	b.Version = ledgerVersion
	text, err := json.Marshal(b)
	return append(text, '\n'), err
}

// asOf returns what of a ledger counts at now. Where the next start is void,
// somebody may have started a call this very moment.
func (b ledger) asOf(now int64, gap time.Duration) ledger {
	ahead := now + int64(maxAhead)
	kept := ledger{Next: b.Next, NotBefore: b.NotBefore}
	if kept.Next > ahead {
		kept.Next = now + int64(gap)
	}
	if kept.NotBefore > now+int64(maxHold+askLag) {
		kept.NotBefore = 0
	}
	for _, start := range b.Starts {
		if start > now-int64(rateSpan) && start <= ahead {
			kept.Starts = append(kept.Starts, start)
		}
	}
	kept.Starts = kept.Starts[max(len(kept.Starts)-maxStarts, 0):]
	for _, s := range b.Sharers {
		known := s.Asked > now-int64(shareSpan) && s.Asked <= now+int64(askLag) && len(s.ID) == idLength
		if known && len(kept.Sharers) < maxSharers {
			kept.Sharers = append(kept.Sharers, s)
		}
	}
	return kept
}

// with returns the ledger with what another one forbids too.
func (b ledger) with(other ledger, now int64, gap time.Duration) ledger {
	b, other = b.asOf(now, gap), other.asOf(now, gap)
	b.Next, b.NotBefore = max(b.Next, other.Next), max(b.NotBefore, other.NotBefore)
	return b
}

// take answers the process that asks at now: the ledger after it, and the grant.
// A start within the horizon is its own; for one further ahead it asks again
// when the horizon reaches it. So none can give itself more than one turn, as
// long as it asks only when it holds no start.
func (b ledger) take(id string, now int64, gap time.Duration) (ledger, feed.Grant) {
	b = b.asOf(now, gap)
	me := b.meet(id, now)
	free := max(now, b.Next, b.NotBefore)
	grant := feed.Grant{Granted: free <= now+int64(horizon), At: wallTime(free)}
	if grant.Granted {
		b.Next, me.Start = free+int64(gap), free
		b.Starts = append(b.Starts, free)
	} else {
		grant.At = wallTime(free - int64(horizon)).Add(b.patience(*me))
	}
	if b.NotBefore > now {
		grant.Held = wallTime(b.NotBefore)
	}
	grant.Rate, grant.Sharers = b.rate(now), len(b.Sharers)
	return b, grant
}

// meet notes that a process asks, and returns its entry. Where there is no room
// for another, it takes that of the one that has not asked for longest.
func (b *ledger) meet(id string, now int64) *sharer {
	i := slices.IndexFunc(b.Sharers, func(s sharer) bool { return s.ID == id })
	switch {
	case i < 0 && len(b.Sharers) < maxSharers:
		i = len(b.Sharers)
		b.Sharers = append(b.Sharers, sharer{ID: id})
	case i < 0:
		i = 0
		for k, s := range b.Sharers {
			if s.Asked < b.Sharers[i].Asked {
				i = k
			}
		}
		b.Sharers[i] = sharer{ID: id}
	}
	b.Sharers[i].Asked = now
	return &b.Sharers[i]
}

// patience is how much later than the first one sent away a process asks again:
// those whose last start is longest ago come first, so that more processes than
// there are starts within the horizon take turns too. Who has died meanwhile
// leaves a gap in the queue, and no start unused.
func (b ledger) patience(me sharer) time.Duration {
	before := 0
	for _, s := range b.Sharers {
		if s.Start < me.Start {
			before++
		}
	}
	return time.Duration(before) * askTurn
}

// rate is in calls a second, of those that have started.
func (b ledger) rate(now int64) float64 {
	started := 0
	for _, start := range b.Starts {
		if start <= now {
			started++
		}
	}
	return float64(started) / rateSpan.Seconds()
}

// hold returns the ledger after a call was refused: no start before until, a
// minute ahead at most, and those given away for earlier are void. An earlier
// until than the one in force changes nothing.
func (b ledger) hold(now, until int64, gap time.Duration) ledger {
	b = b.asOf(now, gap)
	b.NotBefore = max(b.NotBefore, min(until, now+int64(maxHold)))
	b.Starts = slices.DeleteFunc(b.Starts, func(start int64) bool { return start > now && start < b.NotBefore })
	return b
}

// stands reports whether a start given away for at may be used, now or when it
// comes.
func (b ledger) stands(now, at int64, gap time.Duration) bool {
	return at >= now-int64(lateStart) && at <= now+int64(maxAhead) && at >= b.asOf(now, gap).NotBefore
}

func wallTime(nanos int64) time.Time { return time.Unix(0, nanos) }
