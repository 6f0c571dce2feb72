package watch

import (
	"strings"
	"testing"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"kitewatch/kite"
	"kitewatch/kite/feed"
)

// namesIn are the symbols on the screen, from the top.
func namesIn(m Model) string {
	var all []string
	for _, i := range m.list().order {
		all = append(all, m.list().entries[i].Symbol.Tradingsymbol)
	}
	return strings.Join(all, " ")
}

func TestFilter(t *testing.T) {
	const all = "NIFTY 50 NIFTY BANK SENSEX RELIANCE HDFCBANK ICICIBANK INFY TCS SBIN M&M BAJAJ-AUTO TATASTEEL COALINDIA MRF VIVIANA-BE " +
		"NIITTECH NIFTY26NOVFUT BANKNIFTY26NOVFUT NIFTY26DECFUT NIFTY26D0124500CE INFY26DEC1700CE USDINR26NOVFUT GOLD26DECFUT CRUDEOIL26DECFUT"
	tests := []struct {
		name, text, want string
	}{
		{"nothing", "  ", all},
		{"a part of a symbol", "bank", "NIFTY BANK HDFCBANK ICICIBANK BANKNIFTY26NOVFUT"},
		{"an ampersand", "m&m", "M&M"},
		{"an exchange", "mcx:", "GOLD26DECFUT CRUDEOIL26DECFUT"},
		{"a note", "16th", "TCS"},
		{"what is due", "expires", "NIFTY26NOVFUT BANKNIFTY26NOVFUT"},
		{"an alert", "above", "INFY"},
		{"a row without data by its text", "niit", "NIITTECH"},
		{"two texts", "nifty fut dec", "NIFTY26DECFUT"},
		{"rupees by their title", "chg>300", "NIFTY BANK SENSEX MRF BANKNIFTY26NOVFUT GOLD26DECFUT"},
		{"percent by its title", "chg%>2", "VIVIANA-BE NIFTY26D0124500CE INFY26DEC1700CE"},
		{"percent by its name", "CHANGE_PCT<-0.7", "TCS BAJAJ-AUTO"},
		{"blanks around the sign", "chg% > 2", "VIVIANA-BE NIFTY26D0124500CE INFY26DEC1700CE"},
		{"lakhs", "vol>1Cr", "TATASTEEL NIFTY26D0124500CE"},
		{"a blank before the unit", "vol > 1 cr", "TATASTEEL NIFTY26D0124500CE"},
		{"the same of percent", "chg%>2 % inf", "INFY26DEC1700CE"},
		{"a unit's letter after a text", "nifty fut l", ""},
		{"thousands", "vol<=3.15k", "MRF GOLD26DECFUT"},
		{"the figure itself", "chg>=0 chg<=0", "COALINDIA"},
		{"not the figure itself", "chg>0 chg<=0", ""},
		{"commas", "ltp>=1,28,460", "MRF GOLD26DECFUT"},
		{"a part of a title", "oi>40l fut", "NIFTY26NOVFUT"},
		{"an index has no volume", "vol>=0 nifty", "NIFTY26NOVFUT BANKNIFTY26NOVFUT NIFTY26DECFUT NIFTY26D0124500CE"},
		{"text and figures", "nse: vol>50L", "HDFCBANK SBIN TATASTEEL"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			m := sized(t, 120, 36)
			m.refilter(tt.text)
			if got := namesIn(m); got != tt.want || m.fault != "" {
				t.Errorf("%q shows %s %s\nwant %s", tt.text, got, m.fault, tt.want)
			}
		})
	}
}

func TestWrongFiltersAreSaidAndChangeNothing(t *testing.T) {
	for text, want := range map[string]string{
		"foo>2":           `no column "foo"`,
		">2":              "a comparison begins with a column: chg%>2",
		"chg>":            "chg> needs a figure: 2, -1.5, 10L, 1.2Cr",
		"chg>=x":          "chg>= needs a figure: 2, -1.5, 10L, 1.2Cr",
		"vol>1e5":         "vol> needs a figure: 2, -1.5, 10L, 1.2Cr",
		"o>1":             "o: open or oi or oi_change?",
		"note>1":          "note has no figures",
		"bank ltp>1 -1<0": `no column "-1"`,
	} {
		m := sized(t, 120, 36)
		m.refilter("bank")
		m.refilter(text)
		if m.fault != want {
			t.Errorf("%q: %q, want %q", text, m.fault, want)
		}
		if got := namesIn(m); got != "NIFTY BANK HDFCBANK ICICIBANK BANKNIFTY26NOVFUT" {
			t.Errorf("%q shows %s", text, got)
		}
	}
}

