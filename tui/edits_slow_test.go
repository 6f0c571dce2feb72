package tui

import (
	"os"
	"strings"
	"testing"
	"time"
)

// save writes the file in place and lets some time pass.
func (d *driver) save(path, text string, wait time.Duration) {
	d.t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		d.t.Fatal(err)
	}
	d.after(time.Since(d.start) + wait)
}

// A shell's redirect empties the file first, and its program may take its time.
func TestAnEmptiedFileLeavesTheLists(t *testing.T) {
	withFile(t, handmade, func(d *driver, path string) {
		d.save(path, "", 3*time.Second)
		d.row("INFY NSE")
		if line := d.statusLine(); !strings.Contains(line, "watchlist.toml is empty: its lists stay") {
			t.Errorf("status line %q", line)
		}
		d.key("d")
		d.after(time.Since(d.start) + 7*time.Second)
		d.wantFile(path, "")
		d.row("INFY NSE")
		d.save(path, strings.Replace(handmade, "NSE:TCS", "NSE:WIPRO", 1), 2*time.Second)
		d.row("WIPRO NSE")
		if line := d.statusLine(); strings.Contains(line, "is empty") {
			t.Errorf("status line %q", line)
		}
	})
}
