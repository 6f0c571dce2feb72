package tui

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"sync/atomic"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"kitewatch/kite"
	"kitewatch/kite/feed"
	"kitewatch/kite/instruments"
	"kitewatch/kite/market"
	"kitewatch/tui/ui"
)

// dump is the day's list of instruments, and how it stands with it.
type dump struct {
	cache    instruments.Cache
	list     *instruments.List // nil: none yet
	index    *instruments.Index
	previous *instruments.List // of the trading day before; nil: none
	loaded   bool              // the cache has been looked at
	busy     bool              // a download is under way
	progress *atomic.Pointer[instruments.Progress]
	again    time.Time // wall time before which no download is tried, after a failure
	failed   int       // downloads in a row
	trouble  string    // why the last one failed, or the list could not be kept
}

// newDump is what there is before the cache has been looked at.
func newDump(cache instruments.Cache) dump {
	return dump{cache: cache, progress: new(atomic.Pointer[instruments.Progress])}
}

// The waits between downloads that fail: the list of yesterday serves meanwhile.
const (
	firstDumpWait   = 30 * time.Second
	longestDumpWait = 15 * time.Minute
)

// leastDumpWait is between any two downloads: the clock may be wrong.
const leastDumpWait = 2 * time.Minute

// dumpTime bounds a download with the wait for another process's.
const dumpTime = 5 * time.Minute

// listLoaded brings the list from the cache; loadList sends it, the root acts.
type listLoaded struct {
	list, previous *instruments.List
	index          *instruments.Index
	err            error
}

// listCame is the outcome of a download; refreshList sends it, the root acts.
type listCame struct {
	list  *instruments.List
	index *instruments.Index
	call  feed.Call // without a name when another process's download served
	date  time.Time // the exchange's, of the reply
	at    time.Time // wall time of it
	err   error
}

// loadList reads the cache, and makes the index for the search.
func loadList(cache instruments.Cache) tea.Cmd {
	return func() tea.Msg {
		l, err := cache.Load()
		if err != nil {
			return listLoaded{err: err}
		}
		previous, _ := cache.Previous() // without one, less can be said of what has vanished
		return listLoaded{list: l, previous: previous, index: instruments.NewIndex(l)}
	}
}

// refreshList downloads the list.
func refreshList(ctx context.Context, d dump, c *kite.Client, clock feed.Clock) tea.Cmd {
	return func() tea.Msg {
		ctx, cancel := context.WithTimeout(ctx, dumpTime)
		defer cancel()
		start := time.Now()
		var last instruments.Progress
		refresh := func(c *kite.Client) (*instruments.List, error) {
			return d.cache.Refresh(ctx, c, clock.Exchange(), func(p instruments.Progress) {
				last = p
				d.progress.Store(&p)
			})
		}
		l, err := refresh(c)
		if kite.KindOf(err) == kite.Token && c.AccessToken != "" {
			l, err = refresh(c.WithToken("")) // yesterday's session, at the hour of today's list: it needs none
		}
		took := time.Since(start)
		call := feed.Call{Name: "instruments", Took: took}
		switch {
		case l != nil:
			call.Answer = fmt.Sprintf("200 · %s rows%s, %.2f MB", ui.Price(float64(l.Len()), 0), badRows(l), float64(last.Received)/1e6)
			call.Decision = "the list of today is in use"
			if err != nil {
				call.Decision = "in use, but not kept"
			}
			came := listCame{list: l, index: instruments.NewIndex(l), call: call, date: l.Fetched(), at: start.Round(0), err: err}
			if last.Received == 0 {
				came.call = feed.Call{}
			}
			return came
		default:
			call.Answer, call.Trouble, call.Decision = kite.Brief(err), true, "the last good list serves"
			return listCame{call: call, err: err}
		}
	}
}

// takeLoaded takes the list from the cache.
func (m model) takeLoaded(msg listLoaded) (tea.Model, tea.Cmd) {
	m.dump.loaded = true
	if msg.err != nil {
		if !errors.Is(msg.err, fs.ErrNotExist) {
			m.dump.trouble = msg.err.Error()
		}
		return m, m.dumpTick()
	}
	m.dump.list, m.dump.index, m.dump.previous = msg.list, msg.index, msg.previous
	cmd := m.listChanged()
	return m, tea.Batch(cmd, m.dumpTick())
}

