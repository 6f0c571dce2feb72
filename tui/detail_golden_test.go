package tui

import (
	"fmt"
	"strings"
	"testing"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"kitewatch/kite"
	"kitewatch/kite/feed"
	"kitewatch/tui/detail"
)

// TestGoldenDetail draws the pane in terminals of every size, of an instrument of
// every kind.
func TestGoldenDetail(t *testing.T) {
	kindsOf := []string{"share", "future", "option", "currency", "commodity", "index"}
	for _, size := range [][2]int{{40, 10}, {80, 24}, {120, 36}, {160, 50}, {200, 50}} {
		t.Run(fmt.Sprintf("%dx%d", size[0], size[1]), func(t *testing.T) {
			tapedStart{start: start{w: size[0], h: size[1], at: morning}, list: kinds}.drive(t, func(d *taped) {
				d.pass(3 * time.Second)
				d.key("enter")
				for _, kind := range kindsOf {
					d.pass(8 * time.Second)
					golden(t, fmt.Sprintf("detail-%s-%dx%d", kind, size[0], size[1]), strings.Join(d.pane(), "\n")+"\n")
					d.key("j")
				}
			})
		})
	}
}

// BenchmarkViewWithDetail is one frame of a wide terminal with the pane open
// beside 48 rows, its book and its chart drawn.
func BenchmarkViewWithDetail(b *testing.B) {
	m, rows := screenOf(b, 250)
	m.setSize(200, 50)
	now := m.clock.Exchange()
	row := rows[0]
	row.Quote.InstrumentToken, row.Quote.LastTradeTime.Time = 256, now
	for i := range row.Quote.Depth.Buy {
		level := kite.Level{Price: row.Quote.LastPrice, Quantity: kite.Count{N: int64(100 * i), Known: true}}
		row.Quote.Depth.Buy[i], row.Quote.Depth.Sell[i] = level, level
	}
	m.watch.SetRows([]feed.Row{row})
	m.openDetail() // which asks for candles
	m.detail, _ = m.detail.Update(tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune("]")})
	candles := make([]kite.Candle, 300)
	for i := range candles {
		at := now.Add(time.Duration(i-300) * 15 * time.Minute)
		candles[i] = kite.Candle{Time: kite.Time{Time: at}, Open: 100, High: 102 + kite.Price(i%5), Low: 99, Close: 101 + kite.Price(i%2)}
	}
	m.detail.SetCandles(detail.Key{Symbol: row.Symbol, Interval: kite.Minute15, Generation: 2}, candles, "")
	if view := m.View(); !strings.Contains(view, "┃") && !strings.Contains(view, "║") {
		b.Fatalf("no candle is drawn:\n%s", uncoloured(view))
	}
	b.ReportAllocs()
	for b.Loop() {
		m.View()
	}
}
