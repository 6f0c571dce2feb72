package cli

import (
	"context"
	"errors"
	"time"

	"kitewatch/kite"
	"kitewatch/kite/feed"
	"kitewatch/tui/store"
)

// poll is what a run of the feed is to bring.
type poll struct {
	symbols  []kite.Symbol          // distinct
	names    map[kite.Symbol]string // what tokens are called, as far as that is known
	mode     kite.Mode              // what is asked for
	interval time.Duration          // from reading to reading
	retries  int                    // after a network error
	count    int                    // readings to bring; 0: no end
	length   time.Duration          // to run for; 0: no end
	list     *store.Watchlist       // whose levels on the symbols are told of, as it is now; nil: none are
	until    time.Time              // exchange's time at which the symbols stand for others; zero: they never will
	snapshot bool                   // one reading, whole: what fails is not waited out, but a change that can be found out is
	write    func([]reading) error  // takes each reading
}

// ends reports that somebody waits for the end: what cannot be had is then
// given up.
func (p poll) ends() bool { return p.count > 0 || p.length > 0 }

// name is what an instrument is called.
func (p poll) name(s kite.Symbol) string {
	if name, ok := p.names[s]; ok {
		return name
	}
	return s.String()
}

// The times of a run: how often rows are looked at for those that grow stale,
// how often what is known is kept, how long a reading waits for previous
// closes, and how long an ended loop is waited for.
const (
	lookEvery = time.Second
	keepEvery = time.Minute
	closeWait = 3 * time.Second
	endWait   = time.Second
)

// run is a poll under way.
type run struct {
	*desk
	poll
	feed    *feed.Feed
	start   time.Time
	gather  *gather
	waiting [][]feed.Row // readings not yet written: see settle
	since   time.Time    // when the first of them came
	asked   bool         // once more for the exchange's time
	written int          // readings
	status  feed.Status
	refused int                        // 429s since the last good call
	rows    map[kite.Symbol]feed.Row   // the latest of each
	first   map[kite.Symbol]time.Time  // wall time of each one's first price
	told    map[kite.Symbol]string     // stale or missing: what was said of each
	memory  map[kite.Symbol]feed.Known // not yet kept
	kept    time.Time
}

// follow polls until the poll's end, a failure that ends it, or the context's
// end. Readings are written whole.
func (d *desk) follow(ctx context.Context, p poll) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	watchLevels, saveLevels := d.guard(ctx, p)
	r := &run{
		desk: d, poll: p, feed: d.newFeed(p, watchLevels), gather: newGather(p.symbols),
		rows: map[kite.Symbol]feed.Row{}, first: map[kite.Symbol]time.Time{},
		told: map[kite.Symbol]string{}, memory: map[kite.Symbol]feed.Known{},
	}
	d.setClock(ctx, r.feed)
	r.feed.Watch(p.symbols, nil)
	r.start = time.Now()
	r.kept = r.start
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		_ = r.feed.Run(ctx) // it ends only with the context
	}()
	err := r.loop(ctx)
	cancel()
	timer := time.NewTimer(endWait)
	defer timer.Stop()
	select {
	case <-ended: // the loop has let go of its connections
	case <-timer.C:
	}
	r.keep()
	saveLevels()
	return err
}

// loop takes the feed's news until something ends it.
func (r *run) loop(ctx context.Context) error {
	for {
		e, news := r.next(ctx)
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if r.length > 0 && time.Since(r.start) >= r.length {
			if err := r.printWaiting(); err != nil {
				return err
			}
			return r.atEnd()
		}
		if news {
			if err := r.take(e); err != nil {
				return err
			}
		}
		if err := r.settle(ctx); err != nil {
			return err
		}
		if r.count > 0 && r.written >= r.count {
			return nil
		}
		if r.rolled() {
			return errRolled
		}
		r.tellStale(r.clock())
		if time.Since(r.kept) >= keepEvery {
			r.keep()
		}
	}
}

