package cli

import (
	"os"
	"strings"
	"testing"
	"time"

	"kitewatch/kite"
	"kitewatch/tui/store"
)

// A level that is set while line mode runs is watched from then on.
func TestLevelsAreReadAgain(t *testing.T) {
	atDesk(t, morning, "", func(r *lineRig) {
		path := r.paths.Watchlist
		write := func(symbols string) {
			if err := store.WriteFile(path, []byte("[[list]]\nname = \"P\"\nsymbols = ["+symbols+"]\n")); err != nil {
				t.Error(err)
			}
		}
		write(`"NSE:INFY"`)
		list, err := store.LoadWatchlist(path, true, nil)
		if err != nil {
			t.Fatal(err)
		}
		for at, symbols := range map[time.Duration]string{
			5 * time.Second:  `{ symbol = "NSE:INFY", above = 1604.5 }, { symbol = "NSE:TCS", above = 9000 }`,
			12 * time.Second: `{ symbol = "NSE:INFY", above = -1 }`,
		} {
			defer time.AfterFunc(at, func() { write(symbols) }).Stop()
		}
		p := poll{symbols: symbolsOf(r.t, "INFY"), mode: kite.ModeLTP, interval: 2 * time.Second, length: time.Minute, list: &list}
		wantCode(t, r.watch("plain", p), exitDone, "")
		said := r.said.String()
		for _, want := range []string{
			"watchlist.toml read again; levels watched: 1.", "NSE:TCS above 9000 is not watched", "above must be above 0", "; the levels stay as they were.",
			"alert: INFY 1,604.",
		} {
			if !strings.Contains(said, want) {
				t.Errorf("stderr does not say %q:\n%s", want, said)
			}
		}
		if log, _ := os.ReadFile(store.AlertLog(r.paths.State)); strings.Count(string(log), "INFY") != 1 {
			t.Errorf("the alert log: %q", log)
		}
	})
}
