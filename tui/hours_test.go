package tui

import (
	"strings"
	"testing"
	"time"

	"kitewatch/kite/feed"
	"kitewatch/kite/market"
	"kitewatch/tui/ui"
)

// What the line says of the markets when the table is overruled or the clock is
// in doubt.
func TestMarketsThatTheTableDoesNotKnow(t *testing.T) {
	sunday := feed.Clock{Wall: time.Date(2026, 11, 29, 10, 14, 0, 0, market.IST)}
	doubtful := sunday
	doubtful.Doubt = true
	for _, tt := range []struct {
		name    string
		clock   feed.Clock
		trading []string
		want    string
		shut    bool
	}{
		{"closed", sunday, nil, "NSE opens Mon 09:15, weekend - MCX opens Mon 09:00, weekend", true},
		{"a row trades", sunday, []string{"MCX"}, "NSE closed, opens Mon 09:15, weekend - MCX trades outside its known hours", false},
		{"the first one does", sunday, []string{"NSE"}, "NSE trades outside its known hours", false},
		{"in doubt", doubtful, []string{"NSE"}, "", false},
	} {
		theme := plainTheme()
		theme.Glyphs.Dot = "-"
		l := statusLine{theme: theme, calendar: market.Default(), clock: tt.clock, venues: []market.Venue{market.NSE, market.MCX}, trading: tt.trading}
		if got := l.markets(whole); got != tt.want || l.allClosed() != tt.shut {
			t.Errorf("%s: %q, all closed %v", tt.name, got, l.allClosed())
		}
	}
}

// Where the line is narrow one market speaks for all, and a close of another day
// has its day.
func TestANarrowLineAtAWeekend(t *testing.T) {
	theme := plainTheme()
	sunday := feed.Clock{Wall: time.Date(2026, 11, 29, 18, 48, 0, 0, market.IST)}
	l := statusLine{
		theme: theme, calendar: market.Default(), clock: sunday, rows: 9,
		venues: []market.Venue{market.NSE, market.VenueOf("MCX"), market.VenueOf("CDS")},
		status: feed.Status{Condition: feed.Polling, LastGood: sunday.Wall, Next: sunday.Wall.Add(35 * time.Second), Pace: time.Minute, Resting: true},
	}
	line := ui.Clean(strings.TrimSpace(l.view(100)))
	for _, want := range []string{"closed", "Fri 23:55:00", "NSE opens Mon 09:15"} {
		if !strings.Contains(line, want) {
			t.Errorf("the line lacks %q: %s", want, line)
		}
	}
}
