package cli

import (
	"context"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"slices"
	"syscall"
	"testing"
	"time"

	"kitewatch/kite"
	"kitewatch/kite/kitesim"
)

// askOnline makes the online checks against an exchange in memory, with faults,
// and returns the findings and the paths that were asked for.
func askOnline(t *testing.T, p *patient, ahead time.Duration, faults ...string) (map[string]finding, []string) {
	t.Helper()
	x, client := exchange(t, kitesim.Config{Offset: ahead})
	p.api = client.BaseURL
	for _, text := range faults {
		fault, err := kitesim.ParseFault(text)
		if err != nil {
			t.Fatal(err)
		}
		x.AddFault(fault)
	}
	d := p.checkup()
	client.APIKey, client.AccessToken = d.config.APIKey, d.config.AccessToken
	if d.config.AccessToken == testToken {
		client.APIKey, client.AccessToken = x.APIKey(), x.NewAccessToken()
	}
	d.client = client
	if err := d.online(t.Context(), func() error { return nil }); err != nil {
		t.Fatal(err)
	}
	var paths []string
	for _, call := range x.Calls() {
		paths = append(paths, call.Path)
	}
	return p.byName(d), paths
}

func TestDoctorAsksTheAPI(t *testing.T) {
	all := []string{"/user/profile", "/quote/ltp", "/instruments"}
	for _, tc := range []struct {
		name, token string
		ahead       time.Duration
		faults      []string
		want        map[string]want
		calls       []string
	}{
		{"all is well", testToken, 0, nil, map[string]want{
			"network": {statusOK, 0, "answers in", ""}, "login": {statusOK, 0, "Demo Trader", ""}, "skew": {statusOK, 0, "within 2 s", ""},
			"quotes": {statusOK, 0, "has market data: NIFTY 50 at", ""}, "download": {statusOK, 0, "list of instruments is there", ""},
		}, all},
		{"a clock off by hours", testToken, -3 * time.Hour, nil, map[string]want{"skew": {statusWarn, 0, "3h00m ahead", "clock"}}, all},
		{"a session that is over", "another", 0, nil, map[string]want{
			"network": {statusOK, 0, "answers in", ""}, "login": {statusBad, 3, "TokenException", "kitewatch login"}, "download": {statusOK, 0, "", ""},
		}, []string{"/user/profile", "/instruments"}},
		{"no session", "", 0, nil, map[string]want{
			"network": {statusOK, 0, "answers in", ""}, "download": {statusOK, 0, "", ""}, "skew": {statusOK, 0, "", ""},
		}, all[2:]},
		{"an app without market data", testToken, 0, []string{"permission"}, map[string]want{
			"login": {statusOK, 0, "", ""}, "quotes": {statusBad, 1, "PermissionException", "Logging in again will not help"}}, all},
		{"a firewall's page", testToken, 0, []string{"403"}, map[string]want{"quotes": {statusBad, 1, "403 Forbidden", "No login mends that"}}, all},
		{"a Wi-Fi login", testToken, 0, []string{"html"}, map[string]want{"quotes": {statusBad, 9, "HTML", "Wi-Fi"}}, all},
		{"a gateway in trouble", testToken, 0, []string{"503"}, map[string]want{"quotes": {statusBad, 9, "503", "The API itself"}}, all},
		{"a reset", testToken, 0, []string{"reset"}, map[string]want{"quotes": {statusBad, 9, "reset", "Check the connection"}}, all},
		{"too many calls", testToken, 0, []string{"429"}, map[string]want{"quotes": {statusBad, 8, "fewer calls", "Wait a minute"}}, all[:2]},
		{"a DataException", testToken, 0, []string{"data"}, map[string]want{"quotes": {statusWarn, 0, "DataException", "Try again"}}, all},
		{"a quote missing", testToken, 0, []string{"drop=NSE:NIFTY 50"}, map[string]want{"quotes": {statusWarn, 0, "no price of NIFTY 50", "Try again"}}, all},
	} {
		t.Run(tc.name, func(t *testing.T) {
			p := newPatient(t)
			p.env = map[string]string{"KITE_API_KEY": testKey, "KITE_ACCESS_TOKEN": tc.token}
			got, calls := askOnline(t, p, tc.ahead, tc.faults...)
			for check, want := range tc.want {
				want.check(t, got[check])
			}
			if _, asked := got["quotes"]; asked != slices.Contains(tc.calls, "/quote/ltp") {
				t.Errorf("quotes told: %v; the calls are to be %q", asked, tc.calls)
			}
			if !slices.Equal(calls, tc.calls) {
				t.Errorf("calls %q, want %q", calls, tc.calls)
			}
		})
	}
}

