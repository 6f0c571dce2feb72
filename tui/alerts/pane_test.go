package alerts

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"kitewatch/kite/feed"
	"kitewatch/kite/market"
	"kitewatch/tui/alert"
	"kitewatch/tui/ui"
)

// Heights are those of the whole terminal: strip and status line are the root's.
func TestView(t *testing.T) {
	for _, size := range [][2]int{{40, 10}, {60, 14}, {80, 24}, {120, 36}} {
		name := fmt.Sprintf("%dx%d", size[0], size[1])
		t.Run(name, func(t *testing.T) {
			golden(t, "alerts-"+name, full(dark, size[0], size[1]-2))
			golden(t, "none-"+name, empty(dark, size[0], size[1]-2))
		})
	}
}

func TestViewIsExactlyItsSize(t *testing.T) {
	wantSize := func(m Model) {
		t.Helper()
		lines := strings.Split(m.View(), "\n")
		if len(lines) != m.h {
			t.Fatalf("%dx%d: %d lines", m.w, m.h, len(lines))
		}
		for i, line := range lines {
			if got := ui.Width(line); got != m.w {
				t.Fatalf("%dx%d: line %d is %d cells: %q", m.w, m.h, i, got, line)
			}
		}
	}
	for w := 1; w <= 300; w += 1 + w/8 {
		for _, h := range []int{1, 2, 4, 5, 8, 10, 13, 14, 34} {
			m := full(dark, w, h)
			wantSize(m)
			m, _ = press(m, "G")
			wantSize(m)
			wantSize(empty(dark, w, h))
			m, _ = press(m, "esc")
			wantSize(m)
		}
	}
	m := full(dark, 0, 0)
	if m.View() != "" {
		t.Errorf("without a size it draws %q", m.View())
	}
}

// A level is never cut: another figure is another level.
func TestALevelHasItsRoom(t *testing.T) {
	for _, w := range []int{40, 45, 59, 60, 77, 78, 99, 100, 120} {
		m := New(ui.NewTheme(dark), market.Default())
		m.SetSize(w, 8)
		m.SetLevels([]alert.Mark{
			{Level: levelOf("MCX:GOLD26DECFUT", alert.Above, 130000)}, {Level: levelOf("MCX:SILVERMIC26DECFUT", alert.Below, 1234567.5)},
		}, nil)
		m.Open()
		for _, want := range []string{"1,30,000.00", "12,34,567.50"} {
			if got := strings.Join(plain(m.View()), "\n"); !strings.Contains(got, want) {
				t.Errorf("%d wide, no %s:\n%s", w, want, got)
			}
		}
	}
}

// under is the symbol and level under the cursor, as the screen has them.
func under(m Model) string {
	for _, line := range plain(m.View()) {
		if rest, ok := strings.CutPrefix(line, "▌"); ok {
			return strings.Join(strings.Fields(strings.TrimPrefix(rest, "!"))[:4], " ")
		}
	}
	return "none"
}

func TestKeysMoveTheCursor(t *testing.T) {
	for keys, want := range map[string]string{
		"":               "USDINR26NOVFUT CDS above 89.2500",
		"j":              "INFY NSE above 1,600.00",
		"down down":      "NIFTY 50 NSE below",
		"j k k":          "USDINR26NOVFUT CDS above 89.2500",
		"G":              "NIFTY@FUT1 NFO above —",
		"G g":            "USDINR26NOVFUT CDS above 89.2500",
		"end up":         "GOLD26DECFUT MCX above 1,28,500.00",
		"pgdown":         "TCS NSE above 3,050.50",
		"ctrl+d ctrl+u":  "USDINR26NOVFUT CDS above 89.2500",
		"end pgup":       "INFY NSE below 1,400.00",
		"end j home end": "NIFTY@FUT1 NFO above —",
	} {
		m, report := press(full(dark, 120, 8), strings.Fields(keys)...)
		if got := under(m); got != want || report != nil {
			t.Errorf("%q: on %s, want %s; report %v", keys, got, want, report)
		}
	}
}

