package feed

import (
	"context"
	"slices"
	"sync/atomic"
	"time"

	"kitewatch/kite"
	"kitewatch/kite/market"
)

// Config says what a feed starts with.
type Config struct {
	Client   *kite.Client            // with the session's token
	Interval time.Duration           // from poll to poll; less than 1.1s is 1.1s
	Mode     kite.Mode               // what each poll asks for
	Retries  int                     // after a network error, before a poll is given up
	Calendar *market.Calendar        // nil: the built-in one
	Facts    func(kite.Symbol) Facts // nil: FactsOf
}

// Feed asks for quotes until its context ends. Its methods may be called from
// any goroutine and never wait, but for Run and Next.
type Feed struct {
	wish  atomic.Pointer[wish]
	wake  chan struct{} // cap 1: the wish has changed
	inbox inbox

	// Owned by Run.
	plan   plan
	budget budget
	skew   skew
	book   book
	client *kite.Client
	uses   int       // of Use that client is from
	priced time.Time // wall time of the last reply that brought a price
}

// wish is what the user wants of the loop: replaced whole, never changed.
type wish struct {
	client          *kite.Client
	visible, hidden []kite.Symbol
	uses            int // of Use
	paused          bool
	refreshes       int
	dates           []stamp // of replies that others have had
	self            *wish   // in the copy Run keeps: the wish it is a copy of
}

type stamp struct{ date, wall time.Time }

// New returns a feed that asks for nothing yet: see Watch and Run.
func New(cfg Config) *Feed {
	if cfg.Calendar == nil {
		cfg.Calendar = market.Default()
	}
	if cfg.Facts == nil {
		cfg.Facts = FactsOf
	}
	f := &Feed{
		wake:   make(chan struct{}, 1),
		plan:   plan{interval: max(cfg.Interval, minGap), retries: cfg.Retries, mode: cfg.Mode},
		book:   book{rows: map[kite.Symbol]*Row{}, closes: map[kite.Symbol]kite.Price{}, calendar: cfg.Calendar, facts: cfg.Facts},
		client: cfg.Client,
	}
	if cfg.Client == nil || cfg.Client.AccessToken == "" {
		f.plan.stopped, f.plan.reason = LoginNeeded, "not logged in"
	}
	f.inbox.ready = make(chan struct{}, 1)
	f.wish.Store(&wish{client: cfg.Client})
	return f
}

// Watch replaces what is asked for: the visible instruments each interval,
// those on the screen first, the hidden ones by turns.
func (f *Feed) Watch(visible, hidden []kite.Symbol) {
	f.want(func(w *wish) { w.visible, w.hidden = visible, hidden })
}

// Use goes on with another client: the same with a new session's token.
func (f *Feed) Use(client *kite.Client) {
	f.want(func(w *wish) { w.client, w.uses = client, w.uses+1 })
}

// Pause stops asking, or goes on.
func (f *Feed) Pause(on bool) { f.want(func(w *wish) { w.paused = on }) }

// Refresh asks for the visible instruments as soon as the budget allows.
func (f *Feed) Refresh() { f.want(func(w *wish) { w.refreshes++ }) }

// Observe takes the Date of a reply that somebody else has had, and the wall
// time it came, for the exchange's clock.
func (f *Feed) Observe(date, wall time.Time) {
	f.want(func(w *wish) { w.dates = append(w.dates[:len(w.dates):len(w.dates)], stamp{date, wall}) })
}

func (f *Feed) want(change func(*wish)) {
	for {
		old := f.wish.Load()
		next := *old
		change(&next)
		if f.wish.CompareAndSwap(old, &next) {
			break
		}
	}
	select {
	case f.wake <- struct{}{}:
	default:
	}
}

// Next waits for news. It fails only when the context ends.
func (f *Feed) Next(ctx context.Context) (Event, error) { return f.inbox.next(ctx) }

// answer is what became of a call.
type answer struct {
	slot       *slot
	client     *kite.Client // that made it
	start, end time.Time
	reply      kite.Snapshot
	err        error
	panicked   any
}

