package store

import (
	"bytes"
	"encoding/json"
	"strconv"

	"kitewatch/kite/feed"
)

// jsonValue is a place in a row that reads and writes itself. What it cannot
// read it leaves or makes not known, and what is not known it writes as null.
type jsonValue interface {
	json.Marshaler
	json.Unmarshaler
}

// fields are the keys of a row in their order, by the API's names where it has
// one. The depth is left out: none is worth anything a minute later.
var fields = [...]struct {
	key string
	in  func(*feed.Known) jsonValue
}{
	{"symbol", func(k *feed.Known) jsonValue { return (*symbolText)(&k.Row.Symbol) }},
	{"instrument_token", func(k *feed.Known) jsonValue { return (*token)(&k.Row.Quote.InstrumentToken) }},
	{"last_price", func(k *feed.Known) jsonValue { return &k.Row.Quote.LastPrice }},
	{"ohlc", func(k *feed.Known) jsonValue { return (*ohlc)(&k.Row.Quote.OHLC) }},
	{"volume", func(k *feed.Known) jsonValue { return &k.Row.Quote.Volume }},
	{"average_price", func(k *feed.Known) jsonValue { return &k.Row.Quote.AveragePrice }},
	{"oi", func(k *feed.Known) jsonValue { return &k.Row.Quote.OI }},
	{"lower_circuit_limit", func(k *feed.Known) jsonValue { return &k.Row.Quote.LowerCircuitLimit }},
	{"upper_circuit_limit", func(k *feed.Known) jsonValue { return &k.Row.Quote.UpperCircuitLimit }},
	{"timestamp", func(k *feed.Known) jsonValue { return (*moment)(&k.Row.Quote.Timestamp.Time) }},
	{"last_trade_time", func(k *feed.Known) jsonValue { return (*moment)(&k.Row.Quote.LastTradeTime.Time) }},
	{"heard", func(k *feed.Known) jsonValue { return (*moment)(&k.Row.Received) }},
	{"changed", func(k *feed.Known) jsonValue { return (*moment)(&k.Row.Changed) }},
	{"previous_close", func(k *feed.Known) jsonValue { return &k.Close }},
	{"session", func(k *feed.Known) jsonValue { return (*sessionDay)(&k.Session) }},
	// Until there was heard: by the machine's clock, whatever that was. See memory.read.
	{"received", func(k *feed.Known) jsonValue { return (*moment)(&k.Row.Answered) }},
}

// appendRow writes a row as one line of JSON, without what is not known.
func appendRow(text []byte, k *feed.Known) []byte {
	text = append(text, '{')
	for i, f := range fields {
		value, err := f.in(k).MarshalJSON()
		if err != nil || string(value) == "null" {
			continue
		}
		if i > 0 {
			text = append(text, ',')
		}
		text = append(strconv.AppendQuote(text, f.key), ':')
		text = append(text, value...)
	}
	return append(text, '}')
}

// decode reads a line into k, and reports whether it is a row. encoding/json
// would take several times as long, and the first frame waits for a thousand.
func decode(line []byte, k *feed.Known) bool {
	*k = feed.Known{}
	next := 0 // keys stand in our order, as a rule
	whole := members(line, func(key, value []byte) {
		for range fields {
			f := &fields[next]
			next = (next + 1) % len(fields)
			if f.key == string(key) {
				_ = f.in(k).UnmarshalJSON(value)
				return
			}
		}
	})
	return whole && !k.Row.Symbol.IsZero()
}

// members calls each with every key of a JSON object and its value, as they
// stand there. It is lenient within a value, which is judged by who reads it,
// and strict about what is around it: it returns false for a line that was cut
// off, or run into the next one, whose figures may lack digits.
func members(object []byte, each func(key, value []byte)) bool {
	rest, open := bytes.CutPrefix(object, []byte("{"))
	for first := true; open; first = false {
		rest = skipBlanks(rest)
		if first && string(rest) == "}" {
			return true
		}
		n := quotedLen(rest)
		after, colon := bytes.CutPrefix(skipBlanks(rest[n:]), []byte(":"))
		if n == 0 || !colon {
			return false
		}
		key := rest[1 : n-1]
		after = skipBlanks(after)
		if n = valueLen(after); n == 0 {
			return false
		}
		each(key, after[:n])
		after = skipBlanks(after[n:])
		if string(after) == "}" {
			return true
		}
		rest, open = bytes.CutPrefix(after, []byte(","))
	}
	return false
}

func skipBlanks(text []byte) []byte {
	for len(text) > 0 && (text[0] == ' ' || text[0] == '\t') {
		text = text[1:]
	}
	return text
}

// quotedLen is the length of the quoted text that text starts with; 0: none.
func quotedLen(text []byte) int {
	if len(text) == 0 || text[0] != '"' {
		return 0
	}
	for i := 1; i < len(text); i++ {
		switch text[i] {
		case '"':
			return i + 1
		case '\\':
			i++
		}
	}
	return 0
}

// valueLen is the length of the value that text starts with, an object or a
// list as a whole; 0: none.
func valueLen(text []byte) int {
	if len(text) == 0 {
		return 0
	}
	switch text[0] {
	case '"':
		return quotedLen(text)
	case '{', '[':
		return nestedLen(text)
	}
	for i, c := range text {
		switch c {
		case ',', '}', ']', ' ', '\t', ':', '"', '{', '[':
			return i
		}
	}
	return 0 // nothing ends it: the line was cut off
}

// nestedLen is the length of the object or list that text starts with.
func nestedLen(text []byte) int {
	depth := 0
	for i := 0; i < len(text); i++ {
		switch text[i] {
		case '"':
			n := quotedLen(text[i:])
			if n == 0 {
				return 0
			}
			i += n - 1
		case '{', '[':
			depth++
		case '}', ']':
			if depth--; depth == 0 {
				return i + 1
			}
		}
	}
	return 0
}
