package detail

import "math"

// scale puts prices on the chart's rows, each of two halves. The lowest price
// is in the lowest half, the highest in the highest.
type scale struct {
	low, high float64 // in rupees
	rows      int
}

// newScale makes the scale of a range. One without extent is given a smallest
// step on either side, so that its candles stand in the middle.
func newScale(low, high float64, rows, decimals int) scale {
	if high <= low {
		step := math.Pow10(-decimals)
		low, high = low-step, high+step
	}
	return scale{low, high, rows}
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
func (s scale) steps(decimals int) []float64 {
	step := roundStep((s.high-s.low)*labelRows/float64(s.rows), decimals)
	var all []float64
	for n := math.Ceil(s.low/step - 1e-9); n*step <= s.high*(1+1e-12) && len(all) <= s.rows; n++ {
		all = append(all, n*step)
	}
	return all
}

// roundStep returns the least of 1, 2, 5, 10, 20, 50… that is not below least,
// nor below what the decimals can write.
func roundStep(least float64, decimals int) float64 {
	smallest := math.Pow10(-decimals)
	if least <= smallest {
		return smallest
	}
	power := math.Pow10(int(math.Floor(math.Log10(least))))
	for _, n := range []float64{1, 2, 5} {
		if step := n * power; step >= least*(1-1e-9) {
			return max(step, smallest)
		}
	}
	return 10 * power
}
