package store

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"math"
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
	shareSpan  = 2 * time.Minute  // for which who has asked is remembered
	fewCycles  = 3                // of its own, for which who has asked counts as sharing
	leastHere  = 10 * time.Second // for which it does at least: of a new one no cycle is known
	maxRefused = 10               // more make no difference
	maxStarts  = 40               // in rateSpan and maxAhead at the gap of 0.4 s: 38
	maxSharers = 32
)

const (
	ledgerVersion = 1
	maxLedger     = 4096 // bytes; a full one has about 3,900
	idLength      = 8
)

// ledger is what the processes that share a budget tell each other. Times are
// nanoseconds since 1970 on the wall clock. Its methods are pure: they read no
// clock and change nothing of the ledger they are called on.
type ledger struct {
	Version   int      `json:"v"`
	Next      int64    `json:"next"`       // the first start not yet given away
	NotBefore int64    `json:"not_before"` // no start before it, given away or not
	Refused   int      `json:"refused"`    // 429s in a row, whoever met them
	Starts    []int64  `json:"starts"`     // given away, of the last rateSpan and ahead
	Sharers   []sharer `json:"sharers"`
}

var (
	errDamaged = errors.New("damaged")
	errVersion = errors.New("of another version")
)

// lost is the next start of a ledger of which nobody knows what it had given
// away: as void as one too far ahead.
const lost = math.MaxInt64

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
		return ledger{}, fmt.Errorf("version %d: %w", b.Version, errVersion)
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
	kept := ledger{Next: b.Next, NotBefore: b.NotBefore, Refused: min(max(b.Refused, 0), maxRefused)}
	if kept.Next > ahead {
		kept.Next = now + int64(gap)
	}
	if kept.NotBefore > now+int64(maxHold+askLag) {
		kept.NotBefore = 0
	}
	if kept.NotBefore < now-int64(maxHold) {
		kept.Refused = 0 // who would have gone on has called since
	}
	for _, start := range b.Starts {
		if start > now-int64(rateSpan) && start <= ahead {
			kept.Starts = append(kept.Starts, start)
		}
	}
	kept.Starts = kept.Starts[max(len(kept.Starts)-maxStarts, 0):]
	for _, s := range b.Sharers {
		known := s.Asked > now-int64(shareSpan) && s.Asked <= now+int64(askLag) && len(s.ID) == idLength
		if s.Cycle = min(max(s.Cycle, 0), int64(shareSpan)); known && len(kept.Sharers) < maxSharers {
			kept.Sharers = append(kept.Sharers, s)
		}
	}
	return kept
}

// follow brings a ledger in line with the one that a process has seen before, and
// with the last start that it was given. A ledger that knows less is a new one, an
// old one come back, or one that could not be kept for a while, and the others may
// have started a call this very moment. Only a start that is due now, and after
// all that this ledger has, is the process's own still: they have had others.
func (b ledger) follow(now int64, seen ledger, own int64) ledger {
	if seen.NotBefore > b.NotBefore {
		b.NotBefore, b.Refused = seen.NotBefore, max(b.Refused, seen.Refused)
	}
	if b.Next >= seen.Next && b.Next != lost {
		return b
	}
	due := own <= now && own >= now-int64(lateStart)
	if due && (b.Next <= own || b.Next == lost) {
		b.Next = own
	} else {
		b.Next = lost
	}
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
		b.Next = free + int64(gap)
		b.Starts = append(b.Starts, free)
		me.given(free)
	} else {
		grant.At = wallTime(free - int64(horizon)).Add(b.patience(*me, now))
	}
	if b.NotBefore > now {
		grant.Held = wallTime(b.NotBefore)
	}
	grant.Rate, grant.Sharers, grant.Refused = b.rate(now), b.here(now), b.Refused
	return b, grant
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

// refuse returns the ledger after a 429: the wait grows with each in a row. One
// that comes while all wait is of a call that was under way, and no new one.
func (b ledger) refuse(now, until int64, gap time.Duration) ledger {
	b = b.asOf(now, gap)
	row := b.Refused
	if b.NotBefore <= now {
		row++
		until = max(until, now+int64(feed.LimitWait(row)))
	}
	b = b.hold(now, until, gap)
	b.Refused = row
	return b
}

// served returns the ledger after a good reply to a call that started after the
// last wait.
func (b ledger) served(now, start int64, gap time.Duration) ledger {
	if b = b.asOf(now, gap); start >= b.NotBefore-int64(askLag) {
		b.Refused = 0
	}
	return b
}

// stands reports whether a start given away for at may be used, now or when it
// comes. A ledger that does not have it may have given that moment to another.
func (b ledger) stands(id string, now, at int64, gap time.Duration) bool {
	b = b.asOf(now, gap)
	return timely(now, at) && at >= b.NotBefore &&
		slices.ContainsFunc(b.Sharers, func(s sharer) bool { return s.ID == id && s.Start == at })
}

// timely is what the time alone tells of that.
func timely(now, at int64) bool {
	return at >= now-int64(lateStart) && at <= now+int64(maxAhead)
}

func wallTime(nanos int64) time.Time { return time.Unix(0, nanos) }
