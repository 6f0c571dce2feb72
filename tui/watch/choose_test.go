package watch

import (
	"strings"
	"testing"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/google/go-cmp/cmp"
)

// shownColumns are the columns on the screen, from the left.
func shownColumns(m Model) string {
	var all []string
	for _, s := range m.slots {
		if !always(s.column) {
			all = append(all, columns[s.column].name)
		}
	}
	return strings.Join(all, " ")
}

func TestChoosingColumns(t *testing.T) {
	tests := []struct {
		name, keys string
		want       []string // reported
		shown      string   // at 120
	}{
		{"one goes", "C space enter",
			[]string{"ltp", "change_pct", "range", "spark", "volume", "prev", "open", "high", "low", "bid_ask", "oi", "oi_change", "average", "circuit", "note"},
			"change_pct range spark volume note"},
		{"automatic", "C space 0 enter", nil, "change change_pct range spark volume note"},
		{"moved right", "C 0 J J space enter",
			[]string{"ltp", "change_pct", "range", "spark", "volume", "prev", "open", "high", "low", "bid_ask", "oi", "oi_change", "average", "circuit", "note"},
			"change_pct range spark volume note"},
		{"moved left", "C j K enter",
			[]string{"ltp", "change_pct", "change", "range", "spark", "volume", "prev", "open", "high", "low", "bid_ask", "oi", "oi_change", "average", "circuit", "note"},
			"change_pct change range spark volume note"},
		{"by the arrows", "C down up down space enter",
			[]string{"ltp", "change", "range", "spark", "volume", "prev", "open", "high", "low", "bid_ask", "oi", "oi_change", "average", "circuit", "note"},
			"change range spark volume note"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			keys := strings.Fields(tt.keys)
			for i := range keys {
				keys[i] = strings.ReplaceAll(keys[i], "space", " ")
			}
			m := press(t, sized(t, 120, 36), keys[:len(keys)-1]...)
			if !m.Typing() {
				t.Error("its keys are not its own")
			}
			m, cmd := m.Update(keyMsg(keys[len(keys)-1]))
			want := []tea.Msg{Columns{List: "Swing", Columns: tt.want}}
			if diff := cmp.Diff(want, reports(cmd)); diff != "" || m.Typing() {
				t.Errorf("reported (-want +got):\n%s", diff)
			}
			if got := shownColumns(m); got != tt.shown {
				t.Errorf("shows %s, want %s", got, tt.shown)
			}
		})
	}
}

func TestNothingChosenIsNotAutomatic(t *testing.T) {
	m := sized(t, 120, 36)
	m.SetLists([]List{{Name: "One", Columns: []string{"oi", "greeks"}, Entries: []Entry{{Symbol: sym("NSE:TCS")}, {Symbol: sym("NSE:INFY")}}}})
	m = press(t, m, "C", " ")
	_, cmd := m.Update(keyMsg("enter"))
	want := []tea.Msg{Columns{List: "One", Columns: []string{"ltp", "greeks"}}} // what it does not know stays in the file
	if diff := cmp.Diff(want, reports(cmd)); diff != "" {
		t.Errorf("reported (-want +got):\n%s", diff)
	}
}

func TestLeavingTheChooserChangesNothing(t *testing.T) {
	m := sized(t, 120, 36)
	before := m.View()
	for _, leave := range []string{"esc", "C"} {
		n := press(t, m, "C", " ", "j", " ", "J")
		n, cmd := n.Update(keyMsg(leave))
		if n.View() != before || cmd != nil || n.Typing() {
			t.Errorf("%s changed something", leave)
		}
	}
}

func TestChooserAtItsSizes(t *testing.T) {
	for name, size := range map[string][2]int{"choose-40x10": {40, 10}, "choose-80x24": {80, 24}, "choose-120x36": {120, 36}} {
		t.Run(name, func(t *testing.T) {
			m := holdingsPane(t, size[0], size[1])
			golden(t, name, press(t, m, "C", "j", "j", " ", "s", "j", "j", "j").View())
		})
	}
}

func TestTheChooserSorts(t *testing.T) {
	m := press(t, sized(t, 80, 24), "C", "j", "j", "j", "j")
	m, cmd := m.Update(keyMsg("s"))
	if diff := cmp.Diff([]tea.Msg{Sorted{List: "Swing", Sort: "volume"}}, reports(cmd)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	_, cmd = m.Update(keyMsg("s"))
	if diff := cmp.Diff([]tea.Msg{Sorted{List: "Swing", Sort: "-volume"}}, reports(cmd)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	m = press(t, m, "k") // the sparkline has no order
	if _, cmd = m.Update(keyMsg("s")); cmd != nil {
		t.Error("sorted by the sparkline")
	}
}

// A reload of the file while columns are chosen or a filter is typed takes
// neither away.
func TestAReloadLeavesTheHandAlone(t *testing.T) {
	lists := []List{listOf(t, "Swing", swing[:9])}
	for _, key := range []string{"C", "f"} {
		m := press(t, sized(t, 120, 36), key)
		if m.SetLists(lists); !m.Typing() {
			t.Errorf("%s: closed by a reload", key)
		}
		if m.SetLists([]List{listOf(t, "Other", swing[:2])}); m.Typing() {
			t.Errorf("%s: open over another list", key)
		}
	}
}

func TestLettersInOnePieceAreKeys(t *testing.T) {
	m := press(t, sized(t, 120, 36), "C")
	m, _ = m.Update(tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune("jjjk")})
	if m.chooser.at != 2 {
		t.Errorf("the cursor is at %d", m.chooser.at)
	}
}

// What the user has chosen holds until the file says otherwise.
func TestTheFileDecidesWhenItChanges(t *testing.T) {
	list := func(sort string, columns ...string) []List {
		l := listOf(t, "Swing", swing)
		l.Sort, l.Columns = sort, columns
		return []List{l}
	}
	m := sized(t, 120, 36)
	m.SetLists(list("-change_pct", "oi"))
	if got := m.orderText() + ", " + shownColumns(m); got != "Chg % low to high, oi" {
		t.Errorf("from the file: %s", got)
	}
	m = press(t, m, "C", "j", " ", "enter", "=", "s")
	if got := m.orderText() + ", " + shownColumns(m); got != "Symbol A to Z, oi change" {
		t.Errorf("by the user: %s", got)
	}
	m.SetLists(list("-change_pct", "oi"))
	if got := m.orderText() + ", " + shownColumns(m); got != "Symbol A to Z, oi change" {
		t.Errorf("the same file again: %s", got)
	}
	m.SetLists(list("volume", "prev"))
	if got := m.orderText() + ", " + shownColumns(m); got != "Volume high to low, prev" {
		t.Errorf("another file: %s", got)
	}
	m.SetLists(list("nonsense"))
	if got := m.orderText(); got != "file order" {
		t.Errorf("a sort that names no column: %s", got)
	}
}
