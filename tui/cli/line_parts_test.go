package cli

import (
	"bytes"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"kitewatch/kite"
	"kitewatch/kite/feed"
	"kitewatch/kite/instruments"
	"kitewatch/kite/market"
	"kitewatch/tui/ui"
)

func TestTokenFiles(t *testing.T) {
	good, _, err := parseTokens([]byte(" {\"NIFTY 50\": 256265,\n\"M&M\":519937} \n"))
	if err != nil || len(good.symbols) != 2 || good.symbols[0].Tradingsymbol != "256265" || good.names[good.symbols[1]] != "M&M" {
		t.Errorf("got %+v, %v", good, err)
	}
	for text, want := range map[string]string{
		"":                           "must hold a JSON object",
		"[]":                         "must hold a JSON object",
		"{}":                         "names no instrument",
		`{"A": 1`:                    "cut off",
		`{"A": 1,}`:                  "no JSON",
		`{"A": 1} {}`:                "something follows",
		`{"A": "256265"}`:            "\"A\" needs an instrument_token",
		`{"A": 0}`:                   "needs an instrument_token",
		`{"A": -1}`:                  "needs an instrument_token",
		`{"A": 1.5}`:                 "needs an instrument_token",
		`{"A": 4294967296}`:          "needs an instrument_token",
		`{"A": null}`:                "needs an instrument_token",
		`{"A": {"B": 1}}`:            "needs an instrument_token",
		`{"": 1}`:                    "has no name",
		"{\"\\u001b\\u0007\": 1}":    "has no name",
		`{"A": 1, "B": 1}`:           "are both the token 1",
		`{"A": 1, "A": 2}`:           "is both the token 1 and 2",
		"{\"\\u001b[2J\": \"x\"}":    `"[2J" needs`,
		strings.Repeat("{\"a\":", 9): "needs an instrument_token",
	} {
		_, _, err := parseTokens([]byte(text))
		if err == nil || !strings.Contains(err.Error(), want) || strings.ContainsAny(err.Error(), "\x1b\a") {
			t.Errorf("%q: %v, want %q", text, err, want)
		}
	}
}

func FuzzTokenFile(f *testing.F) {
	for _, text := range []string{`{"NIFTY 50": 256265}`, "{\n\"A\": 1,\n\"B\": x}", `{"A":1}}`, "\ufeff{}", `{"A":`, `{"\u0000":1}`} {
		f.Add([]byte(text))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		file, offset, err := parseTokens(text)
		if line, column := place(text, offset); line < 1 || column < 1 || line > bytes.Count(text, []byte("\n"))+1 {
			t.Errorf("the error is in line %d, column %d", line, column)
		}
		if err != nil {
			return
		}
		if len(file.symbols) == 0 || len(file.symbols) != len(file.names) {
			t.Errorf("%d symbols, %d names", len(file.symbols), len(file.names))
		}
		for _, s := range file.symbols {
			if again, err := kite.ParseSymbol(s.String()); err != nil || again != s || ui.Clean(file.names[s]) == "" {
				t.Errorf("%v %q, %v", s, file.names[s], err)
			}
		}
	})
}

func FuzzISTTime(f *testing.F) {
	for _, text := range []string{"2026-11-23", "2026-11-23 09:15", "2026-11-23 09:15:01", "0000-00-00", "2026-11-23T09:15:00Z"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		from, err := istTime(text, false)
		to, failed := istTime(text, true)
		if (err == nil) != (failed == nil) || err == nil && (to.Before(from) || to.Sub(from) >= 24*time.Hour || from.Year() < firstYear) {
			t.Errorf("%q: %v, %v; %v, %v", text, from, err, to, failed)
		}
	})
}

