package alerts

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
	"kitewatch/tui/alert"
	"kitewatch/tui/ui"
)

var update = flag.Bool("update", false, "rewrite the golden files")

var escapes = regexp.MustCompile("\x1b\\[[0-9;]*m")

func plain(view string) []string {
	lines := strings.Split(escapes.ReplaceAllString(view, ""), "\n")
	for i := range lines {
		lines[i] = strings.TrimRight(lines[i], " ")
	}
	return lines
}

// golden compares a view with a file of testdata.
func golden(t *testing.T, name string, m Model) {
	t.Helper()
	got := strings.Join(plain(m.View()), "\n") + "\n"
	path := filepath.Join("testdata", name+".txt")
	if *update {
		if err := os.MkdirAll("testdata", 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(strings.Split(string(want), "\n"), strings.Split(got, "\n")); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// now is when the pane is looked at: Monday, 23 November 2026.
var now = time.Date(2026, 11, 23, 10, 14, 7, 0, market.IST)

func symbolOf(text string) kite.Symbol {
	exchange, name, _ := strings.Cut(text, ":")
	return kite.Symbol{Exchange: exchange, Tradingsymbol: name}
}

func levelOf(symbol string, kind alert.Kind, value float64) alert.Level {
	return alert.Level{Symbol: symbolOf(symbol), Kind: kind, Value: value}
}

// levels are one of each kind and phase.
func levels() ([]alert.Mark, []Refused) {
	friday := now.AddDate(0, 0, -3)
	return []alert.Mark{
			{Level: levelOf("NSE:NIFTY 50", alert.Below, 24000), Phase: alert.Armed, Price: 24486.35},
			{Level: levelOf("NSE:INFY", alert.Above, 1600), Phase: alert.Spent, Price: 1602.3, FiredAt: now.Add(-2 * time.Minute), FiredPrice: 1600.4},
			{Level: levelOf("NSE:INFY", alert.Below, 1400), Phase: alert.Armed, Price: 1602.3, FiredAt: friday, FiredPrice: 1399.5, Acknowledged: friday.Add(time.Minute)},
			{Level: levelOf("NSE:HDFCBANK", alert.ChangePct, 2), Phase: alert.Armed, Price: 996.35},
			{Level: levelOf("NSE:TCS", alert.Above, 3050.5), Phase: alert.Beyond, Price: 3096.4},
			{Level: levelOf("NSE:M&M", alert.Above, 3100), Phase: alert.Waiting},
			{Level: levelOf("MCX:GOLD26DECFUT", alert.Above, 128500), Phase: alert.Spent, Price: 128640, FiredAt: friday, FiredPrice: 128512, Acknowledged: now.Add(-time.Hour)},
			{Level: levelOf("CDS:USDINR26NOVFUT", alert.Above, 89.25), Phase: alert.Spent, Price: 89.26, FiredAt: now.Add(-time.Minute), FiredPrice: 89.255},
		}, []Refused{
			{levelOf("NFO:NIFTY@FUT1", alert.Above, 0), "a rolling symbol changes what it names: put it on the contract itself"},
		}
}

func rowsAt(at time.Time) []feed.Row {
	var rows []feed.Row
	for _, r := range []struct {
		symbol      string
		last, close kite.Price
		trade       time.Duration
		decimals    int
		received    time.Duration
	}{
		{"NSE:NIFTY 50", 24486.35, 24373.95, 0, 2, 0},
		{"NSE:INFY", 1602.3, 1574.2, 0, 2, 0},
		{"NSE:HDFCBANK", 996.35, 991.85, -10 * time.Minute, 2, 0},
		{"NSE:TCS", 3096.4, 3118.6, 0, 2, -17 * time.Second},
		{"MCX:GOLD26DECFUT", 128640, 128000, 0, 2, 0},
		{"CDS:USDINR26NOVFUT", 89.26, 89.1, 0, 4, 0},
		{"NSE:ITC", 410, 400, 0, 2, 0},
	} {
		s := symbolOf(r.symbol)
		rows = append(rows, feed.Row{
			Symbol: s, Quote: kite.Quote{LastPrice: r.last, LastTradeTime: kite.Time{Time: at.Add(r.trade)}}, PrevClose: r.close,
			Session: market.DateOf(at), Decimals: r.decimals, Venue: market.VenueOf(s.Exchange), Received: at.Add(r.received), Cycle: 5 * time.Second,
		})
	}
	return rows
}

var dark = ui.Options{Dark: true, Profile: termenv.TrueColor}

// themes are made once: that is slow under the race detector.
var themes = map[ui.Options]*ui.Theme{}

func empty(opts ui.Options, w, h int) Model {
	if themes[opts] == nil {
		themes[opts] = ui.NewTheme(opts)
	}
	m := New(themes[opts], market.Default())
	m.SetSize(w, h)
	m.SetClock(feed.Clock{Wall: now})
	m.Open()
	return m
}

func full(opts ui.Options, w, h int) Model {
	m := empty(opts, w, h)
	m.SetLevels(levels())
	m.SetRows(rowsAt(now))
	m.Open()
	return m
}

// press presses keys by the names they have in bindings, and returns the last
// report.
func press(m Model, keys ...string) (Model, tea.Msg) {
	named := map[string]tea.KeyType{
		"enter": tea.KeyEnter, "esc": tea.KeyEsc, "down": tea.KeyDown, "up": tea.KeyUp, "home": tea.KeyHome, "end": tea.KeyEnd,
		"pgdown": tea.KeyPgDown, "pgup": tea.KeyPgUp, "ctrl+d": tea.KeyCtrlD, "ctrl+u": tea.KeyCtrlU,
	}
	var report tea.Msg
	for _, k := range keys {
		msg := tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune(k)}
		if kind, ok := named[k]; ok {
			msg = tea.KeyMsg{Type: kind}
		}
		var cmd tea.Cmd
		if m, cmd = m.Update(msg); cmd != nil {
			report = cmd()
		}
	}
	return m, report
}
