package store

import (
	"strings"
	"testing"

	"github.com/BurntSushi/toml"
	"github.com/pelletier/go-toml/v2/unstable"
)

func inEntry(pair string) string {
	return "[[list]]\nsymbols = [\n  { symbol = \"NSE:INFY\", " + pair + " },\n]"
}

func onRolling(pair string) string {
	return "[[list]]\nsymbols = [{symbol = 'NFO:NIFTY@FUT1', " + pair + "}]"
}

// faults are texts, and how their errors begin or go on.
var faults = []struct{ name, text, want string }{
	{"syntax", "interval = \"5s\nmode = 1", "w.toml:1:"},
	{"a missing bracket", "[[list]]\nsymbols = [\"NSE:A\"\nname = 1\n", "w.toml:3:1: "},
	{"a bad interval", "\ninterval = \"soon\"", "w.toml:2:1: interval"},
	{"an interval without unit", "interval = 5", "w.toml:1:12: interval must be a text in quotes, not a number"},
	{"an interval of more than a day", "interval = \"25h\"", "w.toml:1:1: interval = \"25h\" is longer than a day"},
	{"a negative interval", "interval = \"-5s\"", "w.toml:1:1: interval"},
	{"a bad mode", "# mode\nmode = \"all\"", "w.toml:2:1: mode"},
	{"too many retries", "retries = 99", "w.toml:1:1: retries"},
	{"a bad theme", "theme = \"pink\"", "w.toml:1:1: theme"},
	{"a flash that is a text", "flash = 'no'", "w.toml:1:9: flash must be true or false, not a text in quotes"},
	{"a bad strip", "strip = [\n\"NIFTY 50\"\n]", "w.toml:2:1: \"NIFTY 50\""},
	{"a strip of numbers", "strip = [1]", "w.toml:1:10: strip must hold texts in quotes, not a number"},
	{"a bad symbol", "[[list]]\nsymbols = [\n  \"NSE:A\",\n  \"NSE:\",\n]", "w.toml:4:3: \"NSE:\""},
	{"a bad symbol written with an escape", "[[list]]\nsymbols = [\"NSE:A\", \"N\\u0053E:\"]", "w.toml:2:21: \"NSE:\""},
	{"a token", "[[list]]\nsymbols = [\"256265\"]", "w.toml:2:12: "},
	{"a rolling symbol that is none", "[[list]]\nsymbols = [\"NSE:A\", 'NFO:NIFTY@FUX1']", "w.toml:2:21: NFO:NIFTY@FUX1"},
	{"a number", "[[list]]\nsymbols = [\n1]", "w.toml:3:1: 1 is neither"},
	{"an entry without symbol", "[[list]]\nsymbols = [{note = \"x\"}]", "w.toml:2:12: an entry in braces needs symbol"},
	{"an entry whose symbol is a number", "[[list]]\nsymbols = [{symbol = 1}]", "w.toml:2:22: symbol must be a text"},
	{"a bad symbol in braces", "[[list]]\nsymbols = [{symbol = \"INFY\"}]", "w.toml:2:22: \"INFY\""},
	{"a note that is a number", inEntry("note = 1"), "w.toml:3:33: note must be a text in quotes, not a number"},
	{"a qty in quotes", inEntry(`qty = "50"`), "w.toml:3:32: qty must be a number, not a text in quotes"},
	{"a qty with a fraction", inEntry("qty = 2.5"), "w.toml:3:32: qty must be a whole number, not 2.5"},
	{"a cost of nothing", inEntry("cost = 0"), "w.toml:3:33: cost must be above 0, not 0"},
	{"an alert below nothing", inEntry("below = -1.5"), "w.toml:3:34: below must be above 0, not -1.5"},
	{"no number", inEntry("above = nan"), "w.toml:3:34: above must be a plain number"},
	{"without end", inEntry("change_pct = inf"), "w.toml:3:39: change_pct must be a plain number"},
	{"a date", inEntry("multiplier = 2026-11-24"), "w.toml:3:39: multiplier must be a number, not a date or a time"},
	{"a position on a rolling symbol", onRolling("qty = 1"), "w.toml:2:40: qty on NFO:NIFTY@FUT1 would follow the wrong contract"},
	{"a cost on a rolling symbol", onRolling("cost = 1"), "would follow the wrong contract"},
	{"an alert above on a rolling symbol", onRolling("above = 1"), "would follow the wrong contract"},
	{"an alert below on a rolling symbol", onRolling("below = 1"), "would follow the wrong contract"},
	{"an alert of change on a rolling symbol", onRolling("change_pct = 1"), "would follow the wrong contract"},
	{"a sort that is a list", "[[list]]\nsort = []", "w.toml:2:8: sort must be a text in quotes, not a list in brackets"},
	{"a name that is a number", "[[list]]\nname = 5", "w.toml:2:8: name must be"},
	{"columns that are a text", "[[list]]\ncolumns = 'ltp'", "w.toml:2:11: columns must be a list in brackets"},
	{"keys that are a text", "keys = 'x'", "w.toml:1:8: keys must be a table"},
	{"a key that is a number", "[keys]\nsearch = 5", "w.toml:2:10: search must be a text or a list of texts, not a number"},
	{"a key among keys that is a number", "[keys]\nsearch = ['/', 5]", "w.toml:2:16: search must hold texts"},
	{"nested without end", "x = " + strings.Repeat("[", 50000), "w.toml:1:37: brackets are nested too deep"},
	{"tables nested without end", "x = " + strings.Repeat("{a=", 50000), "nested too deep"},
	{"a key without end", strings.Repeat("a.", 50000) + "a = 1", "w.toml:1:1: a key has too many parts"},
	{"a table name without end", "[" + strings.Repeat("a.", 50000) + "a]", "w.toml:1:1: a key has too many parts"},
	{"a list that is none", "list = 3", "w.toml:1:8: list must be a list in brackets, not a number"},
	{"a list in single brackets", "[list]\nname = 'x'", "w.toml:1:1: each list is a [[list]], in two brackets"},
	{"a list of texts", "list = ['x']", "w.toml:1:9: list must hold tables"},
	{"under the mark of a text", "\ufeffmode = 'x'", "w.toml:1:1: mode"},
	{"in lines of Windows", "mode = 'ltp'\r\ntheme = 'x'\r\n", "w.toml:2:1: theme"},
}

