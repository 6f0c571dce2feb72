package tui

import (
	"fmt"
	"testing"
	"time"

	"kitewatch/kite"
	"kitewatch/kite/feed"
	"kitewatch/kite/market"
	"kitewatch/tui/store"
)

// screenOf is the whole screen with n rows, 48 of them visible.
func screenOf(b *testing.B, n int) (model, []feed.Row) {
	list := store.Watchlist{Interval: time.Second, Mode: kite.ModeOHLC, Retries: 3}
	entries := make([]store.Entry, n)
	rows := make([]feed.Row, n)
	for i := range n {
		s := kite.Symbol{Exchange: "NSE", Tradingsymbol: fmt.Sprintf("STOCK%04d", i)}
		entries[i] = store.Entry{Symbol: s}
		price := kite.Price(100 + i)
		rows[i] = feed.Row{
			Symbol: s, PrevClose: price - 1, Decimals: 2, Venue: market.NSE, Cycle: time.Second,
			Received: time.Now().Round(0), Quote: kite.Quote{
				LastPrice: price, Volume: kite.Count{N: int64(i) * 1000, Known: true},
				OHLC:          kite.OHLC{Open: price, High: price + 2, Low: price - 2, Close: price - 1},
				LastTradeTime: kite.Time{Time: time.Now()},
			},
		}
		if i < 3 {
			list.Strip = append(list.Strip, s)
		}
	}
	list.Lists = []store.List{{Name: "Swing", Entries: entries}}
	m := newModel(b.Context(), Options{Theme: plainTheme(), Watchlist: list, Log: silent},
		market.Default(), feed.New(feed.Config{}))
	m.setSize(160, 54)
	m.watch.SetRows(rows)
	m.strip.set(rows)
	m.setClock(feed.ReadClock())
	return m, rows
}

// BenchmarkView is one frame of 48 visible rows: aimed at 30 µs and five
// allocations at the most, however many rows the list has.
func BenchmarkView(b *testing.B) {
	for _, n := range []int{250, 1000} {
		b.Run(fmt.Sprintf("48 of %d", n), func(b *testing.B) {
			m, _ := screenOf(b, n)
			b.ReportAllocs()
			for b.Loop() {
				m.View()
			}
		})
	}
}

// BenchmarkTick is the second in which nothing but ages and countdowns moves.
func BenchmarkTick(b *testing.B) {
	m, _ := screenOf(b, 250)
	wall := m.clock.Wall
	b.ReportAllocs()
	for b.Loop() {
		m.setClock(feed.Clock{Wall: wall})
	}
}

// BenchmarkNews is a poll that changed the price of 250 rows.
func BenchmarkNews(b *testing.B) {
	m, rows := screenOf(b, 250)
	b.ReportAllocs()
	for b.Loop() {
		for i := range rows {
			rows[i].Quote.LastPrice += 0.05
		}
		next, _ := m.takeNews(news{feed.Event{Rows: rows, Status: m.line.status}, m.clock})
		m = next.(model)
	}
}
