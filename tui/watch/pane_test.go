package watch

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
	"kitewatch/kite/feed"
	"kitewatch/kite/market"
	"kitewatch/tui/ui"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// The morning of the designed screens: a Monday, all markets open.
var (
	wall  = time.Date(2026, 11, 23, 10, 14, 9, 0, market.IST)
	clock = feed.Clock{Wall: wall}
)

// quoted describes a row in a line of a table: what is not said is not known.
type quoted struct {
	symbol      string
	ltp, change float64
	open, last  int // places in the day's range, of 0 to 9
	volume      int64
	note        string
	spark       string // the session: a height of 0 to 6 for each tenth of it
}

var swing = []quoted{
	{"NSE:NIFTY 50", 24486.35, 112.40, 1, 7, 0, "", "0213014656"},
	{"NSE:NIFTY BANK", 57212.90, 403.35, 1, 8, 0, "", "0012135566"},
	{"BSE:SENSEX", 80114.22, 341.57, 1, 7, 0, "", "0111634566"},
	{"NSE:RELIANCE", 1558.40, 17.10, 1, 8, 4218640, "", "0022336666"},
	{"NSE:HDFCBANK", 996.35, 4.50, 3, 6, 7864000, "", "2520445466"},
	{"NSE:ICICIBANK", 1391.70, 9.30, 3, 7, 2941000, "", "1120133666"},
	{"NSE:INFY", 1602.30, 28.10, 1, 8, 3127000, "", "0001444356"},
	{"NSE:TCS", 3096.40, -22.20, 8, 1, 812000, "results 16th", "6566021200"},
	{"NSE:SBIN", 971.20, 2.75, 4, 5, 5413000, "", "3515053635"},
	{"NSE:M&M", 3748.90, 36.40, 1, 7, 642000, "trail 3,690", "0032444266"},
	{"NSE:BAJAJ-AUTO", 9142.50, -71.50, 7, 1, 98410, "", "6664000510"},
	{"NSE:TATASTEEL", 174.13, 1.67, 2, 7, 18200000, "", "0031443465"},
	{"NSE:COALINDIA", 384.25, 0, 6, 4, 2115000, "", "3442161020"},
	{"NSE:MRF", 148250, 345, 4, 5, 1284, "", "3024633554"},
	{"NSE:VIVIANA-BE", 853.05, 40.60, 2, 9, 41870, "", "0233142656"},
	{"NSE:NIITTECH", 0, 0, 0, 0, 0, "", ""},
	{"NFO:NIFTY26NOVFUT", 24489.80, 98.80, 1, 7, 2846000, "", "0043422566"},
	{"NFO:BANKNIFTY26NOVFUT", 57221.60, 379.60, 1, 7, 418000, "", "0013253556"},
	{"NFO:NIFTY26DECFUT", 24613.20, 100.60, 1, 7, 1185000, "", "0021221465"},
	{"NFO:NIFTY26D0124500CE", 189.85, 37.50, 2, 6, 41300000, "", "0114013626"},
	{"NFO:INFY26DEC1700CE", 21.40, 3.20, 2, 8, 62400, "", "0000246556"},
	{"CDS:USDINR26NOVFUT", 92.4125, -0.0750, 7, 2, 184000, "", "6653041010"},
	{"MCX:GOLD26DECFUT", 128460, 348, 1, 6, 3150, "", "1202552456"},
	{"MCX:CRUDEOIL26DECFUT", 5386, -26, 6, 2, 8430, "", "4461302000"},
}

func symbol(t testing.TB, s string) kite.Symbol {
	t.Helper()
	symbol, err := kite.ParseSymbol(s)
	if err != nil {
		t.Fatal(err)
	}
	return symbol
}

// row makes what the feed would hold of a quoted line, live at the clock.
func (q quoted) row(t testing.TB) feed.Row {
	t.Helper()
	s := symbol(t, q.symbol)
	facts := feed.FactsOf(s)
	r := feed.Row{
		Symbol: s, Decimals: facts.Decimals, Venue: facts.Venue,
		Answered: wall.Add(-2 * time.Second), Received: wall.Add(-2 * time.Second), Full: wall.Add(-2 * time.Second), Cycle: 5 * time.Second,
	}
	if r.Missing = q.ltp == 0; r.Missing {
		return r
	}
	low := q.ltp - q.ltp*0.02*float64(q.last)/9
	at := func(place float64) kite.Price { return kite.Price(low + q.ltp*0.02*place/9) }
	r.PrevClose = kite.Price(q.ltp - q.change)
	r.Quote = kite.Quote{
		InstrumentToken: 256265 &^ 0xff, LastPrice: kite.Price(q.ltp), AveragePrice: at(4.6),
		Timestamp: kite.Time{Time: wall.Add(-2 * time.Second)}, LastTradeTime: kite.Time{Time: wall.Add(-3 * time.Second)},
		OHLC:              kite.OHLC{Open: at(float64(q.open)), High: at(9), Low: at(0), Close: r.PrevClose},
		Volume:            kite.Count{N: q.volume, Known: true},
		OI:                kite.Count{N: q.volume * 3, Known: s.Exchange != "NSE"},
		LowerCircuitLimit: kite.Price(q.ltp * 0.89), UpperCircuitLimit: kite.Price(q.ltp * 1.0879),
	}
	r.Quote.Depth.Buy[0].Price, r.Quote.Depth.Sell[0].Price = at(float64(q.last)-0.1), at(float64(q.last))
	if r.Symbol.Tradingsymbol == "VIVIANA-BE" {
		r.Quote.UpperCircuitLimit, r.Quote.Depth.Sell[0].Price = r.Quote.LastPrice, 0
		r.Changed = time.Date(2026, 11, 23, 9, 31, 0, 0, market.IST)
	}
	if r.Symbol.Tradingsymbol == "INFY26DEC1700CE" {
		r.Quote.LastTradeTime.Time = time.Date(2026, 11, 23, 9, 41, 0, 0, market.IST)
	}
	if q.volume == 0 {
		r.Quote.InstrumentToken |= 9 // an index
		r.Quote.Volume, r.Quote.OI, r.Quote.AveragePrice, r.Quote.LastTradeTime = kite.Count{}, kite.Count{}, 0, kite.Time{}
		r.Quote.LowerCircuitLimit, r.Quote.UpperCircuitLimit, r.Quote.Depth = 0, 0, kite.Depth{}
	}
	return r
}

