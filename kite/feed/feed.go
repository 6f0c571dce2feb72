package feed

import (
	"context"
	"sync/atomic"
	"time"

	"kitewatch/kite"
	"kitewatch/kite/market"
)

// Config says what a feed starts with.
type Config struct {
	Client   *kite.Client                       // with the session's token
	Interval time.Duration                      // from poll to poll; less than 1.1s is 1.1s
	Mode     kite.Mode                          // what each poll asks for
	Retries  int                                // after a network error, before a poll is given up
	Calendar *market.Calendar                   // nil: the built-in one
	Facts    func(kite.Symbol) Facts            // nil: FactsOf
	Known    []Known                            // from an earlier run
	Beside   func(Event)                        // hears every event at once, in Run's goroutine: it must not wait
	Lease    func(apiKey string, c Class) Lease // the budgets as all processes share them; nil: this one is alone
	Steady   bool                               // keeps the interval while markets are shut: who counts readings waits for them
}

// Feed asks for quotes until its context ends. Its methods may be called from
// any goroutine and never wait, but for Run and Next.
type Feed struct {
	wish  atomic.Pointer[wish]
	wake  chan struct{} // cap 1: the wish has changed
	inbox inbox
	turns *Turns // of calls for candles

	// Owned by Run.
	plan    plan
	budget  budget
	share   share
	leases  func(apiKey string, c Class) Lease
	beside  func(Event)
	steady  bool
	skew    skew
	book    book
	lane    lane
	client  *kite.Client
	uses    int                // of Use that client is from
	priced  time.Time          // wall time of the last reply that brought a price
	known   time.Time          // exchange's time of an earlier run's last one
	drift   time.Duration      // the Clock's when last looked at
	jumps   time.Duration      // of the wall clock, since the offset was last confirmed
	stopAsk context.CancelFunc // of the quote call under way; nil: none is
	calls   []Call             // ended, not yet told
	wall    func(time.Time) time.Time
}

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
		turns:  NewTurns(Historical, nil),
		plan:   plan{interval: max(cfg.Interval, minGap), retries: cfg.Retries, mode: cfg.Mode},
		book:   newBook(cfg),
		leases: cfg.Lease,
		beside: cfg.Beside,
		steady: cfg.Steady,
		wall:   wallClock,
	}
	f.use(cfg.Client)
	if cfg.Client == nil || cfg.Client.AccessToken == "" {
		f.plan.stopped, f.plan.reason = LoginNeeded, "not logged in"
	}
	for _, k := range cfg.Known {
		if k.Row.Received.After(f.known) {
			f.known = k.Row.Received
		}
	}
	f.inbox.ready = make(chan struct{}, 1)
	f.wish.Store(&wish{client: cfg.Client})
	return f
}

// Turns are those of the calls for candles, which the feed makes for previous
// closes, and others for their own ends.
func (f *Feed) Turns() *Turns { return f.turns }

// Known returns the rows that an earlier run knew, for the first frame. It is
// for before Run.
func (f *Feed) Known() []Row {
	rows := make([]Row, 0, len(f.book.rows))
	for _, r := range f.book.rows {
		rows = append(rows, *r)
	}
	return rows
}

// Next waits for news. It fails only when the context ends.
func (f *Feed) Next(ctx context.Context) (Event, error) { return f.inbox.next(ctx) }

// started is where running time is counted from.
var started = time.Now()

// ReadClock returns the machine's clocks; Status.Clock adds the exchange's.
func ReadClock() Clock {
	now := time.Now()
	return clockAt(now, wallClock(now))
}

// wallClock is what this machine's wall clock says at a moment of the schedule,
// which runs on the monotonic one.
func wallClock(now time.Time) time.Time { return now.Round(0) }

// clock is the Clock of a moment of the schedule.
func (f *Feed) clock(now time.Time) Clock {
	c := clockAt(now, f.wall(now))
	c.Offset, c.Doubt = f.skew.offset, f.skew.doubt()
	return c
}

// look is how often the clocks are looked at while nothing is to be done: a
// machine that wakes from its sleep should not wait for the next poll.
const look = time.Second

