package instruments

import (
	"testing"
)

func TestHasDerivatives(t *testing.T) {
	l := simList(t, 20000)
	for _, c := range []struct {
		symbol string
		want   bool
	}{
		{"NSE:RELIANCE", true},
		{"BSE:RELIANCE", true},
		{"NSE:M&M", true},
		{"NSE:BAJAJ-AUTO", true},
		{"NSE:UBL", false},
		{"NSE:VIVIANA-BE", false},
		{"NSE:NIFTYBEES", false},
		{"NSE:NIFTY 50", false},
		{"NFO:RELIANCE26NOVFUT", false},
	} {
		i, ok := l.Find(symbol(t, c.symbol))
		if !ok {
			t.Fatalf("%s is not listed", c.symbol)
		}
		if got := l.HasDerivatives(l.At(i)); got != c.want {
			t.Errorf("%s has derivatives: %t, want %t", c.symbol, got, c.want)
		}
	}
	in := l.At(0)
	if n := testing.AllocsPerRun(100, func() { l.HasDerivatives(in) }); n != 0 {
		t.Errorf("it takes %v allocations to ask", n)
	}
}

func TestDecimals(t *testing.T) {
	for _, c := range []struct {
		tick float64
		want int
	}{
		{0, 2}, {0.05, 2}, {0.01, 2}, {0.1, 2}, {0.25, 2}, {1, 2}, {5, 2}, {100, 2},
		{0.005, 3}, {0.0025, 4}, {0.0001, 4}, {0.00005, 5}, {1e-9, 2},
	} {
		if got := Decimals(Instrument{TickSize: c.tick}); got != c.want {
			t.Errorf("a tick of %v has %d decimals, want %d", c.tick, got, c.want)
		}
	}
}
