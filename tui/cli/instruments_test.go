//go:build unix

package cli_test

import (
	"encoding/csv"
	"encoding/json"
	"io"
	"net/http"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// downloads is how often the list was asked for.
func (b *rig) downloads() int {
	n := 0
	for _, call := range b.x.Calls() {
		if strings.HasPrefix(call.Path, "/instruments") {
			n++
		}
	}
	return n
}

// cacheHome is where the list is kept, of all hosts.
func (b *rig) cacheHome() string { return filepath.Join(b.home, ".cache", "kitewatch") }

// lines reads json's output: an object a line.
func lines(t *testing.T, text string) []map[string]any {
	t.Helper()
	var all []map[string]any
	for line := range strings.Lines(text) {
		var one map[string]any
		if err := json.Unmarshal([]byte(line), &one); err != nil {
			t.Fatalf("%q: %v", line, err)
		}
		all = append(all, one)
	}
	return all
}

func TestInstrumentsRefresh(t *testing.T) {
	b := newRig(t, "")
	b.env = nil // nobody has logged in, nor has a key
	o := b.run(nil, "instruments", "refresh")
	o.want(t, 0, `"fetched":"`)
	record := lines(t, o.stdout)[0]
	if record["rows"].(float64) < 1000 || record["bad_rows"].(float64) != 0 || record["bytes"].(float64) < 10_000 {
		t.Errorf("got %v", record)
	}
	if dir := record["folder"].(string); !strings.HasPrefix(dir, b.cacheHome()) {
		t.Errorf("kept in %s", dir)
	}
	if o.stderr != "" {
		t.Errorf("off a terminal, stderr is %q", o.stderr)
	}
	o = b.run(nil, "instruments", "refresh", "--format", "table")
	o.want(t, 0, "KEPT IN")
	if strings.Count(o.stdout, "\n") != 2 || !strings.Contains(o.stdout, " IST ") {
		t.Errorf("a table of %q", o.stdout)
	}
}

func TestInstrumentsRefreshFails(t *testing.T) {
	page := func(status int, kind, text string) func(http.ResponseWriter) {
		return func(w http.ResponseWriter) {
			w.Header().Set("Content-Type", kind)
			w.WriteHeader(status)
			_, _ = io.WriteString(w, text)
		}
	}
	tests := []struct {
		name   string
		answer func(http.ResponseWriter)
		code   int
		want   string
	}{
		{"rate limited", page(429, "application/json", `{"status":"error","message":"Too many requests","error_type":"NetworkException"}`), 8, "fewer calls"},
		{"columns missing", page(200, "text/csv", "a,b\n1,2\n"), 1, "refused: it has no column"},
		{"no index rows", page(200, "text/csv", "instrument_token,exchange_token,tradingsymbol,name,last_price,expiry,strike,tick_size,lot_size,instrument_type,segment,exchange\n1,1,INFY,,0,,0,0.1,1,EQ,NSE,NSE\n"), 1, "no index rows"},
		{"not the API", page(404, "text/html", "<html>\x1b[2J</html>"), 1, "the API answers 404"},
		{"a login after all", page(403, "application/json", `{"status":"error","message":"Log in \u001b[2J","error_type":"TokenException"}`), 3, "kitewatch login"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			b := newRig(t, "")
			b.fronted(func(w http.ResponseWriter, _ *http.Request) bool { tt.answer(w); return true })
			o := b.run(nil, "instruments", "refresh")
			o.want(t, tt.code, "", tt.want)
			if strings.Count(o.stderr, "\n") != 1 || strings.Contains(o.stderr, "\x1b") {
				t.Errorf("stderr is not one plain sentence: %q", o.stderr)
			}
			if left, _ := filepath.Glob(filepath.Join(b.cacheHome(), "*", "*.list")); left != nil {
				t.Errorf("kept: %v", left)
			}
		})
	}
}

func TestInstrumentsAskOnceAndThenNothing(t *testing.T) {
	b := newRig(t, "")
	first := b.run(nil, "instruments", "search", "reliance")
	first.want(t, 0, `"tradingsymbol":"RELIANCE"`, "No list of instruments is kept yet")
	for _, args := range [][]string{{"search", "reliance"}, {"show", "reliance"}, {"tokens"}, {"search", "nosuchthing"}, {"diff"}} {
		o := b.run(nil, append([]string{"instruments"}, args...)...)
		if strings.Contains(o.stderr, "download") {
			t.Errorf("%v: %q", args, o.stderr)
		}
	}
	if n := b.downloads(); n != 1 || len(b.x.Calls()) != 1 {
		t.Errorf("%d downloads of %d calls", n, len(b.x.Calls()))
	}
}

