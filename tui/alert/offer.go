package alert

import (
	"math"
	"slices"

	"kitewatch/kite/feed"
)

// Offers returns prices near a row's last one at which a trader may want to be
// told, in rupees and rising: round figures on either side, one and two per cent
// away, the day's high and low, the circuits. None is the last price itself.
// Without a price there are none.
func Offers(r feed.Row) []float64 {
	last := float64(r.Quote.LastPrice)
	if !usable(last) {
		return nil
	}
	step := roundStep(last)
	floor, ceil := math.Floor(last/step)*step, math.Ceil(last/step)*step
	if floor == ceil {
		floor, ceil = floor-step, ceil+step
	}
	offers := []float64{floor - step, floor, ceil, ceil + step}
	for _, share := range []float64{-0.02, -0.01, 0.01, 0.02} {
		offers = append(offers, toTick(last*(1+share), r.Decimals))
	}
	q := &r.Quote
	offers = append(offers, float64(q.OHLC.High), float64(q.OHLC.Low), float64(q.UpperCircuitLimit), float64(q.LowerCircuitLimit))
	scale := math.Pow10(max(r.Decimals, 2))
	for i := range offers {
		offers[i] = math.Round(offers[i]*scale) / scale // steps add up to figures such as 0.30000000000000004
	}
	slices.Sort(offers)
	return slices.DeleteFunc(slices.Compact(offers), func(p float64) bool { return !usable(p) || p == last })
}

// roundStep is how far apart figures are that count as round at a price: of 1, 2
// and 5 with zeros the largest within a fortieth of it, so that the next one is
// about as far as a lively day's move. At 1,584 it is 20, at 24,500 it is 500.
func roundStep(price float64) float64 {
	unit := math.Pow10(int(math.Floor(math.Log10(price / 40))))
	step := unit
	for _, n := range []float64{2, 5} {
		if n*unit <= price/40 {
			step = n * unit
		}
	}
	return step
}

// toTick rounds to the tick that nearly all prices with so many decimals keep.
func toTick(price float64, decimals int) float64 {
	tick := twoTicks(decimals) / 2
	return math.Round(price/tick) * tick
}
