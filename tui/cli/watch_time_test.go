package cli

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"kitewatch/kite"
	"kitewatch/kite/feed"
	"kitewatch/kite/market"
	"kitewatch/tui/store"
)

// exercise is the lesson's: two indices every five seconds for a minute, with
// two retries.
func exercise(t *testing.T) poll {
	return poll{
		symbols: symbolsOf(t, "NIFTY 50", "NIFTY BANK"), mode: kite.ModeLTP,
		interval: 5 * time.Second, length: time.Minute, retries: 2,
	}
}

const everyFive = "0 5 10 15 20 25 30 35 40 45 50 55"

func TestTheExercise(t *testing.T) {
	atDesk(t, morning, "", func(r *lineRig) {
		wantCode(t, r.watch("plain", exercise(t)), exitDone, "")
		for _, name := range []string{"NIFTY 50", "NIFTY BANK"} {
			if got := r.seconds(name); got != everyFive {
				t.Errorf("%s is read at %s, want %s", name, got, everyFive)
			}
		}
		first, _, _ := strings.Cut(r.printed(), "\n")
		if want := "2026-11-23T10:14:00+05:30\tNSE\tNIFTY 50\t256265\t"; !strings.HasPrefix(first, want) {
			t.Errorf("first line %q, want %q…", first, want)
		}
		if took := time.Since(r.start).Round(time.Second); took != time.Minute {
			t.Errorf("it took %v", took)
		}
		r.wantSaid()
	})
}

func TestTheExerciseByCount(t *testing.T) {
	atDesk(t, morning, "", func(r *lineRig) {
		p := exercise(t)
		p.count = 3
		wantCode(t, r.watch("plain", p), exitDone, "")
		if got := r.seconds("NIFTY 50"); got != "0 5 10" {
			t.Errorf("read at %s", got)
		}
		if took := time.Since(r.start).Round(time.Second); took != 10*time.Second {
			t.Errorf("it took %v: the third reading ends it", took)
		}
	})
}

// TestTheExerciseInTrouble: what befalls it after some good polls. Until a quote
// reply has confirmed the exchange's clock, no time of day is told.
func TestTheExerciseInTrouble(t *testing.T) {
	tests := []struct {
		name, faults string
		code         int
		sentence     string
		read         string // seconds of the readings
		said         []string
	}{
		{name: "an outage that ends", faults: "503@12s+5s", read: "0 5 10 17 22 27 32 37 42 47 52 57",
			said: []string{"10:14:15 503 · retry 1 of 2 in 2s", "10:14:17 prices again, after 2s without"}},
		{name: "an outage that does not", faults: "503@12s", code: exitNetwork, sentence: "network given up: 503, 3 times", read: "0 5 10",
			said: []string{"10:14:15 503 · retry 1 of 2 in 2s", "10:14:17 503 · retry 2 of 2 in 4s"}},
		{name: "no network at all", faults: "reset", code: exitNetwork, sentence: "network given up: connection reset, 3 times",
			said: []string{"connection reset · retry 1 of 2 in 2s", "connection reset · retry 2 of 2 in 4s"}},
		{name: "too many requests once", faults: "429@13s+3s", read: "0 5 10 25 35 45 55",
			said: []string{"10:14:15 rate limited, waiting 10s; then a poll every 10s",
				"10:14:25 prices again, after 10s without"}},
		{name: "too many requests all the time", faults: "429", code: exitRateLimited, sentence: "rate limited",
			said: []string{"10:14:00 rate limited, waiting 10s; then a poll every 10s", "10:14:10 rate limited, waiting 20s; then a poll every 20s",
				"10:14:30 rate limited, waiting 40s; then a poll every 40s"}},
		{name: "the session ends", faults: "expire@12s", code: exitLogin, sentence: "log in with kitewatch login", read: "0 5 10"},
		{name: "an app without market data", faults: "permission", code: exitFailed, sentence: "Insufficient permission for that call; logging in again will not help"},
		{name: "the server's own trouble", faults: "general@12s+5s", read: "0 5 10 20 25 30 35 40 45 50 55",
			said: []string{"10:14:15 500 GeneralException: Something unexpected went wrong. Please try again. · next in 5s",
				"10:14:20 prices again, after 5s without"}},
		{name: "and no end of it", faults: "general@12s", read: "0 5 10"},
		{name: "and nothing else", faults: "general", code: exitFailed, sentence: "the API answers: GeneralException"},
		{name: "a call that is refused", faults: "input@12s+5s", read: "0 5 10 20 25 30 35 40 45 50 55",
			said: []string{"10:14:15 400 InputException: Invalid `i` · next in 5s", "10:14:20 prices again, after 5s without"}},
		{name: "a reading that is lost", faults: "data@14s+2s", read: "0 5 10 20 25 30 35 40 45 50 55"},
		{name: "many in a row", faults: "data@14s+20s", read: "0 5 10 35 40 45 50 55", said: []string{}},
		{name: "every reading is lost", faults: "data", code: exitFailed, sentence: "DataException, 12 times", said: []string{}},
		{name: "it hangs until the end", faults: "hang", code: exitNetwork, sentence: "network given up: network timeout, 3 times"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			atDesk(t, morning, tt.faults, func(r *lineRig) {
				wantCode(t, r.watch("plain", exercise(t)), tt.code, tt.sentence)
				if got := r.seconds("NIFTY BANK"); got != tt.read {
					t.Errorf("read at %q, want %q", got, tt.read)
				}
				if tt.said != nil {
					r.wantSaidOf(func(line string) bool { return !strings.Contains(line, " stale ") }, tt.said...)
				}
			})
		})
	}
}

