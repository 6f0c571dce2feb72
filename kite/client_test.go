package kite

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

var infy = []Symbol{{"NSE", "INFY"}}

// calls makes each of the client's calls.
var calls = []struct {
	name    string
	call    func(context.Context, *Client) error
	answer  string // a fixture
	wrapped string // what an error begins with
	want    sent   // but for headers and prefix
}{
	{"NewSession", func(ctx context.Context, c *Client) error {
		_, err := c.NewSession(ctx, testRequestToken, testSecret)
		return err
	}, "session.json", "login: ", sent{
		Method: "POST", Path: "/session/token",
		Form: "api_key=" + testKey + "&checksum=CHECKSUM&request_token=" + testRequestToken,
	}},
	{"Profile", func(ctx context.Context, c *Client) error {
		_, err := c.Profile(ctx)
		return err
	}, "profile.json", "profile: ", sent{Method: "GET", Path: "/user/profile"}},
	{"EndSession", func(ctx context.Context, c *Client) error {
		return c.EndSession(ctx)
	}, "logout.json", "logout: ", sent{
		Method: "DELETE", Path: "/session/token", Query: "access_token=" + testToken + "&api_key=" + testKey,
	}},
	{"Instruments", func(ctx context.Context, c *Client) error {
		dump, err := c.Instruments(ctx, "")
		return drain(dump, err)
	}, "instruments.csv", "instruments: ", sent{Method: "GET", Path: "/instruments"}},
	{"Instruments of one exchange", func(ctx context.Context, c *Client) error {
		dump, err := c.Instruments(ctx, "NSE")
		return drain(dump, err)
	}, "instruments.csv", "instruments NSE: ", sent{Method: "GET", Path: "/instruments/NSE"}},
	{"Quotes ltp", func(ctx context.Context, c *Client) error {
		_, err := c.Quotes(ctx, ModeLTP, []Symbol{{"NSE", "M&M"}, {"NSE", "NIFTY 50"}, {"NSE", "M&M"}, {"", "256265"}})
		return err
	}, "ltp.json", "quote ltp: ", sent{Method: "GET", Path: "/quote/ltp", Query: "i=NSE:M%26M&i=NSE:NIFTY+50&i=256265"}},
	{"Quotes ohlc", func(ctx context.Context, c *Client) error {
		_, err := c.Quotes(ctx, ModeOHLC, infy)
		return err
	}, "ohlc.json", "quote ohlc: ", sent{Method: "GET", Path: "/quote/ohlc", Query: "i=NSE:INFY"}},
	{"Quotes", func(ctx context.Context, c *Client) error {
		_, err := c.Quotes(ctx, ModeQuote, infy)
		return err
	}, "quote.json", "quote: ", sent{Method: "GET", Path: "/quote", Query: "i=NSE:INFY"}},
	{"Candles", func(ctx context.Context, c *Client) error {
		from := time.Date(2026, 11, 19, 18, 30, 0, 0, time.UTC) // midnight in Mumbai
		_, err := c.Candles(ctx, 408065, Minute5, from, from.Add(24*time.Hour-time.Second))
		return err
	}, "candles.json", "candles 408065 5minute: ", sent{
		Method: "GET", Path: "/instruments/historical/408065/5minute",
		Query: "from=2026-11-20+00%3A00%3A00&to=2026-11-20+23%3A59%3A59",
	}},
}

func drain(dump *Dump, err error) error {
	if err != nil {
		return err
	}
	defer dump.Close()
	_, err = io.Copy(io.Discard, dump)
	return err
}

// answer serves a fixture by its kind.
func answer(t *testing.T, name string) http.HandlerFunc {
	contentType := "application/json; charset=utf-8"
	if strings.HasSuffix(name, ".csv") {
		contentType = "text/csv"
	}
	return reply(http.StatusOK, contentType, fixture(t, name))
}

