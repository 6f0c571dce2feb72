package store

import (
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"kitewatch/kite"
)

// everything is a watchlist with all that one can hold.
const everything = `
interval = "2500ms"
mode = "quote"
retries = 0
theme = "light"
flash = false
mouse = false
red_up = true
colour = "green"                       # no key of ours
strip = ["NSE:NIFTY 50", "bse:sensex"]

[[list]]
name = "Swing"
columns = ["ltp", "change_pct"]
sort = "-change_pct"
symbols = [
  "NSE:M&M",                           # a note in a comment
  { symbol = "NSE:INFY", note = "results 16th", qty = 50, cost = 1490.5, above = 1600, below = 1_400, change_pct = 2.5, colour = 1 },
  { symbol = 'MCX:GOLD26DECFUT', qty = -1, cost = 128100, multiplier = 100 },
  "NFO:NIFTY@FUT1", { symbol = "NFO:NIFTY@ATM+1CE", note = "n", multiplier = 75 },
]

[keys]
search = ["/", "ctrl+p"]
quit = "x"

[[list]]
symbols = []
`

// said is what everything says.
func said() Watchlist {
	number := func(v float64) Number { return Number{Value: v, Set: true} }
	return Watchlist{
		Path: "w.toml", Interval: 2500 * time.Millisecond, Mode: kite.ModeQuote, Theme: "light", RedUp: true,
		Strip: []kite.Symbol{nse("NIFTY 50"), {Exchange: "BSE", Tradingsymbol: "SENSEX"}},
		Keys:  map[string][]string{"search": {"/", "ctrl+p"}, "quit": {"x"}},
		Lists: []List{
			{Name: "Swing", Columns: []string{"ltp", "change_pct"}, Sort: "-change_pct", Ordered: true, Entries: []Entry{
				{Symbol: nse("M&M")},
				{Symbol: nse("INFY"), Note: "results 16th", Qty: number(50), Cost: number(1490.5),
					Above: number(1600), Below: number(1400), ChangePct: number(2.5)},
				{Symbol: kite.Symbol{Exchange: "MCX", Tradingsymbol: "GOLD26DECFUT"}, Qty: number(-1), Cost: number(128100), Multiplier: number(100)},
				{Symbol: kite.Symbol{Exchange: "NFO", Tradingsymbol: "NIFTY@FUT1"}},
				{Symbol: kite.Symbol{Exchange: "NFO", Tradingsymbol: "NIFTY@ATM+1CE"}, Note: "n", Multiplier: number(75)},
			}},
			{Name: "List 2"},
		},
		Unknown: []string{"w.toml:9:1: colour means nothing here", "w.toml:18:121: colour means nothing here"},
	}
}

func TestParseWatchlist(t *testing.T) {
	got, err := ParseWatchlist("w.toml", []byte(everything))
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(said(), got, cmpopts.IgnoreUnexported(Watchlist{})); diff != "" {
		t.Errorf("want -, got +\n%s", diff)
	}
	if e := got.Lists[0].Entries; e[2].Rolling() || !e[3].Rolling() || !e[4].Rolling() {
		t.Error("FUT1 and ATM roll, a contract does not")
	}
}

func nse(name string) kite.Symbol { return kite.Symbol{Exchange: "NSE", Tradingsymbol: name} }

func TestAFileThatSaysNothing(t *testing.T) {
	for name, text := range map[string]string{"empty": "", "a comment": "# nothing", "only the mark of a text": "\ufeff", "blank": "\r\n \n"} {
		got, err := ParseWatchlist("w.toml", []byte(text))
		want := Watchlist{Path: "w.toml", Interval: 5 * time.Second, Mode: kite.ModeOHLC, Retries: 3, Theme: "auto", Flash: true, Mouse: true}
		if diff := cmp.Diff(want, got, cmpopts.IgnoreUnexported(Watchlist{})); err != nil || diff != "" {
			t.Errorf("%s: %v\n%s", name, err, diff)
		}
	}
}

