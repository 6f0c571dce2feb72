package kitesim

import (
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"sync"
	"time"
)

// The most instruments a call may ask for.
var maxInstruments = map[string]int{"/quote": 500, "/quote/ohlc": 1000, "/quote/ltp": 1000}

// buffers are reused: a large quote reply has 300 kB, once a second.
var buffers = sync.Pool{New: func() any { return new([]byte) }}

// quote answers the three quote calls.
func (x *Exchange) quote(r *http.Request) reply {
	query, _ := url.ParseQuery(r.URL.RawQuery) // what can be read of it
	keys := query["i"]
	if len(keys) == 0 {
		return invalid("Missing or empty field `i`")
	}
	if most := maxInstruments[r.URL.Path]; len(keys) > most {
		return invalid(fmt.Sprintf("Too many tokens requested. Max permitted is %d.", most))
	}
	buffer := buffers.Get().(*[]byte)
	e := encoder{b: append((*buffer)[:0], `{"status":"success","data":{`...), path: r.URL.Path, quirk: x.quirks()}
	seen := make(map[string]bool, len(keys))
	x.world.look(x.Time(), keys, r.URL.Path == "/quote", func(key string, v *view) {
		if !seen[key] && !e.quirk.dropped(key, v.in) {
			seen[key] = true
			e.instrument(key, v)
		}
	})
	e.b = append(e.b, "}}"...)
	return reply{
		status: http.StatusOK, kind: jsonKind, body: e.b,
		fault: e.quirk.name,
		done:  func() { *buffer = e.b; buffers.Put(buffer) },
	}
}

// encoder writes quotes. It is by hand, since encoding/json would take most of
// the time of a call.
type encoder struct {
	b     []byte
	path  string
	quirk quirk
	some  bool // an instrument has been written
}

// instrument writes one instrument's part of a reply. Keys need no escaping:
// only those of listed symbols and numbers come here.
func (e *encoder) instrument(key string, v *view) {
	if e.some {
		e.b = append(e.b, ',')
	}
	e.some = true
	e.b = append(e.b, '"')
	e.b = append(e.b, key...)
	e.b = append(e.b, `":{"instrument_token":`...)
	e.b = strconv.AppendUint(e.b, uint64(v.in.token()), 10)
	full := e.path == "/quote"
	if full {
		e.time("timestamp", v.stamp)
	}
	if full && v.book.shown {
		e.trade(v)
	}
	e.price("last_price", v.last)
	if e.path != "/quote/ltp" {
		e.b = append(e.b, `,"ohlc":{"open":`...)
		e.b = e.money(v.open)
		e.price("high", v.high)
		e.price("low", v.low)
		e.price("close", v.close)
		e.b = append(e.b, '}')
	}
	if full {
		e.rest(v)
	}
	e.b = append(e.b, '}')
}

// trade writes what an index does not have.
func (e *encoder) trade(v *view) {
	e.time("last_trade_time", v.lastTrade)
	e.whole("last_quantity", v.quantity)
	e.whole("buy_quantity", v.book.buyTotal)
	e.whole("sell_quantity", v.book.sellTotal)
	e.whole("volume", v.volume)
	e.b = append(e.b, `,"average_price":`...)
	e.b = strconv.AppendFloat(e.b, v.average, 'f', -1, 64)
	e.whole("oi", v.oi)
	e.whole("oi_day_high", v.oiHigh)
	e.whole("oi_day_low", v.oiLow)
	e.price("lower_circuit_limit", v.lower)
	e.price("upper_circuit_limit", v.upper)
}

// rest writes the change, which the real feed leaves at 0 for shares, and the
// order book.
func (e *encoder) rest(v *view) {
	change := money(0)
	if v.in.derivative() || v.in.isIndex() {
		change = v.last - v.close
	}
	if v.last == 0 {
		change = 0
	}
	e.price("net_change", change)
	if !v.book.shown {
		return
	}
	e.b = append(e.b, `,"depth":{"buy":[`...)
	e.side(&v.book.buy)
	e.b = append(e.b, `],"sell":[`...)
	e.side(&v.book.sell)
	e.b = append(e.b, "]}"...)
}

func (e *encoder) side(levels *[5]level) {
	for i := range levels {
		if i > 0 {
			e.b = append(e.b, ',')
		}
		e.b = append(e.b, `{"price":`...)
		e.b = e.money(levels[i].price)
		e.whole("quantity", levels[i].quantity)
		e.whole("orders", int64(levels[i].orders))
		e.b = append(e.b, '}')
	}
}

func (e *encoder) name(field string) {
	e.b = append(e.b, `,"`...)
	e.b = append(e.b, field...)
	e.b = append(e.b, `":`...)
}

func (e *encoder) price(field string, m money) {
	e.name(field)
	e.b = e.money(m)
}

// money writes a price.
func (e *encoder) money(m money) []byte {
	switch {
	case e.quirk.zero:
		m = 0
	case e.quirk.null:
		return append(e.b, "null"...)
	case e.quirk.wrong:
		return append(m.appendTo(append(e.b, '"')), '"')
	}
	return m.appendTo(e.b)
}

func (e *encoder) whole(field string, n int64) {
	e.name(field)
	e.b = strconv.AppendInt(e.b, n, 10)
}

func (e *encoder) time(field string, at time.Time) {
	e.name(field)
	switch {
	case e.quirk.epoch:
		e.b = append(e.b, `"1970-01-01 05:30:00"`...)
	case at.IsZero():
		e.b = append(e.b, "null"...)
	default:
		e.b = append(e.b, '"')
		e.b = at.AppendFormat(e.b, wireTime)
		e.b = append(e.b, '"')
	}
}
