//go:build unix

package cli_test

import (
	"encoding/csv"
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"kitewatch/kite/kitesim"
)

// tradeRig is a rig whose session is the environment's.
func tradeRig(t *testing.T, faults ...string) *rig {
	t.Helper()
	b := newRig(t, "")
	b.env = append(b.env, "KITE_ACCESS_TOKEN="+b.x.NewAccessToken(), "XDG_STATE_HOME="+filepath.Join(b.home, "state"))
	for _, text := range faults {
		f, err := kitesim.ParseFault(text)
		if err != nil {
			t.Fatal(err)
		}
		b.x.AddFault(f)
	}
	return b
}

const stampPattern = `2026-\d\d-\d\dT10:14:\d\d\+05:30`

func TestQuoteFormats(t *testing.T) {
	tests := []struct {
		args []string
		want string // a pattern of the whole of stdout
	}{
		{[]string{"INFY", "--mode", "ltp"},
			`{"time":"STAMP","exchange":"NSE","tradingsymbol":"INFY","instrument_token":408065,"last_price":NUM,"change":NUM,"change_pct":NUM,"state":"live"}\n`},
		{[]string{"NSE:M&M", "NSE:NOSUCH", "--format", "json"},
			`{"time":"STAMP","exchange":"NSE","tradingsymbol":"M&M","instrument_token":519937,"last_price":NUM,"open":NUM,"high":NUM,"low":NUM,"close":NUM,"change":NUM,"change_pct":NUM,"state":"live"}\n` +
				`{"time":"STAMP","exchange":"NSE","tradingsymbol":"NOSUCH","instrument_token":null,"last_price":null,"open":null,"high":null,"low":null,"close":null,"change":null,"change_pct":null,"state":"no data"}\n`},
		{[]string{"408065", "--mode", "ltp"}, `{"time":"STAMP","exchange":null,"tradingsymbol":null,"instrument_token":408065,"last_price":NUM,.*}\n`},
		{[]string{"infy", "nse:nifty 50", "--mode", "ltp", "--format", "plain"}, `STAMP\tNSE\tINFY\t408065\tNUM\tNUM\tNUM\tlive\nSTAMP\tNSE\tNIFTY 50\t256265\tNUM\tNUM\tNUM\tlive\n`},
		{[]string{"INFY", "NIFTY 50", "--format", "csv"},
			`time,exchange,tradingsymbol,instrument_token,last_price,open,high,low,close,change,change_pct,state\nSTAMP,NSE,INFY,408065,NUM,NUM,NUM,NUM,NUM,NUM,NUM,live\nSTAMP,NSE,NIFTY 50,256265,.*\n`},
		{[]string{"INFY", "NIFTY 50", "NOSUCH", "--mode", "ltp", "--format", "table"},
			`TIME      EXCH  SYMBOL     TOKEN +LTP +CHG  CHG %  STATE\n10:14:\d\d  NSE   INFY      408065 +[\d,.]+ +[+-][\d.]+  [+-]\d\.\d\d  live\n` +
				`10:14:\d\d  NSE   NIFTY 50  256265  [\d,.]+ +[+-][\d.]+  [+-]\d\.\d\d  live\n10:14:\d\d  NSE   NOSUCH         — +— +— +—  no data\n`},
		{[]string{"NIFTY 50", "--mode", "quote"}, `{.*"volume":null,.*"oi":null,.*"depth":null,"change":NUM,"change_pct":NUM,"state":"live"}\n`},
		{[]string{"INFY", "--mode", "quote"}, `{.*"close":NUM,"timestamp":"STAMP","last_trade_time":"STAMP",.*,"upper_circuit_limit":NUM,"depth":{"buy":\[{"price":NUM,"quantity":NUM,"orders":NUM},.*\],"sell":\[.*\]},"change":.*}\n`},
	}
	b := tradeRig(t)
	for _, tt := range tests {
		t.Run(strings.Join(tt.args, " "), func(t *testing.T) {
			own := t.TempDir() // a budget that no call before has used
			got := b.run(nil, append([]string{"quote", "--state-dir", own}, tt.args...)...)
			pattern := strings.NewReplacer("STAMP", stampPattern, "NUM", `-?[\d.]+`).Replace(tt.want)
			code := 0
			if strings.Contains(tt.want, "no data") {
				code = 4 // a symbol that nobody lists
			}
			if !regexp.MustCompile(`^`+pattern+`$`).MatchString(got.stdout) || got.code != code {
				t.Errorf("exit code %d, stdout\n%s\nwant\n%s\nstderr %s", got.code, got.stdout, pattern, got.stderr)
			}
		})
	}
}

