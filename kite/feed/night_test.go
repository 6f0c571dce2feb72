package feed_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"kitewatch/kite"
	"kitewatch/kite/feed"
	"kitewatch/kite/market"
)

func ist(day, hour, minute int) time.Time {
	return time.Date(2026, 11, day, hour, minute, 0, 0, market.IST)
}

// gaps returns the seconds between the quote calls that the exchange saw.
func (r *rig) gaps() []float64 {
	calls := r.calls()
	var out []float64
	for i := 1; i < len(calls); i++ {
		out = append(out, calls[i]-calls[i-1])
	}
	return out
}

func (r *rig) modes() string {
	var names []string
	for _, c := range r.log {
		names = append(names, c.Name)
	}
	return strings.Join(names, " ")
}

var infyAndReliance = []kite.Symbol{{Exchange: "NSE", Tradingsymbol: "INFY"}, {Exchange: "NSE", Tradingsymbol: "RELIANCE"}}

func TestShutMarketsArePolledGently(t *testing.T) {
	cfg := feed.Config{Interval: 5 * time.Second, Mode: kite.ModeOHLC, Retries: 3}
	onRigAt(t, ist(23, 20, 0), cfg, "", infyAndReliance, func(r *rig) {
		r.after(10 * time.Minute)
		gaps := r.gaps()
		if len(gaps) < 5 || gaps[0] != 5 || slices.Max(gaps) != 60 || slices.Min(gaps[1:]) != 60 {
			t.Errorf("seconds between calls at night: %v", gaps)
		}
		if !r.status.Resting || r.status.Pace != time.Minute {
			t.Errorf("status: %+v", r.status)
		}
		if modes := r.modes(); !strings.HasSuffix(modes, "quote quote quote") {
			t.Errorf("at night it asks for %s", modes)
		}
		if last := r.log[len(r.log)-1]; last.Decision != "markets shut; next in 1m0s" {
			t.Errorf("decision %q", last.Decision)
		}
		r.feed.Refresh()
		r.after(10*time.Minute + time.Second)
		if got := r.calls(); got[len(got)-1] != 600 {
			t.Errorf("r at night: calls at %v", got)
		}
	})
}

// The usual pace is back before the market opens, and no row is stale then.
func TestTheUsualPaceComesBackBeforeTheOpening(t *testing.T) {
	cfg := feed.Config{Interval: 5 * time.Second, Mode: kite.ModeOHLC, Retries: 3}
	onRigAt(t, ist(25, 8, 50), cfg, "", infyAndReliance, func(r *rig) {
		r.after(9*time.Minute + 30*time.Second)
		if !r.status.Resting {
			t.Error("it does not rest at 08:59:30")
		}
		for second := range 40 {
			at := 9*time.Minute + 30*time.Second + time.Duration(second)*time.Second
			r.after(at + 500*time.Millisecond) // a reply comes within it
			c := r.clock()
			for _, row := range r.rows {
				want := feed.Closed
				if second == 29 {
					continue // the exchange's clock is known to half a second
				}
				if second >= 30 {
					want = feed.Auction
				}
				if got := row.State(c, market.Default()); got != want {
					t.Errorf("%v %s: state %v, want %v", c.Exchange().Format("15:04:05"), row.Symbol, got, want)
				}
			}
		}
		if r.status.Resting || r.status.Pace != 5*time.Second {
			t.Errorf("status after 09:00: %+v", r.status)
		}
	})
}

func TestWhatTradesIsAskedAsUsualBesideWhatIsShut(t *testing.T) {
	gold := kite.Symbol{Exchange: "MCX", Tradingsymbol: "GOLD26DECFUT"}
	cfg := feed.Config{Interval: 5 * time.Second, Mode: kite.ModeOHLC, Retries: 3}
	onRigAt(t, ist(23, 20, 0), cfg, "", append(slices.Clone(infyAndReliance), gold), func(r *rig) {
		r.after(time.Minute)
		if gaps := r.gaps(); slices.Max(gaps) != 5 {
			t.Errorf("seconds between calls while gold trades: %v", gaps)
		}
	})
}

