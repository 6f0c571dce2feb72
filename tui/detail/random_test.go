package detail

import (
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"go.uber.org/goleak"

	"kitewatch/kite"
	"kitewatch/kite/market"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// TestWhateverHappensThePaneIsWhole lets keys, polls, answers late and odd, and
// sizes come in any order. The pane has its size after each, its candles are in
// order, its cursor is on the screen, and no piece is asked for while another is.
func TestWhateverHappensThePaneIsWhole(t *testing.T) {
	for seed := range uint64(20) {
		r := rand.New(rand.NewPCG(seed, 1))
		m, now, row := New(dark(), market.Default()), wednesday, shareRow()
		var open []Request
		for step := range 150 {
			switch r.IntN(8) {
			case 0:
				m.SetSize(r.IntN(180), r.IntN(50))
			case 1, 2:
				now = now.Add(time.Duration(r.IntN(1200)) * time.Second)
				row.Changed, row.Received = now, now
				row.Quote.LastPrice = kite.Price(1500 + r.IntN(100))
				row.Quote.Volume = n(int64(r.IntN(1e6)))
				m.SetRow(row, clockAt(now))
			case 3:
				row.Symbol.Tradingsymbol = []string{"RELIANCE", "TCS"}[r.IntN(2)]
				m.SetRow(row, clockAt(now))
			case 4:
				if len(open) > 0 {
					want := open[r.IntN(len(open))]
					m.SetCandles(want.Key, oddCandles(r, want), []string{"", "", "", "network timeout"}[r.IntN(4)])
				}
			default:
				key := []string{"[", "]", "i", "h", "l", "H", "L", "G", "+", "-", "v", "r"}[r.IntN(12)]
				next, cmd := m.Update(keyOf(key))
				if m = next; cmd != nil {
					open = append(open, cmd().(Wanted).Request)
				}
			}
			if want, ok := m.Wants(); ok {
				open = append(open, want)
			}
			whole(t, &m, fmt.Sprintf("seed %d, step %d", seed, step))
		}
	}
}

// oddCandles are some within and around a span, in any order, some twice.
func oddCandles(r *rand.Rand, want Request) []kite.Candle {
	candles := make([]kite.Candle, r.IntN(400))
	span := int64(want.To.Sub(want.From)/time.Second) + 7200
	for i := range candles {
		price := func() float64 { return float64(1500 + r.IntN(100)) }
		at := want.From.Add(time.Duration(r.Int64N(span)-3600) * time.Second)
		candles[i] = candleOf(at, price(), price(), price(), price())
	}
	return candles
}

func whole(t *testing.T, m *Model, when string) {
	t.Helper()
	if m.w > 0 && m.h > 0 {
		exact(t, *m, when, m.w, m.h)
	}
	s := m.series()
	for i := 1; i < len(s.candles); i++ {
		if !s.candles[i-1].Time.Before(s.candles[i].Time.Time) {
			t.Fatalf("%s: %v stands before %v", when, s.candles[i-1].Time, s.candles[i].Time)
		}
	}
	if i, ok := m.candleAt(); ok && m.charted {
		if first, last := m.window(); last >= first && (i < first || i > last) {
			t.Fatalf("%s: the cursor is at %d, on the screen are %d to %d", when, i, first, last)
		}
	}
	if want, ok := m.Wants(); ok && m.asked.Key != want.Key {
		t.Fatalf("%s: %+v is wanted beside %+v", when, want, m.asked)
	}
}
