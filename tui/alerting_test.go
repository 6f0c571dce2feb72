package tui

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"kitewatch/kite/kitesim"
	"kitewatch/kite/market"
	"kitewatch/tui/store"
)

// withLevel is a driver whose watchlist.toml has a level that INFY crosses in
// the first half minute of the simulated morning.
func withLevel(t *testing.T, state string, script func(d *driver, path string)) {
	t.Helper()
	withLevelAnd(t, state, nil, script)
}

// crossed lets the time pass until the terminal rings.
func (d *driver) crossed() {
	d.t.Helper()
	for range 60 {
		d.after(time.Since(d.start) + time.Second)
		if strings.Contains(d.written.String(), "\a") {
			return
		}
	}
	d.t.Fatal("no alert in a minute")
}

// withLevelAnd is withLevel with an alert_command.
func withLevelAnd(t *testing.T, state string, command []string, script func(d *driver, path string)) {
	t.Helper()
	levelDriver(t, state, command, func(*Options) {}, script)
}

// levelDriver is the driver of both, with a say in its options.
func levelDriver(t *testing.T, state string, command []string, change func(*Options), script func(d *driver, path string)) {
	t.Helper()
	text := "interval = \"2s\"\n[[list]]\nname = \"P\"\nsymbols = [\n  { symbol = \"NSE:INFY\", above = 1604.5, below = 1400 },\n  \"NSE:TCS\",\n]\n"
	path := filepath.Join(t.TempDir(), "watchlist.toml")
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	list, err := store.LoadWatchlist(path, true, nil)
	if err != nil {
		t.Fatal(err)
	}
	t.Setenv("TMUX", "")
	driveWith(t, 120, 30, "", func(_ *kitesim.Exchange, o *Options) {
		o.Watchlist, o.File, o.Watch = list, store.File{Path: path, Last: list.Text, State: state}, store.PollFile
		o.AlertCommand = command
		change(o)
		o.Alerts, _ = NewSentry(SentryOptions{State: state, Server: "test", Calendar: market.Default()})
	}, func(d *driver) { script(d, path) })
}

func TestAnAlertIsTold(t *testing.T) {
	state := t.TempDir()
	withLevel(t, state, func(d *driver, path string) {
		d.key("!") // a pane silences nothing
		d.crossed()
		told := d.written.String()
		if strings.Count(told, "\x1b]9;") != 1 || !strings.Contains(told, "INFY 1,604.") || !strings.Contains(told, "above 1,604.5") {
			t.Fatalf("the terminal was told %q", told)
		}
		if line := d.statusLine(); !strings.Contains(line, "alert: INFY") {
			t.Errorf("status line %q", line)
		}
		d.key("esc")
		if row := d.row("INFY NSE"); !strings.HasPrefix(row, "▌!") || !strings.Contains(row, "above 1,60") {
			t.Errorf("the row has no mark: %q", row)
		}
		log, err := os.ReadFile(store.AlertLog(state))
		if err != nil || !strings.Contains(string(log), "INFY") {
			t.Errorf("the alert log: %q, %v", log, err)
		}
		d.key("A")
		if pane := d.screen(); !strings.Contains(pane, "fired") || !strings.Contains(pane, "below") {
			t.Errorf("the pane:\n%s", pane)
		}
		d.key("a")
		d.key("esc")
		if row := d.row("INFY NSE"); strings.Contains(row, "!") {
			t.Errorf("acknowledged, the mark stays: %q", row)
		}
	})
	// A second program that sees the same crossing tells it no more.
	withLevel(t, state, func(d *driver, path string) {
		d.after(40 * time.Second)
		if told := d.written.String(); strings.Contains(told, "\a") {
			t.Errorf("told twice: %q", told)
		}
	})
}

// What goes wrong with telling is said on the status line: beside the crossing,
// which is told all the same.
func TestTroubleWithTellingIsSaid(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	withLevelAnd(t, t.TempDir(), []string{"no-such-program-of-any-kind"}, func(d *driver, path string) {
		d.crossed()
		line := d.statusLine()
		if !strings.Contains(line, "alert_command: exec: ") || !strings.Contains(line, "not found") {
			t.Errorf("the program: %q", line)
		}
	})
	withLevelAnd(t, filepath.Join(file, "state"), nil, func(d *driver, path string) {
		d.crossed()
		if line := d.statusLine(); !strings.Contains(line, "alert: INFY") || !strings.Contains(line, "alerts cannot be remembered") {
			t.Errorf("the folder: %q", line)
		}
	})
}

func TestALevelByKey(t *testing.T) {
	withLevel(t, t.TempDir(), func(d *driver, path string) {
		d.after(2 * time.Second)
		d.key("j")
		d.key("a")
		if !strings.Contains(d.screen(), "Alert on TCS") {
			t.Errorf("no prompt:\n%s", d.screen())
		}
		for _, letter := range ">3500" {
			d.key(string(letter))
		}
		d.key("enter")
		d.settle()
		text, _ := os.ReadFile(path)
		if !strings.Contains(string(text), `{ symbol = "NSE:TCS", above = 3500 }`) {
			t.Errorf("the file:\n%s", text)
		}
		d.key("u")
		if text, _ := os.ReadFile(path); strings.Contains(string(text), "3500") {
			t.Errorf("after u:\n%s", text)
		}
	})
}

func TestTheDetailFollowsTheCursor(t *testing.T) {
	drive(t, 120, 36, "", func(d *driver) {
		d.after(2 * time.Second)
		d.key("2")
		d.after(4 * time.Second)
		d.key("enter")
		d.after(6 * time.Second)
		if pane := d.screen(); !strings.Contains(pane, "RELIANCE NSE") || !strings.Contains(pane, "to buy") || !strings.Contains(pane, "[5m]") || !strings.Contains(pane, "20 Nov") {
			t.Errorf("the detail:\n%s", pane)
		}
		d.key("j")
		d.after(8 * time.Second)
		if pane := d.screen(); !strings.Contains(pane, "HDFCBANK NSE") || strings.Contains(pane, "RELIANCE") {
			t.Errorf("after j:\n%s", pane)
		}
		d.key("esc")
		d.row("RELIANCE NSE")
		d.row("HDFCBANK NSE")
		if d.m.focus != onWatch {
			t.Errorf("the focus is %v", d.m.focus)
		}
	})
}

// Fast scrolling makes no more calls than the budget, and shows no other row's
// data.
func TestScrollingThroughRowsWithTheDetailOpen(t *testing.T) {
	drive(t, 200, 50, "", func(d *driver) {
		d.after(2 * time.Second)
		d.key("2")
		d.key("enter")
		before := len(d.exchange.Calls())
		for range 10 {
			d.key("j")
			d.after(time.Since(d.start) + 100*time.Millisecond)
		}
		quotes, candles := 0, 0
		for _, c := range d.exchange.Calls()[before:] {
			switch {
			case strings.HasPrefix(c.Path, "/quote"):
				quotes++
			case strings.HasPrefix(c.Path, "/instruments/historical"):
				candles++
			}
			if c.Status == 429 {
				t.Errorf("a 429 for %s", c.Path)
			}
		}
		if quotes > 2 || candles > 6 {
			t.Errorf("%d quote calls and %d for candles in a second", quotes, candles)
		}
		d.after(time.Since(d.start) + 10*time.Second)
		symbol, _ := d.m.watch.Selected()
		if d.m.detail.Symbol() != symbol {
			t.Errorf("the detail is of %v, the cursor on %v", d.m.detail.Symbol(), symbol)
		}
	})
}
