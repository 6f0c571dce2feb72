package search

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"github.com/muesli/termenv"

	"kitewatch/kite"
	"kitewatch/kite/instruments"
	"kitewatch/tui/ui"
)

var sizes = [][2]int{{40, 10}, {80, 24}, {120, 36}, {160, 50}}

func TestGoldens(t *testing.T) {
	for _, size := range sizes {
		m := paneOf(t, size[0], size[1])
		name := func(what string) string { return fmt.Sprintf("%s-%dx%d", what, size[0], size[1]) }
		golden(t, name("empty"), m.View())
		calls, _ := press(m, "nifty 24500 ce", "down")
		golden(t, name("calls"), calls.View())
		shares, _ := press(m, "hdfc bank", "enter")
		golden(t, name("shares"), shares.View())
		strikes, _ := press(m, "idea ce")
		golden(t, name("strikes"), strikes.View())
		rolling, _ := press(m, "nifty@")
		golden(t, name("rolling"), rolling.View())
		future, _ := press(m, "nifty dec fut")
		golden(t, name("future"), future.View())
		none, _ := press(m, "qqqq 99999 xyzzy")
		golden(t, name("none"), none.View())
		m.SetIndex(nil, nil)
		m.SetDump("no list of instruments yet: downloading 45% of 1.5 MB", true)
		golden(t, name("nolist"), m.View())
	}
}

// all are the states of a pane that look different.
func all(t *testing.T, theme *ui.Theme, list *instruments.List) []Model {
	m := New(theme)
	m.SetToday(monday)
	m.SetDump("download failed: 503, using the dump of Fri 20 Nov", true)
	states := []Model{m}
	m.SetIndex(list, instruments.NewIndex(list))
	m.SetLists([]string{"Swing", "\x1b[2J夜の長い名前のリスト 夜の長い名前"}, "Swing")
	m.SetMembers(func(s kite.Symbol) (string, int, bool) { return m.chosen, 7, s.Exchange == "NSE" })
	m.SetSpot(func(string) (string, string, bool) { return "NIFTY\n50", "24,486.35\x1b[31m", true })
	m.SetRolls(rollsOf(list))
	for _, query := range []string{"", "e", "nifty 24500 ce", "hdfc bank", "nifti 24500", "nifty@", "idea@atmce", "q@x", "zzzz 1 2 3", strings.Repeat("long ", 25)} {
		n := paste(m, query)
		states = append(states, n)
		n, _ = press(n, "enter", "left", "left", "tab")
		states = append(states, n)
	}
	return states
}

func TestEverySizeIsFilledExactly(t *testing.T) {
	list := listOf(t, dump+hostile)
	for _, theme := range []*ui.Theme{dark(), ui.NewTheme(ui.Options{Name: "mono", Profile: termenv.Ascii, ASCII: true})} {
		for i, m := range all(t, theme, list) {
			for _, w := range []int{1, 2, 5, 17, 27, 39, 40, 59, 60, 64, 79, 80, 99, 120, 200} {
				for _, h := range []int{1, 2, 3, 4, 8, 9, 10, 13, 14, 19, 20, 34} {
					m.SetSize(w, h)
					exact(t, m, fmt.Sprintf("state %d at %dx%d", i, w, h), w, h)
				}
			}
		}
	}
}

func exact(t *testing.T, m Model, name string, w, h int) {
	t.Helper()
	view := m.View()
	lines := strings.Split(view, "\n")
	if len(lines) != h {
		t.Fatalf("%s: %d lines", name, len(lines))
	}
	for _, line := range lines {
		bare := escapes.ReplaceAllString(line, "")
		if got := ui.Width(bare); got != w {
			t.Fatalf("%s: a line of %d cells: %q", name, got, bare)
		}
		if bare != ui.Clean(bare) {
			t.Fatalf("%s: not clean: %q", name, bare)
		}
	}
}

