package detail

import (
	"strconv"

	"kitewatch/kite"
	"kitewatch/kite/feed"
	"kitewatch/tui/ui"
)

// fact is a figure with its name, each in two lengths where it has them, and
// how soon it gives way where not all have room: the highest first.
type fact struct {
	name, short string // short "": as name
	value       string
	exact       string // in place of the value, where there is room for it
	more        string // after the value, where there is room for it
	apart       string // what more is called as a fact of its own, where there is none; empty: it is left out
	pair        string // facts of one are written in one form
	gives       int
	fills       bool // only a place that would stay empty
}

// figures are what a quote tells, in the order in which they are read: how the
// day went, what was traded, what can be had, the limits, the open interest.
// Without depth the best of the book is among them. What an instrument cannot
// have is left out; what is not known is a dash.
func (m *Model) figures(depth bool) []fact {
	if m.blank() {
		return nil // why is said beside the price, and there is nothing else
	}
	q := m.quote()
	all := []fact{
		{name: "Open", value: m.price(q.OHLC.Open), gives: 1},
		{name: "High", value: m.price(q.OHLC.High)},
		{name: "Low", value: m.price(q.OHLC.Low)},
		{name: "Prev close", short: "Prev", value: m.price(m.row.PrevClose)},
	}
	if m.isIndex() {
		return append(all, fact{name: "As of", value: m.text(m.tradeTime()), gives: 1})
	}
	all = append(all,
		fact{name: "Volume", value: m.count(q.Volume), exact: inFull(q.Volume)},
		fact{name: "Average", short: "Avg", value: m.price(q.AveragePrice), gives: 3},
		fact{name: "Last trade", short: "Trade", value: m.text(m.tradeTime()), gives: 4},
		fact{name: "Last qty", value: m.count(q.LastQuantity), exact: inFull(q.LastQuantity), gives: 6},
	)
	if !depth {
		buy, sell := q.Depth.Buy[0], q.Depth.Sell[0]
		all = append(all,
			fact{name: "Bid", value: m.price(buy.Price), more: m.times(buy)},
			fact{name: "Ask", value: m.price(sell.Price), more: m.times(sell)},
			fact{name: "Buy qty", value: m.count(q.BuyQuantity), exact: inFull(q.BuyQuantity), more: share(q.BuyQuantity, q.SellQuantity), pair: "pending", gives: 5},
			fact{name: "Sell qty", value: m.count(q.SellQuantity), exact: inFull(q.SellQuantity), more: share(q.SellQuantity, q.BuyQuantity), pair: "pending", gives: 5},
		)
	}
	all = append(all,
		fact{name: "Lower limit", short: "Lower", value: m.price(q.LowerCircuitLimit), more: m.distance(q.LowerCircuitLimit), apart: "To lower", pair: "limits", gives: 7},
		fact{name: "Upper limit", short: "Upper", value: m.price(q.UpperCircuitLimit), more: m.distance(q.UpperCircuitLimit), apart: "To upper", pair: "limits", gives: 7},
		fact{name: "Spread", value: m.spreadOf(), gives: 10, fills: true},
	)
	if m.cash() {
		return append(all, fact{name: "Turnover", value: m.turnover(), gives: 10, fills: true})
	}
	change, changed, changePct := m.oiChange()
	return append(all,
		fact{name: "OI", value: m.count(q.OI), exact: inFull(q.OI), gives: 2},
		fact{name: "OI chg", value: m.text(change), exact: changed, more: changePct, gives: 8},
		fact{name: "OI high", value: m.count(q.OIDayHigh), exact: inFull(q.OIDayHigh), pair: "range", gives: 9},
		fact{name: "OI low", value: m.count(q.OIDayLow), exact: inFull(q.OIDayLow), pair: "range", gives: 9},
	)
}

// blank reports that there is nothing to be shown of the quote: none has come, or
// the last reply had none. One without a last price has all else: the book above
// all.
func (m *Model) blank() bool {
	return m.state == feed.NoData && (m.row.Missing || m.row.Answered.IsZero())
}

