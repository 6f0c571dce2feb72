package store

import (
	"bytes"
	"fmt"
	"hash/crc32"
	"math"
	"strconv"
	"strings"
	"time"

	"kitewatch/kite"
	"kitewatch/kite/market"
)

// encode writes the file of a series: a line that says what it is of, and its
// checksum; then a line a candle.
func (d ClosedDays) encode(s CandleSeries) []byte {
	rows := make([]byte, 0, 64*len(d.Candles))
	for i := range d.Candles {
		rows = appendCandle(rows, &d.Candles[i])
	}
	return append([]byte(candlesHead(s, d, rows)), rows...)
}

// candlesHead is the first line, whose checksum is of all else. The symbol comes
// last: it may hold blanks.
func candlesHead(s CandleSeries, d ClosedDays, rows []byte) string {
	of := fmt.Sprintf("%s %s %d %d %d", candlesVersion, s.Interval, s.Token, d.From, d.To)
	sum := crc32.Update(crc32.ChecksumIEEE([]byte(of)), crc32.IEEETable, rows)
	return fmt.Sprintf("%s %08x %s\n", of, sum, s.Symbol)
}

// appendCandle writes its time in seconds since 1970, open, high, low, close,
// volume and OI; a count that is not known is empty.
func appendCandle(dst []byte, c *kite.Candle) []byte {
	dst = strconv.AppendInt(dst, c.Time.Unix(), 10)
	for _, price := range [...]kite.Price{c.Open, c.High, c.Low, c.Close} {
		dst = strconv.AppendFloat(append(dst, ','), float64(price), 'f', -1, 64)
	}
	for _, count := range [...]kite.Count{c.Volume, c.OI} {
		if dst = append(dst, ','); count.Known {
			dst = strconv.AppendInt(dst, count.N, 10)
		}
	}
	return append(dst, '\n')
}

// decodeDays reads the file of a series, all of it or nothing.
func decodeDays(text []byte, s CandleSeries) (ClosedDays, bool) {
	head, rows, _ := bytes.Cut(text, []byte("\n"))
	var d ClosedDays
	fields := strings.SplitN(string(head), " ", 7)
	if len(fields) < 7 {
		return ClosedDays{}, false
	}
	from, err := strconv.Atoi(fields[3])
	to, err2 := strconv.Atoi(fields[4])
	if err != nil || err2 != nil || from > to || from < 0 || to > math.MaxInt32 {
		return ClosedDays{}, false
	}
	d.From, d.To = market.Date(from), market.Date(to)
	if string(head)+"\n" != candlesHead(s, d, rows) {
		return ClosedDays{}, false
	}
	d.Candles = make([]kite.Candle, 0, bytes.Count(rows, []byte("\n")))
	for line := range bytes.Lines(rows) {
		c, ok := decodeCandle(string(bytes.TrimSuffix(line, []byte("\n"))))
		day := market.DateOf(c.Time.Time)
		if n := len(d.Candles); !ok || day < d.From || day > d.To || n > 0 && !c.Time.After(d.Candles[n-1].Time.Time) {
			return ClosedDays{}, false
		}
		d.Candles = append(d.Candles, c)
	}
	return d, true
}

// decodeCandle reads a line; false when it is none that appendCandle writes.
func decodeCandle(line string) (kite.Candle, bool) {
	fields := strings.Split(line, ",")
	if len(fields) != 7 {
		return kite.Candle{}, false
	}
	var c kite.Candle
	seconds, err := strconv.ParseInt(fields[0], 10, 64)
	ok := err == nil && seconds > 0 && seconds < math.MaxUint32
	c.Time.Time = time.Unix(seconds, 0).In(market.IST)
	for i, price := range [...]*kite.Price{&c.Open, &c.High, &c.Low, &c.Close} {
		v, err := strconv.ParseFloat(fields[1+i], 64)
		*price = kite.Price(v)
		ok = ok && err == nil && v > 0 && !math.IsInf(v, 0)
	}
	for i, count := range [...]*kite.Count{&c.Volume, &c.OI} {
		if text := fields[5+i]; text != "" {
			v, err := strconv.ParseInt(text, 10, 64)
			*count = kite.Count{N: v, Known: true}
			ok = ok && err == nil && v >= 0
		}
	}
	return c, ok
}
