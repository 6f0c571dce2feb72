package cli

import (
	"bytes"
	"fmt"
	"strings"
	"testing"
	"testing/synctest"

	"kitewatch/kite"
	"kitewatch/kite/instruments"
)

// parsed is a list of rows in the dump's own form.
func parsed(t *testing.T, rows ...string) *instruments.List {
	t.Helper()
	const head = "instrument_token,exchange_token,tradingsymbol,name,last_price,expiry,strike,tick_size,lot_size,instrument_type,segment,exchange\n"
	l, err := instruments.Parse(strings.NewReader(head + strings.Join(rows, "\n") + "\n"))
	if err != nil {
		t.Fatal(err)
	}
	return l
}

// TestDiffTellsAContractOnce: it may be listed by its own symbol, and stand
// behind one that rolls.
func TestDiffTellsAContractOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newShelfRig(t, "2026-06-29 09:00:00", 0)
		c := comparison{
			parsed(t, `4,4,NIFTY26DECFUT,"NIFTY",0,2026-12-29,0,0.1,65,FUT,NFO-FUT,NFO`),
			parsed(t, `4,4,NIFTY26DECFUT,"NIFTY",0,2026-12-29,0,0.1,75,FUT,NFO-FUT,NFO`),
		}
		var out bytes.Buffer
		sheet := newSheet(r.env, &out, "plain", changeColumns())
		var symbols []kite.Symbol
		for _, text := range []string{"NIFTY@FUT1", "NIFTY26DECFUT", "NIFTY@FUT1"} {
			symbols = append(symbols, kite.Symbol{Exchange: "NFO", Tradingsymbol: text})
		}
		if err := r.diff(c, symbols, sheet); err != nil || strings.Count(out.String(), "new lot") != 1 {
			t.Errorf("got %q, %v", out.String(), err)
		}
	})
}

func TestBadRowsAreSaid(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newShelfRig(t, "2026-06-29 09:00:00", 0)
		rows := []string{`1,1,TWICE,,0,,0,0.05,1,EQ,NSE,NSE`, `1,1,TWICE,,0,,0,0.05,1,EQ,NSE,NSE`}
		for i := range 20 {
			rows = append(rows, strings.Replace(rows[0], "TWICE", fmt.Sprintf("S%d", i), 1))
		}
		r.sayBad(parsed(t, rows[1:]...))
		r.sayBad(parsed(t, rows...))
		if got := r.said.String(); got != "One row of the list cannot be read, or is there twice: it is left out.\n" {
			t.Errorf("stderr %q", got)
		}
	})
}
