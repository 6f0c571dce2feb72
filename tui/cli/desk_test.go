package cli

import (
	"bytes"
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"kitewatch/kite"
	"kitewatch/kite/kitesim"
	"kitewatch/kite/market"
	"kitewatch/tui/store"
)

// lineRig is a desk before a simulated exchange in memory, on virtual time.
type lineRig struct {
	*desk
	t      *testing.T
	x      *kitesim.Exchange
	start  time.Time
	said   bytes.Buffer
	out    *os.File
	front  func(*http.Request) *http.Response // answers in place of the exchange; nil, or nothing: it does
	before http.RoundTripper                  // the way to the exchange
}

// RoundTrip is the client's way to the exchange.
func (r *lineRig) RoundTrip(q *http.Request) (*http.Response, error) {
	if r.front != nil {
		if reply := r.front(q); reply != nil {
			return reply, nil
		}
	}
	return r.before.RoundTrip(q)
}

// morning is the exchange's time at which most tests begin.
var morning = time.Date(2026, 11, 23, 10, 14, 0, 0, market.IST)

// atDesk runs a script at a desk whose exchange's clock says at, and which has
// the given faults.
func atDesk(t *testing.T, at time.Time, faults string, script func(*lineRig)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		r := &lineRig{t: t, start: time.Now()}
		r.x = kitesim.New(kitesim.Config{Rows: 2000, Offset: at.Sub(r.start)})
		for _, text := range strings.Fields(faults) {
			f, err := kitesim.ParseFault(text)
			if err != nil {
				t.Fatal(err)
			}
			r.x.AddFault(f)
		}
		pipe := r.x.Pipe()
		transport := &http.Transport{DialContext: pipe.DialContext}
		r.before = transport
		out, err := os.Create(filepath.Join(t.TempDir(), "stdout"))
		if err != nil {
			t.Fatal(err)
		}
		r.out = out
		client := &kite.Client{
			BaseURL: pipe.URL(), APIKey: r.x.APIKey(), AccessToken: r.x.NewAccessToken(),
			HTTP: &http.Client{Transport: r},
		}
		paths := store.Home(t.TempDir())
		r.desk = &desk{
			account: &account{
				env:    Env{Stdout: out, Stderr: &r.said, Getenv: func(string) string { return "" }},
				config: store.Config{Path: paths.Config, APIKey: client.APIKey, AccessToken: client.AccessToken},
				client: client, paths: paths, log: slog.New(slog.DiscardHandler),
			},
			server: store.Server(client.BaseURL), calendar: market.Default(),
			leases: leasesOf(paths.State, client.APIKey, store.Server(client.BaseURL)),
			look:   store.PollFile,
		}
		defer func() {
			transport.CloseIdleConnections()
			pipe.Close()
			out.Close()
		}()
		script(r)
	})
}

// watch polls as the command would, and returns how it ended.
func (r *lineRig) watch(format string, p poll) error {
	return r.watchUntil(r.t.Context(), format, p)
}

func (r *lineRig) watchUntil(ctx context.Context, format string, p poll) error {
	r.t.Helper()
	s := newSheet(r.env, &stdout{ctx, r.out}, format, readingColumns(p.mode))
	p.write = func(rows []reading) error { return s.add(rows...) }
	return r.follow(ctx, p)
}

// snapshot asks once, as quote does.
func (r *lineRig) snapshot(format string, mode kite.Mode, symbols ...kite.Symbol) error {
	s := newSheet(r.env, &stdout{r.t.Context(), r.out}, format, readingColumns(mode))
	return r.follow(r.t.Context(), snapshotOf(symbols, s))
}

// printed is what stdout has.
func (r *lineRig) printed() string {
	r.t.Helper()
	text, err := os.ReadFile(r.out.Name())
	if err != nil {
		r.t.Fatal(err)
	}
	return string(text)
}

// column returns a column of the lines that plain has printed.
func (r *lineRig) column(n int) []string {
	var values []string
	for line := range strings.Lines(r.printed()) {
		values = append(values, strings.Split(strings.TrimSuffix(line, "\n"), "\t")[n])
	}
	return values
}

// seconds are those after the start, by the exchange's clock, of the readings
// of a symbol.
func (r *lineRig) seconds(symbol string) string {
	var all []string
	names := r.column(2)
	for i, text := range r.column(0) {
		at, err := time.Parse(time.RFC3339, text)
		if err != nil {
			r.t.Fatal(err)
		}
		if names[i] == symbol {
			all = append(all, fmt.Sprint(int(at.Sub(r.x.Time().Add(-time.Since(r.start))).Round(time.Second).Seconds())))
		}
	}
	return strings.Join(all, " ")
}

// wantSaid compares stderr, line by line.
func (r *lineRig) wantSaid(lines ...string) {
	r.t.Helper()
	r.wantSaidOf(func(string) bool { return true }, lines...)
}

// wantSaidOf compares those lines of stderr that count.
func (r *lineRig) wantSaidOf(counts func(string) bool, want ...string) {
	r.t.Helper()
	var got []string
	for line := range strings.Lines(r.said.String()) {
		if counts(line) {
			got = append(got, strings.TrimSuffix(line, "\n"))
		}
	}
	if diff := cmp.Diff(want, got, cmpopts.EquateEmpty()); diff != "" {
		r.t.Errorf("stderr (-want +got):\n%s", diff)
	}
}

// wantCode checks an exit code, and a part of the sentence that goes with it.
func wantCode(t *testing.T, err error, want int, sentence string) {
	t.Helper()
	got, text := exitDone, ""
	if err != nil {
		got, text = code(err), err.Error()
	}
	if got != want || !strings.Contains(text, sentence) {
		t.Errorf("exit code %d, %q; want %d, %q", got, text, want, sentence)
	}
}

// wantedOf reads arguments as the commands do.
func wantedOf(t *testing.T, args ...string) wanted {
	t.Helper()
	w, err := instrumentArgs(args)
	if err != nil {
		t.Fatal(err)
	}
	return w
}

func symbolsOf(t *testing.T, names ...string) []kite.Symbol {
	t.Helper()
	return wantedOf(t, names...).symbols
}
