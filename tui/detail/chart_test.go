package detail

import (
	"math"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"kitewatch/kite"
	"kitewatch/kite/market"
	"kitewatch/tui/ui"
)

// withCandles is a pane whose chart has all the room, and candles of five
// minutes.
func withCandles(t testing.TB, theme *ui.Theme, w, h int, candles ...kite.Candle) Model {
	t.Helper()
	m := New(theme, market.Default())
	m.SetSize(w, h)
	row := shareRow()
	row.Changed, row.Quote.LastTradeTime = time.Time{}, kite.Time{} // or its price would form a candle
	m.SetRow(row, clockAt(wednesday))
	m, _ = press(m, "v")
	for range 5 {
		m.SetCandles(m.asked.Key, candles, "")
		if _, ok := m.Wants(); !ok {
			return m
		}
	}
	t.Fatal("the chart wants more and more")
	return m
}

// inMinutes are candles side by side, of five minutes of the Wednesday.
func inMinutes(candles ...kite.Candle) []kite.Candle {
	for i := range candles {
		candles[i].Time.Time = at(11, 25, 9, 15).Add(time.Duration(i) * 5 * time.Minute)
	}
	return candles
}

// drawn are the rows of a plot in which each candle is drawn.
func drawn(m *Model, w, rows int, draw func(placed)) []string {
	m.lay(w)
	m.pen.clear(w, rows)
	for _, p := range m.pen.shown {
		draw(p)
	}
	var lines []string
	for y := range rows {
		lines = append(lines, escapes.ReplaceAllString(m.pen.row(m.theme, y), ""))
	}
	return lines
}