// TestAnothersRefusalEnds: a watch that another process's 429 has held back says
// that prices are back, and goes on at half the pace.
func TestAnothersRefusalEnds(t *testing.T) {
	atDesk(t, morning, "", func(r *lineRig) {
		go func() {
			time.Sleep(12 * time.Second)
			now := time.Now().Round(0)
			store.NewLease(r.paths.State, r.client.APIKey, r.server, feed.Quotes).HoldBack(now, now)
		}()
		wantCode(t, r.watch("plain", exercise(t)), exitDone, "")
		if got := r.seconds("NIFTY 50"); got != "0 5 10 22 32 42 52" {
			t.Errorf("read at %s", got)
		}
		r.wantSaidOf(func(line string) bool { return !strings.Contains(line, " stale ") },
			"10:14:15 rate limited in another kitewatch, waiting 7s", "10:14:22 prices again, after 7s without")
	})
}

// TestWithoutAnEndItGoesOn: a watch that nobody waits for outlasts an outage.
func TestWithoutAnEndItGoesOn(t *testing.T) {
	atDesk(t, morning, "503@12s+3m", func(r *lineRig) {
		p := exercise(t)
		p.length = 0
		ctx, cancel := context.WithTimeout(r.t.Context(), 6*time.Minute)
		defer cancel()
		if err := r.watchUntil(ctx, "plain", p); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("it ended with %v", err)
		}
		if got := strings.Fields(r.seconds("NIFTY 50")); len(got) < 20 || strings.Join(got[:3], " ") != "0 5 10" || len(got[3]) != 3 {
			t.Errorf("read at %s", got)
		}
		said := r.said.String()
		for what, times := range map[string]int{"NIFTY 50 stale": 1, "prices again": 1, "503 · retry 1 of 2 in 2s": strings.Count(said, "retry 2 of 2")} {
			if got := strings.Count(said, what); got != times || times == 0 {
				t.Errorf("%q is said %d times, want %d\n%s", what, got, times, said)
			}
		}
	})
}

func TestAtNight(t *testing.T) {
	night := time.Date(2026, 11, 23, 20, 0, 0, 0, market.IST)
	atDesk(t, night, "", func(r *lineRig) {
		p := poll{symbols: symbolsOf(t, "INFY"), mode: kite.ModeOHLC, interval: 5 * time.Second, retries: 2, count: 4}
		wantCode(t, r.watch("plain", p), exitDone, "")
		if got := r.seconds("INFY"); got != "0 5 10 15" {
			t.Errorf("with --count it reads at %s", got)
		}
		if got := r.column(len(readingColumns(p.mode)) - 1); !slices.Equal(got, []string{"closed", "closed", "closed", "closed"}) {
			t.Errorf("states %v", got)
		}
	})
	atDesk(t, night, "", func(r *lineRig) {
		ctx, cancel := context.WithTimeout(r.t.Context(), 150*time.Second)
		defer cancel()
		p := poll{symbols: symbolsOf(t, "INFY"), mode: kite.ModeOHLC, interval: 5 * time.Second, retries: 2}
		_ = r.watchUntil(ctx, "plain", p)
		if got := r.seconds("INFY"); got != "0 60 120" && got != "0 5 65 125" {
			t.Errorf("without an end it reads at %s", got)
		}
		if said := r.said.String(); strings.Count(said, "markets shut · a poll every 1m") != 1 {
			t.Errorf("stderr %q", said)
		}
	})
}

