package feed_test

import (
	"math"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"kitewatch/kite"
	"kitewatch/kite/feed"
	"kitewatch/kite/market"
)

// TestWeek lets a week of the exchange's pass, with nights, a holiday, a weekend
// and outages of every kind, and holds what the rows say against the truth: at
// chosen moments their state and the session whose change they show, and at
// every reply of the week each price and each previous close.
//
// At each moment two feeds more are started beside the one that runs all week:
// one with what an earlier run of at least three hours ago knew, one that knows
// nothing. They have to say the same.
func TestWeek(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWeek(t)
		steps := w.steps()
		slices.SortStableFunc(steps, func(a, b step) int { return a.at.Compare(b.at) })
		w.main.start(nil)
		for _, s := range steps {
			w.until(s.at)
			s.do()
		}
		w.until(ist(30, 12, 0))
		w.close()
	})
}

// week is the run of TestWeek.
type week struct {
	t       *testing.T
	start   time.Time // of the machine's clock
	offset  time.Duration
	main    *desk
	fresh   *desk // visitors that know nothing
	known   *desk // visitors that know what an earlier run did
	oracle  *oracle
	ledger  *ledger
	past    []memory
	monday  weight
	quotes  int // by Monday's end
	checked int // rows told, and held against the truth
}

// memory is what could be known of the rows at a time.
type memory struct {
	at   time.Time
	rows []feed.Known
}

// step is something that is done at a time of the exchange's.
type step struct {
	at time.Time
	do func()
}

func newWeek(t *testing.T) *week {
	start := time.Now()
	w := &week{t: t, start: start, offset: ist(23, 8, 30).Sub(start), oracle: newOracle()}
	w.main = newDesk(t, w.offset, false)
	w.fresh, w.known = newDesk(t, w.offset, true), newDesk(t, w.offset, true)
	w.ledger = &ledger{t: t, quiet: map[string]int{}}
	for _, d := range []*desk{w.main, w.fresh, w.known} {
		d.seen = w.holdToTruth
	}
	return w
}

// before is how long before a moment the visitors come: one poll, and the day
// candles of all rows.
const before = 45 * time.Second

// steps is the script of the week.
func (w *week) steps() []step {
	steps := w.outageSteps()
	for _, m := range moments {
		steps = append(steps, w.looks(m.at, func() { w.check(m) })...)
		steps = append(steps, step{m.at.Add(-before), w.visit})
	}
	for _, p := range pauses {
		steps = append(steps, step{p.from, func() { w.main.feed.Pause(true) }}, step{p.to, func() { w.main.feed.Pause(false) }})
	}
	// Somebody logs in each day, at once after the session's end or before the open.
	for day := 24; day <= 30; day++ {
		at := ist(day, 6, 1)
		if day%2 == 1 {
			at = ist(day, 8, 20)
		}
		steps = append(steps, step{at, w.main.login})
	}
	for _, a := range absences {
		steps = append(steps, step{a.from, w.main.stop}, step{a.to, func() { w.main.start(w.main.remembered()) }})
	}
	return append(steps,
		step{ist(24, 0, 10), func() { w.monday, w.quotes = w.weigh(), w.ledger.quotes }},
		step{ist(26, 4, 0), w.main.stop}, step{ist(26, 4, 1), func() { w.main.start(nil) }},
		// On Sunday five seconds are asked for, and not kept while all is shut.
		step{ist(29, 14, 0), func() { w.main.interval = 5 * time.Second }},
		step{ist(29, 20, 0), func() { w.main.interval = weekInterval }},
	)
}

// looks is a check with what precedes it: somebody asks anew, so that what trades
// is seen to, and is impatient.
func (w *week) looks(at time.Time, check func()) []step {
	refresh := func() { w.main.feed.Refresh() }
	return []step{{at.Add(-before), refresh}, {at.Add(-2 * time.Second), refresh}, {at.Add(-time.Second), refresh}, {at, check}}
}

// until lets virtual time pass, in pieces that the events do not outgrow.
func (w *week) until(at time.Time) {
	end := at.Add(-w.offset)
	for {
		left := time.Until(end)
		time.Sleep(min(left, time.Hour))
		synctest.Wait()
		w.main.take()
		if time.Since(w.ledger.read) > 6*time.Hour { // the exchange's log holds more
			w.read()
		}
		if left <= time.Hour {
			return
		}
	}
}

// read writes the exchange's log into the ledger.
func (w *week) read() {
	w.ledger.read = time.Now()
	w.ledger.write(w.main.exchange.Calls())
}

// visit starts the two feeds that are there for a moment only.
func (w *week) visit() {
	for _, d := range []*desk{w.fresh, w.known} {
		d.client = d.client.WithToken(d.exchange.NewAccessToken())
	}
	now := ist(23, 8, 30).Add(time.Since(w.start))
	var known []feed.Known
	for _, m := range w.past {
		if now.Sub(m.at) >= 3*time.Hour {
			known = m.rows
		}
	}
	w.fresh.start(nil)
	w.known.start(known)
}

