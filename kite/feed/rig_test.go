package feed_test

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"kitewatch/kite"
	"kitewatch/kite/feed"
	"kitewatch/kite/kitesim"
	"kitewatch/kite/market"
)

// rig is a feed that asks the simulated exchange, on virtual time: real HTTP
// over a pipe, and no second passes.
type rig struct {
	t        *testing.T
	start    time.Time
	exchange *kitesim.Exchange
	client   *kite.Client
	feed     *feed.Feed
	rows     map[kite.Symbol]feed.Row
	status   feed.Status
	log      []feed.Call  // the request log
	jump     atomic.Int64 // of the wall clock, as a Duration
	bend     atomic.Int64 // of the replies' Dates, as a Duration
	said     []string     // each condition that was new, with its second
	events   chan heard
}

// morning is the exchange's time at the start of a test.
var morning = time.Date(2026, 11, 23, 10, 14, 0, 0, market.IST)

// onRig runs a script against a feed that watches symbols, from the morning on.
func onRig(t *testing.T, cfg feed.Config, faults string, symbols []kite.Symbol, script func(*rig)) {
	t.Helper()
	onRigAt(t, morning, cfg, faults, symbols, script)
}

// onRigAt is onRig from a given time of the exchange on.
func onRigAt(t *testing.T, at time.Time, cfg feed.Config, faults string, symbols []kite.Symbol, script func(*rig)) {
	t.Helper()
	runRig(t, at, cfg, faults, symbols, func(r *rig) {
		r.feed.Observe(at, r.start) // as the screen does with the profile's
	}, script)
}

// runRig does what is to be done before the feed runs, and then the script.
func runRig(t *testing.T, at time.Time, cfg feed.Config, faults string, symbols []kite.Symbol, before, script func(*rig)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		r := &rig{t: t, start: time.Now(), rows: map[kite.Symbol]feed.Row{}, events: make(chan heard, 10_000)}
		x := kitesim.New(kitesim.Config{Offset: at.Sub(r.start)})
		for _, text := range strings.Fields(faults) {
			f, err := kitesim.ParseFault(text)
			if err != nil {
				t.Fatal(err)
			}
			x.AddFault(f)
		}
		pipe := x.Pipe()
		transport := &http.Transport{DialContext: pipe.DialContext}
		r.exchange = x
		r.client = &kite.Client{
			BaseURL: "http://127.0.0.1", APIKey: x.APIKey(), AccessToken: x.NewAccessToken(),
			HTTP: &http.Client{Transport: bent{transport, &r.bend}},
		}
		cfg.Client = r.client
		r.feed = feed.New(cfg)
		r.feed.SetWall(func(now time.Time) time.Time { return now.Round(0).Add(time.Duration(r.jump.Load())) })
		before(r)
		r.feed.Watch(symbols, nil)
		ctx, cancel := context.WithCancel(t.Context())
		done := make(chan struct{}, 2)
		go func() { _ = r.feed.Run(ctx); done <- struct{}{} }()
		go func() { r.listen(ctx); done <- struct{}{} }()
		script(r)
		stop := time.Now()
		cancel()
		<-done
		<-done
		if waited := time.Since(stop); waited > 0 {
			t.Errorf("the loop ended %v after its context", waited)
		}
		transport.CloseIdleConnections()
		pipe.Close()
	})
}

// dateless bends a Date out of its reply.
const dateless = 1

// bent is a transport whose replies tell another time than the exchange's.
type bent struct {
	*http.Transport
	by *atomic.Int64
}

func (b bent) RoundTrip(req *http.Request) (*http.Response, error) {
	resp, err := b.Transport.RoundTrip(req)
	switch {
	case err != nil || b.by.Load() == 0:
		return resp, err
	case b.by.Load() == dateless:
		resp.Header.Del("Date")
	}
	if at, err := http.ParseTime(resp.Header.Get("Date")); err == nil {
		resp.Header.Set("Date", at.Add(time.Duration(b.by.Load())).UTC().Format(http.TimeFormat))
	}
	return resp, nil
}

// heard is an event and when it was taken.
type heard struct {
	event feed.Event
	at    time.Time
}

func (r *rig) listen(ctx context.Context) {
	for {
		e, err := r.feed.Next(ctx)
		if err != nil {
			return
		}
		r.events <- heard{e, time.Now()}
	}
}

// take keeps what has been heard so far.
func (r *rig) take() {
	for {
		select {
		case h := <-r.events:
			say := r.say(h.event.Status, h.at)
			if r.said == nil || !strings.HasSuffix(r.said[len(r.said)-1], say) {
				r.said = append(r.said, fmt.Sprintf("%v %s", h.at.Sub(r.start).Round(time.Millisecond), say))
			}
			r.status = h.event.Status
			r.log = append(r.log, h.event.Calls...)
			for _, row := range h.event.Rows {
				r.rows[row.Symbol] = row
			}
		default:
			return
		}
	}
}

// say is what a status line would have of a status at a moment.
func (r *rig) say(s feed.Status, at time.Time) string {
	switch s.Condition {
	case feed.Starting:
		return "starting"
	case feed.Polling:
		return "polling"
	case feed.Retrying:
		return fmt.Sprintf("%s, retry %d of %d in %v", s.Reason, s.Attempt, s.Retries, s.Next.Sub(at).Round(time.Second))
	case feed.Down:
		return fmt.Sprintf("down, next in %v", s.Next.Sub(at).Round(time.Second))
	case feed.Limited:
		return fmt.Sprintf("limited, wait %v, pace %v", s.Next.Sub(at).Round(time.Second), s.Pace)
	case feed.LoginNeeded:
		return "login"
	case feed.NoPermission:
		return "no permission"
	case feed.Paused:
		return "paused"
	}
	return "failed: " + s.Reason
}

// after lets virtual time pass until so long after the start.
func (r *rig) after(d time.Duration) {
	time.Sleep(time.Until(r.start.Add(d)))
	synctest.Wait()
	r.take()
}

// clock is what a screen would have by now.
func (r *rig) clock() feed.Clock {
	c, jump := feed.ReadClock(), time.Duration(r.jump.Load())
	return r.status.Clock(feed.Clock{Wall: c.Wall.Add(jump), Drift: c.Drift + jump})
}

// calls returns when quote calls arrived, in seconds after the start.
func (r *rig) calls() []float64 {
	var at []float64
	for _, c := range r.exchange.Calls() {
		if strings.HasPrefix(c.Path, "/quote") {
			at = append(at, c.Wall.Sub(r.start).Round(time.Millisecond).Seconds())
		}
	}
	return at
}

func (r *rig) wantCalls(want ...float64) {
	r.t.Helper()
	if got := r.calls(); !slices.Equal(got, want) {
		r.t.Errorf("the exchange saw calls at\n %v, want\n %v", got, want)
	}
}

func (r *rig) wantSaid(want ...string) {
	r.t.Helper()
	if !slices.Equal(r.said, want) {
		r.t.Errorf("the feed said\n %s\nwant\n %s", strings.Join(r.said, "\n "), strings.Join(want, "\n "))
	}
}
