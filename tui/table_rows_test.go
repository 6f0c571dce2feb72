package tui

import (
	"encoding/json"
	"fmt"
	"strings"
)

// held is a row of the table, and what its owner says of it.
type held struct {
	symbol          string
	qty, cost, mult string
	spot            string // of a future
	index           bool
}

var heldRows = []held{
	{symbol: "NSE:NIFTY 50", index: true},
	{symbol: "NSE:INDIA VIX", index: true},
	{symbol: "NSE:RELIANCE", qty: "100", cost: "1700.05"},
	{symbol: "NSE:INFY", qty: "50", cost: "1490.50"},
	{symbol: "NSE:TCS", qty: "-25", cost: "3000"},
	{symbol: "NSE:MRF", qty: "3", cost: "12000000"},
	{symbol: "NSE:ITC", qty: "1000", cost: "0.10"},
	{symbol: "NSE:COALINDIA", qty: "10", cost: "384.25"},
	{symbol: "NSE:SBIN", qty: "10", cost: "900"},
	{symbol: "NSE:LT", qty: "7", cost: "3000"},
	{symbol: "NSE:TATASTEEL"},
	{symbol: "NFO:NIFTY26NOVFUT", spot: "NSE:NIFTY 50", qty: "-65", cost: "24000"},
	{symbol: "NFO:RELIANCE26DECFUT", spot: "NSE:RELIANCE"},
	{symbol: "MCX:GOLD26DECFUT", qty: "-1", cost: "128100", mult: "100"},
	{symbol: "MCX:CRUDEOIL26DECFUT"},
	{symbol: "CDS:USDINR26NOVFUT", qty: "10", cost: "92.5", mult: "1000"},
}

// oddities are what the exchange is made to say: figures at the ends of what
// the table must show.
var oddities = map[string]map[string]any{
	"NSE:MRF": {
		"last_price": json.Number("12345678.90"), "volume": json.Number("999"), "average_price": json.Number("12345678.90"),
		"ohlc":                ohlc("12345000", "12400000.05", "12300000.10", "12345600"),
		"upper_circuit_limit": json.Number("13580246.75"), "lower_circuit_limit": json.Number("11111111"),
	},
	"NSE:ITC": {
		"last_price": json.Number("0.05"), "volume": json.Number("1234567890"), "average_price": json.Number("0.05"),
		"ohlc":                ohlc("0.10", "0.10", "0.05", "0.10"),
		"upper_circuit_limit": json.Number("0.10"), "lower_circuit_limit": json.Number("0.05"),
		"depth": map[string]any{"buy": levels("0"), "sell": levels("0.10")},
	},
	"NSE:COALINDIA": {"last_price": json.Number("384.25"), "ohlc": ohlc("384.25", "384.25", "384.25", "384.25"), "volume": json.Number("99995")},
	"NSE:SBIN":      {"last_price": json.Number("0")},
	"NSE:LT": {
		"volume": nil, "oi": nil, "depth": nil, "average_price": nil, "upper_circuit_limit": nil, "lower_circuit_limit": nil,
	},
	"NSE:TATASTEEL": {"ohlc": map[string]any{"open": json.Number("171"), "high": json.Number("180"), "low": json.Number("160"), "close": nil}},
}

func ohlc(open, high, low, last string) map[string]any {
	return map[string]any{"open": json.Number(open), "high": json.Number(high), "low": json.Number(low), "close": json.Number(last)}
}

func levels(price string) []any {
	return []any{map[string]any{"price": json.Number(price), "quantity": json.Number("5"), "orders": json.Number("1")}}
}

// The columns that are worked out here from the exchange's reply.
var truthColumns = []string{
	"change", "change_pct", "pnl", "day_pnl", "range", "volume", "prev", "open", "high", "low",
	"bid_ask", "oi", "oi_change", "average", "circuit", "basis", "state",
}

// truthList is watchlist.toml with a list for each column, and one with all.
func truthList() string {
	var b strings.Builder
	b.WriteString("interval = \"5s\"\nmode = \"quote\"\n")
	list := func(name string, columns []string) {
		fmt.Fprintf(&b, "[[list]]\nname = %q\ncolumns = [\"%s\"]\nsymbols = [\n", name, strings.Join(columns, `", "`))
		for _, r := range heldRows {
			fmt.Fprintf(&b, "  { symbol = %q", r.symbol)
			for key, v := range map[string]string{"qty": r.qty, "cost": r.cost, "multiplier": r.mult} {
				if v != "" {
					fmt.Fprintf(&b, ", %s = %s", key, v)
				}
			}
			b.WriteString(" },\n")
		}
		b.WriteString("]\n")
	}
	for _, c := range truthColumns {
		list(c, []string{"ltp", c})
	}
	list("whole", append([]string{"ltp"}, truthColumns...))
	return b.String()
}
