package tui

import (
	"strings"
	"testing"
	"time"
)

// A fault is read in the room of all that can be left out, and what is cut of
// it in the help, which has all that is odd, too.
func TestAFaultCanBeReadWhole(t *testing.T) {
	withFile(t, handmade, func(d *driver, path string) {
		line := func(w int) string { return strings.TrimSpace(escapes.ReplaceAllString(d.m.line.view(w), "")) }
		d.save(path, strings.Replace(handmade, `"NSE:TCS"`, `"NSE:TCS`, 1), 2*time.Second)
		const fault = `watchlist.toml:9:12: strings cannot contain newlines`
		for _, w := range []int{80, 100, 120} {
			if got := line(w); !strings.Contains(got, fault) {
				t.Errorf("%d cells: %q", w, got)
			}
		}
		if got := line(60); !strings.Contains(got, "watchlist.toml:9:12: strings") || !strings.HasSuffix(got, "? more") {
			t.Errorf("60 cells: %q", got)
		}
		d.key("?")
		if screen := d.screen(); !strings.Contains(screen, "watchlist.toml:9:12: strings cannot contain") || !strings.Contains(screen, " newlines") {
			t.Errorf("help does not tell the fault:\n%s", screen)
		}
	})
}

func TestAllThatIsOddCanBeRead(t *testing.T) {
	text := "intervall = \"5s\"\n" + strings.Replace(handmade, "interval", "colour", 1) + "\n[keys]\nnosuch = \"z\"\n"
	withFile(t, text, func(d *driver, path string) {
		if got := d.statusLine(); !strings.Contains(got, "watchlist.toml:1:1: intervall m…, and 2 more") {
			t.Errorf("status line %q", got)
		}
		d.key("?")
		for _, told := range []string{"watchlist.toml:1:1: intervall", "watchlist.toml:3:1: colour", "watchlist.toml:20:1: nosuch"} {
			if screen := d.screen(); !strings.Contains(screen, told) {
				t.Errorf("help does not tell %s:\n%s", told, screen)
			}
		}
	})
}
