package kite

import (
	"bytes"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"
)

// A screenful and more: what a poll of 250 instruments brings. Run with
//
//	go test -run '^$' -bench . -benchmem ./kite
const benchRows = 250

// quotesOf returns a reply with a row for each of benchRows symbols.
func quotesOf(mode Mode) (symbols []Symbol, body []byte) {
	var out bytes.Buffer
	out.WriteString(`{"status":"success","data":{`)
	for i := range benchRows {
		symbols = append(symbols, Symbol{"NFO", fmt.Sprintf("NIFTY26DEC%dCE", 20000+50*i)})
		if i > 0 {
			out.WriteByte(',')
		}
		price := 150 + float64(i)/20
		fmt.Fprintf(&out, `%q:{"instrument_token":%d,"last_price":%.2f`, symbols[i].String(), 11930000+i, price)
		if mode != ModeLTP {
			fmt.Fprintf(&out, `,"ohlc":{"open":%.2f,"high":%.2f,"low":%.2f,"close":%.2f}`, price-1, price+2, price-3, price-2)
		}
		if mode == ModeQuote {
			level := fmt.Sprintf(`{"price":%.2f,"quantity":%d,"orders":7}`, price, 65*i)
			levels := "[" + strings.Repeat(level+",", 4) + level + "]"
			fmt.Fprintf(&out, `,"timestamp":"2026-11-23 10:14:07","last_trade_time":"2026-11-23 10:14:06","last_quantity":65,`+
				`"buy_quantity":241870,"sell_quantity":306412,"volume":4219077,"average_price":%.2f,"oi":9836125.0,`+
				`"oi_day_high":9901450.0,"oi_day_low":9660040.0,"net_change":1.5,"lower_circuit_limit":0.05,`+
				`"upper_circuit_limit":912.4,"depth":{"buy":%s,"sell":%s}`, price, levels, levels)
		}
		out.WriteByte('}')
	}
	out.WriteString("}}")
	return symbols, out.Bytes()
}

func BenchmarkDecodeQuotes(b *testing.B) {
	for mode := ModeLTP; mode.valid(); mode++ {
		b.Run(fmt.Sprintf("%v-%d", mode, benchRows), func(b *testing.B) {
			symbols, body := quotesOf(mode)
			b.SetBytes(int64(len(body)))
			b.ReportAllocs()
			for b.Loop() {
				rows, fault := decode[quoteRows](http.StatusOK, "application/json", body)
				if fault != nil {
					b.Fatal(fault)
				}
				if got := len(rows.of(symbols)); got != benchRows {
					b.Fatalf("%d rows, want %d", got, benchRows)
				}
			}
		})
	}
}

func BenchmarkAsk(b *testing.B) {
	symbols, _ := quotesOf(ModeLTP)
	b.ReportAllocs()
	for b.Loop() {
		var r request
		if fault := ask(&r, ModeOHLC, symbols); fault != nil {
			b.Fatal(fault)
		}
	}
}

func BenchmarkDecodeCandles(b *testing.B) {
	const rows = 2000 // the most a request for days may bring
	day := time.Date(2019, 1, 1, 0, 0, 0, 0, ist)
	var out bytes.Buffer
	out.WriteString(`{"status":"success","data":{"candles":[`)
	for i := range rows {
		if i > 0 {
			out.WriteByte(',')
		}
		fmt.Fprintf(&out, `[%q,1541.3,1544.9,1540,1543.05,61402,0]`, day.AddDate(0, 0, i).Format(candleTime))
	}
	out.WriteString("]}}")
	b.SetBytes(int64(out.Len()))
	b.ReportAllocs()
	for b.Loop() {
		data, fault := decode[candleData](http.StatusOK, "application/json", out.Bytes())
		if fault != nil {
			b.Fatal(fault)
		}
		if got := len(data.known()); got != rows {
			b.Fatalf("%d candles, want %d", got, rows)
		}
	}
}
