package watch

import (
	"strings"
	"testing"

	tea "github.com/charmbracelet/bubbletea"

	"kitewatch/kite"
	"kitewatch/kite/market"
)

func selected(t *testing.T, m Model) string {
	t.Helper()
	s, ok := m.Selected()
	if !ok {
		t.Fatal("nothing is selected")
	}
	return s.Tradingsymbol
}

// sized is the designed screen at a size.
func sized(t testing.TB, w, h int) Model {
	m := swingPane(t, themeOf("dark"))
	m.SetSize(w, h-beside)
	return m
}

func TestKeysMoveTheCursor(t *testing.T) {
	tests := []struct {
		keys string
		want string
		top  int
	}{
		{"", "NIFTY 50", 0},
		{"j", "NIFTY BANK", 0},
		{"down down k", "NIFTY BANK", 0},
		{"up", "NIFTY 50", 0},
		{"G", "CRUDEOIL26DECFUT", 6},
		{"end j", "CRUDEOIL26DECFUT", 6},
		{"G g", "NIFTY 50", 0},
		{"G home", "NIFTY 50", 0},
		{"ctrl+d", "M&M", 0},
		{"ctrl+d ctrl+d ctrl+u", "M&M", 1},
		{"pgdown", "BANKNIFTY26NOVFUT", 0},
		{"pgdown pgdown pgup", "INFY", 6},
		{"G k k k k k k k k k k k k k k k k k k", "ICICIBANK", 5},
	}
	for _, tt := range tests {
		t.Run(tt.keys, func(t *testing.T) {
			m := press(t, sized(t, 80, 24), strings.Fields(tt.keys)...)
			if got := selected(t, m); got != tt.want || m.list().top != tt.top {
				t.Errorf("at %s, top %d; want %s, %d", got, m.list().top, tt.want, tt.top)
			}
		})
	}
}

func TestKeysShowLists(t *testing.T) {
	for keys, want := range map[string]string{
		"2": "Positions", "4": "All", "7": "Swing", "tab": "Positions", "tab tab": "Options",
		"shift+tab": "All", "4 tab": "Swing", "3 1": "Swing",
	} {
		m := press(t, sized(t, 120, 36), strings.Fields(keys)...)
		if got := m.list().name; got != want {
			t.Errorf("%s shows %s, want %s", keys, got, want)
		}
	}
}

// reports are the messages a command brings. None here starts a timer.
func reports(cmd tea.Cmd) []tea.Msg {
	if cmd == nil {
		return nil
	}
	msg := cmd()
	batch, ok := msg.(tea.BatchMsg)
	if !ok {
		return []tea.Msg{msg}
	}
	var all []tea.Msg
	for _, c := range batch {
		all = append(all, reports(c)...)
	}
	return all
}

func TestShownIsReportedWhenOtherRowsAreOnTheScreen(t *testing.T) {
	tests := []struct {
		name string
		keys string // the last one counts
		want bool
	}{
		{"a move on the screen", "j", false},
		{"a move beyond it", "pgdown j j", true},
		{"another list", "tab", true},
		{"the list already shown", "1", false},
		{"a list there is not", "9", false},
		{"sorting", "s", true},
		{"file order again", "s =", true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			m, keys := sized(t, 80, 24), strings.Fields(tt.keys)
			m = press(t, m, keys[:len(keys)-1]...)
			_, cmd := m.Update(keyMsg(keys[len(keys)-1]))
			got := reports(cmd)
			told := len(got) == 1 && got[0] == Shown{}
			if len(got) == 1 {
				_, sorted := got[0].(Sorted)
				told = told || sorted
			}
			if told != tt.want || len(got) > 1 {
				t.Errorf("got %v, want Shown: %v", got, tt.want)
			}
		})
	}
}

func TestVisibleNamesTheScreenFirst(t *testing.T) {
	m := press(t, sized(t, 40, 10), "4", "G")
	got := m.Visible()
	if len(got) != 24 {
		t.Fatalf("%d symbols, want each of 24 once", len(got))
	}
	first, last := m.window()
	seen := map[kite.Symbol]bool{}
	for _, s := range got[:last-first] {
		seen[s] = true
	}
	for i := first; i < last; i++ {
		if s := m.entryAt(i).Symbol; !seen[s] {
			t.Errorf("%v is on the screen and not among the first", s)
		}
	}
	if none := New(themeOf("dark"), market.Default()); none.Visible() != nil {
		t.Error("a pane without lists shows something")
	}
}

func shownName(m Model) string { return m.list().name }
func orderOf(m Model) string   { return m.orderText() }

