package search

import (
	"slices"
	"strconv"
	"strings"
	"testing"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/google/go-cmp/cmp"

	"kitewatch/kite"
	"kitewatch/kite/instruments"
)

func TestReports(t *testing.T) {
	picked := func(s, list string) tea.Msg { return Picked{symbol(t, s), list} }
	tests := []struct {
		name string
		keys []string
		want []tea.Msg
	}{
		{"Enter adds and stays", []string{"nifty 24500 pe", "enter"}, []tea.Msg{picked("NFO:NIFTY26D0124500PE", "Swing")}},
		{"once for each Enter", []string{"m&m", "enter", "ctrl+u", "irfc", "enter"},
			[]tea.Msg{picked("NSE:M&M", "Swing"), picked("NSE:IRFC-N8", "Swing")}},
		{"a row below", []string{"nifty 24500 ce", "down", "ctrl+n", "enter"}, []tea.Msg{picked("NFO:NIFTY26D0824500CE", "Swing")}},
		{"and above", []string{"nifty 24500 ce", "pgdown", "pgup", "up", "ctrl+p", "enter"}, []tea.Msg{picked("NFO:NIFTY26NOV24500CE", "Swing")}},
		{"a rolling symbol is itself", []string{"nifty@fut1", "enter", "ctrl+u", "nifty@atmpe", "enter", "ctrl+u", "NFO:NIFTY@fut2", "enter"},
			[]tea.Msg{picked("NFO:NIFTY@FUT1", "Swing"), picked("NFO:NIFTY@ATMPE", "Swing"), picked("NFO:NIFTY@FUT2", "Swing")}},
		{"what it stands for is below", []string{"nifty@fut1", "down", "enter"}, []tea.Msg{picked("NFO:NIFTY26NOVFUT", "Swing")}},
		{"Ctrl+R adds what rolls", []string{"nifty dec fut", "ctrl+r", "ctrl+u", "nifty nov 24500 ce", "ctrl+r"},
			[]tea.Msg{picked("NFO:NIFTY@FUT2", "Swing"), picked("NFO:NIFTY@ATMCE", "Swing")}},
		{"nothing rolls to that", []string{"nifty 1 dec 24500 ce", "ctrl+r", "ctrl+u", "m&m", "ctrl+r", "ctrl+u", "nifty@fut1", "ctrl+r"}, nil},
		{"what is in the list is not added", []string{"341249", "enter", "enter"}, nil},
		{"but to another one", []string{"341249", "tab", "enter"}, []tea.Msg{picked("NSE:HDFCBANK", "Positions")}},
		{"Tab goes round", []string{"m&m", "tab", "tab", "tab", "enter", "shift+tab", "enter"},
			[]tea.Msg{picked("NSE:M&M", "Swing"), picked("NSE:M&M", "Options")}},
		{"nothing is typed", []string{"enter"}, nil},
		{"nothing is found", []string{"qqqq 99999 xyzzy", "enter"}, nil},
		{"Esc leaves, whatever is typed", []string{"esc", "nifty", "esc"}, []tea.Msg{Left{}, Left{}}},
		{"letters that are keys elsewhere", []string{"qrpLs?!/", "enter"}, nil},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			_, got := press(paneOf(t, 80, 24), test.keys...)
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestListedIsSaidUntilTheNextKey(t *testing.T) {
	m, _ := press(paneOf(t, 80, 24), "341249", "enter")
	if got := lineWith(t, m.View(), "already"); got != "   already in Swing, row 5" {
		t.Errorf("got %q", got)
	}
	m, _ = press(m, "down")
	if strings.Contains(m.View(), "already") {
		t.Error("it is still said after another key")
	}
}

func TestRowShowsItsListOnceTheRootSaysSo(t *testing.T) {
	m, reports := press(paneOf(t, 120, 36), "nifty 24500 pe", "enter")
	if got := lineWith(t, m.View(), "NIFTY26D0124500PE NFO"); strings.Contains(got, "Swing") {
		t.Fatalf("before the root has added it: %q", got)
	}
	now := map[string]place{reports[0].(Picked).Symbol.String(): {"Swing", 21}}
	m.SetMembers(membersOf(now))
	if got := lineWith(t, m.View(), "NIFTY26D0124500PE NFO"); !strings.HasSuffix(got, "Swing") {
		t.Errorf("got %q", got)
	}
	lineWith(t, m.View(), "24,500 put   in Swing, row 21")
}

func TestTypedTextGoesToTheField(t *testing.T) {
	tests := []struct {
		name string
		keys []string
		want string
	}{
		{"letters, digits and blanks", []string{"nifty 24500 ce"}, "nifty 24500 ce"},
		{"keys of other panes", []string{"jkgGq?/!sSpr="}, "jkgGq?/!sSpr="},
		{"Home and End move in it", []string{"24500", "home", "nifty ", "end", "ce"}, "nifty 24500ce"},
		{"Backspace and Delete", []string{"niftyx", "backspace", "home", "delete"}, "ifty"},
		{"Ctrl+U clears all of it", []string{"nifty", "left", "left", "ctrl+u", "x"}, "x"},
		{"Ctrl+W takes a word", []string{"nifty 24500", "ctrl+w"}, "nifty "},
		{"no blank before anything", []string{"  x"}, "x"},
		{"arrows do not", []string{"a", "up", "down", "pgup", "pgdown", "tab", "shift+tab", "ctrl+v", "f1"}, "a"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			m, reports := press(paneOf(t, 80, 24), test.keys...)
			if got := m.field.Value(); got != test.want || reports != nil {
				t.Errorf("got %q and %v, want %q", got, reports, test.want)
			}
		})
	}
}

func TestPastesAreCleaned(t *testing.T) {
	tests := []struct{ name, text, want string }{
		{"a line", "NFO:NIFTY26D0124500CE\n", "NFO:NIFTY26D0124500CE"},
		{"lines", "nifty\r\n24500\tce", "nifty  24500 ce"},
		{"escapes and overrides", "ni\x1b[31mfty\u202e\u200b\x00\x07", "ni[31mfty"},
		{"broken text", "nif\xffty", "nifty"},
		{"a book", strings.Repeat("x", 1<<16), strings.Repeat("x", maxQuery)},
		{"nothing", "\n\n", ""},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if got := paste(paneOf(t, 80, 24), test.text).field.Value(); got != test.want {
				t.Errorf("got %q, want %q", got, test.want)
			}
		})
	}
}

