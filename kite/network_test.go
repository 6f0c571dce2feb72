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
	"syscall"
	"testing"
)

func TestNetworkTrouble(t *testing.T) {
	closed := httptest.NewServer(nil)
	closed.Close()
	strange := httptest.NewUnstartedServer(answer(t, "profile.json"))
	strange.Config.ErrorLog = log.New(io.Discard, "", 0)
	strange.StartTLS()
	defer strange.Close()
	plain, _ := serve(t, answer(t, "profile.json"))
	asTLS := strings.Replace(plain.BaseURL, "http:", "https:", 1)

	failing := func(err error) http.RoundTripper {
		return transport(func(r *http.Request) (*http.Response, error) { return nil, err })
	}
	dial := func(err error) error {
		return &net.OpError{Op: "dial", Net: "tcp", Err: os.NewSyscallError("connect", err)}
	}
	own := func() http.RoundTripper { return &http.Transport{DisableKeepAlives: true} }
	for _, tt := range []struct {
		name, base string
		transport  http.RoundTripper
		handler    http.HandlerFunc
		want       string
		is         error
	}{
		{"refused", closed.URL, own(), nil, "connection refused", syscall.ECONNREFUSED},
		{"reset", "", own(), hangUp(t, ""), "connection reset", nil},
		{"closed without a word", "", failing(io.EOF), nil, "connection reset", io.EOF},
		{"cut off in the head", "", own(), hangUp(t, "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n"), "cut-off reply", io.ErrUnexpectedEOF},
		{"cut off in the body", "", own(), hangUp(t, "HTTP/1.1 200 OK\r\nContent-Length: 90\r\n\r\n{\"status\":"), "cut-off reply", io.ErrUnexpectedEOF},
		{"no HTTP", "", own(), hangUp(t, "SSH-2.0-OpenSSH_9.6\r\n\r\n"), "connection failed", nil},
		{"a stranger's certificate", strange.URL, own(), nil, "TLS certificate refused", nil},
		{"no TLS there", asTLS, own(), nil, "TLS handshake failed", http.ErrSchemeMismatch},
		{"unknown host", "", failing(&net.DNSError{Err: "no such host", IsNotFound: true}), nil, "no such host", nil},
		{"no name server", "", failing(&net.DNSError{Err: "server misbehaving", IsTemporary: true}), nil, "name lookup failed", nil},
		{"silent name server", "", failing(&net.DNSError{Err: "i/o timeout", IsTimeout: true}), nil, "network timeout", nil},
		{"offline", "", failing(dial(syscall.ENETUNREACH)), nil, "network unreachable", syscall.ENETUNREACH},
		{"refused on Windows", "", failing(dial(syscall.Errno(10061))), nil, "connection refused", nil},
		{"reset on Windows", "", failing(dial(syscall.Errno(10054))), nil, "connection reset", nil},
		{"canceled, but not by the caller", "", failing(context.Canceled), nil, "connection failed", nil},
		{"anything else", "", failing(errors.New("http2: client connection lost")), nil, "connection failed", nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			c := &Client{BaseURL: "http://127.0.0.1:1"}
			if tt.handler != nil {
				c, _ = serve(t, tt.handler)
			}
			if tt.base != "" {
				c.BaseURL = tt.base
			}
			c.HTTP = &http.Client{Transport: tt.transport}
			_, err := c.Profile(context.Background())
			if KindOf(err) != Network || Brief(err) != tt.want {
				t.Errorf("got %v (%v), want %q", err, KindOf(err), tt.want)
			}
			var fault *Error
			if !errors.As(err, &fault) || fault.Err == nil || tt.is != nil && !errors.Is(err, tt.is) {
				t.Errorf("%v has lost its cause", err)
			}
			if errors.As(err, new(*url.Error)) {
				t.Errorf("%v holds the URL", err)
			}
		})
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
