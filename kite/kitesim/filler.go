package kitesim

import (
	"fmt"

	"kitewatch/kite/market"
)

// radii are how wide the chains grow, round by round, until the dump has the
// rows it was asked for.
var radii = []int{8, 12, 18, 26, 38, 56, 80, 120, 180, 270, 400}

// fill lists further strikes, bonds and small companies up to the limit.
func (b *builder) fill() {
	for round, radius := range radii {
		for range 1200 << min(round, 4) {
			if b.count >= b.limit {
				return
			}
			b.made()
		}
		for i := range b.chains {
			if c := &b.chains[i]; !c.late || round >= 3 {
				b.extend(c, radius, b.limit)
			}
		}
	}
}

// made lists a made-up row: in turn a small company of NSE, one of its SME
// board, a bond, a state's loan, a company of BSE and a debenture there.
func (b *builder) made() {
	n := b.filler
	b.filler++
	in := instrument{part: nse, lot: 1, exchange: uint32(60000 + n)}
	if n%6 >= 4 {
		in.part, in.exchange = bse, uint32(700000+n)
	}
	h := mix(b.w.key("filler"), uint64(n))
	price := 20 + 900*unit(mix(h, 1))*unit(mix(h, 2))
	a := &asset{kind: stock, sigma: 0.012, band: 0.20, liquidity: 5 + int(h>>60&1), venue: market.NSE}
	a.symbol, a.name = madeName(n%6, n/6)
	switch n % 6 {
	case 1:
		in.lot, a.band = int32(100+h>>20%20*100), 0.05
	case 2, 3, 5:
		price = 96 + 10*unit(mix(h, 3))
		a.kind, a.sigma, a.liquidity = bond, 0.0006, 6
	}
	if have := b.w.assets[a.symbol]; have != nil && have.name != a.name {
		return // a real company has that symbol
	}
	a.tick = stockTick(price)
	a.base = (inMoney(price) / a.tick * a.tick).rupees()
	in.symbol, in.name, in.tick = a.symbol, a.name, a.tick
	in.asset = b.w.known(a)
	b.add(in)
}

// madeName is the symbol and name of the qth made-up row of a sort. Each is
// another one: q is written in the digits of its parts.
func madeName(sort, q int) (symbol, name string) {
	switch sort {
	case 0:
		word := word(q, 3)
		return word, word + " INDUSTRIES"
	case 1:
		word := word(q, 3)
		return word + "-SM", word + " TECHNOLOGIES"
	case 2: // 718GS2033A-GS
		return fmt.Sprintf("%dGS%d%s-GS", 600+q%300, 2027+q/300%39, more(q/11700)), ""
	case 3: // 74KA29AA-SG
		return fmt.Sprintf("%d%s%d%c%s-SG", 70+q%12, states[q/12%12], 27+q/144%14, 'A'+q/2016%26, more(q/52416)), ""
	case 4:
		word := word(q, 4)
		return word, word + " INDIA LTD."
	}
	word := word(q/1350, 2)
	return fmt.Sprintf("%d%s%d", 850+q%150, word+"FIN", 27+q/150%9), word + " FINANCE-NCD"
}

// more tells bonds of the same coupon and year apart. The real ones among the
// oddities have no such letter.
func more(n int) string { return string(rune('A' + n%26)) }

var states = []string{"KA", "MH", "TN", "GJ", "UP", "RJ", "AP", "TS", "KL", "WB", "HR", "PN"}

// word makes a name of so many syllables, each two letters long.
func word(q, syllables int) string {
	const list = "VAKASHRINAMOTULAGIPRDEJABHSUINARTIPOKELOMIDARUSANIVEGOHIBEYATODUKUMARE"
	const count = len(list) / 2
	all := 1
	for range syllables {
		all *= count
	}
	q = (q*7919 + 12345) % all // not in alphabetical order; 7919 is prime to all
	text := make([]byte, 0, 8)
	for range syllables {
		at := q % count * 2
		q /= count
		text = append(text, list[at:at+2]...)
	}
	return string(text)
}
