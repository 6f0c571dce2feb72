package kitesim

import "math"

const (
	yearSeconds = 365 * 24 * 3600
	interest    = 0.065 // a year, in option prices
)

// fair is what an instrument is worth when its underlying is worth spot, in
// rupees.
func (in *instrument) fair(spot float64, at int64) float64 {
	switch in.class {
	case eq:
		return spot
	case future:
		years := float64(max(0, in.expiryTime()-at)) / yearSeconds
		return spot * math.Exp(in.asset.carry*years)
	}
	return in.option(spot, float64(max(0, in.expiryTime()-at))/yearSeconds)
}

// option is Black and Scholes' price with a smile: strikes below the money are
// dearer than those above, and all are dearer far from it, as in the market.
func (in *instrument) option(spot, years float64) float64 {
	c, strike, vol := in.class, in.strike.rupees(), in.asset.implied
	forward := spot * math.Exp(interest*years)
	discount := math.Exp(-interest * years)
	inside := max(0, forward-strike)
	if c == put {
		inside = max(0, strike-forward)
	}
	if years <= 0 {
		return inside
	}
	root := math.Sqrt(years)
	x := math.Log(strike / forward)
	z := x / (vol*root + 0.02)
	vol *= 1 - 0.05*max(-3, min(3, z)) + 0.02*min(9, z*z)
	spread := vol * root
	d1 := (-x + spread*spread/2) / spread
	d2 := d1 - spread
	if c == put {
		return discount * (strike*cumulative(-d2) - forward*cumulative(-d1))
	}
	return discount * (forward*cumulative(d1) - strike*cumulative(d2))
}

// cumulative is the normal distribution function.
func cumulative(x float64) float64 { return math.Erfc(-x/math.Sqrt2) / 2 }

// pace is how often an instrument trades, and how much.
type pace struct {
	trades float64 // a minute; below 4 a minute may pass without
	lots   float64 // a day
	oi     float64 // open interest in lots
	rare   bool    // most days pass without a trade
}

// pace depends on the day through the distance of a strike from the money.
func (w *world) pace(in *instrument, d *day) pace {
	var p pace
	switch {
	case in.untraded:
		return pace{rare: true, oi: 0}
	case in.isIndex():
		return pace{trades: 120}
	case in.class == eq:
		p = cashPace(in)
	case in.class == future:
		p = futurePace(in)
	default:
		p = w.optionPace(in, d)
	}
	p.lots *= 0.6 + unit(mix(in.key(), uint64(d.date)^1<<32))
	p.rare = p.trades*float64(d.trading) < 1.5
	return p
}

// Cash turnover in rupees a day and trades a minute, by liquidity; the next
// place is for what hardly trades.
var (
	turnover = [...]float64{0, 1.8e10, 5e9, 1.6e9, 4e8, 4e6, 1.5e5}
	cadence  = [...]float64{0, 70, 40, 14, 4.5, 0.12, 0.002}
)

func cashPace(in *instrument) pace {
	n := in.asset.liquidity
	p := pace{trades: cadence[n], lots: turnover[n] / in.asset.base / float64(in.lot)}
	if parts[in.part].exchange == "BSE" {
		p.trades, p.lots = p.trades/6, p.lots/12
	}
	return p
}

func futurePace(in *instrument) pace {
	a := in.asset
	p := pace{trades: cadence[a.liquidity] * 0.8, lots: 24000 / float64(a.liquidity), oi: 60000 / float64(a.liquidity)}
	if a.kind == index {
		p = pace{trades: 90, lots: 200000, oi: 230000}
	}
	if a.kind == commodity || a.kind == currency {
		p.lots, p.oi = p.lots*0.7, p.oi*0.3
	}
	later := [...]float64{1, 0.3, 0.04}[min(in.rank, 2)]
	if e := parts[in.part].exchange; e == "BFO" || e == "NCO" || e == "BCD" {
		later *= 0.06
	}
	return pace{trades: p.trades * later, lots: p.lots * later, oi: p.oi * later}
}

func (w *world) optionPace(in *instrument, d *day) pace {
	a := in.asset
	spot := w.closing(a, w.before(a.venue, d.date))
	years := float64(max(3600*6, in.expiryTime()-d.open)) / yearSeconds
	z := math.Log(in.strike.rupees()/spot) / (a.implied*math.Sqrt(years) + 0.003)
	outside := z // beyond the money
	if in.class == put {
		outside = -z
	}
	near := math.Exp(-0.35 * z * z)
	wide := math.Exp(-0.22 * (outside - 0.8) * (outside - 0.8))
	later := [...]float64{1, 0.22, 0.08, 0.03, 0.02, 0.008}[min(in.rank, 5)]
	round := 1.0
	if int64(in.strike)%int64(a.step*10) == 0 {
		round = 1.8
	}
	p := pace{trades: 14 * cadence[a.liquidity] / 70, lots: 9000 / float64(a.liquidity), oi: 4000 / float64(a.liquidity)}
	if a.kind == index {
		p = pace{trades: 160, lots: 3.4e6, oi: 110000}
		if a.under == "BANKNIFTY" || a.under == "SENSEX" {
			p = pace{trades: 90, lots: 9e5, oi: 40000}
		}
	}
	if e := parts[in.part].exchange; e == "NCO" || e == "BCD" || e == "BFO" && a.kind == stock {
		later *= 0.03
	}
	return pace{trades: p.trades * near * later * round, lots: p.lots * near * later * round, oi: p.oi * wide * math.Sqrt(later) * round}
}
