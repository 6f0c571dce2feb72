package detail

import (
	"fmt"
	"math"
	"strings"
	"testing"
	"time"

	"kitewatch/kite"
	"kitewatch/kite/feed"
	"kitewatch/kite/instruments"
	"kitewatch/kite/market"
	"kitewatch/tui/ui"
)

// sizes are panes: in the table's place in terminals of 40×10, 60×20, 80×24,
// below it at 100×40, alone at 100×40, 120×36 and 160×50, and beside it at
// 200×50.
var sizes = [][2]int{{40, 8}, {60, 18}, {80, 22}, {100, 19}, {100, 38}, {120, 34}, {160, 48}, {79, 48}}

// indexPane shows an index, which has no book and no volume.
func indexPane(t testing.TB, w, h int) Model {
	row := shareRow()
	row.Symbol = kite.Symbol{Exchange: "NSE", Tradingsymbol: "NIFTY 50"}
	row.PrevClose = 26068.15
	row.Quote = kite.Quote{
		InstrumentToken: 256265, Timestamp: row.Quote.Timestamp, LastPrice: 26180.55,
		OHLC: kite.OHLC{Open: 26101.2, High: 26199.9, Low: 26088.05, Close: 26068.15},
	}
	m := paneOf(t, w, h, row)
	m.SetInstrument(instruments.Instrument{
		Symbol: row.Symbol, InstrumentToken: 256265, Name: "NIFTY 50", Type: "EQ", Segment: "INDICES",
	}, true, "")
	m = answer(t, m, 26150)
	for i := range m.series().candles {
		m.series().candles[i].Volume = n(0)
	}
	m.drawn = drawing{}
	m.draw()
	return m
}

// optionPane shows an option that expires within days, with a price of four
// figures before the point.
func optionPane(t testing.TB, w, h int) Model {
	row := shareRow()
	row.Symbol = kite.Symbol{Exchange: "NFO", Tradingsymbol: "NIFTY26D0126000CE"}
	row.Venue = market.NFO
	row.Quote.InstrumentToken = 11523586
	row.Quote.OI, row.Quote.OIDayHigh, row.Quote.OIDayLow = n(4_821_050), n(4_900_000), n(4_310_250)
	m := paneOf(t, w, h, row)
	m.SetInstrument(instruments.Instrument{
		Symbol: row.Symbol, InstrumentToken: 11523586, Name: "NIFTY", Expiry: market.On(2026, 12, 1), Strike: 26000,
		TickSize: 0.05, LotSize: 65, Type: "CE", Segment: "NFO-OPT",
	}, true, "NIFTY 50 26,180.55")
	return answer(t, m, 1552)
}

// emptyPane shows an instrument that the replies do not hold.
func emptyPane(t testing.TB, w, h int) Model {
	m := paneOf(t, w, h, feed.Row{Symbol: reliance, Decimals: 2, Venue: market.NSEAuction, Answered: wednesday, Missing: true})
	m.SetNote("results 16th", nil, "")
	return m
}

func TestGoldens(t *testing.T) {
	for _, size := range sizes {
		w, h := size[0], size[1]
		name := func(what string) string { return fmt.Sprintf("%s-%dx%d", what, w, h) }
		share := sharePane(t, w, h)
		golden(t, name("share"), share.View())
		read, _ := press(share, "v")
		read, _ = press(answer(t, read, 1552), "+", "left", "left", "left")
		golden(t, name("cursor"), read.View())
		golden(t, name("index"), indexPane(t, w, h).View())
		golden(t, name("option"), optionPane(t, w, h).View())
		golden(t, name("none"), emptyPane(t, w, h).View())
	}
}

