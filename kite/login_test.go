package kite

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestLoginPage(t *testing.T) {
	state := url.Values{"state": {"a&b=c"}, "x": {"1"}}
	for _, tt := range []struct {
		name, login string
		params      url.Values
		want        string
	}{
		{"Kite's", "", nil, "https://kite.zerodha.com/connect/login?api_key=k%26y&v=3"},
		{"with params", "", state, "https://kite.zerodha.com/connect/login?api_key=k%26y&redirect_params=state%3Da%2526b%253Dc%26x%3D1&v=3"},
		{"empty params", "", url.Values{}, "https://kite.zerodha.com/connect/login?api_key=k%26y&v=3"},
		{"another", "http://127.0.0.1:8765/connect/login", nil, "http://127.0.0.1:8765/connect/login?api_key=k%26y&v=3"},
		{"another with a query", "https://x.example/?a=1", nil, "https://x.example/?a=1&api_key=k%26y&v=3"},
	} {
		c := &Client{APIKey: "k&y", AccessToken: testToken, LoginURL: tt.login}
		got := c.LoginPage(tt.params)
		if got != tt.want {
			t.Errorf("%s: %s, want %s", tt.name, got, tt.want)
		}
		page, err := url.Parse(got)
		if err != nil {
			t.Fatal(err)
		}
		back, err := url.ParseQuery(page.Query().Get("redirect_params"))
		if err != nil || !cmp.Equal(back, tt.params) && len(back)+len(tt.params) > 0 {
			t.Errorf("%s: the page reads %v, %v, want %v", tt.name, back, err, tt.params)
		}
	}
}

func TestNewSession(t *testing.T) {
	c, got := serve(t, answer(t, "session.json"))
	session, err := c.NewSession(context.Background(), testRequestToken, testSecret)
	if err != nil {
		t.Fatal(err)
	}
	want := Session{
		Profile: Profile{
			UserID: "QT4821", UserName: "Meera Iyer", UserShortname: "Meera", Email: "meera@example.com",
			UserType: "individual", Broker: "ZERODHA",
			Exchanges:  []string{"MCX", "NSE", "BSE", "NFO", "MF", "CDS"},
			Products:   []string{"CNC", "NRML", "MIS"},
			OrderTypes: []string{"MARKET", "LIMIT", "SL", "SL-M"},
			Meta:       Meta{DematConsent: "consent"},
		},
		APIKey: testKey, AccessToken: testToken, PublicToken: "Vt6nBq2XcRz8WdKf",
		LoginTime: Time{time.Date(2026, 11, 23, 8, 41, 10, 0, ist)},
	}
	want.Date = session.Date
	if diff := cmp.Diff(want, session); diff != "" {
		t.Errorf("session (-want +got):\n%s", diff)
	}
	if want := time.Date(2026, 11, 24, 6, 0, 0, 0, ist); !session.Expires().Equal(want) {
		t.Errorf("expires %v, want %v", session.Expires(), want)
	}
	if got := got.only(t).Header.Get("Content-Type"); got != "application/x-www-form-urlencoded" {
		t.Errorf("sent as %q", got)
	}
	if c.AccessToken != testToken || c.APIKey != testKey {
		t.Errorf("the client was changed: %+v", *c)
	}
}

func TestNewSessionNeedsItsParts(t *testing.T) {
	for _, tt := range []struct{ key, token, secret, want string }{
		{"", testRequestToken, testSecret, "login: the api_key is missing"},
		{testKey, "", testSecret, "login: the request_token is missing"},
		{testKey, testRequestToken, "", "login: the api_secret is missing"},
	} {
		c := &Client{APIKey: tt.key, HTTP: &http.Client{Transport: refuseAll(t)}}
		_, err := c.NewSession(context.Background(), tt.token, tt.secret)
		if err == nil || err.Error() != tt.want || KindOf(err) != Input {
			t.Errorf("got %v (%v), want %q", err, KindOf(err), tt.want)
		}
	}
}

