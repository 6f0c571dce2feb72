package tui

import (
	"context"
	"io"
	"log/slog"
	"os"
	"slices"
	"sync"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"kitewatch/kite/feed"
	"kitewatch/kite/market"
	"kitewatch/tui/alert"
	"kitewatch/tui/alerts"
	"kitewatch/tui/store"
)

// Sentry watches the levels of the watchlist beside the feed, in its goroutine:
// neither a pane nor an editor nor a login silences it. Its methods may be called
// from any goroutine.
type Sentry struct {
	calendar *market.Calendar
	state    string // folder of what is kept
	server   string

	mu   sync.Mutex
	book *alert.Book
	due  map[alert.Level]int // crossings on their way to be told: not yet to be kept as told

	crossings chan []alert.Fired // to be told
	rang      chan []alert.Fired // told; cap 1, the latest
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
		calendar: o.Calendar, state: o.State, server: o.Server, book: alert.NewBook(), due: map[alert.Level]int{},
		crossings: make(chan []alert.Fired, 256), rang: make(chan []alert.Fired, 1),
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
		s.told(fired)
	}
}

// told takes crossings off those on their way.
func (s *Sentry) told(fired []alert.Fired) {
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

// Voice is how crossings are told.
type Voice struct {
	Bell    io.Writer    // the terminal, for the bell and the notification; nil: none
	Say     func(string) // beside them; nil: nobody
	Command []string     // the user's alert_command
	Log     *slog.Logger
}

// Tell tells the crossings until the context ends, and then those that are still
// on their way: each once, by one process of all that see it.
func (s *Sentry) Tell(ctx context.Context, v Voice) {
	t := teller{s, v, newAlertCommand(v.Command), new(sync.WaitGroup)}
	defer t.running.Wait()
	for {
		select {
		case fired := <-s.crossings:
			t.tell(ctx, fired)
			continue
		default:
		}
		select {
		case fired := <-s.crossings:
			t.tell(ctx, fired)
		case <-ctx.Done():
			return
		}
	}
}

// teller tells crossings.
type teller struct {
	*Sentry
	voice   Voice
	command *alertCommand
	running *sync.WaitGroup // the user's programs
}

func (t teller) tell(ctx context.Context, fired []alert.Fired) {
	won := t.claim(fired, t.voice.Log)
	if len(won) > 0 {
		t.voice.ring(alerts.Said(won))
	}
	for _, f := range won { // each ends within its own time, also when the program does
		t.voice.start(t.running, t.command.run(context.WithoutCancel(ctx), f, now()))
	}
	t.told(fired)
	if err := t.Save(fired[len(fired)-1].At); err != nil {
		t.voice.Log.Warn("alerts", "error", err)
	}
	t.show(fired)
}

// claim returns the crossings that are this process's to tell, and logs them.
func (s *Sentry) claim(fired []alert.Fired, log *slog.Logger) []alert.Fired {
	if s.state == "" {
		return fired
	}
	won, err := store.ClaimAlerts(s.state, s.server, fired)
	if err != nil {
		log.Warn("alerts", "error", err)
	}
	if err := store.LogAlerts(s.state, s.server, won); err != nil {
		log.Warn("alerts", "error", err)
	}
	return won
}

// show hands crossings to the screen, with those it has not taken yet.
func (s *Sentry) show(fired []alert.Fired) {
	select {
	case before := <-s.rang:
		fired = append(before, fired...)
	default:
	}
	s.rang <- fired
}

// ring tells in the terminal.
func (v Voice) ring(text string) {
	v.Log.Info("alert", "text", text)
	if v.Bell != nil {
		_, _ = io.WriteString(v.Bell, alert.Bell+alert.Notification(text, os.Getenv("TMUX") != ""))
	}
	if v.Say != nil {
		v.Say(text)
	}
}

// start runs the user's program beside the rest.
func (v Voice) start(running *sync.WaitGroup, run tea.Cmd) {
	if run == nil {
		return
	}
	running.Add(1)
	go func() {
		defer running.Done()
		defer func() {
			if p := recover(); p != nil { // the terminal must not be left raw
				v.Log.Error("alert_command", "panic", p)
			}
		}()
		if ran, ok := run().(alertRan); ok && ran.err != nil {
			v.Log.Warn("alert_command", "level", ran.level.String(), "error", ran.err)
			if v.Say != nil {
				v.Say("alert_command: " + ran.err.Error())
			}
		}
	}()
}
