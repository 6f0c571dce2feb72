package cli

import (
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"kitewatch/kite/feed"
	"kitewatch/kite/market"
	"kitewatch/tui/store"
)

// fetch fetches candles as the command would.
func (r *lineRig) fetch(format, symbol string, f candleFlags) error {
	return r.fetchUntil(r.t.Context(), format, symbol, f)
}

func (r *lineRig) fetchUntil(ctx context.Context, format, symbol string, f candleFlags) error {
	r.t.Helper()
	span, err := f.span(r.x.Time())
	if err != nil {
		r.t.Fatal(err)
	}
	s := newSheet(r.env, &stdout{ctx, r.out}, format, candleColumns(span.interval, 2))
	err = r.candles(ctx, symbolsOf(r.t, symbol)[0], span, s)
	if err != nil {
		return err
	}
	return s.end()
}

// asked are the spans of the calls for candles.
func asked(r *lineRig) *[]string {
	var spans []string
	r.front = func(q *http.Request) *http.Response {
		if v := q.URL.Query(); strings.HasPrefix(q.URL.Path, "/instruments/historical/") {
			spans = append(spans, fmt.Sprintf("%s to %s at %.2fs", v.Get("from"), v.Get("to"), time.Since(r.start).Seconds()))
		}
		return nil
	}
	return &spans
}

// TestCandlesWaitForTheOtherProcesses has another terminal that was refused a
// call for candles, and one that has just started three.
func TestCandlesWaitForTheOtherProcesses(t *testing.T) {
	for _, c := range []struct {
		name  string
		other func(other *store.Lease, now time.Time)
		want  string
	}{
		{"a 429", func(other *store.Lease, now time.Time) { other.HoldBack(now, now.Add(10*time.Second)) }, "at 10.00s"},
		{"its turns", func(other *store.Lease, now time.Time) {
			for range 3 {
				other.Take(now)
			}
		}, "at 1.20s"},
		{"its quotes", func(*store.Lease, time.Time) {}, "at 0.00s"},
	} {
		t.Run(c.name, func(t *testing.T) {
			atDesk(t, morning, "", func(r *lineRig) {
				spans := asked(r)
				now := time.Now().Round(0)
				c.other(store.NewLease(r.paths.State, r.client.APIKey, r.server, feed.Historical), now)
				store.NewLease(r.paths.State, r.client.APIKey, r.server, feed.Quotes).HoldBack(now, now.Add(30*time.Second))
				wantCode(t, r.fetch("csv", "738561", candleFlags{interval: "5minute"}), exitDone, "")
				if c.name == "a 429" {
					r.wantSaid("rate limited in another kitewatch, waiting 10s")
				}
				if len(*spans) != 1 || !strings.HasSuffix((*spans)[0], c.want) {
					t.Errorf("calls for %v, want one %s", *spans, c.want)
				}
			})
		})
	}
}

func TestCandlesArePagedAndPaced(t *testing.T) {
	atDesk(t, morning, "", func(r *lineRig) {
		spans := asked(r)
		wantCode(t, r.fetch("csv", "INFY", candleFlags{interval: "minute", from: "2026-05-10 10:00", to: "2026-11-23"}), exitDone, "")
		want := []string{
			"2026-05-10 10:00:00 to 2026-07-08 23:59:59 at 0.00s", "2026-07-09 00:00:00 to 2026-09-06 23:59:59 at 0.40s",
			"2026-09-07 00:00:00 to 2026-11-05 23:59:59 at 0.80s", "2026-11-06 00:00:00 to 2026-11-23 23:59:59 at 1.20s",
		}
		if !slices.Equal(*spans, want) {
			t.Errorf("calls for\n%s\nwant\n%s", strings.Join(*spans, "\n"), strings.Join(want, "\n"))
		}
		rows, err := csv.NewReader(strings.NewReader(r.printed())).ReadAll()
		if err != nil || len(rows) < 40_000 {
			t.Fatalf("%d rows, %v", len(rows), err)
		}
		if got := strings.Join(rows[0], ","); got != "time,open,high,low,close,volume,oi" {
			t.Errorf("titles %s", got)
		}
		times := func(row []string) string { return row[0] }
		if !slices.IsSortedFunc(rows[1:], func(a, b []string) int { return strings.Compare(times(a), times(b)) }) {
			t.Error("they are not in the order of their times")
		}
		if first, last := times(rows[1]), times(rows[len(rows)-1]); first != "2026-05-11T09:15:00+05:30" || last != "2026-11-23T10:14:00+05:30" {
			t.Errorf("from %s to %s", first, last)
		}
		for i := 2; i < len(rows); i++ {
			if times(rows[i]) == times(rows[i-1]) {
				t.Fatalf("two candles of %s", times(rows[i]))
			}
		}
		r.wantSaid()
	})
}

