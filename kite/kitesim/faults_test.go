package kitesim

import (
	"compress/gzip"
	"encoding/json"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestParseFault(t *testing.T) {
	for _, c := range []struct {
		text string
		want Fault
	}{
		{"503", Fault{Name: "503"}},
		{"503@30s+60s", Fault{Name: "503", At: 30 * time.Second, For: time.Minute}},
		{"503+1m", Fault{Name: "503", For: time.Minute}},
		{"expire@2m", Fault{Name: "expire", At: 2 * time.Minute}},
		{"429=5@09:30+10s", Fault{Name: "429", Value: "5", At: 9*time.Hour + 30*time.Minute, Clock: true, For: 10 * time.Second}},
		{"hang@09:15:30", Fault{Name: "hang", At: 9*time.Hour + 15*time.Minute + 30*time.Second, Clock: true}},
		{"drop=NSE:INFY", Fault{Name: "drop", Value: "NSE:INFY"}},
		{"drop=NSE:M&M@1h", Fault{Name: "drop", Value: "NSE:M&M", At: time.Hour}},
		{"drop=NSE:NIFTY 50", Fault{Name: "drop", Value: "NSE:NIFTY 50"}},
		{"slow=8s", Fault{Name: "slow", Value: "8s"}},
		{"cut=wire", Fault{Name: "cut", Value: "wire"}},
		{"hang@00:00", Fault{Name: "hang", Clock: true}},
	} {
		got, err := ParseFault(c.text)
		if diff := cmp.Diff(c.want, got); diff != "" || err != nil {
			t.Errorf("%s: %v (-want +got):\n%s", c.text, err, diff)
		}
		if again, err := ParseFault(got.String()); again != got || err != nil {
			t.Errorf("%s is written %s, which is %+v, %v", c.text, got, again, err)
		}
	}
}

func TestParseFaultRefuses(t *testing.T) {
	for text, want := range map[string]string{
		"":              "is not known; there are 1970, 403, 429",
		"oops":          `fault "oops" is not known`,
		"503=1":         "fault 503: it takes no value",
		"503@":          "starts after a duration such as 30s or at a clock time",
		"503@-3s":       "starts after",
		"503@25:00":     "starts after",
		"503+":          "how long is a duration such as 60s",
		"503+0s":        "how long",
		"503+60":        "how long",
		"drop":          "fault drop: it takes a symbol, drop=NSE:INFY",
		"drop=":         "fault drop: it takes a symbol",
		"429=soon":      "fault 429: it takes whole seconds",
		"429=-1":        "fault 429: it takes whole seconds",
		"slow=8":        "fault slow: it takes a duration, slow=8s",
		"cut=both":      "fault cut: it takes one of json, wire, gzip",
		"cut=":          "fault cut: it takes one of",
		"503@30s@40s":   "starts after",
		"503+30s+40s":   "how long",
		"hang=@1s":      "fault hang: it takes no value",
		"expire=now@1s": "fault expire: it takes no value",
	} {
		if got, err := ParseFault(text); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %+v, %v, want an error with %q", text, got, err, want)
		}
	}
}

func FuzzParseFault(f *testing.F) {
	for _, text := range []string{"503@30s+60s", "drop=NSE:INFY", "429=5@09:30+10s", "slow=1h@1ns", "cut=gzip+1us", "expire@23:59:59"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		fault, err := ParseFault(text)
		if err != nil {
			if fault != (Fault{}) {
				t.Errorf("%q: %+v and %v", text, fault, err)
			}
			return
		}
		if again, err := ParseFault(fault.String()); err != nil || again != fault {
			t.Errorf("%q is %+v, written %q: %+v, %v", text, fault, fault, again, err)
		}
	})
}

