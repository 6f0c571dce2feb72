package kitesim

import (
	"encoding/json"
	"fmt"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// quotes asks a quote call.
func (c *client) quotes(path string, keys ...string) map[string]map[string]any {
	c.t.Helper()
	data := map[string]map[string]any{}
	c.get(path+"?"+url.Values{"i": keys}.Encode()).data(c.t, &data)
	return data
}

func fields(m map[string]any) string {
	var names []string
	for _, name := range strings.Fields("instrument_token timestamp last_trade_time last_price last_quantity buy_quantity sell_quantity volume average_price oi oi_day_high oi_day_low net_change lower_circuit_limit upper_circuit_limit ohlc depth") {
		if _, ok := m[name]; ok {
			names = append(names, name)
		}
	}
	if len(names) != len(m) {
		return fmt.Sprint(m)
	}
	return strings.Join(names, " ")
}

func TestQuoteFields(t *testing.T) {
	now := at(t, "2026-11-23 10:14")
	c, closeAll := dial(t, frozen(&now, Config{NoLimits: true}))
	defer closeAll()
	const whole = "instrument_token timestamp last_trade_time last_price last_quantity buy_quantity sell_quantity volume average_price oi oi_day_high oi_day_low net_change lower_circuit_limit upper_circuit_limit ohlc depth"
	for _, tc := range []struct{ path, key, want string }{
		{"/quote/ltp", "NSE:INFY", "instrument_token last_price"},
		{"/quote/ohlc", "NSE:INFY", "instrument_token last_price ohlc"},
		{"/quote", "NSE:INFY", whole},
		{"/quote", "NFO:NIFTY26DECFUT", whole},
		{"/quote", "NSE:NIFTY 50", "instrument_token timestamp last_price net_change ohlc"},
	} {
		got := c.quotes(tc.path, tc.key)
		if diff := cmp.Diff(tc.want, fields(got[tc.key])); diff != "" || len(got) != 1 {
			t.Errorf("%s %s (-want +got):\n%s", tc.path, tc.key, diff)
		}
	}
	infy := c.quotes("/quote", "NSE:INFY")["NSE:INFY"]
	depth := infy["depth"].(map[string]any)
	if len(depth["buy"].([]any)) != 5 || len(depth["sell"].([]any)) != 5 || len(infy["ohlc"].(map[string]any)) != 4 {
		t.Errorf("INFY: %v", infy)
	}
	if infy["net_change"] != 0.0 || infy["oi"] != 0.0 {
		t.Errorf("a share's net_change %v, oi %v", infy["net_change"], infy["oi"])
	}
	if fut := c.quotes("/quote", "NFO:NIFTY26DECFUT")["NFO:NIFTY26DECFUT"]; fut["net_change"] == 0.0 || fut["oi"] == 0.0 {
		t.Errorf("a future's net_change %v, oi %v", fut["net_change"], fut["oi"])
	}
}

func TestQuoteKeys(t *testing.T) {
	now := at(t, "2026-11-23 10:14")
	c, closeAll := dial(t, frozen(&now, Config{NoLimits: true}))
	defer closeAll()
	got := c.quotes("/quote/ltp", "NSE:M&M", "NSE:NIFTY 50", "256265", "738561", "NSE:NIITTECH", "NSE:INFY", "NSE:INFY",
		"nse:INFY", "INFY", "", "12", "99999999999999", "0256265", ":", "NSE:")
	for key, token := range map[string]float64{
		"NSE:M&M": 519937, "NSE:NIFTY 50": 256265, "256265": 256265, "738561": 738561, "NSE:INFY": 408065,
	} {
		if got[key]["instrument_token"] != token {
			t.Errorf("%s: %v, want token %v", key, got[key], token)
		}
	}
	if len(got) != 5 {
		t.Errorf("%d keys: %v", len(got), got)
	}
	if got := c.quotes("/quote", "NSE:NOTHING"); len(got) != 0 {
		t.Errorf("of nothing: %v", got)
	}
	// Written by hand: raw and escaped colons, + and %20.
	for _, query := range []string{"i=NSE:NIFTY+50", "i=NSE%3ANIFTY%2050", "x=1&i=NSE:NIFTY+50&y"} {
		if got := c.get("/quote/ltp?" + query); !strings.Contains(got.text, `"NSE:NIFTY 50":{"instrument_token":256265,`) {
			t.Errorf("%s: %s", query, got.text)
		}
	}
	// An unescaped & splits the query.
	if got := c.get("/quote/ltp?i=NSE:M&M"); got.text != `{"status":"success","data":{}}` {
		t.Errorf("i=NSE:M&M: %s", got.text)
	}
}

func TestQuoteCaps(t *testing.T) {
	now := at(t, "2026-11-23 10:14")
	x := frozen(&now, Config{NoLimits: true})
	c, closeAll := dial(t, x)
	defer closeAll()
	keys := someKeys(x, 1001)
	for path, most := range map[string]int{"/quote": 500, "/quote/ohlc": 1000, "/quote/ltp": 1000} {
		if got := c.quotes(path, keys[:most]...); len(got) != most {
			t.Errorf("%s: %d of %d", path, len(got), most)
		}
		c.get(path+"?"+url.Values{"i": keys[:most+1]}.Encode()).
			refused(t, 400, "InputException", fmt.Sprintf("Too many tokens requested. Max permitted is %d.", most))
		c.get(path).refused(t, 400, "InputException", "Missing or empty field `i`")
	}
}

func TestNumbersOnTheWire(t *testing.T) {
	now := at(t, "2026-11-23 08:00")
	c, closeAll := dial(t, frozen(&now, Config{NoLimits: true}))
	defer closeAll()
	for key, want := range map[string]string{
		"NSE:MARUTI":         `"last_price":16240,`, // a whole price is an integer
		"NSE:RELIANCE":       `"last_price":1541.3,`,
		"CDS:USDINR26NOVFUT": `"last_price":92.4875,`,
	} {
		if got := c.get("/quote/ohlc?i=" + url.QueryEscape(key)); !strings.Contains(got.text, want) {
			t.Errorf("%s: %s lacks %s", key, got.text, want)
		}
	}
}

func TestUntradedOption(t *testing.T) {
	now := at(t, "2026-11-23 10:14")
	x := frozen(&now, Config{NoLimits: true})
	c, closeAll := dial(t, x)
	defer closeAll()
	found := ""
	for i := range x.world.list(now).rows {
		if in := &x.world.list(now).rows[i]; in.untraded {
			found += "NFO:" + in.symbol
		}
	}
	if !regexp.MustCompile(`^NFO:INFY26DEC\d+PE$`).MatchString(found) {
		t.Fatalf("untraded: %s", found)
	}
	for _, when := range []string{"2026-11-23 10:14", "2026-11-23 20:00", "2026-11-24 08:00"} {
		now = at(t, when)
		c.token = x.NewAccessToken()
		got := c.quotes("/quote", found)[found]
		ohlc := got["ohlc"].(map[string]any)
		if v, ok := got["last_trade_time"]; !ok || v != nil || got["last_price"] != 0.0 || got["volume"] != 0.0 || ohlc["close"] == 0.0 || ohlc["open"] != 0.0 {
			t.Errorf("%s at %s: %v", found, when, got)
		}
	}
}

func TestTimesAreIndian(t *testing.T) {
	now := time.Date(2026, 11, 23, 4, 44, 7, 0, time.UTC)
	c, closeAll := dial(t, frozen(&now, Config{NoLimits: true}))
	defer closeAll()
	got := c.quotes("/quote", "NSE:NIFTY 50", "NSE:RELIANCE")
	if got["NSE:NIFTY 50"]["timestamp"] != "2026-11-23 10:14:07" {
		t.Errorf("timestamp %v", got["NSE:NIFTY 50"]["timestamp"])
	}
	if s, _ := got["NSE:RELIANCE"]["last_trade_time"].(string); !strings.HasPrefix(s, "2026-11-23 10:14:0") {
		t.Errorf("last_trade_time %v", s)
	}
}

func TestQuoteRepliesAreJSON(t *testing.T) {
	now := at(t, "2026-11-23 13:14")
	x := frozen(&now, Config{NoLimits: true})
	c, closeAll := dial(t, x)
	defer closeAll()
	for _, path := range []string{"/quote", "/quote/ohlc", "/quote/ltp"} {
		got := c.get(path + "?" + url.Values{"i": someKeys(x, 500)}.Encode())
		if !json.Valid([]byte(got.text)) {
			t.Errorf("%s is no JSON: %.300s", path, got.text)
		}
	}
}
