package tui

import (
	"crypto/rand"
	"slices"
	"sync"
	"time"

	"kitewatch/kite/feed"
	"kitewatch/kite/market"
	"kitewatch/tui/alert"
	"kitewatch/tui/store"
)

// Sentry watches the levels of the watchlist beside the feed, in its goroutine:
// neither a pane nor an editor nor a login silences it. Its methods may be called
// from any goroutine.
type Sentry struct {
	calendar *market.Calendar
	state    string // folder of what is kept
	server   string
	name     string // under which crossings are claimed: no other process's

	mu   sync.Mutex
	book *alert.Book
	due  map[alert.Level]int // crossings on their way to be told: not yet to be kept as told

	crossings chan []alert.Fired // to be told
	showing   sync.Mutex
	rang      chan told // cap 1: what the screen has not taken yet
}

// SentryOptions say where a Sentry keeps what it has seen.
type SentryOptions struct {
	State    string // folder; empty: nothing is kept
	Server   string // of the API, by which it is kept
	Calendar *market.Calendar
}

// NewSentry returns a Sentry with what an earlier run has seen, and what was
// wrong with that.
func NewSentry(o SentryOptions) (*Sentry, error) {
	s := &Sentry{
		calendar: o.Calendar, state: o.State, server: o.Server, name: rand.Text(), book: alert.NewBook(), due: map[alert.Level]int{},
		crossings: make(chan []alert.Fired, 256), rang: make(chan told, 1),
	}
	if o.State == "" {
		return s, nil
	}
	kept, err := store.LoadAlerts(o.State, o.Server)
	s.book.Restore(kept)
	return s, err
}

// Hear looks at what the feed has learnt. It never waits. While the exchange's
// clock is a guess it is deaf: on a clock that is wrong an indicative price looks
// like one that trades, and a level that has fired for it is spent when the real
// one comes. The reply that settles the clock brings the rows once more.
func (s *Sentry) Hear(e feed.Event) {
	if len(e.Rows) == 0 || e.Status.Doubt {
		return
	}
	clock := e.Status.Clock(feed.ReadClock())
	s.mu.Lock()
	fired := s.book.Take(e.Rows, clock, s.calendar)
	for _, f := range fired {
		s.due[f.Level]++
	}
	s.mu.Unlock()
	if len(fired) == 0 {
		return
	}
	select {
	case s.crossings <- fired:
	default: // 256 polls that each crossed a level are on their way: they say enough
		s.done(fired)
	}
}

// done takes crossings off those on their way.
func (s *Sentry) done(fired []alert.Fired) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, f := range fired {
		if s.due[f.Level]--; s.due[f.Level] <= 0 {
			delete(s.due, f.Level)
		}
	}
}

// Know takes the rows of an earlier run, before the first Set: a level is
// compared with the last price known, so that a gap at the open counts.
func (s *Sentry) Know(rows []feed.Row, clock feed.Clock) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.book.Take(rows, clock, s.calendar)
}

// Set replaces the levels.
func (s *Sentry) Set(levels []alert.Level) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.book.Set(levels)
}

// Marks are the levels as they stand.
func (s *Sentry) Marks() []alert.Mark {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.book.Marks()
}

// Acknowledge takes note that the user has seen all that has fired.
func (s *Sentry) Acknowledge(at time.Time) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.book.Acknowledge(at)
}

// Save keeps what has been seen, at the exchange's time at; of a level whose
// crossing is still to be told, nothing new: kept as told it would not be.
func (s *Sentry) Save(at time.Time) error {
	if s.state == "" {
		return nil
	}
	s.mu.Lock()
	state := s.book.State()
	state.Marks = slices.DeleteFunc(state.Marks, func(m alert.Mark) bool { return s.due[m.Level] > 0 })
	s.mu.Unlock()
	if len(state.Marks)+len(state.Gone) == 0 {
		return nil
	}
	return store.SaveAlerts(s.state, s.server, state, at)
}