// TestGather: answers become readings.
func TestGather(t *testing.T) {
	symbols := symbolsOf(t, "A", "B", "C")
	row := func(i, second int) feed.Row {
		r := feed.Row{Symbol: symbols[i]}
		if second >= 0 {
			r.Answered = morning.Add(time.Duration(second) * time.Second)
		}
		return r
	}
	type step struct {
		rows []feed.Row
		want string // the readings, each by its instruments
	}
	tests := []struct {
		name  string
		steps []step
	}{
		{"one call", []step{{[]feed.Row{row(2, 0), row(0, 0), row(1, 0)}, "ABC"}, {[]feed.Row{row(0, 5), row(1, 5), row(2, 5)}, "ABC"}}},
		{"rows that were not asked for", []step{{[]feed.Row{row(0, -1), row(1, -1)}, ""}, {[]feed.Row{row(0, 0), row(1, 0), row(2, 0)}, "ABC"}}},
		{"rows of which something else is new", []step{{[]feed.Row{row(0, 0), row(1, 0), row(2, 0)}, "ABC"}, {[]feed.Row{row(0, 0)}, ""}}},
		{"several calls", []step{{[]feed.Row{row(0, 0)}, ""}, {[]feed.Row{row(1, 1)}, ""}, {[]feed.Row{row(0, 0), row(2, 2)}, "ABC"}}},
		{"a call that brought nothing", []step{{[]feed.Row{row(0, 0), row(1, 0)}, ""}, {[]feed.Row{row(0, 5), row(1, 5)}, "AB"}, {[]feed.Row{row(2, 6)}, "ABC"}}},
		{"two polls in one event", []step{{[]feed.Row{row(0, 0)}, ""}, {[]feed.Row{row(0, 5), row(1, 5), row(2, 5)}, "A ABC"}}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			g := newGather(symbols)
			for i, s := range tt.steps {
				var got []string
				for _, rows := range g.add(s.rows) {
					names := ""
					for _, r := range rows {
						names += r.Symbol.Tradingsymbol
					}
					got = append(got, names)
				}
				if strings.Join(got, " ") != s.want {
					t.Errorf("step %d: readings %q, want %q", i, got, s.want)
				}
			}
		})
	}
}

func TestSheetsOfATable(t *testing.T) {
	columns := []column[int]{
		{name: "name", title: "NAME", of: func(n int) cell { return textCell(strings.Repeat("x\x1b", n)) }},
		{name: "n", title: "N", right: true, of: func(n int) cell { return countCell(kite.Count{N: int64(n) * 1000, Known: n > 0}) }},
		{name: "hidden", of: func(int) cell { return textCell("never") }},
		{name: "last", title: "LAST", of: func(int) cell { return textCell("z") }},
	}
	for locale, dash := range map[string]string{"C": "-", "en_IN.UTF-8": "—"} {
		var out bytes.Buffer
		env := Env{Getenv: func(name string) string { return map[string]string{"LC_ALL": locale}[name] }}
		s := newSheet(env, &out, "table", columns)
		for _, batch := range [][]int{{1, 0}, {}, {6}} {
			if err := s.add(batch...); err != nil {
				t.Fatal(err)
			}
		}
		want := "NAME      N  LAST\nx     1,000  z\nDASH      DASH  z\nxxxxxx  6,000  z\n"
		want = strings.Replace(strings.Replace(want, "DASH ", dash+"   ", 1), "   DASH", "    "+dash, 1)
		if got := out.String(); strings.Join(strings.Fields(got), " ") != strings.Join(strings.Fields(want), " ") || strings.Contains(got, "\x1b") {
			t.Errorf("%s:\n%swant\n%s", locale, got, want)
		}
		lines := strings.Split(out.String(), "\n")
		if at := strings.Index(lines[0], "LAST"); at != strings.Index(lines[1], "z") {
			t.Errorf("%s: the columns are not under their titles:\n%s", locale, &out)
		}
	}
}

func TestCellsOfFigures(t *testing.T) {
	for _, tt := range []struct {
		got   cell
		text  string
		value any
	}{
		{priceCell(148100, 2), "1,48,100.00", "148100"},
		{priceCell(0.0025, 4), "0.0025", "0.0025"},
		{priceCell(98765432.1, 2), "9,87,65,432.10", "98765432.1"},
		{priceCell(0, 2), "", nil},
		{countCell(kite.Count{Known: true}), "0", "0"},
		{countCell(kite.Count{}), "", nil},
	} {
		value := any(nil)
		if tt.got.value != nil {
			value = field{value: tt.got.value}.raw()
		}
		if tt.got.text != tt.text || value != tt.value {
			t.Errorf("got %q, %v; want %q, %v", tt.got.text, value, tt.text, tt.value)
		}
	}
	for v, want := range map[float64]string{17.100000000000023: "17.1", -0.001: "0", 0.0025: "0", 30: "30", -2.9: "-2.9"} {
		if got := rounded(v, 2).String(); got != want {
			t.Errorf("%v is %s, want %s", v, got, want)
		}
	}
}

