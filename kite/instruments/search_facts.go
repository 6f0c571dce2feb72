package instruments

import "math"

// HasDerivatives reports whether futures or options on a share are listed, on
// either stock exchange. Such shares end their day in a closing auction.
func (l *List) HasDerivatives(s Instrument) bool {
	if s.isContract() || s.IsIndex() {
		return false
	}
	c := l.contracts()
	for _, exchange := range []string{"NFO", "BFO"} {
		if _, ok := c.byName[familyName{exchange, s.Symbol.Tradingsymbol}]; ok {
			return true
		}
	}
	return false
}

// Decimals is how many decimals an instrument's prices are shown with: as many
// as its tick has, but two at least, as a rupee has paise. An index, whose tick
// the dump gives as 0, has two.
func Decimals(i Instrument) int {
	const least, most = 2, 6
	scaled := i.TickSize * 100
	for n := least; n < most; n++ {
		// A tick is a decimal fraction, and as a float64 only nearly one.
		if math.Abs(scaled-math.Round(scaled)) < 1e-6 {
			return n
		}
		scaled *= 10
	}
	return most
}