// TestQuoteTellsTheTruth compares what is printed with what the exchange holds.
func TestQuoteTellsTheTruth(t *testing.T) {
	b := tradeRig(t)
	got := b.run(nil, "quote", "INFY", "--mode", "quote", "--format", "json")
	var q struct {
		LastPrice float64 `json:"last_price"`
		Close     float64 `json:"close"`
		Change    float64 `json:"change"`
		Pct       float64 `json:"change_pct"`
		Volume    *int64  `json:"volume"`
		Depth     struct{ Buy, Sell []struct{ Price float64 } }
	}
	if err := json.Unmarshal([]byte(got.stdout), &q); err != nil {
		t.Fatalf("%v in %q", err, got.stdout)
	}
	last, before, _ := b.x.Truth("NSE", "INFY")
	if q.LastPrice < last*0.99 || q.LastPrice > last*1.01 || q.Close != before || q.Volume == nil || *q.Volume == 0 {
		t.Errorf("%+v, while the exchange has %v after %v", q, last, before)
	}
	if d := q.Change - (q.LastPrice - before); d > 1e-6 || d < -1e-6 || (q.Pct > 0) != (q.Change > 0) {
		t.Errorf("change %v, %v%%", q.Change, q.Pct)
	}
	if len(q.Depth.Buy) != 5 || len(q.Depth.Sell) != 5 || q.Depth.Buy[0].Price >= q.Depth.Sell[0].Price {
		t.Errorf("book %+v", q.Depth)
	}
}

func TestLineCommandsRefuse(t *testing.T) {
	tests := []struct {
		args []string
		code int
		want string // in stderr
	}{
		{[]string{"quote"}, 2, "quote needs a symbol"},
		{[]string{"quote", "NSE:"}, 4, `"NSE:" is no symbol`},
		{[]string{"quote", ""}, 4, `"" is no symbol`},
		{[]string{"quote", "NSE:\x1b[2J"}, 4, "is no symbol"},
		{[]string{"quote", "INFY", "--mode", "full"}, 2, "ltp, ohlc or quote"},
		{[]string{"quote", "INFY", "--format", "xml"}, 2, "table, plain, json, csv"},
		{[]string{"quote", "INFY", "--api-url", "http://example.com"}, 2, "https"},
		{append([]string{"quote"}, symbols(1001)...), 2, "at most 1000"},
		{[]string{"quote", "NSE:NOSUCH"}, 4, "knows none of what was asked for: NSE:NOSUCH"},
		{[]string{"quote", strings.Repeat("X", 70)}, 4, "\"" + strings.Repeat("X", 39) + "…\" is no symbol"},
		{[]string{"quote", "INFY", "--ws-url", "foo"}, 2, "--ws-url must be an address that begins with wss://"},
		{[]string{"quote", "INFY", "--ws-url", "ws://example.com"}, 2, "--ws-url needs wss: plain ws is for loopback only"},
		{[]string{"--ws-url", "foo"}, 2, "--ws-url must be an address"},
		{[]string{"help", "bogus"}, 2, "there is no command \"bogus\""},
		{[]string{"help", "quote", "bogus"}, 2, "there is no command \"quote bogus\""},
		{[]string{"watch", "--count", "1.5"}, 2, "--count \"1.5\" is no whole number (--help"},
		{[]string{"instruments", "search", "x", "--limit", strings.Repeat("9", 60)}, 2, "--limit " + strings.Repeat("9", 39) + "… is too large"},
		{[]string{"sim", "--seed", "-1"}, 2, "--seed \"-1\" is no whole number from 0 on"},
		{[]string{"watch", "--no-color=x"}, 2, "--no-color \"x\" is neither true nor false"},
		{[]string{"sim", "--addr", "nonsense"}, 2, "is no address such as"},
		{[]string{"sim", "--addr", "127.0.0.1:99999"}, 2, "is no address such as"},
		{[]string{"sim", "--addr", "0.0.0.0:99"}, 2, "is not loopback, and no other machine is served: use 127.0.0.1:99"},
		{[]string{"quote", "INFY", "--api-url", ""}, 2, "--api-url is empty"},
		{[]string{"quote", "INFY", "--config="}, 2, "--config is empty"},
		{[]string{"quote", "INFY", "--format", ""}, 2, "--format is empty"},
		{[]string{"candles", "INFY", "--from", ""}, 2, "--from is empty"},
		{[]string{"watch", "--list", "Futures", "--list", ""}, 2, "--list is empty"},
		{[]string{"--demo", "--watchlist", ""}, 2, "--watchlist is empty"},
		{[]string{"watch", "INFY", "--interval", "0s"}, 2, "--interval"},
		{[]string{"watch", "INFY", "--interval", "-5s"}, 2, "--interval"},
		{[]string{"watch", "INFY", "--interval", "5"}, 2, "--interval"},
		{[]string{"watch", "INFY", "--count", "0"}, 2, "--count 0"},
		{[]string{"watch", "INFY", "--count", "x"}, 2, "--count"},
		{[]string{"watch", "INFY", "--for", "0s"}, 2, "--for"},
		{[]string{"watch", "INFY", "--retries", "11"}, 2, "--retries 11"},
		{[]string{"watch", "INFY", "--retries", "-1"}, 2, "--retries -1"},
		{[]string{"watch", "INFY", "--mode", ""}, 2, "--mode"},
		{[]string{"watch", "--watchlist", "no.toml"}, 4, "no.toml: there is no such file"},
		{[]string{"watch", "--tokens", "no.json"}, 4, "no.json: there is no such file"},
		{[]string{"watch", "NSE:NOSUCH"}, 4, "knows none of what was asked for"},
		{[]string{"candles"}, 2, "one symbol"},
		{[]string{"candles", "INFY", "TCS"}, 2, "one symbol"},
		{[]string{"candles", "INFY", "--interval", "week"}, 2, "minute, 3minute"},
		{[]string{"candles", "INFY", "--from", "1.1.2026"}, 2, "YYYY-MM-DD"},
		{[]string{"candles", "INFY", "--from", "2026-11-20", "--to", "2026-11-19"}, 2, "is after --to"},
		{[]string{"candles", "INFY", "--continuous"}, 2, "--interval day"},
		{[]string{"candles", "NSE:"}, 4, "is no symbol"},
		{[]string{"candles", "NOSUCH"}, 4, "knows no NSE:NOSUCH"},
		{[]string{"candles", "4294967296"}, 4, "is no symbol"},
	}
	b := tradeRig(t)
	for _, tt := range tests {
		t.Run(strings.Join(tt.args[:min(4, len(tt.args))], " "), func(t *testing.T) {
			got := b.run(nil, tt.args...)
			if got.code != tt.code || !strings.Contains(got.stderr, tt.want) {
				t.Errorf("exit code %d, want %d; stderr %q, want %q", got.code, tt.code, got.stderr, tt.want)
			}
			if strings.ContainsAny(got.stdout+got.stderr, "\x1b\a") {
				t.Errorf("an escape in %q %q", got.stdout, got.stderr)
			}
		})
	}
}