// old reports that what is shown is older than it should be.
func (m *Model) old() bool {
	late := m.row.Cycle > 0 && m.clock.Wall.Sub(m.row.Answered) >= 2*m.row.Cycle
	return m.state == feed.Stale || m.state == feed.NoData && late
}

// quote is what is shown of the quote.
func (m *Model) quote() *kite.Quote {
	if m.blank() {
		return &kite.Quote{}
	}
	return &m.row.Quote
}

// cash reports an instrument of a cash market, which has no open interest.
func (m *Model) cash() bool {
	return m.row.Symbol.Exchange == "NSE" || m.row.Symbol.Exchange == "BSE" || m.isIndex()
}

// isIndex reports an instrument without trades, book and volume.
func (m *Model) isIndex() bool { return m.row.IsIndex() || m.instrument.IsIndex() }

func (m *Model) price(p kite.Price) string {
	if p == 0 {
		return m.theme.Glyphs.Dash
	}
	return ui.Price(float64(p), m.row.Decimals)
}

func (m *Model) count(c kite.Count) string {
	if !c.Known {
		return m.theme.Glyphs.Dash
	}
	return ui.Compact(c.N)
}

// inFull is a count to its last digit; empty where it is not known.
func inFull(c kite.Count) string {
	if !c.Known {
		return ""
	}
	return ui.Price(float64(c.N), 0)
}

func (m *Model) text(s string) string {
	if s == "" {
		return m.theme.Glyphs.Dash
	}
	return s
}

// times is a level's quantity behind its price.
func (m *Model) times(l kite.Level) string {
	if l.Price == 0 || !l.Quantity.Known {
		return ""
	}
	return m.theme.Glyphs.Times + " " + ui.Compact(l.Quantity.N)
}

// share is a part in percent of itself and the other; empty where one of them
// is not known.
func share(part, other kite.Count) string {
	sum := part.N + other.N
	if !part.Known || !other.Known || sum == 0 {
		return ""
	}
	return strconv.Itoa(int((100*part.N+sum/2)/sum)) + "%"
}

// distance is how far the last price may still go, in percent of it; decimals
// mean nothing any more where that is a multiple.
func (m *Model) distance(limit kite.Price) string {
	last := m.quote().LastPrice
	if limit == 0 || last == 0 {
		return ""
	}
	percent, decimals := float64(limit-last)*100/float64(last), 2
	if percent >= 1000 {
		decimals = 0
	}
	return ui.Signed(percent, decimals) + "%"
}

// spreadOf is how far the best of the book are from each other.
func (m *Model) spreadOf() string {
	d := &m.quote().Depth
	if d.Buy[0].Price == 0 || d.Sell[0].Price == 0 {
		return m.theme.Glyphs.Dash
	}
	return ui.Price(float64(d.Sell[0].Price-d.Buy[0].Price), m.row.Decimals)
}

// turnover is what was paid for all that was traded, in rupees. Of contracts that
// would take their multipliers.
func (m *Model) turnover() string {
	q := m.quote()
	if q.AveragePrice == 0 || !q.Volume.Known {
		return m.theme.Glyphs.Dash
	}
	return ui.Compact(int64(float64(q.AveragePrice) * float64(q.Volume.N)))
}

// oiChange is the open interest less that at the close before the session, short
// and in full, and in percent of it; empty where either is not known.
func (m *Model) oiChange() (short, full, percent string) {
	now, before := m.quote().OI, m.prevOI
	if !now.Known || !before.Known || m.prevOISession == 0 || m.prevOISession != m.row.Session {
		return "", "", ""
	}
	moved := now.N - before.N
	if short, full = ui.Compact(moved), ui.Signed(float64(moved), 0); moved > 0 {
		short = "+" + short
	}
	if before.N > 0 {
		percent = ui.Signed(float64(moved)*100/float64(before.N), 2) + "%"
	}
	return short, full, percent
}