// A machine that sleeps: its wall clock goes on, its running time does not.
func TestASleepingMachine(t *testing.T) {
	for _, tt := range []struct {
		name string
		jump time.Duration
	}{
		{"asleep for an hour", time.Hour}, {"asleep for six seconds", 6 * time.Second}, {"set back by three seconds", -3 * time.Second},
	} {
		t.Run(tt.name, func(t *testing.T) {
			cfg := feed.Config{Interval: 60 * time.Second, Mode: kite.ModeOHLC, Retries: 3}
			onRig(t, cfg, "", infyAndReliance, func(r *rig) {
				states := func() string {
					var names []string
					for _, s := range infyAndReliance {
						names = append(names, fmt.Sprint(r.rows[s].State(r.clock(), market.Default())))
					}
					return strings.Join(names, " ")
				}
				r.after(3 * time.Second)
				if got := states(); got != fmt.Sprint(feed.Live, feed.Live) {
					t.Errorf("states before: %s", got)
				}
				r.jump.Store(int64(tt.jump))
				if got := states(); strings.Contains(got, fmt.Sprint(feed.Live)) {
					t.Errorf("states at the jump: %s", got)
				}
				calls := len(r.calls())
				r.after(5 * time.Second)
				if got := len(r.calls()) - calls; got != 1 {
					t.Errorf("%d calls after the jump, want 1", got)
				}
			})
		})
	}
}

// The exchange's clock, too, is right with the first reply after the machine's
// has been set.
func TestAClockThatIsSet(t *testing.T) {
	cfg := feed.Config{Interval: 5 * time.Second, Mode: kite.ModeOHLC, Retries: 3}
	onRig(t, cfg, "", infyAndReliance, func(r *rig) {
		r.after(12 * time.Second)
		r.jump.Store(int64(-90 * time.Minute))
		r.after(14 * time.Second)
		c := r.clock()
		if got := c.Exchange(); got.Sub(morning.Add(14*time.Second)).Abs() > 2*time.Second {
			t.Errorf("the exchange's clock shows %v", got)
		}
		for _, row := range r.rows {
			if got := row.State(c, market.Default()); got != feed.Live {
				t.Errorf("%s: state %v", row.Symbol, got)
			}
		}
	})
}

func TestRequestLogTellsDecisions(t *testing.T) {
	cfg := feed.Config{Interval: 5 * time.Second, Mode: kite.ModeQuote, Retries: 1}
	unknown := kite.Symbol{Exchange: "NSE", Tradingsymbol: "NIITTECH"}
	symbols := append(slices.Clone(infyAndReliance), unknown)
	onRig(t, cfg, "503@1s+10s data@30s+5s general@40s+5s 429@60s+5s", symbols, func(r *rig) {
		r.after(150 * time.Second)
		var got []string
		for _, c := range r.log {
			if c.Asked != 3 || c.Name != "quote" || c.Took < 0 || c.At.Before(morning) {
				t.Errorf("call %+v", c)
			}
			got = append(got, fmt.Sprintf("%s: %s", c.Answer, c.Decision))
		}
		for _, want := range []string{
			"200 · 2 of 3 rows: NIITTECH missing; its row says so",
			"503: retry 1 of 1 in 2s",
			"503: poll given up, next in 10s",
			"200 · 2 of 3 rows: outage over, 17s without data",
			"429 NetworkException: Too many requests: pace halved, wait 10s",
			"200 · 2 of 3 rows: pace back to 5s",
			"502 DataException: Error parsing response.: skipped, values kept",
			"500 GeneralException: Something unexpected went wrong. Please try again.: shown; next in 5s",
		} {
			if !slices.Contains(got, want) {
				t.Errorf("no call says %q; they say\n %s", want, strings.Join(got, "\n "))
			}
		}
	})
}

// ltp brings no trade times, and after 09:08 a price may be of today's matching
// already: against a close remembered from yesterday it would show two sessions'
// change.
func TestLTPBegunInThePreOpenShowsOneSession(t *testing.T) {
	var known []feed.Known
	onRigAt(t, ist(20, 15, 20), feed.Config{Interval: 5 * time.Second, Mode: kite.ModeOHLC}, "", infyAndReliance, func(r *rig) {
		r.after(20 * time.Second)
		for _, row := range r.rows {
			known = append(known, row.Known(r.clock()))
		}
	})
	cfg := feed.Config{Interval: 5 * time.Second, Mode: kite.ModeLTP, Known: known}
	onRigAt(t, ist(23, 9, 10), cfg, "", infyAndReliance, func(r *rig) {
		r.after(12 * time.Second)
		if modes := r.modes(); modes != "ohlc quote ltp" { // the exchange's clock is known with the first reply
			t.Errorf("asked for %s", modes)
		}
		want, err := r.client.Quotes(r.t.Context(), kite.ModeQuote, infyAndReliance)
		if err != nil {
			t.Error(err)
		}
		for _, row := range r.rows {
			if q := want.Quotes[row.Symbol]; row.Session != market.On(2026, time.November, 23) || row.PrevClose != q.OHLC.Close {
				t.Errorf("%s: against %v of the session %v, want %v of the 23rd", row.Symbol, row.PrevClose, row.Session.Time(), q.OHLC.Close)
			}
		}
	})
}
