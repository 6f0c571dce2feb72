package kite

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// The scanner reads what the API writes; nothing else has to pass it.
func TestScanQuotesReadsWhatTheAPIWrites(t *testing.T) {
	for _, name := range []string{"ltp.json", "ohlc.json", "quote.json"} {
		if _, ok := scanQuotes([]byte(fixture(t, name))); !ok {
			t.Errorf("%s is left to encoding/json", name)
		}
	}
	for mode := ModeLTP; mode.valid(); mode++ {
		if _, body := quotesOf(mode); !scans(body) {
			t.Errorf("mode %v is left to encoding/json", mode)
		}
	}
}

func scans(body []byte) bool { _, ok := scanQuotes(body); return ok }

func TestScanQuotesLeavesTheRest(t *testing.T) {
	for name, body := range map[string]string{
		"nothing":                  ``,
		"no object":                `[]`,
		"cut off":                  `{"status":"success","data":{"NSE:INFY":{"last_price":1`,
		"more behind it":           `{"status":"success","data":{}}{}`,
		"no data":                  `{"status":"success"}`,
		"no status":                `{"data":{}}`,
		"an error":                 `{"status":"error","data":{}}`,
		"another field":            `{"status":"success","message":"x","data":{}}`,
		"data twice":               `{"status":"success","data":{},"data":{}}`,
		"a row that is null":       `{"status":"success","data":{"NSE:INFY":null}}`,
		"an escape in a name":      `{"status":"success","data":{"NSE:M\u0026M":{"last_price":1}}}`,
		"another case":             `{"status":"success","data":{"NSE:INFY":{"Last_Price":1}}}`,
		"another letter":           `{"status":"success","data":{"NSE:INFY":{"laſt_price":1}}}`,
		"prices twice":             `{"status":"success","data":{"NSE:INFY":{"ohlc":{"open":1},"ohlc":{"low":1}}}}`,
		"an exponent":              `{"status":"success","data":{"NSE:INFY":{"last_price":1e3}}}`,
		"a number of no grammar":   `{"status":"success","data":{"NSE:INFY":{"last_price":01}}}`,
		"a point without digits":   `{"status":"success","data":{"NSE:INFY":{"last_price":1.}}}`,
		"an object for a price":    `{"status":"success","data":{"NSE:INFY":{"last_price":{}}}}`,
		"true for a price":         `{"status":"success","data":{"NSE:INFY":{"last_price":true}}}`,
		"six levels":               `{"status":"success","data":{"NSE:INFY":{"depth":{"buy":[{},{},{},{},{},{}]}}}}`,
		"a comma too many":         `{"status":"success","data":{"NSE:INFY":{"last_price":1,}}}`,
		"a control character":      "{\"status\":\"success\",\"data\":{\"NSE:IN\x01FY\":{}}}",
		"half a word":              `{"status":"success","data":{"NSE:INFY":{"last_price":Inf}}}`,
		"a nested field of theirs": `{"status":"success","data":{"NSE:INFY":{"greeks":{"delta":1}}}}`,
	} {
		if scans([]byte(body)) {
			t.Errorf("%s is read", name)
		}
	}
}

// What the scanner reads, encoding/json reads the same.
func FuzzScanQuotes(f *testing.F) {
	for _, name := range []string{"ltp.json", "ohlc.json", "quote.json"} {
		f.Add(fixture(f, name))
	}
	for _, bad := range junk {
		f.Add(`{"status":"success","data":{"NSE:INFY":{"last_price":` + bad + `,"volume":` + bad + `,"instrument_token":` + bad + `}}}`)
	}
	for _, none := range []string{"NaN", "Infinity", "-Infinity", "-NaN"} {
		f.Add(`{"status":"success","data":{"NSE:INFY":{"last_price":` + none + `,"x":` + none + `,"ohlc":{"open":` + none + `}}}}`)
	}
	f.Add(`{"data":{"a":{"instrument_token":1,"instrument_token":null}},"status":"success"}`)
	f.Add(`{"data":{"a":{"oi":1,"oi":null,"x":"y"},"a":{"depth":{"sell":[]}}},"status":"success"}` + "\n")
	f.Fuzz(func(t *testing.T, body string) {
		got, ok := scanQuotes([]byte(body))
		if !ok {
			return
		}
		var want envelope[quoteRows]
		if err := json.Unmarshal(nulled([]byte(body)), &want); err != nil || want.Status != "success" {
			t.Fatalf("encoding/json: status %q, %v", want.Status, err)
		}
		if diff := cmp.Diff(want.Data, got); diff != "" {
			t.Errorf("-encoding/json +scanner:\n%s", diff)
		}
	})
}

func TestScanQuotesIsNoHostage(t *testing.T) {
	deep := `{"status":"success","data":` + strings.Repeat(`{"a":`, 1_000_000)
	if scans([]byte(deep)) {
		t.Error("a million objects in each other are read")
	}
}
