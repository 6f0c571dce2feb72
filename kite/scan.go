package kite

import "encoding/json"

// scanQuotes reads the reply to a quote call in one pass: a poll a second of
// hundreds of instruments is the most that the client decodes, and encoding/json
// takes several times as long. It reads only what is written as the API writes
// it. Anything else, from an escape in a key to a repeated field, is not ok, and
// the reply is for encoding/json, which decides what comes of it.
func scanQuotes(body []byte) (rows quoteRows, ok bool) {
	s := scanner{b: body}
	success := false
	ok = s.object(func(name []byte) bool {
		switch {
		case string(name) == "status":
			text, ok := s.text()
			success = string(text) == "success"
			return ok
		case string(name) == "data" && rows == nil:
			rows = quoteRows{}
			return s.object(func(name []byte) bool {
				q := s.quote()
				rows[string(name)] = (*quoteRow)(q)
				return s.row(q)
			})
		}
		return false
	})
	s.blank()
	return rows, ok && rows != nil && success && s.i == len(s.b)
}

// scanner walks through JSON. Its methods report false at the first thing that
// is not as expected; there is no way on from there.
type scanner struct {
	b     []byte
	i     int
	spare []Quote // room for more
}

// blank goes to the next byte that counts.
func (s *scanner) blank() {
	for s.i < len(s.b) && (s.b[s.i] == ' ' || s.b[s.i] == '\n' || s.b[s.i] == '\t' || s.b[s.i] == '\r') {
		s.i++
	}
}

// next takes a byte if it is the one.
func (s *scanner) next(c byte) bool {
	s.blank()
	if s.i >= len(s.b) || s.b[s.i] != c {
		return false
	}
	s.i++
	return true
}

// text takes a string of plain ASCII without escapes.
func (s *scanner) text() ([]byte, bool) {
	if !s.next('"') {
		return nil, false
	}
	from := s.i
	for s.i < len(s.b) {
		switch c := s.b[s.i]; {
		case c == '"':
			s.i++
			return s.b[from : s.i-1], true
		case c < ' ' || c >= 0x7f || c == '\\':
			return nil, false
		}
		s.i++
	}
	return nil, false
}

// object takes an object, and has each value taken.
func (s *scanner) object(value func(name []byte) bool) bool {
	if !s.next('{') {
		return false
	}
	for first := true; ; first = false {
		if first && s.next('}') {
			return true
		}
		name, ok := s.text()
		if !ok || !s.next(':') || !value(name) {
			return false
		}
		if s.next('}') {
			return true
		}
		if !s.next(',') {
			return false
		}
	}
}

// scalar takes a number, a string or null, as it is written, and what Python
// writes for none: see missing.
func (s *scanner) scalar() ([]byte, bool) {
	s.blank()
	from := s.i
	switch {
	case s.i >= len(s.b):
		return nil, false
	case s.b[s.i] == '"':
		_, ok := s.text()
		return s.b[from:s.i], ok
	case s.b[s.i] == 'n':
		return s.b[from:min(from+4, len(s.b))], s.word("null")
	}
	if n := missing(s.b[s.i:]); n > 0 {
		s.i += n
		return s.b[from:s.i], true
	}
	ok := s.number()
	return s.b[from:s.i], ok
}

// word takes a word.
func (s *scanner) word(w string) bool {
	if len(s.b)-s.i < len(w) || string(s.b[s.i:s.i+len(w)]) != w {
		return false
	}
	s.i += len(w)
	return true
}

// digits takes one or more.
func (s *scanner) digits() bool {
	from := s.i
	for s.i < len(s.b) && s.b[s.i] >= '0' && s.b[s.i] <= '9' {
		s.i++
	}
	return s.i > from
}

// number takes a number by JSON's grammar, without an exponent.
func (s *scanner) number() bool {
	if s.i < len(s.b) && s.b[s.i] == '-' {
		s.i++
	}
	from := s.i
	if !s.digits() || s.b[from] == '0' && s.i > from+1 {
		return false
	}
	if s.i < len(s.b) && s.b[s.i] == '.' {
		s.i++
		if !s.digits() {
			return false
		}
	}
	return s.i >= len(s.b) || s.b[s.i] != 'e' && s.b[s.i] != 'E'
}

