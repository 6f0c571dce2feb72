package cli

import (
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/spf13/cobra"

	"kitewatch/kite/instruments"
	"kitewatch/kite/kitesim"
	"kitewatch/kite/market"
)

// tabList is a list with what a Tab has to tell apart.
func tabList(t testing.TB) *instruments.List {
	t.Helper()
	l, err := instruments.Parse(strings.NewReader(`instrument_token,exchange_token,tradingsymbol,name,last_price,expiry,strike,tick_size,lot_size,instrument_type,segment,exchange
256265,1001,NIFTY 50,NIFTY 50,0,,0,0,0,EQ,INDICES,NSE
260105,1016,NIFTY BANK,NIFTY BANK,0,,0,0,0,EQ,INDICES,NSE
738561,2885,RELIANCE,RELIANCE INDUSTRIES,0,,0,0.1,1,EQ,NSE,NSE
128083204,500325,RELIANCE,RELIANCE INDUSTRIES,0,,0,0.05,1,EQ,BSE,BSE
738817,2886,RELINFRA-BE,RELIANCE INFRASTRUCTURE,0,,0,0.05,1,EQ,NSE,NSE
519937,2031,M&M,MAHINDRA & MAHINDRA,0,,0,0.1,1,EQ,NSE,NSE
519939,2032,M$(id)M,ODD,0,,0,0.1,1,EQ,NSE,NSE
128000004,500001,ONLYBSE,ONLY ON BSE,0,,0,0.05,1,EQ,BSE,BSE
112000007,437500,GOLD26DECFUT,GOLD,0,2026-12-04,0,1,1,FUT,MCX-FUT,MCX
112000263,437501,GOLDM26NOVFUT,GOLDM,0,2026-11-30,0,1,1,FUT,MCX-FUT,MCX
128000260,500002,TWICE,ON TWO,0,,0,0.05,1,EQ,BSE,BSE
128000519,500003,TWICE,ON TWO,0,,0,0.05,1,EQ,MCX,MCX
16000002,62500,NIFTY26NOVFUT,NIFTY,0,2026-11-23,0,0.1,65,FUT,NFO-FUT,NFO
16000258,62501,NIFTY26DECFUT,NIFTY,0,2026-12-29,0,0.1,65,FUT,NFO-FUT,NFO
16000514,62502,NIFTY27JANFUT,NIFTY,0,2027-01-25,0,0.1,65,FUT,NFO-FUT,NFO
16000770,62503,NIFTY26DEC24500CE,NIFTY,0,2026-12-29,24500,0.05,65,CE,NFO-OPT,NFO
16001026,62504,NIFTY26DEC24500PE,NIFTY,0,2026-12-29,24500,0.05,65,PE,NFO-OPT,NFO
`))
	if err != nil {
		t.Fatal(err)
	}
	return l
}

var tabTime = time.Date(2026, time.November, 24, 10, 14, 0, 0, market.IST)

// tab is what a command offers for what is typed.
func tab(l *instruments.List, t symbolTaker, typed string, args ...string) ([]cobra.Completion, cobra.ShellCompDirective) {
	o := newOffer(typed, args, tabTime)
	o.calendar = market.Default()
	o.exchanges()
	t.listed(o, l)
	return o.shell()
}

