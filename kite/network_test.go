package kite

import (
	"compress/flate"
	"compress/gzip"
	"context"
	"errors"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
)

// wantTrouble makes a call of c, which must fail with the given words and cause,
// and without the URL, in which a token may stand.
func wantTrouble(t *testing.T, c *Client, words string, is error) {
	t.Helper()
	_, err := c.Profile(context.Background())
	if KindOf(err) != Network || Brief(err) != words {
		t.Errorf("got %v (%v), want %q", err, KindOf(err), words)
	}
	var fault *Error
	if !errors.As(err, &fault) || fault.Err == nil || is != nil && !errors.Is(err, is) {
		t.Errorf("%v has lost its cause, %v", err, is)
	}
	if errors.As(err, new(*url.Error)) {
		t.Errorf("%v holds the URL", err)
	}
}

func TestNetworkTrouble(t *testing.T) {
	dial := func(err error) error {
		return &net.OpError{Op: "dial", Net: "tcp", Err: os.NewSyscallError("connect", err)}
	}
	for _, tt := range []struct {
		name string
		err  error // of the transport
		want string
		is   error
	}{
		{"refused", dial(syscall.ECONNREFUSED), "connection refused", syscall.ECONNREFUSED},
		{"refused on Windows", dial(syscall.Errno(10061)), "connection refused", nil},
		{"reset on Windows", dial(syscall.Errno(10054)), "connection reset", nil},
		{"offline", dial(syscall.ENETUNREACH), "network unreachable", syscall.ENETUNREACH},
		{"closed without a word", io.EOF, "connection reset", io.EOF},
		{"closed while idle", errors.New("http: server closed idle connection"), "connection reset", nil},
		{"unknown host", &net.DNSError{Err: "no such host", IsNotFound: true}, "no such host", nil},
		{"no name server", &net.DNSError{Err: "server misbehaving", IsTemporary: true}, "name lookup failed", nil},
		{"silent name server", &net.DNSError{Err: "i/o timeout", IsTimeout: true}, "network timeout", nil},
		{"canceled, but not by the caller", context.Canceled, "connection failed", nil},
		{"anything else", errors.New("http2: client connection lost"), "connection failed", nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			wantTrouble(t, &Client{HTTP: &http.Client{
				Transport: transport(func(*http.Request) (*http.Response, error) { return nil, tt.err }),
			}}, tt.want, tt.is)
		})
	}
}

func TestNetworkTroubleOnTheWire(t *testing.T) {
	const head = "HTTP/1.1 200 OK\r\nContent-Length: 90\r\n"
	for _, tt := range []struct {
		name, start string // of the reply, before the server hangs up
		want        string
		is          error
	}{
		{"reset", "", "connection reset", nil},
		{"cut off in the head", head, "cut-off reply", io.ErrUnexpectedEOF},
		{"cut off in the body", head + "\r\n{\"status\":", "cut-off reply", io.ErrUnexpectedEOF},
		{"no HTTP", "SSH-2.0-OpenSSH_9.6\r\n\r\n", "connection failed", nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			c, got := serve(t, hangUp(t, tt.start))
			wantTrouble(t, c, tt.want, tt.is)
			got.only(t)
		})
	}
	t.Run("refused", func(t *testing.T) {
		closed := httptest.NewServer(nil)
		closed.Close()
		wantTrouble(t, &Client{BaseURL: closed.URL, HTTP: closed.Client()}, "connection refused", syscall.ECONNREFUSED)
	})
	t.Run("a stranger's certificate", func(t *testing.T) {
		server := httptest.NewUnstartedServer(answer(t, "profile.json"))
		server.Config.ErrorLog = log.New(io.Discard, "", 0)
		server.StartTLS()
		defer server.Close()
		wantTrouble(t, &Client{BaseURL: server.URL, HTTP: &http.Client{Transport: new(http.Transport)}}, "TLS certificate refused", nil)
	})
	t.Run("no TLS there", func(t *testing.T) {
		c, _ := serve(t, answer(t, "profile.json"))
		c.BaseURL = strings.Replace(c.BaseURL, "http:", "https:", 1)
		wantTrouble(t, c, "TLS handshake failed", http.ErrSchemeMismatch)
	})
}

// net/http alone would send the second GET twice, seeing that the connection it
// reused was broken: unseen by the caller, and a call too many for the API.
func TestABrokenConnectionIsNotTriedAgain(t *testing.T) {
	var broken atomic.Bool
	c, got := serve(t, func(w http.ResponseWriter, r *http.Request) {
		if broken.Swap(true) {
			hangUp(t, "")(w, r)
		} else {
			answer(t, "profile.json")(w, r)
		}
	})
	if _, err := c.Profile(context.Background()); err != nil {
		t.Fatal(err)
	}
	wantTrouble(t, c, "connection reset", nil)
	if got.count() != 2 {
		t.Errorf("%d requests came, want 2", got.count())
	}
}

func TestZippedReplies(t *testing.T) {
	whole := gzipped(fixture(t, "profile.json"))
	spoilt := append([]byte(nil), whole...)
	spoilt[len(spoilt)-6] ^= 0xff // in the checksum
	for _, tt := range []struct {
		name, encoding string
		body           []byte
		want           string
		is             error
	}{
		{"whole", "gzip", whole, "", nil},
		{"by its old name", "X-GZIP", whole, "", nil},
		{"in two members", "gzip", append(gzipped(fixture(t, "profile.json")), gzipped("\n")...), "", nil},
		{"cut off", "gzip", whole[:len(whole)/2], "cut-off reply", io.ErrUnexpectedEOF},
		{"cut off in the trailer", "gzip", whole[:len(whole)-4], "cut-off reply", io.ErrUnexpectedEOF},
		{"cut off in the header", "gzip", whole[:5], "cut-off reply", io.ErrUnexpectedEOF},
		{"nothing at all", "gzip", nil, "empty reply", nil},
		{"wrong checksum", "gzip", spoilt, "unreadable reply", gzip.ErrChecksum},
		{"not zipped", "gzip", []byte(fixture(t, "profile.json")), "unreadable reply", gzip.ErrHeader},
		{"damaged", "gzip", append(append([]byte(nil), whole[:10]...), "\xff\xff\xff\xff"...), "unreadable reply", flate.CorruptInputError(1)},
		{"unknown", "br", whole, "unreadable reply", errEncoding},
	} {
		t.Run(tt.name, func(t *testing.T) {
			c, got := serve(t, func(w http.ResponseWriter, _ *http.Request) {
				w.Header().Set("Content-Encoding", tt.encoding)
				w.Write(tt.body)
			})
			profile, err := c.Profile(context.Background())
			if Brief(err) != tt.want || tt.is != nil && !errors.Is(err, tt.is) {
				t.Errorf("got %v, want %q for %v", err, tt.want, tt.is)
			}
			if err == nil && profile.UserID != "QT4821" || err != nil && KindOf(err) != Network {
				t.Errorf("got %+v, %v", profile, KindOf(err))
			}
			if asked := got.only(t).Header.Get("Accept-Encoding"); asked != "gzip" {
				t.Errorf("asked for %q", asked)
			}
		})
	}
}