// TestASnapshotKnowsTheEveningsChange: without a memory the close before the
// session comes from the day candles, which are waited for.
func TestASnapshotKnowsTheEveningsChange(t *testing.T) {
	morningAfter := time.Date(2026, 11, 25, 8, 0, 0, 0, market.IST) // closed, and the API's close is the last price
	atDesk(t, morningAfter, "", func(r *lineRig) {
		wantCode(t, r.snapshot("plain", kite.ModeLTP, symbolsOf(t, "INFY", "RELIANCE")...), exitDone, "")
		for i, change := range r.column(5) {
			if change == "" || change == "0" {
				t.Errorf("line %d has the change %q\n%s", i, change, r.printed())
			}
		}
		if took := time.Since(r.start); took > 2*time.Second {
			t.Errorf("it took %v", took)
		}
	})
}

func TestManyInstrumentsAreSeveralCalls(t *testing.T) {
	names := []string{"INFY"}
	for i := range 600 {
		names = append(names, fmt.Sprintf("NOSUCH%d", i))
	}
	atDesk(t, morning, "", func(r *lineRig) {
		wantCode(t, r.snapshot("plain", kite.ModeLTP, symbolsOf(t, names...)...), exitBadFile, "does not know NSE:NOSUCH0, NSE:NOSUCH1, NSE:NOSUCH2, and 597 more; the rest is printed")
		if got := r.column(2); !slices.Equal(got, names) {
			t.Errorf("%d lines, the first %q", len(got), got[0])
		}
		var starts []string
		for _, c := range r.x.Calls() {
			if strings.HasPrefix(c.Path, "/quote") {
				starts = append(starts, fmt.Sprintf("%d at %.1fs", c.Instruments, c.Wall.Sub(r.start).Seconds()))
			}
		}
		if got := strings.Join(starts, ", "); got != "250 at 0.0s, 250 at 1.1s, 101 at 2.2s" {
			t.Errorf("calls for %s", got)
		}
	})
	atDesk(t, morning, "", func(r *lineRig) {
		p := poll{symbols: symbolsOf(t, names...), mode: kite.ModeOHLC, interval: 2 * time.Second, retries: 2, count: 3}
		wantCode(t, r.watch("plain", p), exitDone, "")
		if got := len(r.column(0)); got != 3*len(names) {
			t.Errorf("%d lines, want 3 readings of %d", got, len(names))
		}
		if said := r.said.String(); !strings.Contains(said, "3 calls a poll, 1.1s apart: a reading every 3.3s\n") {
			t.Errorf("stderr begins %.200q", said)
		}
	})
}

// TestWhatMayHaveBeenMeant: the kept list helps, and tells a typing error from what
// has no price today.
func TestWhatMayHaveBeenMeant(t *testing.T) {
	atDesk(t, morning, "drop=NSE:TCS", func(r *lineRig) {
		if _, err := r.shelf().list(r.t.Context()); err != nil {
			t.Fatal(err)
		}
		wantCode(t, r.snapshot("plain", kite.ModeLTP, symbolsOf(t, "INFY", "TCS")...), exitDone, "")
		wantCode(t, r.snapshot("plain", kite.ModeLTP, symbolsOf(t, "INFY", "NIFTY", "TCS")...), exitBadFile, "the exchange does not know NSE:NIFTY; the rest is printed")
		if rows := r.column(2); !slices.Equal(rows, []string{"INFY", "TCS", "INFY", "NIFTY", "TCS"}) {
			t.Errorf("printed %q", rows)
		}
		said := r.said.String()
		if !strings.Contains(said, "NSE:NIFTY is not in the exchange's reply: no such symbol; did you mean NSE:NIFTY 50?\n") {
			t.Errorf("stderr %q", said)
		}
		if !strings.Contains(said, "NSE:TCS is not in the exchange's reply: no price of it now\n") {
			t.Errorf("of what is listed, stderr says %q", said)
		}
		wantCode(t, r.snapshot("plain", kite.ModeLTP, symbolsOf(t, "NOSUCHATALL")...), exitBadFile, "knows none of what was asked for: NSE:NOSUCHATALL")
	})
}