// TestNoSecondHasMoreThanThreeCalls: processes one after the other, and a long
// fetch, beside each other's budget.
func TestNoSecondHasMoreThanThreeCalls(t *testing.T) {
	atDesk(t, morning, "", func(r *lineRig) {
		for range 4 {
			wantCode(t, r.fetch("csv", "408065", candleFlags{interval: "minute", from: "2026-11-23"}), exitDone, "")
		}
		wantCode(t, r.fetch("csv", "408065", candleFlags{interval: "day", from: "1995-01-01"}), exitDone, "")
		wantCode(t, r.fetch("csv", "408065", candleFlags{interval: "minute", from: "2025-11-23"}), exitDone, "")
		var starts []time.Time
		for _, c := range r.x.Calls() {
			if starts = append(starts, c.Wall); c.Status != http.StatusOK {
				t.Errorf("%s: %d", c.Path, c.Status)
			}
		}
		for i := 3; i < len(starts); i++ {
			if gap := starts[i].Sub(starts[i-3]); gap < time.Second {
				t.Errorf("four calls within %v", gap)
			}
		}
		if len(starts) < 16 {
			t.Errorf("%d calls", len(starts))
		}
	})
}

func TestASmallerLimitIsObeyed(t *testing.T) {
	atDesk(t, morning, "", func(r *lineRig) {
		var spans []string
		r.front = func(q *http.Request) *http.Response {
			v := q.URL.Query()
			if !strings.HasPrefix(q.URL.Path, "/instruments/historical/") {
				return nil
			}
			from, _ := time.ParseInLocation(time.DateTime, v.Get("from"), market.IST)
			to, _ := time.ParseInLocation(time.DateTime, v.Get("to"), market.IST)
			if to.Sub(from) > 30*24*time.Hour {
				return reply(400, `{"status":"error","error_type":"InputException","message":"interval exceeds max limit: 30 days"}`)
			}
			spans = append(spans, v.Get("from")[:10]+" "+v.Get("to")[:10])
			return nil
		}
		wantCode(t, r.fetch("csv", "INFY", candleFlags{interval: "5minute", from: "2026-08-01", to: "2026-11-20"}), exitDone, "")
		want := []string{"2026-08-01 2026-08-30", "2026-08-31 2026-09-29", "2026-09-30 2026-10-29", "2026-10-30 2026-11-20"}
		if !slices.Equal(spans, want) {
			t.Errorf("calls for %q, want %q", spans, want)
		}
	})
	atDesk(t, morning, "", func(r *lineRig) {
		r.front = func(q *http.Request) *http.Response {
			if !strings.HasPrefix(q.URL.Path, "/instruments/historical/") {
				return nil
			}
			return reply(400, `{"status":"error","error_type":"InputException","message":"interval exceeds max limit: 0 days"}`)
		}
		wantCode(t, r.fetch("csv", "INFY", candleFlags{interval: "5minute"}), exitFailed, "max limit: 0 days")
	})
}

func reply(status int, body string) *http.Response {
	return &http.Response{
		StatusCode: status, Header: http.Header{"Content-Type": {"application/json"}}, Body: io.NopCloser(strings.NewReader(body)),
	}
}

