package kite

import (
	"context"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

var (
	friday = time.Date(2026, 11, 20, 9, 15, 0, 0, ist)
	later  = friday.Add(10 * time.Minute)
)

func TestCandles(t *testing.T) {
	c, got := serve(t, answer(t, "candles.json"))
	candles, err := c.Candles(context.Background(), 408065, Minute5, friday, later)
	if err != nil {
		t.Fatal(err)
	}
	want := []Candle{
		{Time: Time{friday}, Open: 1541.3, High: 1544.9, Low: 1540, Close: 1543.05, Volume: n(61402)},
		{Time: Time{friday.Add(5 * time.Minute)}, Open: 1543.1, High: 1543.8, Low: 1541.2, Close: 1542, Volume: n(38117)},
		{Time: Time{later}, Open: 1542, High: 1546, Low: 1541.95, Close: 1545.6, Volume: n(0)},
	}
	if diff := cmp.Diff(want, candles); diff != "" {
		t.Errorf("candles (-want +got):\n%s", diff)
	}
	if query := got.only(t).Query; query != "from=2026-11-20+09%3A15%3A00&to=2026-11-20+09%3A25%3A00" {
		t.Errorf("asked %q", query)
	}
}

func TestCandlesWithOI(t *testing.T) {
	c, got := serve(t, answer(t, "candles-oi.json"))
	candles, err := c.Candles(context.Background(), 13561858, Day, friday.UTC(), later, Continuous, WithOI)
	if err != nil {
		t.Fatal(err)
	}
	day := func(day int) Time { return Time{time.Date(2026, 11, day, 0, 0, 0, 0, ist)} }
	want := []Candle{
		{day(19), 26090, 26214.8, 26021, 26166.4, n(4130945), n(9412260)},
		{day(20), 26170, 26204, 26112.6, 26179.6, n(3904680), Count{}},
	}
	if diff := cmp.Diff(want, candles); diff != "" {
		t.Errorf("candles (-want +got):\n%s", diff)
	}
	request := got.only(t)
	want2 := "continuous=1&from=2026-11-20+09%3A15%3A00&oi=1&to=2026-11-20+09%3A25%3A00"
	if request.Query != want2 || request.Path != prefix+"/instruments/historical/13561858/day" {
		t.Errorf("asked %s?%s, want %s", request.Path, request.Query, want2)
	}
}

func TestAnEmptySpanIsNoError(t *testing.T) {
	refused := func(message string) string {
		return `{"status":"error","error_type":"InputException","message":"` + message + `","data":null}`
	}
	for _, tt := range []struct {
		name   string
		status int
		body   string
		fails  bool
	}{
		{"an empty array", 200, `{"status":"success","data":{"candles":[]}}`, false},
		{"the older form", 400, refused("No candles found based on token and time and candleType and instrument type."), false},
		{"another refusal", 400, refused("invalid token"), true},
	} {
		t.Run(tt.name, func(t *testing.T) {
			c, _ := serve(t, reply(tt.status, "application/json", tt.body))
			candles, err := c.Candles(context.Background(), 408065, Minute5, friday, later)
			if len(candles) != 0 || (err != nil) != tt.fails {
				t.Errorf("%d candles, error %v", len(candles), err)
			}
		})
	}
}

func TestBadCandleRowsAreSkipped(t *testing.T) {
	const good = `["2026-11-20T09:15:00+0530",1,2,"0.5",1.5,10,7]`
	want := Candle{Time{friday}, 1, 2, 0.5, 1.5, n(10), n(7)}
	for _, tt := range []struct {
		name, row string
		want      []Candle
	}{
		{"no array", `"x"`, nil},
		{"null", `null`, nil},
		{"object", `{"time":1}`, nil},
		{"empty", `[]`, nil},
		{"short", `["2026-11-20T09:15:00+0530",1,2,0.5,1.5]`, nil},
		{"no time", `[null,1,2,0.5,1.5,10]`, nil},
		{"time of long ago", `["1970-01-01T05:30:00+0530",1,2,0.5,1.5,10]`, nil},
		{"a price null", `["2026-11-20T09:15:00+0530",1,null,0.5,1.5,10]`, nil},
		{"a price zero", `["2026-11-20T09:15:00+0530",0,2,0.5,1.5,10]`, nil},
		{"a row in a row", `["2026-11-20T09:15:00+0530",[1,2],0.5,1.5,10]`, nil},
		{"a comma in a text", `["2026,11",1,2,0.5,1.5,10]`, nil},
		{"volume null", `["2026-11-20T09:15:00+0530",1,2,0.5,1.5,null,7]`, []Candle{{Time{friday}, 1, 2, 0.5, 1.5, Count{}, n(7)}}},
		{"volume a float", `["2026-11-20T09:15:00+0530",1,2,0.5,1.5,10.0]`, []Candle{{Time{friday}, 1, 2, 0.5, 1.5, n(10), Count{}}}},
		{"long", `["2026-11-20T09:15:00+0530",1,2,0.5,1.5,10,7,8,9]`, []Candle{want}},
		{"RFC 3339", `[ "2026-11-20T09:15:00+05:30" , 1 , 2 , 0.5 , 1.5 , 10 , 7 ]`, []Candle{want}},
	} {
		body := `{"status":"success","data":{"candles":[` + good + "," + tt.row + "," + good + `]}}`
		c, _ := serve(t, replyJSON(body))
		got, err := c.Candles(context.Background(), 1, Minute, friday, later)
		all := append(append([]Candle{want}, tt.want...), want)
		if diff := cmp.Diff(all, got); err != nil || diff != "" {
			t.Errorf("%s: %v (-want +got):\n%s", tt.name, err, diff)
		}
	}
}

func TestNoCandles(t *testing.T) {
	for data, want := range map[string]Kind{
		`{"candles":[]}`: None, `{"candles":null}`: Data, `{"candles":{}}`: Data, `{"candles":"x"}`: Data,
		`{}`: Data, `[]`: Data, `null`: Data, `"x"`: Data,
	} {
		c, _ := serve(t, replyJSON(`{"status":"success","data":`+data+`}`))
		got, err := c.Candles(context.Background(), 1, Day, friday, later)
		if KindOf(err) != want || len(got) != 0 {
			t.Errorf("data %s: %v, %v (%v), want %v", data, got, err, KindOf(err), want)
		}
	}
}

func TestCandlesThatCannotBeAskedFor(t *testing.T) {
	c := &Client{HTTP: &http.Client{Transport: refuseAll(t)}}
	for name, err := range map[string]error{
		"no such interval": func() error { _, err := c.Candles(context.Background(), 1, "week", friday, later); return err }(),
		"a path":           func() error { _, err := c.Candles(context.Background(), 1, "../..", friday, later); return err }(),
		"backwards":        func() error { _, err := c.Candles(context.Background(), 1, Day, later, friday); return err }(),
	} {
		if KindOf(err) != Input {
			t.Errorf("%s: %v (%v), want %v", name, err, KindOf(err), Input)
		}
	}
}

func TestIntervals(t *testing.T) {
	all := Intervals()
	if len(all) != 8 || all[0] != Minute || all[7] != Day {
		t.Errorf("intervals are %v", all)
	}
	for _, interval := range all {
		if interval.MaxDays() < 60 {
			t.Errorf("%s: %d days a request", interval, interval.MaxDays())
		}
	}
	if Interval("month").MaxDays() != 0 {
		t.Error("there is no month")
	}
}

func FuzzCandles(f *testing.F) {
	f.Add(fixture(f, "candles.json"))
	f.Add(fixture(f, "candles-oi.json"))
	for _, row := range append(junk, `["2026-11-20T09:15:00+0530",1,2,"0.5",1.5,10,null]`, `[",",1,2,",",3,4,5]`, `[[[],[]]]`) {
		f.Add(`{"status":"success","data":{"candles":[` + row + `]}}`)
	}
	f.Fuzz(func(t *testing.T, body string) {
		data, fault := decode[candleData](200, "", []byte(body))
		if fault != nil {
			return
		}
		candles := data.known()
		if len(candles) > strings.Count(body, "[") {
			t.Errorf("%d candles", len(candles))
		}
		for _, candle := range candles {
			if candle.Time.IsZero() || candle.Open <= 0 || candle.High <= 0 || candle.Low <= 0 || candle.Close <= 0 {
				t.Errorf("a candle that cannot be drawn: %+v", candle)
			}
			if err := fit(Quote{Timestamp: candle.Time, LastPrice: candle.Open, Volume: candle.Volume, OI: candle.OI,
				OHLC: OHLC{candle.Open, candle.High, candle.Low, candle.Close}}); err != nil {
				t.Error(err)
			}
		}
	})
}
