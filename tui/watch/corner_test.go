package watch

import (
	"fmt"
	"strings"
	"testing"

	"kitewatch/kite"
	"kitewatch/kite/feed"
)

// firstLine is the line of the tabs.
func firstLine(m Model) string {
	line, _, _ := strings.Cut(plain(m.View()), "\n")
	return line
}

// Where there is no room for a foot, the total stands beside the tabs.
func TestTheTotalOfALowTerminal(t *testing.T) {
	few := []Entry{
		{Symbol: sym("NSE:INFY"), Position: Position{Qty: 50, Cost: 1490.50}}, {Symbol: sym("NSE:TCS"), Position: Position{Qty: -100, Cost: 3050.25}}, {Symbol: sym("NSE:HDFCBANK")},
	}
	pane := func(w, h int) Model {
		m := holdingsPane(t, w, h)
		m.SetLists([]List{{Name: "Positions", Entries: few}, listOf(t, "Swing", swing), listOf(t, "Options", swing[:3])})
		return m
	}
	for size, want := range map[[2]int]string{
		{120, 14}: "P&L +975.00 · day +3,625.00 · file order · quote every 5s",
		{80, 14}:  "P&L +975.00 · day +3,625.00",
		{60, 14}:  "P&L +975.00",
		{40, 10}:  "P&L +975.00",
		{80, 15}:  "P&L +975.00 · day +3,625.00",
	} {
		m := pane(size[0], size[1])
		if got := firstLine(m); !strings.HasSuffix(got, want) || !strings.Contains(got, "[1 Positions") {
			t.Errorf("%v: %q does not end in %q", size, got, want)
		}
		if got := firstLine(press(t, m, "2")); strings.Contains(got, "P&L") {
			t.Errorf("%v, in a list without positions: %q", size, got)
		}
	}
	if got := firstLine(pane(80, 16)); strings.Contains(got, "P&L") {
		t.Errorf("with a foot the tabs have it too: %q", got)
	}
}

func TestTheTotalBesideTheTabsMovesWithThePrices(t *testing.T) {
	m := holdingsPane(t, 80, 14)
	older := m
	r := swing[6].row(t)
	r.Quote.LastPrice = 1490.50 + 0.01
	m.SetRows([]feed.Row{r})
	if got := firstLine(m); !strings.Contains(got, "+12,34,08,510.50") {
		t.Errorf("after a poll: %q", got)
	}
	if got := firstLine(older); !strings.Contains(got, "+12,34,14,100.00") {
		t.Errorf("an older copy shows the newer total: %q", got)
	}
	m.SetClock(feed.Clock{Wall: wall.Add(20e9)})
	if got := firstLine(m); !strings.Contains(got, "P&L ~+12,34,08,510.50") {
		t.Errorf("of stale prices: %q", got)
	}
}

// The tab of the list shown, the filter and the total's count of rows left out
// stay at any width.
func TestTheTabsLineNeverLosesWhatItMustSay(t *testing.T) {
	for w := 40; w <= 200; w++ {
		m := holdingsPane(t, w, 14)
		line := firstLine(m)
		if !strings.Contains(line, "[1 Positions") {
			t.Errorf("%d wide: no active tab in %q", w, line)
		}
		if strings.Contains(line, "P&L") && !strings.Contains(line, "6/8") && !strings.Contains(line, "6 of 8") {
			t.Errorf("%d wide: the total does not say that rows are left out: %q", w, line)
		}
		line = firstLine(press(t, m, "f", "m", "enter"))
		if !strings.Contains(line, "3 of 9") {
			t.Errorf("%d wide, filtered: %q", w, line)
		}
	}
}

func TestNotesTakeTheRoomThereIs(t *testing.T) {
	text := "above 1,604.50"
	note := func(w int, text string) string {
		m := New(themeOf("dark"), testCalendar())
		m.SetClock(clock)
		m.SetSize(w, 30)
		m.SetLists([]List{{Name: "One", Columns: []string{"change_pct", "note"}, Entries: []Entry{{Symbol: reliance.row(t).Symbol}}}})
		m.SetRows(rowsOf(t, swing[3:4]))
		m.SetAlerts(map[kite.Symbol]Alert{reliance.row(t).Symbol: {Text: text, At: wall}})
		_, after, _ := strings.Cut(plain(lineOf(t, m, "RELIANCE")), "+1.11  ")
		return strings.TrimSpace(strings.TrimRight(after, "●\n "))
	}
	tests := []struct {
		w          int
		text, want string
	}{
		{120, text, "above 1,604.50 10:14"},
		{120, text + " 10:14", "above 1,604.50 10:14"}, // as it is told beside the feed
		{66, text, ">1,604.50 10:14"},
		{66, "below 1,604.50", "<1,604.50 10:14"},
		{66, "above 12,34,567.50", ">12,34,567.50"},
		{66, "change 12.50%", "change 12.50%"},
		{66, "株式会社株式会社株式会社", "株式会社株… 10:14"},
	}
	for _, tt := range tests {
		t.Run(fmt.Sprint(tt.w, " ", tt.text), func(t *testing.T) {
			if got := note(tt.w, tt.text); got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}

// What is due comes first, and hides the user's own note only for want of room.
func TestWhatIsDueLeavesTheNoteItsRoom(t *testing.T) {
	for w, want := range map[int]string{120: "expires today · @FUT1 roll on", 66: "expires today"} {
		m := New(themeOf("dark"), testCalendar())
		m.SetClock(clock)
		m.SetSize(w, 30)
		m.SetLists([]List{{Name: "One", Columns: []string{"change_pct", "note"}, Entries: []Entry{
			{Symbol: reliance.row(t).Symbol, Due: "expires today", Note: "@FUT1 roll on"},
		}}})
		m.SetRows(rowsOf(t, swing[3:4]))
		_, after, _ := strings.Cut(plain(lineOf(t, m, "RELIANCE")), "+1.11  ")
		if got := strings.TrimSpace(strings.TrimRight(after, "●\n ")); got != want {
			t.Errorf("%d wide: got %q, want %q", w, got, want)
		}
	}
}