func TestNamedTwice(t *testing.T) {
	got, err := ParseWatchlist("w.toml", []byte(`[[list]]
name = "A"
symbols = [
  "NSE:X",
  "NSE:Y",
  { symbol = "nse:x", note = "again" },
]
[[list]]
name = " A "
symbols = ["NSE:X"]
`))
	if err != nil {
		t.Fatal(err)
	}
	want := []string{"w.toml:6:3: NSE:X is in this list already, in line 4", "w.toml:8:1: a list \"A\" is there already, in line 1"}
	if !slices.Equal(got.Warnings, want) {
		t.Errorf("warnings %q, want %q", got.Warnings, want)
	}
	if len(got.Lists) != 2 || len(got.Lists[0].Entries) != 2 || got.Lists[0].Entries[0].Note != "" || len(got.Lists[1].Entries) != 1 {
		t.Errorf("the first counts, and each list for itself: %+v", got.Lists)
	}
}

func TestTooManySymbols(t *testing.T) {
	list := func(n int) []byte {
		var b strings.Builder
		b.WriteString("[[list]]\nsymbols = [\n")
		for i := range n {
			fmt.Fprintf(&b, "\"NSE:S%d\", \"NSE:S%d\",\n", i, i)
		}
		b.WriteString("]\n")
		return []byte(b.String())
	}
	if _, err := ParseWatchlist("w.toml", list(MaxSymbols)); err != nil {
		t.Errorf("%d distinct ones: %v", MaxSymbols, err)
	}
	strip := append([]byte("strip = [\"NSE:NIFTY 50\", \"NSE:INDIA VIX\"]\n"), list(MaxSymbols)...)
	if _, err := ParseWatchlist("w.toml", strip); err != nil {
		t.Errorf("%d and a strip: %v", MaxSymbols, err)
	}
	long := "strip = [" + strings.Repeat("\"NSE:A\", ", maxStrip) + "\n\"NSE:B\"]\n"
	if _, err := ParseWatchlist("w.toml", []byte(long)); err == nil || err.Error() != "w.toml:2:1: NSE:B is one too many for the strip: at most 50 stand in it" {
		t.Errorf("a strip of %d: %v", maxStrip+1, err)
	}
	if _, err := ParseWatchlist("w.toml", list(MaxSymbols+1)); err == nil || !strings.HasPrefix(err.Error(), "w.toml:1003:1: NSE:S1000 is one") {
		t.Errorf("one more: %v", err)
	}
}

func TestTheSampleIsGood(t *testing.T) {
	text, err := os.ReadFile("../../watchlist.toml")
	if err != nil {
		t.Fatal(err)
	}
	got, err := ParseWatchlist("watchlist.toml", text)
	if err != nil || len(got.Unknown)+len(got.Warnings) > 0 {
		t.Fatalf("%v, unknown %v, warnings %v", err, got.Unknown, got.Warnings)
	}
	var names []string
	for _, l := range got.Lists {
		names = append(names, l.Name)
	}
	if fmt.Sprint(names) != "[Overview Indices Large caps Futures MCX and CDS]" || len(got.Strip) != 3 {
		t.Errorf("lists %q, strip %v", names, got.Strip)
	}
}

func TestMissingFileIsTheSample(t *testing.T) {
	path, sample := t.TempDir()+"/watchlist.toml", []byte("strip = [\"NSE:INFY\"]")
	got, err := LoadWatchlist(path, false, sample)
	if err != nil || len(got.Strip) != 1 {
		t.Errorf("%+v, %v", got, err)
	}
	var fault *FileError
	if _, err = LoadWatchlist(path, true, sample); !errors.As(err, &fault) || err.Error() != path+": there is no such file" {
		t.Errorf("a named one: %v", err)
	}
	if _, err = ReadFile(path); !errors.As(err, &fault) {
		t.Errorf("read by its name: %v", err)
	}
}

func TestUnknownKeysAreBounded(t *testing.T) {
	var top, inEntries strings.Builder
	inEntries.WriteString("[[list]]\nsymbols = [\n")
	for i := range 30_000 {
		fmt.Fprintf(&top, "key%d = 1\n", i)
		fmt.Fprintf(&inEntries, "{symbol = \"NSE:A\", key%d = 1},\n", i)
	}
	inEntries.WriteString("]\n")
	for name, text := range map[string]string{"at the top": top.String(), "in entries": inEntries.String()} {
		got, err := ParseWatchlist("w.toml", []byte(text))
		if err != nil || len(got.Unknown) != maxTold+1 {
			t.Fatalf("%s: %d unknown keys, %v", name, len(got.Unknown), err)
		}
		if first, last := got.Unknown[0], got.Unknown[maxTold]; !strings.Contains(first, "key0 means nothing") || last != "and 29990 more" {
			t.Errorf("%s: from %q to %q", name, first, last)
		}
	}
}
