package cli

import (
	"slices"
	"strings"
	"testing"
	"time"

	"kitewatch/kite"
	"kitewatch/kite/market"
	"kitewatch/tui/store"
)

func symbolList(symbols []kite.Symbol) string {
	var all []string
	for _, s := range symbols {
		all = append(all, s.String())
	}
	return strings.Join(all, " ")
}

func TestWhatSymbolsStandFor(t *testing.T) {
	tests := []struct {
		name string
		args []string
		want string
		said string
	}{
		{"futures", []string{"NFO:NIFTY@FUT1", "nfo:nifty@fut2"}, "NFO:NIFTY26NOVFUT NFO:NIFTY26DECFUT", ""},
		{"a future without its exchange", []string{"nifty@fut1"}, "NFO:NIFTY26NOVFUT", ""},
		{"the same twice", []string{"NFO:NIFTY@FUT1", "NFO:NIFTY26NOVFUT"}, "NFO:NIFTY26NOVFUT", ""},
		{"options at the money", []string{"NFO:NIFTY@ATMCE", "NFO:NIFTY@ATM-1PE"}, "NFO:NIFTY26NOV24500CE NFO:NIFTY26NOV24450PE",
			"NFO:NIFTY@ATMCE is NFO:NIFTY26NOV24500CE for this run.\n"},
		{"an option at the money without its exchange", []string{"nifty@atmce"}, "NFO:NIFTY26NOV24500CE", ""},
		{"what only one exchange has", []string{"NIFTY@FUT1", "nifty26decfut"}, "NFO:NIFTY26NOVFUT NFO:NIFTY26DECFUT", ""},
		{"a token", []string{"NIFTY@FUT1", "408065", "1"}, "NFO:NIFTY26NOVFUT NSE:INFY 1", ""},
		{"a token without a list", []string{"408065"}, "408065", ""},
		{"what NSE has too", []string{"NIFTY@FUT1", "reliance", "NIFTY 50"}, "NFO:NIFTY26NOVFUT NSE:RELIANCE NSE:NIFTY 50", ""},
		{"what nobody lists", []string{"NIFTY@FUT1", "nosuch"}, "NFO:NIFTY26NOVFUT NSE:NOSUCH", ""},
		{"without a list, NSE's", []string{"nifty26decfut"}, "NSE:NIFTY26DECFUT", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			atDesk(t, morning, "", func(r *lineRig) {
				got, err := r.contracts(r.t.Context(), wantedOf(r.t, tt.args...))
				if err != nil || symbolList(got.symbols) != tt.want {
					t.Errorf("%v stand for %s (%v), want %s", tt.args, symbolList(got.symbols), err, tt.want)
				}
				if !strings.Contains(r.said.String(), tt.said) {
					t.Errorf("stderr %q does not say %q", &r.said, tt.said)
				}
			})
		})
	}
}

func TestWhatStandsForNothing(t *testing.T) {
	atDesk(t, morning, "", func(r *lineRig) {
		_, err := r.contracts(r.t.Context(), wantedOf(r.t, "NFO:TULIP@FUT1"))
		wantCode(t, err, exitBadFile, "no contracts of TULIP are listed on NFO")
		w := wanted{symbols: symbolsOf(r.t, "NFO:TULIP@FUT1", "INFY")}
		_, err = r.contracts(r.t.Context(), wantedOf(r.t, "NFO:NIFTY@FUT1", "gold26decfut"))
		wantCode(t, err, exitBadFile, "GOLD26DECFUT is listed on MCX and NCO: say which")
		got, err := r.contracts(r.t.Context(), w)
		if err != nil || symbolList(got.symbols) != "NSE:INFY" || !strings.Contains(r.said.String(), "NFO:TULIP@FUT1 is left out: ") {
			t.Errorf("of a watchlist: %s, %v; stderr %q", symbolList(got.symbols), err, &r.said)
		}
	})
}

// Time goes on and contracts expire while watch runs: the futures of November
// trade until 15:40 of the 23rd.
func TestWatchRollsOn(t *testing.T) {
	at := time.Date(2026, 11, 23, 15, 39, 52, 0, market.IST)
	atDesk(t, at, "", func(r *lineRig) {
		s := newSheet(r.env, &stdout{r.t.Context(), r.out}, "plain", readingColumns(kite.ModeOHLC))
		p := poll{mode: kite.ModeOHLC, interval: 5 * time.Second, retries: 2, count: 4}
		p.write = func(rows []reading) error { return s.add(rows...) }
		err := r.desk.watch(r.t.Context(), p, wantedOf(r.t, "NFO:NIFTY@FUT1"), store.Watchlist{})
		wantCode(t, err, exitDone, "")
		got := r.column(2)
		if len(got) != 4 || got[0] != "NIFTY26NOVFUT" || got[3] != "NIFTY26DECFUT" || !slices.IsSortedFunc(got, func(a, b string) int { return strings.Compare(b, a) }) {
			t.Errorf("readings of %v", got)
		}
		if !strings.Contains(r.said.String(), "A contract has come to its end") {
			t.Errorf("stderr %q", &r.said)
		}
	})
}
