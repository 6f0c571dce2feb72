package store

import (
	"errors"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"kitewatch/kite"
)

func TestParseWatchlist(t *testing.T) {
	got, err := ParseWatchlist("w.toml", []byte(`
interval = "2500ms"
mode = "quote"
retries = 0
theme = "light"
colour = "green"                       # no key of ours
strip = ["NSE:NIFTY 50", "bse:sensex"]

[[list]]
name = "Swing"
columns = ["ltp", "change_pct"]
symbols = [
  "NSE:M&M",                           # a note in a comment
  { symbol = "NSE:INFY", note = "results 16th", qty = 50, colour = 1 },
]

[[list]]
symbols = []
`))
	if err != nil {
		t.Fatal(err)
	}
	if got.Interval != 2500*time.Millisecond || got.Mode != kite.ModeQuote || got.Retries != 0 || got.Theme != "light" {
		t.Errorf("settings %+v", got)
	}
	if fmt.Sprint(got.Strip) != "[NSE:NIFTY 50 BSE:SENSEX]" {
		t.Errorf("strip %v", got.Strip)
	}
	if len(got.Lists) != 2 || got.Lists[0].Name != "Swing" || len(got.Lists[0].Columns) != 2 || got.Lists[1].Name != "List 2" {
		t.Fatalf("lists %+v", got.Lists)
	}
	if e := got.Lists[0].Entries; len(e) != 2 || e[0].Symbol.Tradingsymbol != "M&M" || e[1].Note != "results 16th" {
		t.Errorf("entries %+v", e)
	}
	if len(got.Unknown) != 2 || !strings.HasPrefix(got.Unknown[0], "w.toml:6:1: colour") {
		t.Errorf("unknown keys %q", got.Unknown)
	}
}

func TestWatchlistErrorsNameThePlace(t *testing.T) {
	tests := []struct{ name, text, want string }{
		{"syntax", "interval = \"5s\nmode = 1", "w.toml:1:"},
		{"a missing bracket", "[[list]]\nsymbols = [\"NSE:A\"\nname = 1\n", "w.toml:3:1: "},
		{"a bad interval", "\ninterval = \"soon\"", "w.toml:2:1: interval"},
		{"an interval without unit", "interval = 5", "w.toml:1: interval must be a text in quotes, not a number"},
		{"a negative interval", "interval = \"-5s\"", "w.toml:1:1: interval"},
		{"a bad mode", "# mode\nmode = \"all\"", "w.toml:2:1: mode"},
		{"too many retries", "retries = 99", "w.toml:1:1: retries"},
		{"a bad theme", "theme = \"pink\"", "w.toml:1:1: theme"},
		{"a bad strip", "strip = [\n\"NIFTY 50\"\n]", "w.toml:2:2: \"NIFTY 50\""},
		{"a bad symbol", "[[list]]\nsymbols = [\n  \"NSE:A\",\n  \"NSE:\",\n]", "w.toml:4:4: \"NSE:\""},
		{"a token", "[[list]]\nsymbols = [\"256265\"]", "w.toml:2:13: "},
		{"a number", "[[list]]\nsymbols = [\n1]", "w.toml:3:1: 1 is neither"},
		{"an entry without symbol", "[[list]]\nsymbols = [{note = \"x\"}]", "w.toml:2:1: an entry in braces needs symbol"},
		{"a note that is a number", "[[list]]\nsymbols = [{symbol = \"NSE:A\", note = 1}]", "note of NSE:A"},
		{"nested without end", "x = " + strings.Repeat("[", 50000), "w.toml:1:37: brackets are nested too deep"},
		{"tables nested without end", "x = " + strings.Repeat("{a=", 50000), "nested too deep"},
		{"a key without end", strings.Repeat("a.", 50000) + "a = 1", "w.toml:1: a key has too many parts"},
		{"a table name without end", "[" + strings.Repeat("a.", 50000) + "a]", "w.toml:1: a key has too many parts"},
		{"a list that is none", "list = 3", "w.toml:1: list must be a list in brackets, not a number"},
	}
	for _, tt := range tests {
		_, err := ParseWatchlist("w.toml", []byte(tt.text))
		if err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: error %v, want %q in it", tt.name, err, tt.want)
		}
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
	if _, err := ParseWatchlist("w.toml", list(MaxSymbols+1)); err == nil || !strings.Contains(err.Error(), "at most 1000") {
		t.Errorf("one more: %v", err)
	}
}

func TestTheSampleIsGood(t *testing.T) {
	text, err := os.ReadFile("../../watchlist.toml")
	if err != nil {
		t.Fatal(err)
	}
	got, err := ParseWatchlist("watchlist.toml", text)
	if err != nil || len(got.Unknown) > 0 {
		t.Fatalf("%v, unknown %v", err, got.Unknown)
	}
	var names []string
	for _, l := range got.Lists {
		names = append(names, l.Name)
	}
	if fmt.Sprint(names) != "[Indices Large caps Futures Commodities and currency]" || len(got.Strip) != 3 {
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
		if err != nil || len(got.Unknown) != maxUnknown+1 {
			t.Fatalf("%s: %d unknown keys, %v", name, len(got.Unknown), err)
		}
		if first, last := got.Unknown[0], got.Unknown[maxUnknown]; !strings.Contains(first, "key0 means nothing") || last != "and 29990 more" {
			t.Errorf("%s: from %q to %q", name, first, last)
		}
	}
}

func TestFaultPrefersAQuotedText(t *testing.T) {
	for _, tt := range []struct{ name, text, want string }{
		{"bare", "x = 1\n  a = 2", "w.toml:2:3: no"},
		{"single quotes after bare", "a = 2\nx = 'a'", "w.toml:2:6: no"},
		{"double quotes after single", "a = 'a'\nx = \"a\"", "w.toml:2:6: no"},
		{"a comment", "# \"a\"\n  # 'a'\nx = 1\na = 1", "w.toml:4:1: no"},
		{"nowhere", "x = 1", "w.toml: no"},
	} {
		p := parser{text: []byte(tt.text), list: Watchlist{Path: "w.toml"}}
		if got := p.fault("a", "no").Error(); got != tt.want {
			t.Errorf("%s: %q, want %q", tt.name, got, tt.want)
		}
	}
}

func FuzzWatchlist(f *testing.F) {
	f.Add("interval = \"5s\"\n[[list]]\nsymbols = [\"NSE:INFY\", {symbol = \"NSE:TCS\"}]\n")
	f.Add("[[list]]\nsymbols = [1, 2.5, true, [\"x\"], 2026-01-01]\n")
	f.Fuzz(func(t *testing.T, text string) {
		got, err := ParseWatchlist("w.toml", []byte(text))
		if err != nil {
			if !strings.HasPrefix(err.Error(), "w.toml:") {
				t.Errorf("%q: %v", text, err)
			}
			return
		}
		for _, l := range got.Lists {
			for _, e := range l.Entries {
				if e.Symbol.Exchange == "" || e.Symbol.Tradingsymbol == "" {
					t.Errorf("%q: entry %+v", text, e)
				}
			}
		}
	})
}
