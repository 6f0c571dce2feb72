package feed

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"kitewatch/kite"
)

var t0 = time.Date(2026, 11, 23, 4, 44, 0, 0, time.UTC) // 10:14 IST

// symbols makes n distinct ones.
func symbols(n int) []kite.Symbol {
	out := make([]kite.Symbol, n)
	for i := range out {
		out[i] = kite.Symbol{Exchange: "NSE", Tradingsymbol: fmt.Sprintf("STOCK%04d", i)}
	}
	return out
}

func newPlan(visible, hidden int) *plan {
	p := &plan{interval: 5 * time.Second, retries: 3, mode: kite.ModeOHLC}
	all := symbols(visible + hidden)
	p.watch(all[:visible], all[visible:], t0)
	return p
}

// outcome answers the call that is due next and returns when it started.
func (p *plan) outcome(t *testing.T, err error) time.Duration {
	t.Helper()
	s, at, ok := p.next()
	if !ok {
		t.Fatal("nothing is due")
	}
	p.after(s, at, at, err)
	return at.Sub(t0)
}

func starts(t *testing.T, p *plan, errs ...error) []time.Duration {
	t.Helper()
	var at []time.Duration
	for _, err := range errs {
		at = append(at, p.outcome(t, err))
	}
	return at
}

var (
	badGateway = &kite.Error{Status: 502, Message: "502"}
	tooMany    = &kite.Error{Status: 429, Type: "NetworkException", Message: "Too many requests"}
	general    = &kite.Error{Status: 500, Type: "GeneralException", Message: "oops"}
	garbled    = &kite.Error{Status: 502, Type: "DataException", Message: "not understood"}
	denied     = &kite.Error{Status: 403, Type: "PermissionException", Message: "Insufficient permission for that call."}
	expired    = &kite.Error{Status: 403, Type: "TokenException", Message: "Token is invalid or has expired."}
	refused    = &kite.Error{Status: 400, Type: "InputException", Message: "bad"}
)

func TestOutcomeTable(t *testing.T) {
	const sec = time.Second
	later := &kite.Error{Status: 503, Message: "503", RetryAfter: 13 * sec}
	tests := []struct {
		name string
		errs []error
		want []time.Duration // starts of the calls, the one after the last included
	}{
		{"good polls come at the interval", []error{nil, nil}, []time.Duration{0, 5 * sec, 10 * sec}},
		{"a network error is retried after 2, 4 and 8 s, and then the poll is given up",
			[]error{badGateway, badGateway, badGateway, badGateway},
			[]time.Duration{0, 2 * sec, 6 * sec, 14 * sec, 24 * sec}},
		{"a long outage makes polls slower, up to a minute",
			[]error{badGateway, badGateway, badGateway, badGateway, badGateway, badGateway, badGateway, badGateway},
			[]time.Duration{0, 2 * sec, 6 * sec, 14 * sec, 24 * sec, 26 * sec, 30 * sec, 38 * sec, 58 * sec}},
		{"a retry that succeeds goes on from its own start", []error{badGateway, nil}, []time.Duration{0, 2 * sec, 7 * sec}},
		{"Retry-After wins", []error{later, nil}, []time.Duration{0, 13 * sec, 18 * sec}},
		{"a 429 waits 10 s, 20 s, 40 s, 60 s", []error{tooMany, tooMany, tooMany, tooMany},
			[]time.Duration{0, 10 * sec, 30 * sec, 70 * sec, 130 * sec}},
		{"after a 429 the pace is halved", []error{tooMany, nil, nil}, []time.Duration{0, 10 * sec, 20 * sec, 30 * sec}},
		{"a DataException is skipped", []error{garbled, garbled}, []time.Duration{0, 5 * sec, 10 * sec}},
		{"a GeneralException is not retried", []error{general, general}, []time.Duration{0, 5 * sec, 10 * sec}},
		{"an InputException is not retried", []error{refused}, []time.Duration{0, 5 * sec}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			p := newPlan(10, 0)
			got := starts(t, p, tt.errs...)
			_, at, _ := p.next()
			got = append(got, at.Sub(t0))
			if fmt.Sprint(got) != fmt.Sprint(tt.want) {
				t.Errorf("calls start at %v, want %v", got, tt.want)
			}
		})
	}
}

