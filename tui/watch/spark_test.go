package watch

import (
	"strings"
	"testing"
	"time"

	"kitewatch/kite"
	"kitewatch/kite/feed"
	"kitewatch/kite/market"
	"kitewatch/tui/ui"
)

// clockAt is a time of day on the morning of the screens.
func clockAt(hour, minute int) time.Time {
	return time.Date(2026, 11, 23, hour, minute, 0, 0, market.IST)
}

func candlesOf(from time.Time, step time.Duration, prices ...float64) []kite.Candle {
	var all []kite.Candle
	for i, p := range prices {
		all = append(all, kite.Candle{Time: kite.Time{Time: from.Add(time.Duration(i) * step)}, Close: kite.Price(p)})
	}
	return all
}

func sparkOf(m *Model, s kite.Symbol) string {
	var c cell
	c.reset()
	sparkCell(&c, &row{Model: m, item: m.item(s), state: feed.Live})
	return string(c.text)
}

func TestSpark(t *testing.T) {
	open := clockAt(9, 15)
	yesterday := open.AddDate(0, 0, -3)
	tests := []struct {
		name    string
		candles []kite.Candle
		want    string
	}{
		{"nothing known", nil, "—"},
		{"one price", candlesOf(open, time.Minute, 100), "▄"},
		{"its own scale", candlesOf(open, time.Minute, 100, 101, 102, 103, 104, 105, 106), "▁▂▃▄▅▆▇"},
		{"falling", candlesOf(open, time.Minute, 1558.40, 1500, 1441.60), "▇▄▁"},
		{"flat", candlesOf(open, 6*time.Minute, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5), "▄▄▄▄▄▄▄▄▄▄"},
		{"the last price of each tenth", candlesOf(open, time.Minute, 1, 7, 9, 6, 9, 5, 9, 4, 9, 3, 9, 2, 9, 1, 9, 2, 9, 3, 9, 7), "▇▆▅▄▃▂▁▂▃▇"},
		{"minutes without a trade are carried", candlesOf(open, 30*time.Minute, 1, 4, 7), "▁▁▁▁▁▄▄▄▄▇"},
		{"an earlier day is passed over", append(candlesOf(yesterday, time.Minute, 900, 800), candlesOf(open, time.Minute, 1, 7)...), "▁▇"},
		{"no price is none", candlesOf(open, time.Minute, 0, 0, 1, 7), "  ▁▇"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			m := New(themeOf("dark"), market.Default())
			m.SetSpark(relianceSymbol, tt.candles)
			if got := sparkOf(&m, relianceSymbol); got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}

var relianceSymbol = kite.Symbol{Exchange: "NSE", Tradingsymbol: "RELIANCE"}

// A row has its session's sparkline or a dash, and no third thing while its
// candles are on their way.
func TestSparkWaitsForItsCandles(t *testing.T) {
	poll := func(m *Model, at time.Time) {
		r := reliance.row(t)
		r.Changed, r.Session = at, market.DateOf(at)
		m.SetRows([]feed.Row{r})
	}
	today := market.DateOf(clockAt(10, 0))
	next := clockAt(10, 5).AddDate(0, 0, 2) // after a holiday
	for _, c := range []struct {
		name string
		on   bool
		then func(m *Model)
		want string
	}{
		{"on their way", true, func(*Model) {}, "—"},
		{"there are none to be had", false, func(*Model) {}, "         ▄"},
		{"they have come", true, func(m *Model) { m.SetSpark(relianceSymbol, candlesOf(clockAt(9, 15), time.Minute, 1556, 1557)) }, "▁▁▁▁▁▁▁▁▁▇"},
		{"none came", true, func(m *Model) { m.EndSpark(relianceSymbol, today) }, "         ▄"},
		{"another session", true, func(m *Model) { m.EndSpark(relianceSymbol, today); poll(m, next) }, "—"},
		{"none to be had any more", true, func(m *Model) { m.SetHistory(false) }, "         ▄"},
	} {
		m := New(themeOf("dark"), market.Default())
		m.SetHistory(c.on)
		poll(&m, clockAt(10, 0))
		c.then(&m)
		if got := sparkOf(&m, relianceSymbol); got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}

func TestSparkGoesOnWithThePolls(t *testing.T) {
	m := sized(t, 120, 36)
	poll := func(at time.Time, price float64) {
		r := reliance.row(t)
		r.Changed, r.Quote.LastPrice = at, kite.Price(price)
		m.SetRows([]feed.Row{r})
	}
	m.SetSpark(relianceSymbol, candlesOf(clockAt(9, 15), time.Minute, 1, 2, 3, 4, 5))
	poll(clockAt(9, 20), 6)
	poll(clockAt(9, 20).Add(30*time.Second), 7)
	if got := sparkOf(&m, relianceSymbol); got != "▁▂▃▄▅▇" {
		t.Errorf("two polls in a minute: %q", got)
	}
	poll(clockAt(9, 8), 900) // the pre-open's
	if got := sparkOf(&m, relianceSymbol); got != "▁▂▃▄▅▇" {
		t.Errorf("a price before the open: %q", got)
	}
	poll(clockAt(9, 20).AddDate(0, 0, 2), 7)                 // Tuesday is a holiday
	if got := sparkOf(&m, relianceSymbol); got != "     ▄" { // since 09:15 of a day nobody saw begin
		t.Errorf("the next session: %q", got)
	}
	m.SetSpark(relianceSymbol, candlesOf(clockAt(9, 15), time.Minute, 1, 2))
	if got := sparkOf(&m, relianceSymbol); got != "     ▄" {
		t.Errorf("an answer that comes too late: %q", got)
	}
}

func TestACourseIsBounded(t *testing.T) {
	c := course{from: clockAt(9, 0), step: time.Minute}
	for i := range 14 * 60 {
		c.put(c.from.Add(time.Duration(i)*time.Minute), float64(i+1))
	}
	if len(c.prices) > mostSteps || c.step != 8*time.Minute {
		t.Errorf("%d prices of %v each", len(c.prices), c.step)
	}
	cells, n := c.sample()
	if n != sparkCells || cells[9] != 840 || cells[0] > 100 {
		t.Errorf("%d cells, %v", n, cells)
	}
	c.put(c.from.Add(100*24*time.Hour), 5)
	if got, _ := c.sample(); got != cells {
		t.Error("a price of another year changed it")
	}
}

func TestAStaleSparkIsGhost(t *testing.T) {
	m := sized(t, 120, 36)
	theme := themeOf("dark")
	if want := painted(theme.Paint(ui.Spark, ui.Plain), "▃▆▃▁▅▅▆▅▇▇"); !strings.Contains(lineOf(t, m, "HDFCBANK"), want) {
		t.Error("live: not in the colour of bars")
	}
	m.SetClock(feed.Clock{Wall: wall.Add(17 * time.Second)})
	if want := painted(theme.Paint(ui.Ghost, ui.Plain), "▃▆▃▁▅▅▆▅▇▇"); !strings.Contains(lineOf(t, m, "HDFCBANK"), want) {
		t.Error("stale: not in the colour of ghosts")
	}
}

func FuzzCourse(f *testing.F) {
	f.Add(int64(3600), 100.0, int64(7200), 101.0)
	f.Add(int64(-5), 1e9, int64(1<<40), -1.0)
	m := New(themeOf("dark"), market.Default())
	f.Fuzz(func(t *testing.T, s1 int64, p1 float64, s2 int64, p2 float64) {
		c := course{from: clockAt(9, 15), step: time.Minute}
		c.put(c.from.Add(time.Duration(s1)*time.Second), p1)
		c.put(c.from.Add(time.Duration(s2)*time.Second), p2)
		var drawn cell
		drawn.reset()
		sparkCell(&drawn, &row{Model: &m, item: &item{course: c}})
		if n := ui.Width(string(drawn.text)); n != drawn.cells || n > sparkCells {
			t.Errorf("%q is %d cells, counted %d", drawn.text, n, drawn.cells)
		}
	})
}
