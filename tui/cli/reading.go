package cli

import (
	"encoding/json"
	"math"
	"strconv"
	"time"

	"kitewatch/kite"
	"kitewatch/kite/feed"
	"kitewatch/kite/market"
	"kitewatch/tui/ui"
)

// reading is what a poll brought of one instrument.
type reading struct {
	feed.Row
	name  string     // its tradingsymbol; empty: not known
	clock feed.Clock // of the moment it is told
	state string     // what its price is worth; empty: not known yet
}

// came reports that the reply held the instrument, if only the token, the close
// and the book of an option that has never traded. What an earlier one held is no
// reading of this one.
func (r reading) came() bool {
	return !r.Missing && !r.Answered.IsZero() && (r.Quote.LastPrice == 0 || r.Received.Equal(r.Answered))
}

// had reports that it held a price too.
func (r reading) had() bool { return r.came() && r.Quote.LastPrice != 0 }

// at is the exchange's time of the reply.
func (r reading) at() time.Time {
	return feed.Clock{Wall: r.Answered, Offset: r.clock.Offset}.Exchange()
}

// unsettled reports a change whose previous close the feed may still find out.
func (r reading) unsettled() bool { return r.had() && r.PrevClose == 0 && r.Session != 0 }

// token is the instrument token; 0: not known.
func (r reading) token() uint32 {
	if n, err := strconv.ParseUint(r.Symbol.Tradingsymbol, 10, 32); r.Symbol.Exchange == "" && err == nil {
		return uint32(n)
	}
	if !r.came() {
		return 0 // an earlier run's may be another's by now
	}
	return r.Quote.InstrumentToken
}

var stateNames = [...]string{
	feed.NoData: "no data", feed.Live: "live", feed.Quiet: "quiet",
	feed.Auction: "auction", feed.Stale: "stale", feed.Closed: "closed",
}

// readingColumns are the values of a reading in a mode. Only those: that the
// feed at times asks for more must not make fields come and go.
func readingColumns(mode kite.Mode) []column[reading] {
	all := []column[reading]{
		{name: "time", title: "TIME", of: func(r reading) cell {
			return cell{ui.ClockTime(r.at()), r.at().Format(time.RFC3339)}
		}},
		{name: "exchange", title: "EXCH", of: func(r reading) cell { return textCell(r.Symbol.Exchange) }},
		{name: "tradingsymbol", title: "SYMBOL", of: func(r reading) cell { return textCell(r.name) }},
		{name: "instrument_token", title: "TOKEN", right: true, of: tokenCell},
		rupees("last_price", "LTP", func(q *kite.Quote) kite.Price { return q.LastPrice }),
	}
	if mode != kite.ModeLTP {
		all = append(all, ohlcColumns()...)
	}
	if mode == kite.ModeQuote {
		all = append(all, quoteColumns()...)
	}
	return append(all,
		column[reading]{name: "change", title: "CHG", right: true, of: changeCell},
		column[reading]{name: "change_pct", title: "CHG %", right: true, of: changePctCell},
		column[reading]{name: "state", title: "STATE", of: func(r reading) cell { return textCell(r.state) }},
	)
}

func ohlcColumns() []column[reading] {
	return []column[reading]{
		rupees("open", "OPEN", func(q *kite.Quote) kite.Price { return q.OHLC.Open }),
		rupees("high", "HIGH", func(q *kite.Quote) kite.Price { return q.OHLC.High }),
		rupees("low", "LOW", func(q *kite.Quote) kite.Price { return q.OHLC.Low }),
		rupees("close", "CLOSE", func(q *kite.Quote) kite.Price { return q.OHLC.Close }),
	}
}