// hostile are rows that a broken or malicious dump may hold and that the parser
// takes.
const hostile = "1537,6,夜間取引EVIL,\"夜間取引夜間取引夜間取引夜間取引夜間取引\",0,,0,0.05,1,EQ,NSE,NSE\n" +
	"1793,7,EVIL\u0301\u0301\u0301\u0301\u0301\u0301X,\"e\u0301\u0302\u0303\u0304\u0305vil\",0,,0,0.05,1,EQ,NSE,NSE\n" +
	"2305,9,EVILAVERYVERYLONGSYMBOLTHATNOEXCHANGEWOULDALLOW26DEC24500CE,\"EVILAVERYVERYLONGSYMBOLTHATNOEXCHANGEWOULDALLOW\",0,2026-12-29,123456789.1234,0.0025,2147483647,CE,NFO-OPT,NFO\n"

func TestOddNamesAreAligned(t *testing.T) {
	list := listOf(t, dump+hostile)
	for _, w := range []int{40, 80, 120, 160} {
		m := paneOf(t, w, 36)
		m.SetIndex(list, instruments.NewIndex(list))
		m, _ = press(m, "evil")
		if len(m.rows) == 0 {
			t.Fatal("no odd row is found")
		}
		for range m.rows {
			exact(t, m, fmt.Sprintf("%d wide", w), w, 34)
			m, _ = press(m, "down")
		}
	}
}

// TestHostileTextIsHarmless draws what no parser should let through.
func TestHostileTextIsHarmless(t *testing.T) {
	texts := []string{
		"\x1b]0;owned\x07EVIL", "E\x1b[2J\x1b[31mVIL \u202eEGATROM", "NFO\u2066\u200d\ufe0f", "\u0301\u0302EVIL",
		"\xff\xfe\x80", "夜間取引", "\r\n\t", strings.Repeat("👩\u200d👩\u200d👧", 9), strings.Repeat("LONG", 60),
	}
	m := paneOf(t, 120, 36)
	m.SetLists(texts, texts[0])
	for _, text := range texts {
		in := hit{rolls: text, Instrument: instruments.Instrument{
			Symbol: kite.Symbol{Exchange: text, Tradingsymbol: text + "24500CE"}, Name: text, Type: text, Segment: text,
			Expiry: monday + 1, Strike: math.MaxFloat64, TickSize: 0.05, LotSize: math.MaxInt32, InstrumentToken: math.MaxUint32,
		}}
		in.adds = in.Symbol
		for w := 1; w < 60; w += 3 {
			l := newLine(m.theme, ui.Selected, w+5)
			l.to(3)
			symbol := label{theme: m.theme, marks: []instruments.Range{{From: 2, To: 4}}}
			symbol.draw(l, &in, w)
			if l.pos > w+3 {
				t.Fatalf("%q takes %d cells of %d", text, l.pos-3, w)
			}
			harmless(t, l.String(), w+5)
		}
		for c := range columns {
			cell, role := columns[c].cell(nil, &m, &in)
			l := newLine(m.theme, ui.Plain, 40)
			l.add(role, string(cell))
			harmless(t, l.String(), 40)
		}
		full, short := in.describe()
		m.note = text
		for _, line := range []string{full, short, plain(m.keysLine())} {
			if line = strings.TrimRight(line, "\n"); line != ui.Clean(line) {
				t.Errorf("%q is not clean", line)
			}
		}
	}
}

func harmless(t *testing.T, line string, w int) {
	t.Helper()
	if bare := escapes.ReplaceAllString(line, ""); ui.Width(bare) != w || bare != ui.Clean(bare) {
		t.Errorf("%q takes %d cells, want %d clean ones", bare, ui.Width(bare), w)
	}
}

func TestFoundPartsAreUnderlined(t *testing.T) {
	tests := []struct{ query, symbol, want string }{
		{"nifty 24500 ce", "NIFTY26D01", "[NIFTY]26D01[24500CE] NFO"},
		{"nifty 1 dec 24500 pe", "PE NFO", "[NIFTY26D0124500PE] NFO"},
		{"nifty dec fut", "DECFUT", "[NIFTY26DECFUT] NFO"},
		{"m&m", "M&M", "[M&M] NSE"},
		{"hdfc bank", "HDFCBANK BSE", "[HDFCBANK] BSE"},
		{"mahindra", "M&M", "M&M NSE"},
	}
	for _, test := range tests {
		t.Run(test.query, func(t *testing.T) {
			m, _ := press(paneOf(t, 120, 36), test.query)
			for _, line := range m.body {
				bare := escapes.ReplaceAllString(line, "")
				if !strings.Contains(bare, test.symbol) {
					continue
				}
				if got := underlines(line); !strings.Contains(got, test.want) {
					t.Errorf("got %q, want %q in it", got, test.want)
				}
				return
			}
			t.Errorf("%s is not found", test.symbol)
		})
	}
}

