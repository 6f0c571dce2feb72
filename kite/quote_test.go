package kite

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func n(count int64) Count { return Count{count, true} }

func ask1(t *testing.T, mode Mode, handler http.HandlerFunc, symbols ...Symbol) Snapshot {
	t.Helper()
	c, _ := serve(t, handler)
	snapshot, err := c.Quotes(context.Background(), mode, symbols)
	if err != nil {
		t.Fatal(err)
	}
	if snapshot.Mode != mode || snapshot.Date.IsZero() {
		t.Errorf("mode %v, date %v, want %v and a date", snapshot.Mode, snapshot.Date, mode)
	}
	return snapshot
}

func TestQuotesLTP(t *testing.T) {
	mahindra, nifty, token := Symbol{"NSE", "M&M"}, Symbol{"NSE", "NIFTY 50"}, Symbol{"", "256265"}
	option, unknown := Symbol{"NFO", "NIFTY26NOV32000CE"}, Symbol{"NSE", "NOSUCH"}
	got := ask1(t, ModeLTP, answer(t, "ltp.json"), mahindra, nifty, token, option, unknown)
	want := map[Symbol]Quote{
		mahindra: {InstrumentToken: 519937, LastPrice: 3712},
		nifty:    {InstrumentToken: 256265, LastPrice: 26143.35},
		token:    {InstrumentToken: 256265, LastPrice: 26143.35},
		option:   {InstrumentToken: 11930882}, // a last_price of 0 is none
	}
	if diff := cmp.Diff(want, got.Quotes); diff != "" {
		t.Errorf("quotes (-want +got):\n%s", diff)
	}
}

func TestQuotesOHLCWithoutTheUnasked(t *testing.T) {
	got := ask1(t, ModeOHLC, answer(t, "ohlc.json"), infy[0])
	want := map[Symbol]Quote{infy[0]: {
		InstrumentToken: 408065, LastPrice: 1558.4, OHLC: OHLC{1542, 1561.95, 1538.1, 1541.3},
	}}
	if diff := cmp.Diff(want, got.Quotes); diff != "" {
		t.Errorf("quotes (-want +got):\n%s", diff)
	}
}

func TestQuotesFull(t *testing.T) {
	future, option, index := Symbol{"NFO", "NIFTY26DECFUT"}, Symbol{"NFO", "NIFTY26NOV32000CE"}, Symbol{"NSE", "NIFTY 50"}
	got := ask1(t, ModeQuote, answer(t, "quote.json"), infy[0], future, option, index)
	at := func(second int) Time { return Time{time.Date(2026, 11, 23, 10, 14, second, 0, ist)} }
	none := Level{Quantity: n(0), Orders: n(0)}
	want := map[Symbol]Quote{
		infy[0]: {
			InstrumentToken: 408065, Timestamp: at(7), LastTradeTime: at(6),
			LastPrice: 1558.4, LastQuantity: n(12), AveragePrice: 1550.27,
			Volume: n(4219077), BuyQuantity: n(241870), SellQuantity: n(306412),
			OHLC: OHLC{1542, 1561.95, 1538.1, 1541.3}, OI: n(0), OIDayHigh: n(0), OIDayLow: n(0),
			LowerCircuitLimit: 1387.2, UpperCircuitLimit: 1695.4,
			Depth: Depth{
				Buy: [5]Level{
					{1558.35, n(310), n(4)}, {1558.3, n(87), n(2)}, {1558.25, n(1204), n(9)},
					{1558.2, n(655), n(5)}, {1558.15, n(42), n(1)},
				},
				Sell: [5]Level{{1558.45, n(96), n(3)}, {1558.5, n(540), n(7)}, none, none, none},
			},
		},
		future: {
			InstrumentToken: 13561858, Timestamp: at(7), LastTradeTime: at(2),
			LastPrice: 26251, LastQuantity: n(65), AveragePrice: 26207.64,
			Volume: n(1126450), BuyQuantity: n(389155), SellQuantity: n(402090),
			OHLC: OHLC{26180, 26290, 26144.2, 26179.6}, OI: n(9836125), OIDayHigh: n(9901450), OIDayLow: n(9660040),
			LowerCircuitLimit: 23561.6, UpperCircuitLimit: 28797.4,
			Depth: Depth{Buy: [5]Level{{26250.2, n(130), n(2)}}, Sell: [5]Level{{26251.8, n(65), n(1)}}},
		},
		option: { // never traded, and its packet's time is that of the reset
			InstrumentToken: 11930882, LastQuantity: n(0), Volume: n(0), BuyQuantity: n(0), SellQuantity: n(1300),
			OHLC: OHLC{Close: 0.05}, OI: n(0), OIDayHigh: n(0), OIDayLow: n(0),
			LowerCircuitLimit: 0.05, UpperCircuitLimit: 4.15,
			Depth: Depth{Buy: [5]Level{none}, Sell: [5]Level{{0.05, n(1300), n(1)}}},
		},
		index: {
			InstrumentToken: 256265, Timestamp: at(7), LastPrice: 26143.35,
			OHLC: OHLC{26080, 26190.2, 26041.85, 26068.15},
		},
	}
	if diff := cmp.Diff(want, got.Quotes); diff != "" {
		t.Errorf("quotes (-want +got):\n%s", diff)
	}
}