// TestATokensFacts: its exchange, and so its hours and decimals, from its low
// byte.
func TestATokensFacts(t *testing.T) {
	for arg, want := range map[string]string{"408065": "NSE:INFY", "898629635": "CDS:USDINR26NOVFUT", "256265": "NSE:NIFTY 50", "116230151": "MCX:GOLD26DECFUT", "11": "NSE:INFY"} {
		symbols := symbolsOf(t, arg, want)
		if got, want := factsOf(nil)(symbols[0]), feed.FactsOf(symbols[1]); got != want {
			t.Errorf("%s: %+v, want %+v", arg, got, want)
		}
	}
}

// TestFactsOfTheListThatIsKept: without one every share counts as one with a
// closing auction.
func TestFactsOfTheListThatIsKept(t *testing.T) {
	atDesk(t, morning, "", func(r *lineRig) {
		gold := kite.Symbol{Exchange: "MCX", Tradingsymbol: "GOLD26DECFUT"}
		cache := instruments.Cache{Dir: r.paths.Dump(r.server)}
		list, err := cache.Refresh(r.t.Context(), r.client, morning, nil)
		if err != nil {
			t.Fatal(err)
		}
		for i := range list.Len() {
			in := list.At(i)
			if in.Symbol.Exchange != "NSE" || in.Type != "EQ" || in.Segment == "INDICES" || list.HasDerivatives(in) {
				continue
			}
			token := kite.Symbol{Tradingsymbol: strconv.Itoa(int(in.InstrumentToken))}
			for _, s := range []kite.Symbol{in.Symbol, token} {
				if got := r.facts()(s).Venue; got != market.NSE {
					t.Errorf("%v keeps the hours of %s", s, got)
				}
				if got := factsOf(nil)(s).Venue; got != market.NSEAuction {
					t.Errorf("without a list %v keeps the hours of %s", s, got)
				}
			}
			if got := r.facts()(gold); got.Venue != market.MCX {
				t.Errorf("gold: %+v", got)
			}
			return
		}
		t.Fatal("no share without derivatives is listed")
	})
}

func TestInstrumentArgs(t *testing.T) {
	got := symbolsOf(t, "infy", "NSE:INFY", " bse:sensex ", "NIFTY 50", "00256265", "256265", "M&M")
	var names []string
	for _, s := range got {
		names = append(names, s.String())
	}
	if want := []string{"NSE:INFY", "BSE:SENSEX", "NSE:NIFTY 50", "256265", "NSE:M&M"}; !slices.Equal(names, want) {
		t.Errorf("got %q, want %q", names, want)
	}
	for _, bad := range []string{"", " ", ":", "NSE:", ":INFY", "0", "4294967296", "-5", "NSE:A\nB", "N\x00E:A"} {
		if s, err := instrumentArg(bad); err == nil && bad != "-5" || err != nil && code(err) != exitBadFile {
			t.Errorf("%q is taken for %v, %v", bad, s, err)
		}
	}
}

func BenchmarkReadings(b *testing.B) {
	var out bytes.Buffer
	rows := make([]reading, 250)
	for i := range rows {
		rows[i] = reading{Row: feed.Row{
			Symbol: kite.Symbol{Exchange: "NSE", Tradingsymbol: "INFY"}, Decimals: 2, PrevClose: 1574.2,
			Quote:    kite.Quote{LastPrice: 1604.3, InstrumentToken: 408065, OHLC: kite.OHLC{Open: 1595.5, High: 1608.2, Low: 1594.8, Close: 1574.2}},
			Answered: morning, Received: morning,
		}, name: "INFY", state: "live"}
	}
	for _, format := range formats {
		b.Run(format, func(b *testing.B) {
			s := newSheet(Env{Getenv: func(string) string { return "" }}, &out, format, readingColumns(kite.ModeOHLC))
			b.ReportAllocs()
			for b.Loop() {
				out.Reset()
				if err := s.add(rows...); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
