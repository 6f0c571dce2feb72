package watch

import (
	"strings"
	"testing"
	"time"

	"kitewatch/kite"
	"kitewatch/kite/feed"
	"kitewatch/tui/ui"
)

func TestAnAlertMarksItsRowUntilItIsAcknowledged(t *testing.T) {
	theme := themeOf("dark")
	m := sized(t, 120, 36)
	line := lineOf(t, m, "INFY")
	for _, want := range []string{
		painted(theme.Bold(ui.Warn, ui.Plain), "!"), painted(theme.Paint(ui.Warn, ui.Plain), "INFY"),
		painted(theme.Paint(ui.Warn, ui.Plain), "above 1,600 10:12"),
	} {
		if !strings.Contains(line, want) {
			t.Errorf("%q is not in %q", want, line)
		}
	}
	m.SetAlerts(map[kite.Symbol]Alert{sym("NSE:TCS"): {Text: "below 3,100 as told by somebody long", At: wall.Add(-30 * time.Hour)}})
	if got := plain(lineOf(t, m, "INFY")); strings.Contains(got, "!") || strings.Contains(got, "above") {
		t.Errorf("acknowledged: %q", got)
	}
	if got := plain(lineOf(t, m, "TCS")); !strings.HasPrefix(got, " ! TCS") || !strings.Contains(got, "<3,100 as … 22Nov") {
		t.Errorf("yesterday's: %q", got)
	}
	m = press(t, m, "j", "j", "j", "j", "j", "j", "j")
	if got := plain(lineOf(t, m, "TCS")); !strings.HasPrefix(got, "▌! TCS") {
		t.Errorf("selected: %q", got)
	}
	m.SetAlerts(nil)
	if got := plain(lineOf(t, m, "TCS")); strings.Contains(got, "!") || !strings.Contains(got, "results 16th") {
		t.Errorf("none: %q", got)
	}
}

func TestFlashOff(t *testing.T) {
	m := sized(t, 120, 36)
	m.SetFlash(false)
	r := reliance.row(t)
	r.Quote.LastPrice += 5
	if cmd := m.SetRows([]feed.Row{r}); cmd != nil {
		t.Error("a highlight that is off is ended")
	}
	if got := lineOf(t, m, "RELIANCE"); strings.Contains(got, "48;2;") || strings.Contains(got, "↑") {
		t.Errorf("lit: %q", got)
	}
	m.SetFlash(true)
	r.Quote.LastPrice += 5
	m.SetRows([]feed.Row{r})
	if got := lineOf(t, m, "RELIANCE"); !strings.Contains(got, "↑") {
		t.Errorf("not lit: %q", got)
	}
}