func TestDoctorGivesUpWhereNothingAnswers(t *testing.T) {
	for _, token := range []string{testToken, ""} {
		dials := 0
		p := newPatient(t)
		p.env = map[string]string{"KITE_API_KEY": testKey, "KITE_ACCESS_TOKEN": token, "HTTPS_PROXY": "x"}
		d := p.checkup()
		d.proxy = "proxy.example:3128"
		d.client.HTTP = &http.Client{Transport: &http.Transport{DialContext: func(context.Context, string, string) (net.Conn, error) {
			dials++
			return nil, &net.OpError{Op: "dial", Err: syscall.ECONNREFUSED}
		}}}
		if err := d.online(t.Context(), func() error { return nil }); err != nil {
			t.Fatal(err)
		}
		got := p.byName(d)
		want{statusBad, 9, "connection refused", "through the proxy proxy.example:3128"}.check(t, got["network"])
		if len(got) != 1 || dials != 1 {
			t.Errorf("%d findings after %d tries, want one of each", len(got), dials)
		}
	}
}

func TestDoctorTellsAnothersPageFromTheAPI(t *testing.T) {
	for _, tc := range []struct {
		name   string
		status int
		code   int
		mend   string
	}{
		{"a Wi-Fi login", http.StatusOK, 9, "Wi-Fi"},
		{"a redirect to it", http.StatusFound, 9, "Wi-Fi"},
		{"a firewall", http.StatusForbidden, 1, "No login mends that"},
		{"a gateway", http.StatusBadGateway, 9, "The API itself"},
		{"a server in trouble", http.StatusInternalServerError, 1, "Try again"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			calls := 0
			server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
				calls++
				w.Header().Set("Content-Type", "text/html")
				w.Header().Set("Location", "https://portal.example/")
				w.WriteHeader(tc.status)
				_, _ = io.WriteString(w, "<!DOCTYPE html><h1>\x1b[2JWelcome</h1>")
			}))
			defer server.Close()
			p := newPatient(t)
			p.api = server.URL
			p.env = map[string]string{"KITE_API_KEY": testKey, "KITE_ACCESS_TOKEN": testToken}
			d := p.checkup()
			if err := d.online(t.Context(), func() error { return nil }); err != nil {
				t.Fatal(err)
			}
			got := p.byName(d)
			want{statusBad, tc.code, "does not answer as it should", tc.mend}.check(t, got["network"])
			if len(got) != 1 || calls != 1 {
				t.Errorf("%d findings after %d calls, want one of each", len(got), calls)
			}
		})
	}
}

func TestDoctorEndsWhenItIsToldTo(t *testing.T) {
	p := newPatient(t)
	p.env = map[string]string{"KITE_API_KEY": testKey, "KITE_ACCESS_TOKEN": testToken}
	ctx, cancel := context.WithCancel(t.Context())
	d := p.checkup()
	d.client.HTTP = &http.Client{Transport: &http.Transport{DialContext: func(ctx context.Context, _, _ string) (net.Conn, error) {
		cancel()
		<-ctx.Done()
		return nil, ctx.Err()
	}}}
	if err := d.online(ctx, func() error { return nil }); kite.KindOf(err) != kite.Canceled {
		t.Errorf("error %v, want the end of the context", err)
	}
}

func TestDoctorAsksNothingOfABadAddress(t *testing.T) {
	p := newPatient(t)
	p.api = "http://example.com"
	d := p.checkup()
	d.lookAtServer()
	if err := d.online(t.Context(), func() error { return nil }); err != nil {
		t.Fatal(err)
	}
	got := p.byName(d)
	want{statusBad, 2, "https", "Give an address such as https://api.kite.trade"}.check(t, got["server"])
	want{statusWarn, 0, "not asked", ""}.check(t, got["network"])
}