func TestPaceRecoversBySteps(t *testing.T) {
	p := newPlan(10, 0)
	starts(t, p, tooMany, tooMany)
	if got := p.pace(); got != 20*time.Second {
		t.Fatalf("pace after two 429s is %v, want 20s", got)
	}
	var paces []time.Duration
	for range 2 * easeAfter {
		p.outcome(t, nil)
		paces = append(paces, p.pace())
	}
	if paces[easeAfter-2] != 20*time.Second || paces[easeAfter-1] != 10*time.Second || paces[2*easeAfter-1] != 5*time.Second {
		t.Errorf("paces %v: want a step back after each %d good calls", paces, easeAfter)
	}
}

func TestStops(t *testing.T) {
	for _, tt := range []struct {
		err  error
		want Condition
	}{{expired, LoginNeeded}, {denied, NoPermission}, {fmt.Errorf("quote ohlc: %w", expired), LoginNeeded}} {
		p := newPlan(10, 0)
		p.outcome(t, tt.err)
		if s, at, ok := p.next(); ok {
			t.Errorf("after %v a call of %d is due at %v", tt.err, len(s.symbols), at)
		}
		if got := p.status(t0, t0); got.Condition != tt.want || got.Reason == "" || !got.Next.IsZero() {
			t.Errorf("after %v the status is %+v", tt.err, got)
		}
		p.pause(true, t0)
		p.pause(false, t0)
		if _, _, ok := p.next(); ok {
			t.Errorf("a pause undid the stop after %v", tt.err)
		}
		p.resume(t0.Add(time.Minute))
		if _, at, ok := p.next(); !ok || at != t0.Add(time.Minute) {
			t.Errorf("after a login the next call is at %v, %v", at, ok)
		}
	}
}

func TestStatusInTrouble(t *testing.T) {
	p := newPlan(600, 0)
	p.outcome(t, badGateway)
	s := p.status(t0, t0)
	if s.Condition != Retrying || s.Attempt != 1 || s.Retries != 3 || s.Calls != 3 || s.FailedCalls != 1 || s.FailedRows != 250 {
		t.Errorf("one of three calls failed: %+v", s)
	}
	if want := t0.Add(2 * time.Second); !s.Next.Equal(want) {
		t.Errorf("next try at %v, want %v", s.Next, want)
	}
	for range 3 { // the other two go on, then the retry
		p.outcome(t, nil)
	}
	if s := p.status(t0, t0); s.Condition != Polling || s.FailedCalls != 0 || s.Reason != "" {
		t.Errorf("after the retry: %+v", s)
	}
	p.outcome(t, general)
	if s := p.status(t0, t0); s.Condition != Failed || s.Reason == "" {
		t.Errorf("after a GeneralException: %+v", s)
	}
}

func TestGivenUp(t *testing.T) {
	p := newPlan(10, 0)
	starts(t, p, nil, badGateway, badGateway, badGateway, badGateway)
	now := t0.Add(19 * time.Second)
	s := p.status(now, now)
	if s.Condition != Down || !s.Since.Equal(t0.Add(5*time.Second)) || s.Next.Sub(now) != 10*time.Second {
		t.Errorf("after the last retry: %+v", s)
	}
	p.outcome(t, nil)
	if s := p.status(now, now); s.Condition != Polling {
		t.Errorf("the first good poll does not end the outage: %+v", s)
	}
}

func TestOneFailingBatchHoldsUpNoOther(t *testing.T) {
	p := newPlan(600, 0)
	bad := p.slots[1].symbols[0]
	calls := map[bool]int{}
	for range 60 {
		s, at, _ := p.next()
		if at.Sub(t0) > 30*time.Second {
			break
		}
		isBad := s.symbols[0] == bad
		calls[isBad]++
		var err error
		if isBad {
			err = badGateway
		}
		p.after(s, at, at, err)
	}
	if calls[false] != 2*7 || calls[true] > 7 {
		t.Errorf("in 30 s the good batches had %d calls, want 14; the bad one %d", calls[false], calls[true])
	}
}

