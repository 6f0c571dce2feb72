package kite

import (
	"bytes"
	"compress/gzip"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"sync"
	"testing"

	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// What the tests log in with. None of it may ever be seen in an error.
const (
	testKey          = "kw7demokey"
	testToken        = "pZ3vYc81LmQw0sTfGh5RkUxN2bEj9aDo"
	testSecret       = "h4+Ns&8w/2cVq=L0zXe7rTuYi1oPb5Gm"
	testRequestToken = "Rq7Xb2Nw9KcM4tVz8LpJ3hGs6DfA1yEo"
)

// checksumOfTests is what sha256sum says of key, request token and secret.
const checksumOfTests = "ae33d51c92b0405852de69bcdadbbd5d94fa39676ad2a2ebf02d4b0ddb4a87ed"

// prefix is a path before the API's own, as a proxy may put it.
const prefix = "/proxy/kite"

// sent is what a server saw of a request.
type sent struct {
	Method, Path, Query, Form string
	Header                    http.Header
}

// record holds what a server saw, in order.
type record struct {
	mu  sync.Mutex
	all []sent
}

func (r *record) add(req *http.Request) {
	form := ""
	if req.Method == http.MethodPost {
		req.ParseForm()
		form = req.PostForm.Encode()
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.all = append(r.all, sent{req.Method, req.URL.Path, req.URL.RawQuery, form, req.Header})
}

// only returns the one request that came.
func (r *record) only(t *testing.T) sent {
	t.Helper()
	r.mu.Lock()
	defer r.mu.Unlock()
	if len(r.all) != 1 {
		t.Fatalf("%d requests came, want 1: %v", len(r.all), r.all)
	}
	return r.all[0]
}

// count returns how many requests came.
func (r *record) count() int {
	r.mu.Lock()
	defer r.mu.Unlock()
	return len(r.all)
}

// serve starts a server below prefix and returns a logged-in client of it.
func serve(t *testing.T, handler http.HandlerFunc) (*Client, *record) {
	t.Helper()
	got := new(record)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		got.add(req)
		handler(w, req)
	}))
	t.Cleanup(server.Close)
	return &Client{
		BaseURL:     server.URL + prefix,
		APIKey:      testKey,
		AccessToken: testToken,
		HTTP:        server.Client(),
	}, got
}

// reply answers with a status, a content type and a body.
func reply(status int, contentType, body string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", contentType)
		w.WriteHeader(status)
		w.Write([]byte(body))
	}
}

func replyJSON(body string) http.HandlerFunc { return reply(http.StatusOK, "application/json", body) }

// hangUp answers by closing the connection with a reset, after having written
// the given bytes of a reply.
func hangUp(t *testing.T, bytes string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		conn, _, err := w.(http.Hijacker).Hijack()
		if err != nil {
			t.Errorf("hijack: %v", err)
			return
		}
		conn.Write([]byte(bytes))
		if bytes == "" {
			conn.(*net.TCPConn).SetLinger(0)
		}
		conn.Close()
	}
}

func fixture(t testing.TB, name string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func gzipped(text string) []byte {
	var out bytes.Buffer
	w := gzip.NewWriter(&out)
	w.Write([]byte(text))
	w.Close()
	return out.Bytes()
}

// listener joins clients and a server in memory, so that both live in a
// synctest bubble and minutes pass in no time.
type listener struct {
	conns chan net.Conn
	done  chan struct{}
	once  sync.Once
}

func (l *listener) Accept() (net.Conn, error) {
	select {
	case conn := <-l.conns:
		return conn, nil
	case <-l.done:
		return nil, net.ErrClosed
	}
}

func (l *listener) Close() error {
	l.once.Do(func() { close(l.done) })
	return nil
}

func (l *listener) Addr() net.Addr { return &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1), Port: 80} }

func (l *listener) dial() (net.Conn, error) {
	near, far := net.Pipe()
	select {
	case l.conns <- far:
		return near, nil
	case <-l.done:
		return nil, net.ErrClosed
	}
}