func TestTypingAFilter(t *testing.T) {
	firstLine := func(m Model) string { return strings.Split(plain(m.View()), "\n")[0] }
	m := press(t, sized(t, 120, 36), "f")
	if !m.Typing() || firstLine(m) != " filter ▌"+strings.Repeat(" ", 120-9-1-len("24 of 24   Enter keeps  Esc clears"))+"24 of 24   Enter keeps  Esc clears" {
		t.Errorf("the field: %q", firstLine(m))
	}
	m = press(t, m, "b", "a", "n", "k", " ", "c")
	golden(t, "typing-120x36", m.View())
	if got := namesIn(m); got != "HDFCBANK ICICIBANK" {
		t.Errorf("a letter filters at once: %s", got)
	}
	m = press(t, m, "h", "g", "%", ">")
	if got := firstLine(m); !strings.Contains(got, "chg%> needs a figure") || !strings.Contains(got, "bank chg%>▌") {
		t.Errorf("a figure is missing: %q", got)
	}
	if m = press(t, m, "enter"); !m.Typing() {
		t.Error("Enter keeps what means nothing")
	}
	m = press(t, m, "0", ".", "6", "enter")
	if got := firstLine(m); m.Typing() || !strings.Contains(got, "filter bank chg%>0.6 · 3 of 24 · file order") {
		t.Errorf("kept: %q", got)
	}
	if got := namesIn(m); got != "NIFTY BANK ICICIBANK BANKNIFTY26NOVFUT" {
		t.Errorf("shows %s", got)
	}
	m = press(t, m, "f", "ctrl+u", "esc")
	if got := firstLine(m); m.Typing() || strings.Contains(got, "filter") || len(m.list().order) != 24 {
		t.Errorf("cleared: %q", got)
	}
	m = press(t, m, "f", "t", "c", "s", "enter", "esc")
	if len(m.list().order) != 24 {
		t.Error("Esc does not show all rows again")
	}
}

func TestAFilterIsSaidAtEveryWidth(t *testing.T) {
	for w := 40; w <= 200; w++ {
		for _, h := range []int{10, 30} {
			m := sized(t, w, h)
			m.refilter("chg%>0.6 bank")
			if got := strings.Split(plain(m.View()), "\n")[0]; !strings.Contains(got, "3 of 24") {
				t.Fatalf("%d wide: %q", w, got)
			}
			if m = press(t, m, "f"); !strings.Contains(strings.Split(plain(m.View()), "\n")[0], "bank") {
				t.Fatalf("%d wide, typed: %q", w, strings.Split(plain(m.View()), "\n")[0])
			}
		}
	}
}

// Rows come and go with a poll, and not under the hand.
func TestFilteredRowsLeaveAtAPoll(t *testing.T) {
	m := sized(t, 120, 36)
	m.refilter("chg%>1.5")
	const before = "INFY VIVIANA-BE NIFTY26D0124500CE INFY26DEC1700CE"
	if got := namesIn(m); got != before {
		t.Fatalf("shows %s", got)
	}
	m = press(t, m, "j", "j") // on the NIFTY option
	falls := swing[14].row(t)
	falls.Quote.LastPrice = falls.PrevClose
	m.SetRows([]feed.Row{falls})
	if got := namesIn(m); got != before {
		t.Errorf("just after a key: %s", got)
	}
	m.SetClock(feed.Clock{Wall: wall.Add(2 * time.Second)})
	cmd := m.SetRows(rowsOf(t, swing[:1]))
	if got := namesIn(m); got != "INFY NIFTY26D0124500CE INFY26DEC1700CE" {
		t.Errorf("at the next poll: %s", got)
	}
	if got := reports(cmd); len(got) != 1 || got[0] != (Shown{}) {
		t.Errorf("reported %v", got)
	}
	if got := selected(t, m); got != "NIFTY26D0124500CE" {
		t.Errorf("the cursor is on %s", got)
	}
	if got := strings.Split(plain(m.View()), "\n")[0]; !strings.Contains(got, "3 of 24") {
		t.Errorf("the tabs' line: %q", got)
	}
	if got := m.Visible(); len(got) != 24 {
		t.Errorf("%d symbols are polled, want those held back too", len(got))
	}
}

