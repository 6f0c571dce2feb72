package tui

import (
	"math/big"
	"strings"
	"time"

	"kitewatch/kite/market"
)

// truthOf works out what the table must show, from the exchange's replies and
// with exact fractions.
type truthOf struct {
	w *wire
	r held
}

func (o truthOf) decimals() int {
	if strings.HasPrefix(o.r.symbol, "CDS:") {
		return 4
	}
	return 2
}

func (o truthOf) cash() bool {
	return strings.HasPrefix(o.r.symbol, "NSE:")
}

func (o truthOf) figure(field string) *big.Rat { return o.w.figure(o.r.symbol, field) }

func (o truthOf) price(field string) map[string]bool {
	v := o.figure(field)
	if v == nil || v.Sign() == 0 {
		return texts("—")
	}
	return texts(indian(v, o.decimals()))
}

// cell is what a column may show: more than one text only where a figure lies
// halfway between two.
func (o truthOf) cell(column string) map[string]bool {
	last, prev := o.figure("last_price"), o.prev()
	switch column {
	case "prev":
		return texts(indian(prev, o.decimals()))
	case "change":
		return o.signed(minus(last, prev), o.decimals())
	case "change_pct":
		return o.signed(over(minus(last, prev), prev), 2)
	case "pnl":
		return o.rupees(minus(last, rat(o.r.cost)))
	case "day_pnl":
		return o.rupees(minus(last, prev))
	case "range":
		return o.dayRange()
	case "open", "high", "low":
		return o.price("ohlc." + column)
	case "volume", "oi", "average", "circuit", "bid_ask":
		return o.full(column)
	case "oi_change":
		return o.interest()
	case "basis":
		if o.r.spot == "" {
			return texts("")
		}
		return o.signed(minus(last, o.w.figure(o.r.spot, "last_price")), o.decimals())
	}
	panic(column)
}

// full is a column that only the whole quote fills.
func (o truthOf) full(column string) map[string]bool {
	if o.r.index || column == "oi" && o.cash() {
		return texts("")
	}
	switch column {
	case "volume", "oi":
		if n := o.figure(column); n != nil {
			return texts(counted(n))
		}
		return texts("—")
	case "average":
		return o.price("average_price")
	case "bid_ask":
		bid, ask := o.figure("depth.buy.price"), o.figure("depth.sell.price")
		if bid == nil && ask == nil {
			return texts("—")
		}
		side := func(v *big.Rat) string {
			if v.Sign() == 0 {
				return "—"
			}
			return indian(v, o.decimals())
		}
		return texts(side(bid) + " × " + side(ask))
	}
	last, upper, lower := o.figure("last_price"), o.figure("upper_circuit_limit"), o.figure("lower_circuit_limit")
	if upper == nil || lower == nil {
		return texts("—")
	}
	up, down := over(minus(upper, last), last), over(minus(lower, last), last)
	if up.Cmp(new(big.Rat).Neg(down)) < 0 {
		return o.signed(up, 2)
	}
	return o.signed(down, 2)
}

func (o truthOf) interest() map[string]bool {
	if o.cash() {
		return texts("")
	}
	base := o.w.before(o.r.symbol).oi
	if base == nil {
		return texts("—")
	}
	n := minus(o.figure("oi"), base)
	if n.Sign() > 0 {
		return texts("+" + counted(n))
	}
	return texts(counted(n))
}

// rupees is what so much a unit is worth to who holds it.
func (o truthOf) rupees(each *big.Rat) map[string]bool {
	if o.r.qty == "" {
		return texts("")
	}
	worth := rat("1")
	if o.r.mult != "" {
		worth = rat(o.r.mult)
	}
	if each != nil {
		each = new(big.Rat).Mul(new(big.Rat).Mul(each, rat(o.r.qty)), worth)
	}
	return o.signed(each, 2)
}

func (o truthOf) signed(v *big.Rat, decimals int) map[string]bool {
	if v == nil {
		return texts("—")
	}
	hair := big.NewRat(1, 1e12)
	return texts(withSign(new(big.Rat).Add(v, hair), decimals), withSign(new(big.Rat).Sub(v, hair), decimals))
}

// prev is the previous close: the reply's, or the last day candle's.
func (o truthOf) prev() *big.Rat {
	if v := o.figure("ohlc.close"); v != nil {
		return v
	}
	return o.w.before(o.r.symbol).close
}

// dayRange draws the ten cells from the day's low to its high. A price halfway
// between two may be in either.
func (o truthOf) dayRange() map[string]bool {
	low, high := o.figure("ohlc.low"), o.figure("ohlc.high")
	cell := func(field string, hair float64) int {
		span := minus(high, low)
		if span.Sign() == 0 {
			return 5
		}
		place, _ := new(big.Rat).Quo(minus(o.figure(field), low), span).Float64()
		return int(place*9 + 0.5 + hair)
	}
	all := map[string]bool{}
	for _, hair := range [][2]float64{{-1e-9, -1e-9}, {-1e-9, 1e-9}, {1e-9, -1e-9}, {1e-9, 1e-9}} {
		last, open := max(cell("last_price", hair[0]), 0), max(cell("ohlc.open", hair[1]), 0)
		drawn := []rune(strings.Repeat("─", 10))
		for i := min(last, open); i <= max(last, open); i++ {
			drawn[i] = '━'
		}
		drawn[last] = '◆'
		all[string(drawn)] = true
	}
	return all
}

// state is that of a row whose reply is fresh.
func (o truthOf) state() string {
	field := "last_trade_time"
	if o.r.index {
		field = "timestamp"
	}
	traded, err := time.ParseInLocation("2006-01-02 15:04:05", o.w.text(o.r.symbol, field), market.IST)
	if err != nil {
		return err.Error()
	}
	stamp, _ := time.ParseInLocation("2006-01-02 15:04:05", o.w.text("NSE:NIFTY 50", "timestamp"), market.IST)
	if stamp.Sub(traded) > time.Minute {
		return "○ quiet " + traded.Format("15:04")
	}
	return "●"
}