func TestBatchesWithinTheLimits(t *testing.T) {
	for _, n := range []int{0, 1, 250, 251, 1000} {
		total := 0
		for _, b := range batches(symbols(n)) {
			total += len(b)
			if len(b) > batchSize || len(b) == 0 {
				t.Errorf("%d symbols: a batch of %d", n, len(b))
			}
		}
		if want := (n + batchSize - 1) / batchSize; total != n || len(batches(symbols(n))) != want {
			t.Errorf("%d symbols make %d batches of %d in all, want %d", n, len(batches(symbols(n))), total, want)
		}
	}
	long := make([]kite.Symbol, 200)
	for i := range long {
		long[i] = kite.Symbol{Exchange: "NFO", Tradingsymbol: fmt.Sprintf("A VERY LONG SYMBOL WITHOUT AN END, OR NEARLY %d", i)}
	}
	for _, b := range batches(long) {
		if size := len(b) * len(long[0].String()); size > urlBudget {
			t.Errorf("a query of %d bytes", size)
		}
	}
}

func TestHiddenListsTakeTurns(t *testing.T) {
	p := newPlan(100, 900) // four batches: the first holds all visible and 150 hidden
	if v, h := p.counts(); v != 1 || h != 3 {
		t.Fatalf("%d visible and %d hidden slots, want 1 and 3", v, h)
	}
	asked := map[*slot]int{}
	for range 40 {
		s, at, _ := p.next()
		asked[s]++
		p.after(s, at, at, nil)
	}
	if asked[p.slots[0]] != 20 {
		t.Errorf("of 40 calls %d were for the visible, want every other", asked[p.slots[0]])
	}
	for _, s := range p.slots[1:] {
		if asked[s] < 6 || asked[s] > 7 {
			t.Errorf("a hidden slot had %d of 20 turns", asked[s])
		}
	}
	if s := p.status(t0, t0); s.Cycle != 15*time.Second || s.Calls != 4 {
		t.Errorf("cycle %v in %d calls, want 15s in 4", s.Cycle, s.Calls)
	}
}

func TestLeafingThroughListsCostsNoCalls(t *testing.T) {
	p := newPlan(300, 600)
	all := symbols(900)
	now := t0
	calls := 0
	for i := range 100 { // a tab a tenth of a second, for ten seconds
		now = now.Add(100 * time.Millisecond)
		from := (i % 3) * 300
		visible := all[from : from+300]
		p.watch(visible, all, now)
		for s, at, ok := p.next(); ok && !at.After(now); s, at, ok = p.next() {
			p.after(s, at, now, nil)
			calls++
		}
	}
	if calls > 14 { // six batches, each due again after 5 s
		t.Errorf("%d calls in ten seconds", calls)
	}
}

func TestNewListsDoNotGetRoundTheWaits(t *testing.T) {
	p := newPlan(300, 600)
	for range 2 {
		s, at, _ := p.next()
		p.after(s, at, at, badGateway)
	}
	all := symbols(900)
	p.watch(all[600:], all, t0.Add(100*time.Millisecond))
	for _, s := range p.slots {
		if s.visible && s.due.Before(t0.Add(2*time.Second)) {
			t.Errorf("a slot is due at %v in the midst of a retry wait", s.due.Sub(t0))
		}
	}
}

// Sorting reorders the shown list with each poll; the hidden lists are asked
// all the same.
func TestHiddenListsDoNotStarveWhileSorting(t *testing.T) {
	p := newPlan(300, 700)
	all := symbols(1000)
	now := t0
	var b budget
	for i := range 60 {
		visible := append(append([]kite.Symbol{}, all[i:300]...), all[:i]...)
		p.watch(visible, all, now)
		s, at, _ := p.next()
		now = b.when(later(at, now))
		b.take(now)
		p.after(s, now, now, nil)
	}
	p.remember()
	for _, s := range all {
		if p.asked[s].IsZero() {
			t.Fatalf("%v was never asked in %v", s, now.Sub(t0))
		}
	}
}

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

func TestOutageAfterARateLimitIsAnOutage(t *testing.T) {
	p := newPlan(10, 0)
	starts(t, p, tooMany, badGateway)
	if s := p.status(t0, t0); s.Condition != Retrying || s.Attempt != 1 {
		t.Errorf("429, then 502: %+v", s)
	}
}

