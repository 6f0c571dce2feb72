package feed_test

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"go.uber.org/goleak"

	"kitewatch/kite"
	"kitewatch/kite/feed"
	"kitewatch/kite/market"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func sym(names ...string) []kite.Symbol {
	var out []kite.Symbol
	for _, n := range names {
		s, err := kite.ParseSymbol(n)
		if err != nil {
			panic(err)
		}
		out = append(out, s)
	}
	return out
}

var (
	few    = sym("NSE:NIFTY 50", "NSE:RELIANCE", "NSE:M&M")
	config = feed.Config{Interval: 5 * time.Second, Mode: kite.ModeOHLC, Retries: 3}
)

func TestPollsAtTheInterval(t *testing.T) {
	onRig(t, config, "", few, func(r *rig) {
		r.after(21 * time.Second)
		r.wantCalls(0, 5, 10, 15, 20)
		for _, s := range few {
			row := r.rows[s]
			last, prev, _ := r.exchange.Truth(s.Exchange, s.Tradingsymbol)
			if row.Quote.LastPrice == 0 || float64(row.PrevClose) != prev {
				t.Errorf("%v: last %v (now %v), previous close %v, want %v", s, row.Quote.LastPrice, last, row.PrevClose, prev)
			}
			clock := feed.Clock{Wall: time.Now(), Offset: r.status.Offset}
			if got := row.State(clock, market.Default()); got != feed.Live {
				t.Errorf("%v is in state %v at %v", s, got, clock.Exchange())
			}
		}
		if off := r.status.Offset - morning.Sub(r.start); off < -2*time.Second || off > 2*time.Second {
			t.Errorf("the exchange's clock is off by %v", off)
		}
	})
}

func TestOutageShorterThanItsRetries(t *testing.T) {
	onRig(t, config, "503@10s+12s", few, func(r *rig) {
		r.after(13 * time.Second)
		row := r.rows[few[1]]
		if age := time.Since(row.Received); row.Quote.LastPrice == 0 || age != 8*time.Second {
			t.Errorf("in the outage the row has %v, %v old", row.Quote.LastPrice, age)
		}
		r.after(30 * time.Second)
		r.wantCalls(0, 5, 10, 12, 16, 24, 29)
		r.wantSaid("0s starting", "0s polling",
			"10s 503, retry 1 of 3 in 2s", "12s 503, retry 2 of 3 in 4s", "16s 503, retry 3 of 3 in 8s",
			"24s polling")
	})
}

func TestLongOutage(t *testing.T) {
	onRig(t, config, "503@4s+60s", few, func(r *rig) {
		r.after(100 * time.Second)
		// Given up at 19 and 43; the polls come 10 and 20 s after the last try.
		r.wantCalls(0, 5, 7, 11, 19, 29, 31, 35, 43, 63, 65, 70, 75, 80, 85, 90, 95, 100)
		if r.status.Condition != feed.Polling {
			t.Errorf("after the outage: %v", r.say(r.status, time.Now()))
		}
	})
}

func TestHangIsATimeout(t *testing.T) {
	onRig(t, config, "hang@4s+12s", few, func(r *rig) {
		r.after(30 * time.Second)
		r.wantCalls(0, 5, 14, 25, 30) // 7 s each, then 2 and 4 s
		r.wantSaid("0s starting", "0s polling",
			"12s network timeout, retry 1 of 3 in 2s", "21s network timeout, retry 2 of 3 in 4s", "25s polling")
	})
}

func TestEndOfSessionStopsPolling(t *testing.T) {
	onRig(t, config, "expire@12s", few, func(r *rig) {
		r.after(10 * time.Minute)
		r.wantCalls(0, 5, 10, 15)
		if r.status.Condition != feed.LoginNeeded || !r.status.Next.IsZero() {
			t.Errorf("status %+v", r.status)
		}
		at := feed.Clock{Wall: r.start.Add(15 * time.Second), Offset: r.status.Offset}
		if got := r.rows[few[1]].State(at, market.Default()); got != feed.Stale {
			t.Errorf("a row of an ended session is in state %v", got)
		}
		r.feed.Use(r.client.WithToken(r.exchange.NewAccessToken()))
		r.after(10*time.Minute + 6*time.Second)
		r.wantCalls(0, 5, 10, 15, 600, 605)
		if r.status.Condition != feed.Polling {
			t.Errorf("after the login: %v", r.say(r.status, time.Now()))
		}
	})
}

