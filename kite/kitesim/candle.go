package kitesim

import (
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"

	"kitewatch/kite/market"
)

// intervals are those of historical candles: minutes, and the most days a
// request may span. 0 minutes is a day.
var intervals = map[string]struct{ minutes, days int }{
	"minute": {1, 60}, "2minute": {2, 60},
	"3minute": {3, 100}, "4minute": {4, 100}, "5minute": {5, 100}, "10minute": {10, 100},
	"15minute": {15, 200}, "30minute": {30, 200},
	"60minute": {60, 400}, "hour": {60, 400},
	"day": {0, 2000},
}

// historical answers /instruments/historical/TOKEN/INTERVAL.
func (x *Exchange) historical(r *http.Request) reply {
	tokenText, name, _ := strings.Cut(strings.TrimPrefix(r.URL.Path, "/instruments/historical/"), "/")
	interval, ok := intervals[name]
	if !ok {
		return invalid("invalid interval")
	}
	token, ok := parseToken(tokenText)
	if !ok {
		return invalid("invalid token")
	}
	query := r.URL.Query()
	from, err := candleTime(query.Get("from"), false)
	if err != nil {
		return invalid("invalid from date")
	}
	to, err := candleTime(query.Get("to"), true)
	if err != nil {
		return invalid("invalid to date")
	}
	if to.Before(from) {
		return invalid("from date cannot be after to date")
	}
	if to.Sub(from) > time.Duration(interval.days)*24*time.Hour {
		return invalid(fmt.Sprintf("interval exceeds max limit: %d days", interval.days))
	}
	span := candles{from: from, to: to, minutes: interval.minutes, oi: query.Get("oi") == "1"}
	body, ok := x.world.candles(x.Time(), token, span)
	if !ok {
		return invalid("invalid token")
	}
	return reply{status: http.StatusOK, kind: jsonKind, body: body}
}

// candleTime reads a wall time of India; a date alone is its start or, as an
// end, its last second.
func candleTime(text string, end bool) (time.Time, error) {
	if at, err := time.ParseInLocation(wireTime, text, market.IST); err == nil {
		return at, nil
	}
	at, err := time.ParseInLocation(time.DateOnly, text, market.IST)
	if end {
		at = at.Add(24*time.Hour - time.Second)
	}
	return at, err
}

// candles is what a request asks for, and writes the reply to it.
type candles struct {
	from, to time.Time
	minutes  int // 0: a day
	oi       bool
	now      int64
	b        []byte
	some     bool
}

// candle is one bar.
type candle struct {
	open, high, low, close int32
	lots                   int64
}

// add lengthens a bar by a later one.
func (c *candle) add(later candle) {
	c.high, c.low = max(c.high, later.high), min(c.low, later.low)
	c.close, c.lots = later.close, c.lots+later.lots
}

// oldest is the first day with data.
var oldest = market.On(2015, time.February, 2)

// candles writes the reply to a request; false when the token is not listed.
func (w *world) candles(now time.Time, token uint32, c candles) ([]byte, bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	in := w.list(now).find(strconv.FormatUint(uint64(token), 10))
	if in == nil {
		return nil, false
	}
	c.now = now.Unix()
	c.b = append(c.b, `{"status":"success","data":{"candles":[`...)
	first := max(market.DateOf(c.from), oldest)
	if in.derivative() {
		first = max(first, in.expiry-in.life)
	}
	venue := in.venue
	for date := first; date <= min(market.DateOf(c.to), market.DateOf(now)); date++ {
		if d := w.day(venue, date); d != nil && d.open <= c.now && w.tradesOn(in, d) {
			c.day(w.candleBars(in, d, market.DateOf(now)))
		}
	}
	return append(c.b, "]}}"...), true
}

// candleBars does not keep the bars of days long past.
func (w *world) candleBars(in *instrument, d *day, today market.Date) *bars {
	if d.date < today-5 {
		return w.makeBars(in, d)
	}
	return w.dayBars(in, d)
}

// day writes the candles of a day that open within the span.
func (c *candles) day(b *bars) {
	length := c.minutes
	if length == 0 {
		length = b.day.total
	}
	for start := 0; start < b.day.total; start += length {
		at := time.Unix(b.day.open+int64(start)*60, 0).In(market.IST)
		if c.minutes == 0 {
			at = b.day.date.Time()
		}
		if at.Before(c.from) && !(c.minutes == 0 && market.DateOf(c.from) == b.day.date) || at.After(c.to) {
			continue
		}
		if bar, ok := c.bar(b, start, min(start+length, b.day.total)); ok {
			c.write(b, at, bar)
		}
	}
}

// bar joins the minutes that had a trade by now; false when there is none.
func (c *candles) bar(b *bars, from, to int) (candle, bool) {
	var bar candle
	some := false
	for m := from; m < to; m++ {
		one, ok := c.minute(b, m)
		switch {
		case !ok:
		case !some:
			bar, some = one, true
		default:
			bar.add(one)
		}
	}
	return bar, some
}

// minute is one minute of a day, as far as it has gone.
func (c *candles) minute(b *bars, m int) (candle, bool) {
	start := b.day.open + int64(m)*60
	bar := &b.minute[m]
	if start > c.now || bar.last != int32(m) {
		return candle{}, false
	}
	before := int64(0) // so that the first minute has what the pre-open traded
	if m > 0 {
		before = b.minute[m-1].lots
	}
	if c.now < start+59 {
		return b.forming(m, int(c.now-start), before)
	}
	return candle{bar.open, bar.high, bar.low, bar.close, bar.lots - before}, true
}

// forming is the part of a minute up to a second.
func (b *bars) forming(m, second int, lots int64) (candle, bool) {
	h, trades := b.hash(m), tradesIn(b.in, b.day, b.pace, m)
	k := marksOf(h, trades)
	now := moment{second: -1}
	for s := 0; s <= second; s++ {
		if b.tradedAt(h, k, trades, s) {
			now.take(b.price(m, h, k, s), m*60+s)
		}
	}
	if now.second < 0 {
		return candle{}, false
	}
	b.turnover(&now, m)
	open := b.price(m, h, k, k.open)
	return candle{open, now.high, now.low, now.last, now.lots - lots}, true
}

// write writes a candle: an array, the time with an offset but no colon in it.
func (c *candles) write(b *bars, at time.Time, bar candle) {
	if c.some {
		c.b = append(c.b, ',')
	}
	c.some = true
	c.b = append(c.b, `["`...)
	c.b = at.AppendFormat(c.b, "2006-01-02T15:04:05-0700")
	c.b = append(c.b, '"')
	for _, t := range []int32{bar.open, bar.high, bar.low, bar.close} {
		c.b = append(c.b, ',')
		c.b = (money(t) * b.in.tick).appendTo(c.b)
	}
	c.b = append(c.b, ',')
	c.b = strconv.AppendInt(c.b, bar.lots*int64(b.in.lot), 10)
	if c.oi {
		var v view
		v.open, v.lastTrade = 1, at
		b.interest(&v, hour{day: b.day, second: int(min(at.Unix()+int64(c.minutes)*60, b.day.end()) - b.day.open)})
		c.b = append(c.b, ',')
		c.b = strconv.AppendInt(c.b, v.oi, 10)
	}
	c.b = append(c.b, ']')
}
