package instruments

import (
	"errors"
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"kitewatch/kite/market"
)

func TestUnderlying(t *testing.T) {
	l := simList(t, 20000)
	now := at(t, "2026-11-23 10:14:00")
	for _, c := range []struct{ exchange, name, want string }{
		{"NFO", "NIFTY", "NSE:NIFTY 50"},
		{"NFO", "BANKNIFTY", "NSE:NIFTY BANK"},
		{"NFO", "FINNIFTY", "NSE:NIFTY FIN SERVICE"},
		{"NFO", "MIDCPNIFTY", "NSE:NIFTY MID SELECT"},
		{"NFO", "NIFTYNXT50", "NSE:NIFTY NEXT 50"},
		{"BFO", "SENSEX", "BSE:SENSEX"},
		{"BFO", "BANKEX", "BSE:BANKEX"},
		{"BFO", "SENSEX50", "BSE:SNSX50"},
		{"NFO", "M&M", "NSE:M&M"},
		{"MCX", "GOLD", "MCX:GOLD26DECFUT"},
		{"NCO", "CRUDEOIL", "NCO:CRUDEOIL26DECFUT"},
		{"CDS", "USDINR", "CDS:USDINR26NOVFUT"},
	} {
		got, err := l.Underlying(c.exchange, c.name, now, market.Default())
		if err != nil || got.Symbol.String() != c.want {
			t.Errorf("%s of %s is on %s, %v, want %s", c.name, c.exchange, got.Symbol, err, c.want)
		}
	}
	for _, c := range []struct {
		exchange, name string
		want           Reason
	}{{"NFO", "NOBODY", NoUnderlying}, {"MCX", "TIN", NoName}} {
		_, err := l.Underlying(c.exchange, c.name, now, market.Default())
		if got := (*Unresolved)(nil); !errors.As(err, &got) || got.Reason != c.want {
			t.Errorf("%s of %s: %v, want reason %d", c.name, c.exchange, err, c.want)
		}
	}
}

// TestEveryNameResolves goes through all names of a whole list: each future
// and each chain has its rolling symbol.
func TestEveryNameResolves(t *testing.T) {
	l := simList(t, 20000)
	m := Moment{Now: at(t, "2026-11-23 10:14:00"), Calendar: market.Default(), LastPrice: 1000}
	seen := map[string]bool{}
	for i := range l.Len() {
		in := l.At(i)
		id := fmt.Sprint(in.Symbol.Exchange, in.Name, in.Type)
		if seen[id] || !in.isContract() {
			continue
		}
		seen[id] = true
		r := Rolling{Exchange: in.Symbol.Exchange, Name: in.Name, Side: in.Type}
		if in.Type == "FUT" {
			r.Future, r.Side = 1, ""
		}
		got, err := l.Resolve(r, m)
		if err != nil || got.Contract.Name != in.Name || got.Contract.Type != in.Type || got.Contract.Expiry > in.Expiry {
			t.Errorf("%s is %+v, %v", r.Symbol(), got, err)
		}
	}
	if len(seen) < 400 {
		t.Errorf("only %d names were tried", len(seen))
	}
}

func TestEveryday(t *testing.T) {
	found, missing := simList(t, 20000).Everyday(at(t, "2026-11-23 15:40:00"), market.Default())
	var got []string
	for _, in := range found {
		got = append(got, in.Symbol.String())
	}
	want := []string{
		"NSE:NIFTY 50", "NSE:NIFTY BANK", "NSE:RELIANCE", "NSE:TCS", "NSE:HDFCBANK",
		"NFO:NIFTY26DECFUT", "NFO:BANKNIFTY26DECFUT",
	}
	if diff := cmp.Diff(want, got); diff != "" || missing != nil {
		t.Errorf("missing %v (-want +got):\n%s", missing, diff)
	}
	found, missing = listOf(t, rollRows...).Everyday(at(t, "2026-11-23 10:00:00"), market.Default())
	if len(found) != 3 || len(missing) != 4 || missing[3].String() != "NFO:BANKNIFTY@FUT1" {
		t.Errorf("of a short list: %v, missing %v", found, missing)
	}
}