func TestReports(t *testing.T) {
	infy := levelOf("NSE:INFY", alert.Above, 1600)
	for keys, want := range map[string]tea.Msg{
		"j enter": Chosen{infy.Symbol},
		"j d":     Cleared{infy},
		"a":       Acknowledged{},
		"esc":     Left{},
		"A":       Left{},
		"G d":     Cleared{levelOf("NFO:NIFTY@FUT1", alert.Above, 0)},
	} {
		if _, got := press(full(dark, 80, 22), strings.Fields(keys)...); got != want {
			t.Errorf("%q: report %#v, want %#v", keys, got, want)
		}
	}
	if _, got := press(empty(dark, 80, 22), "enter", "d", "a", "j", "G", "pgdown"); got != nil {
		t.Errorf("without a level: report %#v", got)
	}
}

func TestKeysThatDoNothingAreOff(t *testing.T) {
	k := empty(dark, 80, 22).Keys()
	if k.Down.Enabled() || k.Choose.Enabled() || k.Clear.Enabled() || k.Acknowledge.Enabled() || !k.Leave.Enabled() {
		t.Errorf("without a level: %+v", k)
	}
	m := full(dark, 80, 22)
	if k := m.Keys(); !k.Acknowledge.Enabled() || !k.Clear.Enabled() || !k.Down.Enabled() {
		t.Errorf("with levels: %+v", k)
	}
	marks, refused := levels()
	for i := range marks {
		marks[i].Acknowledged = now
	}
	m.SetLevels(marks, refused)
	if m.Keys().Acknowledge.Enabled() {
		t.Error("there is nothing to acknowledge")
	}
}

func TestTheCursorStaysOnItsLevel(t *testing.T) {
	m, _ := press(full(dark, 120, 34), "j", "j", "j") // INFY below 1,400, acknowledged
	want := "INFY NSE below 1,400.00"
	if got := under(m); got != want {
		t.Fatalf("on %s, want %s", got, want)
	}
	marks, refused := levels()
	tcs := slices.IndexFunc(marks, func(mark alert.Mark) bool { return mark.Level.Symbol.Tradingsymbol == "TCS" })
	marks[tcs].Phase, marks[tcs].FiredAt, marks[tcs].FiredPrice = alert.Spent, now, 3096.4
	m.SetLevels(marks, refused)
	m.SetRows(rowsAt(now))
	if got := under(m); got != want || !strings.Contains(plain(m.View())[3], "TCS") {
		t.Errorf("when another fires: on %s, want %s, and TCS on top:\n%s", got, want, plain(m.View())[3])
	}
	gone := slices.DeleteFunc(slices.Clone(marks), func(mark alert.Mark) bool { return mark.Level == levelOf("NSE:INFY", alert.Below, 1400) })
	m.SetLevels(gone, refused)
	if got := under(m); got != "HDFCBANK NSE change 2.00%" {
		t.Errorf("when it is cleared: on %s, want the next", got)
	}
	m.SetLevels(nil, nil)
	if got := under(m); got != "none" {
		t.Errorf("with none left: on %s", got)
	}
}

func TestMouse(t *testing.T) {
	at := func(button tea.MouseButton, y int) tea.MouseMsg {
		return tea.MouseMsg{Button: button, Action: tea.MouseActionPress, Y: y}
	}
	m := full(dark, 120, 14) // 7 lines from line 3
	m, _ = m.Update(at(tea.MouseButtonLeft, 4))
	if got := under(m); got != "INFY NSE above 1,600.00" {
		t.Errorf("a click: on %s", got)
	}
	for _, y := range []int{0, 2, 10, 13} {
		if m, _ = m.Update(at(tea.MouseButtonLeft, y)); under(m) != "INFY NSE above 1,600.00" {
			t.Errorf("a click on line %d: on %s", y, under(m))
		}
	}
	m, _ = m.Update(at(tea.MouseButtonWheelDown, 5))
	if m.top != 2 || under(m) != "NIFTY 50 NSE below" {
		t.Errorf("the wheel: top %d, on %s", m.top, under(m))
	}
	m, _ = m.Update(at(tea.MouseButtonWheelUp, 5))
	if m.top != 0 {
		t.Errorf("the wheel back: top %d", m.top)
	}
}