// check holds all three feeds against a moment's claims.
func (w *week) check(m moment) {
	w.checkDesk(w.main, m, "all week")
	w.fresh.stop()
	w.known.stop()
	w.checkDesk(w.fresh, m, "knowing nothing")
	w.checkDesk(w.known, m, "with what was known")
	w.past = append(w.past, memory{m.at, w.main.remembered()})
}

func (w *week) checkDesk(d *desk, m moment, who string) {
	claimed := 0
	for _, c := range m.claims {
		for _, symbol := range symbolsOf(w.t, c.names) {
			claimed++
			w.checkRow(d, symbol, c, m.name+", "+who)
		}
	}
	if claimed != len(weekSymbols) {
		w.t.Fatalf("%s: %d claims for %d symbols", m.name, claimed, len(weekSymbols))
	}
}

// checkRow holds a row against a claim. A row without data need not have a
// change; if it has one, it is the right one.
func (w *week) checkRow(d *desk, symbol kite.Symbol, c claim, where string) {
	w.t.Helper()
	row, clock := d.rows[symbol], d.clock()
	where += ": " + symbol.String()
	state := row.State(clock, market.Default())
	if state != c.state && !(c.state == feed.Live && state == feed.Quiet && w.stood(d, symbol)) {
		w.t.Errorf("%s: state %v, want %v", where, state, c.state)
	}
	pct, ok := row.ChangePct()
	if !ok && c.state == feed.NoData {
		return
	}
	if c.session == 0 {
		w.t.Errorf("%s: change %v%% (known: %v), want none", where, pct, ok)
		return
	}
	whole := w.oracle.session(symbol, november(c.session))
	last, prev := whole.last, whole.close
	if !c.past { // the session may go on: its price is that of the last reply
		last = w.oracle.at(symbol, row.Received.Add(w.offset-d.took[symbol])).last
	}
	want := (last - prev) * 100 / prev
	if !ok || math.Abs(pct-want) > 1e-9 || row.Past(clock) != c.past {
		w.t.Errorf("%s: change %v%% (known: %v, past: %v; %v on %v), want %v%% (past: %v; %v on %v)",
			where, pct, ok, row.Past(clock), row.Quote.LastPrice, row.PrevClose, want, c.past, last, prev)
	}
}

// stood reports that a price was the same at both looks before a check. A poll in
// mode ohlc does not tell of a trade at the same price, so a row that trades may
// then be quiet.
func (w *week) stood(d *desk, symbol kite.Symbol) bool {
	now := time.Now().Add(w.offset)
	return d == w.main && w.oracle.at(symbol, now.Add(-before)).last == w.oracle.at(symbol, now.Add(-2*time.Second)).last
}

// holdToTruth checks each row that is told: its price was the exchange's when
// the call for it came, and its previous close is that of the session it names.
func (w *week) holdToTruth(row feed.Row, took time.Duration) {
	w.checked++
	at := row.Received.Add(w.offset - took)
	if got, want := float64(row.Quote.LastPrice), w.oracle.at(row.Symbol, at).last; got != want {
		w.t.Errorf("%s asked for at %v: %v, want %v", row.Symbol, at, got, want)
	}
	if row.PrevClose == 0 {
		return
	}
	if got, want := float64(row.PrevClose), w.oracle.session(row.Symbol, row.Session).close; got != want {
		w.t.Errorf("%s received at %v: previous close %v of the session of %v, want %v",
			row.Symbol, at, got, row.Session.Time().Format(time.DateOnly), want)
	}
}

// close ends the week and looks at what it has cost.
func (w *week) close() {
	end := w.weigh()
	polls := w.ledger.quotes - w.quotes
	if end.goroutines > w.monday.goroutines+2 {
		w.t.Errorf("%d goroutines after Monday, %d after the week", w.monday.goroutines, end.goroutines)
	}
	grown, heavier := int(end.objects)-int(w.monday.objects), int(end.bytes)-int(w.monday.bytes)
	if grown > polls/4 || heavier > polls*256 {
		w.t.Errorf("after Monday %+v, after the week and %d polls %+v", w.monday, polls, end)
	}
	for _, s := range quietSpans {
		if n, most := w.ledger.quiet[s.name], int(s.to.Sub(s.from)/time.Minute)+12; n > most || n < most/2 {
			w.t.Errorf("%s: %d quote calls, want at most %d", s.name, n, most)
		}
	}
	w.t.Logf("%d quote calls, %d for candles, %d rows held against the truth; quiet: %v; after Monday %+v, after the week %+v",
		w.ledger.quotes, w.ledger.candles, w.checked, w.ledger.quiet, w.monday, end)
	w.main.stop()
	for _, d := range []*desk{w.main, w.fresh, w.known} {
		d.close()
	}
}
