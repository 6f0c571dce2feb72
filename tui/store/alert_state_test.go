package store

import (
	"math"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"kitewatch/kite"
	"kitewatch/kite/market"
	"kitewatch/tui/alert"
)

const alertHost = "api.kite.trade"

// morning is when the levels of these tests are seen, in the exchange's time.
var morning = time.Date(2026, 11, 23, 10, 0, 0, 0, market.IST)

func levelOf(name string, kind alert.Kind, value float64) alert.Level {
	return alert.Level{Symbol: kite.Symbol{Exchange: "NSE", Tradingsymbol: name}, Kind: kind, Value: value}
}

// marked is a mark with all that is remembered.
func marked() alert.Mark {
	return alert.Mark{
		Level: levelOf("M&M", alert.ChangePct, 2.5), Phase: alert.Armed, Price: 3061.35, Seen: morning,
		Since: morning.Add(-time.Hour), Session: market.DateOf(morning), Side: -1, FiredAt: morning.Add(-26*time.Hour + time.Millisecond),
		FiredPrice: 3100, Acknowledged: morning.Add(-25 * time.Hour),
	}
}

func mustSaveAlerts(t *testing.T, dir string, s alert.State, at time.Time) {
	t.Helper()
	if err := SaveAlerts(dir, alertHost, s, at); err != nil {
		t.Fatal(err)
	}
}

func mustLoadAlerts(t *testing.T, dir string) []alert.Mark {
	t.Helper()
	s, err := LoadAlerts(dir, alertHost)
	if err != nil {
		t.Fatal(err)
	}
	return s.Marks
}

func TestAlertsAreReadAsTheyWereWritten(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "state")
	if got := mustLoadAlerts(t, dir); len(got) != 0 {
		t.Errorf("without a file: %v", got)
	}
	plain := alert.Mark{Level: levelOf("INFY", alert.Above, 1600.05), Phase: alert.Beyond, Price: 1610, Seen: morning}
	mustSaveAlerts(t, dir, alert.State{Marks: []alert.Mark{marked(), plain}}, morning)
	if diff := cmp.Diff([]alert.Mark{plain, marked()}, mustLoadAlerts(t, dir)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if s, err := LoadAlerts(dir, "127.0.0.1:8765"); err != nil || len(s.Marks) != 0 {
		t.Errorf("another host has %v, %v", s.Marks, err)
	}
	if info, err := os.Stat(alertsOf(dir, alertHost).path); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("%v, %v; want it the user's alone", info.Mode(), err)
	}
}

func TestAlertsOfOtherTerminalsStay(t *testing.T) {
	dir := t.TempDir()
	at := func(minutes int, phase alert.Phase, level alert.Level) alert.Mark {
		return alert.Mark{Level: level, Phase: phase, Price: float64(1000 + minutes), Seen: morning.Add(time.Duration(minutes) * time.Minute)}
	}
	shared, theirs, mine := levelOf("A", alert.Above, 1), levelOf("B", alert.Above, 1), levelOf("C", alert.Above, 1)
	fired := at(5, alert.Spent, shared)
	fired.FiredAt, fired.FiredPrice = fired.Seen, 7
	mustSaveAlerts(t, dir, alert.State{Marks: []alert.Mark{fired, at(5, alert.Armed, theirs)}}, morning)
	now := morning.Add(10 * time.Minute)
	mustSaveAlerts(t, dir, alert.State{Marks: []alert.Mark{at(3, alert.Armed, shared), at(9, alert.Armed, mine)}}, now)
	want := []alert.Mark{fired, at(5, alert.Armed, theirs), at(9, alert.Armed, mine)}
	if diff := cmp.Diff(want, mustLoadAlerts(t, dir)); diff != "" {
		t.Errorf("the later counts, of each (-want +got):\n%s", diff)
	}
	acknowledged := at(8, alert.Armed, shared)
	acknowledged.Acknowledged = now
	mustSaveAlerts(t, dir, alert.State{Marks: []alert.Mark{acknowledged}, Gone: []alert.Level{mine}}, now)
	acknowledged.FiredAt, acknowledged.FiredPrice = fired.FiredAt, 7
	if diff := cmp.Diff([]alert.Mark{acknowledged, want[1]}, mustLoadAlerts(t, dir)); diff != "" {
		t.Errorf("what has fired is kept, what is gone is not (-want +got):\n%s", diff)
	}
}