func TestWhatEveryCallSends(t *testing.T) {
	for _, tt := range calls {
		for _, base := range []string{"", prefix, prefix + "/"} {
			t.Run(tt.name+" below "+base, func(t *testing.T) {
				c, got := serve(t, answer(t, tt.answer))
				c.BaseURL = strings.TrimSuffix(c.BaseURL, prefix) + base
				if err := tt.call(context.Background(), c); err != nil {
					t.Fatal(err)
				}
				request := got.only(t)
				header := request.Header
				request.Header = nil
				want := tt.want
				want.Path = strings.TrimSuffix(base, "/") + want.Path
				want.Form = strings.Replace(want.Form, "CHECKSUM", checksumOfTests, 1)
				if diff := cmp.Diff(want, request); diff != "" {
					t.Errorf("sent (-want +got):\n%s", diff)
				}
				auth := "token " + testKey + ":" + testToken
				if tt.want.Method == "POST" { // yesterday's token has no say in a login
					auth = ""
				}
				for name, want := range map[string]string{
					"Authorization": auth, "X-Kite-Version": "3", "User-Agent": "kitewatch", "Cookie": "",
				} {
					if got := header.Get(name); got != want {
						t.Errorf("%s: %q, want %q", name, got, want)
					}
				}
			})
		}
	}
}

func TestAuthorizationNeedsBothParts(t *testing.T) {
	for name, edit := range map[string]func(*Client){
		"no token": func(c *Client) { c.AccessToken = "" },
		"no key":   func(c *Client) { c.APIKey = "" },
	} {
		t.Run(name, func(t *testing.T) {
			c, got := serve(t, answer(t, "ohlc.json"))
			edit(c)
			if _, err := c.Quotes(context.Background(), ModeOHLC, infy); err != nil {
				t.Fatal(err)
			}
			if auth, sent := got.only(t).Header["Authorization"]; sent {
				t.Errorf("sent Authorization %q", auth)
			}
		})
	}
}

func TestWithTokenIsACopy(t *testing.T) {
	c := &Client{APIKey: testKey, AccessToken: "old", UserAgent: "x"}
	d := c.WithToken("new")
	if c.AccessToken != "old" || d.AccessToken != "new" || d.APIKey != testKey || d.UserAgent != "x" {
		t.Errorf("client %+v, its copy %+v", *c, *d)
	}
}

func TestNothingIsSentToAnUnfitAddress(t *testing.T) {
	tests := []struct{ name, base, want string }{
		{"plain http", "http://api.kite.trade", "needs https"},
		{"plain http, named like loopback", "http://localhost.example", "needs https"},
		{"plain http, address not loopback", "http://128.0.0.1", "needs https"},
		{"another scheme", "ftp://api.kite.trade", "https://"},
		{"no scheme", "localhost:8080", "https://"},
		{"no host", "https://", "no host"},
		{"no URL", "https://api.kite.trade:abc", "no URL"},
		{"no URL at all", "%zz", "no URL"},
		{"a password in it", "https://user:" + testSecret[:1] + "@api.kite.trade", "password"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			c := &Client{BaseURL: tt.base, APIKey: testKey, AccessToken: testToken, HTTP: &http.Client{Transport: refuseAll(t)}}
			if err := c.Check(); KindOf(err) != Input || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("Check: %v (%v), want an input error with %q", err, KindOf(err), tt.want)
			}
			for _, call := range calls {
				err := call.call(context.Background(), c)
				if KindOf(err) != Input || !strings.Contains(err.Error(), tt.want) || !strings.HasPrefix(err.Error(), call.wrapped) {
					t.Errorf("%s: %v (%v), want an input error with %q", call.name, err, KindOf(err), tt.want)
				}
			}
		})
	}
}

// refuseAll is a transport that nothing may reach.
type transport func(*http.Request) (*http.Response, error)

func (f transport) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

func refuseAll(t *testing.T) http.RoundTripper {
	return transport(func(r *http.Request) (*http.Response, error) {
		t.Errorf("sent %s %s", r.Method, r.URL)
		return nil, errors.New("refused")
	})
}

