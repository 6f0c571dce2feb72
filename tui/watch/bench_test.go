package watch

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"kitewatch/kite"
	"kitewatch/kite/feed"
	"kitewatch/kite/market"
)

// bigPane is a pane of one list of n rows, 48 of them on the screen.
func bigPane(b *testing.B, n int) (Model, []feed.Row) {
	l, rows := List{Name: "All"}, make([]feed.Row, n)
	for i := range rows {
		q := swing[i%15]
		q.symbol = fmt.Sprintf("NSE:%s%d", symbol(b, q.symbol).Tradingsymbol, i)
		rows[i] = q.row(b)
		l.Entries = append(l.Entries, Entry{Symbol: rows[i].Symbol})
	}
	m := New(themeOf("dark"), market.Default())
	m.SetMode(kite.ModeQuote, time.Second)
	m.SetSize(120, 52)
	m.SetClock(clock)
	m.SetLists([]List{l})
	m.SetRows(rows)
	return m, rows
}

func BenchmarkView(b *testing.B) {
	for _, n := range []int{250, 1000} {
		b.Run(fmt.Sprintf("48 of %d", n), func(b *testing.B) {
			m, _ := bigPane(b, n)
			b.ReportAllocs()
			for b.Loop() {
				m.View()
			}
		})
	}
}

// BenchmarkSetRows is a poll in which the price of 250 rows has changed.
func BenchmarkSetRows(b *testing.B) {
	for _, n := range []int{250, 1000} {
		b.Run(fmt.Sprintf("250 of %d", n), func(b *testing.B) {
			m, rows := bigPane(b, n)
			b.ReportAllocs()
			for b.Loop() {
				for i := range rows[:250] {
					rows[i].Quote.LastPrice += 0.05
				}
				m.SetRows(rows[:250])
			}
		})
	}
	b.Run("250 unchanged", func(b *testing.B) {
		m, rows := bigPane(b, 250)
		b.ReportAllocs()
		for b.Loop() {
			m.SetRows(rows)
		}
	})
	b.Run("250 of 1000, sorted", func(b *testing.B) {
		m, rows := bigPane(b, 1000)
		m.sortBy(indexOf("change_pct"), false)
		b.ReportAllocs()
		for b.Loop() {
			for i := range rows[:250] {
				rows[i].Quote.LastPrice += 0.05
			}
			m.SetRows(rows[:250])
		}
	})
}

// BenchmarkSetClock is the second hand: nothing changes but, once stale, the
// ages.
func BenchmarkSetClock(b *testing.B) {
	for _, n := range []int{250, 1000} {
		b.Run(fmt.Sprintf("live, %d", n), func(b *testing.B) {
			m, _ := bigPane(b, n)
			b.ReportAllocs()
			for b.Loop() {
				m.SetClock(clock)
			}
		})
	}
	b.Run("stale", func(b *testing.B) {
		m, _ := bigPane(b, 250)
		later := clock
		b.ReportAllocs()
		for b.Loop() {
			later.Wall = later.Wall.Add(time.Second)
			m.SetClock(later)
		}
	})
}

// BenchmarkBytes is what reaches the terminal of a refresh in which one cell
// in ten of 48 rows has changed, the prices: the framework writes the lines
// that are not as they were, whole.
func BenchmarkBytes(b *testing.B) {
	for _, name := range []string{"dark", "mono"} {
		b.Run(name, func(b *testing.B) {
			m, rows := bigPane(b, 48)
			theme := themeOf(name)
			m.theme, m.pen.line.theme = theme, theme
			m.SetSize(120, 52)
			written := 0
			before := strings.Split(m.View(), "\n")
			for b.Loop() {
				for i := range rows {
					rows[i].Quote.LastPrice += 0.05
				}
				m.SetRows(rows)
				after := strings.Split(m.View(), "\n")
				for i := range after {
					if after[i] != before[i] {
						written += len(after[i])
					}
				}
				before = after
			}
			b.ReportMetric(float64(written)/float64(b.N), "B/refresh")
		})
	}
}
