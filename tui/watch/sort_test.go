package watch

import (
	"strings"
	"testing"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"kitewatch/kite/feed"
	"kitewatch/kite/market"
)

func TestSortingKeepsTheCursorOnItsSymbol(t *testing.T) {
	m := press(t, sized(t, 120, 36), "j", "j", "j")
	for i, want := range []string{"Symbol A to Z", "LTP high to low", "Chg high to low", "Chg % high to low", "Low High nearest the high", "Volume high to low"} {
		m = press(t, m, "s")
		if got := m.orderText(); got != want {
			t.Errorf("press %d: %q, want %q", i, got, want)
		}
		if got := selected(t, m); got != "RELIANCE" {
			t.Fatalf("%s: the cursor went to %s", want, got)
		}
	}
	m = press(t, m, "S")
	if got := m.orderText(); got != "Volume low to high" {
		t.Errorf("reversed: %q", got)
	}
	for range 3 { // note, state, none
		m = press(t, m, "s")
	}
	if got := m.orderText(); got != "file order" || m.entryAt(0).Symbol.Tradingsymbol != "NIFTY 50" {
		t.Errorf("after the last column: %q", got)
	}
}

// The arrow of the sorted column stands in its own column, and touches no other
// title.
func TestTheArrowTouchesNoOtherTitle(t *testing.T) {
	for _, w := range []int{60, 80, 100, 120, 160, 200} {
		m := sized(t, w, 36)
		for range m.slots {
			m = press(t, m, "s")
			l := m.list()
			if l.sorted < 0 {
				break
			}
			title := plain(m.titleLine())
			before, after, _ := strings.Cut(title, m.arrow())
			own := strings.HasPrefix(after, columns[l.sorted].title)
			if l.sorted == columnRange && !strings.Contains(title, "Low "+m.arrow()+" High") {
				t.Errorf("%d wide, sorted by range: %q", w, title)
			}
			if !strings.HasSuffix(before, " ") || !own && strings.TrimLeft(after, " \n") == after {
				t.Errorf("%d wide, sorted by %s: %q", w, columns[l.sorted].name, title)
			}
		}
	}
}

// Where neither titles nor the tabs' line tell how the rows are sorted, the pane
// does.
func TestASortIsAlwaysSaid(t *testing.T) {
	for size, want := range map[[2]int]string{{40, 8}: "LTP high to low", {120, 8}: "", {80, 22}: ""} {
		m := press(t, sized(t, size[0], size[1]), "s")
		if m = press(t, m, "s"); m.UntoldOrder() != want {
			t.Errorf("%v: %q, want %q; the tabs' line is %q", size, m.UntoldOrder(), want, firstLine(m))
		}
	}
}

func TestSortOrder(t *testing.T) {
	names := func(m Model) string {
		var all []string
		for _, i := range m.list().order {
			all = append(all, m.list().entries[i].Symbol.Tradingsymbol)
		}
		return strings.Join(all, " ")
	}
	quotes := []quoted{swing[3], swing[7], swing[15], swing[12], swing[20]} // RELIANCE +, TCS -, none, COALINDIA 0, an option
	tests := []struct {
		column  string
		reverse bool
		want    string
	}{
		{"change_pct", false, "INFY26DEC1700CE RELIANCE COALINDIA TCS NIITTECH"},
		{"change_pct", true, "TCS COALINDIA RELIANCE INFY26DEC1700CE NIITTECH"},
		{"symbol", false, "COALINDIA INFY26DEC1700CE NIITTECH RELIANCE TCS"},
		{"state", false, "NIITTECH INFY26DEC1700CE RELIANCE TCS COALINDIA"},
		{"note", false, "TCS RELIANCE NIITTECH COALINDIA INFY26DEC1700CE"},
		{"oi", false, "INFY26DEC1700CE RELIANCE TCS NIITTECH COALINDIA"},
		{"volume", true, "INFY26DEC1700CE TCS COALINDIA RELIANCE NIITTECH"},
	}
	for _, tt := range tests {
		m := New(themeOf("dark"), market.Default())
		m.SetSize(200, 48)
		m.SetClock(clock)
		m.SetLists([]List{listOf(t, "Five", quotes)})
		m.SetRows(rowsOf(t, quotes))
		m.sortBy(indexOf(tt.column), tt.reverse)
		if got := names(m); got != tt.want {
			t.Errorf("%s, reversed %v:\n got %s\nwant %s", tt.column, tt.reverse, got, tt.want)
		}
	}
}

func TestSortingWaitsAfterAMove(t *testing.T) {
	m := sized(t, 120, 36)
	m.sortBy(indexOf("change_pct"), false)
	m = press(t, m, "j")
	jump := swing[13].row(t)
	jump.Quote.LastPrice *= 2
	top := func() string { return m.entryAt(0).Symbol.Tradingsymbol }
	m.SetRows([]feed.Row{jump})
	if top() == "MRF" {
		t.Error("sorted at once after a move")
	}
	m.SetClock(feed.Clock{Wall: wall.Add(2 * time.Second)})
	if top() == "MRF" {
		t.Error("sorted without a poll")
	}
	cmd := m.SetRows(rowsOf(t, swing[:1]))
	if top() != "MRF" {
		t.Errorf("two seconds later %s is on top", top())
	}
	if got := reports(cmd); len(got) != 1 || got[0] != (Shown{}) {
		t.Errorf("reported %v, want Shown", got)
	}
}

func TestSortingIsReportedAsTheFileHasIt(t *testing.T) {
	m := sized(t, 120, 36)
	m.SetLists([]List{listOf(t, "Twin", swing[:3]), listOf(t, "Twin", swing[3:6])})
	for _, tt := range []struct {
		key  string
		want Sorted
	}{
		{"s", Sorted{List: "Twin", Nth: 1, Sort: "symbol"}},
		{"s", Sorted{List: "Twin", Nth: 1, Sort: "ltp"}},
		{"S", Sorted{List: "Twin", Nth: 1, Sort: "-ltp"}},
		{"=", Sorted{List: "Twin", Nth: 1}},
	} {
		if tt.want.Sort == "symbol" {
			m = press(t, m, "2")
		}
		var cmd tea.Cmd
		m, cmd = m.Update(keyMsg(tt.key))
		if got := reports(cmd); len(got) != 1 || got[0] != tt.want {
			t.Errorf("%s reports %v, want %v", tt.key, got, tt.want)
		}
		column, reverse := sorting(tt.want.Sort)
		if l := m.list(); l.sorted != column || l.reverse != reverse {
			t.Errorf("%q read back is column %d, %v", tt.want.Sort, column, reverse)
		}
	}
}