func TestFaultReplies(t *testing.T) {
	now := at(t, "2026-11-23 10:14")
	x := frozen(&now, Config{NoLimits: true, Rows: 1})
	c, closeAll := dial(t, x)
	defer closeAll()
	for _, tc := range []struct {
		fault, kind, word string
		status            int
	}{
		{"403", "text/html", "403 Forbidden", 403},
		{"502", "text/html", "502 Bad Gateway", 502},
		{"503", "text/html", "503 Service Unavailable", 503},
		{"504", "text/html", "504 Gateway Timeout", 504},
		{"520", "text/html", "520 ", 520},
		{"html", "text/html", "Wi-Fi", 200},
		{"empty", "application/json", "", 200},
		{"garbage", "application/json", "\x1b[2J", 200},
		{"500", "application/json", `"GeneralException"`, 500},
		{"general", "application/json", `"GeneralException"`, 500},
		{"network", "application/json", `"NetworkException"`, 503},
		{"error200", "application/json", `"status":"error"`, 200},
		{"data", "application/json", `"DataException"`, 502},
		{"input", "application/json", `"InputException"`, 400},
		{"token", "application/json", `"TokenException"`, 403},
		{"permission", "application/json", `"PermissionException"`, 403},
		{"429", "application/json", "Too many requests", 429},
	} {
		x.AddFault(fault(t, tc.fault))
		got := c.get("/quote?i=NSE:INFY")
		if got.StatusCode != tc.status || got.Header.Get("Content-Type") != tc.kind || !strings.Contains(got.text, tc.word) {
			t.Errorf("%s: %d %s %q", tc.fault, got.StatusCode, got.Header.Get("Content-Type"), got.text)
		}
		// Everything else goes on meanwhile.
		if got := c.get("/user/profile"); got.StatusCode != 200 {
			t.Errorf("%s hits the profile: %d", tc.fault, got.StatusCode)
		}
		calls := x.Calls()
		if call := calls[len(calls)-2]; call.Fault != tc.fault || call.Status != tc.status {
			t.Errorf("%s is logged as %+v", tc.fault, call)
		}
		x.ClearFaults()
		if got := c.get("/quote?i=NSE:INFY"); got.StatusCode != 200 || !json.Valid([]byte(got.text)) {
			t.Errorf("after %s: %d %s", tc.fault, got.StatusCode, got.text)
		}
	}
}

