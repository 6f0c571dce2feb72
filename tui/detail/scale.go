package detail

import "math"

// scale puts prices on the chart's rows, each of two halves. The lowest price
// is in the lowest half, the highest in the highest.
type scale struct {
	low, high float64 // in rupees
	tick      float64
	rows      int
}

// newScale makes the scale of a range whose prices are multiples of a tick. One
// without extent is given a tick on either side, so that its candles stand in the
// middle.
func newScale(low, high float64, rows int, tick float64) scale {
	if high <= low {
		low, high = low-tick, high+tick
	}
	return scale{low, high, tick, rows}
}

// half is the half of a row that a price is in, counted from the foot.
func (s scale) half(v float64) int {
	top := float64(2*s.rows - 1)
	at := math.Round((v - s.low) / (s.high - s.low) * top)
	return int(min(max(at, 0), top))
}

// row is the row that a price is in, counted from the top.
func (s scale) row(v float64) int { return s.rows - 1 - s.half(v)/2 }

// holds reports whether a price is within the range.
func (s scale) holds(v float64) bool { return v >= s.low && v <= s.high }

// labelRows is how many rows a price on the axis has for itself, at least.
const labelRows = 3

// steps returns the round prices to be written on the axis.
func (s scale) steps() []float64 {
	step := roundStep((s.high-s.low)*labelRows/float64(s.rows), s.tick)
	var all []float64
	for n := math.Ceil(s.low/step - 1e-9); n*step <= s.high*(1+1e-12) && len(all) <= s.rows; n++ {
		all = append(all, n*step)
	}
	return all
}

// roundStep returns the least of 1, 2, 5, 10, 20, 50… that is not below least and
// is a multiple of the tick, or the tick itself if that is above it.
func roundStep(least, tick float64) float64 {
	if least <= tick {
		return tick
	}
	for power := math.Pow10(int(math.Floor(math.Log10(least)))); ; power *= 10 {
		for _, n := range []float64{1, 2, 5} {
			step := n * power
			ticks := step / tick
			if step >= least*(1-1e-9) && math.Abs(ticks-math.Round(ticks)) < 1e-6 {
				return step
			}
		}
		if power > 1e6*least {
			return math.Ceil(least/tick) * tick // a tick of no round number
		}
	}
}