func TestPauseAndRefresh(t *testing.T) {
	p := newPlan(10, 0)
	p.outcome(t, nil)
	now := t0.Add(time.Second)
	p.soon(now)
	if _, at, _ := p.next(); !at.Equal(now) {
		t.Errorf("a refresh is due at %v", at)
	}
	p.pause(true, now)
	if _, _, ok := p.next(); ok || p.status(now, now).Condition != Paused {
		t.Error("a paused plan asks on")
	}
	p.pause(false, now)
	if _, _, ok := p.next(); !ok {
		t.Error("after a pause nothing is due")
	}
	p.outcome(t, badGateway)
	p.soon(now.Add(100 * time.Millisecond))
	if _, at, _ := p.next(); at.Sub(now) != 2*time.Second {
		t.Errorf("a refresh cut a retry wait short: %v", at.Sub(now))
	}
}

func TestCanceledChangesNothing(t *testing.T) {
	p := newPlan(10, 0)
	before := *p.slots[0]
	p.after(p.slots[0], t0, t0, fmt.Errorf("quote: %w", errCanceled))
	if fmt.Sprint(before) != fmt.Sprint(*p.slots[0]) {
		t.Errorf("slot changed to %+v", *p.slots[0])
	}
}

var errCanceled = errors.Join(errors.New("stopped"), contextCanceled{})

// contextCanceled stands for context.Canceled as net/http wraps it.
type contextCanceled struct{}

func (contextCanceled) Error() string        { return "context canceled" }
func (contextCanceled) Is(target error) bool { return target.Error() == "context canceled" }

// A batch that fails as its market opens keeps to the schedule, and leaves the
// others theirs.
func TestFailingAtTheOpeningStarvesNobody(t *testing.T) {
	for _, err := range []error{garbled, badGateway} {
		p := newPlan(10, 300)
		visible, hidden := p.slots[0], p.slots[1]
		opens := t0.Add(time.Minute)
		for _, s := range p.slots {
			p.rest(s, opens, t0)
		}
		calls := map[*slot]int{}
		for now := t0; now.Before(t0.Add(20 * time.Minute)); now = now.Add(minGap) {
			s, at, _ := p.next()
			if at.After(now) {
				continue
			}
			calls[s]++
			if s == hidden {
				p.after(s, now, now, err)
			} else {
				p.rest(s, opens, now)
				p.after(s, now, now, nil)
			}
		}
		if calls[visible] < 200 || calls[hidden] > calls[visible]+10 {
			t.Errorf("after %v: %d calls of the visible batch, %d of the hidden one", err, calls[visible], calls[hidden])
		}
	}
}

// However long the server asks all to wait after a 429, it is a minute at most.
func TestALongRetryAfter(t *testing.T) {
	p := newPlan(10, 0)
	s, at, _ := p.next()
	p.after(s, at, at, &kite.Error{Status: 429, RetryAfter: time.Hour})
	if _, next, _ := p.next(); next.Sub(at) != time.Minute {
		t.Errorf("next call after %v", next.Sub(at))
	}
	p = newPlan(10, 0)
	s, at, _ = p.next()
	p.after(s, at, at, &kite.Error{Status: 503, RetryAfter: time.Hour})
	p.soon(at.Add(time.Second))
	if _, next, _ := p.next(); next.Sub(at) != time.Second {
		t.Errorf("a refresh after it asks after %v", next.Sub(at))
	}
}

// What is watched changes while a call hangs: its failure counts for the batch
// that is asked in its place.
func TestAFailureReachesTheBatchInItsPlace(t *testing.T) {
	p := newPlan(10, 0)
	s, _, _ := p.next()
	all := symbols(12)
	p.watch(all, nil, t0)
	at := t0.Add(7 * time.Second)
	p.after(p.successor(s), t0, at, badGateway)
	if got := p.status(at, at); got.Condition != Retrying || got.Attempt != 1 {
		t.Errorf("status %+v", got)
	}
	if _, next, _ := p.next(); next.Sub(at) != 2*time.Second {
		t.Errorf("next call %v after the failure", next.Sub(at))
	}
}

func TestTradeTimesAreAskedForWithinAMinute(t *testing.T) {
	for interval, want := range map[time.Duration]int{time.Second: 6, 5 * time.Second: 6, 10 * time.Second: 6, 15 * time.Second: 4, 30 * time.Second: 2, time.Minute: 1, time.Hour: 1} {
		p := newPlan(10, 0)
		p.interval = interval
		if got := p.quoteTurn(); got != want {
			t.Errorf("every %v: each poll of %d is a quote, want %d", interval, got, want)
		}
	}
}
