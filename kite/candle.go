package kite

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"
)

// Interval is the time a candle spans, in the API's spelling.
type Interval string

// The intervals of the docs, /historical. The API has no week and no month, and
// what else it takes (2minute, hour, week) is not documented.
const (
	Minute   Interval = "minute"
	Minute3  Interval = "3minute"
	Minute5  Interval = "5minute"
	Minute10 Interval = "10minute"
	Minute15 Interval = "15minute"
	Minute30 Interval = "30minute"
	Minute60 Interval = "60minute"
	Day      Interval = "day"
)

// intervals holds how many days one request may span. The docs are silent; the
// figures are from the server's refusals, "interval exceeds max limit: 60 days"
// (forum threads 14149 of 2024, 15111 of 2025).
var intervals = []struct {
	interval Interval
	maxDays  int
}{
	{Minute, 60}, {Minute3, 100}, {Minute5, 100}, {Minute10, 100},
	{Minute15, 200}, {Minute30, 200}, {Minute60, 400}, {Day, 2000},
}

// Intervals returns all intervals, the shortest first.
func Intervals() []Interval {
	all := make([]Interval, len(intervals))
	for i, known := range intervals {
		all[i] = known.interval
	}
	return all
}

// MaxDays returns how many days one request may span, 0 for an interval that the
// API does not know. It bounds a request, not the archive: minutes go back to
// 2015, days to the 1990s.
func (i Interval) MaxDays() int {
	for _, known := range intervals {
		if known.interval == i {
			return known.maxDays
		}
	}
	return 0
}

// Candle is the trade of one interval.
type Candle struct {
	Time   Time // when it opens. A day's is 00:00 or, in older replies, 09:15: use its date alone
	Open   Price
	High   Price
	Low    Price
	Close  Price
	Volume Count
	OI     Count // at its end; known only WithOI, and not for cash
}

// CandleOption asks Candles for something more.
type CandleOption int

// What Candles can be asked for.
const (
	WithOI     CandleOption = iota // the open interest too
	Continuous                     // day candles of a future's expired predecessors, by a live contract's token; NFO and MCX futures only
)

// maxCandles is above what one request can bring: 60 days of MCX's minutes are
// some 54,000.
const maxCandles = 100_000

// Candles returns the candles that open from from to to, both included, in one
// request; the caller splits a longer span by Interval.MaxDays. An empty span (a
// weekend, before the listing) has no candles and no error, also where the API
// refuses it, as it did in older replies: InputException, "No candles found…"
// (kite-api.md, section 5). The newest candle may
// still be forming: a later reply's has the better right.
func (c *Client) Candles(ctx context.Context, token uint32, interval Interval, from, to time.Time, opts ...CandleOption) ([]Candle, error) {
	query := url.Values{
		"from": {from.In(ist).Format(wireTime)}, // IST wall time: UTC here is off by 5h30m and not refused
		"to":   {to.In(ist).Format(wireTime)},
	}
	if slices.Contains(opts, WithOI) {
		query.Set("oi", "1")
	}
	if slices.Contains(opts, Continuous) {
		query.Set("continuous", "1")
	}
	r := request{
		name:  fmt.Sprintf("candles %d %s", token, interval),
		path:  fmt.Sprintf("instruments/historical/%d/%s", token, interval),
		query: query.Encode(),
	}
	r.opening, r.most = '[', maxCandles
	if interval.MaxDays() == 0 {
		return nil, c.fail(r, &Error{Message: "the API knows no such interval", kind: Input})
	}
	if from.After(to) {
		return nil, c.fail(r, &Error{Message: "the span ends before it begins", kind: Input})
	}
	data, _, err := do[candleData](ctx, c, r)
	if noCandles(err) {
		return nil, nil
	}
	if err == nil && data.Candles == nil {
		err = c.fail(r, misshapen(http.StatusOK, "reply without candles"))
	}
	if err != nil {
		return nil, err
	}
	return data.known(), nil
}

// noCandles reports the older form of an empty answer.
func noCandles(err error) bool {
	var e *Error
	return KindOf(err) == Input && errors.As(err, &e) && strings.Contains(strings.ToLower(e.Message), "no candles found")
}

// candleData is the data of the reply: rows of values without names.
type candleData struct {
	Candles []candleRow `json:"candles"`
}

// known returns the candles of the rows that could be read.
func (d candleData) known() []Candle {
	candles := make([]Candle, 0, len(d.Candles))
	for _, row := range d.Candles {
		if !row.Time.IsZero() {
			candles = append(candles, Candle(row))
		}
	}
	return candles
}

// candleRow is a row of [time, open, high, low, close, volume] and, when asked
// for, OI, which may be null. One without time or with a price not known stays
// zero: no chart can draw it.
type candleRow Candle

// UnmarshalJSON splits the row at its commas, there being no other inside a row
// of plain values, and never fails. An odd row comes apart in the wrong places,
// and then its values are none.
func (r *candleRow) UnmarshalJSON(b []byte) error {
	*r = candleRow{}
	b, ok := bytes.CutPrefix(b, []byte{'['})
	if !ok {
		return nil
	}
	var cells [7][]byte
	n := 0
	for cell := range bytes.SplitSeq(bytes.TrimSuffix(b, []byte{']'}), []byte{','}) {
		if n < len(cells) {
			cells[n] = bytes.TrimSpace(cell)
		}
		n++
	}
	var row Candle
	row.Time.UnmarshalJSON(cells[0])
	for i, price := range []*Price{&row.Open, &row.High, &row.Low, &row.Close} {
		price.UnmarshalJSON(cells[1+i])
		ok = ok && *price > 0
	}
	row.Volume.UnmarshalJSON(cells[5])
	row.OI.UnmarshalJSON(cells[6])
	if ok && n >= 6 {
		*r = candleRow(row)
	}
	return nil
}
