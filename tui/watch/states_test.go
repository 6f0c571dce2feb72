package watch

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/muesli/termenv"

	"kitewatch/kite"
	"kitewatch/kite/feed"
	"kitewatch/kite/market"
	"kitewatch/tui/ui"
)

// looks are all that the screen can be drawn in.
var looks = map[string]ui.Options{
	"dark":              {Name: "dark", Dark: true, Profile: termenv.TrueColor},
	"light":             {Name: "light", Profile: termenv.TrueColor},
	"contrast-dark":     {Name: "contrast", Dark: true, Profile: termenv.TrueColor},
	"contrast-light":    {Name: "contrast", Profile: termenv.TrueColor},
	"colourblind-dark":  {Name: "colourblind", Dark: true, Profile: termenv.TrueColor},
	"colourblind-light": {Name: "colourblind", Profile: termenv.TrueColor},
	"red-up":            {Name: "dark", Dark: true, Profile: termenv.TrueColor, RedUp: true},
	"256-dark":          {Dark: true, Profile: termenv.ANSI256},
	"16-dark":           {Dark: true, Profile: termenv.ANSI},
	"16-light":          {Profile: termenv.ANSI},
	"mono":              {Name: "mono", Dark: true, Profile: termenv.Ascii},
	"ascii":             {Name: "mono", Dark: true, Profile: termenv.Ascii, ASCII: true},
	"ascii-16":          {Dark: true, Profile: termenv.ANSI, ASCII: true},
}

// states make of a live row that rises one of each kind that must be told
// apart.
var states = []struct {
	name string
	make func(r *feed.Row)
}{
	{"live", func(*feed.Row) {}},
	{"falling", func(r *feed.Row) { r.PrevClose = r.Quote.LastPrice + 17.10 }},
	{"flat", func(r *feed.Row) { r.PrevClose = r.Quote.LastPrice }},
	{"quiet", func(r *feed.Row) { r.Quote.LastTradeTime.Time = wall.Add(-33 * time.Minute) }},
	{"auction", func(r *feed.Row) { r.Venue = market.NCO }},
	{"stale", func(r *feed.Row) { r.Received, r.Full = wall.Add(-17*time.Second), wall.Add(-17*time.Second) }},
	{"closed", func(r *feed.Row) { r.Venue = market.CDS; r.Quote.LastTradeTime.Time = wall.Add(-72 * time.Hour) }},
	{"absent", func(r *feed.Row) { r.Missing = true }},
	{"never", func(r *feed.Row) { *r = feed.Row{Symbol: r.Symbol, Decimals: 2} }},
	{"locked up", func(r *feed.Row) { r.Quote.UpperCircuitLimit, r.Quote.Depth.Sell[0].Price = r.Quote.LastPrice, 0 }},
	{"locked down", func(r *feed.Row) { r.Quote.LowerCircuitLimit, r.Quote.Depth.Buy[0].Price = r.Quote.LastPrice, 0 }},
	{"alert", func(*feed.Row) {}},
}

// stateLine is the line of a pane's only row, which is in that state, without
// its colours.
func stateLine(t testing.TB, theme *ui.Theme, state, w int) string {
	r := reliance.row(t)
	states[state].make(&r)
	m := New(theme, testCalendar())
	m.SetClock(clock)
	m.SetLists([]List{{Name: "One", Entries: []Entry{{Symbol: r.Symbol}}}})
	m.SetRows([]feed.Row{r})
	if states[state].name == "alert" {
		m.SetAlerts(map[kite.Symbol]Alert{r.Symbol: {Text: "above 1,500", At: wall}})
	}
	m.SetSize(w, 34)
	return strings.Split(plain(m.View()), "\n")[3]
}

// alike returns the states that cannot be told apart without colour.
func alike(t testing.TB, theme *ui.Theme, w int) []string {
	seen, found := map[string]string{}, []string{}
	for i := range states {
		line, name := stateLine(t, theme, i, w), states[i].name
		if other, twice := seen[line]; twice {
			found = append(found, other+" and "+name)
		}
		seen[line] = name
	}
	return found
}

func TestStatesAreToldApartWithoutColour(t *testing.T) {
	for name, opts := range looks {
		theme := ui.NewTheme(opts)
		for _, w := range []int{40, 60, 80, 120, 160, 200} {
			var want []string
			if w < narrow {
				want = []string{"absent and never"} // without room for the reason both are: no data
			}
			if got := alike(t, theme, w); !slices.Equal(got, want) {
				t.Errorf("%s, %d wide: %v look the same", name, w, got)
			}
		}
	}
}