// underlines puts what is underlined into brackets, and strips the styles.
func underlines(line string) string {
	var b strings.Builder
	on := false
	for line != "" {
		at := strings.Index(line, "\x1b[")
		if at < 0 {
			at = len(line)
		}
		b.WriteString(line[:at])
		line = line[at:]
		if end := strings.IndexByte(line, 'm'); end >= 0 {
			code := line[:end+1]
			line = line[end+1:]
			if code == underlined {
				on = true
				b.WriteByte('[')
			} else if on && code == "\x1b[0m" {
				on = false
				b.WriteByte(']')
			}
		}
	}
	return b.String()
}

func TestNarrowKeepsSymbolAndWhatTellsItApart(t *testing.T) {
	tests := []struct {
		name, query string
		w           int
		want, not   []string
	}{
		{"contracts keep their expiry", "nifty 24500 ce", 40, []string{"NIFTY26D0124500CE NFO", "1 Dec 2026"}, []string{"Name", "Days"}},
		{"shares keep their name", "hdfcbank nse", 40, []string{"HDFCBANK NSE", "HDFC BANK"}, []string{"Expiry", "Lot"}},
		{"among contracts, what never expires is told by its name", "nifty", 40, []string{"NIFTY 50 NSE", "NIFTY 50", "23 Nov 2026"}, []string{"Name"}},
		{"next the name, then the list", "nifty 24500 ce", 64, []string{"Name", "Expiry", "In list"}, []string{"Days"}},
		{"a share's name goes on where contracts have figures", "nifty", 80, []string{"HDFC NIFTY BANK EXCHANGE TRADED FUND"}, nil},
		{"all of it", "nifty 24500 ce", 120, []string{"Days", "Strike", "Type", "Lot", "Token", "In list"}, nil},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			m, _ := press(paneOf(t, test.w, 60), test.query)
			got := plain(m.View())
			for _, s := range test.want {
				if !strings.Contains(got, s) {
					t.Errorf("no %q:\n%s", s, got)
				}
			}
			for _, s := range test.not {
				if strings.Contains(got, s) {
					t.Errorf("%q is there:\n%s", s, got)
				}
			}
		})
	}
}

func TestASCII(t *testing.T) {
	m := New(ui.NewTheme(ui.Options{ASCII: true}))
	m.SetSize(120, 34)
	m.SetDump("dump of today 08:31", false)
	m.SetLists([]string{"Swing", "Options"}, "Swing")
	list := listOf(t, dump)
	m.SetIndex(list, instruments.NewIndex(list))
	for _, query := range []string{"", "nifty", "zzzz"} {
		n, _ := press(m, query)
		for _, r := range plain(n.View()) {
			if r > '~' {
				t.Fatalf("%q is not ASCII:\n%s", r, plain(n.View()))
			}
		}
	}
}

func TestRowsAreDrawnOnce(t *testing.T) {
	m, _ := press(paneOf(t, 80, 16), "nifty")
	drawn := func(m Model) (n int) {
		for _, r := range m.rows {
			if r.plain != "" {
				n++
			}
			if r.selected != "" {
				n++
			}
		}
		return n
	}
	_, height := m.window()
	if got := drawn(m); got != height || len(m.rows) <= height {
		t.Errorf("%d of %d rows are drawn, want the %d on the screen", got, len(m.rows), height)
	}
	moved, _ := press(m, "down")
	if got := drawn(moved); got != height+2 {
		t.Errorf("a step of the cursor draws %d rows, want 2", got-height)
	}
	if view := moved.View(); view != moved.View() {
		t.Error("two views of one model differ")
	}
	if n := testing.AllocsPerRun(100, func() { moved.View() }); n > 1 {
		t.Errorf("a view makes %.0f allocations, want 1", n)
	}
}
