package kitesim

import (
	"fmt"
	"time"

	"kitewatch/kite/market"
)

// core lists what every dump has, however short: indices, shares, all futures,
// the strikes around the money of indices and large shares, and the odd rows
// that a client must survive.
func (b *builder) core() {
	b.indices()
	b.shares()
	b.oddities()
	b.indexContracts()
	b.shareContracts()
	b.goodsContracts()
	for i := range b.chains {
		b.extend(&b.chains[i], b.chains[i].core, 1<<30)
	}
}

func (b *builder) indices() {
	places := map[string]part{"NSE": nseIndex, "BSE": bseIndex, "MCX": mcxIndex}
	for _, x := range indices {
		a := b.w.assets[x.symbol]
		b.add(instrument{symbol: x.symbol, name: x.symbol, asset: a, tick: a.tick, exchange: x.token, part: places[x.exchange]})
	}
}

func (b *builder) shares() {
	for i, a := range b.w.stocks {
		row := stockRows[i]
		b.add(instrument{symbol: a.symbol, name: a.name, asset: a, tick: a.tick, exchange: row.token, lot: 1, part: nse})
		b.add(instrument{symbol: a.symbol, name: a.name, asset: a, tick: max(a.tick, 500), exchange: row.bse, lot: 1, part: bse})
	}
}

// oddities are rows of kinds that are easily forgotten.
func (b *builder) oddities() {
	for i, o := range []struct {
		symbol, name string
		price, sigma float64
		liquidity    int
	}{
		{"VIVIANA-BE", "VIVIANA POWER TECH", 812.45, 0.01, 4},
		{"RELINFRA-BE", "RELIANCE INFRASTRUCTU", 182.35, 0.015, 4},
		{"AKSHAR-BZ", "AKSHARCHEM INDIA", 214.8, 0.015, 5},
		{"S&SPOWER-BE", "S&S POWER SWITCHGEARS", 318.4, 0.015, 5},
		{"KRISHCA-SM", "KRISHCA STRAPPING SOLUTN", 226.5, 0.015, 5},
		{"DANISH-ST", "DANISH POWER", 842.1, 0.015, 5},
		{"SGBDE31III-GB", "2.50%GOLDBONDS2031SR-III", 12918, 0.008, 5},
		{"754GS2036-GS", "", 106.4, 0.001, 5},
		{"679GS2034-GS", "GOI LOAN  6.79% 2034", 100.85, 0.001, 5},
		{"74KA35-SG", "", 102.1, 0.001, 6},
		{"IRFC-N8", "", 1124.6, 0.001, 6},
		{"PFC-N5", "(8.92% S3) TAX FREE", 1208.35, 0.001, 6},
		{"93PFL28-N3", "9.3% SEC RED NCD, SR. 3", 1004, 0.001, 6},
	} {
		a := &asset{
			symbol: o.symbol, name: o.name, kind: stock, base: o.price, sigma: o.sigma, tick: stockTick(o.price),
			band: 0.05, liquidity: o.liquidity, venue: market.NSE, locked: o.symbol == "VIVIANA-BE",
		}
		if o.liquidity == 6 {
			a.kind = bond
		}
		lot := int32(1)
		if o.symbol == "KRISHCA-SM" || o.symbol == "DANISH-ST" {
			lot = 300
		}
		b.add(instrument{
			symbol: o.symbol, name: o.name, asset: b.w.known(a), tick: a.tick,
			exchange: uint32(40001 + i), lot: lot, part: nse,
		})
	}
	b.bills()
}

// bills are the treasury bills that fall due on the next Thursdays; their
// symbols follow the clock.
func (b *builder) bills() {
	due := b.date + 3
	for due.Weekday() != time.Thursday {
		due++
	}
	for i, life := range []int{91, 182, 364, 91, 182, 364} {
		d := due + market.Date(7*i)
		at := d.Time()
		a := &asset{
			symbol: fmt.Sprintf("%dD%s-TB", life, at.Format("020106")),
			name:   fmt.Sprintf("GOI TBILL %dD-%s", life, at.Format("02/01/06")),
			kind:   bond, base: 99.2 - 0.015*float64(7*i), sigma: 0.00005, tick: 100, band: 0.05, liquidity: 6,
			venue: market.NSE,
		}
		b.add(instrument{
			symbol: a.symbol, name: a.name, asset: b.w.known(a), tick: a.tick,
			exchange: uint32(50000 + int(d)/7%2048), lot: 100, part: nse,
		})
	}
}

