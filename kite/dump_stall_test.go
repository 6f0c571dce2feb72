package kite

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"
)

// drip answers with a line now and then, for ever, in made-up time.
func drip(pause time.Duration) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/csv")
		for r.Context().Err() == nil {
			io.WriteString(w, strings.Repeat("x", 300)+"\n")
			w.(http.Flusher).Flush()
			select {
			case <-time.After(pause):
			case <-r.Context().Done():
			}
		}
	}
}

func TestADumpThatStalls(t *testing.T) {
	for _, tt := range []struct {
		name    string
		handler http.HandlerFunc
		total   time.Duration // the client's; 0: its default
		cancel  time.Duration // after which the caller gives up
		after   time.Duration
		kind    Kind
	}{
		{"no reply", silent(""), 0, time.Hour, 7 * time.Second, Network},
		{"no first line", silent("x"), 0, time.Hour, 7 * time.Second, Network},
		{"nothing more", silent(strings.Repeat("x", 300) + "\n"), 0, time.Hour, 7 * time.Second, Network},
		{"slow but going on", drip(6 * time.Second), 0, time.Hour, 2 * time.Minute, Network},
		{"slow, in the caller's time", drip(6 * time.Second), 30 * time.Second, time.Hour, 30 * time.Second, Network},
		{"given up", drip(time.Second), 0, 5500 * time.Millisecond, 5500 * time.Millisecond, Canceled},
		{"given up before a reply", silent(""), 0, time.Second, time.Second, Canceled},
	} {
		t.Run(tt.name, func(t *testing.T) {
			bubble(t, tt.handler, func(t *testing.T, c *Client) {
				c.DumpTimeout = tt.total
				ctx, cancel := context.WithCancel(context.Background())
				defer time.AfterFunc(tt.cancel, cancel).Stop()
				began := time.Now()
				dump, err := c.Instruments(ctx, "")
				if err == nil {
					defer dump.Close()
					_, err = io.Copy(io.Discard, dump)
				}
				if took := time.Since(began); took != tt.after {
					t.Errorf("took %v, want %v", took, tt.after)
				}
				if KindOf(err) != tt.kind || errors.Is(err, context.Canceled) != (tt.kind == Canceled) {
					t.Errorf("got %v (%v), want %v", err, KindOf(err), tt.kind)
				}
				if tt.kind == Network && (Brief(err) != "network timeout" || !errors.Is(err, context.DeadlineExceeded)) {
					t.Errorf("it reads %q", Brief(err))
				}
			})
		})
	}
}

func TestASlowReaderOfADumpIsNoStall(t *testing.T) {
	bubble(t, serveDump(bytes.Repeat([]byte("a line of text\n"), 20000), -1, ""), func(t *testing.T, c *Client) {
		dump, err := c.Instruments(context.Background(), "")
		if err != nil {
			t.Fatal(err)
		}
		defer dump.Close()
		time.Sleep(time.Minute) // made up
		if n, err := io.Copy(io.Discard, dump); n != 300000 || err != nil {
			t.Errorf("read %d bytes, %v", n, err)
		}
	})
}

func TestADumpClosedEarly(t *testing.T) {
	bubble(t, drip(time.Second), func(t *testing.T, c *Client) {
		dump, err := c.Instruments(context.Background(), "")
		if err != nil {
			t.Fatal(err)
		}
		if err := errors.Join(dump.Close(), dump.Close()); err != nil {
			t.Error(err)
		}
		if _, err := io.Copy(io.Discard, dump); err == nil {
			t.Error("a closed dump reads to a good end")
		}
	})
}