// The test above sees what it is there to see.
func TestStatesOfOneGlyphAreFound(t *testing.T) {
	for pair, spoil := range map[string]func(g *ui.Glyphs){
		"live and quiet":    func(g *ui.Glyphs) { g.Quiet = g.Live },
		"live and auction":  func(g *ui.Glyphs) { g.Auction = g.Live },
		"live and stale":    func(g *ui.Glyphs) { g.Stale = g.Live },
		"live and alert":    func(g *ui.Glyphs) { g.Alert = " " },
		"quiet and auction": func(g *ui.Glyphs) { g.Auction = g.Quiet },
	} {
		theme := ui.NewTheme(looks["dark"])
		spoil(&theme.Glyphs)
		if got := alike(t, theme, 40); !slices.Contains(got, pair) {
			t.Errorf("%s are alike, and what was found is %v", pair, got)
		}
	}
}

// statesPane is one table with a row in every state, a price that has just
// risen, one that has just fallen, and the cursor on the third row.
func statesPane(t testing.TB, theme *ui.Theme) Model {
	m := New(theme, testCalendar())
	m.SetMode(kite.ModeQuote, 5*time.Second)
	m.SetClock(clock)
	l := List{Name: "States"}
	var rows []feed.Row
	for _, s := range states {
		r := reliance.row(t)
		s.make(&r)
		r.Symbol = kite.Symbol{Exchange: "NSE", Tradingsymbol: strings.ToUpper(strings.ReplaceAll(s.name, " ", "-"))}
		l.Entries = append(l.Entries, Entry{Symbol: r.Symbol})
		rows = append(rows, r)
	}
	risen, fallen := reliance.row(t), reliance.row(t)
	risen.Symbol, fallen.Symbol = sym("NSE:JUST-RISEN"), sym("NSE:JUST-FALLEN")
	l.Entries = append(l.Entries, Entry{Symbol: risen.Symbol}, Entry{Symbol: fallen.Symbol})
	m.SetLists([]List{l})
	m.SetRows(append(rows, risen, fallen))
	for _, e := range l.Entries {
		m.SetSpark(e.Symbol, reliance.candles())
	}
	risen.Quote.LastPrice += 5.25
	fallen.Quote.LastPrice -= 0.05
	m.SetRows([]feed.Row{risen, fallen})
	m.SetAlerts(map[kite.Symbol]Alert{sym("NSE:ALERT"): {Text: "above 1,500", At: wall}})
	return press(t, m, "j", "j")
}

func TestEveryStateInEveryLook(t *testing.T) {
	for name, opts := range looks {
		t.Run(name, func(t *testing.T) {
			m := statesPane(t, ui.NewTheme(opts))
			m.SetSize(120, 36-beside)
			goldenColours(t, "states-120x36-"+name, m.View())
		})
	}
	for _, size := range sizes {
		t.Run(size.String(), func(t *testing.T) {
			m := statesPane(t, themeOf("dark"))
			m.SetSize(size.w, size.h-beside)
			golden(t, "states-"+size.String(), m.View())
			if size.w != 120 {
				goldenColours(t, "states-"+size.String()+"-dark", m.View())
			}
		})
	}
}

func TestColoursAtEachSize(t *testing.T) {
	for _, size := range sizes {
		t.Run(size.String(), func(t *testing.T) {
			m := swingPane(t, themeOf("dark"))
			m.SetSize(size.w, size.h-beside)
			m = press(t, m, "end", "k", "k", "k", "k")
			goldenColours(t, "swing-"+size.String()+"-dark", m.View())
			if want, err := readGolden("swing-" + size.String()); err != nil || want != plain(m.View()) {
				t.Errorf("without its colours it is not the plain screen (%v)", err)
			}
		})
	}
}

// size is a terminal's.
type size struct{ w, h int }

func (s size) String() string { return fmt.Sprintf("%dx%d", s.w, s.h) }

// sizes are those that the screens are designed for.
var sizes = []size{{40, 10}, {80, 24}, {120, 36}, {160, 50}, {200, 50}}

// readable writes escape sequences as what they set: {1;38;2;236;238;241}.
func readable(view string) string {
	return strings.ReplaceAll(escapes.ReplaceAllStringFunc(view, func(s string) string {
		return "{" + s[2:len(s)-1] + "}"
	}), "\x1b", "ESC") + "\n"
}

// testCalendar has a venue of each phase at the clock: NCO before its open,
// CDS shut for the day.
func testCalendar() *market.Calendar {
	day := market.On(2026, time.November, 23)
	return market.Default().With(market.Table{Days: []market.Day{
		{Date: day, Venues: []market.Venue{market.CDS}, Kind: market.Shut},
		{Date: day, Venues: []market.Venue{market.NCO}, Kind: market.Other, Parts: []market.Part{
			{Phase: market.PreOpen, From: 10 * time.Hour, To: 11 * time.Hour},
			{Phase: market.Open, From: 11 * time.Hour, To: 15 * time.Hour},
		}},
	}})
}
