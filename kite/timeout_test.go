package kite

import (
	"context"
	"errors"
	"net"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

// bubble runs test against a server in memory, where time is made up.
func bubble(t *testing.T, handler http.HandlerFunc, test func(*testing.T, *Client)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		l := &listener{conns: make(chan net.Conn), done: make(chan struct{})}
		server := &http.Server{Handler: handler}
		go server.Serve(l)
		transport := &http.Transport{DialContext: func(context.Context, string, string) (net.Conn, error) { return l.dial() }}
		test(t, &Client{
			BaseURL: "http://127.0.0.1" + prefix, APIKey: testKey, AccessToken: testToken,
			HTTP: &http.Client{Transport: transport},
		})
		transport.CloseIdleConnections()
		server.Close()
		synctest.Wait()
	})
}

// silent answers with nothing, or with the start of a body and then nothing,
// until the client gives up.
func silent(start string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if start != "" {
			w.Write([]byte(start))
			w.(http.Flusher).Flush()
		}
		<-r.Context().Done()
	}
}

func TestTimeouts(t *testing.T) {
	const never = time.Hour
	tests := []struct {
		name     string
		timeout  time.Duration // the client's
		deadline time.Duration // the caller's
		cancel   time.Duration // after which the caller gives up
		start    string
		after    time.Duration
		kind     Kind
		says     string
		is       error
	}{
		{"by itself after 7s", 0, never, never, "", 7 * time.Second, Network, "network timeout", context.DeadlineExceeded},
		{"in the body too", 0, never, never, `{"status":`, 7 * time.Second, Network, "network timeout", context.DeadlineExceeded},
		{"as set", time.Minute, never, never, "", time.Minute, Network, "network timeout", context.DeadlineExceeded},
		{"the caller's deadline", 0, time.Second, never, "", time.Second, Network, "network timeout", context.DeadlineExceeded},
		{"the caller gives up", 0, never, time.Second, "", time.Second, Canceled, "canceled", context.Canceled},
		{"in the body", 0, never, time.Second, `{"status":`, time.Second, Canceled, "canceled", context.Canceled},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			bubble(t, silent(tt.start), func(t *testing.T, c *Client) {
				c.Timeout = tt.timeout
				ctx, cancel := context.WithTimeout(context.Background(), tt.deadline)
				defer cancel()
				defer time.AfterFunc(tt.cancel, cancel).Stop()
				began := time.Now()
				_, err := c.Quotes(ctx, ModeOHLC, infy)
				if took := time.Since(began); took != tt.after {
					t.Errorf("took %v, want %v", took, tt.after)
				}
				if KindOf(err) != tt.kind || Brief(err) != tt.says || !errors.Is(err, tt.is) {
					t.Errorf("got %v (%v), want %q (%v)", err, KindOf(err), tt.says, tt.kind)
				}
				if other := context.Canceled; tt.is != other && errors.Is(err, other) {
					t.Errorf("%v passes for canceled by the caller", err)
				}
			})
		})
	}
}

func TestAnErrorStatusOutlivesItsBody(t *testing.T) {
	bubble(t, func(w http.ResponseWriter, r *http.Request) {
		w.WriteHeader(http.StatusTooManyRequests)
		silent("<html>")(w, r)
	}, func(t *testing.T, c *Client) {
		_, err := c.Profile(context.Background())
		if KindOf(err) != RateLimit {
			t.Errorf("a 429 whose body never ends is %v: %v", KindOf(err), err)
		}
		ctx, cancel := context.WithCancel(context.Background())
		defer time.AfterFunc(time.Second, cancel).Stop()
		if _, err = c.Profile(ctx); KindOf(err) != Canceled {
			t.Errorf("given up by the caller, it is %v: %v", KindOf(err), err)
		}
	})
}

func TestBodySize(t *testing.T) {
	head, tail := `{"status":"success","data":{"user_id":"AB1","x":"`, `"}}`
	for _, tt := range []struct {
		name string
		size int
		zip  bool
		want string
	}{
		{"largest", maxBody, false, ""},
		{"too large, zipped", maxBody + 1, true, "reply too large"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			body := []byte(head + strings.Repeat("x", tt.size-len(head)-len(tail)) + tail)
			if tt.zip {
				body = gzipped(string(body))
			}
			c, _ := serve(t, func(w http.ResponseWriter, _ *http.Request) {
				if tt.zip {
					w.Header().Set("Content-Encoding", "gzip")
				}
				w.Write(body)
			})
			if _, err := c.Profile(context.Background()); Brief(err) != tt.want {
				t.Errorf("%v, want %q", err, tt.want)
			} else if err != nil && KindOf(err) != Data {
				t.Errorf("%v is %v, want %v", err, KindOf(err), Data)
			}
		})
	}
}