func TestMarksFromAWrongClockGiveWay(t *testing.T) {
	dir := t.TempDir()
	wrong := marked()
	wrong.Seen, wrong.FiredAt, wrong.Acknowledged = morning.AddDate(0, 0, 1), morning.AddDate(0, 0, 1), morning.AddDate(0, 0, 1)
	mustSaveAlerts(t, dir, alert.State{Marks: []alert.Mark{wrong}}, wrong.Seen)
	mustSaveAlerts(t, dir, alert.State{Marks: []alert.Mark{marked()}}, morning)
	if diff := cmp.Diff([]alert.Mark{marked()}, mustLoadAlerts(t, dir)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestAlertsAreForgotten(t *testing.T) {
	dir := t.TempDir()
	old, never, kept := marked(), marked(), marked()
	old.Level.Value, old.Seen = 1, morning.Add(-keepFor)
	never.Level.Value, never.Seen = 2, time.Time{}
	mustSaveAlerts(t, dir, alert.State{Marks: []alert.Mark{old, never, kept}}, morning)
	if diff := cmp.Diff([]alert.Mark{kept}, mustLoadAlerts(t, dir)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	var many []alert.Mark
	for i := range maxRows + 10 {
		many = append(many, alert.Mark{Level: levelOf("M", alert.Above, float64(i+1)), Phase: alert.Armed, Price: 1, Seen: morning.Add(time.Duration(i) * time.Second)})
	}
	mustSaveAlerts(t, dir, alert.State{Marks: many, Gone: []alert.Level{kept.Level}}, morning.AddDate(0, 0, 1))
	got := mustLoadAlerts(t, dir)
	if len(got) != maxRows || got[0].Level.Value != 11 {
		t.Errorf("%d marks from %v, want the last %d", len(got), got[0].Level, maxRows)
	}
}

func TestDamagedAlertsCostOnlyThemselves(t *testing.T) {
	dir := t.TempDir()
	mustSaveAlerts(t, dir, alert.State{Marks: []alert.Mark{marked()}}, morning)
	path := alertsOf(dir, alertHost).path
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	odd := []string{
		"", "null", "{}", "[]", "\x00\xff", `{"symbol":"NSE:INFY"}`, `{"symbol":"NSE:INFY","kind":"sideways","value":1,"phase":"armed"}`,
		`{"symbol":"NSE:INFY","kind":"above","value":-1,"phase":"armed"}`, `{"symbol":"NSE:INFY","kind":"above","value":1,"phase":"??"}`,
		`{"symbol":"NSE:INFY","kind":"above","value":1,"phase":"armed","seen":"soon"}`, `{"symbol":"NSE:INFY","kind":"above","val`,
	}
	if err := os.WriteFile(path, []byte(strings.Join(odd, "\n")+"\n"+string(text)), 0o600); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]alert.Mark{marked()}, mustLoadAlerts(t, dir)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	infinite := marked()
	infinite.Level.Value, infinite.Price = 3, math.Inf(1)
	mustSaveAlerts(t, dir, alert.State{Marks: []alert.Mark{infinite}}, morning)
	infinite.Price = 0 // not known
	if diff := cmp.Diff([]alert.Mark{marked(), infinite}, mustLoadAlerts(t, dir)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestANewerKitewatchsAlertsStay(t *testing.T) {
	dir := t.TempDir()
	path := alertsOf(dir, alertHost).path
	const newer = `{"version":2}` + "\n"
	if err := os.WriteFile(path, []byte(newer), 0o600); err != nil {
		t.Fatal(err)
	}
	_, loading := LoadAlerts(dir, alertHost)
	saving := SaveAlerts(dir, alertHost, alert.State{Marks: []alert.Mark{marked()}}, morning)
	crossing := []alert.Fired{{Level: marked().Level, At: morning, Price: 1}}
	won, claiming := ClaimAlerts(dir, alertHost, "me", crossing)
	for _, err := range []error{loading, saving, claiming} {
		if err == nil || !strings.Contains(err.Error(), "newer") {
			t.Errorf("error %v", err)
		}
	}
	if diff := cmp.Diff(crossing, won); diff != "" {
		t.Errorf("what cannot be claimed is told all the same (-want +got):\n%s", diff)
	}
	if text, _ := os.ReadFile(path); string(text) != newer {
		t.Errorf("it was written over: %q", text)
	}
}

func TestClaims(t *testing.T) {
	second := func(n float64) time.Time { return morning.Add(time.Duration(n * float64(time.Second))) }
	type claim struct {
		since, at float64 // seconds from the morning
		want      bool
	}
	for _, c := range []struct {
		name   string
		claims []claim
	}{
		{"one crossing, seen at polls seconds apart, either first", []claim{{-900, 5, true}, {-899, 8, false}, {-905, 4, false}}},
		{"and by one that was away for an hour", []claim{{-900, 5, true}, {-899, 3600, false}}},
		{"clear again it is the next crossing", []claim{{-900, 5, true}, {30, 40, true}, {33, 43, false}, {60, 70, true}}},
		{"within moments too", []claim{{-900, 5, true}, {10, 15, true}}},
		{"clocks that differ by less than 3 s", []claim{{-900, 5, true}, {7.5, 7.8, false}}},
		{"armed by the session, seen at its open", []claim{{-36000, 2, true}, {-36000, 6, false}}},
		{"clear at a time to come counts as from a minute before", []claim{{-900, 5, true}, {9000, 40, false}, {9000, 70, true}}},
		{"a claim from a wrong clock silences nobody", []claim{{-900, 90000, true}, {-899, 5, true}, {-899, 8, false}}},
	} {
		t.Run(c.name, func(t *testing.T) {
			dir := t.TempDir()
			for i, claim := range c.claims {
				f := alert.Fired{Level: levelOf("INFY", alert.Above, 1600), Since: second(claim.since), At: second(claim.at), Price: 1601}
				won, err := ClaimAlerts(dir, alertHost, strconv.Itoa(i), []alert.Fired{f})
				if err != nil || (len(won) == 1) != claim.want {
					t.Errorf("clear at %vs, crossed at %vs: won %v, want %v; %v", claim.since, claim.at, won, claim.want, err)
				}
			}
		})
	}
}

// Between its own claim and what it sees next a process has one clock: what is
// clear later has crossed again, at however fast a pace.
func TestAProcessesOwnClaims(t *testing.T) {
	dir, level := t.TempDir(), levelOf("INFY", alert.Above, 1600)
	book := alert.NewBook()
	book.Set([]alert.Level{level})
	told := 0
	for i, price := range []kite.Price{1590, 1601, 1590, 1601, 1601, 1590, 1602} {
		fired := pollOf(book, level, morning.Add(time.Duration(i)*1100*time.Millisecond), price)
		won, err := ClaimAlerts(dir, alertHost, "me", fired)
		if told += len(won); err != nil {
			t.Error(err)
		}
		mustSaveAlerts(t, dir, book.State(), morning.Add(time.Minute))
	}
	if told != 3 {
		t.Errorf("%d told, want 3", told)
	}
}

func TestAClaimIsRemembered(t *testing.T) {
	dir := t.TempDir()
	mustSaveAlerts(t, dir, alert.State{Marks: []alert.Mark{marked()}}, morning)
	other := alert.Fired{Level: levelOf("INFY", alert.Below, 1400), At: morning.Add(time.Minute), Since: morning, Price: 1399}
	mine := alert.Fired{Level: marked().Level, At: morning.Add(time.Minute), Since: morning.Add(-time.Hour), Price: 3200, Side: 1}
	won, err := ClaimAlerts(dir, alertHost, "me", []alert.Fired{mine, other, mine})
	if diff := cmp.Diff([]alert.Fired{mine, other}, won); err != nil || diff != "" {
		t.Errorf("%v (-want +got):\n%s", err, diff)
	}
	want := marked()
	want.Phase, want.Side, want.Since, want.Price, want.Seen = alert.Spent, 1, time.Time{}, 3200, mine.At
	want.FiredAt, want.FiredPrice = mine.At, 3200
	got := mustLoadAlerts(t, dir)
	if diff := cmp.Diff(want, got[0]); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if b := alert.NewBook(); len(got) == 2 {
		b.Restore(alert.State{Marks: got})
		b.Set([]alert.Level{mine.Level})
		if m, ringing := b.Ringing(mine.Level.Symbol); !ringing || m.FiredPrice != 3200 {
			t.Errorf("killed and started again it rings %v", m)
		}
	}
}

func TestClaimsWithoutAFolderAreToldAllTheSame(t *testing.T) {
	path := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(path, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	crossing := []alert.Fired{{Level: marked().Level, At: morning, Price: 1}}
	won, err := ClaimAlerts(filepath.Join(path, "state"), alertHost, "me", crossing)
	if diff := cmp.Diff(crossing, won); err == nil || diff != "" {
		t.Errorf("%v (-want +got):\n%s", err, diff)
	}
}

func TestGoroutinesClaimOnce(t *testing.T) {
	dir := t.TempDir()
	const claimers = 8
	var all [claimers]int
	var group sync.WaitGroup
	for i := range claimers {
		group.Go(func() {
			f := alert.Fired{Level: levelOf("INFY", alert.Above, 1600), Since: morning, At: morning.Add(time.Duration(i) * time.Second), Price: 1601}
			won, err := ClaimAlerts(dir, alertHost, strconv.Itoa(i), []alert.Fired{f})
			if all[i] = len(won); err != nil {
				t.Error(err)
			}
		})
	}
	group.Wait()
	sum := 0
	for _, n := range all {
		sum += n
	}
	if sum != 1 {
		t.Errorf("%d told it, want 1", sum)
	}
}

// FuzzAlerts reads any file, writes what it has read, and reads the same again.
func FuzzAlerts(f *testing.F) {
	m := marks{list: []alert.Mark{marked()}}
	f.Add(m.text(alertHost))
	f.Add([]byte(`{"symbol":"NSE:INFY","kind":"above","value":1e300,"phase":"armed","session":"2026-02-30","seen":null}`))
	f.Fuzz(func(t *testing.T, text []byte) {
		var once, twice marks
		once.read(text)
		twice.read(once.text(alertHost))
		if diff := cmp.Diff(once.list, twice.list, cmpopts.EquateEmpty()); diff != "" {
			t.Errorf("(-first +again):\n%s", diff)
		}
	})
}
