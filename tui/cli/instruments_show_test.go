//go:build unix

package cli_test

import (
	"encoding/csv"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"kitewatch/kite/market"
)

func TestInstrumentsShow(t *testing.T) {
	b := newRig(t, "")
	b.run(nil, "instruments", "refresh")
	show := func(args ...string) map[string]any {
		t.Helper()
		o := b.run(nil, append([]string{"instruments", "show"}, args...)...)
		if o.code != 0 {
			t.Fatalf("show %v: %d, %q", args, o.code, o.stderr)
		}
		return lines(t, o.stdout)[0]
	}
	share := show("reliance")
	for name, want := range map[string]any{"exchange": "NSE", "tradingsymbol": "RELIANCE", "instrument_token": 738561.0, "exchange_token": 2885.0,
		"instrument_type": "EQ", "decimals": 2.0, "hours": "NSE:AUCTION", "underlying": nil, "days_to_expiry": nil, "rolling": nil, "expiry": nil} {
		if value, there := share[name]; !there || value != want {
			t.Errorf("RELIANCE: %s is %v, want %v", name, value, want)
		}
	}
	if share["futures"].(float64) < 1 || share["options"].(float64) < 10 {
		t.Errorf("on RELIANCE: %v futures, %v options", share["futures"], share["options"])
	}
	if index := show("256265"); index["tradingsymbol"] != "NIFTY 50" || index["futures"].(float64) < 1 || index["lot_size"] != nil {
		t.Errorf("NIFTY 50: %v", index)
	}
	future := show("NFO:NIFTY@FUT1")
	until, err := time.Parse(time.RFC3339, future["rolls_at"].(string))
	expiry, _ := time.ParseInLocation(time.DateOnly, future["expiry"].(string), market.IST)
	days := market.DateOf(expiry) - market.DateOf(b.x.Time())
	if err != nil || future["underlying"] != "NSE:NIFTY 50" || future["rolling"] != "NFO:NIFTY@FUT1" || future["options"] != nil ||
		market.DateOf(until) != market.DateOf(expiry) || future["days_to_expiry"].(float64) != float64(days) {
		t.Errorf("NIFTY@FUT1: %v", future)
	}
	if gold := show("mcx:gold@fut1"); gold["exchange"] != "MCX" || gold["hours"] != "MCX" || gold["underlying"] != nil {
		t.Errorf("GOLD@FUT1: %v", gold)
	}
	o := b.run(nil, "instruments", "show", "MCX:gold@fut2", "--format", "table")
	o.want(t, 0, "instrument_type   FUT\n", "MCX:GOLD@FUT2 is MCX:GOLD")
	if !strings.HasPrefix(o.stdout, "exchange          MCX\n") || !strings.Contains(o.stdout, "strike            —\n") {
		t.Errorf("as a table: %q", o.stdout)
	}
	o = b.run(nil, "instruments", "show", "infy", "--format", "csv")
	if rows, err := csv.NewReader(strings.NewReader(o.stdout)).ReadAll(); err != nil || len(rows) != 2 || len(rows[0]) != 19 || rows[1][1] != "INFY" {
		t.Errorf("as csv: %q, %v", o.stdout, err)
	}
}

func TestInstrumentsShowWhatIsNot(t *testing.T) {
	b := newRig(t, "")
	b.run(nil, "instruments", "refresh")
	for _, tt := range []struct {
		name string
		args []string
		code int
		want string
	}{
		{"misspelt", []string{"NSE:RELAINCE"}, 4, "did you mean NSE:RELIANCE?"},
		{"expired", []string{"NFO:NIFTY24NOVFUT"}, 4, "expired in Nov 2024; nearest is NIFTY"},
		{"token of nobody", []string{"9"}, 4, "no instrument has the token 9"},
		{"no symbol", []string{"NSE:"}, 4, "is no symbol"},
		{"escape", []string{"NSE:\x1b[2J"}, 4, "is no symbol"},
		{"empty", []string{""}, 4, "is no symbol"},
		{"long", []string{strings.Repeat("A", 50_000)}, 4, "AAA"},
		{"two", []string{"NSE:NIFTY", "50"}, 2, "needs quotes"},
		{"none", nil, 2, "one symbol"},
		{"on two exchanges", []string{"crudeoil@fut1"}, 4, "MCX and NCO: say which"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			o := b.run(nil, append([]string{"instruments", "show"}, tt.args...)...)
			o.want(t, tt.code, "", tt.want)
			if strings.Count(o.stderr, "\n") != 1 || strings.Contains(o.stderr, "\x1b") {
				t.Errorf("stderr is not one plain sentence: %q", o.stderr)
			}
		})
	}
	o := b.run(nil, "instruments")
	o.want(t, 2, "", "refresh, search, show, tokens, diff")
	b.run(nil, "instruments", "\x1bdestroy").want(t, 2, "", "is none of refresh")
}

