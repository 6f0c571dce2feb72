package tui

import (
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"kitewatch/kite/feed"
	"kitewatch/kite/market"
	"kitewatch/tui/store"
)

func TestCallsAreLogged(t *testing.T) {
	path := filepath.Join(t.TempDir(), "kitewatch.log")
	file, err := store.OpenLog(path)
	if err != nil {
		t.Fatal(err)
	}
	at := time.Date(2026, 11, 23, 10, 14, 7, 16_000_000, market.IST)
	log := slog.New(slog.NewTextHandler(file, nil))
	logCalls(log, []feed.Call{
		{At: at.UTC(), Name: "quote", Asked: 24, Took: 159 * time.Millisecond, Answer: "200 · 23 of 24 rows", Decision: "next in 5s"},
		{At: at.Add(5 * time.Second), Name: "candles", Took: 7 * time.Second, Answer: "timeout\x1b[2J\nlevel=INFO", Trouble: true, Decision: "retry 1 of 3 in 2s"},
	})
	if err := file.Close(); err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for line := range strings.Lines(string(text)) {
		_, rest, found := strings.Cut(line, " ") // the machine's time is not ours to tell
		if !found || !strings.HasPrefix(line, "time=") {
			t.Errorf("line %q has no time", line)
		}
		got = append(got, rest)
	}
	want := []string{
		"level=INFO msg=call at=2026-11-23T10:14:07.016+05:30 name=quote asked=24 took=159ms answer=\"200 · 23 of 24 rows\" decision=\"next in 5s\"\n",
		"level=WARN msg=call at=2026-11-23T10:14:12.016+05:30 name=candles asked=0 took=7s answer=\"timeout\\x1b[2J\\nlevel=INFO\" decision=\"retry 1 of 3 in 2s\"\n",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}