func TestWhereTheDefaultAddressesAre(t *testing.T) {
	for base, want := range map[string]string{
		"":                         "https://api.kite.trade/user/profile",
		"https://proxy.example/k/": "https://proxy.example/k/user/profile",
		"http://LOCALHOST:81":      "http://LOCALHOST:81/user/profile",
		"http://127.9.9.9":         "http://127.9.9.9/user/profile",
		"http://[::1]:8080/x?y#z":  "http://[::1]:8080/x/user/profile",
	} {
		var got string
		c := &Client{BaseURL: base, HTTP: &http.Client{Transport: transport(func(r *http.Request) (*http.Response, error) {
			got = r.URL.String()
			return nil, errors.New("far enough")
		})}}
		c.Profile(context.Background())
		if err := c.Check(); got != want || err != nil {
			t.Errorf("BaseURL %q: %v, sent to %q, want %q", base, err, got, want)
		}
	}
}

func TestHeadersThatCannotBeSent(t *testing.T) {
	for name, tt := range map[string]struct {
		edit func(*Client)
		want Kind
	}{
		"api_key":      {func(c *Client) { c.APIKey = "key\n" }, Input},
		"user agent":   {func(c *Client) { c.UserAgent = "a\r\nb" }, Input},
		"access_token": {func(c *Client) { c.AccessToken = testToken + "\n" }, Token},
	} {
		c := &Client{APIKey: testKey, AccessToken: testToken, HTTP: &http.Client{Transport: refuseAll(t)}}
		tt.edit(c)
		_, err := c.Profile(context.Background())
		if KindOf(err) != tt.want || KindOf(c.Check()) != tt.want {
			t.Errorf("%s with a line's end: %v (%v), want %v", name, err, KindOf(err), tt.want)
		}
	}
}

func TestTheGivenHTTPClientIsLeftAsItIs(t *testing.T) {
	c, got := serve(t, func(w http.ResponseWriter, r *http.Request) {
		http.SetCookie(w, &http.Cookie{Name: "mark", Value: "1", Path: "/"})
		w.Write([]byte(fixture(t, "profile.json")))
	})
	jar, _ := cookiejar.New(nil)
	c.HTTP.Jar = jar
	for range 2 {
		if _, err := c.Profile(context.Background()); err != nil {
			t.Fatal(err)
		}
	}
	if c.HTTP.CheckRedirect != nil || c.HTTP.Jar != jar {
		t.Error("the given http.Client was changed")
	}
	base, _ := url.Parse(c.BaseURL)
	if cookies := jar.Cookies(base); len(cookies) != 0 {
		t.Errorf("cookies were kept: %v", cookies)
	}
	if cookie := got.all[1].Header.Get("Cookie"); cookie != "" {
		t.Errorf("cookies were sent: %s", cookie)
	}
}

func TestWithoutAnHTTPClient(t *testing.T) {
	c, _ := serve(t, answer(t, "profile.json"))
	c.HTTP = nil
	defer shared.CloseIdleConnections()
	if profile, err := c.Profile(context.Background()); err != nil || profile.UserID != "QT4821" {
		t.Errorf("got %+v, %v", profile, err)
	}
	if shared.CheckRedirect != nil || shared.Timeout != 0 {
		t.Error("the shared http.Client was changed")
	}
}

func TestTheSharedClientSpeaksHTTP1(t *testing.T) {
	server := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.ProtoMajor != 1 || r.ContentLength != 0 || r.TransferEncoding != nil {
			t.Errorf("%s came by %s with a body of %d %v", r.Method, r.Proto, r.ContentLength, r.TransferEncoding)
		}
		answer(t, "profile.json")(w, r)
	}))
	server.EnableHTTP2 = true
	server.StartTLS()
	defer server.Close()
	ours := shared.Transport.(*http.Transport).Clone()
	ours.TLSClientConfig = server.Client().Transport.(*http.Transport).TLSClientConfig.Clone()
	ours.TLSClientConfig.NextProtos = nil // or the server's test client asks for HTTP/2 here
	defer ours.CloseIdleConnections()
	c := &Client{BaseURL: server.URL, APIKey: testKey, AccessToken: testToken, HTTP: &http.Client{Transport: ours}}
	for _, call := range []func(*Client) error{getProfile, func(c *Client) error { return c.EndSession(context.Background()) }} {
		if err := call(c); err != nil {
			t.Error(err)
		}
	}
}