// TestInstrumentsTokens: exercise 2 of the lesson.
func TestInstrumentsTokens(t *testing.T) {
	b := newRig(t, "")
	o := b.run(nil, "instruments", "tokens")
	var tokens map[string]uint32
	if err := json.Unmarshal([]byte(o.stdout), &tokens); err != nil || o.code != 0 {
		t.Fatalf("%d: %v\n%s", o.code, err, o.stdout)
	}
	for name, want := range map[string]uint32{"NIFTY 50": 256265, "NIFTY BANK": 260105, "RELIANCE": 738561, "TCS": 2953217, "HDFCBANK": 341249} {
		if tokens[name] != want {
			t.Errorf("%s has the token %d, want %d", name, tokens[name], want)
		}
	}
	futures := 0
	for name := range tokens {
		if strings.HasSuffix(name, "FUT") && strings.Contains(name, "NIFTY") {
			futures++
		}
	}
	if futures != 2 || len(tokens) != 7 {
		t.Errorf("got %v", tokens)
	}
	file := filepath.Join(b.home, "tokens.json")
	b.run(nil, "instruments", "tokens", "-o", "tokens.json").want(t, 0, "", "7 tokens", "written to "+file)
	text, err := os.ReadFile(file)
	if err != nil || string(text) != o.stdout {
		t.Errorf("in the file: %q, %v", text, err)
	}
	if info, _ := os.Stat(file); info.Mode().Perm() != 0o600 {
		t.Errorf("a new file has the mode %v", info.Mode())
	}
	if err := os.Chmod(file, 0o644); err != nil {
		t.Fatal(err)
	}
	b.run(nil, "instruments", "tokens", "infy", "-o", "tokens.json").want(t, 0, "", "One token")
	if info, _ := os.Stat(file); info.Mode().Perm() != 0o644 {
		t.Errorf("the file that was there has the mode %v now", info.Mode())
	}
}

func TestInstrumentsTokensOfSymbols(t *testing.T) {
	b := newRig(t, "")
	b.run(nil, "instruments", "tokens", "m&m", "NSE:RELIANCE", "infy", "BSE:RELIANCE", "408065", "NSE:INFY").want(t, 0,
		"{\n  \"M&M\": 519937,\n  \"NSE:RELIANCE\": 738561,\n  \"INFY\": 408065,\n  \"BSE:RELIANCE\": 128083204\n}\n")
	b.run(nil, "instruments", "tokens", "INFY", "-o", "-").want(t, 0, "{\n  \"INFY\": 408065\n}\n")
	var rolled map[string]uint32
	o := b.run(nil, "instruments", "tokens", "NFO:NIFTY@FUT1")
	if err := json.Unmarshal([]byte(o.stdout), &rolled); err != nil || len(rolled) != 1 || strings.Contains(o.stdout, "@") {
		t.Errorf("a rolling symbol: %q, %v", o.stdout, err)
	}
	file := filepath.Join(b.home, "tokens.json")
	if err := os.WriteFile(file, []byte("mine"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		name string
		args []string
		code int
		want []string
	}{
		{"unknown symbols", []string{"INFY", "TULIPS", "-o", file, "NSE:RELAINCE"}, 4, []string{"TULIPS is not in the list", "RELAINCE: no such symbol"}},
		{"no symbol", []string{"INFY", "NSE:", "-o", file}, 4, []string{"is no symbol"}},
		{"no file", []string{"INFY", "-o", ""}, 2, []string{"--output is empty"}},
		{"a folder", []string{"INFY", "-o", b.home}, 4, []string{"is a folder"}},
		{"a device", []string{"INFY", "-o", "/dev/null"}, 4, []string{"is no regular file"}},
		{"a file for a folder", []string{"INFY", "-o", file + "/tokens.json"}, 4, []string{"not a directory"}},
		{"too many", append(symbols(1001), "-o", file), 2, []string{"1001"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			b.run(nil, append([]string{"instruments", "tokens"}, tt.args...)...).want(t, tt.code, "", tt.want...)
			if text, _ := os.ReadFile(file); string(text) != "mine" {
				t.Errorf("the file holds %q", text)
			}
			if left, _ := filepath.Glob(filepath.Join(b.home, ".tokens*")); left != nil {
				t.Errorf("left behind: %v", left)
			}
		})
	}
}
