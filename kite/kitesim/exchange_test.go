package kitesim

import (
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// client talks to an exchange in memory.
type client struct {
	t     *testing.T
	http  *http.Client
	x     *Exchange
	token string
}

// dial serves an exchange in memory for a test, logged in. Inside a bubble it
// must be closed before the bubble ends: call close.
func dial(t *testing.T, x *Exchange) (c *client, closeAll func()) {
	t.Helper()
	pipe := x.Pipe()
	transport := &http.Transport{DialContext: pipe.DialContext, DisableCompression: true}
	c = &client{t: t, x: x, token: x.NewAccessToken(), http: &http.Client{
		Transport:     transport,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}}
	return c, func() {
		transport.CloseIdleConnections()
		if err := pipe.Close(); err != nil {
			t.Error(err)
		}
	}
}

// answer is a reply, read whole.
type answer struct {
	*http.Response
	text    string
	failure error // in reading its body
}

// do sends a request with the session's credentials, unless it has others.
func (c *client) do(method, path string, form url.Values, header ...string) answer {
	c.t.Helper()
	got, err := c.try(method, path, form, header...)
	if err != nil {
		c.t.Fatalf("%s %s: %v", method, path, err)
	}
	return got
}

func (c *client) try(method, path string, form url.Values, header ...string) (answer, error) {
	var body io.Reader
	if form != nil {
		body = strings.NewReader(form.Encode())
	}
	r, err := http.NewRequest(method, "http://127.0.0.1"+path, body)
	if err != nil {
		return answer{}, err
	}
	r.Header.Set("Authorization", "token "+c.x.APIKey()+":"+c.token)
	if form != nil {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	for i := 0; i < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	resp, err := c.http.Do(r)
	if err != nil {
		return answer{}, err
	}
	defer resp.Body.Close()
	text, failure := io.ReadAll(resp.Body)
	return answer{resp, string(text), failure}, nil
}

func (c *client) get(path string, header ...string) answer {
	c.t.Helper()
	return c.do(http.MethodGet, path, nil, header...)
}

// envelope is what a reply says of itself.
type envelope struct {
	Status    string          `json:"status"`
	Message   string          `json:"message"`
	ErrorType string          `json:"error_type"`
	Data      json.RawMessage `json:"data"`
}

func (a answer) envelope(t *testing.T) envelope {
	t.Helper()
	var e envelope
	if err := json.Unmarshal([]byte(a.text), &e); err != nil {
		t.Fatalf("%s is no envelope: %v: %.200s", a.Request.URL.Path, err, a.text)
	}
	return e
}

// data reads a success.
func (a answer) data(t *testing.T, into any) {
	t.Helper()
	e := a.envelope(t)
	if a.StatusCode != http.StatusOK || e.Status != "success" {
		t.Fatalf("%s: %d %s", a.Request.URL.Path, a.StatusCode, a.text)
	}
	if err := json.Unmarshal(e.Data, into); err != nil {
		t.Fatalf("%s: %v: %s", a.Request.URL.Path, err, e.Data)
	}
}

// refused checks an error reply.
func (a answer) refused(t *testing.T, status int, errorType, message string) {
	t.Helper()
	e := a.envelope(t)
	if a.StatusCode != status || e.Status != "error" || e.ErrorType != errorType || e.Message != message {
		t.Errorf("%s: got %d %s, want %d %s %q", a.Request.URL.Path, a.StatusCode, a.text, status, errorType, message)
	}
	if !strings.HasPrefix(a.Header.Get("Content-Type"), "application/json") {
		t.Errorf("%s: an error of type %q", a.Request.URL.Path, a.Header.Get("Content-Type"))
	}
}

func TestEveryReplyHasDateAndType(t *testing.T) {
	now := time.Date(2026, 11, 23, 4, 44, 0, 0, time.UTC)
	x := New(Config{Now: func() time.Time { return now }, Offset: 90 * time.Minute, NoLimits: true})
	c, closeAll := dial(t, x)
	defer closeAll()
	for _, path := range []string{
		"/", "/connect/login", "/connect/login?api_key=x", "/user/profile", "/quote", "/quote?i=NSE:INFY", "/nothing",
		"/instruments/BSE", "/instruments/XYZ", "/instruments/historical/1/day", "/session/token",
	} {
		got := c.get(path)
		if want := "Mon, 23 Nov 2026 06:14:00 GMT"; got.Header.Get("Date") != want {
			t.Errorf("%s: Date %q, want %q", path, got.Header.Get("Date"), want)
		}
		if got.Header.Get("Content-Type") == "" {
			t.Errorf("%s has no Content-Type", path)
		}
		if got.StatusCode >= 400 {
			if e := got.envelope(t); e.Message == "" || e.ErrorType == "" {
				t.Errorf("%s: an error without words: %s", path, got.text)
			}
		}
	}
}

func TestRoutes(t *testing.T) {
	now := at(t, "2026-11-23 10:14")
	c, closeAll := dial(t, frozen(&now, Config{NoLimits: true}))
	defer closeAll()
	c.get("/").refused(t, 404, "GeneralException", "Route not found")
	c.get("/orders").refused(t, 404, "GeneralException", "Route not found")
	c.do("POST", "/quote?i=NSE:INFY", nil).refused(t, 405, "GeneralException", "Method not allowed")
	c.do("PUT", "/session/token", nil).refused(t, 405, "GeneralException", "Method not allowed")
	c.do("DELETE", "/instruments", nil).refused(t, 405, "GeneralException", "Method not allowed")
}

func TestMorningOffset(t *testing.T) {
	for _, c := range []struct{ now, want string }{
		{"2026-11-23 03:58", "2026-11-23 10:14"},
		{"2026-11-23 22:00", "2026-11-23 10:14"},
		{"2026-11-24 03:58", "2026-11-23 10:14"}, // a holiday
		{"2026-11-22 12:00", "2026-11-20 10:14"}, // a Sunday
		{"2026-12-26 00:00", "2026-12-24 10:14"},
	} {
		now := at(t, c.now)
		for _, zone := range []*time.Location{time.UTC, now.Location()} {
			if got := now.Add(MorningOffset(now.In(zone))); !got.Equal(at(t, c.want)) {
				t.Errorf("at %s the clock shows %s, want %s", c.now, got, c.want)
			}
		}
	}
}

func TestTruth(t *testing.T) {
	now := at(t, "2026-11-23 08:00")
	x := frozen(&now, Config{})
	if last, close, ok := x.Truth("NSE", "RELIANCE"); last != 1541.3 || close != 1541.3 || !ok {
		t.Errorf("RELIANCE before the open: %v, %v, %t", last, close, ok)
	}
	now = at(t, "2026-11-23 10:14")
	if last, close, ok := x.Truth("NSE", "RELIANCE"); last == 1541.3 || close != 1541.3 || !ok {
		t.Errorf("RELIANCE in the morning: %v, %v, %t", last, close, ok)
	}
	if _, _, ok := x.Truth("NSE", "NIITTECH"); ok {
		t.Error("NIITTECH is listed")
	}
}