func TestCandlesInTrouble(t *testing.T) {
	one := candleFlags{interval: "day", from: "2026-11-18", to: "2026-11-20"}
	failing := func(times int, status int, body string) func(*lineRig) {
		return func(r *lineRig) {
			r.front = func(q *http.Request) *http.Response {
				if times--; !strings.HasPrefix(q.URL.Path, "/instruments/historical/") || times < 0 {
					return nil
				}
				return reply(status, body)
			}
		}
	}
	tests := []struct {
		name     string
		symbol   string
		set      func(*lineRig)
		code     int
		sentence string
		took     time.Duration
		said     []string
	}{
		{name: "an outage that ends", symbol: "408065", set: failing(3, 503, ""), took: 14 * time.Second,
			said: []string{"503 · retry 1 of 3 in 2s", "503 · retry 2 of 3 in 4s", "503 · retry 3 of 3 in 8s"}},
		{name: "an outage that does not", symbol: "408065", set: failing(9, 503, ""), code: exitNetwork, sentence: "network given up: 503, 4 times", took: 14 * time.Second,
			said: []string{"503 · retry 1 of 3 in 2s", "503 · retry 2 of 3 in 4s", "503 · retry 3 of 3 in 8s"}},
		{name: "too many requests once", symbol: "408065", set: failing(1, 429, ""), took: 10 * time.Second,
			said: []string{"rate limited, waiting 10s"}},
		{name: "too many requests all the time", symbol: "408065", set: failing(9, 429, ""), code: exitRateLimited, sentence: "rate limited", took: 70 * time.Second,
			said: []string{"rate limited, waiting 10s", "rate limited, waiting 20s", "rate limited, waiting 40s"}},
		{name: "an unknown token", symbol: "1", code: exitBadFile, sentence: "1: the API knows no instrument token 1"},
		{name: "an unknown symbol", symbol: "NOSUCH", code: exitBadFile, sentence: "the exchange knows no NSE:NOSUCH"},
		{name: "an app without market data", symbol: "408065",
			set:  failing(1, 403, `{"status":"error","error_type":"PermissionException","message":"Insufficient permission for that call."}`),
			code: exitFailed, sentence: "Insufficient permission for that call; logging in again will not help"},
		{name: "no session", symbol: "INFY", set: func(r *lineRig) { r.client = r.client.WithToken("old") }, code: exitLogin, sentence: "log in with kitewatch login"},
		{name: "no price yet", symbol: "INFY", set: func(r *lineRig) {
			r.front = func(q *http.Request) *http.Response {
				if q.URL.Path != "/quote/ltp" {
					return nil
				}
				return reply(200, `{"status":"success","data":{"NSE:INFY":{"instrument_token":408065,"last_price":0}}}`)
			}
		}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			atDesk(t, morning, "", func(r *lineRig) {
				if tt.set != nil {
					tt.set(r)
				}
				wantCode(t, r.fetch("plain", tt.symbol, one), tt.code, tt.sentence)
				if got := strings.Count(r.printed(), "\n"); (got == 3) != (tt.code == exitDone) {
					t.Errorf("%d candles", got)
				}
				if took := time.Since(r.start).Round(time.Second); tt.took > 0 && took.Round(2*time.Second) != tt.took {
					t.Errorf("it took %v, want %v", took, tt.took)
				}
				var said []string
				for line := range strings.Lines(r.said.String()) {
					said = append(said, strings.TrimSpace(line))
				}
				if !slices.Equal(said, tt.said) {
					t.Errorf("stderr %q, want %q", said, tt.said)
				}
			})
		})
	}
}

// TestWhatWasWrittenStands: a fetch that fails in the middle.
func TestWhatWasWrittenStands(t *testing.T) {
	atDesk(t, morning, "", func(r *lineRig) {
		calls := 0
		r.front = func(q *http.Request) *http.Response {
			if calls++; calls < 3 {
				return nil
			}
			return reply(500, `{"status":"error","error_type":"GeneralException","message":"No."}`)
		}
		wantCode(t, r.fetch("plain", "408065", candleFlags{interval: "minute", from: "2026-05-10"}), exitFailed, "candles before it are written")
		if text := r.printed(); strings.Count(text, "\n") < 20_000 || !strings.HasSuffix(text, "\n") {
			t.Errorf("%d lines are written", strings.Count(text, "\n"))
		}
	})
	atDesk(t, morning, "", func(r *lineRig) {
		ctx, cancel := context.WithTimeout(r.t.Context(), 500*time.Millisecond)
		defer cancel()
		err := r.fetchUntil(ctx, "plain", "408065", candleFlags{interval: "minute", from: "2025-05-10"})
		if !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("an interrupted fetch ends with %v", err)
		}
	})
}

func TestCandlesSayThatTheBudgetIsNotShared(t *testing.T) {
	atDesk(t, morning, "", func(r *lineRig) {
		if err := os.WriteFile(r.paths.State, []byte("a file"), 0o600); err != nil {
			t.Fatal(err)
		}
		wantCode(t, r.fetch("plain", "INFY", candleFlags{interval: "minute", from: "2026-06-01", to: "2026-11-20"}), exitDone, "")
		if said := r.said.String(); strings.Count(said, "\n") != 1 || !strings.HasPrefix(said, "budget not shared: ") {
			t.Errorf("stderr %q", said)
		}
	})
}

func TestNoCandles(t *testing.T) {
	atDesk(t, morning, "", func(r *lineRig) {
		weekend := candleFlags{interval: "5minute", from: "2026-11-21", to: "2026-11-22"}
		wantCode(t, r.fetch("csv", "INFY", weekend), exitDone, "")
		r.wantSaid("NSE:INFY has no 5minute candles from 2026-11-21 00:00:00 to 2026-11-22 23:59:59.")
		if got := r.printed(); got != "time,open,high,low,close,volume,oi\n" {
			t.Errorf("stdout %q", got)
		}
	})
}