// errRolled ends a run whose symbols stand for others now.
var errRolled = errors.New("a contract has come to its end")

// rolled reports that. Before the first reading nobody knows the exchange's time.
func (r *run) rolled() bool {
	return r.written > 0 && !r.until.IsZero() && !r.clock().Exchange().Before(r.until)
}

// next waits for news until the next look or the end; false: there is none.
func (r *run) next(ctx context.Context) (feed.Event, bool) {
	wait := lookEvery
	if r.length > 0 {
		wait = min(wait, r.length-time.Since(r.start))
	}
	ctx, cancel := context.WithTimeout(ctx, wait)
	defer cancel()
	e, err := r.feed.Next(ctx)
	return e, err == nil
}

// clock is the clock of this moment.
func (r *run) clock() feed.Clock { return r.status.Clock(feed.ReadClock()) }

// take takes news: it says what befell, and writes what came.
func (r *run) take(e feed.Event) error {
	r.enter(e.Calls)
	before := r.status
	r.status = e.Status
	c := r.clock()
	for _, row := range e.Rows {
		r.rows[row.Symbol] = row
		if row.Received.IsZero() || row.Answered.IsZero() {
			continue
		}
		r.memory[row.Symbol] = row.Known(c)
		if r.first[row.Symbol].IsZero() {
			r.first[row.Symbol] = row.Received
		}
	}
	complete := r.gather.add(e.Rows)
	err := r.judge(e)
	r.tell(e, before, err != nil)
	if len(r.waiting) == 0 {
		r.since = time.Now()
	}
	r.waiting = append(r.waiting, complete...)
	if err == nil {
		return nil
	}
	// What did come of a poll that is given up is no less true.
	if rows := r.gather.take(); len(rows) > 0 {
		r.waiting = append(r.waiting, rows)
	}
	if failed := r.printWaiting(); failed != nil {
		return failed
	}
	return err
}

// print writes a reading.
func (r *run) print(rows []feed.Row, c feed.Clock) error {
	readings := make([]reading, 0, len(rows))
	unknown := 0
	for _, row := range rows {
		if row.Missing {
			unknown++
		}
		readings = append(readings, r.reading(row, c))
	}
	if r.count > 0 && r.written >= r.count {
		return nil
	}
	if err := r.write(readings); err != nil {
		return err
	}
	r.tellMissing(rows)
	r.written++
	switch {
	case r.written == 1 && unknown == len(r.symbols):
		return r.allUnknown()
	case r.snapshot && unknown > 0 && len(rows) == len(r.symbols): // else what failed is said
		return r.someUnknown(rows)
	}
	return nil
}

// stateSpan is how long an instrument whose trades are not told is watched
// before it is called quiet.
const stateSpan = time.Minute

// reading makes a row a reading.
func (r *run) reading(row feed.Row, c feed.Clock) reading {
	one := reading{Row: row, name: r.names[row.Symbol], clock: c}
	if row.Symbol.Exchange != "" {
		one.name = row.Symbol.Tradingsymbol
	}
	state := row.State(c, r.calendar)
	switch {
	case !one.had():
		state = feed.NoData
	case r.status.Claimed != 0: // this machine's time is not the exchange's
		one.clock.Offset = r.status.Claimed
		return one
	case state == feed.Quiet && row.LastTrade().IsZero() && c.Wall.Sub(r.first[row.Symbol]) < stateSpan:
		return one // ltp tells no trades, and a price may stand for a moment
	}
	one.state = stateNames[state]
	return one
}

// keep adds what has come to what the next run is to know.
func (r *run) keep() {
	r.kept = time.Now()
	if len(r.memory) == 0 {
		return
	}
	known := make([]feed.Known, 0, len(r.memory))
	for _, k := range r.memory {
		known = append(known, k)
	}
	clear(r.memory)
	if err := store.SavePrices(r.paths.State, r.server, known); err != nil {
		r.log.Warn("state", "error", err)
	}
}