func TestWatchlistErrorsNameThePlace(t *testing.T) {
	for _, tt := range faults {
		_, err := ParseWatchlist("w.toml", []byte(tt.text))
		if err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: error %v, want %q in it", tt.name, err, tt.want)
		}
	}
}

const placed = `theme = "dark"
keys.quit = "x"
[[list]]
columns = ["ltp", "oi"]
[["list"]]
  "columns" = [
    'spark',  # a comment, [with] = brackets
    "pnl",
  ]
symbols = [{ symbol = "NSE:A", meta.seen = 1 }]
[keys.more]
search = ["/",
  "p"]
`

var places = []struct {
	path         []any
	line, column int
}{
	{[]any{"theme"}, 1, 1},
	{[]any{"keys", "quit"}, 2, 1},
	{[]any{"list", 0}, 3, 1},
	{[]any{"list", 0, "columns", 1}, 4, 19},
	{[]any{"list", 1, "columns"}, 6, 3},
	{[]any{"list", 1, "columns", 1}, 8, 5},
	{[]any{"list", 1, "symbols", 0, "meta", "seen"}, 10, 32},
	{[]any{"other", "search", 1}, 13, 3},
	{[]any{"list", 2}, 0, 0},
	{[]any{"list", -1}, 0, 0},
	{[]any{"nothing", "at", "all"}, 0, 0},
	{nil, 0, 0},
}

func TestPlace(t *testing.T) {
	if _, err := ParseWatchlist("w.toml", []byte(placed)); err == nil {
		t.Error("a table within keys is no key")
	}
	w, err := ParseWatchlist("w.toml", []byte("\ufeff"+strings.Replace(placed, "keys.more", "other", 1)))
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range places {
		if line, column := w.Place(tt.path...); line != tt.line || column != tt.column {
			t.Errorf("%v stands at %d:%d, want %d:%d", tt.path, line, column, tt.line, tt.column)
		}
	}
	if line, column := (Watchlist{}).Place("theme"); line != 0 || column != 0 {
		t.Error("a watchlist of no file has no places")
	}
}

// checkSpans tells whether each value of a tree is what its bytes say.
func checkSpans(t *testing.T, text []byte, n *node) {
	t.Helper()
	for _, name := range n.names {
		checkSpans(t, text, n.fields[name])
	}
	for _, item := range n.items {
		checkSpans(t, text, item)
	}
	if n.kind == unstable.Table || n.kind == unstable.ArrayTable {
		return
	}
	var alone map[string]any
	if _, err := toml.Decode("x = "+string(text[n.from:n.to]), &alone); err != nil || !same(alone["x"], n.value) {
		t.Errorf("%q: %q is not %v (%v)", text, text[n.from:n.to], n.value, err)
	}
}

func FuzzWatchlist(f *testing.F) {
	f.Add("interval = \"5s\"\n[[list]]\nsymbols = [\"NSE:INFY\", {symbol = \"NSE:TCS\"}]\n")
	f.Add("[[list]]\nsymbols = [1, 2.5, true, [\"x\"], 2026-01-01]\n")
	f.Add("a.'b' . \"c\" = { d = 1, e.f = [ [ ], # c\r\n [1,], ], }\n[x.y] # c\n[[x.z]]\n[x.z.w]\n[keys]\na = '''\n'b'''\n")
	f.Add("2={}\n[2.0]")
	f.Fuzz(func(t *testing.T, text string) {
		got, err := ParseWatchlist("w.toml", []byte(text))
		if got.tree != nil {
			checkSpans(t, got.tree.text, got.tree.root)
		}
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

// Columns count characters, as editors do: one for a letter of any script, for
// a tab and for none before the first.
func TestColumnsAreCharacters(t *testing.T) {
	for text, want := range map[string]string{
		"[[list]]\nsymbols = [\n  { symbol = \"NSE:A\", note = \"रिज़ल्ट\", qty = \"x\" },\n]": "w.toml:3:47: qty must be",
		"\ufeffmode = 5":                             "w.toml:1:8: mode must be",
		"# é\r\n\t\tmode = \"é\"\r\n":                "w.toml:2:3: mode =",
		"mode = \"ltp\" # ü\r\nstrip = [\"ü:1\", 5]": "w.toml:2:",
		"theme = \"é\" x":                            "w.toml:1:12: ",
	} {
		_, err := ParseWatchlist("w.toml", []byte(text))
		if err == nil || !strings.HasPrefix(err.Error(), want) {
			t.Errorf("%q: got %v, want %s", text, err, want)
		}
	}
	w, err := ParseWatchlist("w.toml", []byte("[[list]]\ncolumns = [\"न\", \"x\"]"))
	if line, column := w.Place("list", 0, "columns", 1); err != nil || line != 2 || column != 17 {
		t.Errorf("placed at %d:%d, %v", line, column, err)
	}
}
