package feed

import (
	"context"
	"slices"
	"time"

	"kitewatch/kite"
)

// answer is what became of a call for quotes.
type answer struct {
	slot       *slot
	mode       kite.Mode
	client     *kite.Client // that made it
	start, end time.Time
	drift      time.Duration // the Clock's at the start
	reply      kite.Snapshot
	err        error
	panicked   any
}

// ask starts a call, whose answer comes on the channel.
func (f *Feed) ask(ctx context.Context, s *slot, now time.Time) chan answer {
	if f.plan.mode == kite.ModeLTP {
		if phases := f.book.phases(s.symbols, f.clock(now)); phases != s.phases {
			s.phases, s.closes = phases, false
		}
	}
	a := answer{slot: s, mode: f.plan.call(s), client: f.client, start: now, drift: f.clock(now).Drift}
	f.budget.take(a.start)
	symbols := s.symbols
	done := make(chan answer, 1)
	ctx, f.stopAsk = context.WithCancel(ctx)
	stop := f.stopAsk
	go func() {
		defer func() {
			stop()
			a.panicked = recover() // Run's own goroutine falls, where it can be caught
			done <- a
		}()
		a.reply, a.err = a.client.Quotes(ctx, a.mode, symbols)
		a.end = time.Now()
	}()
	return done
}

// take takes the outcome of a call.
func (f *Feed) take(a answer) {
	if a.panicked != nil {
		panic(a.panicked)
	}
	f.stopAsk = nil
	if !sameRun(a.drift, f.clock(a.end).Drift) {
		return // it may be as old as the machine's sleep: asked anew at once
	}
	if kind := kite.KindOf(a.err); a.client != f.wish.Load().client && (kind == kite.Token || kind == kite.Permission) {
		return // of the session before: the new one is asked at once
	}
	if a.err == nil && f.empty(a) {
		a.err = errEmpty
	}
	if a.err != nil {
		a.slot = f.plan.successor(a.slot) // what failed fails for what is asked in its place, too
	}
	before := f.plan.mood(a.slot)
	answered := f.read(a)
	f.plan.after(a.slot, a.start, a.end, a.err)
	f.plan.took(a.slot, a.mode, a.err)
	f.tellOthers(a)
	rows := f.recycle() // an outcome may stop the loop
	cycle := f.plan.rowCycle(a.slot)
	for _, r := range answered {
		if r.Cycle = cycle; r.Received.Equal(f.wall(a.end)) {
			f.priced = r.Received
		}
		rows = append(rows, *r)
	}
	f.calls = append(f.calls, f.callOf(a, before))
	f.tell(rows, a.end)
}

// read takes what an outcome tells: the exchange's clock and, a good reply, of the
// rows, which it returns.
func (f *Feed) read(a answer) []*Row {
	if date := kite.ReplyDate(a.err); !date.IsZero() {
		f.observe(date, f.wall(a.end), a.end)
	}
	if a.err == nil || a.err == errEmpty {
		f.observe(a.reply.Date, f.wall(a.end), a.end)
	}
	if f.plan.looks++; !f.skew.doubt() {
		f.plan.looks = 0
	}
	if a.err != nil {
		return nil
	}
	answered := f.book.answer(a.slot.symbols, a.reply, f.clock(a.end))
	f.rest(a.slot, a.end)
	a.slot.limit = f.book.atLimit(a.slot.symbols)
	a.slot.closes = a.slot.closes || a.mode != kite.ModeLTP
	return answered
}

// errEmpty is a reply that holds none of the instruments it has held before. The
// exchange cannot make sense of its own data, whatever it calls that.
var errEmpty error = &kite.Error{Status: 200, Type: "DataException", Message: "reply without instruments"}

// mostEmpty is how many such replies in a row are no news of the instruments;
// from then on they are absent, as a contract is that has left the list.
const mostEmpty = 12

// empty reports whether a good reply is to be taken for one without sense.
func (f *Feed) empty(a answer) bool {
	if len(a.reply.Quotes) > 0 {
		a.slot.empty = 0
		return false
	}
	a.slot.empty++
	return a.slot.empty <= mostEmpty && slices.ContainsFunc(a.slot.symbols, func(s kite.Symbol) bool {
		r := f.book.row(s)
		return !r.Answered.IsZero() && !r.Received.IsZero() && r.Drift != otherRun
	})
}

// tellOthers tells all processes what of an outcome concerns them: a 429, and the
// good reply that ends a row of them.
func (f *Feed) tellOthers(a answer) {
	wall := f.wall(a.end)
	switch kind := kite.KindOf(a.err); {
	case f.share.lease == nil:
	case kind == kite.RateLimit:
		g := f.share.lease.HoldBack(wall, onWall(f.plan.notBefore, a.end, wall))
		f.plan.limitedAll(a.slot, a.end.Add(g.Held.Sub(wall)), g.Refused)
	case kind == kite.None && f.share.grant.Refused > 0:
		f.share.lease.Served(wall, onWall(a.start, a.end, wall))
		f.share.grant.Refused = 0
	}
}

// observe takes a reply's Date for the exchange's clock.
func (f *Feed) observe(date, wall, now time.Time) {
	was, doubted := f.skew.offset, f.skew.doubt()
	f.skew.observe(date, wall)
	f.plan.doubt = f.skew.doubt()
	switch by := f.skew.offset - was; {
	case by != 0:
		f.tell(append(f.book.recalled(by), f.book.moved(by+f.jumps, f.clock(now))...), now) // a clock that was set has moved no stamp
		f.jumps = 0
	case doubted && !f.plan.doubt:
		f.tell(f.book.moved(0, f.clock(now)), now) // who was deaf to what came in doubt hears it now
		fallthrough
	case f.skew.agreed:
		f.jumps = 0
	}
}

// rest lets a slot be polled gently while all its markets are shut, unless the
// interval is to be kept. Before the exchange's clock is known, which takes two
// replies, and while the last one disputes it, nobody knows that.
func (f *Feed) rest(s *slot, now time.Time) {
	var opens time.Time
	if c := f.clock(now); s.good > 0 && !f.skew.doubt() && !f.steady {
		var at time.Time
		if at, s.odd = f.book.opens(s.symbols, c); !at.IsZero() {
			opens = now.Add(at.Sub(c.Exchange()))
		}
	}
	f.plan.rest(s, opens, now)
}

// recycle gives the rows the cycle that the plan has for them now, and returns
// those for which it changed: with another list on the screen, what is late for
// a row is another thing. A slower pace counts for a row only from its next
// answer on: no row is made fresh without one.
func (f *Feed) recycle() []Row {
	var changed []Row
	for _, s := range f.plan.slots {
		cycle := f.plan.rowCycle(s)
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
	wall := f.wall(now)
	s := f.plan.status(now, wall)
	free := f.budget.when(now)
	if f.share.start.After(free) {
		free = f.share.start
	}
	if free := onWall(free, now, wall); !s.Next.IsZero() && s.Next.Before(free) {
		s.Next = free
	}
	if s.LastGood = f.priced; s.LastGood.IsZero() && !f.known.IsZero() {
		s.LastGood = f.known.Add(-f.skew.offset)
	}
	s.Uses = f.uses
	s.Offset, s.Doubt, s.ClockKnown, s.Claimed = f.skew.offset, f.skew.doubt(), f.skew.known(), f.skew.claimed()
	f.share.tell(&s, now, f.budget.rate(now))
	e := Event{Rows: rows, Calls: f.calls, Status: s}
	if f.beside != nil {
		f.beside(e)
	}
	f.inbox.put(e)
	f.calls = nil
}
