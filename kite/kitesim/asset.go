package kitesim

import (
	"math"
	"strconv"

	"kitewatch/kite/market"
)

// money is a price in ten-thousandths of a rupee, fine enough for USDINR's
// tick of 0.0025 and exact where floats are not.
type money int64

func (m money) rupees() float64 { return float64(m) / 10000 }

// appendTo writes m as the API does, whole prices without a point: 1075, 1541.3.
func (m money) appendTo(b []byte) []byte {
	if m < 0 {
		b, m = append(b, '-'), -m
	}
	b = strconv.AppendInt(b, int64(m/10000), 10)
	rest := m % 10000
	if rest == 0 {
		return b
	}
	b = append(b, '.', '0'+byte(rest/1000), '0'+byte(rest/100%10), '0'+byte(rest/10%10), '0'+byte(rest%10))
	for b[len(b)-1] == '0' {
		b = b[:len(b)-1]
	}
	return b
}

// inMoney rounds rupees to money.
func inMoney(rupees float64) money { return money(math.Round(rupees * 10000)) }

// refDate is the day on whose close every asset has its base price, with any
// seed, so that the demo's first screen looks like the one in the manual.
var refDate = market.On(2026, 11, 20)

// kind is what sort of thing an asset is.
type kind uint8

const (
	stock kind = iota
	index
	commodity
	currency
	bond // and whatever else hardly moves
)

// asset is something with a price of its own, which instruments follow: a
// share, an index, a metal, a currency.
type asset struct {
	symbol    string // of its cash row, and what seeds its noise
	name      string // of the company, for the dump
	under     string // what its derivatives are called: NIFTY for NIFTY 50
	kind      kind
	base      float64 // rupees at the close of refDate
	sigma     float64 // daily volatility of its own
	beta      float64 // part in the market's moves
	sector    string  // "" has none
	sbeta     float64 // part in its sector's moves
	venue     market.Venue
	tick      money
	band      float64 // daily circuit, as a fraction
	liquidity int     // 1 the most traded … 6 hardly ever
	lot       int     // of its derivatives
	step      money   // between strikes
	implied   float64 // yearly volatility that options are priced with
	carry     float64 // yearly cost of carry in its futures
	locked    bool    // runs into its upper circuit each morning
	key       uint64  // of its noise
	ref       float64 // its level on refDate
}

// Daily volatilities of what many share.
const (
	marketSigma = 0.0065
	sectorSigma = 0.0055
)

// sectors: part in the market's moves, own volatility.
var sectors = map[string]struct{ beta, sigma float64 }{
	"bank": {1.0, 0.008}, "fin": {1.1, 0.011}, "it": {0.8, 0.009}, "auto": {1.0, 0.010},
	"metal": {1.2, 0.011}, "pharma": {0.6, 0.010}, "fmcg": {0.5, 0.008}, "energy": {1.0, 0.009},
	"infra": {1.1, 0.011}, "consumer": {0.9, 0.010}, "realty": {1.3, 0.013}, "chem": {0.8, 0.010},
	"telecom": {0.8, 0.010}, "etf": {0.9, 0.002}, "cash": {0, 0.00001},
}

// stockTick is NSE's tick for a price in rupees (circular of 2025).
func stockTick(price float64) money {
	switch {
	case price < 250:
		return 100
	case price <= 1000:
		return 500
	case price <= 5000:
		return 1000
	case price <= 10000:
		return 5000
	case price <= 20000:
		return 10000
	}
	return 50000
}

// stockStep is the distance of strikes for a price in rupees.
func stockStep(price float64) money {
	for _, s := range []struct{ below, step float64 }{
		{25, 0.5}, {100, 1}, {300, 2.5}, {750, 5}, {1500, 10}, {4000, 20}, {10000, 50}, {30000, 100}, {60000, 250},
	} {
		if price < s.below {
			return inMoney(s.step)
		}
	}
	return inMoney(500)
}

// level is the logarithm of an asset's price over its base at the close of a
// day, but for a constant; ref takes that away.
func (w *world) level(a *asset, date market.Date) float64 {
	d := workday(date)
	sum := a.sigma * walk(a.key, d)
	if a.beta != 0 {
		sum += a.beta * marketSigma * walk(w.key("market"), d)
	}
	if a.sbeta != 0 {
		sum += a.sbeta * sectorSigma * walk(w.key(a.sector), d)
	}
	return sum
}

// closing is an asset's price at the end of a day, unrounded.
func (w *world) closing(a *asset, date market.Date) float64 {
	if a.locked {
		return w.lockedClose(a, date).rupees()
	}
	return a.base * math.Exp(w.level(a, date)-a.ref)
}

// ready prepares an asset for use in a world.
func (w *world) ready(a *asset) *asset {
	a.key = w.key(a.symbol)
	a.ref = w.level(a, refDate)
	if a.implied == 0 {
		daily := math.Sqrt(a.sigma*a.sigma + math.Pow(a.beta*marketSigma, 2) + math.Pow(a.sbeta*sectorSigma, 2))
		a.implied = daily * math.Sqrt(252) * 1.15
	}
	return a
}

// lockedClose is the close of the share that runs into its circuit: every other
// trading day it stays there, on the days between the lock opens before the
// close and the price falls back to its base, so that it is locked each
// morning and yet gets nowhere.
func (w *world) lockedClose(a *asset, date market.Date) money {
	base := inMoney(a.base)
	if w.ordinal(date)%2 == 0 {
		return base
	}
	return upper(base, a.band, a.tick)
}

// upper and lower are the circuit limits around a previous close: within the
// band, on the tick grid.
func upper(prev money, band float64, tick money) money {
	return money(float64(prev)*(1+band)) / tick * tick
}

func lower(prev money, band float64, tick money) money {
	return max((money(float64(prev)*(1-band))+tick-1)/tick*tick, tick)
}
