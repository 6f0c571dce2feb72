package kitesim

import (
	"net/http"
	"testing"
	"testing/synctest"
	"time"
)

func TestLimits(t *testing.T) {
	for _, tc := range []struct {
		path string
		n    int
	}{{"/quote/ltp?i=NSE:INFY", 1}, {"/instruments/historical/408065/day?from=2026-11-20&to=2026-11-23", 3}, {"/user/profile", 10}} {
		synctest.Test(t, func(t *testing.T) {
			x := New(Config{Rows: 1})
			c, closeAll := dial(t, x)
			defer closeAll()
			for range 3 {
				for i := range tc.n {
					if got := c.get(tc.path); got.StatusCode == http.StatusTooManyRequests {
						t.Fatalf("%s: call %d refused", tc.path, i)
					}
				}
				c.get(tc.path).refused(t, 429, "NetworkException", "Too many requests")
				time.Sleep(900 * time.Millisecond)
				c.get(tc.path).refused(t, 429, "NetworkException", "Too many requests")
				time.Sleep(100 * time.Millisecond)
			}
		})
	}
}

// TestPacedCallsPass calls a second apart, a little early now and then, as real
// timers do, all three quote calls by turns.
func TestPacedCallsPass(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		x := New(Config{Rows: 1})
		c, closeAll := dial(t, x)
		defer closeAll()
		for i := range 60 {
			path := []string{"/quote/ltp", "/quote/ohlc", "/quote"}[i%3] + "?i=NSE:INFY"
			if got := c.get(path); got.StatusCode != 200 {
				t.Fatalf("call %d: %s", i, got.text)
			}
			time.Sleep([]time.Duration{960, 1000, 1100}[i%3] * time.Millisecond)
		}
		// Classes and keys do not share a limit; the login page has none.
		for range 20 {
			if got := c.get("/connect/login"); got.StatusCode != 200 {
				t.Fatal("the login page is limited")
			}
		}
		if got := c.get("/quote/ltp?i=NSE:INFY", "Authorization", "token other:x"); got.StatusCode != 403 {
			t.Errorf("another key: %d", got.StatusCode)
		}
	})
}

func TestWindow(t *testing.T) {
	now := time.Unix(1e9, 0)
	w := window{starts: make([]time.Time, 1)}
	if !w.take(now) || w.take(now) || w.take(now.Add(949*time.Millisecond)) || !w.take(now.Add(950*time.Millisecond)) {
		t.Error("the window is not 950 ms long")
	}
	// A clock set back by an hour locks nobody out.
	if !w.take(now.Add(-time.Hour)) {
		t.Error("locked out by the clock")
	}
}
