package store

import (
	"errors"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"kitewatch/kite"
	"kitewatch/kite/feed"
	"kitewatch/kite/market"
)

func TestADamagedFileCostsOnlyTheDamage(t *testing.T) {
	const head = `{"version":1,"host":"api.kite.trade"}`
	line := func(name, more string) string {
		return `{"symbol":"NSE:` + name + `","last_price":10,"received":"2026-11-24T15:30:00+05:30"` + more + `}`
	}
	a, b, cut := line("A", ""), line("B", ""), line("CUT", "")
	for name, c := range map[string]struct{ text, want string }{
		"nothing":              {"", ""},
		"garbage":              {"\x00\xff\n\n{{{[[[\"\n}", ""},
		"one of a config":      {"{\n  \"api_key\": \"k\"\n}\n", ""},
		"no first line":        {a + "\n" + b, "A=10 B=10"},
		"a damaged first line": {`{"version":` + "\n" + a, "A=10"},
		"a newer version":      {`{"version":2}` + "\n" + a, ""},
		"a huge version":       {`{"version":99999999999999999999}` + "\n" + a, ""},
		"an older version":     {`{"version":0}` + "\n" + a, "A=10"},
		"carriage returns":     {head + "\r\n" + a + "\r\n" + b + "\r\n", "A=10 B=10"},
		"blanks":               {head + "\n \t" + strings.NewReplacer(":", " : ", ",", " , ", "{", "{ ").Replace(`{"symbol":"x","last_price":5}`) + "\n" + a, "A=10"},
		"blanks that may be":   {head + "\n" + ` { "symbol" : "NSE:C" , "last_price" : 5 } `, "C=5"},
		"a cut line":           {head + "\n" + cut[:40] + "\n" + a, "A=10"},
		"a cut price":          {head + "\n" + `{"symbol":"NSE:CUT","last_price":1` + "\n" + a, "A=10"},
		"a torn line":          {head + "\n" + cut[:36] + b + "\n" + a, "A=10"},
		"two lines in one":     {head + "\n" + cut + b + "\n" + a, "A=10"},
		"a file cut short":     {head + "\n" + a + "\n" + b[:len(b)-1], "A=10"},
		"an odd symbol":        {head + "\n" + strings.Replace(b, "NSE:", "", 1) + "\n" + a, "A=10"},
		"an endless symbol":    {head + "\n" + line(strings.Repeat("X", 70), "") + "\n" + a, "A=10"},
		"unknown keys":         {head + "\n" + line("C", `,"x":{"last_price":7,"y":[1,"}"]},"z":null`), "C=10"},
		"a key twice":          {head + "\n" + line("C", `,"last_price":11`), "C=11"},
		"a row twice":          {head + "\n" + a + "\n" + strings.Replace(a, ":10", ":9", 1), "A=9"},
		"an escaped symbol":    {head + "\n" + line(`M\u0026M`, ""), "M&M=10"},
		"a bad escape":         {head + "\n" + line(`M\xM`, "") + "\n" + a, "A=10"},
	} {
		t.Run(name, func(t *testing.T) {
			p := pricesOf(t.TempDir(), "api.kite.trade")
			if err := os.WriteFile(p.path, []byte(c.text), 0o600); err != nil {
				t.Fatal(err)
			}
			if got := names(mustLoad(t, p)); got != c.want {
				t.Errorf("got %s, want %s", got, c.want)
			}
		})
	}
}

