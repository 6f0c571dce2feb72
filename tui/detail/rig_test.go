package detail

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
	"kitewatch/kite/instruments"
	"kitewatch/kite/market"
	"kitewatch/tui/ui"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// at is a moment of 2026 in India.
func at(month time.Month, day, hour, minute int) time.Time {
	return time.Date(2026, month, day, hour, minute, 0, 0, market.IST)
}

// wednesday is the day after the holiday of 24 November, a while after the open.
var wednesday = at(11, 25, 10, 14)

func clockAt(t time.Time) feed.Clock { return feed.Clock{Wall: t} }

func n(v int64) kite.Count { return kite.Count{N: v, Known: true} }

func dark() *ui.Theme {
	return ui.NewTheme(ui.Options{Name: "dark", Dark: true, Profile: termenv.TrueColor})
}

func ascii() *ui.Theme {
	return ui.NewTheme(ui.Options{Name: "mono", Profile: termenv.Ascii, ASCII: true})
}

var reliance = kite.Symbol{Exchange: "NSE", Tradingsymbol: "RELIANCE"}

// share is a live share with all that a quote has.
func shareRow() feed.Row {
	level := func(price kite.Price, quantity, orders int64) kite.Level {
		return kite.Level{Price: price, Quantity: n(quantity), Orders: n(orders)}
	}
	return feed.Row{
		Symbol: reliance, PrevClose: 1541.30, Session: market.DateOf(wednesday), Decimals: 2,
		Venue: market.NSEAuction, Answered: wednesday.Add(-2 * time.Second), Received: wednesday.Add(-2 * time.Second),
		Changed: wednesday.Add(-3 * time.Second), Cycle: 5 * time.Second,
		Quote: kite.Quote{
			InstrumentToken: 738561, Timestamp: kite.Time{Time: wednesday.Add(-2 * time.Second)},
			LastTradeTime: kite.Time{Time: wednesday.Add(-3 * time.Second)},
			LastPrice:     1558.40, LastQuantity: n(35), AveragePrice: 1552.07, Volume: n(381_904),
			BuyQuantity: n(1_234_567), SellQuantity: n(987_654),
			OHLC: kite.OHLC{Open: 1545, High: 1562, Low: 1540.20, Close: 1541.30},
			OI:   n(0), OIDayHigh: n(0), OIDayLow: n(0),
			LowerCircuitLimit: 1387.20, UpperCircuitLimit: 1695.40,
			Depth: kite.Depth{
				Buy:  [5]kite.Level{level(1558.35, 120, 4), level(1558.30, 845, 11), level(1558.25, 1_640, 19), level(1558.20, 310, 6), level(1558.15, 2_480, 23)},
				Sell: [5]kite.Level{level(1558.45, 80, 2), level(1558.50, 1_210, 14), level(1558.55, 402, 5), level(1558.60, 2_075, 31), level(1558.65, 655, 9)},
			},
		},
	}
}

func shareInstrument() instruments.Instrument {
	return instruments.Instrument{
		Symbol: reliance, InstrumentToken: 738561, ExchangeToken: 2885, Name: "RELIANCE INDUSTRIES",
		TickSize: 0.1, LotSize: 1, Type: "EQ", Segment: "NSE",
	}
}

// walk returns candles of an interval over the sessions of a venue between two
// moments: a path that depends on nothing but the number of the candle.
func walk(venue market.Venue, span time.Duration, from, to time.Time, price float64) []kite.Candle {
	var candles []kite.Candle
	v, seed := price, uint32(7)
	next := func() float64 {
		seed = seed*1664525 + 1013904223
		return float64(seed>>16)/65536 - 0.5
	}
	add := func(at time.Time) {
		if at.Before(from) || at.After(to) {
			return
		}
		open := v
		v += next() * price / 400
		high, low := max(open, v)+(next()+0.5)*price/900, min(open, v)-(next()+0.5)*price/900
		round := func(x float64) kite.Price { return kite.Price(float64(int(x*20+0.5)) / 20) }
		candles = append(candles, kite.Candle{
			Time: kite.Time{Time: at}, Open: round(open), High: round(high), Low: round(low), Close: round(v),
			Volume: n(10_000 + int64(40_000*(next()+0.5))),
		})
	}
	for day := market.DateOf(from); day <= market.DateOf(to); day++ {
		var open, end time.Time
		for _, s := range market.Default().Sessions(venue, day.Time()) {
			if end = s.End; open.IsZero() && s.Phase == market.Open {
				open = s.Start
			}
		}
		switch {
		case open.IsZero():
		case span == 0:
			add(day.Time())
		default:
			for t := open; t.Before(end); t = t.Add(span) {
				add(t)
			}
		}
	}
	return candles
}

// paneOf is a pane of a size that shows a row, with what the API has of it
// already answered.
func paneOf(t testing.TB, w, h int, row feed.Row) Model {
	t.Helper()
	m := New(dark(), market.Default())
	m.SetSize(w, h)
	m.SetRow(row, clockAt(wednesday))
	return m
}

// sharePane is the share's pane with its chart.
func sharePane(t testing.TB, w, h int) Model {
	m := paneOf(t, w, h, shareRow())
	m.SetInstrument(shareInstrument(), true, "")
	m.SetNote("results 16th", []string{"above 1,600", "below 1,400"}, "+3,395.00")
	return answer(t, m, 1552)
}

// answer gives the chart all that it asks for, a walk around a price.
func answer(t testing.TB, m Model, price float64) Model {
	t.Helper()
	for range 20 {
		want, ok := m.asked, m.asked.Token != 0
		if !ok {
			want, ok = m.Wants()
		}
		if !ok {
			return m
		}
		m.SetCandles(want.Key, walk(m.row.Venue, m.choice().span, want.From, want.To, price), "")
	}
	t.Fatal("the chart wants more and more")
	return m
}

func keyOf(name string) tea.KeyMsg {
	switch name {
	case "esc":
		return tea.KeyMsg{Type: tea.KeyEsc}
	case "left":
		return tea.KeyMsg{Type: tea.KeyLeft}
	}
	return tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune(name)}
}

// press gives keys by their names and returns the reports.
func press(m Model, keys ...string) (Model, []tea.Msg) {
	var reports []tea.Msg
	for _, k := range keys {
		next, cmd := m.Update(keyOf(k))
		if m = next; cmd != nil {
			reports = append(reports, cmd())
		}
	}
	return m, reports
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
