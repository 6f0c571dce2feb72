package kitesim

import (
	"math"

	"kitewatch/kite/market"
)

// All randomness is hashing: a number for every (seed, what, when), the same in
// any order of asking, with no state to keep.

// mix folds b into a (the finisher of splitmix64, which passes PractRand).
func mix(a, b uint64) uint64 {
	a ^= b + 0x9e3779b97f4a7c15
	a = (a ^ a>>30) * 0xbf58476d1ce4e5b9
	a = (a ^ a>>27) * 0x94d049bb133111eb
	return a ^ a>>31
}

// mixText folds a text into a.
func mixText(a uint64, text string) uint64 {
	h := uint64(14695981039346656037) // FNV-1a
	for i := range len(text) {
		h = (h ^ uint64(text[i])) * 1099511628211
	}
	return mix(a, h)
}

// unit maps a hash to [0, 1).
func unit(h uint64) float64 { return float64(h>>11) / (1 << 53) }

// either maps a hash to [-1, 1).
func either(h uint64) float64 { return 2*unit(h) - 1 }

// normal maps a hash to about the normal distribution: the sum of four uniform
// numbers, cut off at 3.46, which keeps prices within their circuits.
func normal(h uint64) float64 {
	sum := float64(h&0xffff) + float64(h>>16&0xffff) + float64(h>>32&0xffff) + float64(h>>48)
	return (sum/65535 - 2) * math.Sqrt(3)
}

// smooth is value noise in [-1, 1): random at whole x, smooth between.
func smooth(key uint64, x float64) float64 {
	whole := math.Floor(x)
	f := x - whole
	a := either(mix(key, uint64(int64(whole))))
	b := either(mix(key, uint64(int64(whole)+1)))
	return a + (b-a)*f*f*(3-2*f)
}

// octaves of walk: the longest wave takes 512 days.
const octaves = 10

// walk is a random walk over days that needs no history: waves of noise, each
// twice as long and √2 as high as the one before, which is how far a walk gets
// in that time. It changes by about 1 from a day to the next, stays within
// about ±55 for ever, and walk(key, a) - walk(key, b) is exact for any days.
func walk(key uint64, day float64) float64 {
	sum, height, length := 0.0, 1.0, 1.0
	for k := range uint64(octaves) {
		sum += height * smooth(mix(key, k), day/length)
		height *= math.Sqrt2
		length *= 2
	}
	return sum * walkScale
}

// workday counts days without weekends, over which walks stand nearly still:
// prices do not move three days' worth from a Friday to a Monday.
func workday(date market.Date) float64 {
	const monday = 4 // 5 January 1970
	days := int(date) - monday
	week := (days - (days%7+7)%7) / 7
	return float64(5*week) + [7]float64{0, 1, 2, 3, 4, 4.4, 4.7}[days-7*week]
}

// walkScale makes the daily change 1 on average (root mean square), as
// TestWalkIsScaled finds.
const walkScale = 0.848

// bridge fills path[1:len-1] with a random path between its two ends, whose
// variance after weight w (cumulative, from 0 to 1) is sigma²·w·(1-w): each
// midpoint is displaced from the line between its ends, then each half again.
func bridge(path, weight []float64, key uint64, sigma float64) {
	type span struct{ from, to int }
	var stack [64]span // halves: never deeper than the logarithm of the length
	stack[0] = span{0, len(path) - 1}
	for n := 1; n > 0; {
		n--
		from, to := stack[n].from, stack[n].to
		if to-from < 2 {
			continue
		}
		mid := (from + to) / 2
		before, after := weight[mid]-weight[from], weight[to]-weight[mid]
		whole := before + after
		spread := sigma * math.Sqrt(before*after/whole)
		line := path[from] + (path[to]-path[from])*before/whole
		path[mid] = line + spread*normal(mix(key, uint64(mid)))
		stack[n], stack[n+1] = span{from, mid}, span{mid, to}
		n += 2
	}
}

// weights are the cumulative activity over a session of n minutes, from 0 to 1:
// busy after the opening, calm at noon, busier before the close.
func weights(n int) []float64 {
	w := make([]float64, n+1)
	for m := range n {
		x := (float64(m) + 0.5) / float64(n)
		w[m+1] = w[m] + 1 + 1.8*math.Exp(-x/0.06) + 0.8*math.Exp(-(1-x)/0.08)
	}
	for m := range w {
		w[m] /= w[n]
	}
	return w
}
