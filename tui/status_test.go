package tui

import (
	"strings"
	"testing"
	"time"

	"kitewatch/kite/feed"
)

// TestTheStatusLineSaysThatTheBudgetIsNotShared: in words of its own, whatever
// the width, and why in the request log.
func TestTheStatusLineSaysThatTheBudgetIsNotShared(t *testing.T) {
	const why = "/home/trader/.local/state/kitewatch/lease-0123456789abcdef01234567.lock: the budget shared with other kitewatch processes cannot be kept: permission denied"
	drive(t, 120, 40, "", func(d *driver) {
		d.after(12 * time.Second)
		status := d.m.line.status
		status.Unshared = why
		for range 2 { // told once
			d.send(news{feed.Event{Status: status}, d.m.clock})
		}
		for w, want := range map[int]string{
			40:  "● live 2.0s · budget not shared",
			80:  "● live 2.0s · last 10:14:10 · next 3s · budget not shared",
			120: "● live 2.0s · last 10:14:10 IST · next 3s · NSE open, closes in 5h15m · session until 06:00 · budget not shared",
		} {
			if got := strings.TrimSpace(escapes.ReplaceAllString(d.m.line.view(w), "")); !strings.HasPrefix(got, want) {
				t.Errorf("at %d: %q, want %q", w, got, want)
			}
		}
		d.key("!")
		if screen := d.screen(); strings.Count(screen, "budget") != 2 || !strings.Contains(screen, "/home/trader/.local") {
			t.Errorf("the request log does not say why, once:\n%s", screen)
		}
	})
}

// TestHelpIsOfferedWhereItOpens: where ? is typed, or dead, the line does not
// name it.
func TestHelpIsOfferedWhereItOpens(t *testing.T) {
	drive(t, 160, 36, "", func(d *driver) {
		d.after(2 * time.Second)
		offered := func(where string, want bool) {
			t.Helper()
			if line := d.statusLine(); strings.HasSuffix(line, "? help") != want {
				t.Errorf("%s: %q", where, line)
			}
		}
		offered("the table", true)
		for _, k := range []string{"/", "f", "C", "+"} {
			d.key(k)
			offered(k, false)
			d.key("esc")
			offered("after "+k, true)
		}
		d.key("A")
		offered("the alerts", true)
	})
}
