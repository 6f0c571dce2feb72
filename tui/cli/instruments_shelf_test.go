package cli

import (
	"context"
	"errors"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/gofrs/flock"

	"kitewatch/kite/kitesim"
	"kitewatch/tui/store"
)

func TestListIsFetchedOnceATradingDay(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newShelfRig(t, "2026-06-26 03:00:00", 0) // Muharram: commodities alone, in the evening
		r.mustList()
		if r.dials != 1 || r.said.String() != "No list of instruments is kept yet: downloading it.\n" {
			t.Errorf("a first list: %d calls, %q", r.dials, r.said.String())
		}
		for _, step := range []struct {
			at    string
			calls int
		}{
			{"2026-06-26 08:29:59", 0},
			{"2026-06-26 08:30:00", 1},
			{"2026-06-26 23:00:00", 0},
			{"2026-06-27 12:00:00", 0}, // Saturday
			{"2026-06-29 08:29:59", 0},
			{"2026-06-29 08:30:00", 1},
			{"2026-06-29 08:30:01", 0},
		} {
			r.restart()
			r.waitUntil(step.at)
			r.mustList()
			if r.dials != step.calls {
				t.Errorf("at %s: %d calls, want %d; %q", step.at, r.dials, step.calls, r.said.String())
			}
		}
	})
}

func TestRefreshOutlastsAnOutage(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newShelfRig(t, "2026-06-29 09:00:00", 0)
		r.fail = 3
		start := time.Now()
		d, err := r.refresh(t.Context())
		if err != nil || d.list == nil || d.bytes == 0 || d.dir != r.cache.Dir {
			t.Fatalf("got %+v, %v", d, err)
		}
		if took := time.Since(start).Round(time.Millisecond); took != 14*time.Second || r.dials != 4 {
			t.Errorf("%d calls in %v, want 4 in 2+4+8 s", r.dials, took)
		}
		const want = "instruments: connection refused; trying again in 2s (1 of 3)\n" +
			"instruments: connection refused; trying again in 4s (2 of 3)\n" +
			"instruments: connection refused; trying again in 8s (3 of 3)\n"
		if got := r.said.String(); got != want {
			t.Errorf("stderr %q, want %q", got, want)
		}
	})
}

func TestNetworkGivenUpWithoutAList(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newShelfRig(t, "2026-06-29 09:00:00", 0)
		r.fail = 100
		_, err := r.list(t.Context())
		if code(err) != exitNetwork || !strings.Contains(err.Error(), "connection refused, 4 times") || r.dials != 4 {
			t.Errorf("%d calls, code %d: %v", r.dials, code(err), err)
		}
	})
}

// TestOldListServes: nobody waits for the retries of a download that is not
// needed.
func TestOldListServes(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newShelfRig(t, "2026-06-29 09:00:00", 0)
		old := r.mustList()
		r.restart()
		r.waitUntil("2026-06-30 09:00:00")
		r.fail = 100
		start := time.Now()
		if l := r.mustList(); !l.Fetched().Equal(old.Fetched()) || r.dials != 1 || time.Since(start) > 0 {
			t.Errorf("the list of %v after %d calls and %v", l.Fetched(), r.dials, time.Since(start))
		}
		const want = "The list of instruments is of Mon 29 Jun 2026, 09:00 IST: downloading today's.\n" +
			"the list of instruments cannot be downloaded: connection refused; going on with the list of Mon 29 Jun 2026, 09:00 IST.\n"
		if got := r.said.String(); got != want {
			t.Errorf("stderr %q, want %q", got, want)
		}
		d, err := r.refresh(t.Context())
		if d.list != nil || code(err) != exitNetwork || !strings.HasSuffix(err.Error(), "4 times; the list of Mon 29 Jun 2026, 09:00 IST stays") {
			t.Errorf("refresh: code %d: %v", code(err), err)
		}
	})
}