func TestCandlesOnTheGrid(t *testing.T) {
	none := time.Time{}
	candles := inMinutes(
		candleOf(none, 101, 107, 100, 104),   // rises: wick 0 to 7, body 1 to 4
		candleOf(none, 104, 104, 101, 101),   // falls: body 1 to 4, no wick
		candleOf(none, 102, 103, 102, 103),   // rises within a cell: 2 to 3
		candleOf(none, 103, 104, 103, 104),   // rises over two halves of two cells: 3 to 4
		candleOf(none, 104, 104, 103, 103),   // falls so
		candleOf(none, 105, 106, 105, 105),   // does neither, at 5, with a wick to 6
		candleOf(none, 106.6, 107, 106, 107), // rises within half a cell: 7
	)
	for _, c := range []struct {
		name  string
		theme *ui.Theme
		want  []string
	}{
		{"half cells", dark(), []string{
			"│    ╷║",
			"╽╻ ╻╻╹ ",
			"║┃║║╹  ",
			"╿╹     ",
		}},
		{"ASCII", ascii(), []string{
			"|    |H",
			"H# H## ",
			"H#HH#  ",
			"H#     ",
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			m := withCandles(t, c.theme, 80, 20, candles...)
			got := drawn(&m, len(candles), 4, func(p placed) {
				m.drawCandle(plot{w: len(candles), scale: scale{100, 107, 0.05, 4}}, p)
			})
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestVolumeOnTheGrid(t *testing.T) {
	candles := inMinutes(make([]kite.Candle, 5)...)
	for i, volume := range []int64{0, 1, 500, 600, 1000} {
		candles[i] = candleOf(candles[i].Time.Time, 100, 101, 99, 100)
		candles[i].Volume = n(volume)
	}
	m := withCandles(t, dark(), 80, 20, candles...)
	for _, c := range []struct {
		rows int
		want []string
	}{
		{1, []string{" ▁▄▄▇"}},          // of 7 levels: 0, at least 1, 3.5 and 4.2, 7
		{2, []string{"   ▁▇", " ▁███"}}, // of 15: 0, at least 1, 7.5 which is 8, 9, 15
	} {
		got := drawn(&m, 5, c.rows, func(p placed) { m.drawVolume(plot{w: 5, volume: c.rows}, p, 1000) })
		if diff := cmp.Diff(c.want, got); diff != "" {
			t.Errorf("%d rows (-want +got):\n%s", c.rows, diff)
		}
	}
}

func TestNightsWeekendsAndHolidaysTakeNoRoom(t *testing.T) {
	m := withCandles(t, dark(), 80, 20,
		candleOf(at(11, 20, 15, 20), 1, 2, 1, 2),
		candleOf(at(11, 20, 15, 25), 1, 2, 1, 2), // a Friday
		candleOf(at(11, 23, 9, 15), 1, 2, 1, 2),
		candleOf(at(11, 23, 15, 25), 1, 2, 1, 2), // then a holiday
		candleOf(at(11, 25, 9, 15), 1, 2, 1, 2),
	)
	for _, c := range []struct {
		zoom   int
		shown  []placed
		breaks []int
	}{
		{1, []placed{{4, 9}, {3, 7}, {2, 6}, {1, 4}, {0, 3}}, []int{8, 5}},
		{2, []placed{{4, 9}, {3, 6}, {2, 4}, {1, 1}}, []int{8, 3}},
		{3, []placed{{4, 9}, {3, 5}, {2, 2}}, []int{7, 0}},
	} {
		m.zoom = c.zoom
		m.lay(10)
		if !slices.Equal(m.pen.shown, c.shown) || !slices.Equal(m.pen.breaks, c.breaks) {
			t.Errorf("zoom %d: got %v, breaks %v; want %v, %v", c.zoom, m.pen.shown, m.pen.breaks, c.shown, c.breaks)
		}
	}
}

func TestMonthsBreakTheDays(t *testing.T) {
	m := withCandles(t, dark(), 80, 20)
	m, _ = press(m, "]", "]", "]")
	m.SetCandles(m.asked.Key, []kite.Candle{
		candleOf(at(10, 30, 0, 0), 1, 2, 1, 2), candleOf(at(11, 2, 0, 0), 1, 2, 1, 2), candleOf(at(11, 3, 0, 0), 1, 2, 1, 2),
	}, "")
	m.lay(10)
	if want := []placed{{2, 9}, {1, 8}, {0, 6}}; !slices.Equal(m.pen.shown, want) || !slices.Equal(m.pen.breaks, []int{7}) {
		t.Errorf("got %v, breaks %v; want %v, breaks [7]", m.pen.shown, m.pen.breaks, want)
	}
}

func TestScale(t *testing.T) {
	for _, c := range []struct {
		name      string
		low, high float64
		rows      int
		tick      float64
		price     float64
		half, row int
		steps     []float64
	}{
		{"lowest", 100, 107, 4, 0.05, 100, 0, 3, []float64{100}},
		{"highest", 100, 107, 4, 0.05, 107, 7, 0, nil},
		{"between, to the nearer half", 100, 107, 4, 0.05, 103.6, 4, 1, nil},
		{"below is at the foot", 100, 107, 4, 0.05, 90, 0, 3, nil},
		{"round steps", 1534.2, 1559.8, 20, 0.1, 1550, 24, 7, []float64{1535, 1540, 1545, 1550, 1555}},
		{"steps of a tick", 0.05, 0.10, 20, 0.01, 0.05, 0, 19, []float64{0.05, 0.06, 0.07, 0.08, 0.09, 0.10}},
		{"of a larger one", 0.05, 0.20, 20, 0.05, 0.05, 0, 19, []float64{0.05, 0.10, 0.15, 0.20}},
		{"no round number of them", 100, 101, 20, 0.25, 100, 0, 19, []float64{100, 100.25, 100.5, 100.75, 101}},
		{"nor a multiple of it", 100, 110, 20, 0.75, 100, 0, 19, []float64{100.5, 102, 103.5, 105, 106.5, 108, 109.5}},
		{"one price", 620, 620, 6, 0.05, 620, 6, 2, []float64{619.95, 620, 620.05}},
		{"four decimals", 92.4, 92.41, 12, 0.0025, 92.4025, 6, 8, []float64{92.4, 92.4025, 92.405, 92.4075, 92.41}},
		{"a lakh", 123400, 123500, 10, 1, 123456.7, 11, 4, []float64{123400, 123450, 123500}},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := newScale(c.low, c.high, c.rows, c.tick)
			if half, row := s.half(c.price), s.row(c.price); half != c.half || row != c.row {
				t.Errorf("half %d, row %d; want %d, %d", half, row, c.half, c.row)
			}
			if c.steps == nil {
				return
			}
			got := s.steps()
			if len(got) != len(c.steps) {
				t.Fatalf("steps %v, want %v", got, c.steps)
			}
			for i := range got {
				if math.Abs(got[i]-c.steps[i]) > 1e-9 {
					t.Errorf("steps %v, want %v", got, c.steps)
				}
			}
		})
	}
}

func TestRoundStepsNeverCrowdTheAxis(t *testing.T) {
	for _, extent := range []float64{0.0003, 0.05, 0.7, 1, 12.35, 999, 4321, 1e6} {
		for rows := 1; rows < 60; rows++ {
			for _, tick := range []float64{0.01, 0.0001} {
				s := newScale(100, 100+extent, rows, tick)
				steps := s.steps()
				if most := 2 + rows/labelRows; len(steps) > most && extent > 20*tick {
					t.Errorf("%v over %d rows: %d steps, want %d at most", extent, rows, len(steps), most)
				}
			}
		}
	}
}

func TestAxisOfTimes(t *testing.T) {
	m := sharePane(t, 100, 38)
	lines := strings.Split(plain(m.View()), "\n")
	want := "   23 Nov 10:00       11:00       12:00       13:00       14:00       15:00   25 Nov   10:00"
	if got := lines[37-len(m.foot)]; got != want {
		t.Errorf("got  %q\nwant %q", got, want)
	}
	x := strings.Index(want, "25 Nov")
	if got := []rune(lines[37-len(m.foot)-4])[x-1]; got != '┊' {
		t.Errorf("before the day's first candle is %q, want a break", got)
	}
}

func TestLastPriceAndPreviousCloseAreOnTheAxis(t *testing.T) {
	m := withCandles(t, dark(), 60, 20, candleOf(at(11, 25, 10, 0), 1530, 1570, 1530, 1540))
	view := plain(m.View())
	for _, c := range []struct{ name, want string }{
		{"last price", "──────│ 1,558.40"},
		{"previous close", "─ ─ ─"},
		{"previous close on the axis", " 1,541.30"},
	} {
		if !strings.Contains(view, c.want) {
			t.Errorf("no %s, %q:\n%s", c.name, c.want, view)
		}
	}
}

// TestZoomedDaysAreNumbered reads the line under day candles.
func TestZoomedDaysAreNumbered(t *testing.T) {
	for zooms, want := range []string{
		"Aug                   Sep                   Oct                  Nov",
		"Oct         12        19      26         Nov         9       16        23",
		"Oct 2026 19          26              Nov               9           16             23",
		"16  17  18  19  20  23  25",
	} {
		m := sharePane(t, 100, 40)
		m, _ = press(m, "]", "]", "]")
		m = answer(t, m, 1552)
		for range zooms {
			m, _ = press(m, "+")
		}
		lines := strings.Split(strings.TrimRight(plain(m.View()), "\n"), "\n")
		if times := lines[len(lines)-2]; !strings.Contains(times, want) {
			t.Errorf("zoomed %d times: no %q in\n%s", zooms, want, times)
		}
	}
}