// states are panes that look different.
func states(t *testing.T, theme *ui.Theme) []Model {
	all := []Model{New(theme, market.Default())}
	for _, make := range []func(testing.TB, int, int) Model{sharePane, indexPane, optionPane, emptyPane} {
		m := make(t, 120, 50)
		m.theme, m.marks = theme, marksOf(theme)
		m.drawn = drawing{}
		all = append(all, m)
		read, _ := press(m, "v", "+", "+", "h", "h")
		all = append(all, read)
		back, _ := press(m, "]", "[", "H", "H")
		all = append(all, back)
		if m.Symbol() == reliance {
			m.SetRow(m.row, clockAt(wednesday.Add(9*time.Minute)))
			all = append(all, m)
		}
	}
	return all
}

func TestEverySizeIsFilledExactly(t *testing.T) {
	for _, theme := range []*ui.Theme{dark(), ascii()} {
		for i, m := range states(t, theme) {
			for _, w := range []int{1, 27, 40, 59, 60, 79, 96, 130} {
				for _, h := range []int{1, 2, 3, 8, 11, 18, 22, 31, 48} {
					m.SetSize(w, h)
					exact(t, m, fmt.Sprintf("state %d at %dx%d", i, w, h), w, h)
				}
			}
		}
	}
}

func exact(t *testing.T, m Model, name string, w, h int) {
	t.Helper()
	lines := strings.Split(m.View(), "\n")
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

func TestASCIIHasNoOtherGlyph(t *testing.T) {
	for i, m := range states(t, ascii()) {
		m.SetSize(100, 40)
		for _, r := range plain(m.View()) {
			if r > '~' {
				t.Fatalf("state %d has %q:\n%s", i, r, plain(m.View()))
			}
		}
	}
}

func TestHostileTextIsHarmless(t *testing.T) {
	for _, text := range []string{
		"\x1b]0;owned\x07EVIL", "E\x1b[2J\x1b[31mVIL \u202eEGATROM", "\u0301\u0302EVIL", "\xff\xfe\x80", "夜間取引",
		"\r\n\t", strings.Repeat("👩\u200d👩\u200d👧", 9), strings.Repeat("LONG", 60),
	} {
		row := shareRow()
		row.Symbol = kite.Symbol{Exchange: text, Tradingsymbol: text}
		row.Quote.LastPrice, row.Quote.Volume = 999_999_999, n(math.MaxInt64/2)
		row.Quote.Depth.Buy[0].Quantity, row.Quote.BuyQuantity = n(math.MaxInt64/4), n(math.MaxInt64/200)
		row.Decimals = 99
		m := paneOf(t, 80, 30, row)
		m.SetInstrument(instruments.Instrument{
			Symbol: row.Symbol, InstrumentToken: math.MaxUint32, Name: text, Expiry: market.DateOf(wednesday), Type: text,
			Strike: math.MaxFloat64, TickSize: math.SmallestNonzeroFloat64, LotSize: math.MaxInt,
		}, true, text)
		m.SetNote(text, []string{text, text}, text)
		want, _ := m.Wants()
		m.SetCandles(want.Key, nil, text)
		for _, w := range []int{1, 20, 40, 80, 130} {
			m.SetSize(w, 30)
			exact(t, m, fmt.Sprintf("%q at %d", text, w), w, 30)
		}
	}
}

// TestStatesAreTold draws each state of a row.
func TestStatesAreTold(t *testing.T) {
	for _, c := range []struct {
		name   string
		change func(*feed.Row)
		after  time.Duration
		want   string
	}{
		{"live", func(*feed.Row) {}, 0, "1,558.40  +17.10  +1.11%   ● live 2s"},
		{"quiet", func(r *feed.Row) {
			r.Changed, r.Quote.LastTradeTime.Time = time.Time{}, at(11, 25, 9, 41)
		}, 0, "1,558.40  +17.10  +1.11%   ○ quiet · no trade since 09:41:00"},
		{"stale", func(*feed.Row) {}, 15 * time.Second, "1,558.40  +17.10  +1.11%   ~ stale 17s"},
		{"auction", func(r *feed.Row) {}, 5*time.Hour + 2*time.Minute, "1,558.40  +17.10  +1.11%   ◐ auction · the price may be indicative"},
		{"closed", func(r *feed.Row) { r.Quote.LastTradeTime.Time = at(11, 25, 15, 29) }, 8 * time.Hour, "1,558.40  +17.10  +1.11% d   ■ closed 15:29:00"},
		{"absent", func(r *feed.Row) { r.Missing = true }, 0, "—   × no data · not in the last reply; last 1,558.40 at 10:13:58"},
		{"absent always", func(r *feed.Row) { r.Missing, r.Quote = true, kite.Quote{} }, 0, "—   × no data · not in the exchange's reply; unknown or expired"},
		{"absent, and listed", func(r *feed.Row) { r.Missing, r.Quote = true, kite.Quote{InstrumentToken: 738561} }, 0, "—   × no data · not in the exchange's reply, although it is listed"},
		{"without a price", func(r *feed.Row) { r.Quote = kite.Quote{} }, 0, "—   × no data · the exchange's reply has no price of it yet"},
		{"never heard of", func(r *feed.Row) { *r = feed.Row{Symbol: reliance} }, 0, "—   × no data · waiting for the first reply"},
		{"no previous close", func(r *feed.Row) { r.PrevClose = 0 }, 0, "1,558.40  —   ● live 2s"},
		{"locked", func(r *feed.Row) {
			r.Quote.UpperCircuitLimit, r.Quote.Depth.Sell = 1558.40, [5]kite.Level{}
		}, 0, "1,558.40 UC  +17.10  +1.11%   ● live 2s"},
	} {
		t.Run(c.name, func(t *testing.T) {
			row := shareRow()
			c.change(&row)
			now := wednesday.Add(c.after)
			if c.name == "auction" || c.name == "closed" {
				row.Answered, row.Received = now.Add(-2*time.Second), now.Add(-2*time.Second)
			}
			m := New(dark(), market.Default())
			m.SetSize(90, 30)
			m.SetRow(row, clockAt(now))
			if got := strings.TrimSpace(strings.Split(plain(m.View()), "\n")[1]); got != c.want {
				t.Errorf("got  %q\nwant %q", got, c.want)
			}
		})
	}
}

func TestStalePricesAreNotBold(t *testing.T) {
	m := sharePane(t, 100, 38)
	price := m.theme.Bold(ui.Fg, ui.Plain).Text("1,558.40")
	if !strings.Contains(m.View(), price) {
		t.Error("a live price is not bold")
	}
	m.SetRow(m.row, clockAt(wednesday.Add(30*time.Second)))
	if strings.Contains(m.View(), price) || !strings.Contains(m.View(), m.theme.Paint(ui.Stale, ui.Plain).Text("1,558.40")) {
		t.Error("a stale price is not grey")
	}
	if bar := m.theme.Paint(ui.Ghost, ui.Plain).Text(strings.Repeat("█", mostBar)); !strings.Contains(m.View(), bar) {
		t.Error("the bars of a stale book are not")
	}
}

func TestAnIndexHasNoEmptyBoxes(t *testing.T) {
	view := plain(indexPane(t, 100, 38).View())
	for _, text := range []string{"Bid", "Ask", "Qty", "Volume", "limit", "OI", "lot", "tick", "buy"} {
		if strings.Contains(view, text) {
			t.Errorf("has %q:\n%s", text, view)
		}
	}
}

func TestAnotherRowForgetsTheFirst(t *testing.T) {
	m := sharePane(t, 100, 38)
	other := shareRow()
	other.Symbol.Tradingsymbol = "TCS"
	m.SetRow(other, clockAt(wednesday))
	view := plain(m.View())
	for _, text := range []string{"RELIANCE", "738561 ·", "3,395", "results", "alert", "║"} {
		if strings.Contains(view, text) {
			t.Errorf("still has %q:\n%s", text, view)
		}
	}
	m.SetInstrument(shareInstrument(), true, "")
	if strings.Contains(plain(m.View()), "RELIANCE") {
		t.Error("takes the facts of another instrument")
	}
}