// takeList takes the outcome of a download.
func (m model) takeList(msg listCame) (tea.Model, tea.Cmd) {
	d := &m.dump
	d.busy, d.trouble = false, ""
	d.again = m.clock.Wall.Add(leastDumpWait)
	var logged tea.Cmd
	if msg.call.Name != "" {
		msg.call.At = m.clock.Exchange().Add(-msg.call.Took) // by then more is known of that clock
		logged = m.tookCall(msg.call)
		m.feed.Observe(msg.date, msg.at)
	}
	if msg.err != nil {
		d.trouble = dumpTrouble(msg.err)
	}
	if msg.list == nil {
		d.again = m.clock.Wall.Add(min(firstDumpWait<<min(d.failed, 5), longestDumpWait))
		d.failed++
		m.drawDump()
		return m, tea.Batch(logged, m.unlisted())
	}
	d.failed = 0
	if d.list != nil && market.DateOf(d.list.Fetched()) != market.DateOf(msg.list.Fetched()) {
		d.previous = d.list
	}
	d.list, d.index = msg.list, msg.index
	return m, tea.Batch(logged, m.listChanged())
}

// unlisted tells the rows that wait for a first list what keeps it.
func (m *model) unlisted() tea.Cmd {
	if m.dump.list != nil {
		return nil
	}
	return m.roll(byList)
}

// retry lets a download that has failed be tried at once: what was in its way
// is over.
func (d *dump) retry() {
	if d.failed > 0 {
		d.again, d.failed = time.Time{}, 0
	}
}

// dumpTick starts a download when one is due.
func (m *model) dumpTick() tea.Cmd {
	d := &m.dump
	if d.busy && d.progress.Load() != nil {
		m.drawDump()
	}
	waiting := m.clock.Wall.Before(d.again) && d.again.Sub(m.clock.Wall) <= longestDumpWait
	if !d.loaded || d.busy || waiting || m.client.BaseURL == "" && m.client.APIKey == "" {
		return nil
	}
	if d.list != nil && (!m.clockKnown() || !instruments.Due(d.list.Fetched(), m.clock.Exchange(), m.line.calendar)) {
		return nil
	}
	d.busy = true
	d.progress.Store(nil)
	m.drawDump()
	return refreshList(m.ctx, *d, m.client, m.clock)
}

// clockWait is how long the exchange is waited for to tell its time.
const clockWait = 15 * time.Second

// clockKnown reports that the exchange has told its time, or will not soon: what
// day it is decides whether a list that is there is the day's.
func (m *model) clockKnown() bool {
	return m.line.status.Condition == feed.Polling || m.clock.Wall.Sub(m.began).Abs() > clockWait
}

// listChanged brings everything in line with a new list: hours and decimals of
// the rows, the contracts behind rolling symbols, the search.
func (m *model) listChanged() tea.Cmd {
	m.facts = FactsOf(m.dump.list)
	m.feed.Learn(m.facts)
	m.search.SetIndex(m.dump.list, m.dump.index)
	m.drawDump()
	return m.roll(byList)
}

// FactsOf is what a list tells the feed of an instrument, the same with the
// screen and without it; without a list, what the exchange alone tells.
func FactsOf(l *instruments.List) func(kite.Symbol) feed.Facts {
	if l == nil {
		return feed.FactsOf
	}
	return func(s kite.Symbol) feed.Facts {
		i, ok := l.Find(s)
		if !ok {
			return feed.FactsOf(s)
		}
		in := l.At(i)
		return feed.Facts{
			Venue: market.VenueFor(market.Facts{
				Exchange: s.Exchange, Segment: in.Segment, Name: in.Name, Derivatives: l.HasDerivatives(in),
			}),
			Decimals:        instruments.Decimals(in),
			InstrumentToken: in.InstrumentToken,
		}
	}
}
