package kitesim

import (
	"math"

	"kitewatch/kite/market"
)

// chain is the options of one underlying and expiry. It grows outward from the
// prices which the underlying has had since the contract was listed, so that a
// strike once listed stays.
type chain struct {
	asset  *asset
	part   part
	expiry expiry
	core   int  // strikes on each side that are always listed; 0: none are
	every  int  // only each so-manieth strike; 0: each
	late   bool // only when all others are wide
	token  func(expiry, int, class) uint32

	prefix    string // of its symbols
	low, high int    // the strikes at those prices, in steps
	done      int    // strikes on each side listed so far, of the core and beyond; 0: none
}

// chain notes a chain and the range of prices it is built around: the closes
// since it was listed, so that no strike goes before its expiry.
func (b *builder) chain(c chain) {
	low, high := math.Inf(1), 0.0
	for d := min(c.expiry.date-c.expiry.life, b.date); d <= b.date; d++ {
		p := b.past(c.asset, d)
		low, high = min(low, p), max(high, p)
	}
	step := c.asset.step.rupees()
	c.low, c.high = int(math.Round(low/step)), int(math.Round(high/step))
	c.prefix = c.asset.under + c.expiry.code()
	b.chains = append(b.chains, c)
}

// past is a closing price, remembered for the other chains of the same asset.
func (b *builder) past(a *asset, d market.Date) float64 {
	if b.pastOf != a {
		b.pastOf, b.pastAt = a, map[market.Date]float64{}
	}
	p, ok := b.pastAt[d]
	if !ok {
		p = b.w.closing(a, d)
		b.pastAt[d] = p
	}
	return p
}

// extend lists a chain's strikes up to so many on each side, while there is
// room.
func (b *builder) extend(c *chain, radius, limit int) {
	if radius <= c.done {
		return
	}
	top := c.high * 5 / 2
	for k := c.low - radius; k <= c.high+radius; k++ {
		inside := c.done > 0 && k >= c.low-c.done && k <= c.high+c.done
		if inside || k < 1 || k > top || k%max(1, c.every) != 0 {
			continue
		}
		for _, side := range []class{call, put} {
			if b.count >= limit {
				return
			}
			b.option(c, k, side)
		}
	}
	c.done = radius
}

// option lists one strike of a chain.
func (b *builder) option(c *chain, k int, side class) {
	strike := money(k) * c.asset.step
	var room [40]byte
	text := append(strike.appendTo(append(room[:0], c.prefix...)), classNames[side]...)
	b.add(instrument{
		symbol: string(text), name: c.asset.under, asset: c.asset, strike: strike, tick: optionTick(c.asset),
		expiry: c.expiry.date, life: c.expiry.life, exchange: c.token(c.expiry, k, side), lot: int32(c.asset.lot), part: c.part,
		class: side, rank: uint8(min(c.expiry.rank, 200)),
		untraded: c.asset.symbol == "INFY" && c.expiry.rank == 1 && k == c.low-c.core && side == put,
	})
}

func optionTick(a *asset) money {
	if a.kind == currency {
		return 25
	}
	return 500
}