// known returns the asset of that symbol, made ready on its first use.
func (w *world) known(a *asset) *asset {
	if have := w.assets[a.symbol]; have != nil {
		return have
	}
	w.assets[a.symbol] = w.ready(a)
	return a
}

// indexContracts lists the futures and chains on indices.
func (b *builder) indexContracts() {
	for i, c := range contracts {
		fut, opt, r := nfoFut, nfoOpt, lastTuesday
		if c.exchange == "BFO" {
			fut, opt, r = bfoFut, bfoOpt, lastThursday
		}
		a := b.w.assets[c.spot]
		s := schedule{b.w.cal, a.venue, r, 1}
		near := s.months(3, b.date)
		id := func(e expiry, strike int, c class) uint32 { return wideToken(1+2*i, e, strike, c) }
		b.futures(instrument{asset: a, part: fut, tick: 1000}, near, id)
		list, radius := near, 12
		switch c.under {
		case "NIFTY":
			list = s.quarterly(4, b.date, s.weekly(5, b.date, near))
			radius = 22
		case "SENSEX":
			list = s.quarterly(1, b.date, s.weekly(4, b.date, near))
			radius = 22
		case "BANKNIFTY":
			list, radius = s.quarterly(1, b.date, near), 22
		}
		for _, e := range list {
			c := chain{asset: a, part: opt, expiry: e, core: radius, token: id}
			if e.date > near[2].date { // few strikes at first, as in the real list
				c.every = 10
			}
			b.chain(c)
		}
	}
}

// shareContracts lists the futures and chains on shares. Large ones have a
// chain in every dump, the others when there is room, on BSE too.
func (b *builder) shareContracts() {
	near := schedule{b.w.cal, market.NSE, lastTuesday, 1}.months(3, b.date)
	nearBSE := schedule{b.w.cal, market.BSE, lastThursday, 1}.months(3, b.date)
	for i, a := range b.w.stocks {
		if a.under == "" {
			continue
		}
		id := func(e expiry, strike int, c class) uint32 { return narrowToken(i, e, strike, c) }
		b.futures(instrument{asset: a, part: nfoFut, tick: max(a.tick, 500)}, near, id)
		for _, e := range near {
			core := 0
			if chained(i) && e.rank < 2 {
				core = 8 / a.liquidity
			}
			b.chain(chain{asset: a, part: nfoOpt, expiry: e, core: core, token: id})
		}
		for _, e := range nearBSE {
			b.chain(chain{asset: a, part: bfoOpt, expiry: e, token: id, late: true})
		}
	}
}

// goodsContracts lists commodities and currencies, on both their exchanges.
func (b *builder) goodsContracts() {
	for i, g := range goods {
		a := b.w.assets[g.under]
		n := 3
		if g.every > 2 {
			n = 2
		}
		list := schedule{b.w.cal, g.venue, g.rule, g.every}.months(n, b.date)
		id := func(e expiry, strike int, c class) uint32 { return wideToken(1+i, e, strike, c) }
		fut, opt, second, secondOpt := mcxFut, mcxOpt, ncoFut, ncoOpt
		if a.kind == currency {
			fut, opt, second, secondOpt = cdsFut, cdsOpt, bcdFut, bcdOpt
		}
		b.futures(instrument{asset: a, part: fut, tick: a.tick}, list, id)
		both := a.kind == currency && g.under == "USDINR" || a.kind == commodity && g.step > 0 && g.lots == 1
		if both {
			b.futures(instrument{asset: a, part: second, tick: ncoTick(a)}, list[:2], id)
		}
		for _, e := range list {
			if g.step == 0 {
				break
			}
			b.chain(chain{asset: a, part: opt, expiry: e, core: max(0, 10-5*e.rank), token: id})
			if both && e.rank < 2 {
				b.chain(chain{asset: a, part: secondOpt, expiry: e, core: max(0, 3-3*e.rank), token: id})
			}
		}
	}
}

// ncoTick: the same crude oil has a finer tick on NSE.
func ncoTick(a *asset) money {
	if a.symbol == "CRUDEOIL" {
		return 1000
	}
	return a.tick
}

// futures lists an underlying's futures, which are like in but for their date.
func (b *builder) futures(in instrument, list []expiry, token func(expiry, int, class) uint32) {
	in.name, in.lot, in.class = in.asset.under, int32(in.asset.lot), future
	for _, e := range list {
		in.symbol, in.exchange = in.name+e.code()+"FUT", token(e, 0, call)
		in.expiry, in.life, in.rank = e.date, e.life, uint8(e.rank)
		b.add(in)
	}
}