func TestTabOffersSymbols(t *testing.T) {
	everything := symbolTaker{many: true, atm: true}
	tests := []struct {
		name  string
		taker symbolTaker
		typed string
		args  []string
		want  []string
	}{
		{name: "a symbol, the share before its other series", typed: "NSE:RELI",
			want: []string{"NSE:RELIANCE\tRELIANCE INDUSTRIES", "NSE:RELINFRA-BE\tRELIANCE INFRASTRUCTURE"}},
		{name: "small letters stay small", typed: "nse:relia", want: []string{"nse:reliance\tRELIANCE INDUSTRIES"}},
		{name: "mixed letters stay as typed", typed: "Nse:reliA", want: []string{"Nse:reliANCE\tRELIANCE INDUSTRIES"}},
		{name: "without an exchange, NSE's", typed: "reli",
			want: []string{"reliance\tRELIANCE INDUSTRIES", "relinfra-be\tRELIANCE INFRASTRUCTURE"}},
		{name: "without an exchange, another's where that is meant", taker: everything, typed: "ONLY", want: []string{"ONLYBSE\tONLY ON BSE"}},
		{name: "without an exchange, nobody's where two have it and NSE has not", typed: "TWICE"},
		{name: "a blank", typed: "NSE:NIFTY ", want: []string{"NSE:NIFTY 50\tindex", "NSE:NIFTY BANK\tindex"}},
		{name: "what a shell would run is offered to nobody", typed: "NSE:M", want: []string{"NSE:M&M\tMAHINDRA & MAHINDRA"}},
		{name: "futures before options, the nearest first, the expired last", typed: "NFO:NIFTY2", want: []string{
			"NFO:NIFTY26DECFUT\tNIFTY 29 Dec 2026", "NFO:NIFTY27JANFUT\tNIFTY 25 Jan 2027",
			"NFO:NIFTY26DEC24500CE\tNIFTY 29 Dec 2026", "NFO:NIFTY26DEC24500PE\tNIFTY 29 Dec 2026",
			"NFO:NIFTY26NOVFUT\tNIFTY 23 Nov 2026"}},
		{name: "rolling futures", typed: "NFO:NIFTY@",
			want: []string{"NFO:NIFTY@FUT1\tnow NIFTY26DECFUT", "NFO:NIFTY@FUT2\tnow NIFTY27JANFUT"}},
		{name: "rolling futures in small letters", typed: "nfo:nifty@f",
			want: []string{"nfo:nifty@fut1\tnow NIFTY26DECFUT", "nfo:nifty@fut2\tnow NIFTY27JANFUT"}},
		{name: "options at the money", taker: everything, typed: "NFO:NIFTY@ATM-",
			want: []string{"NFO:NIFTY@ATM-1PE\tstrike at the money, nearest expiry"}},
		{name: "a rolling symbol of a name without contracts", taker: everything, typed: "NFO:RELIANCE@"},
		{name: "a rolling symbol of a stock exchange", taker: everything, typed: "NSE:NIFTY@"},
		{name: "not what stands on the line already", typed: "NSE:RELI", args: []string{"reliance"},
			want: []string{"NSE:RELINFRA-BE\tRELIANCE INFRASTRUCTURE"}},
		{name: "not what stands there without its exchange", taker: everything, typed: "ONLY", args: []string{"onlybse"}},
		{name: "exchanges", typed: "N", want: []string{"NSE:\texchange", "NFO:\texchange", "NCO:\texchange",
			"NIFTY 50\tindex", "NIFTY BANK\tindex", "NIFTY26DECFUT\tNIFTY 29 Dec 2026", "NIFTY27JANFUT\tNIFTY 25 Jan 2027",
			"NIFTY26DEC24500CE\tNIFTY 29 Dec 2026", "NIFTY26DEC24500PE\tNIFTY 29 Dec 2026", "NIFTY26NOVFUT\tNIFTY 23 Nov 2026"}},
		{name: "of a name its own contracts first", typed: "MCX:GOLD", want: []string{
			"MCX:GOLD@FUT1\tnow GOLD26DECFUT", "MCX:GOLD26DECFUT\tGOLD 4 Dec 2026", "MCX:GOLDM26NOVFUT\tGOLDM 30 Nov 2026"}},
		{name: "an exchange there is not", typed: "XYZ:INFY"},
		{name: "nothing like it", typed: "ZZZ"},
	}
	l := tabList(t)
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, directive := tab(l, tt.taker, tt.typed, tt.args...)
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Error(diff)
			}
			open := len(got) > 0 && strings.Contains(got[0], "exchange")
			if noBlank := directive&cobra.ShellCompDirectiveNoSpace != 0; noBlank != open || directive&nothingElse == 0 {
				t.Errorf("directive %d", directive)
			}
		})
	}
}

// prefixOf is what texts begin with in common.
func prefixOf(texts []string) string {
	if len(texts) == 0 {
		return ""
	}
	first, last := slices.Min(texts), slices.Max(texts)
	n := 0
	for n < min(len(first), len(last)) && first[n] == last[n] {
		n++
	}
	return first[:n]
}

func TestTabNeverRunsAheadOfWhatThereIs(t *testing.T) {
	l := manyRows(t, 5_000)
	for _, typed := range []string{"", "N", "NIFTY", "NIFTY2", "BANKNIFTY", "M&M", "RELIANCE"} {
		var all, offered []string
		for row := range l.Len() {
			if in := l.At(row); in.Symbol.Exchange == "NFO" && strings.HasPrefix(in.Symbol.Tradingsymbol, typed) {
				all = append(all, in.Symbol.Tradingsymbol)
			}
		}
		for _, row := range (beginning{exchange: "NFO", name: typed, today: market.DateOf(tabTime)}).best(l) {
			offered = append(offered, l.At(row).Symbol.Tradingsymbol)
		}
		if got, want := prefixOf(offered), prefixOf(all); got != want || len(offered) != min(len(all), mostOffered) {
			t.Errorf("%q: %d of %d offered, which share %q; all share %q", typed, len(offered), len(all), got, want)
		}
	}
}

