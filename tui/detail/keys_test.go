package detail

import (
	"slices"
	"strings"
	"testing"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"kitewatch/kite"
	"kitewatch/tui/ui"
)

// five are candles of the Wednesday that can be told apart.
func five() []kite.Candle {
	candles := inMinutes(make([]kite.Candle, 5)...)
	for i := range candles {
		v := float64(100 + i)
		candles[i] = candleOf(candles[i].Time.Time, v, v+0.5, v-0.5, v)
	}
	return candles
}

func TestTheCursorReadsCandles(t *testing.T) {
	m := withCandles(t, dark(), 100, 20, five()...)
	for _, c := range []struct{ key, want string }{
		{"h", "25 Nov 09:35  O 104.00  H 104.50  L 103.50  C 104.00  V 1.00K"},
		{"left", "25 Nov 09:30  O 103.00  H 103.50  L 102.50  C 103.00  V 1.00K"},
		{"h", "25 Nov 09:25  O 102.00"},
		{"l", "25 Nov 09:30  O 103.00"},
		{"h", "25 Nov 09:25"}, {"h", "25 Nov 09:20"}, {"h", "25 Nov 09:15"}, {"h", "25 Nov 09:15"},
	} {
		m, _ = press(m, c.key)
		if view := plain(m.View()); !strings.Contains(view, c.want) {
			t.Errorf("after %s no %q:\n%s", c.key, c.want, view)
		}
	}
	if m, _ = press(m, "G"); !m.at.IsZero() {
		t.Error("the cursor stays after G")
	}
	if m, _ = press(m, "h", "l"); !m.at.IsZero() {
		t.Error("the cursor stays when it is moved past the newest candle")
	}
}

// TestTheCursorIsMarkedWithoutColour looks for the mark under its candle.
func TestTheCursorIsMarkedWithoutColour(t *testing.T) {
	m := withCandles(t, dark(), 100, 20, five()...)
	m, _ = press(m, "h", "h")
	lines := strings.Split(plain(m.View()), "\n")
	x := m.margin() + m.plotWidth() - 2
	times := lines[19-len(m.foot)]
	if got := []rune(times); x >= len(got) || got[x] != '↑' {
		t.Errorf("no mark at %d of %q", x, times)
	}
}

func TestTheCursorStaysOnItsCandle(t *testing.T) {
	m := sharePane(t, 100, 38)
	m, _ = press(m, "h", "h", "h", "h", "h")
	at := m.at
	row := shareRow()
	row.Changed = wednesday.Add(70e9)
	row.Quote.LastPrice = 1560
	m.SetRow(row, clockAt(wednesday.Add(72e9))) // begins another candle
	if !m.at.Equal(at) || len(m.series().candles) == 0 || m.series().candles[len(m.series().candles)-1].Close != 1560 {
		t.Errorf("the cursor is at %v, was at %v", m.at, at)
	}
	for range 12 {
		m, _ = press(m, "H", "L")
	}
	first, last := m.window()
	if i := m.series().find(m.at); i < first || i > last {
		t.Errorf("the cursor is at %d, on the screen are %d to %d", i, first, last)
	}
}

func TestMovingTheCursorOffTheScreenScrolls(t *testing.T) {
	m := sharePane(t, 60, 30)
	first, _ := m.window()
	for range 70 {
		m, _ = press(m, "h")
	}
	i := m.series().find(m.at)
	now, last := m.window()
	if i >= first || i < now || i > last {
		t.Errorf("the cursor is at %d, on the screen are %d to %d, were from %d", i, now, last, first)
	}
	for range 69 {
		m, _ = press(m, "l")
	}
	if !m.right.IsZero() {
		t.Errorf("the newest candle is not back on the screen: until %v", m.right)
	}
}

func TestScrollingHoldsStillWhileCandlesCome(t *testing.T) {
	m := sharePane(t, 100, 38)
	m, _ = press(m, "H")
	first, last := m.window()
	row := shareRow()
	row.Changed = wednesday.Add(70e9)
	m.SetRow(row, clockAt(wednesday.Add(72e9)))
	if f, l := m.window(); f != first || l != last {
		t.Errorf("shows %d to %d, was %d to %d", f, l, first, last)
	}
}