// Run asks until the context ends, and returns its error. One quote call is
// under way at a time, and one for candles; what is wanted meanwhile is taken
// at once.
func (f *Feed) Run(ctx context.Context) error {
	var had wish
	var quotes chan answer // of the call under way
	var candles chan recalled
	timer := time.NewTimer(0)
	defer timer.Stop()
	start := time.Now()
	f.drift = f.clock(start).Drift
	f.tell(nil, start)
	for ctx.Err() == nil {
		now := time.Now()
		f.watchClock(now)
		f.obey(&had, now)
		wait := look
		if slot, at, ok := f.plan.next(); ok && quotes == nil {
			at = f.budget.when(at)
			if !at.After(now) && f.free(&at, now) {
				f.plan.lateBy(f.share.waited(now))
				quotes = f.ask(ctx, slot, now)
				continue
			}
			wait = min(wait, at.Sub(now))
		}
		if row, at, ok := f.missing(now); ok && candles == nil {
			if !at.After(now) {
				turn := f.turns.Take(now)
				if turn.Mine {
					candles = f.recall(ctx, row, now)
					continue
				}
				at = turn.At
			}
			wait = min(wait, at.Sub(now))
		}
		timer.Reset(wait)
		select {
		case <-ctx.Done():
		case <-timer.C:
		case <-f.wake:
		case a := <-quotes:
			quotes = nil
			f.take(a)
		case c := <-candles:
			candles = nil
			f.takeCandles(c)
		}
	}
	if quotes != nil {
		<-quotes // its context has ended, and so does it
	}
	if candles != nil {
		<-candles
	}
	f.share.leave(f.wall(time.Now()))
	f.turns.Leave(time.Now())
	return ctx.Err()
}

// free reports whether the shared budget has a start now; else at is when to
// look again.
func (f *Feed) free(at *time.Time, now time.Time) bool {
	wall := f.wall(now)
	before := f.share.start
	ok, again := f.share.free(now, wall)
	if ok {
		return true
	}
	if until := f.share.held(now, wall); !until.IsZero() {
		f.plan.heldBack(now, until, f.share.grant.Refused)
		f.share.since = time.Time{} // that wait is nobody's turn
	}
	if !f.share.start.Equal(before) {
		f.tell(nil, now)
	}
	*at = again
	return false
}

// use goes on with a client, and shares the budgets of its api_key.
func (f *Feed) use(client *kite.Client) {
	had := f.client
	f.client = client
	f.share.leave(f.wall(time.Now()))
	f.share = share{}
	if f.leases != nil && client != nil && client.APIKey != "" {
		f.share.lease = f.leases(client.APIKey, Quotes)
		if had == nil || had.APIKey != client.APIKey {
			f.turns.use(f.leases(client.APIKey, Historical))
		}
	}
}

// watchClock looks for a jump of the wall clock and a sleep of the machine.
func (f *Feed) watchClock(now time.Time) {
	drift := f.clock(now).Drift
	jump := drift - f.drift
	f.drift = drift
	if sameRun(jump, 0) {
		return
	}
	f.skew.jump(jump)
	f.jumps += jump
	if f.stopAsk != nil {
		f.stopAsk() // what comes now may have waited for hours; it is asked anew
	}
	if f.client != nil {
		f.client.CloseIdle() // the other end has long gone, and would be waited for
	}
	f.share.forget()
	f.turns.forget()
	f.plan.jumped(now)
	f.tell(nil, now)
}

// obey brings the plan in line with what is wanted now.
func (f *Feed) obey(had *wish, now time.Time) {
	w := f.wish.Load()
	if w == had.self {
		return
	}
	var rows []Row
	for _, d := range w.dates[len(had.dates):] {
		f.observe(d.date, d.wall, now)
	}
	if !sameList(w.visible, had.visible) || !sameList(w.hidden, had.hidden) {
		f.plan.watch(w.visible, w.hidden, now)
		rows = f.recycle()
	}
	if w.client != f.client {
		f.use(w.client)
		f.uses = w.uses
		f.plan.resume(now)
		f.lane = lane{}
		rows = append(rows, f.recycle()...)
	}
	if w.refused != "" {
		f.plan.refuse(w.refused)
		rows = append(rows, f.recycle()...)
	}
	f.plan.ask(w.closely, w.books, now)
	if w.tune != had.tune {
		f.plan.tune(w.tune, now)
		rows = append(rows, f.recycle()...)
	}
	if w.learns != had.learns {
		rows = append(rows, f.book.learn(w.facts, f.clock(now))...)
	}
	if w.paused != had.paused {
		f.plan.pause(w.paused, now)
		f.share.forget()
	}
	if w.refreshes != had.refreshes {
		f.plan.soon(now)
	}
	*had = *w
	had.self = w
	f.tell(rows, now)
}
