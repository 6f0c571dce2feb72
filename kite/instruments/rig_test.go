package instruments

import (
	"bytes"
	"net/http"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"kitewatch/kite"
	"kitewatch/kite/kitesim"
)

// rig is a cache beside a simulated exchange with a clock of its own.
type rig struct {
	t      *testing.T
	mu     sync.Mutex
	now    time.Time
	x      *kitesim.Exchange
	client *kite.Client
	cache  Cache
}

func newRig(t *testing.T, now string) *rig {
	r := &rig{t: t, now: moment(t, now), cache: Cache{Dir: filepath.Join(t.TempDir(), "a", "cache")}}
	r.x = kitesim.New(kitesim.Config{Rows: 1, NoLimits: true, Now: r.clock})
	pipe := r.x.Pipe()
	transport := &http.Transport{DialContext: pipe.DialContext}
	t.Cleanup(func() {
		transport.CloseIdleConnections()
		_ = pipe.Close()
	})
	r.client = &kite.Client{BaseURL: pipe.URL(), HTTP: &http.Client{Transport: transport}}
	return r
}

func (r *rig) clock() time.Time {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.now
}

func (r *rig) set(now string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.now = moment(r.t, now)
}

// refresh downloads what must be good.
func (r *rig) refresh() *List {
	r.t.Helper()
	l, err := r.cache.Refresh(r.t.Context(), r.client, r.clock(), nil)
	if err != nil {
		r.t.Fatal(err)
	}
	return l
}

// downloads is how often the list was asked for.
func (r *rig) downloads() int { return len(r.x.Calls()) }

// files are the names and texts in the cache's folder.
func (r *rig) files() map[string]string {
	files := map[string]string{}
	entries, _ := os.ReadDir(r.cache.Dir)
	for _, e := range entries {
		text, err := os.ReadFile(filepath.Join(r.cache.Dir, e.Name()))
		if err != nil {
			r.t.Fatal(err)
		}
		files[e.Name()] = string(text)
	}
	return files
}

// answer is a client of a server that answers all with the same.
func answer(reply func(*http.Request) *http.Response) *kite.Client {
	return &kite.Client{BaseURL: "http://127.0.0.1", HTTP: &http.Client{Transport: roundTrip(reply)}}
}

type roundTrip func(*http.Request) *http.Response

func (f roundTrip) RoundTrip(r *http.Request) (*http.Response, error) {
	reply := f(r)
	reply.Request = r
	return reply, nil
}

// text200 replies with a text, and no date.
func text200(text string) func(*http.Request) *http.Response { return body200([]byte(text), "") }

func body200(body []byte, encoding string) func(*http.Request) *http.Response {
	return func(*http.Request) *http.Response {
		header := http.Header{"Content-Type": {"text/csv"}}
		if encoding != "" {
			header.Set("Content-Encoding", encoding)
		}
		return &http.Response{StatusCode: 200, Header: header, ContentLength: int64(len(body)), Body: readCloser{bytes.NewReader(body)}}
	}
}

type readCloser struct{ *bytes.Reader }

func (readCloser) Close() error { return nil }