func TestMouse(t *testing.T) {
	click := func(m Model, x, y int) Model {
		m, _ = m.Update(tea.MouseMsg{X: x, Y: y, Action: tea.MouseActionPress, Button: tea.MouseButtonLeft})
		return m
	}
	m := sized(t, 120, 24)
	if got := selected(t, click(m, 5, 3+4)); got != "HDFCBANK" {
		t.Errorf("a click on the fifth row selects %s", got)
	}
	m = sized(t, 120, 24)
	if got := shownName(click(m, 16, 0)); got != "Positions" {
		t.Errorf("a click on the second tab shows %s", got)
	}
	m = sized(t, 120, 24)
	m = click(m, 53, 2)
	if got := m.orderText(); got != "Chg % high to low" {
		t.Errorf("a click on a title: %q", got)
	}
	if got := orderOf(click(m, 53, 2)); got != "Chg % low to high" {
		t.Errorf("a second one: %q", got)
	}
	m = sized(t, 120, 24)
	for _, at := range [][2]int{{5, 1}, {5, 21}, {500, 500}, {-1, -1}, {100, 0}} {
		if m = click(m, at[0], at[1]); selected(t, m) != "NIFTY 50" || m.list().name != "Swing" || m.list().sorted >= 0 {
			t.Errorf("a click at %v did something", at)
		}
	}
	wheel := func(b tea.MouseButton) []tea.Msg {
		var cmd tea.Cmd
		m, cmd = m.Update(tea.MouseMsg{Action: tea.MouseActionPress, Button: b})
		return reports(cmd)
	}
	if got := wheel(tea.MouseButtonWheelDown); m.list().top != 3 || selected(t, m) != "RELIANCE" || len(got) != 1 {
		t.Errorf("the wheel: top %d, at %s, reported %v", m.list().top, selected(t, m), got)
	}
	if wheel(tea.MouseButtonWheelUp); m.list().top != 0 || selected(t, m) != "RELIANCE" {
		t.Errorf("and back: top %d, at %s", m.list().top, selected(t, m))
	}
}

func TestSetListsKeepsWhatTheUserSet(t *testing.T) {
	m := press(t, sized(t, 80, 24), "3", "j", "j", "j", "s", "s")
	lists := []List{
		listOf(t, "New", swing[:2]), listOf(t, "Options", append(swing[5:9:9], swing[:5]...)), listOf(t, "Swing", nil),
	}
	m.SetLists(lists)
	if got := m.list().name; got != "Options" {
		t.Errorf("shows %s", got)
	}
	if got := selected(t, m); got != "RELIANCE" {
		t.Errorf("the cursor is on %s", got)
	}
	if got := m.orderText(); got != "LTP high to low" {
		t.Errorf("the order is %q", got)
	}
	if !strings.Contains(plain(m.View()), "1,558.40") {
		t.Error("the rows have lost their data")
	}
	m.SetLists(lists[:1])
	if got := selected(t, m); got != "NIFTY 50" {
		t.Errorf("its list gone, the cursor is on %s", got)
	}
	m.SetLists(nil)
	m = press(t, m, "j", "G", "s", "S", "=", "tab", "1", "pgdown")
	if _, ok := m.Selected(); ok {
		t.Error("something is selected in no list")
	}
}

func TestASymbolTwiceInAList(t *testing.T) {
	m := New(themeOf("mono"), market.Default())
	m.SetSize(80, 22)
	m.SetClock(clock)
	m.SetLists([]List{listOf(t, "Twice", []quoted{swing[3], swing[4], swing[3]})})
	m.SetRows(rowsOf(t, swing[3:5]))
	m = press(t, m, "G")
	if n := strings.Count(plain(m.View()), "1,558.40"); n != 2 {
		t.Errorf("its price is shown %d times", n)
	}
	if n := strings.Count(plain(m.View()), "▌"); n != 1 {
		t.Errorf("%d rows are selected", n)
	}
	if got := m.Visible(); len(got) != 2 {
		t.Errorf("Visible is %v", got)
	}
	if got := selected(t, press(t, m, "k")); got != "HDFCBANK" {
		t.Errorf("above it is %s", got)
	}
}

func TestKeysThatDoNothingAreDisabled(t *testing.T) {
	none := New(themeOf("dark"), market.Default())
	none.SetSize(80, 22)
	one := New(themeOf("dark"), market.Default())
	one.SetLists([]List{listOf(t, "One", swing[:1])})
	all := sized(t, 80, 24)
	tests := []struct {
		name                                  string
		m                                     Model
		down, sort, list, reverse, fileOrders bool
	}{
		{"no list", none, false, false, false, false, false},
		{"one row", one, false, false, false, false, false},
		{"many", all, true, true, true, false, false},
		{"sorted", press(t, all, "s"), true, true, true, true, true},
	}
	for _, tt := range tests {
		k := tt.m.Keys()
		got := []bool{k.Down.Enabled(), k.Sort.Enabled(), k.NextList.Enabled(), k.Reverse.Enabled(), k.FileOrder.Enabled()}
		for i, want := range []bool{tt.down, tt.sort, tt.list, tt.reverse, tt.fileOrders} {
			if got[i] != want {
				t.Errorf("%s: binding %d is %v", tt.name, i, got[i])
			}
		}
	}
	var lines []string
	for _, b := range press(t, all, "s").FullHelp() {
		for _, k := range b {
			if k.Enabled() {
				lines = append(lines, k.Help().Key+": "+k.Help().Desc)
			}
		}
	}
	want := "j k  ↓ ↑: row|g G  Home End: first, last|Ctrl+D Ctrl+U: half a page|PgDn PgUp: page|" +
		"1–9  Tab: list|s S: sort by next column, reverse|=: file order|f: filter the rows|C: choose columns"
	if got := strings.Join(lines, "|"); got != want {
		t.Errorf("help is\n%s, want\n%s", got, want)
	}
}

// A terminal of three lines leaves the pane one, and rows none.
func TestWheelWithoutRoomForRows(t *testing.T) {
	for h := range 4 {
		m := sized(t, 80, h)
		for _, button := range []tea.MouseButton{tea.MouseButtonWheelUp, tea.MouseButtonWheelDown, tea.MouseButtonLeft} {
			m, _ = m.Update(tea.MouseMsg{Action: tea.MouseActionPress, Button: button, X: 4, Y: 0})
		}
		if got := strings.Count(m.View(), "\n") + 1; got > max(m.h, 1) {
			t.Errorf("a pane of %d lines draws %d", m.h, got)
		}
	}
}
