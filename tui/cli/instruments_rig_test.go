package cli

import (
	"bytes"
	"context"
	"log/slog"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	"kitewatch/kite"
	"kitewatch/kite/instruments"
	"kitewatch/kite/kitesim"
	"kitewatch/kite/market"
	"kitewatch/tui/store"
)

// shelfRig is a shelf before an exchange in memory, in a synctest bubble whose
// clock stands where a test wants it.
type shelfRig struct {
	*shelf
	t     *testing.T
	x     *kitesim.Exchange
	said  bytes.Buffer
	dials int
	fail  int // dials that are refused from now on
}

func newShelfRig(t *testing.T, at string, ahead time.Duration) *shelfRig {
	t.Helper()
	r := &shelfRig{t: t}
	r.waitUntil(at)
	r.x = kitesim.New(kitesim.Config{Rows: 1, NoLimits: true, Offset: ahead})
	pipe := r.x.Pipe()
	t.Cleanup(func() { pipe.Close() })
	transport := &http.Transport{DisableKeepAlives: true}
	transport.DialContext = func(ctx context.Context, network, address string) (net.Conn, error) {
		r.dials++
		if r.fail > 0 {
			r.fail--
			return nil, &net.OpError{Op: "dial", Err: syscall.ECONNREFUSED}
		}
		return pipe.DialContext(ctx, network, address)
	}
	r.shelf = &shelf{
		account: &account{
			env:    Env{Stderr: &r.said, Getenv: func(string) string { return "" }},
			client: &kite.Client{BaseURL: pipe.URL(), HTTP: &http.Client{Transport: transport}},
			log:    slog.New(slog.DiscardHandler),
			paths:  store.Home(t.TempDir()),
		},
		calendar: market.Default(),
	}
	r.cache = instruments.Cache{Dir: filepath.Join(t.TempDir(), "list"), Calendar: r.calendar}
	return r
}

// waitUntil lets the bubble's time pass, by the machine's clock.
func (r *shelfRig) waitUntil(at string) {
	r.t.Helper()
	moment, err := time.ParseInLocation("2006-01-02 15:04:05", at, market.IST)
	if err != nil {
		r.t.Fatal(err)
	}
	time.Sleep(time.Until(moment))
}

// restart is what a new process would begin with. The file system's clock is
// not the bubble's, so a list that has just come gets its time.
func (r *shelfRig) restart() {
	r.t.Helper()
	came := r.dials > 0
	r.ahead, r.dials = 0, 0
	r.said.Reset()
	if !came {
		return
	}
	now := time.Now()
	if err := os.Chtimes(filepath.Join(r.cache.Dir, listFile), now, now); err != nil {
		r.t.Fatal(err)
	}
}

// mustList returns the list that a command would use.
func (r *shelfRig) mustList() *instruments.List {
	r.t.Helper()
	l, err := r.list(r.t.Context())
	if err != nil {
		r.t.Fatalf("no list: %v\n%s", err, r.said.String())
	}
	return l
}
