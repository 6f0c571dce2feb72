package tui

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"kitewatch/kite/kitesim"
	"kitewatch/tui/store"
)

const handmade = `# mine
interval = "5s"
strip = ["NSE:NIFTY 50"]

[[list]]
name = "Swing"
symbols = [
  "NSE:INFY",       # the first
  "NSE:TCS",
  # kept for a while
  "NSE:SBIN",
]

[[list]]
name = "Other"
symbols = ["NSE:LT"]
`

// withFile is a driver whose watchlist.toml is a real file.
func withFile(t *testing.T, text string, script func(d *driver, path string)) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "watchlist.toml")
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	list, err := store.LoadWatchlist(path, true, nil)
	if err != nil {
		t.Fatal(err)
	}
	driveWith(t, 120, 30, "", func(_ *kitesim.Exchange, o *Options) {
		o.Watchlist = list
		o.File = store.File{Path: path, Last: list.Text, State: filepath.Dir(path)}
		o.Watch = store.PollFile
	}, func(d *driver) {
		d.after(2 * time.Second)
		script(d, path)
	})
}

func (d *driver) wantFile(path, want string) {
	d.t.Helper()
	d.settle()
	got, err := os.ReadFile(path)
	if err != nil || string(got) != want {
		d.t.Errorf("the file is (%v)\n%s\nwant\n%s", err, got, want)
	}
}

func TestKeysEditTheFile(t *testing.T) {
	withFile(t, handmade, func(d *driver, path string) {
		d.key("j")
		d.key("d")
		d.wantFile(path, strings.Replace(handmade, "  \"NSE:TCS\",\n", "", 1))
		if strings.Contains(d.screen(), "TCS NSE") || !strings.Contains(d.statusLine(), "TCS removed from Swing, u undoes") {
			t.Errorf("after d:\n%s", d.screen())
		}
		d.key("u")
		d.wantFile(path, handmade)
		d.row("TCS NSE")

		d.key("n")
		for _, letter := range "buy" {
			d.key(string(letter))
		}
		d.key("enter")
		d.wantFile(path, strings.Replace(handmade, `"NSE:TCS"`, `{ symbol = "NSE:TCS", note = "buy" }`, 1))
		if row := d.row("TCS NSE"); !strings.Contains(row, "buy") {
			t.Errorf("the note is not in its row: %q", row)
		}
		d.key("u")
		d.wantFile(path, handmade)
	})
}

// Keys that come faster than the file can be written mean what is there when
// their turn comes.
func TestFastKeysEditInTurn(t *testing.T) {
	withFile(t, handmade, func(d *driver, path string) {
		for range 3 {
			d.send(tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune("d")})
		}
		d.settle()
		if rows := d.screen(); strings.Contains(rows, "INFY NSE") || strings.Contains(rows, "TCS NSE") || strings.Contains(rows, "SBIN NSE") {
			t.Errorf("three rows were to be removed:\n%s", rows)
		}
		for range 3 {
			d.key("u")
		}
		d.wantFile(path, handmade)
	})
}

func TestListsByKey(t *testing.T) {
	withFile(t, handmade, func(d *driver, path string) {
		answer := func(text string) {
			for _, letter := range text {
				d.key(string(letter))
			}
			d.key("enter")
		}
		d.key("+")
		answer("Third")
		d.key("m")
		answer("third")
		d.key("1")
		d.key("R")
		for range len("Swing") {
			d.send(tea.KeyMsg{Type: tea.KeyBackspace})
		}
		answer("Slow")
		if tabs := strings.Split(d.screen(), "\n")[1]; !strings.Contains(tabs, "1 Slow 2") || !strings.Contains(tabs, "3 Third 1") || !strings.Contains(tabs, "4 All 4") {
			t.Errorf("tabs: %q", tabs)
		}
		d.key("X")
		if tabs := strings.Split(d.screen(), "\n")[1]; strings.Contains(tabs, "Slow") {
			t.Errorf("tabs after X: %q", tabs)
		}
		for range 4 {
			d.key("u")
		}
		d.wantFile(path, handmade)
		d.key("3")
		d.key("J")
		if note := d.statusLine(); !strings.Contains(note, "All is made of the other lists") {
			t.Errorf("J in All says %q", note)
		}
	})
}

func TestASaveElsewhereShows(t *testing.T) {
	withFile(t, handmade, func(d *driver, path string) {
		save := func(text string) {
			if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
				t.Fatal(err)
			}
			d.after(time.Since(d.start) + 1200*time.Millisecond)
		}
		save(strings.Replace(handmade, "NSE:TCS", "NSE:WIPRO", 1))
		d.row("WIPRO NSE")
		save(strings.Replace(handmade, `"NSE:TCS"`, `"NSE:TCS`, 1))
		d.row("WIPRO NSE")
		d.after(time.Since(d.start) + 4*time.Second)
		if line := d.statusLine(); !strings.Contains(line, "watchlist.toml:9:") {
			t.Errorf("the fault is not said: %q", line)
		}
		save(handmade)
		d.after(time.Since(d.start) + 4*time.Second)
		d.row("TCS NSE")
		if line := d.statusLine(); strings.Contains(line, "watchlist.toml") {
			t.Errorf("the fault is still said: %q", line)
		}
		d.key("d")
		d.row("TCS NSE")
		if strings.Contains(d.screen(), "INFY NSE") {
			t.Errorf("after d:\n%s", d.screen())
		}
	})
}

func TestAnEditThatCannotBeMade(t *testing.T) {
	withFile(t, handmade, func(d *driver, path string) {
		broken := strings.Replace(handmade, `"NSE:TCS"`, `"NSE:TCS`, 1)
		if err := os.WriteFile(path, []byte(broken), 0o644); err != nil {
			t.Fatal(err)
		}
		d.key("d")
		d.after(3500 * time.Millisecond) // it waits a moment: somebody may be writing
		d.wantFile(path, broken)
		d.row("INFY NSE")
		if line := d.statusLine(); !strings.Contains(line, "watchlist.toml:9") {
			t.Errorf("it does not say why: %q", line)
		}
	})
}
