package feed_test

import (
	"context"
	"net/http"
	"runtime"
	"strings"
	"testing"
	"time"

	"kitewatch/kite"
	"kitewatch/kite/feed"
	"kitewatch/kite/kitesim"
	"kitewatch/kite/market"
)

// desk is an exchange and a feed that asks it, on virtual time. The feed can be
// replaced by another in mid-week.
type desk struct {
	t         *testing.T
	offset    time.Duration // of the exchange's clock
	exchange  *kitesim.Exchange
	pipe      *kitesim.Pipe
	transport *http.Transport
	client    *kite.Client
	feed      *feed.Feed
	interval  time.Duration
	rows      map[kite.Symbol]feed.Row
	took      map[kite.Symbol]time.Duration // what the call took that brought a row
	status    feed.Status
	seen      func(feed.Row, time.Duration) // is shown every row that a reply has brought, and what the call took
	events    chan feed.Event
	cancel    context.CancelFunc
	done      chan struct{}
}

// weekInterval keeps the week's polls to some thousand.
const weekInterval = time.Minute

// newDesk opens a desk, still without a feed.
func newDesk(t *testing.T, offset time.Duration, noLimits bool) *desk {
	x := kitesim.New(kitesim.Config{Offset: offset, Rows: 1, NoLimits: noLimits})
	pipe := x.Pipe()
	d := &desk{
		t: t, offset: offset, exchange: x, pipe: pipe,
		transport: &http.Transport{DialContext: pipe.DialContext},
		interval:  weekInterval, events: make(chan feed.Event, 4096), done: make(chan struct{}, 2),
	}
	d.client = &kite.Client{
		BaseURL: pipe.URL(), APIKey: x.APIKey(), AccessToken: x.NewAccessToken(),
		HTTP: &http.Client{Transport: d.transport},
	}
	return d
}

func (d *desk) close() {
	d.transport.CloseIdleConnections()
	if err := d.pipe.Close(); err != nil {
		d.t.Error(err)
	}
}

// start runs a feed that knows so much of an earlier one.
func (d *desk) start(known []feed.Known) {
	d.feed = feed.New(feed.Config{
		Client: d.client, Interval: d.interval, Mode: kite.ModeOHLC, Retries: 3,
		Facts: listedFacts, Known: known,
	})
	d.rows, d.took = map[kite.Symbol]feed.Row{}, map[kite.Symbol]time.Duration{}
	for _, row := range d.feed.Known() {
		d.rows[row.Symbol] = row
	}
	now := time.Now().Round(0)
	d.feed.Observe(now.Add(d.offset), now) // as the screen does with the profile's
	d.feed.Watch(weekSymbols, nil)
	ctx, cancel := context.WithCancel(d.t.Context())
	d.cancel = cancel
	f := d.feed
	go func() { _ = f.Run(ctx); d.done <- struct{}{} }()
	go func() { d.listen(ctx, f); d.done <- struct{}{} }()
}

func (d *desk) stop() {
	d.cancel()
	<-d.done
	<-d.done
	d.take()
}

func (d *desk) listen(ctx context.Context, f *feed.Feed) {
	for {
		e, err := f.Next(ctx)
		if err != nil {
			return
		}
		d.events <- e
	}
}

// login goes on with a new session's token.
func (d *desk) login() {
	d.client = d.client.WithToken(d.exchange.NewAccessToken())
	d.feed.Use(d.client)
}

// take keeps what has been told so far.
func (d *desk) take() {
	for {
		select {
		case e := <-d.events:
			d.status = e.Status
			took := time.Duration(0)
			for _, call := range e.Calls {
				took = max(took, call.Took)
			}
			for _, row := range e.Rows {
				if row.Received.After(d.rows[row.Symbol].Received) {
					d.took[row.Symbol] = took
					d.seen(row, took)
				}
				d.rows[row.Symbol] = row
			}
		default:
			return
		}
	}
}

// clock is what a screen would have by now.
func (d *desk) clock() feed.Clock {
	return d.status.Clock(feed.ReadClock())
}

