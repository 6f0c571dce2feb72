package tui

import (
	"strings"
	"testing"
	"time"

	"kitewatch/kite/feed"
	"kitewatch/kite/kitesim"
	"kitewatch/kite/market"
)

// TestFirstFrameFromTheLastRun ends the program on Monday afternoon and starts
// it again on Tuesday, a holiday, when the exchange does not answer.
func TestFirstFrameFromTheLastRun(t *testing.T) {
	var known []feed.Known
	afternoon := time.Date(2026, 11, 23, 15, 38, 0, 0, market.IST)
	keep := func(_ *kitesim.Exchange, o *Options) {
		o.Keep = func(k []feed.Known) error { known = append(known, k...); return nil }
	}
	var before string
	start{w: 120, h: 36, at: afternoon, change: keep}.drive(t, func(d *driver) {
		d.after(70 * time.Second)
		before = d.row("NIFTY BANK NSE")
	})
	if len(known) == 0 {
		t.Fatal("after a minute nothing was kept")
	}
	if !strings.Contains(before, "+0.") && !strings.Contains(before, "-0.") && !strings.Contains(before, "+1.") {
		t.Fatalf("no change on Monday: %q", before)
	}
	// Virtual time begins anew; what was kept is as old as it is.
	age := 20 * time.Hour
	remember := func(_ *kitesim.Exchange, o *Options) {
		for i := range known {
			known[i].Row.Received = time.Now().Round(0).Add(-age)
		}
		o.Known = known
	}
	start{w: 120, h: 36, at: afternoon.Add(age), faults: "hang@0s+60s", change: remember}.drive(t, func(d *driver) {
		after := d.row("NIFTY BANK NSE")
		if got, want := price(after), price(before); got != want || got == "" {
			t.Errorf("the first frame shows %q, want %q", got, want)
		}
		if !strings.Contains(d.screen(), "cached") {
			t.Errorf("the status line does not say that it is cached: %q", d.statusLine())
		}
		d.after(8 * time.Second)
		if !strings.Contains(d.statusLine(), "network timeout") {
			t.Errorf("status %q", d.statusLine())
		}
	})
}

// row is the line of the screen that names an instrument.
func (d *driver) row(name string) string {
	for _, line := range strings.Split(d.screen(), "\n") {
		if strings.Contains(line, name) {
			return line
		}
	}
	d.t.Errorf("no row of %s:\n%s", name, d.screen())
	return ""
}

// price is the first figure with a point on a line.
func price(line string) string {
	for _, word := range strings.Fields(line) {
		if strings.Contains(word, ".") {
			return word
		}
	}
	return ""
}