func TestZoom(t *testing.T) {
	m := sharePane(t, 100, 38)
	all := func() int { first, last := m.window(); return last - first + 1 }
	before := all()
	m, _ = press(m, "+")
	if got := all(); got >= before || got < before/2-2 {
		t.Errorf("%d candles of %d after zooming in once", got, before)
	}
	m, _ = press(m, "+", "+", "+", "+", "+", "+")
	if m.zoom != maxZoom {
		t.Errorf("zoom %d", m.zoom)
	}
	m, _ = press(m, "-", "-", "-", "-", "-", "-", "-")
	if got := all(); got != before {
		t.Errorf("%d candles after zooming out, were %d", got, before)
	}
}

func TestTheWheelScrolls(t *testing.T) {
	m := sharePane(t, 100, 38)
	_, before := m.window()
	m, _ = m.Update(tea.MouseMsg{Button: tea.MouseButtonWheelUp})
	if _, last := m.window(); last != before-wheelCandles {
		t.Errorf("ends at %d, was %d", last, before)
	}
	m, _ = m.Update(tea.MouseMsg{Button: tea.MouseButtonWheelDown})
	if !m.right.IsZero() {
		t.Errorf("not back at the newest: %v", m.right)
	}
}

func TestAPressPutsTheCursorThere(t *testing.T) {
	m := withCandles(t, dark(), 100, 20, five()...)
	newest := m.margin() + m.plotWidth() - 1
	press := func(x, y int) Model {
		pressed, _ := m.Update(tea.MouseMsg{X: x, Y: y, Button: tea.MouseButtonLeft, Action: tea.MouseActionPress})
		return pressed
	}
	for _, c := range []struct {
		name string
		x, y int
		want int // which of the five; -1: no cursor
	}{
		{"on a candle", newest - 1, 10, 3},
		{"left of all", m.margin(), 10, 0},
		{"on the axis", newest + 1, 10, -1},
		{"above the chart", newest, 1, -1},
	} {
		pressed := press(c.x, c.y)
		got, ok := pressed.candleAt()
		if ok != (c.want >= 0) || ok && got != c.want {
			t.Errorf("%s: at %d, %v; want %d", c.name, got, ok, c.want)
		}
	}
}

func TestTheKeysAreSaidWhereThereIsRoom(t *testing.T) {
	for _, c := range []struct {
		w, h int
		want string
	}{
		{100, 38, "   [ ] interval   h l candle   H L time   - + zoom   v chart alone   r reload   Esc leaves"},
		{60, 46, "   [ ] interval   h l candle   H L time   Esc leaves"},
	} {
		lines := strings.Split(plain(sharePane(t, c.w, c.h).View()), "\n")
		if got := lines[c.h-1]; got != c.want {
			t.Errorf("%d wide: got %q, want %q", c.w, got, c.want)
		}
	}
	if view := plain(sharePane(t, 80, 22).View()); strings.Contains(view, "Esc") {
		t.Errorf("the keys take the room of the chart:\n%s", view)
	}
}

func TestTheChartAloneHasTheRoom(t *testing.T) {
	m := sharePane(t, 80, 22)
	m, _ = press(m, "v")
	if view := plain(m.View()); strings.Contains(view, "Prev close") || len(m.chart) != 18 {
		t.Errorf("%d lines of chart:\n%s", len(m.chart), view)
	}
	m, _ = press(m, "v")
	if !strings.Contains(plain(m.View()), "Prev close") {
		t.Error("the facts do not come back")
	}
}

func TestEscapeLeaves(t *testing.T) {
	_, reports := press(sharePane(t, 80, 22), "esc")
	if len(reports) != 1 || reports[0] != (Left{}) {
		t.Errorf("reports %v", reports)
	}
}

