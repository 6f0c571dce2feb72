package cli

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"kitewatch/kite"
	"kitewatch/kite/feed"
	"kitewatch/tui/store"
)

func TestASnapshotInTrouble(t *testing.T) {
	tests := []struct {
		name, faults string
		code         int
		sentence     string
		took         time.Duration
		lines        int // of stderr
	}{
		{name: "a short outage", faults: "503@0s+3s", took: 6 * time.Second, lines: 3},
		{name: "an outage", faults: "503", code: exitNetwork, sentence: "network given up: 503, 4 times", took: 14 * time.Second, lines: 3},
		{name: "no retry of what the server refuses", faults: "input", code: exitFailed, sentence: "the API answers: InputException: Invalid `i`"},
		{name: "nor of its own trouble", faults: "general", code: exitFailed, sentence: "the API answers: GeneralException"},
		{name: "a reply that is lost", faults: "data@0s+2s", took: 5 * time.Second},
		{name: "each reply is lost", faults: "data", code: exitFailed, sentence: "DataException, 4 times", took: 15 * time.Second},
		{name: "too many requests", faults: "429@0s+2s", took: 10 * time.Second, lines: 2},
		{name: "no session", faults: "expire", code: exitLogin, sentence: "log in with kitewatch login"},
		{name: "no permission", faults: "permission", code: exitFailed, sentence: "logging in again will not help"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			atDesk(t, morning, tt.faults, func(r *lineRig) {
				wantCode(t, r.snapshot("plain", kite.ModeLTP, symbolsOf(t, "INFY")...), tt.code, tt.sentence)
				if took := time.Since(r.start).Round(time.Second); took != tt.took {
					t.Errorf("it took %v, want %v", took, tt.took)
				}
				if got := len(r.column(0)); (got == 1) != (tt.code == exitDone) {
					t.Errorf("stdout %q", r.printed())
				}
				if got := strings.Count(r.said.String(), "\n"); got != tt.lines {
					t.Errorf("stderr has %d lines, want %d: %s", got, tt.lines, &r.said)
				}
			})
		})
	}
}

// TestASnapshotIsWholeAtTheSecondTry: what is asked for again is no less than
// what was asked for first.
func TestASnapshotIsWholeAtTheSecondTry(t *testing.T) {
	for _, mode := range []kite.Mode{kite.ModeLTP, kite.ModeOHLC, kite.ModeQuote} {
		atDesk(t, morning, "data@0s+2s", func(r *lineRig) {
			wantCode(t, r.snapshot("plain", mode, symbolsOf(t, "INFY")...), exitDone, "")
			if values := strings.Split(strings.TrimSuffix(r.printed(), "\n"), "\t"); slices.Contains(values, "") {
				t.Errorf("%v: a value is missing in %q", mode, values)
			}
			for _, c := range r.x.Calls() {
				if strings.HasPrefix(c.Path, "/quote") && c.Path != "/quote" {
					t.Errorf("%v: a call for %s tells no trades", mode, c.Path)
				}
			}
		})
	}
}

// TestWhatCameIsWritten: one of three calls fails; what the others brought is
// no less true, and the exit code says that it is not all.
func TestWhatCameIsWritten(t *testing.T) {
	names := []string{"INFY"}
	for i := range 600 {
		names = append(names, fmt.Sprintf("NOSUCH%d", i))
	}
	atDesk(t, morning, "", func(r *lineRig) {
		r.front = func(q *http.Request) *http.Response {
			if !strings.Contains(q.URL.RawQuery, "NOSUCH500") {
				return nil
			}
			return reply(400, `{"status":"error","error_type":"InputException","message":"No."}`)
		}
		wantCode(t, r.snapshot("plain", kite.ModeLTP, symbolsOf(t, names...)...), exitFailed, "InputException: No.")
		if got := r.column(2); len(got) != 500 || got[0] != "INFY" {
			t.Errorf("%d lines", len(got))
		}
	})
}

// TestASnapshotByAWrongClock: the machine is years behind, and the reply alone
// tells it as long as the profile's Date is not to be had.
func TestASnapshotByAWrongClock(t *testing.T) {
	for silent, want := range map[int]string{0: "live", 1: "live", 2: ""} { // of the profile's replies, and the state
		atDesk(t, morning, "", func(r *lineRig) {
			asked := 0
			r.front = func(q *http.Request) *http.Response {
				if q.URL.Path != "/user/profile" {
					return nil
				}
				if asked++; asked > silent {
					return nil
				}
				<-q.Context().Done()
				return reply(504, "")
			}
			wantCode(t, r.snapshot("plain", kite.ModeLTP, symbolsOf(t, "INFY")...), exitDone, "")
			values := strings.Split(strings.TrimSuffix(r.printed(), "\n"), "\t")
			if at, _ := time.Parse(time.RFC3339, values[0]); at.Sub(morning) > 3*time.Second || at.Before(morning) || values[len(values)-1] != want {
				t.Errorf("without %d profiles the line is %q, want the state %q", silent, values, want)
			}
			if most := min(silent+1, 2); asked != most {
				t.Errorf("the profile is asked for %d times, want %d", asked, most)
			}
		})
	}
}

// TestTheSecondReadingKnowsTheTime: two quote replies agree, whatever else fails.
func TestTheSecondReadingKnowsTheTime(t *testing.T) {
	atDesk(t, morning, "", func(r *lineRig) {
		r.front = func(q *http.Request) *http.Response {
			if q.URL.Path != "/user/profile" {
				return nil
			}
			return reply(502, "")
		}
		p := poll{symbols: symbolsOf(t, "INFY"), mode: kite.ModeOHLC, interval: 5 * time.Second, count: 3}
		wantCode(t, r.watch("plain", p), exitDone, "")
		if got := strings.Join(r.column(11), " "); got != " live live" || r.seconds("INFY") != "0 1 6" { // the second comes at once: it decides
			t.Errorf("states %q at %s", got, r.seconds("INFY"))
		}
	})
}

// TestAnothersRefusalHoldsBack: a 429 that another process has met.
func TestAnothersRefusalHoldsBack(t *testing.T) {
	atDesk(t, morning, "", func(r *lineRig) {
		now := time.Now().Round(0)
		store.NewLease(r.paths.State, r.client.APIKey, r.server, feed.Quotes).HoldBack(now, now.Add(10*time.Second))
		wantCode(t, r.snapshot("plain", kite.ModeLTP, symbolsOf(t, "INFY")...), exitDone, "")
		if took := time.Since(r.start).Round(time.Second); took != 10*time.Second {
			t.Errorf("it took %v, want 10 s", took)
		}
		r.wantSaid("rate limited in another kitewatch, waiting 10s", "10:14:10 prices again, after 10s without")
	})
}
