package instruments

import (
	"math"
	"strconv"
	"time"

	"kitewatch/kite/market"
)

// parseUint32 reads digits.
func parseUint32(text []byte) (uint32, bool) {
	if len(text) == 0 || len(text) > 10 {
		return 0, false
	}
	var v uint64
	for _, c := range text {
		if c -= '0'; c > 9 {
			return 0, false
		}
		v = v*10 + uint64(c)
	}
	return uint32(v), v <= math.MaxUint32
}

// powers are the powers of ten that a float64 holds exactly, as far as needed.
var powers = [...]float64{1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15}

// parseDecimal reads a price or a size that is not negative: 0, 0.0, 172.5,
// nothing for 0. Up to 15 digits and a power of ten are exact as float64, so that
// one division gives the nearest float64, as strconv would; it reads what is
// longer or written in some other way.
func parseDecimal(text []byte) (float64, bool) {
	if len(text) > 16 {
		return parseFloat(text)
	}
	var v uint64
	digits, point := 0, -1
	for i, c := range text {
		if d := c - '0'; d <= 9 {
			v = v*10 + uint64(d)
			digits++
		} else if c == '.' && point < 0 {
			point = i
		} else {
			return parseFloat(text)
		}
	}
	switch {
	case len(text) == 0:
		return 0, true
	case digits == 0 || digits > 15:
		return parseFloat(text)
	case point < 0:
		return float64(v), true
	}
	return float64(v) / powers[len(text)-1-point], true
}

func parseFloat(text []byte) (float64, bool) {
	v, err := strconv.ParseFloat(string(text), 64)
	return v, err == nil && v >= 0 && !math.IsInf(v, 1) && !math.Signbit(v)
}

// parseLot reads a whole number, which the dump may write as 1 or as 1.0.
func parseLot(text []byte) (int, bool) {
	v, ok := parseDecimal(text)
	return int(v), ok && v <= math.MaxInt32 && v == math.Trunc(v)
}

const dateLen = len(time.DateOnly)

// monthDays are the days of a year before each month, of a year that begins in
// March, so that the leap day is its last.
var monthDays = [12]uint32{306, 337, 0, 31, 61, 92, 122, 153, 184, 214, 245, 275}

// monthLens are the lengths of the months.
var monthLens = [12]uint32{31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31}

// parseDate reads YYYY-MM-DD, from the second day that a market.Date counts to
// the last one that fits a row, in the year 2149. It is market.On for text, by
// itself: that and time.Parse took a third of a row's time.
func parseDate(text []byte) (market.Date, bool) {
	if len(text) != dateLen || text[4] != '-' || text[7] != '-' {
		return 0, false
	}
	year, ok := parseUint32(text[:4])
	month, ok2 := parseUint32(text[5:7])
	day, ok3 := parseUint32(text[8:])
	if !ok || !ok2 || !ok3 || year < 1970 || month-1 > 11 || day == 0 || day > monthLens[month-1] {
		return 0, false
	}
	if month == 2 && day == 29 && (year%4 != 0 || year%100 == 0 && year%400 != 0) {
		return 0, false
	}
	if month <= 2 {
		year--
	}
	const marchOf0 = 719468 // days from 1 March of the year 0 to 1 January 1970
	date := market.Date(year*365+year/4-year/100+year/400+monthDays[month-1]+day) - 1 - marchOf0
	return date, date > 0 && date <= math.MaxUint16
}

// dates remembers the days that were read: a dump has some dozen, in no order.
type dates [64]struct {
	text uint64 // but for the century
	day  market.Date
}

// read is parseDate for ten bytes.
func (d *dates) read(text []byte) (market.Date, bool) {
	if load16(text, 0) != '2'|'0'<<8 {
		return parseDate(text)
	}
	key := load64(text, 2)
	known := &d[key*hashFactor>>58]
	if known.text == key && known.day > 0 {
		return known.day, true
	}
	day, ok := parseDate(text)
	if ok {
		known.text, known.day = key, day
	}
	return day, ok
}