// TestTextIsNoKey: the framework makes one message of letters that come in one
// piece, and writes it as it writes a key of that name.
func TestTextIsNoKey(t *testing.T) {
	for _, name := range []string{"esc", "enter", "tab", "up", "home", "end", "ctrl+u", "left"} {
		m, cmd := paneOf(t, 80, 24).Update(tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune(name)})
		if got := m.field.Value(); got != name || cmd != nil {
			t.Errorf("%q is taken for a key: the field has %q", name, got)
		}
	}
}

func TestOpenBeginsAnew(t *testing.T) {
	m, _ := press(paneOf(t, 80, 24), "hdfc", "tab", "down")
	m.Open()
	if m.field.Value() != "" || len(m.rows) != 0 || m.chosen != "Swing" {
		t.Errorf("%q is in the field, %d rows, list %s", m.field.Value(), len(m.rows), m.chosen)
	}
}

func TestChosenList(t *testing.T) {
	m := paneOf(t, 80, 24)
	m, _ = press(m, "nifty", "tab")
	steps := []struct {
		name    string
		names   []string
		current string
		want    string
	}{
		{"a choice stays when the file changes", []string{"New", "Swing", "Positions"}, "Swing", "Positions"},
		{"until its list is gone", []string{"New", "Swing"}, "Swing", "Swing"},
		{"one that cannot be added to", []string{"New", "Swing"}, "All", "New"},
		{"no lists", nil, "", ""},
	}
	for _, s := range steps {
		m.SetLists(s.names, s.current)
		if m.chosen != s.want {
			t.Errorf("%s: got %q, want %q", s.name, m.chosen, s.want)
		}
	}
	m, reports := press(m, "enter")
	if len(reports) != 1 || reports[0].(Picked).List != "" {
		t.Errorf("without lists Enter reports %v", reports)
	}
	lineWith(t, m.View(), "adds to the watchlist")
}

func TestPlaceIsSaidWhereNotAllIsSeen(t *testing.T) {
	m, _ := press(paneOf(t, 80, 16), "nifty")
	_, height := m.window()
	if height != 7 {
		t.Fatalf("%d rows have room, want 7", height)
	}
	lineWith(t, m.View(), "1–7 of "+strconv.Itoa(len(m.rows)))
	m.found.Total = 2431
	m.refresh()
	lineWith(t, m.View(), "1–7 of the best "+strconv.Itoa(len(m.rows)))
}

func TestKeysThatDoNothingAreDisabled(t *testing.T) {
	enabled := func(m Model) (n int) {
		for _, b := range m.ShortHelp() {
			if b.Enabled() {
				n++
			}
		}
		return n
	}
	m := paneOf(t, 80, 24)
	if got := enabled(m); got != 2 { // Tab and Esc
		t.Errorf("%d keys with nothing typed, want 2", got)
	}
	m, _ = press(m, "nifty")
	if got := enabled(m); got != 5 {
		t.Errorf("%d keys with rows, want 5", got)
	}
	m.SetLists([]string{"Swing"}, "Swing")
	if m.Keys().NextList.Enabled() {
		t.Error("Tab is enabled with one list")
	}
	for _, group := range New(dark()).FullHelp() {
		for _, b := range group {
			if !b.Enabled() || b.Help().Key == "" {
				t.Errorf("%q is missing in the help", b.Help().Desc)
			}
		}
	}
}

func TestMembersAreAskedOnlyForWhatWasFound(t *testing.T) {
	m := paneOf(t, 120, 36)
	var asked []kite.Symbol
	m.SetMembers(func(s kite.Symbol) (string, int, bool) {
		asked = append(asked, s)
		return "", 0, false
	})
	m, _ = press(m, "irfc")
	m, _ = press(m, "down", "up", "left")
	want := symbol(t, "NSE:IRFC-N8")
	if asked = slices.Compact(asked); !slices.Contains(asked, want) {
		t.Errorf("asked for %v", asked)
	}
	asked = nil
	m.View()
	if asked != nil {
		t.Errorf("a view asks for %v", asked)
	}
}

func FuzzPaste(f *testing.F) {
	for _, s := range []string{"nifty 24500 ce", "\x1b[2J", "夜間 取引", "e\u0301\u0301\u0301\u0301", "NFO:M&M\n", "\u202e\u2066x"} {
		f.Add(s, 80)
	}
	list := listOf(f, dump)
	index := instruments.NewIndex(list)
	f.Fuzz(func(t *testing.T, text string, w int) {
		w = 1 + max(w, -w, 0)%200
		m := New(dark())
		m.SetSize(w, 20)
		m.SetIndex(list, index)
		for _, r := range text {
			m, _ = m.Update(tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune{r}})
		}
		exact(t, m, "typed", w, 20)
		m = paste(m, text)
		for range 5 {
			m, _ = press(m, "left")
			exact(t, m, "pasted", w, 20)
		}
	})
}