func TestFlagsOfferTheirValues(t *testing.T) {
	root := newRoot(Env{Getenv: func(string) string { return "" }})
	tests := []struct {
		name, path, flag, typed string
		want                    []string
		directive               cobra.ShellCompDirective
	}{
		{"formats", "quote", "format", "", []string{"table", "plain", "json", "csv"}, nothingElse},
		{"modes", "watch", "mode", "o", []string{"ohlc"}, nothingElse},
		{"lengths of candles", "candles", "interval", "3", []string{"3minute", "30minute"}, nothingElse},
		{"times between readings", "watch", "interval", "1", []string{"10s", "1m"}, nothingElse},
		{"faults, after which a time may stand", "sim", "fault", "50", []string{"500", "502", "503", "504"}, cobra.ShellCompDirectiveNoSpace},
		{"files of a kind", "watch", "tokens", "", []string{"json"}, cobra.ShellCompDirectiveFilterFileExt},
		{"files of a kind, on every command", "quote", "watchlist", "", []string{"toml"}, cobra.ShellCompDirectiveFilterFileExt},
		{"folders", "session", "cache-dir", "", nil, cobra.ShellCompDirectiveFilterDirs},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			cmd, _, err := root.Find([]string{tt.path})
			if err != nil {
				t.Fatal(err)
			}
			_ = cmd.ParseFlags(nil) // which brings the root's flags to it
			answer, ok := cmd.GetFlagCompletionFunc(tt.flag)
			if !ok {
				t.Fatal("no answer")
			}
			lines, directive := answer(cmd, nil, tt.typed)
			var got []string
			for _, line := range lines {
				word, _, _ := strings.Cut(line, "\t")
				got = append(got, word)
			}
			if diff := cmp.Diff(tt.want, got); diff != "" || directive&tt.directive == 0 {
				t.Errorf("directive %d, want %d in it; %s", directive, tt.directive, diff)
			}
		})
	}
}

func TestScriptsHaveWhatIsMended(t *testing.T) {
	root := newRoot(Env{Getenv: func(string) string { return "" }})
	var bash, zsh, fish strings.Builder
	if err := root.GenBashCompletionV2(&bash, true); err != nil {
		t.Fatal(err)
	}
	if err := root.GenZshCompletion(&zsh); err != nil {
		t.Fatal(err)
	}
	if err := root.GenFishCompletion(&fish, true); err != nil {
		t.Fatal(err)
	}
	want := func(script, part string) {
		t.Helper()
		if strings.Count(script, part) != 1 {
			t.Errorf("cobra's script has %d times %q", strings.Count(script, part), part)
		}
	}
	want(bash.String(), "__kitewatch_handle_standard_completion_case() {")
	want(bash.String(), "__kitewatch_format_comp_descriptions()")
	for i := 0; i < len(zshWords); i += 2 {
		want(zsh.String(), zshWords[i])
	}
	for i := 0; i < len(fishWords); i += 2 {
		want(fish.String(), fishWords[i])
	}
}

func FuzzTab(f *testing.F) {
	for _, typed := range []string{"", "reli", "NSE:", "nfo:nifty@", "NFO:NIFTY@ATM", ":", "NSE:M&", "N", "@", "ſ", "\xff", "NSE:NIFTY 5"} {
		f.Add(typed)
	}
	l := tabList(f)
	f.Fuzz(func(t *testing.T, typed string) {
		got, _ := tab(l, symbolTaker{many: true, atm: true}, typed)
		for _, line := range got {
			text, _, _ := strings.Cut(line, "\t")
			if !strings.HasPrefix(text, typed) || strings.ContainsAny(line, "\n\r\x1b$`;|<>\"'\\") {
				t.Errorf("%q offers %q", typed, line)
			}
			if strings.HasSuffix(text, ":") {
				continue
			}
			if _, _, err := resolveSymbol(l, text, tabTime, market.Default()); err != nil && !strings.Contains(err.Error(), "strike at the money") {
				t.Errorf("%q offers %q: %v", typed, text, err)
			}
		}
	})
}

func BenchmarkTab(b *testing.B) {
	l := manyRows(b, 120_000)
	for _, typed := range []string{"NSE:RELI", "NFO:NIFTY26D", "NFO:", "reli"} {
		b.Run(typed, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				tab(l, symbolTaker{many: true, atm: true}, typed)
			}
		})
	}
}

// simulatedDump is the text of the simulated exchange's dump.
func simulatedDump(t testing.TB, rows int) io.Reader {
	t.Helper()
	x := kitesim.New(kitesim.Config{Rows: rows, Now: func() time.Time { return tabTime }})
	reply := httptest.NewRecorder()
	x.ServeHTTP(reply, httptest.NewRequest(http.MethodGet, "/instruments", nil))
	if reply.Code != http.StatusOK {
		t.Fatalf("no dump: %d", reply.Code)
	}
	return reply.Body
}

// manyRows is the simulated exchange's list.
func manyRows(t testing.TB, rows int) *instruments.List {
	t.Helper()
	l, err := instruments.Parse(simulatedDump(t, rows))
	if err != nil {
		t.Fatal(err)
	}
	return l
}