func TestNoQuotesAtAllIsNoError(t *testing.T) {
	got := ask1(t, ModeOHLC, replyJSON(`{"status":"success","data":{}}`), infy[0])
	if got.Quotes == nil || len(got.Quotes) != 0 {
		t.Errorf("got %#v, want an empty map", got.Quotes)
	}
}

func TestQuotesThatCannotBeAskedFor(t *testing.T) {
	many := func(count int) []Symbol {
		symbols := make([]Symbol, count)
		for i := range symbols {
			symbols[i] = Symbol{"NSE", fmt.Sprint("X", i)}
		}
		return symbols
	}
	for _, tt := range []struct {
		name    string
		mode    Mode
		symbols []Symbol
	}{
		{"nothing", ModeLTP, nil},
		{"too many", ModeLTP, many(1001)},
		{"too many for ohlc", ModeOHLC, many(1001)},
		{"too many for quote", ModeQuote, many(501)},
		{"a symbol of nothing", ModeLTP, []Symbol{infy[0], {}}},
		{"no tradingsymbol", ModeLTP, []Symbol{{"NSE", ""}}},
		{"no exchange", ModeLTP, []Symbol{{"", "INFY"}}},
		{"another's text", ModeLTP, []Symbol{infy[0], {"", "NSE:INFY"}}},
		{"no such mode", Mode(3), infy},
		{"no such mode either", Mode(-1), infy},
	} {
		c := &Client{HTTP: &http.Client{Transport: refuseAll(t)}}
		if _, err := c.Quotes(context.Background(), tt.mode, tt.symbols); KindOf(err) != Input {
			t.Errorf("%s: %v (%v), want %v", tt.name, err, KindOf(err), Input)
		}
	}
	c, got := serve(t, answer(t, "ltp.json"))
	if _, err := c.Quotes(context.Background(), ModeLTP, append(many(1000), many(1000)...)); err != nil {
		t.Errorf("1,000 instruments, each named twice: %v", err)
	}
	if asked := strings.Count(got.only(t).Query, "i="); asked != 1000 {
		t.Errorf("%d were asked for, want 1000", asked)
	}
}

func TestDateOfAReply(t *testing.T) {
	for _, tt := range []struct {
		name, date, age string
		want            time.Time
	}{
		{"plain", "Mon, 23 Nov 2026 04:44:07 GMT", "", time.Date(2026, 11, 23, 4, 44, 7, 0, time.UTC)},
		{"from a cache", "Mon, 23 Nov 2026 04:44:07 GMT", "5", time.Time{}},
		{"just put into a cache", "Mon, 23 Nov 2026 04:44:07 GMT", "0", time.Time{}},
		{"unreadable", "today", "", time.Time{}},
	} {
		c, _ := serve(t, func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Date", tt.date)
			if tt.age != "" {
				w.Header().Set("Age", tt.age)
			}
			w.Write([]byte(fixture(t, "ohlc.json")))
		})
		got, err := c.Quotes(context.Background(), ModeOHLC, infy)
		if err != nil || !got.Date.Equal(tt.want) {
			t.Errorf("%s: %v, %v, want %v", tt.name, got.Date, err, tt.want)
		}
	}
}

func TestModeText(t *testing.T) {
	for mode, want := range map[Mode]string{ModeLTP: "ltp", ModeOHLC: "ohlc", ModeQuote: "quote"} {
		text, _ := mode.MarshalText()
		back := Mode(-1)
		if err := back.UnmarshalText(text); string(text) != want || err != nil || back != mode {
			t.Errorf("%d is %q and reads back as %v, %v", int(mode), text, back, err)
		}
	}
	mode := ModeQuote
	if err := mode.UnmarshalText([]byte("LTP")); err == nil || mode != ModeQuote {
		t.Errorf("an unknown mode gave %v, %v", mode, err)
	}
	if Mode(7).String() != "Mode(7)" || Mode(7).Max() != 0 || Mode(-1).Max() != 0 {
		t.Error("a mode that is none passes for one")
	}
}

func TestTheBestLevelsComeFirst(t *testing.T) {
	level := func(price string) string { return `{"price":` + price + `,"quantity":5,"orders":1}` }
	side := func(prices ...string) string {
		levels := make([]string, 0, len(prices))
		for _, p := range prices {
			levels = append(levels, level(p))
		}
		return "[" + strings.Join(levels, ",") + "]"
	}
	body := `{"status":"success","data":{"NSE:INFY":{"last_price":1558.4,"depth":{"buy":` + side("1558.2", "0", "1558.35", "1558.3", "0") +
		`,"sell":` + side("1558.6", "-0.01", "1558.5", "1558.45", "0") + `}}}}`
	got := ask1(t, ModeQuote, replyJSON(body), infy[0]).Quotes[infy[0]].Depth
	prices := func(levels [5]Level) (all [5]Price) {
		for i, l := range levels {
			all[i] = l.Price
		}
		return all
	}
	if buy, sell := prices(got.Buy), prices(got.Sell); buy != [5]Price{1558.35, 1558.3, 1558.2} || sell != [5]Price{1558.45, 1558.5, 1558.6} {
		t.Errorf("bids %v, asks %v", buy, sell)
	}
}
