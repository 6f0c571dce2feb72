package instruments

import (
	"context"
	"errors"
	"os"
	"slices"
	"time"

	"kitewatch/kite"
	"kitewatch/kite/market"
)

// Progress is how far a download has come.
type Progress struct {
	Received int64 // bytes over the wire
	Length   int64 // of so many; -1: not announced

	Elsewhere bool // another process downloads the list, and is waited for
}

// recent is how old a list may be to be taken for the answer to a Refresh: another
// process has just had the same thought.
const recent = time.Minute

// Refresh downloads the list of all exchanges and keeps it. now is the exchange's
// time, for a reply without a date; progress, which may be nil, is called as the
// download goes on, by the caller's goroutine.
//
// Two processes at once make one download: the second waits, as long as ctx lets
// it and Patience, and finds the list there. So does one that comes within a
// minute.
//
// The list that is there stays, byte for byte, until the new one is whole: all
// columns, no row cut at the end, index rows, and no less than half as many rows
// as before. A *Refused says what it lacks, a *kite.Error why it did not come.
// With a *NotKept there is a list nevertheless.
func (c Cache) Refresh(ctx context.Context, client *kite.Client, now time.Time, progress func(Progress)) (*List, error) {
	before, _ := c.Load()         // none, or a corrupt one, is what is mended here
	_ = os.MkdirAll(c.Dir, 0o700) // if it cannot be made, keep says so
	unlock, alone, err := c.lock(ctx, func() {
		if progress != nil {
			progress(Progress{Length: -1, Elsewhere: true})
		}
	})
	if err != nil {
		return nil, err
	}
	defer unlock()
	if alone {
		c.sweep()
	}
	old, _ := c.Load()
	if old != nil && old.answers(before, now) {
		return old, nil
	}
	last := old
	if last == nil {
		last, _ = c.Previous()
	}
	l, err := download(ctx, client, now, progress)
	if err != nil {
		return nil, err
	}
	if err := l.check(last); err != nil {
		return nil, err
	}
	return l, c.keep(l, old)
}

// answers reports whether a list found at now is as good as a new one: it has come
// since before was, or within a minute.
func (l *List) answers(before *List, now time.Time) bool {
	age := now.Sub(l.fetched)
	return before == nil || !before.fetched.Equal(l.fetched) || age >= 0 && age < recent
}

// download reads a dump while it comes.
func download(ctx context.Context, client *kite.Client, now time.Time, progress func(Progress)) (*List, error) {
	dump, err := client.Instruments(ctx, "")
	if err != nil {
		return nil, err
	}
	defer dump.Close()
	l, err := Parse(meter{dump, progress})
	var refused *Refused
	switch {
	case errors.As(err, &refused) && refused.Cut:
		return nil, dump.CutOff(err)
	case err != nil:
		return nil, err
	}
	l.fetched = dump.Date
	if l.fetched.IsZero() {
		l.fetched = now
	}
	l.fetched = l.fetched.Truncate(time.Second).In(market.IST)
	return l, nil
}

// meter tells the progress of a dump that is read through it.
type meter struct {
	dump     *kite.Dump
	progress func(Progress)
}

func (m meter) Read(p []byte) (int, error) {
	n, err := m.dump.Read(p)
	if m.progress != nil {
		m.progress(Progress{Received: m.dump.Received(), Length: m.dump.Length})
	}
	return n, err
}

// check refuses a list that cannot be the whole one: without indices, or shorter
// than half of the last good one. The first list has no least size.
func (l *List) check(last *List) error {
	if !slices.ContainsFunc(l.terms, func(t terms) bool { return t.segment == "INDICES" }) {
		return refuse("it has no index rows")
	}
	if last != nil && 2*l.Len() < last.Len() {
		return refuse("it has %d rows, less than half of the last list's %d", l.Len(), last.Len())
	}
	return nil
}
