package cli

import (
	"bytes"
	"context"
	"errors"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"kitewatch/kite"
	"kitewatch/kite/kitesim"
	"kitewatch/tui/store"
)

// offline is an account whose first dials fail, before an exchange in memory.
type offline struct {
	*account
	x      *kitesim.Exchange
	said   bytes.Buffer
	stdout *os.File
	dials  int
}

// newOffline is for use in a synctest bubble.
func newOffline(t *testing.T, failures int) *offline {
	t.Helper()
	o := &offline{x: kitesim.New(kitesim.Config{Rows: 1, NoLimits: true})}
	pipe := o.x.Pipe()
	transport := &http.Transport{DisableKeepAlives: true}
	transport.DialContext = func(ctx context.Context, network, address string) (net.Conn, error) {
		if o.dials++; o.dials <= failures {
			return nil, &net.OpError{Op: "dial", Err: syscall.ECONNREFUSED}
		}
		return pipe.DialContext(ctx, network, address)
	}
	stdout, err := os.Create(filepath.Join(t.TempDir(), "stdout"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { pipe.Close(); stdout.Close() })
	config := store.Config{Path: filepath.Join(t.TempDir(), "config.json"), APIKey: o.x.APIKey(), APISecret: o.x.APISecret()}
	o.account = &account{
		env:    Env{Stdout: stdout, Stderr: &o.said, Getenv: func(string) string { return "" }},
		config: config,
		client: &kite.Client{BaseURL: pipe.URL(), APIKey: o.x.APIKey(), HTTP: &http.Client{Transport: transport}},
		log:    slog.New(slog.DiscardHandler),
	}
	o.stdout = stdout
	return o
}

func (o *offline) printed(t *testing.T) string {
	t.Helper()
	text, err := os.ReadFile(o.stdout.Name())
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func TestExchangeOutlastsAnOutage(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		o, start := newOffline(t, 3), time.Now()
		if err := o.exchange(t.Context(), o.x.NewRequestToken(), nil); err != nil {
			t.Fatal(err)
		}
		if took := time.Since(start).Round(time.Millisecond); took != 14*time.Second {
			t.Errorf("it took %v, want 2+4+8 s", took)
		}
		const want = "login: connection refused; trying again in 2s (1 of 3)\n" +
			"login: connection refused; trying again in 4s (2 of 3)\n" +
			"login: connection refused; trying again in 8s (3 of 3)\n"
		if got := o.said.String(); got != want {
			t.Errorf("stderr %q, want %q", got, want)
		}
		if got := o.printed(t); !strings.HasPrefix(got, "Logged in as Demo Trader (SIM001) until 06:00 IST on ") {
			t.Errorf("stdout %q", got)
		}
	})
}

func TestExchangeGivesUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		o, start := newOffline(t, 100), time.Now()
		err := o.exchange(t.Context(), o.x.NewRequestToken(), nil)
		if err == nil || code(err) != exitNetwork || !strings.Contains(err.Error(), "cannot be reached: connection refused") {
			t.Errorf("got %v, code %d", err, code(err))
		}
		if took := time.Since(start).Round(time.Millisecond); took != 14*time.Second || o.dials != 4 {
			t.Errorf("%d tries in %v, want 4 in 14 s", o.dials, took)
		}
		if _, err := os.Stat(o.config.Path); err == nil || o.printed(t) != "" {
			t.Errorf("something was saved or printed: %q", o.printed(t))
		}
	})
}

// TestAnUnverifiedSessionIsKept: the network goes between the exchange and the
// profile. The login was a person's work, and its token is good.
func TestAnUnverifiedSessionIsKept(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		o := newOffline(t, 0)
		dial := o.client.HTTP.Transport.(*http.Transport).DialContext
		o.client.HTTP.Transport.(*http.Transport).DialContext = func(ctx context.Context, network, address string) (net.Conn, error) {
			if o.dials > 0 {
				return nil, syscall.ENETUNREACH
			}
			return dial(ctx, network, address)
		}
		err := o.exchange(t.Context(), o.x.NewRequestToken(), map[string]string{"api_secret": o.x.APISecret()})
		if err == nil || code(err) != exitNetwork || !strings.Contains(err.Error(), "saved, but not verified: network unreachable") {
			t.Errorf("got %v, code %d", err, code(err))
		}
		saved, err := store.LoadConfig(o.config.Path, o.client.BaseURL, func(string) string { return "" })
		if err != nil || saved.AccessToken == "" || saved.LoginTime == "" || saved.APISecret == "" || o.printed(t) != "" {
			t.Errorf("saved %+v, %v; printed %q", saved, err, o.printed(t))
		}
	})
}

