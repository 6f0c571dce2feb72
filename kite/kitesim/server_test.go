package kitesim

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"runtime"
	"strings"
	"sync"
	"syscall"
	"testing"
	"testing/synctest"
	"time"
)

func TestListenIsLoopbackOnly(t *testing.T) {
	for _, addr := range []string{":0", "0.0.0.0:0", "[::]:0", "192.0.2.1:0", "example.com:0", "127.0.0.1", "", "10.0.0.1:80"} {
		if s, err := Listen(addr, New(Config{})); err == nil {
			t.Errorf("listens on %q", addr)
			_ = s.Close()
		}
	}
	for _, addr := range []string{"127.0.0.1:0", "localhost:0"} {
		s, err := Listen(addr, New(Config{}))
		if err != nil {
			t.Errorf("%s: %v", addr, err)
			continue
		}
		if !strings.HasPrefix(s.URL(), "http://") || s.LoginURL() != s.URL()+"/connect/login" || s.WSURL() != "ws"+strings.TrimPrefix(s.URL(), "http") {
			t.Errorf("addresses %s %s %s", s.URL(), s.LoginURL(), s.WSURL())
		}
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	}
}

// overTCP serves x on a real port.
func overTCP(t *testing.T, x *Exchange) (*Server, *http.Client) {
	t.Helper()
	s, err := Listen("127.0.0.1:0", x)
	if err != nil {
		t.Fatal(err)
	}
	transport := &http.Transport{}
	t.Cleanup(func() {
		transport.CloseIdleConnections()
		_ = s.Close()
	})
	return s, &http.Client{Transport: transport}
}

func TestOverTCP(t *testing.T) {
	now := at(t, "2026-11-23 10:14")
	s, client := overTCP(t, frozen(&now, Config{}))
	resp, err := client.Get(s.URL() + "/instruments/NSE")
	if err != nil {
		t.Fatal(err)
	}
	text, err := io.ReadAll(resp.Body)
	_ = resp.Body.Close()
	if err != nil || !strings.Contains(string(text), ",RELIANCE,") || !resp.Uncompressed {
		t.Errorf("%v, %d bytes, uncompressed %t", err, len(text), resp.Uncompressed)
	}
}

func TestCloseEndsWhatHangs(t *testing.T) {
	x := New(Config{Faults: []Fault{{Name: "hang"}}})
	s, client := overTCP(t, x)
	failed := make(chan error)
	for range 3 {
		go func() {
			_, err := client.Get(s.URL() + "/quote?i=NSE:INFY")
			failed <- err
		}()
	}
	for len(x.Calls()) < 3 {
		runtime.Gosched() // the three are on their way
	}
	if err := s.Close(); err != nil {
		t.Error(err)
	}
	for range 3 {
		if err := <-failed; err == nil {
			t.Error("a hanging call was answered")
		}
	}
}

func TestResetIsAReset(t *testing.T) {
	s, client := overTCP(t, New(Config{Faults: []Fault{{Name: "reset"}}}))
	_, err := client.Get(s.URL() + "/quote?i=NSE:INFY")
	if !errors.Is(err, syscall.ECONNRESET) {
		t.Errorf("got %v, want a connection reset", err)
	}
}

func TestPipeInABubble(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		began := time.Now()
		x := New(Config{Offset: 4 * time.Hour, Faults: []Fault{{Name: "hang", At: time.Hour, For: time.Minute}, {Name: "slow", Value: "3s", At: 2 * time.Hour}}})
		c, closeAll := dial(t, x)
		defer closeAll()
		if got := c.get("/quote/ltp?i=NSE:INFY"); got.StatusCode != 200 {
			t.Fatalf("at first: %s", got.text)
		}
		time.Sleep(time.Hour)
		ctx, cancel := context.WithTimeout(t.Context(), 7*time.Second)
		defer cancel()
		r, _ := http.NewRequestWithContext(ctx, "GET", "http://127.0.0.1/quote/ltp?i=NSE:INFY", nil)
		if _, err := c.http.Do(r); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("a hanging call: %v", err)
		}
		if got := time.Since(began); got != time.Hour+7*time.Second {
			t.Errorf("took %s", got)
		}
		time.Sleep(time.Hour)
		asked := time.Now()
		if got := c.get("/quote/ltp?i=NSE:INFY"); got.StatusCode != 200 || time.Since(asked) != 3*time.Second {
			t.Errorf("a slow call: %d after %s", got.StatusCode, time.Since(asked))
		}
	})
}

