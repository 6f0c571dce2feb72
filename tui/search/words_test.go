package search

import (
	"strconv"
	"strings"
	"testing"

	"kitewatch/kite/market"
	"kitewatch/tui/ui"
)

func TestFirstLine(t *testing.T) {
	tests := []struct {
		name, query, dump string
		warn              bool
		w                 int
		want              string
	}{
		{"a list of today", "nifty 24500 ce", "dump of today 08:31", false, 120, "14 of 29 · dump of today 08:31"},
		{"an empty field", "", "dump of today 08:31", false, 120, "29 instruments · dump of today 08:31"},
		{"no room for all", "nifty 24500 ce", "dump of today 08:31", false, 50, "14 · dump of today 08:31"},
		{"no room for its age", "nifty 24500 ce", "dump of today 08:31", false, 40, "14 of 29"},
		{"an old list is said first", "nifty 24500 ce", "dump of Fri 20 Nov", true, 40, "dump of Fri 20 Nov"},
		{"a long failure is cut", "nifty 24500 ce", "download failed: 503, using Fri", true, 40, "download failed: 5…"},
		{"near hits are never shown as found", "niftu 24500 ce", "dump of today 08:31", false, 40, "none exact, 14 near"},
		{"no word of an age", "nifty 24500 ce", "", false, 80, "14 of 29"},
		{"nothing exact", "niftu 24500 ce", "dump of today 08:31", false, 120, "none exact, "},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			m := paneOf(t, test.w, 24)
			m.SetDump(test.dump, test.warn)
			m, _ = press(m, test.query)
			got := strings.SplitN(plain(m.View()), "\n", 2)[0]
			if !strings.Contains(got, "  "+test.want) {
				t.Errorf("got %q, want %q in it", got, test.want)
			}
		})
	}
}

func TestWarnings(t *testing.T) {
	m, _ := press(paneOf(t, 120, 36), "nifty 24500 ce")
	amber := func(s string) string { return m.theme.Paint(ui.Warn, ui.Plain).Text(s) }
	m.SetDump("dump of Fri 20 Nov", true)
	for _, want := range []string{amber("dump of Fri 20 Nov"), amber("today")} {
		if !strings.Contains(m.View(), want) {
			t.Errorf("no %q", want)
		}
	}
	m, _ = press(m, "up", "up")
	if !strings.Contains(m.View(), amber("expires today")) {
		t.Errorf("no amber expiry in\n%s", m.View())
	}
	m, _ = press(m, "ctrl+u", "idea 9 ce")
	for _, want := range []string{"expired", "expired on Fri 20 Nov"} {
		lineWith(t, m.View(), want)
	}
}

func TestDescribe(t *testing.T) {
	tests := []struct{ query, what, facts string }{
		{"11523586", "NIFTY 1 Dec 2026 24,500 call   in Swing, row 20",
			"NFO:NIFTY26D0124500CE   lot 65 · tick 0.05 · expires Tuesday, in 8 days · NIFTY 50 is at 24,486.35"},
		{"11523842", "NIFTY 1 Dec 2026 24,500 put", "NFO:NIFTY26D0124500PE   lot 65"},
		{"11520001", "NIFTY 23 Nov 2026 future", "NFO:NIFTY26NOVFUT   lot 65 · tick 0.1 · expires today · NIFTY 50 is at"},
		{"256265", "NIFTY 50, index on NSE", "NSE:NIFTY 50"},
		{"341249", "HDFC BANK on NSE   in Swing, row 5", "NSE:HDFCBANK   lot 1 · tick 0.05"},
		{"1207553", "IRFC-N8 on NSE", "NSE:IRFC-N8   lot 1 · tick 0.01"},
		{"13000003", "USDINR 26 Nov 2026 92.25 call", "CDS:USDINR26NOV92.25CE   lot 1,000 · tick 0.0025 · expires Thursday, in 3 days"},
	}
	for _, test := range tests {
		t.Run(test.query, func(t *testing.T) {
			m, _ := press(paneOf(t, 120, 36), test.query)
			if got := strings.TrimSpace(plain(m.foot[1])); got != test.what {
				t.Errorf("got %q, want %q", got, test.what)
			}
			if got := strings.TrimSpace(plain(m.foot[2])); !strings.HasPrefix(got, test.facts) {
				t.Errorf("got %q, want %q", got, test.facts)
			}
		})
	}
}

func TestExpiryIsCountedFromToday(t *testing.T) {
	m, _ := press(paneOf(t, 120, 36), "11523586")
	for days, want := range []string{7: "expires tomorrow", 8: "expires today", 9: "expired on Tue 1 Dec"} {
		if want == "" {
			want = "expires Tuesday, in " + strconv.Itoa(8-days) + " days"
		}
		m.SetToday(monday + market.Date(days))
		lineWith(t, m.View(), want)
	}
}
