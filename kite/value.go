package kite

import (
	"bytes"
	"math"
	"strconv"
	"time"
)

// ist is the zone of every time the API writes. It is fixed: there has been no
// summer time since 1945, and a machine may have no zone files.
var ist = time.FixedZone("IST", 5*60*60+30*60)

// Price is in rupees (in the pair's quote currency on CDS and BCD). It is
// always positive: 0 means not known. Zero, negative, null, missing,
// non-finite and absurd values on the wire all decode to 0, so that no reader
// can mistake them for a price.
type Price float64

// What is believed of a price. The smallest tick is 0.0025, the dearest share
// some 150,000; old dumps hold -0.01 for none.
const (
	minPrice = 1e-4
	maxPrice = 1e9
)

// Count is a number of shares, contracts or orders, where 0 is a fact and
// missing is another: an index has no volume, an untraded option has volume 0.
type Count struct {
	N     int64
	Known bool
}

// maxCount is well above any count of shares, and below where a float64 stops
// telling whole numbers apart.
const maxCount = 1e15

// Time is an exchange time in IST. The zero Time means not known: null,
// missing, unreadable, absurd, or before the year 2000 (after the daily reset the API
// has been seen to send 1970-01-01: forum comment 22130).
type Time struct{ time.Time }

// UnmarshalJSON reads a number or a quoted one; anything else is not known. It
// never fails, so that a bad field costs nothing but itself.
func (p *Price) UnmarshalJSON(b []byte) error {
	*p = 0
	if n, ok := number(b); ok && n >= minPrice && n <= maxPrice {
		*p = Price(n)
	}
	return nil
}

// MarshalJSON writes null for a price that is not known.
func (p Price) MarshalJSON() ([]byte, error) {
	if !(p >= minPrice && p <= maxPrice) { // so put, NaN is not known either
		return []byte("null"), nil
	}
	return strconv.AppendFloat(nil, float64(p), 'f', -1, 64), nil
}

// UnmarshalJSON reads a whole number, 12 or 12.0 or quoted; anything else is not
// known. It never fails.
func (c *Count) UnmarshalJSON(b []byte) error {
	*c = Count{}
	if n, ok := number(b); ok && n >= 0 && n <= maxCount && n == float64(int64(n)) {
		*c = Count{N: int64(n), Known: true}
	}
	return nil
}

// MarshalJSON writes null for a count that is not known.
func (c Count) MarshalJSON() ([]byte, error) {
	if !c.Known {
		return []byte("null"), nil
	}
	return strconv.AppendInt(nil, c.N, 10), nil
}

// token is an instrument token as it is read; 0: not known.
type token uint32

// UnmarshalJSON reads a whole number, 12 or 12.0 or quoted; anything else is not
// known. It never fails.
func (t *token) UnmarshalJSON(b []byte) error {
	*t = 0
	if n, ok := number(b); ok && n >= 0 && n <= math.MaxUint32 && n == math.Trunc(n) {
		*t = token(n)
	}
	return nil
}

// number reads a JSON number, or a string that holds nothing but one: a
// gateway's rewrite may quote them. NaN, Inf and hexadecimals, which ParseFloat
// would take, are none.
func number(b []byte) (float64, bool) {
	if len(b) > 1 && b[0] == '"' {
		b = b[1 : len(b)-1]
	}
	for _, c := range b {
		if (c < '0' || c > '9') && c != '.' && c != '-' && c != '+' && c != 'e' && c != 'E' {
			return 0, false
		}
	}
	n, err := strconv.ParseFloat(string(b), 64)
	return n, err == nil
}

// The API writes times without a zone, but for candles, whose offset has no
// colon; the third form is what Time itself marshals to.
const (
	wireTime   = "2006-01-02 15:04:05"
	candleTime = "2006-01-02T15:04:05-0700"
)

// UnmarshalJSON reads a time as the API writes it; anything else is not known.
// It never fails.
func (t *Time) UnmarshalJSON(b []byte) error {
	*t = Time{}
	quoted, ok := bytes.CutPrefix(b, []byte{'"'})
	if !ok {
		return nil
	}
	text := string(bytes.TrimSuffix(quoted, []byte{'"'}))
	for _, layout := range []string{wireTime, candleTime, time.RFC3339} {
		at, err := time.ParseInLocation(layout, text, ist)
		if at = at.In(ist); err == nil && at.Year() >= 2000 && at.Year() < 2200 {
			t.Time = at
			return nil
		}
	}
	return nil
}

// MarshalJSON writes null for a time that is not known.
func (t Time) MarshalJSON() ([]byte, error) {
	if t.IsZero() {
		return []byte("null"), nil
	}
	return t.Time.MarshalJSON()
}