// TestFieldsDoNotComeAndGo: the sixth poll is a full quote, which brings more.
func TestFieldsDoNotComeAndGo(t *testing.T) {
	for mode, want := range map[kite.Mode]int{kite.ModeLTP: 8, kite.ModeOHLC: 12, kite.ModeQuote: 28} {
		atDesk(t, morning, "", func(r *lineRig) {
			p := poll{symbols: symbolsOf(t, "INFY"), mode: mode, interval: 2 * time.Second, count: 13}
			wantCode(t, r.watch("plain", p), exitDone, "")
			for line := range strings.Lines(r.printed()) {
				if got := strings.Count(line, "\t") + 1; got != want || strings.Contains(strings.Join(strings.Split(line, "\t")[:5], "|"), "||") {
					t.Errorf("%v has %d fields, want %d: %s", mode, got, want, line)
				}
			}
		})
	}
}

// TestWhatIsKnownIsKept: a run leaves its prices to the next, and the budget
// is the one that all processes share.
func TestWhatIsKnownIsKept(t *testing.T) {
	atDesk(t, morning, "", func(r *lineRig) {
		wantCode(t, r.snapshot("plain", kite.ModeLTP, symbolsOf(t, "INFY")...), exitDone, "")
		known, err := store.LoadPrices(r.paths.State, r.server)
		if err != nil || len(known) != 1 || known[0].Row.Symbol.String() != "NSE:INFY" || known[0].Row.Quote.LastPrice == 0 {
			t.Errorf("kept %+v, %v", known, err)
		}
		wantCode(t, r.snapshot("plain", kite.ModeLTP, symbolsOf(t, "INFY")...), exitDone, "")
		if took := time.Since(r.start).Round(100 * time.Millisecond); took != 1100*time.Millisecond {
			t.Errorf("the second snapshot came after %v, want 1.1 s", took)
		}
	})
}

// TestThePaceWithoutAStateFolder: prices at the money are asked for by a feed of
// their own, right before those that were asked for, and the candles' token too.
func TestThePaceWithoutAStateFolder(t *testing.T) {
	atDesk(t, morning, "", func(r *lineRig) {
		if err := os.WriteFile(r.paths.State, []byte("a file"), 0o600); err != nil {
			t.Fatal(err)
		}
		found, err := r.contracts(r.t.Context(), wantedOf(t, "NFO:NIFTY@ATMCE"))
		wantCode(t, err, exitDone, "")
		wantCode(t, r.snapshot("plain", kite.ModeLTP, found.symbols...), exitDone, "")
		if _, err := r.tokenOf(r.t.Context(), found.symbols[0]); err != nil {
			t.Error(err)
		}
		var last time.Time
		quotes := 0
		for _, c := range r.x.Calls() {
			if !strings.HasPrefix(c.Path, "/quote") {
				continue
			}
			if gap := c.Wall.Sub(last); gap < feed.MinInterval || c.Status != http.StatusOK {
				t.Errorf("%s came %v after the call before it, and was answered %d", c.Path, gap, c.Status)
			}
			last = c.Wall
			quotes++
		}
		if quotes != 3 {
			t.Errorf("%d calls for quotes, want 3", quotes)
		}
		if said := r.said.String(); strings.Count(said, "budget not shared: ") != 1 {
			t.Errorf("stderr %q", said)
		}
	})
}

func TestAStateFolderThatCannotBeUsed(t *testing.T) {
	atDesk(t, morning, "", func(r *lineRig) {
		if err := os.WriteFile(r.paths.State, []byte("a file"), 0o600); err != nil {
			t.Fatal(err)
		}
		wantCode(t, r.snapshot("plain", kite.ModeLTP, symbolsOf(t, "INFY")...), exitDone, "")
		if said := r.said.String(); strings.Count(said, "budget not shared: ") != 1 {
			t.Errorf("stderr %q", said)
		}
		if len(r.column(0)) != 1 {
			t.Errorf("stdout %q", r.printed())
		}
	})
}

// In the evening the change is known once the day candles are: who counts
// readings gets the first with it, and none is lost or late for that.
func TestTheFirstOfSoManyReadingsHasItsChange(t *testing.T) {
	for _, count := range []int{1, 3} {
		atDesk(t, time.Date(2026, 11, 24, 7, 20, 0, 0, market.IST), "", func(r *lineRig) {
			p := poll{symbols: symbolsOf(t, "INFY", "TCS"), mode: kite.ModeOHLC, interval: 2 * time.Second, count: count}
			wantCode(t, r.watch("json", p), exitDone, "")
			lines := strings.Split(strings.TrimSpace(r.printed()), "\n")
			if len(lines) != 2*count {
				t.Errorf("%d lines of %d readings", len(lines), count)
			}
			for _, line := range lines {
				if strings.Contains(line, `"change":null`) || !strings.Contains(line, `"change":`) {
					t.Errorf("without a change: %s", line)
				}
			}
		})
	}
}
