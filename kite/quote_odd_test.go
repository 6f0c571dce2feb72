package kite

import (
	"encoding/json"
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// One bad field must cost itself alone: in turn every value of the full reply
// is replaced by every kind of junk, and all else must come out as before.
func TestOneBadFieldCostsItselfAlone(t *testing.T) {
	const rowText = `{"instrument_token":408065,"timestamp":"2026-11-23 10:14:07","last_trade_time":"2026-11-23 10:14:06",` +
		`"last_price":1558.4,"last_quantity":12,"buy_quantity":5,"sell_quantity":6,"volume":7,"average_price":1550.27,` +
		`"oi":8,"oi_day_high":9,"oi_day_low":10,"lower_circuit_limit":1387.2,"upper_circuit_limit":1695.4,` +
		`"ohlc":{"open":1542,"high":1561.95,"low":1538.1,"close":1541.3},` +
		`"depth":{"buy":[{"price":1,"quantity":2,"orders":3}],"sell":[{"price":4,"quantity":5,"orders":6}]}}`
	var whole Quote
	if err := json.Unmarshal([]byte(rowText), &whole); err != nil {
		t.Fatal(err)
	}
	lose := map[string]func(*Quote){
		"instrument_token": func(q *Quote) { q.InstrumentToken = 0 }, "timestamp": func(q *Quote) { q.Timestamp = Time{} },
		"last_trade_time": func(q *Quote) { q.LastTradeTime = Time{} }, "last_price": func(q *Quote) { q.LastPrice = 0 },
		"last_quantity": func(q *Quote) { q.LastQuantity = Count{} }, "buy_quantity": func(q *Quote) { q.BuyQuantity = Count{} },
		"sell_quantity": func(q *Quote) { q.SellQuantity = Count{} }, "volume": func(q *Quote) { q.Volume = Count{} },
		"average_price": func(q *Quote) { q.AveragePrice = 0 }, "oi": func(q *Quote) { q.OI = Count{} },
		"oi_day_high": func(q *Quote) { q.OIDayHigh = Count{} }, "oi_day_low": func(q *Quote) { q.OIDayLow = Count{} },
		"lower_circuit_limit": func(q *Quote) { q.LowerCircuitLimit = 0 }, "upper_circuit_limit": func(q *Quote) { q.UpperCircuitLimit = 0 },
		"ohlc": func(q *Quote) { q.OHLC = OHLC{} }, "depth": func(q *Quote) { q.Depth = Depth{} },
	}
	for field, lost := range lose {
		var row map[string]json.RawMessage
		json.Unmarshal([]byte(rowText), &row)
		for _, bad := range junk {
			row[field] = json.RawMessage(bad)
			text, _ := json.Marshal(map[string]any{
				"status": "success",
				"data":   map[string]any{"NSE:AAA": row, "NSE:INFY": json.RawMessage(rowText), "NSE:ZZZ": row},
			})
			rows, fault := decode[quoteRows](200, "", text)
			if fault != nil {
				t.Fatalf("%s = %s: %v", field, bad, fault)
			}
			got := rows.of([]Symbol{{"NSE", "AAA"}, {"NSE", "INFY"}, {"NSE", "ZZZ"}})
			want := whole
			lost(&want)
			if diff := cmp.Diff(map[Symbol]Quote{{"NSE", "AAA"}: want, {"NSE", "INFY"}: whole, {"NSE", "ZZZ"}: want}, got); diff != "" {
				t.Errorf("%s = %s (-want +got):\n%s", field, bad, diff)
			}
		}
	}
}

func TestOddRows(t *testing.T) {
	good := `"NSE:INFY":{"last_price":1558.4}`
	for _, bad := range append(junk, `{"unheard":1}`, "[[[]]]") {
		for _, body := range []string{`"NSE:AAA":` + bad + "," + good, good + `,"NSE:AAA":` + bad} {
			got := ask1(t, ModeLTP, replyJSON(`{"status":"success","data":{`+body+`}}`), Symbol{"NSE", "AAA"}, infy[0])
			if diff := cmp.Diff(map[Symbol]Quote{infy[0]: {LastPrice: 1558.4}}, got.Quotes); diff != "" {
				t.Errorf("%s (-want +got):\n%s", body, diff)
			}
		}
	}
}

func TestOddDepth(t *testing.T) {
	for _, tt := range []struct {
		name, depth string
		want        Depth
	}{
		{"short", `{"buy":[{"price":1}],"sell":[]}`, Depth{Buy: [5]Level{{Price: 1}}}},
		{"long", `{"buy":[{"price":1},{"price":2},{"price":3},{"price":4},{"price":5},{"price":6}]}`,
			Depth{Buy: [5]Level{{Price: 5}, {Price: 4}, {Price: 3}, {Price: 2}, {Price: 1}}}},
		{"one side null", `{"buy":null,"sell":[{"price":1}]}`, Depth{Sell: [5]Level{{Price: 1}}}},
		{"one side no array", `{"buy":{"price":9},"sell":[{"price":1}]}`, Depth{Sell: [5]Level{{Price: 1}}}},
		{"a level no object", `{"buy":[7,null,"x",{"price":1}]}`, Depth{Buy: [5]Level{{Price: 1}}}},
	} {
		body := `{"status":"success","data":{"NSE:INFY":{"last_price":2,"depth":` + tt.depth + `,"volume":3}}}`
		got := ask1(t, ModeQuote, replyJSON(body), infy[0])
		if diff := cmp.Diff(map[Symbol]Quote{infy[0]: {LastPrice: 2, Volume: n(3), Depth: tt.want}}, got.Quotes); diff != "" {
			t.Errorf("%s (-want +got):\n%s", tt.name, diff)
		}
	}
}

// fit reports whether every price is one or not known, and every time too.
func fit(q Quote) error {
	prices := []Price{q.LastPrice, q.AveragePrice, q.OHLC.Open, q.OHLC.High, q.OHLC.Low, q.OHLC.Close,
		q.LowerCircuitLimit, q.UpperCircuitLimit}
	counts := []Count{q.LastQuantity, q.Volume, q.BuyQuantity, q.SellQuantity, q.OI, q.OIDayHigh, q.OIDayLow}
	for _, level := range append(q.Depth.Buy[:], q.Depth.Sell[:]...) {
		prices = append(prices, level.Price)
		counts = append(counts, level.Quantity, level.Orders)
	}
	for _, price := range prices {
		if !(price == 0 || price >= minPrice && price <= maxPrice) {
			return fmt.Errorf("price %v", price)
		}
	}
	for _, count := range counts {
		if count.N < 0 || count.N > maxCount || !count.Known && count.N != 0 {
			return fmt.Errorf("count %v", count)
		}
	}
	for _, at := range []Time{q.Timestamp, q.LastTradeTime} {
		if !at.IsZero() && (at.Year() < 2000 || at.Location() != ist) {
			return fmt.Errorf("time %v", at)
		}
	}
	return nil
}

func FuzzQuotes(f *testing.F) {
	for _, name := range []string{"ltp.json", "ohlc.json", "quote.json", "session.json", "gateway.html"} {
		f.Add(200, fixture(f, name))
	}
	for _, tt := range replies {
		f.Add(tt.status, tt.body)
	}
	for _, bad := range junk {
		f.Add(200, `{"status":"success","data":{"NSE:INFY":{"last_price":`+bad+`,"volume":`+bad+`}}}`)
	}
	asked := []Symbol{infy[0], {"NSE", "NIFTY 50"}, {"NSE", "M&M"}, {"", "256265"}}
	f.Fuzz(func(t *testing.T, status int, body string) {
		rows, fault := decode[quoteRows](status, "", []byte(body))
		if fault != nil {
			if kind := KindOf(fault); kind == None || kind == Canceled || Brief(fault) == "" {
				t.Errorf("kind %v, %q", kind, Brief(fault))
			}
			return
		}
		if status/100 != 2 {
			t.Errorf("status %d passed for a success", status)
		}
		for symbol, quote := range rows.of(asked) {
			if err := fit(quote); err != nil {
				t.Errorf("%v: %v", symbol, err)
			}
			if quote == (Quote{}) {
				t.Errorf("%v is in the reply with nothing known", symbol)
			}
		}
	})
}

// Python writes a float that is not finite as no JSON has it: it is a missing
// value, and costs itself alone, whoever reads the reply.
func TestBareNaN(t *testing.T) {
	for _, none := range []string{"NaN", "Infinity", "-Infinity"} {
		for name, more := range map[string]string{"the scanner": "", "encoding/json": `,"greeks":{"delta":` + none + `},"note":"NaN \" NaN"`} {
			body := `{"status":"success","data":{"NSE:AAA":{"last_price":` + none + `,"volume":` + none + `,"ohlc":{"open":` + none + `,"close":5}` + more +
				`},"NSE:INFY":{"last_price":1558.4}}}`
			if got := scans([]byte(body)); got != (more == "") {
				t.Errorf("%s: the scanner reads it: %v", body, got)
			}
			got := ask1(t, ModeOHLC, replyJSON(body), Symbol{"NSE", "AAA"}, infy[0])
			want := map[Symbol]Quote{{"NSE", "AAA"}: {OHLC: OHLC{Close: 5}}, infy[0]: {LastPrice: 1558.4}}
			if diff := cmp.Diff(want, got.Quotes); diff != "" {
				t.Errorf("%s, by %s (-want +got):\n%s", none, name, diff)
			}
		}
	}
	cut := `{"status":"success","data":{"NSE:INFY":{"last_price":NaN`
	if _, fault := decode[quoteRows](200, "", []byte(cut)); fault == nil || fault.Message != "cut-off reply" {
		t.Errorf("cut off behind it: %v", fault)
	}
}
