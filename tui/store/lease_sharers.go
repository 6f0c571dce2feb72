package store

import (
	"cmp"
	"slices"
	"time"
)

// sharer is a process, known by a random id that tells nothing of it.
type sharer struct {
	ID    string `json:"id"`
	Asked int64  `json:"asked"` // last
	Start int64  `json:"start"` // last given to it; 0: none yet
	Cycle int64  `json:"cycle"` // the longest of late from start to start; 0: not known
}

// here reports that a process goes on calling, as far as its own pace tells. One
// that was killed is gone after a few of its cycles.
func (s sharer) here(now int64) bool {
	return now-s.Asked < max(fewCycles*s.Cycle, int64(leastHere))
}

// given notes a start. Of several calls a poll the shortest pause tells nothing:
// a long one is forgotten slowly.
func (s *sharer) given(start int64) {
	if s.Start != 0 {
		s.Cycle = max(start-s.Start, s.Cycle*7/8)
	}
	s.Start = start
}

// leave returns the ledger without a process that has ended.
func (b ledger) leave(id string, now int64, gap time.Duration) ledger {
	b = b.asOf(now, gap)
	b.Sharers = slices.DeleteFunc(b.Sharers, func(s sharer) bool { return s.ID == id })
	return b
}

// here counts the processes that go on calling.
func (b ledger) here(now int64) int {
	n := 0
	for _, s := range b.Sharers {
		if s.here(now) {
			n++
		}
	}
	return n
}

// meet notes that a process asks, and returns its entry. Where there is no room
// for another, it takes that of one that has gone, or of the one that has not
// asked for longest; of those whose start is still to come there are never as
// many.
func (b *ledger) meet(id string, now int64) *sharer {
	i := slices.IndexFunc(b.Sharers, func(s sharer) bool { return s.ID == id })
	switch {
	case i < 0 && len(b.Sharers) < maxSharers:
		i = len(b.Sharers)
		b.Sharers = append(b.Sharers, sharer{ID: id})
	case i < 0:
		i = b.leastMissed(now)
		b.Sharers[i] = sharer{ID: id}
	}
	b.Sharers[i].Asked = now
	return &b.Sharers[i]
}

// leastMissed is the process whose entry another may have.
func (b ledger) leastMissed(now int64) int {
	rank := func(s sharer) int {
		switch {
		case s.Start >= now-int64(lateStart):
			return 2
		case s.here(now):
			return 1
		}
		return 0
	}
	least := 0
	for i, s := range b.Sharers {
		had := b.Sharers[least]
		if by := cmp.Compare(rank(s), rank(had)); by < 0 || by == 0 && s.Asked < had.Asked {
			least = i
		}
	}
	return least
}

// patience is how much later than the first one sent away a process asks again:
// those whose last start is longest ago come first, so that more processes than
// there are starts within the horizon take turns too. Who has died meanwhile
// leaves a gap in the queue, and no start unused.
func (b ledger) patience(me sharer, now int64) time.Duration {
	before := 0
	for _, s := range b.Sharers {
		if s.Start < me.Start && s.here(now) {
			before++
		}
	}
	return time.Duration(before) * askTurn
}
