package tui

import (
	"strings"
	"testing"
	"time"

	"kitewatch/kite"
	"kitewatch/kite/kitesim"
	"kitewatch/tui/store"
)

// withInfy starts with a list of this run that has INFY.
func withInfy(_ *kitesim.Exchange, o *Options) {
	o.File, o.Watchlist, _ = store.ForRun(o.Watchlist, "Symbols", []kite.Symbol{{Exchange: "NSE", Tradingsymbol: "INFY"}})
}

// What is added from the search as a rolling symbol stands so in the list, and
// rolls; the contract that it stands for today is only shown.
func TestRollingSymbolsAreAdded(t *testing.T) {
	driveWith(t, 120, 36, "", withInfy, func(d *driver) {
		d.after(3 * time.Second)
		for _, text := range []string{"nifty@fut1", "nifty@atm+1ce", "mcx:gold@fut2", "bfo:sensex@fut1", "cds:usdinr@fut1", "nco:crudeoil@fut1"} {
			d.key("/")
			d.typed(text)
			_, symbol, _ := strings.Cut(":"+strings.ToUpper(text), ":")
			symbol = symbol[strings.LastIndex(symbol, ":")+1:]
			if row := d.row(symbol + " "); !strings.Contains(row, "▌") {
				t.Errorf("%s is not the first row:\n%s", text, d.screen())
			}
			d.key("enter")
			if note := d.screen(); !strings.Contains(note, symbol+" added to Symbols, Esc then u undoes") {
				t.Errorf("%s: %q", text, d.statusLine())
			}
			d.key("esc")
		}
		d.after(12 * time.Second)
		for _, row := range []string{"NIFTY26NOVFUT NFO", "NIFTY26NOV24550CE NFO", "GOLD27FEBFUT MCX", "SENSEX26NOVFUT BFO", "USDINR26NOVFUT CDS", "CRUDEOIL26DECFUT NCO"} {
			if got := d.row(row); price(got) == "" {
				t.Errorf("%s: %q", row, got)
			}
		}
		var written []string
		for _, e := range d.m.own[0].Entries {
			written = append(written, e.Symbol.String())
		}
		want := "NSE:INFY NFO:NIFTY@FUT1 NFO:NIFTY@ATM+1CE MCX:GOLD@FUT2 BFO:SENSEX@FUT1 CDS:USDINR@FUT1 NCO:CRUDEOIL@FUT1"
		if got := strings.Join(written, " "); got != want {
			t.Errorf("the list is %s, want %s", got, want)
		}
	})
}
