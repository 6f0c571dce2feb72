//go:build unix

package cli_test

import (
	"bytes"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"kitewatch/kite/kitesim"
	"kitewatch/kite/market"
)

// twoDays is a rig whose exchange is on the day of an expiry, and the day after
// once the returned function is called.
func twoDays(t *testing.T) (*rig, func()) {
	b := newRig(t, "")
	exchange := func(day int) *kitesim.Exchange {
		at := time.Date(2026, time.June, day, 10, 14, 0, 0, market.IST)
		return kitesim.New(kitesim.Config{Rows: 1, NoLimits: true, Offset: time.Until(at)})
	}
	var current atomic.Pointer[kitesim.Exchange]
	current.Store(exchange(30))
	b.fronted(func(w http.ResponseWriter, r *http.Request) bool {
		current.Load().ServeHTTP(w, r)
		return true
	})
	return b, func() { current.Store(exchange(31)) } // 1 July
}

func TestInstrumentsDiff(t *testing.T) {
	b, tomorrow := twoDays(t)
	watchlist := `[[list]]
name = "Mine"
symbols = ["NSE:INFY", "NFO:NIFTY26JUNFUT", "NFO:NIFTY@FUT1", "NFO:NIFTY@ATMCE", "MCX:TULIPS"]
`
	if err := os.WriteFile(filepath.Join(b.home, "watchlist.toml"), []byte(watchlist), 0o600); err != nil {
		t.Fatal(err)
	}
	b.run(nil, "instruments", "refresh").want(t, 0, `"fetched":"2026-06-30T10:14`)
	tomorrow()
	b.run(nil, "instruments", "refresh").want(t, 0, `"fetched":"2026-07-01T10:14`)
	o := b.run(nil, "instruments", "diff")
	o.want(t, 0, "rolled", "This changed", "In neither list: MCX:TULIPS.")
	changes := map[string]map[string]any{}
	for _, c := range lines(t, o.stdout) {
		changes[fmt.Sprint(c["tradingsymbol"])] = c
	}
	gone, rolled := changes["NIFTY26JUNFUT"], changes["NIFTY@FUT1"]
	if len(changes) != 2 || gone["change"] != "expired" || gone["was"] != "2026-06-30" || gone["is"] != nil ||
		rolled["change"] != "rolled" || rolled["was"] != "NIFTY26JUNFUT" || rolled["is"] != "NIFTY26JULFUT" || rolled["now"] != "NFO:NIFTY26JULFUT" {
		t.Errorf("got %v", changes)
	}
	o = b.run(nil, "instruments", "diff", "--format", "table")
	o.want(t, 0, "EXCH  SYMBOL         CHANGE   WAS            IS\n")
	if err := os.WriteFile(filepath.Join(b.home, "watchlist.toml"), []byte(strings.Replace(watchlist, `"NFO:NIFTY26JUNFUT", "NFO:NIFTY@FUT1", `, "", 1)), 0o600); err != nil {
		t.Fatal(err)
	}
	b.run(nil, "instruments", "diff").want(t, 0, "", "Nothing changed for the watchlist")
	o = b.run(nil, "instruments", "diff", "--all")
	o.want(t, 0, `"segment":"NFO-FUT"`, "From the list of ")
	for _, s := range lines(t, o.stdout) {
		if s["was"].(float64)+s["added"].(float64)-s["removed"].(float64) != s["is"].(float64) {
			t.Errorf("it does not add up: %v", s)
		}
		if s["segment"] == "NFO-FUT" && s["removed"].(float64) < 2 {
			t.Errorf("futures that expired: %v", s)
		}
	}
}

func TestInstrumentsDiffWithoutAnEarlierList(t *testing.T) {
	b := newRig(t, "")
	for _, args := range [][]string{{}, {"--all"}} {
		b.run(nil, append([]string{"instruments", "diff"}, args...)...).want(t, 1, "", "no earlier list to compare with")
	}
	b.run(nil, "instruments", "diff", "NSE:INFY").want(t, 2, "", "takes no arguments")
	b.run(nil, "instruments", "diff", "--watchlist", "no.toml").want(t, 4, "", "no.toml: there is no such file")
}

// TestInstrumentsInATerminal: the bar is drawn on its line, and is gone when
// the download is over.
func TestInstrumentsInATerminal(t *testing.T) {
	x := kitesim.New(kitesim.Config{NoLimits: true})
	server, err := kitesim.Listen("127.0.0.1:0", x)
	if err != nil {
		t.Fatal(err)
	}
	defer server.Close()
	term := start(t, nil, "--api-url", server.URL(), "instruments", "refresh")
	if code := term.exit(); code != 0 {
		t.Errorf("exit code %d", code)
	}
	text := term.text()
	bar, after, found := strings.Cut(text, "FETCHED")
	if !found || !strings.Contains(bar, "\rinstruments  ") || !strings.Contains(bar, "100%  ") || strings.Contains(bar, "\n") {
		t.Errorf("the terminal got %q", text)
	}
	if !bytes.HasSuffix([]byte(bar), []byte("  \r")) || strings.Contains(after, "instruments  ") {
		t.Errorf("the bar is left: %q", text)
	}
}
