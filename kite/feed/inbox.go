package feed

import (
	"context"
	"sync"

	"kitewatch/kite"
)

// inbox holds the news nobody has taken yet, merged into one event: the
// latest of each row, and the latest status.
type inbox struct {
	ready chan struct{} // cap 1: there is news

	mu    sync.Mutex
	event Event
	at    map[kite.Symbol]int // where a row stands in event.Rows
	last  Status              // the status handed out before
	any   bool                // event holds news
}

func (b *inbox) put(e Event) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if len(e.Rows) == 0 && len(e.Calls) == 0 && !b.any && e.Status == b.last {
		return
	}
	b.event.Calls = append(b.event.Calls, e.Calls...)
	b.event.Calls = b.event.Calls[max(0, len(b.event.Calls)-MaxCalls):]
	if len(b.event.Rows) == 0 {
		b.event.Rows = e.Rows
		b.at = nil
	} else {
		b.merge(e.Rows)
	}
	b.event.Status, b.any = e.Status, true
	select {
	case b.ready <- struct{}{}:
	default:
	}
}

// merge puts rows over those that wait; the index is made only when it is
// needed, since most events are taken one by one.
func (b *inbox) merge(rows []Row) {
	if b.at == nil {
		b.at = make(map[kite.Symbol]int, len(b.event.Rows))
		for i, r := range b.event.Rows {
			b.at[r.Symbol] = i
		}
	}
	for _, r := range rows {
		if i, ok := b.at[r.Symbol]; ok {
			b.event.Rows[i] = r
			continue
		}
		b.at[r.Symbol] = len(b.event.Rows)
		b.event.Rows = append(b.event.Rows, r)
	}
}

// next waits for news. A signal may be left from news that was taken with what
// came just before it; then there is nothing, and it waits on.
func (b *inbox) next(ctx context.Context) (Event, error) {
	for {
		select {
		case <-ctx.Done():
			return Event{}, ctx.Err()
		case <-b.ready:
		}
		if e, ok := b.take(); ok {
			return e, nil
		}
	}
}

func (b *inbox) take() (Event, bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if !b.any {
		return Event{}, false
	}
	e := b.event
	b.event, b.at, b.any = Event{}, nil, false
	b.last = e.Status
	return e, true
}