// value takes a scalar by its own reading of it, which never fails.
func (s *scanner) value(to json.Unmarshaler) bool {
	text, ok := s.scalar()
	return ok && to.UnmarshalJSON(text) == nil
}

// unknown takes the scalar of a field that is not wanted. encoding/json takes a
// name in other letters for the field's, so such a name is left to it.
func (s *scanner) unknown(name []byte) bool {
	for _, c := range name {
		if (c < 'a' || c > 'z') && (c < '0' || c > '9') && c != '_' {
			return false
		}
	}
	_, ok := s.scalar()
	return ok
}

// quote returns room for one; they come by the dozen, to be few allocations.
func (s *scanner) quote() *Quote {
	if len(s.spare) == 0 {
		s.spare = make([]Quote, 32)
	}
	q := &s.spare[0]
	s.spare = s.spare[1:]
	return q
}

// row takes one instrument's quote.
func (s *scanner) row(q *Quote) bool {
	prices, book := 0, 0
	return s.object(func(name []byte) bool {
		switch string(name) {
		case "instrument_token":
			return s.value((*token)(&q.InstrumentToken))
		case "last_price":
			return s.value(&q.LastPrice)
		case "ohlc":
			prices++
			return prices == 1 && s.ohlc(&q.OHLC)
		case "depth":
			book++
			return book == 1 && s.depth(&q.Depth)
		}
		if to := q.field(name); to != nil {
			return s.value(to)
		}
		return s.unknown(name)
	})
}

// field is where a field that only the full quote has belongs; nil: nowhere.
func (q *Quote) field(name []byte) json.Unmarshaler {
	switch string(name) {
	case "timestamp":
		return &q.Timestamp
	case "last_trade_time":
		return &q.LastTradeTime
	case "last_quantity":
		return &q.LastQuantity
	case "average_price":
		return &q.AveragePrice
	case "volume":
		return &q.Volume
	case "buy_quantity":
		return &q.BuyQuantity
	case "sell_quantity":
		return &q.SellQuantity
	case "oi":
		return &q.OI
	case "oi_day_high":
		return &q.OIDayHigh
	case "oi_day_low":
		return &q.OIDayLow
	case "lower_circuit_limit":
		return &q.LowerCircuitLimit
	case "upper_circuit_limit":
		return &q.UpperCircuitLimit
	}
	return nil
}

func (s *scanner) ohlc(o *OHLC) bool {
	return s.object(func(name []byte) bool {
		switch string(name) {
		case "open":
			return s.value(&o.Open)
		case "high":
			return s.value(&o.High)
		case "low":
			return s.value(&o.Low)
		case "close":
			return s.value(&o.Close)
		}
		return s.unknown(name)
	})
}

func (s *scanner) depth(d *Depth) bool {
	buy, sell := 0, 0
	return s.object(func(name []byte) bool {
		switch string(name) {
		case "buy":
			buy++
			return buy == 1 && s.levels(&d.Buy)
		case "sell":
			sell++
			return sell == 1 && s.levels(&d.Sell)
		}
		return s.unknown(name)
	})
}

// levels takes no more levels than there is room for.
func (s *scanner) levels(to *[5]Level) bool {
	if !s.next('[') {
		return false
	}
	if s.next(']') {
		return true
	}
	for i := range to {
		if !s.level(&to[i]) {
			return false
		}
		if s.next(']') {
			return true
		}
		if !s.next(',') {
			return false
		}
	}
	return false
}

func (s *scanner) level(l *Level) bool {
	return s.object(func(name []byte) bool {
		switch string(name) {
		case "price":
			return s.value(&l.Price)
		case "quantity":
			return s.value(&l.Quantity)
		case "orders":
			return s.value(&l.Orders)
		}
		return s.unknown(name)
	})
}
