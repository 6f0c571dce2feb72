package cli

import (
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"kitewatch/kite"
)

func TestWhatIsMissing(t *testing.T) {
	atDesk(t, morning, "drop=NSE:TCS@7s", func(r *lineRig) {
		p := poll{symbols: symbolsOf(t, "INFY", "TCS", "NOSUCH"), mode: kite.ModeLTP, interval: 5 * time.Second, count: 4}
		wantCode(t, r.watch("csv", p), exitDone, "")
		r.wantSaid("10:14:00 NSE:NOSUCH is not in the exchange's reply: unknown or expired symbol",
			"10:14:10 NSE:TCS is not in the exchange's reply: last 3,152.00 at 10:14:05")
		for _, want := range []string{",NSE,NOSUCH,,,,,no data\n", "10:14:10+05:30,NSE,TCS,,,,,no data\n"} {
			if !strings.Contains(r.printed(), want) {
				t.Errorf("no line %q in\n%s", want, r.printed())
			}
		}
	})
	atDesk(t, morning, "zero", func(r *lineRig) {
		wantCode(t, r.snapshot("csv", kite.ModeQuote, symbolsOf(t, "INFY")...), exitDone, "")
		lines := strings.Split(r.printed(), "\n")
		values := strings.Split(lines[1], ",")
		for i, name := range strings.Split(lines[0], ",") {
			price := slices.Contains([]string{"last_price", "open", "high", "low", "close", "change", "change_pct", "bid", "ask"}, name)
			if has := values[i] != ""; has && price || !has && (name == "instrument_token" || name == "volume") {
				t.Errorf("a reply without prices has %s %q: %s", name, values[i], lines[1])
			}
		}
		if values[len(values)-1] != "no data" {
			t.Errorf("a reply without prices: %s", lines[1])
		}
	})
	atDesk(t, morning, "zero@7s", func(r *lineRig) {
		p := poll{symbols: symbolsOf(t, "INFY"), mode: kite.ModeOHLC, interval: 5 * time.Second, count: 3}
		wantCode(t, r.watch("csv", p), exitDone, "")
		if want := "10:14:10+05:30,NSE,INFY,,,,,,,,,no data\n"; !strings.HasSuffix(r.printed(), want) {
			t.Errorf("what an earlier reply held is no reading of this one:\n%s", r.printed())
		}
	})
	atDesk(t, morning, "", func(r *lineRig) { // an option that nobody has traded
		r.front = func(q *http.Request) *http.Response {
			if q.URL.Path != "/quote" {
				return nil
			}
			return reply(200, `{"status":"success","data":{"NFO:NIFTY26DEC30000PE":{"instrument_token":9604354,"timestamp":"2026-11-23 10:14:00",`+
				`"last_price":0,"volume":0,"oi":150,"upper_circuit_limit":5600,"ohlc":{"open":0,"high":0,"low":0,"close":5210.5},`+
				`"depth":{"buy":[{"price":5190,"quantity":75,"orders":1}],"sell":[]}}}}`)
		}
		wantCode(t, r.snapshot("json", kite.ModeQuote, symbolsOf(t, "NFO:NIFTY26DEC30000PE")...), exitDone, "")
		for _, want := range []string{`"instrument_token":9604354,"last_price":null`, `"close":5210.5,`, `"oi":150,`, `"buy":[{"price":5190,`, `"change":null,"change_pct":null,"state":"no data"`} {
			if !strings.Contains(r.printed(), want) {
				t.Errorf("no %s in %s", want, r.printed())
			}
		}
	})
	atDesk(t, morning, "", func(r *lineRig) {
		p := poll{symbols: symbolsOf(t, "NOSUCH", "NORTHIS"), mode: kite.ModeLTP, interval: 5 * time.Second, retries: 2}
		wantCode(t, r.watch("plain", p), exitBadFile, "knows none of what was asked for: NSE:NOSUCH, NSE:NORTHIS")
		if got := len(r.column(0)); got != 2 {
			t.Errorf("%d lines, want a row for each", got)
		}
	})
}