// TestARefusalElsewhereStopsPolling has somebody else's call meet the end of the
// session, an hour before the next poll would.
func TestARefusalElsewhereStopsPolling(t *testing.T) {
	slow := config
	slow.Interval = time.Hour
	ended := &kite.Error{Status: 403, Type: "TokenException", Message: "Incorrect `api_key` or `access_token`."}
	onRig(t, slow, "", few, func(r *rig) {
		r.after(10 * time.Second)
		r.feed.Refused(0, &kite.Error{Status: 403, Type: "PermissionException"})
		r.feed.Refused(0, nil)
		r.after(20 * time.Second)
		if r.status.Condition != feed.Polling {
			t.Errorf("what is no refusal of the session: %v", r.say(r.status, time.Now()))
		}
		r.feed.Refused(0, ended)
		r.after(30 * time.Second)
		if s := r.status; s.Condition != feed.LoginNeeded || !s.Next.IsZero() || s.Reason != kite.Brief(ended) {
			t.Errorf("status %+v", s)
		}
		if row := r.rows[few[1]]; row.Cycle != 0 {
			t.Errorf("a row of the ended session has a cycle of %v", row.Cycle)
		}
		r.after(3 * time.Hour)
		r.wantCalls(0)
		r.feed.Use(r.client.WithToken(r.exchange.NewAccessToken()))
		r.feed.Refused(0, ended) // of the session before
		r.after(3*time.Hour + time.Second)
		r.wantCalls(0, 10800)
		if r.status.Condition != feed.Polling {
			t.Errorf("after the login: %v", r.say(r.status, time.Now()))
		}
		r.feed.Refused(1, ended)
		r.after(3*time.Hour + 2*time.Second)
		if r.status.Condition != feed.LoginNeeded {
			t.Errorf("after the end of the second session: %v", r.say(r.status, time.Now()))
		}
	})
}

func TestNoPermissionStopsPolling(t *testing.T) {
	onRig(t, config, "permission", few, func(r *rig) {
		r.after(time.Minute)
		r.wantCalls(0)
		r.wantSaid("0s starting", "0s no permission")
	})
}

func TestRateLimit(t *testing.T) {
	onRig(t, config, "429@4s+20s", few, func(r *rig) {
		r.after(60 * time.Second)
		r.wantCalls(0, 5, 15, 35, 55) // 10 s, 20 s, then at a fourth of the pace
		r.wantSaid("0s starting", "0s polling",
			"5s limited, wait 10s, pace 10s", "15s limited, wait 20s, pace 20s", "35s polling")
	})
}

func TestOtherOutcomes(t *testing.T) {
	tests := []struct {
		fault string
		want  []float64
		say   string
	}{
		{"data@4s+2s", []float64{0, 5, 10}, "polling"},
		{"general@4s+20s", []float64{0, 5, 10}, "failed: GeneralException"},
		{"input@4s+20s", []float64{0, 5, 10}, "failed: InputException"},
		{"html@4s+2s", []float64{0, 5, 7, 12}, "polling"},
		{"empty@4s+2s", []float64{0, 5, 7, 12}, "polling"},
		{"cut@4s+2s", []float64{0, 5, 7, 12}, "polling"},
		{"reset@4s+2s", []float64{0, 5, 7, 12}, "polling"},
		{"error200@4s+2s", []float64{0, 5, 7, 12}, "polling"},
	}
	for _, tt := range tests {
		t.Run(tt.fault, func(t *testing.T) {
			onRig(t, config, tt.fault, few, func(r *rig) {
				r.after(13 * time.Second)
				r.wantCalls(tt.want...)
				if got := r.say(r.status, time.Now()); !strings.HasPrefix(got, tt.say) {
					t.Errorf("the feed says %q", got)
				}
				if row := r.rows[few[1]]; row.Quote.LastPrice == 0 || row.Missing {
					t.Errorf("the last value is gone: %+v", row)
				}
			})
		})
	}
}

// A reply that comes and brings no price is no sign of life of any price.
func TestRepliesWithoutPricesAreNotLive(t *testing.T) {
	for _, fault := range []string{"zero@4s", "null@4s"} {
		onRig(t, config, fault, few, func(r *rig) {
			r.after(21 * time.Second)
			r.wantCalls(0, 5, 10, 15, 20)
			if r.status.Condition != feed.Polling || !r.status.LastGood.Equal(r.start.Round(0)) {
				t.Errorf("%s: last prices at %v, %v", fault, r.status.LastGood.Sub(r.start), r.say(r.status, time.Now()))
			}
			for _, s := range few {
				clock := feed.Clock{Wall: time.Now(), Offset: r.status.Offset}
				if got := r.rows[s].State(clock, market.Default()); got != feed.Stale {
					t.Errorf("%s: %v is in state %v", fault, s, got)
				}
			}
		})
	}
}

func TestUnknownSymbolHasItsRowAlone(t *testing.T) {
	symbols := append(sym("NSE:NOSUCHTHING"), few...)
	onRig(t, config, "", symbols, func(r *rig) {
		r.after(6 * time.Second)
		clock := feed.Clock{Wall: time.Now(), Offset: r.status.Offset}
		for i, s := range symbols {
			row := r.rows[s]
			state := row.State(clock, market.Default())
			if unknown := i == 0; row.Missing != unknown || (state == feed.NoData) != unknown {
				t.Errorf("%v: missing %v, state %v", s, row.Missing, state)
			}
		}
	})
}

