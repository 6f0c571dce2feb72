package tui

import (
	"strings"
	"testing"
	"time"

	"kitewatch/kite/kitesim"
)

// A book on the screen is as old as the price beside it, at no call more.
func TestBooksAreAskedForWhileTheyAreShown(t *testing.T) {
	for _, column := range []string{"volume", "bid_ask"} {
		t.Run(column, func(t *testing.T) {
			columns := func(_ *kitesim.Exchange, o *Options) {
				for i := range o.Watchlist.Lists {
					o.Watchlist.Lists[i].Columns = []string{"change_pct", column}
				}
			}
			driveWith(t, 120, 36, "", columns, func(d *driver) {
				d.after(3 * time.Second)
				before := len(d.exchange.Calls())
				old := false
				for at := 3 * time.Second; at < 33*time.Second; at += time.Second {
					d.after(at)
					for _, s := range d.m.watch.Visible() {
						r, _ := d.m.watch.Latest(s)
						old = old || !r.Missing && r.Quote.LastPrice != 0 && !r.Whole()
					}
				}
				ohlc, full := 0, 0
				for _, c := range d.exchange.Calls()[before:] {
					switch {
					case strings.HasPrefix(c.Path, "/quote/ohlc"):
						ohlc++
					case strings.HasPrefix(c.Path, "/quote"):
						full++
					}
				}
				shown := column == "bid_ask"
				if ohlc+full > 7 || (ohlc == 0) != shown || old == shown {
					t.Errorf("%d calls for prices, %d for all, a book older than its price: %v", ohlc, full, old)
				}
			})
		})
	}
}
