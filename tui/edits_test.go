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

// typed sends keys in one piece, as they come from a fast hand.
func (d *driver) typed(keys string) {
	d.send(tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune(keys)})
	d.settle()
}

// What is typed behind an edit means what is there after it: also where it
// moves the cursor, and where it opens a prompt.
func TestFastKeysAroundAnEdit(t *testing.T) {
	withFile(t, handmade, func(d *driver, path string) {
		d.typed("djd")
		if rows := d.screen(); strings.Contains(rows, "INFY NSE") || !strings.Contains(rows, "TCS NSE") || strings.Contains(rows, "SBIN NSE") {
			t.Errorf("djd:\n%s", rows)
		}
		d.typed("uu")
		d.wantFile(path, handmade)
		d.key("g")
		d.typed("Jnadd")
		d.key("enter")
		if row := d.row("INFY NSE"); !strings.Contains(row, "add") {
			t.Errorf("Jnadd and Enter: %q", row)
		}
		d.row("TCS NSE")
		d.row("SBIN NSE")
		d.key("esc")
		d.typed("j")
		if got := len(d.m.edits.keys); got != 0 {
			t.Errorf("%d keys are left waiting", got)
		}
	})
}

func TestEditsOfOneNameTwice(t *testing.T) {
	text := "[[list]]\nname = \"S\"\nsymbols = [\"NSE:TCS\"]\n[[list]]\nname = \"S\"\nsymbols = [\"NSE:LT\", \"NSE:TCS\"]\n"
	withFile(t, text, func(d *driver, path string) {
		d.key("2")
		d.key("j")
		d.key("d")
		d.wantFile(path, strings.Replace(text, `"NSE:LT", "NSE:TCS"`, `"NSE:LT"`, 1))
	})
}

func TestAllEditsTheEntryAsItIsWritten(t *testing.T) {
	text := "[[list]]\nname = \"A\"\nsymbols = [\"NFO:NIFTY26NOVFUT\"]\n[[list]]\nname = \"B\"\nsymbols = [\"NFO:NIFTY@FUT1\"]\n"
	withFile(t, text, func(d *driver, path string) {
		d.key("3")
		d.key("j")
		d.key("d")
		d.wantFile(path, strings.Replace(text, `"NFO:NIFTY@FUT1"`, "", 1))
		d.key("X")
		if note := d.statusLine(); !strings.Contains(note, "All is made of the other lists") {
			t.Errorf("X in All says %q", note)
		}
	})
}

// A list of the file's own that is called All is no other list's.
func TestAListCalledAll(t *testing.T) {
	text := "[[list]]\nname = \"A\"\nsymbols = [\"NSE:INFY\"]\n[[list]]\nname = \"All\"\nsymbols = [\"NSE:SBIN\"]\n"
	withFile(t, text, func(d *driver, path string) {
		d.key("2")
		d.key("d")
		d.wantFile(path, strings.Replace(text, `"NSE:INFY"`, "", 1))
	})
}

func TestUndoThatFailsStays(t *testing.T) {
	withFile(t, handmade, func(d *driver, path string) {
		d.key("d")
		after, _ := os.ReadFile(path)
		_ = os.WriteFile(path, []byte("broken = ["), 0o644)
		d.key("u")
		d.after(time.Since(d.start) + 4*time.Second)
		_ = os.WriteFile(path, after, 0o644)
		d.after(time.Since(d.start) + 2*time.Second)
		d.key("u")
		d.wantFile(path, handmade)
	})
}

func TestAColumnThatIsNoneIsTold(t *testing.T) {
	text := strings.Replace(handmade, `name = "Other"`, "name = \"Other\"\ncolumns = [\"ltp\", \"volum\"]", 1)
	withFile(t, text, func(d *driver, _ string) {
		if got := d.statusLine(); !strings.Contains(got, `watchlist.toml:16:19: no column is "volum"`) {
			t.Errorf("status line %q", got)
		}
	})
}

// What is refused stays to be mended, whether the answer or the file is wrong.
func TestARefusedAnswerStays(t *testing.T) {
	withFile(t, handmade, func(d *driver, path string) {
		foot := func(want ...string) {
			t.Helper()
			d.settle()
			lines := strings.Split(d.screen(), "\n")
			for _, w := range want {
				if last := lines[len(lines)-2]; !strings.Contains(last, w) {
					t.Errorf("the foot is %q, want %q in it", last, w)
				}
			}
		}
		d.typed("a")
		d.typed("15a")
		d.key("enter")
		foot("Alert on INFY", "15a", "is no level")
		d.send(tea.KeyMsg{Type: tea.KeyBackspace})
		foot("Alert on INFY", "15", "Enter done")
		d.key("esc")
		d.wantFile(path, handmade)

		_ = os.WriteFile(path, []byte("broken = ["), 0o644)
		d.typed("n")
		d.typed("watch the gap")
		d.key("enter")
		d.after(time.Since(d.start) + 4*time.Second)
		foot("watch the gap", "watchlist.toml")
		_ = os.WriteFile(path, []byte(handmade), 0o644)
		d.after(time.Since(d.start) + 2*time.Second)
		d.key("enter")
		if line := d.statusLine(); !strings.Contains(line, "note of INFY written") {
			t.Errorf("status line %q", line)
		}
		if row := d.row("INFY NSE"); !strings.Contains(row, "watch the gap") {
			t.Errorf("the note is not there: %q", row)
		}
	})
}