// Run asks until the context ends, and returns its error. One call is under
// way at a time; what is wanted meanwhile is taken at once.
func (f *Feed) Run(ctx context.Context) error {
	var had wish
	var pending chan answer // of the call under way
	timer := time.NewTimer(0)
	defer timer.Stop()
	f.tell(nil, time.Now())
	for ctx.Err() == nil {
		now := time.Now()
		f.obey(&had, now)
		wait := time.Hour
		if slot, at, ok := f.plan.next(); ok && pending == nil {
			if wait = f.budget.when(at).Sub(now); wait <= 0 {
				pending = f.ask(ctx, slot)
				continue
			}
		}
		timer.Reset(wait)
		select {
		case <-ctx.Done():
		case <-timer.C:
		case <-f.wake:
		case a := <-pending:
			pending = nil
			f.take(a)
		}
	}
	if pending != nil {
		<-pending // its context has ended, and so does it
	}
	return ctx.Err()
}

// obey brings the plan in line with what is wanted now.
func (f *Feed) obey(had *wish, now time.Time) {
	w := f.wish.Load()
	if w == had.self {
		return
	}
	var rows []Row
	for _, d := range w.dates[len(had.dates):] {
		f.skew.observe(d.date, d.wall)
	}
	if !sameList(w.visible, had.visible) || !sameList(w.hidden, had.hidden) {
		f.plan.watch(w.visible, w.hidden, now)
		rows = f.recycle()
	}
	if w.client != f.client {
		f.client, f.uses = w.client, w.uses
		f.plan.resume(now)
		rows = append(rows, f.recycle()...)
	}
	if w.paused != had.paused {
		f.plan.pause(w.paused, now)
	}
	if w.refreshes != had.refreshes {
		f.plan.soon(now)
	}
	*had = *w
	had.self = w
	f.tell(rows, now)
}

// ask starts a call, whose answer comes on the channel.
func (f *Feed) ask(ctx context.Context, s *slot) chan answer {
	a := answer{slot: s, client: f.client, start: time.Now()}
	f.budget.take(a.start)
	mode, symbols := f.plan.call(s), s.symbols
	done := make(chan answer, 1)
	go func() {
		defer func() {
			a.panicked = recover() // Run's own goroutine falls, where it can be caught
			done <- a
		}()
		a.reply, a.err = a.client.Quotes(ctx, mode, symbols)
		a.end = time.Now()
	}()
	return done
}

// take takes the outcome of a call.
func (f *Feed) take(a answer) {
	if a.panicked != nil {
		panic(a.panicked)
	}
	if kind := kite.KindOf(a.err); a.client != f.wish.Load().client && (kind == kite.Token || kind == kite.Permission) {
		return // of the session before: the new one is asked at once
	}
	f.plan.after(a.slot, a.start, a.end, a.err)
	rows := f.recycle() // an outcome may stop the loop
	if a.err == nil {
		wall := a.end.Round(0)
		f.skew.observe(a.reply.Date, wall)
		rows = append(rows, f.book.answer(a.slot.symbols, a.reply, Clock{wall, f.skew.offset}, f.plan.cycle(a.slot.visible))...)
		if slices.ContainsFunc(rows, func(r Row) bool { return r.Received.Equal(wall) }) {
			f.priced = wall
		}
	}
	f.tell(rows, a.end)
}

// recycle gives the rows the cycle that the plan has for them now, and returns
// those for which it changed: with another list on the screen, what is late for
// a row is another thing. A slower pace counts for a row only from its next
// answer on: no row is made fresh without one.
func (f *Feed) recycle() []Row {
	var changed []Row
	for _, s := range f.plan.slots {
		cycle := f.plan.cycle(s.visible)
		for _, symbol := range s.symbols {
			if r := f.book.row(symbol); cycle < r.Cycle || r.Cycle == 0 && cycle > 0 {
				r.Cycle = cycle
				changed = append(changed, *r)
			}
		}
	}
	return changed
}

// tell hands on what is new.
func (f *Feed) tell(rows []Row, now time.Time) {
	s := f.plan.status(now)
	if free := onWall(f.budget.when(now), now); !s.Next.IsZero() && s.Next.Before(free) {
		s.Next = free
	}
	s.LastGood = f.priced
	s.Uses = f.uses
	s.Offset = f.skew.offset
	s.Rate = f.budget.rate(now)
	f.inbox.put(Event{Rows: rows, Status: s})
}

// sameList reports whether two lists are one: wishes replace lists whole.
func sameList(a, b []kite.Symbol) bool {
	return len(a) == len(b) && (len(a) == 0 || &a[0] == &b[0])
}