// quoteColumns are what the full quote has beside. A table has the half that a
// reader looks at; the book is whole in json, where it can be, and its best
// level elsewhere.
func quoteColumns() []column[reading] {
	return []column[reading]{
		moment("timestamp", func(q *kite.Quote) kite.Time { return q.Timestamp }),
		moment("last_trade_time", func(q *kite.Quote) kite.Time { return q.LastTradeTime }),
		amount("last_quantity", "", func(q *kite.Quote) kite.Count { return q.LastQuantity }),
		rupees("average_price", "AVG", func(q *kite.Quote) kite.Price { return q.AveragePrice }),
		amount("volume", "VOLUME", func(q *kite.Quote) kite.Count { return q.Volume }),
		amount("buy_quantity", "", func(q *kite.Quote) kite.Count { return q.BuyQuantity }),
		amount("sell_quantity", "", func(q *kite.Quote) kite.Count { return q.SellQuantity }),
		amount("oi", "OI", func(q *kite.Quote) kite.Count { return q.OI }),
		amount("oi_day_high", "", func(q *kite.Quote) kite.Count { return q.OIDayHigh }),
		amount("oi_day_low", "", func(q *kite.Quote) kite.Count { return q.OIDayLow }),
		rupees("lower_circuit_limit", "", func(q *kite.Quote) kite.Price { return q.LowerCircuitLimit }),
		rupees("upper_circuit_limit", "", func(q *kite.Quote) kite.Price { return q.UpperCircuitLimit }),
		{name: "depth", only: "json", of: depthCell},
		flat(amount("bid_quantity", "BID QTY", func(q *kite.Quote) kite.Count { return best(q.Depth.Buy).Quantity })),
		flat(rupees("bid", "BID", func(q *kite.Quote) kite.Price { return best(q.Depth.Buy).Price })),
		flat(rupees("ask", "ASK", func(q *kite.Quote) kite.Price { return best(q.Depth.Sell).Price })),
		flat(amount("ask_quantity", "ASK QTY", func(q *kite.Quote) kite.Count { return best(q.Depth.Sell).Quantity })),
	}
}

// rupees is a column of prices.
func rupees(name, title string, of func(*kite.Quote) kite.Price) column[reading] {
	return column[reading]{name: name, title: title, right: true, of: func(r reading) cell {
		if !r.came() {
			return cell{}
		}
		return priceCell(of(&r.Quote), r.Decimals)
	}}
}

// amount is a column of counts.
func amount(name, title string, of func(*kite.Quote) kite.Count) column[reading] {
	return column[reading]{name: name, title: title, right: true, of: func(r reading) cell {
		if !r.came() {
			return cell{}
		}
		return countCell(of(&r.Quote))
	}}
}

// moment is a column of times, in data alone.
func moment(name string, of func(*kite.Quote) kite.Time) column[reading] {
	return column[reading]{name: name, of: func(r reading) cell {
		at := of(&r.Quote)
		if !r.came() || at.IsZero() {
			return cell{}
		}
		return textCell(at.In(market.IST).Format(time.RFC3339))
	}}
}

// flat is a column for formats that have no room for the whole book.
func flat(c column[reading]) column[reading] {
	c.other = "json"
	return c
}

// best is the first level of a side; without a price it is no order at all.
func best(side [5]kite.Level) kite.Level {
	if side[0].Price == 0 {
		return kite.Level{}
	}
	return side[0]
}

func tokenCell(r reading) cell {
	if r.token() == 0 {
		return cell{}
	}
	text := strconv.FormatUint(uint64(r.token()), 10)
	return cell{text, json.Number(text)}
}

func changeCell(r reading) cell {
	change, ok := r.Change()
	if !ok || !r.had() {
		return cell{}
	}
	return cell{ui.Signed(change, r.Decimals), rounded(change, r.Decimals)}
}

func changePctCell(r reading) cell {
	pct, ok := r.ChangePct()
	if !ok || !r.had() {
		return cell{}
	}
	return cell{ui.Signed(pct, 2), rounded(pct, 4)}
}

// rounded takes what arithmetic on binary fractions adds off a figure.
func rounded(v float64, decimals int) json.Number {
	scale := math.Pow10(decimals)
	v = math.Round(v*scale)/scale + 0 // no -0
	return json.Number(strconv.FormatFloat(v, 'f', -1, 64))
}

// depthCell is the order book as the API has it, without the levels that it
// pads with zeros: no order is not one at 0.
func depthCell(r reading) cell {
	type book struct {
		Buy  []kite.Level `json:"buy"`
		Sell []kite.Level `json:"sell"`
	}
	if d := r.Quote.Depth; r.came() && d != (kite.Depth{}) {
		return cell{value: book{levels(d.Buy), levels(d.Sell)}}
	}
	return cell{}
}

func levels(side [5]kite.Level) []kite.Level {
	orders := []kite.Level{}
	for _, l := range side {
		if l.Price != 0 {
			orders = append(orders, l)
		}
	}
	return orders
}
