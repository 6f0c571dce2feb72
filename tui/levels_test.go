package tui

import (
	"os"
	"strings"
	"testing"
	"time"

	"kitewatch/kite"
	"kitewatch/tui/store"
)

// A run with a list of its own watches the levels of watchlist.toml as well.
func TestLevelsBesideARunsOwnList(t *testing.T) {
	ofTCS := func(o *Options) {
		var err error
		if o.File, o.Watchlist, err = store.ForRun(o.Watchlist, "Symbols", []kite.Symbol{{Exchange: "NSE", Tradingsymbol: "TCS"}}); err != nil {
			t.Fatal(err)
		}
	}
	levelDriver(t, t.TempDir(), nil, ofTCS, func(d *driver, path string) {
		d.crossed()
		if told := d.written.String(); !strings.Contains(told, "INFY 1,604.") {
			t.Errorf("the terminal was told %q", told)
		}
		d.key("A")
		if pane := d.screen(); !strings.Contains(pane, "fired") || !strings.Contains(pane, "below 1,400") {
			t.Errorf("the pane:\n%s", pane)
		}
		d.key("d")
		if line := d.statusLine(); !strings.Contains(line, "take it away there") {
			t.Errorf("after d: %q", line)
		}
		d.key("enter")
		if line := d.statusLine(); !strings.Contains(line, "INFY has no row in this run") || d.m.focus != onWatch {
			t.Errorf("after Enter: %q", line)
		}
	})
}

// One answer is one edit, one note and one undo, however many levels it names;
// an empty one changes nothing.
func TestLevelsByKey(t *testing.T) {
	withLevel(t, t.TempDir(), func(d *driver, path string) {
		d.after(2 * time.Second)
		before, _ := os.ReadFile(path)
		answer := func(text string) string {
			d.key("a")
			for _, letter := range text {
				d.key(string(letter))
			}
			d.key("enter")
			d.settle()
			now, _ := os.ReadFile(path)
			return string(now)
		}
		d.key("a")
		if line := d.screen(); !strings.Contains(line, "now >1,604.50 <1,400") || !strings.Contains(line, "near 1,") {
			t.Errorf("the prompt:\n%s", line)
		}
		d.key("esc")
		if got := answer(""); got != string(before) {
			t.Errorf("after an empty answer:\n%s", got)
		}
		if got := answer(">1500 <1300 2%"); !strings.Contains(got, "above = 1500, below = 1300, change_pct = 2") {
			t.Errorf("three levels:\n%s", got)
		}
		if line := d.statusLine(); !strings.Contains(line, "alert on INFY: above 1,500 (is there already") || !strings.Contains(line, "below 1,300") {
			t.Errorf("the note: %q", line)
		}
		if got := answer("none"); strings.Contains(got, "above") || strings.Contains(got, "below") || !strings.Contains(d.statusLine(), "no alerts on INFY, u undoes") {
			t.Errorf("none: %q\n%s", d.statusLine(), got)
		}
		d.key("u")
		d.key("u")
		d.settle()
		if got, _ := os.ReadFile(path); string(got) != string(before) {
			t.Errorf("after u twice:\n%s", got)
		}
	})
}

// A level that two lists have is cleared out of both.
func TestALevelOfTwoListsIsCleared(t *testing.T) {
	withLevel(t, t.TempDir(), func(d *driver, path string) {
		text, _ := os.ReadFile(path)
		both := string(text) + "[[list]]\nname = \"Q\"\nsymbols = [{ symbol = \"NSE:INFY\", above = 1604.5 }]\n"
		if err := os.WriteFile(path, []byte(both), 0o600); err != nil {
			t.Fatal(err)
		}
		d.after(5 * time.Second)
		d.key("A")
		d.key("d")
		d.settle()
		if got, _ := os.ReadFile(path); strings.Contains(string(got), "above") {
			t.Errorf("after d:\n%s", got)
		}
		if line := d.statusLine(); !strings.Contains(line, "no alert on INFY above 1,604.50, u undoes") {
			t.Errorf("the note: %q", line)
		}
		d.key("u")
		d.settle()
		if line := d.statusLine(); d.m.focus != onAlerts || !strings.Contains(line, "undone: no alert on INFY above 1,604.50") || strings.Contains(line, "u undoes") {
			t.Errorf("after u: %q", line)
		}
		if got, _ := os.ReadFile(path); string(got) != both {
			t.Errorf("after u:\n%s", got)
		}
	})
}
