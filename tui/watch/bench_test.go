package watch

import (
	"fmt"
	"io"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/creack/pty"

	"kitewatch/kite"
	"kitewatch/kite/feed"
	"kitewatch/kite/market"
	"kitewatch/tui/paint"
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
// that are not as they were whole, of which the painter sends what differs.
func BenchmarkBytes(b *testing.B) {
	for _, name := range []string{"dark", "mono"} {
		b.Run(name, func(b *testing.B) {
			m, rows := bigPane(b, 48)
			theme := themeOf(name)
			m.theme, m.pen.line.theme = theme, theme
			m.SetSize(120, 52)
			terminal := countingTerminal(b, 120, 52)
			painter := paint.New(terminal, "xterm-256color")
			_, _ = io.WriteString(painter, "\x1b[?1049h")
			lines := strings.Split(m.View(), "\n")
			_, _ = io.WriteString(painter, "\x1b[H\r\x1b[0m"+strings.Join(lines, "\r\n")+"\x1b[52;H")
			_, _ = io.WriteString(painter, "\x1b[H\r"+strings.Join(lines, "\r\n")+"\x1b[52;H")
			terminal.bytes = 0
			written, before := 0, lines
			for b.Loop() {
				for i := range rows {
					rows[i].Quote.LastPrice += 0.05
				}
				m.SetRows(rows)
				after := strings.Split(m.View(), "\n")
				frame := changedLines(before, after)
				written += len(frame)
				_, _ = painter.Write(frame)
				before = after
			}
			b.ReportMetric(float64(written)/float64(b.N), "B/refresh")
			b.ReportMetric(float64(terminal.bytes)/float64(b.N), "painted-B/refresh")
		})
	}
}

// changedLines is what the framework writes to turn one screen into another of
// as many lines.
func changedLines(before, after []string) []byte {
	frame := []byte("\x1b[H")
	for i, line := range after {
		if line != before[i] {
			frame = append(frame, line...)
			if i < len(after)-1 {
				frame = append(frame, '\r')
			}
		}
		if i < len(after)-1 {
			frame = append(frame, '\n')
		}
	}
	return fmt.Appendf(frame, "\x1b[%d;H", len(after))
}

// counting is a terminal that counts what is written to it, and shows nothing.
type counting struct {
	*os.File
	bytes int
}

func (c *counting) Write(p []byte) (int, error) {
	c.bytes += len(p)
	return len(p), nil
}

func countingTerminal(b *testing.B, w, h uint16) *counting {
	b.Helper()
	other, terminal, err := pty.Open()
	if err != nil {
		b.Skip("no terminal: ", err)
	}
	b.Cleanup(func() {
		terminal.Close()
		other.Close()
	})
	if err := pty.Setsize(terminal, &pty.Winsize{Cols: w, Rows: h}); err != nil {
		b.Fatal(err)
	}
	return &counting{File: terminal}
}
