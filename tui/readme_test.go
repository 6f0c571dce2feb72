package tui

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"kitewatch/kite/kitesim"
	"kitewatch/kite/market"
	"kitewatch/tui/store"
)

// readmeRow is a row of the README's first table of keys: what is pressed and typed.
type readmeRow []string

// firstMinute reads that table.
func firstMinute(t *testing.T) []readmeRow {
	t.Helper()
	text, err := os.ReadFile("../README.md")
	if err != nil {
		t.Fatal(err)
	}
	_, after, found := strings.Cut(string(text), "| key | and see |\n|---|---|\n")
	table, _, ends := strings.Cut(after, "\n\n")
	if !found || !ends {
		t.Fatal("the README has no table of keys for the first minute")
	}
	var rows []readmeRow
	for line := range strings.Lines(table) {
		cell := strings.Split(line, " | ")[0]
		var row readmeRow
		for i, part := range strings.Split(strings.TrimPrefix(cell, "| "), "`") {
			if part = strings.TrimSpace(part); part == "" {
				continue
			}
			if i%2 == 0 {
				part = "type " + part
			}
			row = append(row, part)
		}
		rows = append(rows, row)
	}
	return rows
}

// press does what a cell of the table says, a key at a time as a hand does.
func (d *driver) press(what string) {
	if text, typed := strings.CutPrefix(what, "type "); typed {
		for _, r := range text {
			d.key(string(r))
		}
		return
	}
	name := strings.ToLower(what)
	if len(name) == 1 {
		name = what
	}
	d.key(name)
}

// readmeShows is what the screen has in it after each of the table's keys.
var readmeShows = [][]string{
	{"▌  NIFTY BANK NSE", "▌  NIFTY 50 NSE", "BHARTIARTL NSE", "▌  NIFTY 50 NSE"},
	{"[5m]", "[15m]", "▌  NIFTY 50 NSE"},
	{"", "Alert on NIFTY 50", "above 24500", "alert on NIFTY 50"},
	{"24,500", "▌"},
	{"", "WIPRO NSE", "WIPRO", "WIPRO NSE"},
	{"undone"},
	{"Symbol ↑", "Symbol ↓", "file order"},
	{"", "chg%>0", "filter chg%>0", "CRUDEOIL"},
	{"undo", "▌"},
	{""},
}

// TestTheFirstMinute plays the table to the letter on days of all sorts, for a
// reader does so on any: each row shows what it promises, and leaves the screen as
// the next one finds it.
func TestTheFirstMinute(t *testing.T) {
	rows := firstMinute(t)
	if len(rows) != len(readmeShows) {
		t.Fatalf("the table has %d rows, the test knows %d", len(rows), len(readmeShows))
	}
	sample, err := os.ReadFile("../watchlist.toml")
	if err != nil {
		t.Fatal(err)
	}
	for _, day := range []string{"2026-11-23", "2026-11-24", "2026-11-27", "2026-12-01", "2026-12-31", "2026-06-18"} {
		date, err := time.ParseInLocation(time.DateOnly, day, market.IST)
		if err != nil {
			t.Fatal(err)
		}
		t.Run(day, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "watchlist.toml")
			if err := os.WriteFile(path, sample, 0o600); err != nil {
				t.Fatal(err)
			}
			list, err := store.LoadWatchlist(path, true, nil)
			if err != nil {
				t.Fatal(err)
			}
			withSample := func(_ *kitesim.Exchange, o *Options) {
				o.Watchlist, o.Watch = list, store.PollFile
				o.File = store.File{Path: path, Last: list.Text, State: filepath.Dir(path)}
			}
			start{w: 120, h: 36, at: date.Add(10*time.Hour + 14*time.Minute), change: withSample}.drive(t, func(d *driver) {
				d.after(6 * time.Second)
				for i, row := range rows {
					d.playRow(row, readmeShows[i])
				}
				if !d.quit {
					t.Error("q has not ended it")
				}
			})
		})
	}
}

// playRow plays a row of the table, with a second after each key.
func (d *driver) playRow(row readmeRow, shows []string) {
	d.t.Helper()
	if len(row) != len(shows) {
		d.t.Fatalf("the row %q has %d steps, the test knows %d", row, len(row), len(shows))
	}
	for i, what := range row {
		d.press(what)
		d.after(time.Since(d.start) + time.Second)
		if screen := d.screen(); !strings.Contains(screen, shows[i]) {
			d.t.Errorf("after %q of %q there is no %q:\n%s", what, row, shows[i], screen)
		}
	}
	if d.m.focus != onWatch || d.m.watch.Typing() || d.m.watch.Filtered() || d.m.watch.Sorted() {
		d.t.Errorf("the row %q leaves something open:\n%s", row, d.screen())
	}
}

// TestAQuestionWithoutAnAnswerTakesTheText: what is typed after a key that cannot
// ask now must not be taken for keys.
func TestAQuestionWithoutAnAnswerTakesTheText(t *testing.T) {
	text := "[[list]]\nname = \"A\"\nsymbols = [\"NFO:NIFTY@FUT1\"]\n[[list]]\nname = \"B\"\nsymbols = []\n"
	tests := []struct{ name, list, key, why string }{
		{"a level on a contract that rolls", "1", "a", "would follow the wrong contract, add the contract itself: Esc"},
		{"a level on no row", "2", "a", "no row is selected: Esc"},
		{"a note on no row", "2", "n", "no row is selected: Esc"},
		{"another list for no row", "2", "m", "no row is selected: Esc"},
		{"a name for All", "3", "R", "All is made of the other lists, go to one of them: Esc"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			withFile(t, text, func(d *driver, path string) {
				d.key(tt.list)
				d.key(tt.key)
				if screen := d.screen(); !strings.Contains(screen, tt.why) {
					t.Errorf("%s says not %q:\n%s", tt.key, tt.why, screen)
				}
				d.press("type above 24500d")
				d.key("enter")
				if screen := d.screen(); !strings.Contains(screen, tt.why) {
					t.Errorf("an answer is not told %q:\n%s", tt.why, screen)
				}
				d.key("esc")
				if d.m.focus != onWatch {
					t.Errorf("Esc does not leave:\n%s", d.screen())
				}
				d.key(tt.key)
				d.send(tea.KeyMsg{Type: tea.KeyEnter})
				d.settle()
				if d.m.focus != onWatch {
					t.Errorf("Enter without a text does not leave:\n%s", d.screen())
				}
				d.wantFile(path, text)
			})
		})
	}
}