func TestManySymbolsKeepToTheBudget(t *testing.T) {
	var symbols []kite.Symbol
	for i := range 1000 {
		symbols = append(symbols, kite.Symbol{Exchange: "NSE", Tradingsymbol: fmt.Sprintf("UNKNOWN%03d", i)})
	}
	onRig(t, feed.Config{Interval: time.Second, Mode: kite.ModeOHLC, Retries: 3}, "", symbols, func(r *rig) {
		r.after(60 * time.Second)
		calls := r.calls()
		for i, at := range calls[1:] {
			if gap := at - calls[i]; gap < 1.0999 {
				t.Errorf("calls at %v and %v", calls[i], at)
			}
		}
		if len(calls) < 54 || r.status.Calls != 4 {
			t.Errorf("%d calls in a minute, %d in a cycle", len(calls), r.status.Calls)
		}
		for _, c := range r.exchange.Calls() {
			if c.Status != http.StatusOK {
				t.Errorf("call at %v: status %d", c.Wall.Sub(r.start), c.Status)
			}
		}
	})
}

func TestPauseAndRefreshOnTheWire(t *testing.T) {
	onRig(t, config, "", few, func(r *rig) {
		r.after(2 * time.Second)
		r.feed.Refresh()
		r.after(3 * time.Second)
		r.feed.Pause(true)
		r.after(60 * time.Second)
		r.feed.Pause(false)
		r.after(66 * time.Second)
		r.wantCalls(0, 2, 60, 65)
	})
}

// A pause pressed while a call hangs is there at once, and outlives a login.
func TestPauseDuringAHangAndOverALogin(t *testing.T) {
	onRig(t, config, "hang@4s+2s expire@60s", few, func(r *rig) {
		r.after(6 * time.Second)
		r.feed.Pause(true)
		r.after(6*time.Second + time.Millisecond)
		if r.status.Condition != feed.Paused {
			t.Errorf("paused during the hang: %v", r.say(r.status, time.Now()))
		}
		r.feed.Pause(false)
		r.after(61 * time.Second)
		if r.status.Condition != feed.LoginNeeded {
			r.after(66 * time.Second)
		}
		r.feed.Pause(true)
		calls := len(r.calls())
		r.feed.Use(r.client.WithToken(r.exchange.NewAccessToken()))
		r.after(2 * time.Minute)
		if got := len(r.calls()); got != calls || r.status.Condition != feed.Paused {
			t.Errorf("paused before the login, and %d calls after it: %v", got-calls, r.say(r.status, time.Now()))
		}
		r.feed.Pause(false)
		r.after(2*time.Minute + time.Second)
		if got := len(r.calls()); got != calls+1 || r.status.Condition != feed.Polling {
			t.Errorf("the pause ended, and %d calls came: %v", got-calls, r.say(r.status, time.Now()))
		}
	})
}

// A refusal that was under way when the new session came is not its refusal.
func TestLateRefusalOfTheOldSession(t *testing.T) {
	onRig(t, config, "slow=3s@4s+2s expire@6s", few, func(r *rig) {
		r.after(6500 * time.Millisecond) // the call of 5 s is answered at 8 s
		r.feed.Use(r.client.WithToken(r.exchange.NewAccessToken()))
		r.after(20 * time.Second)
		if r.status.Condition != feed.Polling {
			t.Errorf("%v", r.say(r.status, time.Now()))
		}
	})
}

// While a 429 lasts, no row becomes fresh for the slower pace.
func TestNoRowIsFreshForASlowerPace(t *testing.T) {
	onRig(t, config, "429@9s", few, func(r *rig) {
		for at := 16 * time.Second; at < 2*time.Minute; at += 7 * time.Second {
			r.after(at)
			clock := feed.Clock{Wall: time.Now(), Offset: r.status.Offset}
			if got := r.rows[few[1]].State(clock, market.Default()); got != feed.Stale {
				t.Errorf("at %v, last answered at 5s, the row is in state %v", at, got)
			}
		}
	})
}

func TestQuitDuringAHang(t *testing.T) {
	onRig(t, config, "hang", few, func(r *rig) {
		r.after(3 * time.Second)
		r.wantCalls(0) // and onRig sees that the loop ends at once
	})
}

func TestNotLoggedIn(t *testing.T) {
	f := feed.New(feed.Config{Interval: time.Second})
	f.Watch(few, nil)
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan struct{})
	go func() { defer close(done); _ = f.Run(ctx) }()
	e, err := f.Next(ctx)
	if err != nil || e.Status.Condition != feed.LoginNeeded {
		t.Errorf("got %+v, %v", e.Status, err)
	}
	cancel()
	<-done
}