func TestRefreshWithinAMinuteIsAnswered(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newShelfRig(t, "2026-06-29 09:00:00", 0)
		r.mustList()
		for _, step := range []struct {
			at    string
			calls int
		}{{"2026-06-29 09:00:59", 0}, {"2026-06-29 09:01:00", 1}} {
			r.restart()
			r.waitUntil(step.at)
			d, err := r.refresh(t.Context())
			if err != nil || r.dials != step.calls || (d.bytes > 0) != (step.calls > 0) {
				t.Errorf("at %s: %d calls, %d bytes, %v", step.at, r.dials, d.bytes, err)
			}
			if said := strings.Contains(r.said.String(), "by another download"); said != (step.calls == 0) {
				t.Errorf("at %s: stderr %q", step.at, r.said.String())
			}
		}
	})
}

// TestBothClocksAgree: the exchange is two days behind the machine's clock, on
// the far side of an expiry. The command that downloads and the one that finds
// the list must name the same future.
func TestBothClocksAgree(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newShelfRig(t, "2026-07-02 07:00:00", -45*time.Hour) // 30 June, 10:00: expiry day
		for _, run := range []string{"cold", "warm"} {
			l := r.mustList()
			_, in, err := resolveSymbol(l, "nifty@fut1", r.now(l), r.calendar)
			if err != nil || in.Symbol.Tradingsymbol != "NIFTY26JUNFUT" {
				t.Errorf("%s: %v, %v", run, in.Symbol, err)
			}
			r.restart()
		}
		r.waitUntil("2026-07-02 12:30:00") // 15:30 there: the future has closed
		l := r.mustList()
		_, in, err := resolveSymbol(l, "nifty@fut1", r.now(l), r.calendar)
		if err != nil || in.Symbol.Tradingsymbol != "NIFTY26JULFUT" {
			t.Errorf("after the close: %v, %v", in.Symbol, err)
		}
	})
}

// TestTodayIsTheExchanges: a machine that is a day behind asks for the candles of
// the exchange's day.
func TestTodayIsTheExchanges(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newShelfRig(t, "2026-11-24 10:14:00", 24*time.Hour)
		f := sharedFlags{paths: r.paths, apiURL: r.client.BaseURL}
		if got := exchangeTime(f); !got.Equal(time.Now().Round(0)) {
			t.Errorf("without a list it is %v", got)
		}
		r.cache.Dir = r.paths.Dump(store.Server(f.apiURL))
		if _, err := r.refresh(t.Context()); err != nil {
			t.Fatal(err)
		}
		now := time.Now()
		if err := os.Chtimes(filepath.Join(r.cache.Dir, listFile), now, now); err != nil { // the bubble's clock is not the disk's
			t.Fatal(err)
		}
		s, err := (&candleFlags{interval: "5minute"}).span(exchangeTime(f))
		if want := "2026-11-25 23:59:59"; err != nil || s.to.Format(time.DateTime) != want {
			t.Errorf("today's candles end %v, error %v; want %s", s.to, err, want)
		}
	})
}

// TestDeadSessionDoesNotStopTheList: at 08:30 the saved session is yesterday's.
func TestDeadSessionDoesNotStopTheList(t *testing.T) {
	for _, tt := range []struct {
		name   string
		always bool
		code   int
		calls  int
	}{
		{"served without a login", false, exitDone, 2},
		{"refused without one too", true, exitLogin, 2},
	} {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				r := newShelfRig(t, "2026-06-29 09:00:00", 0)
				transport, calls := r.client.HTTP.Transport, 0
				r.client.HTTP.Transport = roundTrip(func(q *http.Request) (*http.Response, error) {
					calls++
					if q.Header.Get("Authorization") == "" && !tt.always {
						return transport.RoundTrip(q)
					}
					return &http.Response{StatusCode: 403, Header: http.Header{"Content-Type": {"application/json"}}, Request: q,
						Body: io.NopCloser(strings.NewReader(`{"status":"error","message":"expired","error_type":"TokenException"}`))}, nil
				})
				r.client.APIKey, r.client.AccessToken = "key", "yesterdays"
				_, err := r.refresh(t.Context())
				if got := code(err); err == nil && tt.code != 0 || err != nil && got != tt.code || calls != tt.calls {
					t.Errorf("%d calls, %v", calls, err)
				}
			})
		})
	}
}