// TestKeysThatDoNothingAreOff compares the enabled keys, by their names.
func TestKeysThatDoNothingAreOff(t *testing.T) {
	on := func(m Model) string {
		k := m.Keys()
		var names []string
		for _, b := range []key.Binding{
			k.Shorter, k.Longer, k.Next, k.Left, k.Right, k.Back, k.Forward, k.Newest, k.In, k.Out, k.Alone, k.Again, k.Leave,
		} {
			if b.Enabled() {
				names = append(names, b.Keys()[0])
			}
		}
		return strings.Join(names, " ")
	}
	share := sharePane(t, 100, 38)
	failed := paneOf(t, 100, 38, shareRow())
	want := wanted(t, &failed)
	failed.SetCandles(want.Key, nil, "no")
	shortest, _ := press(share, "[")
	read, _ := press(share, "h", "+")
	back, _ := press(share, "H")
	for _, c := range []struct {
		name string
		m    Model
		want string
	}{
		{"no room for a chart", sharePane(t, 60, 18), "v esc"},
		{"no candles yet", paneOf(t, 100, 38, shareRow()), "[ ] i v r esc"},
		{"failed", failed, "[ ] i v r esc"},
		{"a chart", share, "[ ] i h H + v r esc"},
		{"its shortest interval", shortest, "] i v r esc"},
		{"read, and zoomed", read, "[ ] i h l H G + - v r esc"},
		{"scrolled", back, "[ ] i h H L G + v r esc"},
	} {
		if got := on(c.m); got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}

func TestHelpNamesEveryKey(t *testing.T) {
	m, _ := press(sharePane(t, 100, 38), "h", "H", "+")
	m.series().fault = "no"
	m.enable()
	var all []string
	for _, group := range m.FullHelp() {
		for _, b := range group {
			all = append(all, b.Keys()...)
		}
	}
	for _, k := range []string{"[", "]", "i", "h", "left", "l", "right", "H", "L", "G", "end", "+", "-", "v", "r", "esc"} {
		if !slices.Contains(all, k) {
			t.Errorf("no %s in the help", k)
		}
	}
	if len(m.ShortHelp()) == 0 || ui.KeyName(m.ShortHelp()[0].Keys()[0]) != "[" {
		t.Errorf("short help %v", m.ShortHelp())
	}
}

// TestAReadingHasItsTime reads a candle in panes of every width.
func TestAReadingHasItsTime(t *testing.T) {
	for _, c := range []struct {
		name  string
		days  bool
		width int
		want  string
	}{
		{"beside the table of 200 columns", false, 78, "5m   25 Nov 10:00  O 1,553.70  H 1,556.65  L 1,553.35  C 1,555.35"},
		{"80 columns", false, 80, "5m   25 Nov 10:00  O 1,553.70  H 1,556.65  L 1,553.35  C 1,555.35"},
		{"60 columns", false, 60, "5m   10:00  O 1,553.70  C 1,555.35"},
		{"40 columns", false, 40, "5m   10:00  O 1,553.70  C 1,555.35"},
		{"24 columns", false, 26, "5m   10:00  C 1,555.35"},
		{"days, wide", true, 100, "1d]   Wed 11 Nov 2026  O "},
		{"days, beside the table", true, 78, "1d   11 Nov 26  O "},
		{"days, 60 columns", true, 60, "1d   11 Nov  O 1,552.80  C "},
		{"days, 40 columns", true, 40, "1d   11 Nov  O 1,552.80  C "},
	} {
		t.Run(c.name, func(t *testing.T) {
			m := sharePane(t, c.width, 40)
			if c.days {
				m, _ = press(m, "]", "]", "]")
				m = answer(t, m, 1552)
			}
			m.at = at(11, 25, 10, 0)
			if c.days {
				m.at = at(11, 11, 0, 0)
			}
			m.draw()
			if view := plain(m.View()); !strings.Contains(view, c.want) {
				t.Errorf("no %q:\n%s", c.want, view)
			}
		})
	}
}
