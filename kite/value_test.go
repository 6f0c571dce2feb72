package kite

import (
	"encoding/json"
	"math"
	"testing"
	"time"
)

// junk is no value of any field, and none of it may cost more than that field.
var junk = []string{
	"null", "true", `""`, `"abc"`, `"NaN"`, `"Infinity"`, `"-Inf"`, "1e999", "-1e999", "-5", `"-5"`,
	"1e18", `"1e400"`, "[]", "[[],{}]", "[1]", "{}", `{"a":1}`, `"0x10"`, `"1_000"`, `" 5"`, `"5 "`, `"\u0035"`, `"1.2.3"`,
	"99999999999999999999999999999999",
}

func TestPrice(t *testing.T) {
	tests := map[string]Price{
		"1558.4": 1558.4, "1075": 1075, `"1558.4"`: 1558.4, "0.0025": 0.0025, "1.5e3": 1500, "1e9": 1e9,
		"0": 0, "0.0": 0, "-0": 0, "1e-400": 0, "-0.01": 0, "1000000000.5": 0, "0.00001": 0,
	}
	for _, bad := range junk {
		tests[bad] = 0
	}
	for text, want := range tests {
		got := Price(7)
		if err := json.Unmarshal([]byte(text), &got); err != nil || got != want {
			t.Errorf("%s: price %v, %v, want %v", text, got, err, want)
		}
	}
}

func TestCount(t *testing.T) {
	tests := map[string]Count{
		"12": {12, true}, "12.0": {12, true}, `"12"`: {12, true}, "0": {0, true}, "-0": {0, true}, "9836125.0": {9836125, true},
		"4294967296": {4294967296, true}, "1e15": {1e15, true}, "1e16": {}, "12.5": {},
	}
	for _, bad := range junk {
		tests[bad] = Count{}
	}
	for text, want := range tests {
		got := Count{7, true}
		if err := json.Unmarshal([]byte(text), &got); err != nil || got != want {
			t.Errorf("%s: count %v, %v, want %v", text, got, err, want)
		}
	}
}

func TestTime(t *testing.T) {
	at := time.Date(2026, 11, 23, 4, 44, 7, 0, time.UTC) // 10:14:07 IST
	tests := map[string]time.Time{
		`"2026-11-23 10:14:07"`:        at,
		`"2026-11-23T10:14:07+0530"`:   at,
		`"2026-11-23T10:14:07+05:30"`:  at,
		`"2026-11-23T04:44:07Z"`:       at,
		`"2000-01-01 00:00:00"`:        time.Date(1999, 12, 31, 18, 30, 0, 0, time.UTC),
		`"1970-01-01 05:30:00"`:        {},
		`"1999-12-31 23:59:59"`:        {},
		`"9999-12-31T23:59:59-0700"`:   {},
		`"2026-11-23"`:                 {},
		`"2026-13-23 10:14:07"`:        {},
		`"2026-11-23 10:14:07 really"`: {},
		"1763873047":                   {},
	}
	for _, bad := range junk {
		tests[bad] = time.Time{}
	}
	for text, want := range tests {
		got := Time{time.Unix(7, 0)}
		if err := json.Unmarshal([]byte(text), &got); err != nil || !got.Equal(want) {
			t.Errorf("%s: time %v, %v, want %v", text, got, err, want)
		}
		if !got.IsZero() && got.Location() != ist {
			t.Errorf("%s: in %v, want IST", text, got.Location())
		}
	}
}

func TestValuesWithoutJSONAroundThem(t *testing.T) {
	for _, raw := range []string{"", `"`, `""`, "x"} {
		price, count, at := Price(7), Count{7, true}, Time{time.Unix(7, 0)}
		price.UnmarshalJSON([]byte(raw))
		count.UnmarshalJSON([]byte(raw))
		at.UnmarshalJSON([]byte(raw))
		if price != 0 || count.Known || !at.IsZero() {
			t.Errorf("%q: %v %v %v, want nothing known", raw, price, count, at)
		}
	}
}

func TestUnknownIsMarshalledAsNull(t *testing.T) {
	type values struct {
		P Price
		C Count
		T Time
	}
	tests := []struct {
		value values
		want  string
	}{
		{values{}, `{"P":null,"C":null,"T":null}`},
		{values{P: Price(math.NaN())}, `{"P":null,"C":null,"T":null}`},
		{
			values{1558.4, Count{0, true}, Time{time.Date(2026, 11, 23, 10, 14, 7, 0, ist)}},
			`{"P":1558.4,"C":0,"T":"2026-11-23T10:14:07+05:30"}`,
		},
	}
	for _, tt := range tests {
		got, err := json.Marshal(tt.value)
		if err != nil || string(got) != tt.want {
			t.Errorf("%v: %s, %v, want %s", tt.value, got, err, tt.want)
		}
		var back values
		if err := json.Unmarshal(got, &back); err != nil || back.C != tt.value.C || !back.T.Equal(tt.value.T.Time) {
			t.Errorf("%s came back as %v, %v", got, back, err)
		}
	}
}

func TestToken(t *testing.T) {
	for text, want := range map[string]uint32{
		"408065": 408065, `"408065"`: 408065, "408065.0": 408065, `"408065.0"`: 408065, "4294967295": 4294967295,
		"4294967296": 0, "-1": 0, "0.5": 0, "null": 0, "NaN": 0, `"x"`: 0, "true": 0, "[]": 0, "{}": 0,
	} {
		for name, more := range map[string]string{"the scanner": "", "encoding/json": `,"greeks":{}`} {
			body := `{"status":"success","data":{"NSE:INFY":{"instrument_token":` + text + `,"last_price":1` + more + `}}}`
			got := ask1(t, ModeLTP, replyJSON(body), infy[0]).Quotes[infy[0]]
			if want := (Quote{InstrumentToken: want, LastPrice: 1}); got != want {
				t.Errorf("%s by %s: %+v, want %+v", text, name, got, want)
			}
		}
	}
}