func fault(t *testing.T, text string) Fault {
	t.Helper()
	f, err := ParseFault(text)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func TestFaultHeaders(t *testing.T) {
	now := at(t, "2026-11-23 10:14")
	x := frozen(&now, Config{NoLimits: true, Rows: 1})
	c, closeAll := dial(t, x)
	defer closeAll()
	x.AddFault(fault(t, "429=7"))
	if got := c.get("/quote?i=NSE:INFY"); got.Header.Get("Retry-After") != "7" {
		t.Errorf("Retry-After %q", got.Header.Get("Retry-After"))
	}
	x.ClearFaults()
	x.AddFault(fault(t, "age"))
	if got := c.get("/quote?i=NSE:INFY"); got.Header.Get("Age") != "30" || got.StatusCode != 200 {
		t.Errorf("Age %q", got.Header.Get("Age"))
	}
}

func TestFaultBodies(t *testing.T) {
	now := at(t, "2026-11-23 10:14")
	x := frozen(&now, Config{NoLimits: true, Rows: 1})
	c, closeAll := dial(t, x)
	defer closeAll()
	const path = "/quote?i=NSE:INFY&i=NSE:TCS"
	whole := c.get(path).text
	with := func(text string) answer {
		t.Helper()
		x.ClearFaults()
		x.AddFault(fault(t, text))
		got, err := c.try("GET", path, nil)
		if err != nil {
			t.Fatalf("%s: %v", text, err)
		}
		return got
	}
	if got := with("cut"); got.text != whole[:len(whole)/2] || got.failure != nil {
		t.Errorf("cut: %v %q", got.failure, got.text)
	}
	if got := with("cut=wire"); got.failure != io.ErrUnexpectedEOF || got.text != whole[:len(whole)/2] {
		t.Errorf("cut=wire: %v %q", got.failure, got.text)
	}
	got := with("cut=gzip")
	z, err := gzip.NewReader(strings.NewReader(got.text))
	if err != nil {
		t.Fatalf("cut=gzip: %v", err)
	}
	if text, err := io.ReadAll(z); err != io.ErrUnexpectedEOF || !strings.HasPrefix(whole, string(text)) {
		t.Errorf("cut=gzip: %v %q", err, text)
	}
	for text, want := range map[string]string{
		"1970": `"last_trade_time":"1970-01-01 05:30:00"`,
		"zero": `"last_price":0,`,
		"null": `"last_price":null,`,
		"type": `"last_price":"`,
	} {
		if got := with(text); !strings.Contains(got.text, want) || !json.Valid([]byte(got.text)) {
			t.Errorf("%s: %s lacks %s", text, got.text, want)
		}
	}
	x.ClearFaults()
	x.AddFault(fault(t, "drop=NSE:INFY"))
	if got := c.quotes("/quote", "NSE:INFY", "NSE:TCS", "408065"); len(got) != 1 || got["NSE:TCS"] == nil {
		t.Errorf("drop: %v", got)
	}
}

func TestFaultyConnections(t *testing.T) {
	now := at(t, "2026-11-23 10:14")
	x := frozen(&now, Config{NoLimits: true, Rows: 1, Faults: []Fault{{Name: "reset"}}})
	c, closeAll := dial(t, x)
	defer closeAll()
	if got, err := c.try("GET", "/quote?i=NSE:INFY", nil); err == nil {
		t.Errorf("reset: %s", got.text)
	}
	if got := c.get("/user/profile"); got.StatusCode != 200 {
		t.Errorf("after a reset: %d", got.StatusCode)
	}
}

func TestDumpFaults(t *testing.T) {
	now := at(t, "2026-11-23 10:14")
	x := frozen(&now, Config{NoLimits: true, Rows: 1})
	c, closeAll := dial(t, x)
	defer closeAll()
	x.AddFault(fault(t, "dump502"))
	if got := c.get("/instruments"); got.StatusCode != 502 || got.Header.Get("Content-Type") != "text/html" {
		t.Errorf("dump502: %d", got.StatusCode)
	}
	if got := c.get("/quote?i=NSE:INFY"); got.StatusCode != 200 {
		t.Errorf("dump502 hits quotes: %d", got.StatusCode)
	}
	x.ClearFaults()
	x.AddFault(fault(t, "dumpheader"))
	if got := c.get("/instruments/NSE"); got.text != dumpHeader || got.Header.Get("Content-Type") != "text/csv" {
		t.Errorf("dumpheader: %q", got.text)
	}
	x.ClearFaults()
	whole := c.get("/instruments/CDS").text
	x.AddFault(fault(t, "dumpcut"))
	if got := c.get("/instruments/CDS"); got.text != whole[:len(whole)/2] {
		t.Errorf("dumpcut: %d of %d bytes", len(got.text), len(whole))
	}
	got := c.get("/instruments/CDS", "Accept-Encoding", "gzip")
	z, err := gzip.NewReader(strings.NewReader(got.text))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := io.ReadAll(z); err != io.ErrUnexpectedEOF {
		t.Errorf("dumpcut compressed: %v", err)
	}
}

func TestPermissionNeedsASession(t *testing.T) {
	now := at(t, "2026-11-23 10:14")
	x := frozen(&now, Config{NoLimits: true, Rows: 1, Faults: []Fault{{Name: "permission"}}})
	c, closeAll := dial(t, x)
	defer closeAll()
	const path = "/quote?i=NSE:INFY"
	c.get(path).refused(t, 403, "PermissionException", "Insufficient permission for that call.")
	c.get(candlePath(reliance, "day", "2026-11-20", "2026-11-23")).refused(t, 403, "PermissionException", "Insufficient permission for that call.")
	c.token = "dead"
	c.get(path).refused(t, 403, "TokenException", "Incorrect `api_key` or `access_token`.")
}
