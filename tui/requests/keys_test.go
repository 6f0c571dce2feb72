package requests

import (
	"slices"
	"strings"
	"testing"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/google/go-cmp/cmp"

	"kitewatch/kite/feed"
)

// selected is the time of the call under the cursor, as the screen has it.
func selected(m Model) string {
	for _, line := range plain(m.View()) {
		if rest, ok := strings.CutPrefix(line, "▌"); ok {
			return strings.Fields(rest)[0]
		}
	}
	return "none"
}

func TestKeysMoveTheCursor(t *testing.T) {
	for _, c := range []struct {
		keys string
		want string // time of the call under the cursor
		top  int
	}{
		{"j", "10:14:02.036", 0},
		{"down down up", "10:14:02.036", 0},
		{"k", "10:14:07.016", 0},
		{"G", "10:07:02.033", 32},
		{"end home", "10:14:07.016", 0},
		{"G g", "10:14:07.016", 0},
		{"G k", "10:07:07.033", 32},
		{"ctrl+d", "10:12:17.044", 0},
		{"pgdown ctrl+u", "10:12:22.025", 0},
		{"pgdown j", "10:09:37.033", 1},
		{"pgdown pgdown pgup", "10:09:42.033", 17},
	} {
		m, report := press(t, paneOf(dark, morning(t), 120, 23), strings.Fields(c.keys)...)
		if got := selected(m); got != c.want || m.top != c.top || report != nil {
			t.Errorf("%s: on %s, top %d, want %s, %d; report %v", c.keys, got, m.top, c.want, c.top, report)
		}
	}
}

func TestEnterShowsOneCallAndGoesBack(t *testing.T) {
	for _, back := range []string{"esc", "enter"} {
		m, _ := press(t, paneOf(dark, morning(t), 120, 34), "j", "j", "enter")
		if !m.whole || !strings.Contains(view(m), "200 · 74 candles") || !strings.Contains(view(m), "3 of 50") {
			t.Errorf("one call whole:\n%s", view(m))
		}
		m, report := press(t, m, back)
		if m.whole || report != nil || selected(m) != "10:13:55.031" {
			t.Errorf("%s: report %v, on %s", back, report, selected(m))
		}
	}
}

func TestLeaving(t *testing.T) {
	for _, keys := range []string{"esc", "!", "j enter esc esc", "j enter !"} {
		m, report := press(t, paneOf(dark, morning(t), 120, 34), strings.Fields(keys)...)
		if report != (Left{}) || m.whole || selected(m) != "10:14:07.016" {
			t.Errorf("%s: report %v, on %s", keys, report, selected(m))
		}
	}
}

func TestWriteReportsTheCalls(t *testing.T) {
	calls := morning(t)
	for _, keys := range []string{"w", "G enter w"} {
		_, report := press(t, paneOf(dark, calls, 120, 34), strings.Fields(keys)...)
		if written, ok := report.(Written); !ok || !slices.Equal(written.Calls, calls) {
			t.Errorf("%s: report %v", keys, report)
		}
	}
}

func TestTheCursorStaysOnItsCall(t *testing.T) {
	m := paneOf(dark, morning(t), 120, 23)
	m.Open()
	m.Add([]feed.Call{later(1)})
	if got := selected(m); got != "10:14:07.016" || m.top != 0 {
		t.Errorf("on %s, top %d, want it where it was opened", got, m.top)
	}
	m, _ = press(t, m, "pgdown", "pgdown")
	on, top := selected(m), m.top
	rows := plain(m.View())
	m.Add([]feed.Call{later(2), later(3)})
	if got := selected(m); got != on || m.top != top+2 {
		t.Errorf("scrolled: on %s, top %d, want %s, %d", got, m.top, on, top+2)
	}
	if diff := cmp.Diff(rows[3:18], plain(m.View())[3:18]); diff != "" {
		t.Errorf("the rows on the screen moved:\n%s", diff)
	}
	for i := range 12 {
		m.Add([]feed.Call{later(i)})
	}
	if got := selected(m); got != on || m.top != len(m.entries)-m.body() {
		t.Errorf("near the end: on %s, top %d, want %s", got, m.top, on)
	}
	for i := range feed.MaxCalls {
		m.Add([]feed.Call{later(i)})
	}
	if m.at() != feed.MaxCalls-1 || selected(m) == on {
		t.Errorf("its call is gone: on row %d", m.at())
	}
}