func TestAnAbsurdValueIsNotKnown(t *testing.T) {
	day := market.On(2026, 11, 24)
	for name, c := range map[string]struct {
		key, value string
		want       func(*feed.Known)
	}{
		"price NaN":                   {"average_price", `NaN`, func(k *feed.Known) { k.Row.Quote.AveragePrice = 0 }},
		"price negative":              {"lower_circuit_limit", `-5`, func(k *feed.Known) { k.Row.Quote.LowerCircuitLimit = 0 }},
		"price beyond any":            {"upper_circuit_limit", `1e300`, func(k *feed.Known) { k.Row.Quote.UpperCircuitLimit = 0 }},
		"price a list":                {"average_price", `[1,2]`, func(k *feed.Known) { k.Row.Quote.AveragePrice = 0 }},
		"no last price":               {"last_price", `"?"`, func(k *feed.Known) { k.Row.Quote.LastPrice, k.Row.Received = 0, time.Time{} }},
		"count with a part":           {"volume", `1.5`, func(k *feed.Known) { k.Row.Quote.Volume = kite.Count{} }},
		"ohlc a number":               {"ohlc", `3061`, func(k *feed.Known) { k.Row.Quote.OHLC = kite.OHLC{} }},
		"ohlc in part":                {"ohlc", `{"open":3042,"low":-1}`, func(k *feed.Known) { k.Row.Quote.OHLC = kite.OHLC{Open: 3042} }},
		"token beyond 32 bits":        {"instrument_token", `4294967296`, func(k *feed.Known) { k.Row.Quote.InstrumentToken = 0 }},
		"time of 1970":                {"last_trade_time", `"1970-01-01T05:30:00+05:30"`, func(k *feed.Known) { k.Row.Quote.LastTradeTime = kite.Time{} }},
		"time without a zone":         {"changed", `"2026-11-24T15:29:58"`, func(k *feed.Known) { k.Row.Changed = time.Time{} }},
		"heard by a clock of its own": {"heard", `"2026-11-25T19:31:00+05:30"`, func(k *feed.Known) { k.Row.Received = evening.Add(24*time.Hour + time.Minute) }},
		"heard in no year":            {"heard", `"2226-11-25T19:31:00+05:30"`, func(k *feed.Known) { k.Row.Received = time.Time{} }},
		"heard abroad":                {"heard", `"2026-11-24T10:00:00Z"`, func(k *feed.Known) { k.Row.Received = evening.Add(-4 * time.Hour) }},
		"session no day":              {"session", `"2026-11-31"`, func(k *feed.Known) { k.Session, k.Close = 0, 0 }},
		"session far ahead":           {"session", `"2026-12-02"`, func(k *feed.Known) { k.Session, k.Close = 0, 0 }},
		"session of next week":        {"session", `"2026-12-01"`, func(k *feed.Known) { k.Session = day + 7 }},
		"close negative":              {"previous_close", `-0.01`, func(k *feed.Known) { k.Close = 0 }},
	} {
		t.Run(name, func(t *testing.T) {
			k := full()
			p := testPrices(t)
			mustSave(t, p, k)
			text, err := os.ReadFile(p.path)
			if err != nil {
				t.Fatal(err)
			}
			at := strings.Index(string(text), `"`+c.key+`":`) + len(c.key) + 3
			row := string(text[:at]) + c.value + string(text[at+valueLen(text[at:]):])
			if err := os.WriteFile(p.path, []byte(row), 0o600); err != nil {
				t.Fatal(err)
			}
			c.want(&k)
			if diff := cmp.Diff([]feed.Known{k}, mustLoad(t, p)); diff != "" {
				t.Errorf("-want +got\n%s", diff)
			}
		})
	}
}

func TestAFileThatIsNotOursIsLeft(t *testing.T) {
	for name, c := range map[string]struct {
		text       string
		load, save string // in the error; empty: none
	}{
		"too large": {strings.Repeat("x", maxFile+1), "larger than 4 MB", "larger than 4 MB"},
		"newer":     {`{"version":2}` + "\n" + `{"s":"NSE:INFY"}`, "", "newer kitewatch"},
	} {
		t.Run(name, func(t *testing.T) {
			p := testPrices(t)
			mustSave(t, p)
			if err := os.WriteFile(p.path, []byte(c.text), 0o600); err != nil {
				t.Fatal(err)
			}
			rows, err := p.load(evening)
			if len(rows) > 0 || !says(err, p.path, c.load) {
				t.Errorf("load: %d rows, %v", len(rows), err)
			}
			if err := p.save([]feed.Known{full()}, evening); !says(err, p.path, c.save) {
				t.Errorf("save: %v", err)
			}
			if text, err := os.ReadFile(p.path); string(text) != c.text {
				t.Errorf("the file has changed, %v", err)
			}
		})
	}
}

// says reports whether an error is of a file and holds a text, or is none when
// there is no text.
func says(err error, path, text string) bool {
	var file *FileError
	if text == "" {
		return err == nil
	}
	return errors.As(err, &file) && file.Path == path && strings.Contains(file.Reason, text)
}