type roundTrip func(*http.Request) (*http.Response, error)

func (f roundTrip) RoundTrip(q *http.Request) (*http.Response, error) { return f(q) }

func TestInterruptedDownloadSaysNothing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newShelfRig(t, "2026-06-29 09:00:00", 0)
		r.mustList()
		r.restart()
		r.waitUntil("2026-06-30 09:00:00")
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		if l, err := r.list(ctx); l != nil || !errors.Is(err, context.Canceled) || strings.Contains(r.said.String(), "going on") {
			t.Errorf("got %v, %v; stderr %q", l, err, r.said.String())
		}
	})
}

func TestUnreadableCacheIsReplaced(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newShelfRig(t, "2026-06-29 09:00:00", 0)
		r.mustList()
		r.restart()
		if err := os.WriteFile(filepath.Join(r.cache.Dir, listFile), []byte("kitelist\x1b[2J"), 0o600); err != nil {
			t.Fatal(err)
		}
		r.mustList()
		if got := r.said.String(); r.dials != 1 || !strings.Contains(got, "cannot be read: it is cut off; downloading it again.\n") {
			t.Errorf("%d calls, stderr %q", r.dials, got)
		}
		r.restart()
		r.mustList()
		if r.dials != 0 || r.said.Len() != 0 {
			t.Errorf("after that: %d calls, stderr %q", r.dials, r.said.String())
		}
	})
}

func TestListThatCannotBeKeptIsUsed(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newShelfRig(t, "2026-06-29 09:00:00", 0)
		file := filepath.Join(t.TempDir(), "a file")
		if err := os.WriteFile(file, nil, 0o600); err != nil {
			t.Fatal(err)
		}
		r.cache.Dir = filepath.Join(file, "list") // no folder can be there
		if l := r.mustList(); l.Len() == 0 || !strings.Contains(r.said.String(), "is used but not kept in") {
			t.Errorf("%d rows, stderr %q", l.Len(), r.said.String())
		}
		if d, err := r.refresh(t.Context()); d.list == nil || d.dir != "" || code(err) != exitFailed {
			t.Errorf("refresh: %+v, %v", d, err)
		}
	})
}

// TestClockIsTakenFromTheReplyThatServed, and not from one that was cut off
// six seconds before.
func TestClockIsTakenFromTheReplyThatServed(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newShelfRig(t, "2026-06-29 09:00:00", 0)
		r.x.AddFault(kitesim.Fault{Name: "dumpcut", For: 5 * time.Second})
		d, err := r.refresh(t.Context())
		if err != nil || d.list == nil || r.dials != 3 || r.ahead != 0 {
			t.Errorf("%d calls, the exchange is %v ahead, %v", r.dials, r.ahead, err)
		}
	})
}

// TestAnotherDownloadIsNotWaitedForLong: a process that was stopped in its
// download holds nobody up who has an older list.
func TestAnotherDownloadIsNotWaitedForLong(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newShelfRig(t, "2026-06-29 09:00:00", 0)
		old := r.mustList()
		r.restart()
		r.waitUntil("2026-06-30 09:00:00")
		stopped := flock.New(filepath.Join(r.cache.Dir, "instruments.lock"))
		if ok, err := stopped.TryLock(); !ok {
			t.Fatal(err)
		}
		defer stopped.Close()
		start := time.Now()
		if l := r.mustList(); !l.Fetched().Equal(old.Fetched()) || r.dials != 0 || time.Since(start).Round(time.Second) != 10*time.Second {
			t.Errorf("the list of %v after %d calls and %v", l.Fetched(), r.dials, time.Since(start))
		}
		const want = "The list of instruments is of Mon 29 Jun 2026, 09:00 IST: downloading today's.\n" +
			"Another kitewatch is downloading it: waiting.\n" +
			"another kitewatch is downloading the list of instruments, and does not come to its end; going on with the list of Mon 29 Jun 2026, 09:00 IST.\n"
		if got := r.said.String(); got != want {
			t.Errorf("stderr %q, want %q", got, want)
		}
	})
}