func TestLineCommandsWithoutASession(t *testing.T) {
	for _, args := range [][]string{{"quote", "INFY"}, {"watch", "INFY"}, {"candles", "INFY"}} {
		b := newRig(t, "")
		b.run(nil, args...).want(t, 3, "", "not logged in; log in with kitewatch login")
		b.env = append(b.env, "KITE_ACCESS_TOKEN="+b.x.NewAccessToken())
		b.expire()
		b.run(nil, args...).want(t, 3, "", "the API refuses KITE_ACCESS_TOKEN of the environment", "log in with kitewatch login")
		b.env = []string{"KITE_ACCESS_TOKEN=x"}
		b.run(nil, args...).want(t, 4, "", "api_key is missing")
	}
	for code, fault := range map[int]string{1: "permission", 9: "reset"} {
		b := tradeRig(t, fault)
		b.run(nil, "watch", "INFY", "--count", "1", "--retries", "0").want(t, code, "")
	}
	b := tradeRig(t, "429")
	b.run(nil, "watch", "INFY", "--for", "2s", "--retries", "0").want(t, 8, "", "rate limited")
}

func TestWatchTakesTheWatchlist(t *testing.T) {
	b := tradeRig(t)
	list := "interval = \"500ms\"\nmode = \"ltp\"\nstrip = [\"NSE:NIFTY 50\"]\n[[list]]\nsymbols = [\"NSE:INFY\", \"NSE:TCS\"]\n[[list]]\nsymbols = [\"NSE:TCS\", \"NSE:NIFTY 50\", \"NSE:SBIN\"]\n"
	path := filepath.Join(b.home, "watchlist.toml")
	if err := os.WriteFile(path, []byte(list), 0o600); err != nil {
		t.Fatal(err)
	}
	got := b.run(nil, "watch", "--count", "2", "--format", "plain")
	got.want(t, 0, "\tNSE\tINFY\t408065\t", "The interval of 500ms is raised to 1.1s")
	var names []string
	for line := range strings.Lines(got.stdout) {
		names = append(names, strings.Split(line, "\t")[2])
	}
	if want := "NIFTY 50 INFY TCS SBIN NIFTY 50 INFY TCS SBIN"; strings.Join(names, " ") != want {
		t.Errorf("lines of %v, want %s", names, want)
	}
	if fields := strings.Count(strings.SplitN(got.stdout, "\n", 2)[0], "\t") + 1; fields != 8 {
		t.Errorf("%d fields: not those of the file's mode", fields)
	}
	if err := os.WriteFile(path, []byte("retries = 1\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	b.run(nil, "watch").want(t, 2, "", "nothing to watch")
	b.run(nil, "watch", "INFY", "--for", "3s", "--format", "plain", "--mode", "ltp").want(t, 0, "\tINFY\t")
}

func TestWatchTakesAList(t *testing.T) {
	b := tradeRig(t)
	list := "[[list]]\nname = \"Swing\"\nsymbols = [\"NSE:INFY\"]\n[[list]]\nname = \"Big ones\"\nsymbols = [\"NSE:TCS\", \"NSE:SBIN\"]\n"
	if err := os.WriteFile(filepath.Join(b.home, "watchlist.toml"), []byte(list), 0o600); err != nil {
		t.Fatal(err)
	}
	got := b.run(nil, "watch", "--list", "big ones", "RELIANCE", "--count", "1", "--format", "plain")
	got.want(t, 0, "\tRELIANCE\t")
	if strings.Contains(got.stdout, "INFY") || !strings.Contains(got.stdout, "\tTCS\t") || !strings.Contains(got.stdout, "\tSBIN\t") {
		t.Errorf("stdout %q", got.stdout)
	}
	got = b.run(nil, "watch", "--list", "all", "--count", "1", "--format", "plain")
	got.want(t, 0, "\tINFY\t")
	if strings.Count(got.stdout, "\n") != 3 {
		t.Errorf("of All %q", got.stdout)
	}
	b.run(nil, "watch", "--list", "Swnig").want(t, 2, "", "no list \"Swnig\"; it has Swing, Big ones")
	b.run(nil, "__complete", "watch", "--list", "B").want(t, 0, "Big ones\n")
}

func TestWatchTakesTokens(t *testing.T) {
	b := tradeRig(t)
	path := filepath.Join(b.home, "tokens.json")
	text := "{\n  \"NIFTY BANK\": 260105,\n  \"NIFTY 50\": 256265,\n  \"GONE\": 1\n}\n"
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	got := b.run(nil, "watch", "--tokens", path, "--count", "1", "--mode", "ltp", "--format", "csv")
	got.want(t, 0, ",,NIFTY BANK,260105,", "GONE is not in the exchange's reply")
	rows, err := csv.NewReader(strings.NewReader(got.stdout)).ReadAll()
	if err != nil || len(rows) != 4 || rows[2][2] != "NIFTY 50" || rows[3][2] != "GONE" || rows[3][3] != "1" || rows[3][4] != "" {
		t.Errorf("rows %q, %v", rows, err)
	}
	if err := os.WriteFile(path, []byte("{\n  \"NIFTY 50\": \"x\"\n}"), 0o600); err != nil {
		t.Fatal(err)
	}
	b.run(nil, "watch", "--tokens", path).want(t, 4, "", path+":2:15: \"NIFTY 50\" needs an instrument_token")
}

func TestCandleFormats(t *testing.T) {
	b := tradeRig(t)
	span := []string{"--from", "2026-11-20", "--to", "2026-11-20 09:20"}
	for format, want := range map[string]string{
		"":      `{"time":"2026-11-20T09:15:00+05:30","open":`,
		"csv":   "time,open,high,low,close,volume,oi\n2026-11-20T09:15:00+05:30,",
		"plain": "2026-11-20T09:15:00+05:30\t",
		"table": "TIME                  OPEN ",
	} {
		args := append([]string{"candles", "INFY", "--state-dir", t.TempDir()}, span...)
		if format != "" {
			args = append(args, "--format", format)
		}
		got := b.run(nil, args...)
		got.want(t, 0, want)
		lines := strings.Count(got.stdout, "\n")
		if titled := format == "csv" || format == "table"; lines != 2 && !titled || lines != 3 && titled {
			t.Errorf("%s: %d lines", format, lines)
		}
	}
	b.run(nil, append([]string{"candles", "408065", "--oi"}, span...)...).want(t, 0, `,"oi":`)
}
