package kitesim

import (
	"net/http"
	"testing"
	"testing/synctest"
	"time"
)

// TestFaultTimes plays a rehearsal: two outages, a token's end, a login.
func TestFaultTimes(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		x := New(Config{Rows: 1, Offset: 9*time.Hour - 5*time.Hour - 30*time.Minute, Faults: []Fault{
			fault(t, "503@30s+60s"), fault(t, "expire@2m"), fault(t, "502@09:10+1m"),
		}})
		c, closeAll := dial(t, x)
		defer closeAll()
		began := time.Now()
		for _, step := range []struct {
			at     time.Duration
			status int
		}{
			{0, 200}, {29 * time.Second, 200}, {30 * time.Second, 503}, {89 * time.Second, 503}, {90 * time.Second, 200},
			{119 * time.Second, 200}, {2 * time.Minute, 403}, {9 * time.Minute, 403}, {10 * time.Minute, 502}, {11 * time.Minute, 403},
		} {
			time.Sleep(step.at - time.Since(began))
			if got := c.get("/quote?i=NSE:INFY"); got.StatusCode != step.status {
				t.Errorf("after %s (%s): %d, want %d", step.at, x.Time().Format(time.TimeOnly), got.StatusCode, step.status)
			}
		}
		c.token = x.NewAccessToken()
		time.Sleep(time.Hour)
		if got := c.get("/quote?i=NSE:INFY"); got.StatusCode != http.StatusOK {
			t.Errorf("the new session: %s", got.text)
		}
	})
}

// TestFaultsInMidRun counts their times from when they are added.
func TestFaultsInMidRun(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		x := New(Config{Rows: 1, NoLimits: true, Offset: 4 * time.Hour}) // bubbles begin at 05:30 IST
		c, closeAll := dial(t, x)
		defer closeAll()
		time.Sleep(time.Hour)
		x.AddFault(Fault{Name: "503", For: 10 * time.Second})
		if got := c.get("/quote?i=NSE:INFY"); got.StatusCode != 503 {
			t.Errorf("at once: %d", got.StatusCode)
		}
		time.Sleep(10 * time.Second)
		if got := c.get("/quote?i=NSE:INFY"); got.StatusCode != 200 {
			t.Errorf("ten seconds later: %d", got.StatusCode)
		}
		x.AddFault(Fault{Name: "expire"})
		if got := c.get("/user/profile"); got.StatusCode != 403 {
			t.Errorf("expired: %d", got.StatusCode)
		}
		x.ClearFaults()
		if got := c.get("/user/profile"); got.StatusCode != 403 {
			t.Errorf("an ended session lives again: %d", got.StatusCode)
		}
		c.token = x.NewAccessToken()
		if got := c.get("/user/profile"); got.StatusCode != 200 {
			t.Errorf("a new one: %d", got.StatusCode)
		}
	})
}

func TestClockFaults(t *testing.T) {
	for _, c := range []struct {
		fault, start string
		want         bool // active at once
	}{
		{"503@09:15+10m", "2026-11-23 09:14:59", false},
		{"503@09:15+10m", "2026-11-23 09:15:00", true},
		{"503@09:15+10m", "2026-11-23 09:24:59", true},
		{"503@09:15+10m", "2026-11-23 09:25:00", false},
		{"503@09:15", "2026-11-23 12:00:00", true},
	} {
		now := at(t, c.start)
		x := frozen(&now, Config{Faults: []Fault{fault(t, c.fault)}})
		if got := x.faults[0].active(now); got != c.want {
			t.Errorf("%s at %s: active %t", c.fault, c.start, got)
		}
	}
	// One that has passed comes again the next day; a token's end does too.
	now := at(t, "2026-11-23 12:00")
	x := frozen(&now, Config{Faults: []Fault{fault(t, "503@09:15+10m"), fault(t, "expire@09:30")}})
	for i, want := range []string{"2026-11-24 09:15", "2026-11-24 09:30"} {
		if got := x.faults[i].from; !got.Equal(at(t, want)) {
			t.Errorf("%s begins %s, want %s", x.faults[i].Fault, got, want)
		}
	}
}
