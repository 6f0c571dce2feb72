package store

import (
	"bytes"
	"encoding/json"
	"strconv"
	"time"

	"kitewatch/kite"
	"kitewatch/kite/market"
)

// The values of a row that do not read and write themselves as this file has
// them. Like those of kite they never fail for good: what they cannot read is
// not known.

// symbolText is EXCHANGE:TRADINGSYMBOL.
type symbolText kite.Symbol

func (s *symbolText) MarshalJSON() ([]byte, error) {
	return strconv.AppendQuote(nil, kite.Symbol(*s).String()), nil // only what is printable: see savable
}

func (s *symbolText) UnmarshalJSON(b []byte) error {
	text := string(unquote(b))
	if bytes.IndexByte(b, '\\') >= 0 {
		if err := json.Unmarshal(b, &text); err != nil {
			return err
		}
	}
	parsed, err := kite.ParseSymbol(text)
	if err == nil && len(text) <= maxSymbol {
		*s = symbolText(parsed)
	}
	return err
}

// token is an instrument token; 0: not known.
type token uint32

func (t *token) MarshalJSON() ([]byte, error) {
	if *t == 0 {
		return []byte("null"), nil
	}
	return strconv.AppendUint(nil, uint64(*t), 10), nil
}

func (t *token) UnmarshalJSON(b []byte) error {
	n, err := strconv.ParseUint(string(b), 10, 32)
	if err != nil {
		n = 0
	}
	*t = token(n)
	return err
}

// ohlc is an object of the four prices.
type ohlc kite.OHLC

func (o *ohlc) MarshalJSON() ([]byte, error) {
	if *o == (ohlc{}) {
		return []byte("null"), nil
	}
	return json.Marshal(kite.OHLC(*o))
}

func (o *ohlc) UnmarshalJSON(b []byte) error {
	*o = ohlc{}
	members(b, func(key, value []byte) {
		switch string(key) {
		case "open":
			_ = o.Open.UnmarshalJSON(value)
		case "high":
			_ = o.High.UnmarshalJSON(value)
		case "low":
			_ = o.Low.UnmarshalJSON(value)
		case "close":
			_ = o.Close.UnmarshalJSON(value)
		}
	})
	return nil
}

// moment is a time of any clock, written in IST with its offset.
type moment time.Time

func (m *moment) MarshalJSON() ([]byte, error) {
	at := time.Time(*m).In(market.IST)
	if !believable(at) {
		return []byte("null"), nil
	}
	return at.AppendFormat(nil, `"`+time.RFC3339Nano+`"`), nil
}

func (m *moment) UnmarshalJSON(b []byte) error {
	at, err := time.ParseInLocation(time.RFC3339Nano, string(unquote(b)), market.IST)
	if at = at.In(market.IST); err != nil || !believable(at) {
		at = time.Time{}
	}
	*m = moment(at)
	return err
}

// sessionDay is a trading day, YYYY-MM-DD in IST; 0: none.
type sessionDay market.Date

func (d *sessionDay) MarshalJSON() ([]byte, error) {
	if market.Date(*d) < firstDate {
		return []byte("null"), nil
	}
	return market.Date(*d).Time().AppendFormat(nil, `"`+time.DateOnly+`"`), nil
}

func (d *sessionDay) UnmarshalJSON(b []byte) error {
	*d = 0
	day, err := time.ParseInLocation(time.DateOnly, string(unquote(b)), market.IST)
	if err == nil && believable(day) {
		*d = sessionDay(market.DateOf(day))
	}
	return err
}

// firstDate is the first that any stamp is believed to be of, as in the client.
var firstDate = market.On(2000, time.January, 1)

func believable(at time.Time) bool { return at.Year() >= 2000 && at.Year() < 2200 }

// unquote drops the quotes of a text without escapes; none are left bare.
func unquote(b []byte) []byte {
	if len(b) < 2 || b[0] != '"' {
		return nil
	}
	return b[1 : len(b)-1]
}
