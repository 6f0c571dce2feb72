package feed_test

import (
	"context"
	"flag"
	"testing"
	"time"

	"go.uber.org/goleak"

	"kitewatch/kite"
	"kitewatch/kite/feed"
	"kitewatch/kite/kitesim"
	"kitewatch/kite/market"
)

// TestSoak runs for a few seconds with the other tests. The long run, on a
// machine that does other things too:
//
//	go test ./kite/feed -run TestSoak -soak 20m -timeout 25m -v
//
// -seed draws other faults.
var (
	soakFor  = flag.Duration("soak", 8*time.Second, "how long TestSoak runs")
	soakSeed = flag.Uint64("seed", 1, "draws the instruments, faults and keys of TestSoak")
)

// TestSoak lets a real feed ask the exchange over loopback, with faults of all
// kinds and somebody at the keys, and holds each row against the exchange's
// truth, second by second.
func TestSoak(t *testing.T) {
	defer goleak.VerifyNone(t, goleak.IgnoreCurrent())
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	s := newSoak(t)
	defer s.close()
	done := make(chan struct{}, 2)
	go func() { _ = s.feed.Run(ctx); done <- struct{}{} }()
	go func() { s.listen(ctx); done <- struct{}{} }()
	<-s.begun
	s.check()
	seconds := time.NewTicker(time.Second)
	defer seconds.Stop()
	for end := time.Now().Add(*soakFor); time.Now().Before(end); {
		<-seconds.C
		s.stir()
		s.check()
	}
	cancel()
	<-done
	<-done
	s.report()
}

// tally is what the rows have claimed, over all seconds.
type tally struct {
	states [feed.Closed + 1]int
	lies   int // called live, quiet or in auction with a price that was not the truth lately
	unjust int // called stale though a good reply was fresh
	oldest time.Duration
}

// check holds every row against the truth.
func (s *soak) check() {
	s.mu.Lock()
	defer s.mu.Unlock()
	c := feed.ReadClock()
	c.Offset = s.status.Offset
	s.truth.upTo(c.Wall.Add(s.offset))
	for _, row := range s.rows {
		state := row.State(c, market.Default())
		s.tally.states[state]++
		switch state {
		case feed.Live, feed.Quiet, feed.Auction:
			s.checkFresh(row, state, c)
		case feed.Stale:
			s.checkStale(row, c)
		}
	}
}

// checkFresh: the state says that the last reply is younger than two planned
// cycles. The reply left the exchange while its call was under way, so its price
// was the truth at a moment no longer ago than two cycles and what the call
// took; and one second more, since the truth is known by whole seconds.
func (s *soak) checkFresh(row feed.Row, state feed.State, c feed.Clock) {
	bound := 2*row.Cycle + s.took[row.Symbol] + time.Second
	now := c.Wall.Add(s.offset)
	age, ok := s.truth.age(row.Symbol, float64(row.Quote.LastPrice), now, bound)
	s.tally.oldest = max(s.tally.oldest, age)
	if ok {
		return
	}
	if s.tally.lies++; s.tally.lies <= 20 {
		s.t.Errorf("%s at %s: state %v with %v, which was not the truth for %v; received %v ago, cycle %v",
			row.Symbol, now.In(market.IST).Format(time.TimeOnly), state, row.Quote.LastPrice, bound, row.Age(c), row.Cycle)
	}
}

// onTheWay is what a reply may take from the wire to the rows.
const onTheWay = 250 * time.Millisecond

// checkStale counts rows that the wire has brought whole within two cycles. A
// row may rightly be stale then: while a session's end has stopped the loop, and
// of an instrument that is not asked for any more.
func (s *soak) checkStale(row feed.Row, c feed.Clock) {
	age := c.Wall.Sub(s.witness.last(row.Symbol))
	if age > onTheWay && age < 2*row.Cycle {
		if s.tally.unjust++; s.tally.unjust <= 20 {
			s.t.Logf("%s stale, and on the wire %v ago; cycle %v, status %+v", row.Symbol, age, row.Cycle, s.status)
		}
	}
}

// report tells what has been seen.
func (s *soak) report() {
	limited := 0
	var before kitesim.Call
	for _, call := range s.exchange.Calls() {
		if call.Class != kitesim.ClassQuote {
			continue
		}
		if call.Status == 429 && call.Fault == "" {
			limited++
			s.t.Logf("429 for a call that came %v after the one before (%d %s)", call.Wall.Sub(before.Wall), before.Status, before.Fault)
		}
		before = call
	}
	n := s.tally.states
	s.t.Logf("rows looked at: %d live, %d quiet, %d in auction, %d stale, %d closed, %d without data",
		n[feed.Live], n[feed.Quiet], n[feed.Auction], n[feed.Stale], n[feed.Closed], n[feed.NoData])
	s.t.Logf("called live that were not: %d; stale that were fresh: %d", s.tally.lies, s.tally.unjust)
	s.t.Logf("oldest price of a live row: %v; replies by status: %v; 429 earned: %d; faults: %v; logins: %d",
		s.tally.oldest.Round(time.Second), s.witness.statuses, limited, s.met, s.logins)
	if n[feed.Live]+n[feed.Quiet] == 0 {
		s.t.Error("no row was ever live: nothing has been tested")
	}
}

// listen keeps the latest of each row, as a screen does.
func (s *soak) listen(ctx context.Context) {
	for {
		e, err := s.feed.Next(ctx)
		if err != nil {
			return
		}
		s.mu.Lock()
		took := time.Duration(0)
		for _, call := range e.Calls {
			if call.Name != "candles" {
				took = max(took, call.Took)
			}
		}
		for _, row := range e.Rows {
			if old := s.rows[row.Symbol]; !old.Received.Equal(row.Received) {
				s.took[row.Symbol] = took
			}
			s.rows[row.Symbol] = row
		}
		s.status = e.Status
		if len(e.Rows) > 0 && !s.answered {
			s.answered = true
			close(s.begun)
		}
		s.mu.Unlock()
	}
}

// stir does what may happen in a second.
func (s *soak) stir() {
	s.fail()
	s.mu.Lock()
	condition := s.status.Condition
	s.mu.Unlock()
	stopped := condition == feed.LoginNeeded || condition == feed.NoPermission
	switch n := s.rand.IntN(120); {
	case stopped && n < 40:
		s.logins++
		s.feed.Use(s.client.WithToken(s.exchange.NewAccessToken()))
	case s.paused > 0:
		if s.paused--; s.paused == 0 {
			s.feed.Pause(false)
		}
	case n < 3:
		s.feed.Refresh()
	case n < 5:
		s.paused = 1 + s.rand.IntN(12)
		s.feed.Pause(true)
	case n < 8:
		s.turn()
	}
}

// turn shows other instruments: mostly those that were hidden; now and then
// nothing stays hidden, and what is not shown is not asked for.
func (s *soak) turn() {
	at := s.rand.IntN(len(s.symbols))
	all := append(append([]kite.Symbol(nil), s.symbols[at:]...), s.symbols[:at]...)
	if hidden := all[shown:]; s.rand.IntN(4) > 0 {
		s.feed.Watch(all[:shown:shown], hidden)
		return
	}
	s.feed.Watch(all[:shown:shown], nil)
}