// The texts are those that users have reported; their kind decides whether the
// login pane asks again or explains.
func TestNewSessionRefused(t *testing.T) {
	for _, tt := range []struct {
		name   string
		status int
		body   string
		want   Kind
	}{
		{"token used or old", 403, problem("TokenException", "Token is invalid or has expired."), Token},
		{"wrong secret", 403, problem("TokenException", "Invalid `checksum`."), Token},
		{"foreign user", 403, problem("PermissionException", "That API call is not allowed for the authenticated user"), Permission},
		{"success without a token", 200, `{"status":"success","data":{"user_id":"AB1"}}`, Data},
		{"token of a wrong type", 200, `{"status":"success","data":{"access_token":["x"]}}`, Data},
		{"data of a wrong type", 200, `{"status":"success","data":true}`, Data},
	} {
		c, _ := serve(t, reply(tt.status, "application/json", tt.body))
		session, err := c.NewSession(context.Background(), testRequestToken, testSecret)
		if KindOf(err) != tt.want || !cmp.Equal(session, Session{}) {
			t.Errorf("%s: %v, %v (%v), want %v", tt.name, session, err, KindOf(err), tt.want)
		}
	}
}

func TestProfile(t *testing.T) {
	c, _ := serve(t, answer(t, "profile.json"))
	got, err := c.Profile(context.Background())
	want := Profile{
		UserID: "QT4821", UserName: "Meera Iyer", UserShortname: "Meera", Email: "meera@example.com",
		UserType: "individual", Broker: "ZERODHA", AvatarURL: "https://img.example/meera.png",
		Exchanges: []string{"BSE", "NSE"}, Products: []string{"CNC"}, OrderTypes: []string{"LIMIT"},
		Date: got.Date,
	}
	if got.Date.IsZero() {
		t.Error("the reply's Date is lost")
	}
	if diff := cmp.Diff(want, got); err != nil || diff != "" {
		t.Errorf("%v; profile (-want +got):\n%s", err, diff)
	}
}

func TestProfileOfOddTypes(t *testing.T) {
	c, _ := serve(t, replyJSON(`{"status":"success","data":{"user_id":"AB1","user_name":"A\u001b[2Jb","email":7,
		"exchanges":"NSE","products":[1,"CNC"],"avatar_url":{},"meta":"x"}}`))
	got, err := c.Profile(context.Background())
	want := Profile{UserID: "AB1", UserName: "A[2Jb", Products: []string{"", "CNC"}, Date: got.Date}
	if diff := cmp.Diff(want, got); err != nil || diff != "" {
		t.Errorf("%v; profile (-want +got):\n%s", err, diff)
	}
	for _, data := range []string{`[]`, `null`, `"x"`, `{}`, `{"user_id":5}`} {
		c, _ := serve(t, replyJSON(`{"status":"success","data":`+data+`}`))
		if _, err := c.Profile(context.Background()); KindOf(err) != Data {
			t.Errorf("data %s: %v (%v), want %v", data, err, KindOf(err), Data)
		}
	}
}

func TestEndSession(t *testing.T) {
	c, _ := serve(t, reply(403, "application/json", problem("TokenException", "Invalid token")))
	if err := c.EndSession(context.Background()); KindOf(err) != Token {
		t.Errorf("of a dead token: %v (%v), want %v", err, KindOf(err), Token)
	}
	c, got := serve(t, answer(t, "logout.json"))
	c.AccessToken = ""
	err := c.EndSession(context.Background())
	if KindOf(err) != Token || !strings.Contains(err.Error(), "not logged in") {
		t.Errorf("without a token: %v (%v)", err, KindOf(err))
	}
	if got.count() != 0 {
		t.Error("it was sent all the same")
	}
}

func TestSessionEnd(t *testing.T) {
	at := func(day, hour, minute int) time.Time { return time.Date(2026, 11, day, hour, minute, 0, 0, ist) }
	for _, tt := range []struct {
		name        string
		login, want time.Time
	}{
		{"in the morning", at(23, 8, 41), at(24, 6, 0)},
		{"in the evening", at(23, 23, 59), at(24, 6, 0)},
		{"at night", at(24, 0, 0), at(24, 6, 0)},
		{"just before", at(24, 5, 59), at(24, 6, 0)},
		{"on the hour", at(24, 6, 0), at(25, 6, 0)},
		{"at the month's end", at(30, 9, 0), at(31, 6, 0)},
		{"in another zone", at(23, 8, 41).In(time.FixedZone("EST", -5*60*60)), at(24, 6, 0)},
		{"not known", time.Time{}, time.Time{}},
	} {
		if got := SessionEnd(tt.login); !got.Equal(tt.want) {
			t.Errorf("%s: %v, want %v", tt.name, got, tt.want)
		}
	}
	if !(Session{}).Expires().IsZero() {
		t.Error("a session without a login time has an end")
	}
}