func TestPipeCloses(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := New(Config{Faults: []Fault{{Name: "hang"}}}).Pipe()
		client := &http.Client{Transport: &http.Transport{DialContext: p.DialContext, DisableKeepAlives: true}}
		go func() {
			time.Sleep(time.Minute)
			_ = p.Close()
		}()
		if _, err := client.Get(p.URL() + "/quote?i=NSE:INFY"); err == nil {
			t.Error("a hanging call was answered")
		}
		synctest.Wait()
		if _, err := p.DialContext(t.Context(), "tcp", "x"); !errors.Is(err, net.ErrClosed) {
			t.Errorf("dialling a closed pipe: %v", err)
		}
	})
	canceled, cancel := context.WithCancel(t.Context())
	cancel()
	p := &Pipe{conns: make(chan net.Conn), closed: make(chan struct{})}
	if _, err := p.DialContext(canceled, "tcp", "x"); !errors.Is(err, context.Canceled) {
		t.Errorf("dialling for nobody: %v", err)
	}
}

// TestManyAtOnce is for the race detector.
func TestManyAtOnce(t *testing.T) {
	now := at(t, "2026-11-23 10:14")
	x := frozen(&now, Config{NoLimits: true, Rows: 1})
	c, closeAll := dial(t, x)
	defer closeAll()
	var wg sync.WaitGroup
	for i := range 6 {
		wg.Go(func() {
			for _, path := range []string{
				"/quote?i=NSE:INFY&i=NFO:NIFTY26DECFUT&i=256265", "/quote/ltp?i=NSE:INFY", "/instruments/CDS", "/user/profile",
				candlePath(reliance, "5minute", "2026-11-20", "2026-11-23"),
			} {
				if got, err := c.try("GET", path, nil, "Accept-Encoding", "gzip"); err != nil || got.StatusCode != 200 {
					t.Errorf("%s: %v %d", path, err, got.StatusCode)
				}
			}
			if i == 3 {
				x.AddFault(Fault{Name: "drop", Value: "NSE:INFY"})
				x.NewRequestToken()
				x.Truth("NSE", "INFY")
				x.Calls()
				x.ClearFaults()
			}
		})
	}
	wg.Wait()
}

func TestCalls(t *testing.T) {
	now := at(t, "2026-11-23 04:44")
	x := frozen(&now, Config{Offset: 5*time.Hour + 30*time.Minute, NoLimits: true, Faults: []Fault{{Name: "503", At: time.Minute}}})
	c, closeAll := dial(t, x)
	defer closeAll()
	c.get("/quote/ltp?i=NSE:INFY&i=NSE:TCS")
	c.do("DELETE", "/session/token?api_key=secret&access_token=secret", nil)
	now = now.Add(time.Minute)
	c.get("/quote?x=1&i=NSE:INFY")
	c.get("/instruments/historical/1/day")
	calls := x.Calls()
	want := []Call{
		{Method: "GET", Path: "/quote/ltp", Class: ClassQuote, Instruments: 2, Status: 200},
		{Method: "DELETE", Path: "/session/token", Class: ClassOther, Status: 403},
		{Method: "GET", Path: "/quote", Class: ClassQuote, Instruments: 1, Status: 503, Fault: "503"},
		{Method: "GET", Path: "/instruments/historical/1/day", Class: ClassHistorical, Status: 400},
	}
	for i, w := range want {
		got := calls[i]
		if i == 0 && (!got.At.Equal(at(t, "2026-11-23 10:14")) || !got.Wall.Equal(at(t, "2026-11-23 04:44"))) {
			t.Errorf("times %s and %s", got.At, got.Wall)
		}
		got.At, got.Wall = time.Time{}, time.Time{}
		if got != w {
			t.Errorf("call %d: %+v, want %+v", i, got, w)
		}
	}
	for range keptCalls {
		n := x.arrived(&http.Request{Method: "GET", URL: calls0.URL}, ClassOther)
		x.ended(n, 204, "")
	}
	if calls = x.Calls(); len(calls) != keptCalls || calls[0].Status != 204 || calls[keptCalls-1].Status != 204 {
		t.Errorf("%d calls kept, the first %+v", len(calls), calls[0])
	}
	x.ended(0, 1, "") // has left the ring
}

var calls0, _ = http.NewRequest("GET", "/x", nil)
