package search

import (
	"flag"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/google/go-cmp/cmp"
	"github.com/muesli/termenv"

	"kitewatch/kite"
	"kitewatch/kite/instruments"
	"kitewatch/kite/market"
	"kitewatch/tui/ui"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// monday is the day of the designed screens, on which November's contracts
// expire.
var monday = market.On(2026, 11, 23)

const header = "instrument_token,exchange_token,tradingsymbol,name,last_price,expiry,strike,tick_size,lot_size,instrument_type,segment,exchange\n"

// dump is a short list in the API's format.
const dump = header + `256265,1001,NIFTY 50,"NIFTY 50",0,,0,0,0,EQ,INDICES,NSE
260105,1016,NIFTY BANK,"NIFTY BANK",0,,0,0,0,EQ,INDICES,NSE
341249,1333,HDFCBANK,"HDFC BANK",0,,0,0.05,1,EQ,NSE,NSE
128046084,500180,HDFCBANK,"HDFC BANK",0,,0,0.05,1,EQ,BSE,BSE
1510401,5900,HDFCBANKETF,"HDFC NIFTY BANK EXCHANGE TRADED FUND",0,,0,0.01,1,EQ,NSE,NSE
519937,2031,M&M,"MAHINDRA & MAHINDRA",0,,0,0.1,1,EQ,NSE,NSE
1207553,4717,IRFC-N8,,0,,0,0.01,1,EQ,NSE,NSE
11520001,45000,NIFTY26NOVFUT,"NIFTY",0,2026-11-23,0,0.1,65,FUT,NFO-FUT,NFO
11520002,45001,NIFTY26DECFUT,"NIFTY",0,2026-12-29,0,0.1,65,FUT,NFO-FUT,NFO
11520258,45001,NIFTY26NOV24500CE,"NIFTY",0,2026-11-23,24500,0.05,65,CE,NFO-OPT,NFO
11523586,45014,NIFTY26D0124500CE,"NIFTY",0,2026-12-01,24500,0.05,65,CE,NFO-OPT,NFO
11526914,45027,NIFTY26D0824500CE,"NIFTY",0,2026-12-08,24500,0.05,65,CE,NFO-OPT,NFO
11530242,45040,NIFTY26D1524500CE,"NIFTY",0,2026-12-15,24500,0.05,65,CE,NFO-OPT,NFO
11533570,45053,NIFTY26D2224500CE,"NIFTY",0,2026-12-22,24500,0.05,65,CE,NFO-OPT,NFO
11536898,45066,NIFTY26DEC24500CE,"NIFTY",0,2026-12-29,24500,0.05,65,CE,NFO-OPT,NFO
11540226,45079,NIFTY27JAN24500CE,"NIFTY",0,2027-01-25,24500,0.05,65,CE,NFO-OPT,NFO
11543554,45092,NIFTY27MAR24500CE,"NIFTY",0,2027-03-30,24500,0.05,65,CE,NFO-OPT,NFO
11546882,45105,NIFTY27JUN24500CE,"NIFTY",0,2027-06-29,24500,0.05,65,CE,NFO-OPT,NFO
11550210,45118,NIFTY27DEC24500CE,"NIFTY",0,2027-12-28,24500,0.05,65,CE,NFO-OPT,NFO
11553538,45131,NIFTY28JUN24500CE,"NIFTY",0,2028-06-27,24500,0.05,65,CE,NFO-OPT,NFO
11523842,45015,NIFTY26D0124500PE,"NIFTY",0,2026-12-01,24500,0.05,65,PE,NFO-OPT,NFO
11524098,45016,NIFTY26D0124550CE,"NIFTY",0,2026-12-01,24550,0.05,65,CE,NFO-OPT,NFO
11556866,45144,FINNIFTY26NOV24500CE,"FINNIFTY",0,2026-11-23,24500,0.05,60,CE,NFO-OPT,NFO
11560194,45157,FINNIFTY26DEC24500CE,"FINNIFTY",0,2026-12-29,24500,0.05,60,CE,NFO-OPT,NFO
11563522,45170,FINNIFTY27JAN24500CE,"FINNIFTY",0,2027-01-25,24500,0.05,60,CE,NFO-OPT,NFO
12000002,46875,IDEA26DEC8CE,"IDEA",0,2026-12-29,8,0.05,71475,CE,NFO-OPT,NFO
12000258,46876,IDEA26DEC8.5CE,"IDEA",0,2026-12-29,8.5,0.05,71475,CE,NFO-OPT,NFO
12000514,46877,IDEA26NOV9CE,"IDEA",0,2026-11-20,9,0.05,71475,CE,NFO-OPT,NFO
13000003,50781,USDINR26NOV92.25CE,"USDINR",0,2026-11-26,92.25,0.0025,1000,CE,CDS-OPT,CDS
`

func symbol(t testing.TB, s string) kite.Symbol {
	t.Helper()
	symbol, err := kite.ParseSymbol(s)
	if err != nil {
		t.Fatal(err)
	}
	return symbol
}

func listOf(t testing.TB, text string) *instruments.List {
	t.Helper()
	list, err := instruments.Parse(strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	return list
}

// place is where a symbol is listed.
type place struct {
	list string
	row  int
}

func membersOf(places map[string]place) func(kite.Symbol) (string, int, bool) {
	return func(s kite.Symbol) (string, int, bool) {
		at, ok := places[s.String()]
		return at.list, at.row, ok
	}
}

var listed = map[string]place{
	"NFO:NIFTY26D0124500CE": {"Swing", 20},
	"NFO:NIFTY26DEC24500CE": {"Options", 3},
	"NSE:HDFCBANK":          {"Swing", 5},
}

func dark() *ui.Theme {
	return ui.NewTheme(ui.Options{Name: "dark", Dark: true, Profile: termenv.TrueColor})
}

// paneOf is a pane over the list above, for a terminal of that size.
func paneOf(t testing.TB, w, h int) Model {
	m := New(dark())
	list := listOf(t, dump)
	m.SetSize(w, h-2)
	m.SetToday(monday)
	m.SetDump("dump of today 08:31", false)
	m.SetLists([]string{"Swing", "Positions", "Options"}, "Swing")
	m.SetMembers(membersOf(listed))
	m.SetSpot(func(name string) (string, string, bool) { return "NIFTY 50", "24,486.35", name == "NIFTY" })
	m.SetIndex(list, instruments.NewIndex(list))
	m.SetRolls(rollsOf(list))
	m.Open()
	return m
}

// rollsOf says what rolls at 10:14 of that Monday, while NIFTY 50 has a price
// and nothing else.
func rollsOf(list *instruments.List) Rolls {
	moment := func(name string) instruments.Moment {
		m := instruments.Moment{Now: monday.Time().Add(10*time.Hour + 14*time.Minute), Calendar: market.Default()}
		if name == "NIFTY" {
			m.LastPrice = 24486.35
		}
		return m
	}
	return Rolls{
		Now: func(r instruments.Rolling) (instruments.Instrument, error) {
			roll, err := list.Resolve(r, moment(r.Name))
			return roll.Contract, err
		},
		Of: func(in instruments.Instrument) (instruments.Rolling, bool) {
			return list.RollingOf(in, moment(in.Name))
		},
	}
}

// press gives keys by their names, other texts letter by letter, and returns
// the reports.
func press(m Model, keys ...string) (Model, []tea.Msg) {
	var reports []tea.Msg
	give := func(k tea.KeyMsg) {
		next, cmd := m.Update(k)
		if m = next; cmd != nil {
			reports = append(reports, cmd())
		}
	}
	for _, k := range keys {
		if kind, ok := keyTypes[k]; ok {
			give(tea.KeyMsg{Type: kind})
			continue
		}
		for _, r := range k {
			if r == ' ' {
				give(tea.KeyMsg{Type: tea.KeySpace, Runes: []rune{r}})
			} else {
				give(tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune{r}})
			}
		}
	}
	return m, reports
}

var keyTypes = func() map[string]tea.KeyType {
	types := map[string]tea.KeyType{}
	for kind := tea.KeyType(-200); kind < 200; kind++ {
		if name := kind.String(); kind != tea.KeyRunes && kind != tea.KeySpace && name != "" {
			types[name] = kind
		}
	}
	return types
}()

// paste gives a text as a terminal does that marks pastes.
func paste(m Model, text string) Model {
	m, _ = m.Update(tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune(text), Paste: true})
	return m
}

var escapes = regexp.MustCompile("\x1b\\[[0-9;]*m")

// plain strips colours and trailing blanks, so that a diff is readable.
func plain(view string) string {
	lines := strings.Split(escapes.ReplaceAllString(view, ""), "\n")
	for i := range lines {
		lines[i] = strings.TrimRight(lines[i], " ")
	}
	return strings.Join(lines, "\n") + "\n"
}

func golden(t *testing.T, name, view string) {
	t.Helper()
	path := filepath.Join("testdata", name+".txt")
	if *update {
		if err := os.WriteFile(path, []byte(plain(view)), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(strings.Split(string(want), "\n"), strings.Split(plain(view), "\n")); diff != "" {
		t.Errorf("%s (-want +got):\n%s", name, diff)
	}
}

// lineWith returns the first line of a view that has a text, or fails.
func lineWith(t *testing.T, view, text string) string {
	t.Helper()
	for line := range strings.Lines(plain(view)) {
		if strings.Contains(line, text) {
			return strings.TrimRight(line, "\n")
		}
	}
	t.Fatalf("no line has %q:\n%s", text, plain(view))
	return ""
}