func rowsOf(t testing.TB, quotes []quoted) []feed.Row {
	var rows []feed.Row
	for _, q := range quotes {
		rows = append(rows, q.row(t))
	}
	return rows
}

func listOf(t testing.TB, name string, quotes []quoted) List {
	l := List{Name: name}
	for _, q := range quotes {
		e := Entry{Symbol: symbol(t, q.symbol), Note: q.note}
		if strings.Contains(q.symbol, "26NOVFUT") && strings.HasPrefix(q.symbol, "NFO") {
			e.Due = "expires today"
		}
		l.Entries = append(l.Entries, e)
	}
	return l
}

// themes are made once for all tests: a theme never changes, and takes longer
// to make than a screen to draw.
var themes = map[string]*ui.Theme{}

func themeOf(name string) *ui.Theme {
	if themes[name] == nil {
		themes[name] = ui.NewTheme(ui.Options{Name: name, Dark: name != "light", Profile: termenv.TrueColor})
	}
	return themes[name]
}

// swingPane is the screen as designed, a second after its first data.
func swingPane(t testing.TB, theme *ui.Theme) Model {
	m := New(theme, market.Default())
	m.SetMode(kite.ModeQuote, 5*time.Second)
	m.SetClock(clock)
	m.SetLists([]List{
		listOf(t, "Swing", swing), listOf(t, "Positions", swing[3:12]),
		listOf(t, "Options", swing[:14]), listOf(t, "All", append(swing[:24:24], swing[:19]...)),
	})
	m.SetRows(rowsOf(t, swing))
	for _, q := range swing {
		m.SetSpark(symbol(t, q.symbol), q.candles())
	}
	m.SetAlerts(map[kite.Symbol]Alert{symbol(t, "NSE:INFY"): {Text: "above 1,600", At: wall.Add(-2 * time.Minute)}})
	return m
}

// candles are the session so far, six minutes each.
func (q quoted) candles() []kite.Candle {
	var all []kite.Candle
	open := time.Date(2026, 11, 23, 9, 15, 0, 0, market.IST)
	for i, height := range q.spark {
		all = append(all, kite.Candle{Time: kite.Time{Time: open.Add(time.Duration(i) * 6 * time.Minute)}, Close: kite.Price(1000 + height)})
	}
	return all
}

// plain strips colours and trailing blanks, so that a diff is readable.
func plain(view string) string {
	lines := strings.Split(escapes.ReplaceAllString(view, ""), "\n")
	for i := range lines {
		lines[i] = strings.TrimRight(lines[i], " ")
	}
	return strings.Join(lines, "\n") + "\n"
}

var escapes = regexp.MustCompile("\x1b\\[[0-9;]*m")

// golden compares a screen's text with the one kept, goldenColours all of it.
func golden(t *testing.T, name, view string) {
	t.Helper()
	compare(t, name, plain(view))
}

func goldenColours(t *testing.T, name, view string) {
	t.Helper()
	compare(t, name+".colours", readable(view))
}

func goldenPath(name string) string { return filepath.Join("testdata", name+".txt") }

func readGolden(name string) (string, error) {
	text, err := os.ReadFile(goldenPath(name))
	return string(text), err
}

func compare(t *testing.T, name, got string) {
	t.Helper()
	if *update {
		if err := os.MkdirAll("testdata", 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(goldenPath(name), []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := readGolden(name)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(strings.Split(want, "\n"), strings.Split(got, "\n")); diff != "" {
		t.Errorf("%s (-want +got):\n%s", name, diff)
	}
}

// press feeds keys as bubbletea names them.
func press(t testing.TB, m Model, keys ...string) Model {
	t.Helper()
	for _, k := range keys {
		m, _ = m.Update(keyMsg(k))
	}
	return m
}

func keyMsg(k string) tea.KeyMsg {
	for kind := tea.KeyType(-200); kind < 200; kind++ {
		if kind == tea.KeySpace && k == " " {
			return tea.KeyMsg{Type: kind, Runes: []rune(k)}
		}
		if kind != tea.KeyRunes && kind.String() == k {
			return tea.KeyMsg{Type: kind}
		}
	}
	return tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune(k)}
}
