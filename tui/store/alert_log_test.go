package store

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"kitewatch/kite"
	"kitewatch/tui/alert"
)

func TestAlertLog(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "state")
	nifty := alert.Fired{Level: alert.Level{Symbol: kite.Symbol{Exchange: "NSE", Tradingsymbol: "NIFTY 50"}, Kind: alert.Above, Value: 24500}, Price: 24501.35, Before: 24498, At: morning.UTC()}
	gap := alert.Fired{Level: levelOf("INFY", alert.ChangePct, 2.5), Price: 1632.5, At: morning.Add(time.Second)}
	for _, fired := range [][]alert.Fired{{nifty, gap}, nil, {gap}} {
		if err := LogAlerts(dir, alertHost, fired); err != nil {
			t.Fatal(err)
		}
	}
	text, err := os.ReadFile(AlertLog(dir))
	if err != nil {
		t.Fatal(err)
	}
	line := "2026-11-23T10:00:01+05:30\tNSE:INFY\tchange_pct 2.5\t1632.5\t\tapi.kite.trade\n"
	want := "2026-11-23T10:00:00+05:30\tNSE:NIFTY 50\tabove 24500\t24501.35\t24498\tapi.kite.trade\n" + line + line
	if string(text) != want {
		t.Errorf("got\n%s\nwant\n%s", text, want)
	}
	if info, err := os.Stat(AlertLog(dir)); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("%v, %v; want it the user's alone", info.Mode(), err)
	}
}

func TestAFullAlertLogIsSetAside(t *testing.T) {
	dir := t.TempDir()
	full := strings.Repeat("x", logSize*megabyte-1) + "\n"
	if err := os.WriteFile(AlertLog(dir), []byte(full), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := LogAlerts(dir, alertHost, []alert.Fired{{Level: levelOf("INFY", alert.Above, 1), Price: 2, At: morning}}); err != nil {
		t.Fatal(err)
	}
	aside, _ := filepath.Glob(filepath.Join(dir, "alerts-*.log"))
	text, err := os.ReadFile(AlertLog(dir))
	if err != nil || len(aside) != 1 || strings.Count(string(text), "\n") != 1 {
		t.Errorf("%d set aside, the new one %d bytes, %v", len(aside), len(text), err)
	}
}

func TestAnAlertLogThatCannotBeWrittenIsSaid(t *testing.T) {
	dir := t.TempDir()
	if err := os.Mkdir(AlertLog(dir), 0o700); err != nil {
		t.Fatal(err)
	}
	err := LogAlerts(dir, alertHost, []alert.Fired{{Level: levelOf("INFY", alert.Above, 1), Price: 2, At: morning}})
	if err == nil || !strings.Contains(err.Error(), "is a folder") {
		t.Errorf("error %v", err)
	}
}