func TestPricesSayWhatTheyAreWorth(t *testing.T) {
	m := full(dark, 120, 34)
	line := func(name string) string {
		for _, l := range plain(m.View()) {
			if strings.Contains(l, name) {
				return l
			}
		}
		return ""
	}
	for name, want := range map[string]string{
		"NIFTY 50": "● 24,486.35", "HDFCBANK": "○ 996.35", "TCS": "~ 3,096.40", "M&M": "—", "USDINR": "● 89.2600",
	} {
		if !strings.Contains(line(name), want) {
			t.Errorf("%q lacks %s", line(name), want)
		}
	}
	m.SetClock(feed.Clock{Wall: now.Add(time.Minute)})
	if got := line("NIFTY 50"); !strings.Contains(got, "~ 24,486.35") {
		t.Errorf("a minute without a reply: %q", got)
	}
	m.SetSize(60, 20)
	if got := line("NIFTY 50"); !strings.Contains(got, "~-1.99") {
		t.Errorf("without room for a price: %q", got)
	}
	m.SetSize(120, 34)
	m.SetRows(rowsAt(now.Add(time.Minute)))
	if got := line("NIFTY 50"); !strings.Contains(got, "● 24,486.35") {
		t.Errorf("with one: %q", got)
	}
}

func TestShutItDrawsNothing(t *testing.T) {
	m, _ := press(full(dark, 80, 22), "esc")
	m.SetRows(rowsAt(now))
	m.SetClock(feed.Clock{Wall: now.Add(time.Second)})
	if m.lines != nil {
		t.Error("it draws what nobody sees")
	}
	m.Open()
	if got := under(m); !strings.HasPrefix(got, "USDINR") {
		t.Errorf("opened again: on %s", got)
	}
}

func TestASCII(t *testing.T) {
	for _, line := range plain(full(ui.Options{ASCII: true}, 120, 34).View()) {
		for _, r := range line {
			if r > '~' {
				t.Fatalf("%q is not ASCII: %q", r, line)
			}
		}
	}
}

func TestColours(t *testing.T) {
	theme := ui.NewTheme(dark)
	view := full(dark, 120, 34).View()
	for name, want := range map[string]string{
		"a symbol that rings is amber": theme.Paint(ui.Warn, ui.Plain).Text("INFY"),
		"and is marked":                theme.Paint(ui.Warn, ui.Plain).Text("!"),
		"one that does not is not":     theme.Paint(ui.Text, ui.Plain).Text("NIFTY 50"),
		"the exchange is dim":          theme.Paint(ui.Dim, ui.Plain).Text(" NSE"),
		"the cursor's mark":            theme.Paint(ui.Accent, ui.Selected).Text("▌"),
	} {
		if !strings.Contains(view, want) {
			t.Errorf("%s: %q is not in the view", name, want)
		}
	}
	mono := ui.Options{Name: "mono"}
	want := ui.NewTheme(mono).Paint(ui.Warn, ui.SelectedName).Text("USDINR26NOVFUT")
	if !strings.Contains(full(mono, 120, 34).View(), want) {
		t.Error("without colour the selected symbol does not stand out")
	}
}

func TestTextFromOutsideIsPlain(t *testing.T) {
	m := empty(dark, 120, 34)
	odd := alert.Mark{Level: levelOf("NSE:IN\x1b[2JFY\u202e", alert.Above, 1600), Phase: alert.Armed}
	m.SetLevels([]alert.Mark{odd}, []Refused{{odd.Level, "bad \x1b]0;t\a\u009c\nreason"}})
	for _, bad := range []string{"\x1b[2J", "\x1b]", "\a", "\u202e", "\u009c", "reason\n"} {
		if strings.Contains(m.View(), bad) {
			t.Errorf("%q is in the view", bad)
		}
	}
}

// BenchmarkSetRows is a poll of 250 rows while the pane is on the screen.
func BenchmarkSetRows(b *testing.B) {
	m := full(dark, 120, 34)
	rows := rowsAt(now)
	for len(rows) < 250 {
		rows = append(rows, rows[6]) // one without a level
	}
	b.ReportAllocs()
	for b.Loop() {
		m.SetRows(rows)
	}
}