func TestNoRowMatches(t *testing.T) {
	m := sized(t, 80, 24)
	m = press(t, m, "f", "x", "x", "enter", "j", "k", "G", "pgdown", "s", "S", "C", "j", " ", "esc")
	if _, ok := m.Selected(); ok {
		t.Error("a row is selected")
	}
	if _, _, ok := m.At(); ok {
		t.Error("a row is under the cursor")
	}
	if got := plain(m.View()); !strings.Contains(got, "no row matches the filter: Esc shows all") {
		t.Errorf("got %s", got)
	}
	m, _ = m.Update(tea.MouseMsg{X: 5, Y: 4, Action: tea.MouseActionPress, Button: tea.MouseButtonLeft})
	m.Select(kite.Symbol{Exchange: "NSE", Tradingsymbol: "TCS"})
	if got := selected(t, m); got != "TCS" {
		t.Errorf("selected from outside: %s", got)
	}
}

func FuzzParseFilter(f *testing.F) {
	for _, s := range []string{"chg>2", "vol>1L infy", "ltp>=1,000", "oi < 10 Cr", "<", ">>", "bid×>1", "p&l<-5%", "\x1b>1"} {
		f.Add(s)
	}
	m := sized(f, 80, 24)
	f.Fuzz(func(t *testing.T, text string) {
		parsed, err := parseFilter(text)
		if blank := len(strings.Fields(text)) == 0; err == nil && parsed.on() == blank || err != nil && parsed.on() {
			t.Errorf("%q: %v and %d terms", text, err, len(parsed.terms))
		}
		again, errAgain := parseFilter(parsed.text)
		if err == nil && (errAgain != nil || len(again.terms) != len(parsed.terms)) {
			t.Errorf("%q is another filter when typed again: %q", text, parsed.text)
		}
		for _, e := range m.list().entries {
			m.passes(&list{filter: parsed}, &e)
		}
	})
}

// What a filter holds back while it is typed gets the cursor again.
func TestTheCursorComesBackToItsRow(t *testing.T) {
	m := press(t, sized(t, 120, 36), "j", "j", "j", "j", "j")
	want := selected(t, m)
	m = press(t, m, "f", "c", "h", "g", "%", ">", "1")
	if got := selected(t, m); got == want {
		t.Fatalf("the filter holds nothing of the cursor's row back: %s", got)
	}
	if got := selected(t, press(t, m, "esc")); got != want {
		t.Errorf("after Esc the cursor is on %s, want %s", got, want)
	}
	if got := selected(t, press(t, m, "backspace", "0", "enter")); got != want {
		t.Errorf("let through again, it is on %s, want %s", got, want)
	}
	moved := press(t, m, "enter", "j")
	want = selected(t, moved)
	if got := selected(t, press(t, moved, "esc")); got != want {
		t.Errorf("moved under the filter, it is on %s, want %s", got, want)
	}
}

// A row that a poll brings back does not take the cursor from where it is.
func TestAPollDoesNotTakeTheCursorBack(t *testing.T) {
	m := press(t, sized(t, 120, 36), "j", "j", "j", "f", "c", "h", "g", "%", ">", "1", "enter")
	if got := selected(t, m); got != "RELIANCE" {
		t.Fatalf("the cursor is on %s", got)
	}
	m.SetClock(feed.Clock{Wall: wall.Add(sortHold)})
	at(t, &m, reliance, 1542)
	now := selected(t, m)
	if now == "RELIANCE" {
		t.Fatal("it still matches")
	}
	at(t, &m, reliance, 1558.40)
	if got := selected(t, m); got != now {
		t.Errorf("the cursor has jumped from %s to %s", now, got)
	}
}
