package store

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"kitewatch/kite"
)

// What the file says of a symbol holds for a run that names it, too.
func TestTheRunsListKnowsWhatTheFileSays(t *testing.T) {
	const text = `interval = "2s"
[[list]]
name = "A"
symbols = ["NSE:TCS", { symbol = "NSE:INFY", above = 1600, note = "a \"quoted\" word" }, { symbol = "MCX:GOLD@FUT1", multiplier = 100 }]
[[list]]
name = "B"
symbols = [{ symbol = "NSE:INFY", qty = -50, cost = 1490.5, above = 1700, change_pct = 2.5 }, { symbol = "NSE:SBIN", below = 800 }]
`
	w, err := ParseWatchlist("w.toml", []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	sym := func(exchange, name string) kite.Symbol { return kite.Symbol{Exchange: exchange, Tradingsymbol: name} }
	f, run, err := ForRun(w, "Symbols", []kite.Symbol{sym("NSE", "INFY"), sym("MCX", "GOLD@FUT1"), sym("NSE", "M&M"), sym("NSE", "TCS"), sym("", "408065")})
	if err != nil {
		t.Fatal(err)
	}
	number := func(v float64) Number { return Number{Value: v, Set: true} }
	want := []List{{Name: "Symbols", Entries: []Entry{
		{Symbol: sym("NSE", "INFY"), Note: `a "quoted" word`, Qty: number(-50), Cost: number(1490.5), Above: number(1600), ChangePct: number(2.5)},
		{Symbol: sym("MCX", "GOLD@FUT1"), Multiplier: number(100)}, {Symbol: sym("NSE", "M&M")}, {Symbol: sym("NSE", "TCS")}, {Symbol: sym("", "408065")},
	}}}
	if diff := cmp.Diff(want, run.Lists); diff != "" || run.Interval != w.Interval {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if got := f.Settings.Lists; len(got) != 2 {
		t.Errorf("the file's own lists: %+v", got)
	}
}
