package cli

import (
	"context"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"kitewatch/kite"
	"kitewatch/kite/instruments"
	"kitewatch/kite/kitesim"
	"kitewatch/tui/store"
)

// exchange serves a simulated exchange in memory.
func exchange(t *testing.T, cfg kitesim.Config) (*kitesim.Exchange, *kite.Client) {
	t.Helper()
	cfg.Rows, cfg.NoLimits = 1, true
	x := kitesim.New(cfg)
	pipe := x.Pipe()
	t.Cleanup(func() { pipe.Close() })
	transport := &http.Transport{DisableKeepAlives: true, DialContext: pipe.DialContext}
	return x, &kite.Client{BaseURL: pipe.URL(), HTTP: &http.Client{Transport: transport}}
}

// withList keeps the list of instruments of a moment on the patient's machine.
func (p *patient) withList(at time.Time) {
	p.t.Helper()
	_, client := exchange(p.t, kitesim.Config{Now: func() time.Time { return at }})
	paths := store.Home(p.home)
	if _, err := (instruments.Cache{Dir: paths.Dump(store.Server(p.api))}).Refresh(context.Background(), client, at, nil); err != nil {
		p.t.Fatal(err)
	}
	kept := filepath.Join(paths.Dump(store.Server(p.api)), listFile)
	if err := os.Chtimes(kept, at, at); err != nil { // as if this machine's clock had been right
		p.t.Fatal(err)
	}
}

func TestDoctorTellsOfTheWatchlist(t *testing.T) {
	for _, tc := range []struct {
		name, text string
		named      bool
		want       want
	}{
		{"none yet", "", false, want{statusOK, 0, "none yet; the first start writes a sample", ""}},
		{"none, and it was named", "", true, want{statusBad, 4, "there is no such file", "Correct the path"}},
		{"two lists", "[[list]]\nname = \"A\"\nsymbols = [\"NSE:INFY\", \"NSE:TCS\"]\n[[list]]\nname = \"B\"\nsymbols = [\"NSE:TCS\"]\n", false,
			want{statusOK, 0, "2 lists with 2 of at most 1,000 instruments, mode ohlc, every 5s", ""}},
		{"broken", "[[list]]\nname = \"A\"\nsymbols = [\"NSE:INFY\", 5]\n", false, want{statusBad, 4, "line 3, column 24", "editor"}},
		{"a key of no action", "[keys]\nfoo = \"y\"\n", false, want{statusWarn, 0, "passed over: 2:1: foo is no action", "line:column"}},
		{"a column that is none", "[[list]]\nname = \"A\"\ncolumns = [\"ltp\", \"volum\"]\n", false, want{statusWarn, 0, `passed over: 3:19: no column is "volum"`, "line:column"}},
		{"several", "intervall = \"5s\"\n[keys]\nfoo = \"y\"\nnote = \"2\"\n", false,
			want{statusWarn, 0, "passed over: 1:1: intervall means nothing here; 3:1: foo is no action that has a key; 4:1: 2 is the key of list 2 too", "line:column"}},
		{"a sort that is none", "[[list]]\nsort = \"-Chg\"\n", false, want{statusWarn, 0, `passed over: 2:1: no column is "Chg"`, "line:column"}},
		{"a key that means nothing", "intervall = \"5s\"\n", false, want{statusWarn, 0, "passed over: 1:1: intervall means nothing", "line:column"}},
		{"too short an interval", "interval = \"500ms\"\n", false, want{statusWarn, 0, "every 500ms", "2s or more"}},
		{"too many", "[[list]]\nname = \"A\"\nsymbols = [" + manySymbols(1001) + "]\n", false, want{statusBad, 4, "one instrument too many", "editor"}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			p := newPatient(t)
			if tc.text != "" {
				p.file("watchlist.toml", tc.text)
			}
			if tc.named {
				p.set = func(d *checkup) { d.origins = map[string]string{"watchlist": "--watchlist"} }
			}
			tc.want.check(t, p.look((*checkup).lookAtWatchlist)["watchlist"])
		})
	}
}

func manySymbols(n int) string {
	var names []string
	for i := range n {
		names = append(names, fmt.Sprintf("%q", fmt.Sprintf("NSE:S%d", i)))
	}
	return strings.Join(names, ",")
}