func TestTheScreenFollowsACursorPushedDown(t *testing.T) {
	m := paneOf(dark, morning(t), 120, 23)
	m.Open()
	for i := range 30 {
		m.Add([]feed.Call{later(i)})
	}
	if selected(m) != "10:14:07.016" || m.top != 30-m.body()+1 {
		t.Errorf("on %s, top %d", selected(m), m.top)
	}
}

func TestBeforeItIsOpenedTheCursorIsOnTheNewest(t *testing.T) {
	m := paneOf(dark, morning(t), 120, 34)
	m.Add([]feed.Call{later(1)})
	if got := selected(m); got != "10:14:13.000" {
		t.Errorf("on %s", got)
	}
	m.Open()
	m.Add([]feed.Call{later(2)})
	if got := selected(m); got != "10:14:13.000" {
		t.Errorf("once open, on %s", got)
	}
}

func TestOneCallWholeOutlivesTheLog(t *testing.T) {
	m, _ := press(t, paneOf(dark, morning(t), 120, 34), "G", "enter")
	m.Add([]feed.Call{later(1)})
	if got := view(m); !strings.Contains(got, "10:07:02.033") || !strings.Contains(got, "no longer in the log") {
		t.Errorf("it is gone:\n%s", got)
	}
	m, _ = press(t, m, "esc")
	if got := selected(m); got != "10:07:07.033" {
		t.Errorf("back on %s, want the oldest", got)
	}
}

func TestTheLogHoldsTheLastCalls(t *testing.T) {
	calls := slices.Concat(morning(t), morning(t), []feed.Call{later(1)})
	m := paneOf(dark, calls, 120, 34)
	if len(m.entries) != feed.MaxCalls || m.entries[0].call.Name != "later" || m.entries[0].number != len(calls) {
		t.Errorf("%d calls, the newest %+v", len(m.entries), m.entries[0])
	}
	if got := m.calls(); !slices.Equal(got, calls[len(calls)-feed.MaxCalls:]) {
		t.Errorf("it holds %v", got)
	}
}

func TestMouse(t *testing.T) {
	m := paneOf(dark, morning(t), 120, 23) // 18 rows from line 3
	act := func(m Model, button tea.MouseButton, y int) Model {
		m, _ = m.Update(tea.MouseMsg{Button: button, Action: tea.MouseActionPress, X: 20, Y: y})
		return m
	}
	m = act(m, tea.MouseButtonLeft, 4)
	if got := selected(m); got != "10:14:02.036" {
		t.Errorf("a click selects %s", got)
	}
	m = act(m, tea.MouseButtonWheelDown, 4)
	if m.top != wheelRows || m.at() != wheelRows {
		t.Errorf("the wheel: top %d, on row %d", m.top, m.at())
	}
	m = act(act(m, tea.MouseButtonWheelUp, 4), tea.MouseButtonWheelUp, 4)
	if m.top != 0 {
		t.Errorf("the wheel back: top %d", m.top)
	}
	before := m.cursor
	for _, y := range []int{0, 1, 2, 21, 22, 40, -1} {
		if m = act(m, tea.MouseButtonLeft, y); m.cursor != before {
			t.Errorf("a click on line %d selects row %d", y, m.at())
		}
	}
	few := paneOf(dark, morning(t)[:2], 120, 23)
	if few = act(few, tea.MouseButtonLeft, 9); few.cursor != 0 {
		t.Errorf("a click below the rows selects row %d", few.at())
	}
}

func TestHelp(t *testing.T) {
	m := paneOf(dark, morning(t), 120, 34)
	keysOf := func(m Model) string {
		var all []string
		for _, b := range m.FullHelp()[0] {
			if b.Enabled() {
				all = append(all, b.Help().Key+": "+b.Help().Desc)
			}
		}
		return strings.Join(all, "\n")
	}
	want := "j k  ↓ ↑: call\ng G  Home End: newest, oldest\nCtrl+D Ctrl+U: half a page\nPgDn PgUp: page\n" +
		"Enter: one call whole\nw: writes the log to a file\nEsc: leaves"
	if diff := cmp.Diff(want, keysOf(m)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	m, _ = press(t, m, "enter")
	if diff := cmp.Diff("Esc: back\nw: writes the log to a file\nEsc: leaves", keysOf(m)); diff != "" {
		t.Errorf("one call whole (-want +got):\n%s", diff)
	}
}