func TestTryEndsWhenInterrupted(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		o, start := newOffline(t, 100), time.Now()
		ctx, cancel := context.WithTimeout(t.Context(), 3*time.Second) // in the second wait
		defer cancel()
		if err := o.exchange(ctx, o.x.NewRequestToken(), nil); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("got %v", err)
		}
		if took := time.Since(start); took != 3*time.Second {
			t.Errorf("it took %v", took)
		}
	})
}

func TestTryWaitsAsLongAsTheAPIAsks(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		o, start, calls := newOffline(t, 0), time.Now(), 0
		err := o.try(t.Context(), "session", func() error {
			if calls++; calls == 1 {
				return &kite.Error{Status: 503, RetryAfter: 20 * time.Second}
			}
			return &kite.Error{Status: 503, RetryAfter: time.Hour}
		})
		if took := time.Since(start); kite.KindOf(err) != kite.Network || took != 140*time.Second || calls != 4 {
			t.Errorf("%d calls in %v, %v; want 4 in 20+60+60 s", calls, took, err)
		}
	})
}

// TestLogoutInAnOutageRemovesNothing: the token would live on at the API.
func TestLogoutInAnOutageRemovesNothing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		o := newOffline(t, 100)
		o.saved = store.Config{Path: o.config.Path, AccessToken: o.x.NewAccessToken()}
		if err := o.config.Save(map[string]string{"access_token": o.saved.AccessToken}); err != nil {
			t.Fatal(err)
		}
		before, _ := os.ReadFile(o.config.Path)
		err := o.logout(t.Context())
		if code(err) != exitNetwork || !strings.Contains(err.Error(), "connection refused, 4 times; nothing was changed") {
			t.Errorf("got %v, code %d", err, code(err))
		}
		if after, _ := os.ReadFile(o.config.Path); !bytes.Equal(before, after) || len(after) == 0 {
			t.Errorf("the file is %q now", after)
		}
	})
}

func TestListenAddress(t *testing.T) {
	tests := []struct{ redirect, flag, want string }{
		{"", "", "http://127.0.0.1:7265/"},
		{"http://localhost:80/back", "", "http://localhost:80/back"},
		{"https://example.com/back", "", "https://example.com/back"}, // told when it is listened to
		{"", ":9000", "http://127.0.0.1:9000/"},
		{"https://example.com/kite/back?x=1", "localhost:9000", "http://localhost:9000/kite/back"},
		{"http://127.0.0.1:7265/a", "http://[::1]:9000/b", "http://[::1]:9000/b"},
		{"", "[::1]:9000", "http://[::1]:9000/"},
		{"", "http://127.0.0.1", "http://127.0.0.1"},
		{"", "9000", ""}, {"", "ftp://127.0.0.1/", ""}, {"", "127.0.0.1:70000", ""}, {"", "127.0.0.1:x", ""},
		{"", "http://user@127.0.0.1:1/", ""}, {"", "http://127.0.0.1:1/?a=b", ""}, {"", "http://:0/", ""},
	}
	for _, tt := range tests {
		got, err := listenAddress(tt.redirect, tt.flag)
		if got != tt.want || (err == nil) == (tt.want == "") {
			t.Errorf("listenAddress(%q, %q) = %q, %v; want %q", tt.redirect, tt.flag, got, err, tt.want)
		}
	}
}

func TestTextsSurviveHugeInput(t *testing.T) {
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	go func() {
		defer w.Close()
		_, _ = io.WriteString(w, strings.Repeat("x", 3*maxInput)) // fails when nobody reads on
	}()
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
	defer cancel()
	texts := openInput(r).texts(ctx)
	text := <-texts
	if _, err := kite.ParseRedirect(text); !errors.Is(err, kite.ErrPasteTooLong) {
		t.Errorf("%d bytes: %v", len(text), err)
	}
	if _, more := <-texts; more {
		t.Error("more than the bound is read")
	}
	r.Close()
}

func TestShort(t *testing.T) {
	for d, want := range map[time.Duration]string{
		5 * time.Minute: "5m", 90 * time.Minute: "1h30m", 2 * time.Hour: "2h", 90 * time.Second: "1m30s",
		10 * time.Second: "10s", 300 * time.Millisecond: "300ms", time.Hour + time.Second: "1h0m1s", 20 * time.Minute: "20m",
	} {
		if got := short(d); got != want {
			t.Errorf("short(%v) = %q, want %q", d, got, want)
		}
	}
}