func TestInstrumentsSearch(t *testing.T) {
	b := newRig(t, "")
	o := b.run(nil, "instruments", "search", "nifty", "fut", "--limit", "2", "--format", "csv")
	rows, err := csv.NewReader(strings.NewReader(o.stdout)).ReadAll()
	if err != nil || len(rows) != 3 || o.code != 0 || !strings.Contains(o.stderr, "2 of ") {
		t.Fatalf("%d: %q, %v; stderr %q", o.code, o.stdout, err, o.stderr)
	}
	const columns = "exchange,tradingsymbol,name,expiry,strike,instrument_type,lot_size,tick_size,segment,instrument_token,exchange_token"
	if got := strings.Join(rows[0], ","); got != columns {
		t.Errorf("columns %s, want %s", got, columns)
	}
	if rows[1][0] != "NFO" || rows[1][2] != "NIFTY" || rows[1][4] != "" || rows[1][5] != "FUT" || rows[1][3] > rows[2][3] {
		t.Errorf("got %v", rows[1:])
	}
	o = b.run(nil, "instruments", "search", "nifty 50", "--limit", "1")
	index := lines(t, o.stdout)[0]
	for _, name := range []string{"expiry", "strike", "lot_size", "tick_size"} {
		if value, there := index[name]; !there || value != nil {
			t.Errorf("an index has the %s %v", name, value)
		}
	}
	if index["instrument_token"].(float64) != 256265 || index["segment"] != "INDICES" {
		t.Errorf("got %v", index)
	}
	b.run(nil, "instruments", "search", "m&m", "--limit", "1").want(t, 0, `"tradingsymbol":"M&M"`)
	b.run(nil, "instruments", "search", "nifty@atm+1ce").want(t, 1, "", "NFO:NIFTY@ATM+1CE follows a price, which the list does not have: kitewatch quote NFO:NIFTY@ATM+1CE shows")
	b.run(nil, "instruments", "search", "256265", "--format", "plain").want(t, 0, "NSE\tNIFTY 50\tNIFTY 50\t\t\tEQ\t\t\tINDICES\t256265\t1001\n")
	b.run(nil, "instruments", "search", "relaince", "--limit", "1").want(t, 0, `"RELIANCE"`, `Nothing has "relaince"; this is nearly it.`)
	o = b.run(nil, "instruments", "search", "reliance", "--format", "table", "--limit", "1")
	o.want(t, 0, "EXCH  SYMBOL    NAME                 EXPIRY  STRIKE  TYPE  LOT  TICK  SEGMENT   TOKEN\n"+
		"NSE   RELIANCE  RELIANCE INDUSTRIES  —            —  EQ      1  0.10  NSE      738561\n")
}

func TestInstrumentsSearchFindsNothing(t *testing.T) {
	b := newRig(t, "")
	b.run(nil, "instruments", "refresh")
	for _, tt := range []struct {
		name string
		args []string
		code int
		want string
	}{
		{"unknown word", []string{"qqqqzzzz"}, 1, `has "qqqqzzzz"`},
		{"escapes", []string{"\x1b]0;qqqqzzzz\a"}, 1, "nothing in the list of"},
		{"broken text", []string{"\xff\xfe\xfd"}, 2, "search needs a word"},
		{"a hundred thousand letters", []string{strings.Repeat("zq", 50_000)}, 1, "nothing in the list of"},
		{"a thousand words", slices.Repeat([]string{"qx"}, 1000), 1, "nothing in the list of"},
		{"no word", nil, 2, "search needs a word"},
		{"blanks", []string{" ", "\t"}, 2, "search needs a word"},
		{"limit of none", []string{"infy", "--limit", "0"}, 2, "--limit 0"},
		{"limit below none", []string{"infy", "--limit", "-3"}, 2, "--limit -3"},
		{"no format", []string{"infy", "--format", "xml"}, 2, "xml"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			o := b.run(nil, append([]string{"instruments", "search"}, tt.args...)...)
			o.want(t, tt.code, "", tt.want)
			if strings.Count(o.stderr, "\n") != 1 || strings.ContainsAny(o.stderr, "\x1b\a") || len(o.stderr) > 2200 {
				t.Errorf("stderr is not one plain sentence: %q", o.stderr)
			}
		})
	}
}
