package detail

import (
	"testing"
	"time"

	"kitewatch/kite"
)

// chartOf300 is a pane whose chart shows 300 candles.
func chartOf300(tb testing.TB) Model {
	m := sharePane(tb, 330, 48)
	if first, last := m.window(); last-first < 299 {
		tb.Fatalf("%d candles are on the screen, want 300", last-first+1)
	}
	return m
}

func BenchmarkView(b *testing.B) {
	m := chartOf300(b)
	b.ReportAllocs()
	for b.Loop() {
		m.View()
	}
}

// BenchmarkSetRow is a poll with another price, which redraws all; one second
// more on the clock; and a poll that has brought nothing.
func BenchmarkSetRow(b *testing.B) {
	b.Run("price", func(b *testing.B) {
		m, row := chartOf300(b), shareRow()
		b.ReportAllocs()
		for i := 0; b.Loop(); i++ {
			row.Quote.LastPrice = []kite.Price{1558.40, 1558.35}[i%2]
			m.SetRow(row, clockAt(wednesday))
		}
	})
	b.Run("second", func(b *testing.B) {
		m, row := chartOf300(b), shareRow()
		b.ReportAllocs()
		for i := 0; b.Loop(); i++ {
			m.SetRow(row, clockAt(wednesday.Add(time.Duration(i%2)*time.Second)))
		}
	})
	b.Run("nothing", func(b *testing.B) {
		m, row := chartOf300(b), shareRow()
		b.ReportAllocs()
		for b.Loop() {
			m.SetRow(row, clockAt(wednesday))
		}
	})
}