// remembered is what the next run is told of this one.
func (d *desk) remembered() []feed.Known {
	var known []feed.Known
	for _, row := range d.rows {
		known = append(known, row.Known(d.clock()))
	}
	return known
}

// oracle tells the truth of any moment: an exchange of the same seed, whose
// clock stands wherever it is asked.
type oracle struct {
	exchange *kitesim.Exchange
	now      time.Time
	known    map[question]truth
}

type question struct {
	symbol kite.Symbol
	at     int64 // Unix second
}

type truth struct {
	last, close float64
	listed      bool
}

func newOracle() *oracle {
	o := &oracle{known: map[question]truth{}}
	o.exchange = kitesim.New(kitesim.Config{Now: func() time.Time { return o.now }, Rows: 1})
	return o
}

func (o *oracle) at(symbol kite.Symbol, at time.Time) truth {
	k := question{symbol, at.Unix()}
	if v, ok := o.known[k]; ok {
		return v
	}
	o.now = at
	var v truth
	v.last, v.close, v.listed = o.exchange.Truth(symbol.Exchange, symbol.Tradingsymbol)
	o.known[k] = v
	return v
}

// session is the truth of a whole session: a minute before midnight its last
// price stands, and its previous close is still told.
func (o *oracle) session(symbol kite.Symbol, date market.Date) truth {
	return o.at(symbol, date.Time().Add(24*time.Hour-time.Minute))
}

// ledger counts what the exchange was asked for, and what that cost.
type ledger struct {
	t       *testing.T
	read    time.Time // when the exchange's log was last read, by the machine's clock
	last    time.Time // of the latest quote call, by the exchange's
	quotes  int
	candles int
	seen    time.Time // of the latest call written down
	had     int       // of that very moment
	quiet   map[string]int
}

// span is a stretch in which nothing trades.
type span struct {
	name     string
	from, to time.Time
}

// write takes note of the calls that are new.
func (l *ledger) write(calls []kitesim.Call) {
	seen, had := l.seen, l.had
	for _, c := range calls {
		if c.At.Before(seen) {
			continue
		}
		if c.At.Equal(seen) && had > 0 {
			had--
			continue
		}
		if !c.At.Equal(l.seen) {
			l.seen, l.had = c.At, 0
		}
		l.had++
		l.enter(c)
	}
}

// enter counts a call: a quote call must not come too soon after the one before,
// and none may be refused for that.
func (l *ledger) enter(c kitesim.Call) {
	if c.Status == http.StatusTooManyRequests && c.Fault == "" {
		l.t.Errorf("429 at %v for %s", c.At, c.Path)
	}
	switch c.Class {
	case kitesim.ClassHistorical:
		l.candles++
	case kitesim.ClassQuote:
		if gap := c.At.Sub(l.last); gap < 1100*time.Millisecond {
			l.t.Errorf("quote calls at %v and %v", l.last, c.At)
		}
		l.last = c.At
		l.quotes++
		for _, s := range quietSpans {
			if c.At.After(s.from) && c.At.Before(s.to) {
				l.quiet[s.name]++
			}
		}
	}
}

// weight is what the process holds.
type weight struct {
	goroutines int
	objects    uint64
	bytes      uint64
}

// weigh takes it without what the test itself has worked out.
func (w *week) weigh() weight {
	w.read()
	w.oracle = newOracle()
	runtime.GC()
	runtime.GC() // what the first has only unpooled
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return weight{runtime.NumGoroutine(), m.HeapObjects, m.HeapAlloc}
}

// symbolsOf reads names parted by blanks, each one of weekNames.
func symbolsOf(t *testing.T, names string) []kite.Symbol {
	t.Helper()
	var out []kite.Symbol
	for _, name := range strings.Fields(names) {
		symbol, ok := weekNames[name]
		if !ok {
			t.Fatalf("no symbol is called %q", name)
		}
		out = append(out, symbol)
	}
	return out
}