func TestDoctorTellsWhichSymbolsHaveNoPrice(t *testing.T) {
	for _, tc := range []struct {
		name, symbols   string
		symbols2        want
		alerts          want
		noList, noAlert bool
	}{
		{name: "all listed", symbols: `"NSE:INFY", "NFO:NIFTY@FUT1", "NFO:NIFTY@ATM+1CE", { symbol = "NSE:TCS", above = 5000 }`,
			symbols2: want{statusOK, 0, "all 4 are in the list", ""}, alerts: want{statusOK, 0, "1 level to watch", ""}},
		{name: "expired", symbols: `"NSE:INFY", { symbol = "NFO:NIFTY26OCTFUT", above = 25000, below = 20000 }`,
			symbols2: want{statusWarn, 0, "1 of 2 have no price: NFO:NIFTY26OCTFUT (expired", "y on such a row"},
			alerts:   want{statusWarn, 0, "2 of 2 levels can never be crossed: NFO:NIFTY26OCTFUT has no price, and 1 more", "Correct the symbol"}},
		{name: "unknown", symbols: `"NSE:AAAA1", "NSE:AAAA2", "NSE:AAAA3", "NSE:AAAA4", "NFO:NOSUCH@FUT1"`, noAlert: true,
			symbols2: want{statusWarn, 0, "5 of 5 have no price: NSE:AAAA1 (not in the list of 23 Nov 2026)", "instruments search"}},
		{name: "no list", symbols: `"NSE:INFY"`, noList: true, noAlert: true},
	} {
		t.Run(tc.name, func(t *testing.T) {
			p := newPatient(t)
			p.file("watchlist.toml", "[[list]]\nname = \"A\"\nsymbols = ["+tc.symbols+"]\n")
			if !tc.noList {
				p.withList(p.now)
			}
			got := p.look((*checkup).lookAtWatchlist)
			tc.symbols2.check(t, got["symbols"])
			tc.alerts.check(t, got["alerts"])
		})
	}
}

func TestDoctorTellsHowOldTheListIs(t *testing.T) {
	for _, tc := range []struct {
		name, fetched string
		want          want
	}{
		{"of this morning", "2026-11-23 08:35:00", want{statusOK, 0, "of Mon 23 Nov 2026, 08:35 IST", ""}},
		{"of before 08:30", "2026-11-23 08:00:00", want{statusWarn, 0, "a newer one is out", "instruments refresh"}},
		{"of Friday", "2026-11-20 09:00:00", want{statusWarn, 0, "a newer one is out", "instruments refresh"}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			p := newPatient(t)
			p.withList(ist(t, tc.fetched))
			tc.want.check(t, p.look((*checkup).lookAtList)["instruments"])
		})
	}
}

func TestDoctorTellsOfAListThatCannotBeRead(t *testing.T) {
	for _, tc := range []struct {
		name string
		make func(path string) error
		want want
	}{
		{"none", func(string) error { return nil }, want{statusWarn, 0, "no list is kept yet", "instruments refresh"}},
		{"damaged", writes("INFY"), want{statusWarn, 0, "cannot be read", "instruments refresh"}},
		{"a folder", func(path string) error { return os.Mkdir(path, 0o700) }, want{statusBad, 4, "is no file", "Move it away"}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			p := newPatient(t)
			dir := store.Home(p.home).Dump("api.kite.trade")
			if err := os.MkdirAll(dir, 0o700); err != nil {
				t.Fatal(err)
			}
			if err := tc.make(filepath.Join(dir, listFile)); err != nil {
				t.Fatal(err)
			}
			tc.want.check(t, p.look((*checkup).lookAtList)["instruments"])
		})
	}
}

func TestDoctorTellsOfHolidays(t *testing.T) {
	for _, tc := range []struct {
		name, text, now string
		want            want
	}{
		{"the built-in table", "", "2026-11-24 10:00:00", want{statusOK, 0, "holidays known for 2026; NSE is closed (Tue holiday)", ""}},
		{"the year after", "", "2027-01-04 10:00:00", want{statusWarn, 0, "the holidays of 2027 are not known", "known_years = [2027]"}},
		{"the user's own", "known_years = [2027]\n", "2027-01-04 10:00:00", want{statusOK, 0, "holidays known for 2026 to 2027; NSE is open", ""}},
		{"broken", "known_years = [\n", "2026-11-23 10:00:00", want{statusBad, 4, "line ", "editor"}},
		{"what means nothing", "year = 2027\n", "2026-11-23 10:00:00", want{statusWarn, 0, "passed over: 1:1: year means nothing here", "line:column"}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			p := newPatient(t)
			if tc.text != "" {
				p.file("market.toml", tc.text)
			}
			p.now = ist(t, tc.now)
			tc.want.check(t, p.look((*checkup).lookAtMarket)["market"])
		})
	}
}
