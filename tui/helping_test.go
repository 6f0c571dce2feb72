package tui

import (
	"strings"
	"testing"
	"time"

	"github.com/charmbracelet/bubbles/key"
)

// helped are the lines of help for the pane that has the focus: key and words.
func helped(d *driver) string {
	var lines []string
	for _, s := range d.m.helpSections() {
		for _, b := range s.Bindings {
			if b.Enabled() {
				lines = append(lines, b.Help().Key+" "+b.Help().Desc)
			}
		}
	}
	return strings.Join(lines, "\n") + "\n"
}

// Help names what works where it is opened, and nothing else.
func TestHelpNamesWhatWorksWhereItIsOpened(t *testing.T) {
	drive(t, 200, 50, "", func(d *driver) {
		d.after(2 * time.Second)
		named := func(where string, with, without []string) {
			t.Helper()
			got := helped(d)
			for _, line := range with {
				if !strings.Contains(got, line+"\n") {
					t.Errorf("%s: no %q in\n%s", where, line, got)
				}
			}
			for _, line := range without {
				if strings.Contains(got, line+"\n") {
					t.Errorf("%s: %q, which does nothing there, in\n%s", where, line, got)
				}
			}
		}
		table := []string{"L log in", "+ new list", "d remove the row", "m move the row to another list", "p pause", "r refresh now", "e edit watchlist.toml", "/ search and add", "! request log"}
		named("the table", append(table, "g G  Home End first, last", "s sort by next column", "Enter the row whole, with its chart"), nil)
		d.key("enter")
		d.after(6 * time.Second)
		named("the detail",
			[]string{"- +  = zoom out, in", "h l  ← → read a candle", "H L  Shift+← Shift+→ back and forward in time", "g  Home first", "d remove the row", "u undo", "n note"},
			[]string{"L log in", "+ new list", "f filter the rows", "C choose columns", "Enter the row whole, with its chart", "r refresh now"})
		d.key("esc")
		for _, k := range []string{"A", "!", "L"} {
			d.key(k)
			named(k, []string{"? this help", "q  Ctrl+C quit"}, append(table, "J K move the row", "j k  ↓ ↑ row"))
			if undoes := strings.Contains(helped(d), "u undo\n"); undoes != (k == "A") {
				t.Errorf("%s: u is named: %v", k, undoes)
			}
			d.key("esc")
		}
	})
}

// While polling waits for a login the status line says that L logs in, and it
// does so from the detail as well.
func TestTheDetailLeavesTheLoginItsKey(t *testing.T) {
	loginDriver(t, "expire@8s", func(d *driver, _ string) {
		d.after(2 * time.Second)
		d.key("enter")
		d.key("L")
		if d.m.focus != onDetail {
			t.Fatalf("L is not the chart's: focus %d", d.m.focus)
		}
		d.after(14 * time.Second)
		d.key("esc") // leaves the login that has opened
		d.after(16 * time.Second)
		if d.m.focus != onDetail || !strings.Contains(d.statusLine(), "L logs in") || !strings.Contains(helped(d), "L log in\n") {
			t.Fatalf("focus %d, %q, help\n%s", d.m.focus, d.statusLine(), helped(d))
		}
		for _, b := range d.m.detail.FullHelp()[1] {
			if key.Matches(pressedKey("L"), b) {
				t.Errorf("the chart's help has L: %v", b.Help())
			}
		}
		d.key("L")
		if d.m.focus != onLogin {
			t.Errorf("L opens no login: focus %d", d.m.focus)
		}
	})
}

type pressedKey string

func (k pressedKey) String() string { return string(k) }
