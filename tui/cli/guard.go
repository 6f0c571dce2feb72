package cli

import (
	"context"
	"path/filepath"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"kitewatch/kite"
	"kitewatch/kite/feed"
	"kitewatch/tui"
	"kitewatch/tui/alert"
	"kitewatch/tui/store"
)

// guard watches the levels of a poll's watchlist beside a feed: hear is for the
// feed, and stop for the end, when what has been seen is kept. A crossing is a
// line on stderr, one in the alert log, and a run of the user's program; each is
// told by one process of all that see it.
func (d *desk) guard(ctx context.Context, p poll) (hear func(feed.Event), stop func()) {
	if p.list == nil {
		return nil, func() {}
	}
	sentry, err := tui.NewSentry(tui.SentryOptions{State: d.paths.State, Server: d.server, Calendar: d.calendar})
	if err != nil {
		d.say("%s", err.Error()) // levels are watched anew all the same
	}
	if known, err := store.LoadPrices(d.paths.State, d.server); err == nil {
		rows := make([]feed.Row, 0, len(known))
		for _, k := range known {
			rows = append(rows, k.Row)
		}
		sentry.Know(rows, feed.ReadClock())
	}
	sentry.Set(levelsOf(*p.list, p.symbols))
	ctx, cancel := context.WithCancel(context.WithoutCancel(ctx)) // the last reading's crossing is told too
	var running sync.WaitGroup
	running.Go(func() {
		sentry.Tell(ctx, tui.Voice{Say: func(text string) { d.say("%s", text) }, Command: d.command, Log: d.log})
	})
	running.Go(func() { d.reread(ctx, sentry, p) })
	var offset atomic.Int64
	hear = func(e feed.Event) {
		offset.Store(int64(e.Status.Offset))
		sentry.Hear(e)
	}
	return hear, func() {
		cancel()
		running.Wait()
		clock := feed.ReadClock()
		clock.Offset = time.Duration(offset.Load())
		if err := sentry.Save(clock.Exchange()); err != nil {
			d.say("%s", err.Error())
		}
	}
}

// reread takes the levels of a watchlist that is saved while it runs, until the
// context ends. What is polled stays as it was at the start.
func (d *desk) reread(ctx context.Context, sentry *tui.Sentry, p poll) {
	look := store.WatchFile
	if d.look != nil {
		look = d.look
	}
	w := look(ctx, p.list.Path, p.list.Text)
	for {
		c, err := w.Next(ctx)
		if err != nil {
			return
		}
		var list store.Watchlist
		switch {
		case c.Gone:
			d.say("%s is gone: its levels stay until it is back.", p.list.Path)
			continue
		case c.Err == nil:
			list, c.Err = store.ParseWatchlist(p.list.Path, c.Text)
		}
		if c.Err != nil {
			d.say("%s; the levels stay as they were.", c.Err.Error())
			continue
		}
		list.Text = c.Text
		d.retake(sentry, p, list)
	}
}

// retake goes on with the levels of a watchlist as it is now, and says so.
func (d *desk) retake(sentry *tui.Sentry, p poll, list store.Watchlist) {
	had, _ := tui.LevelsOf(p.list.Lists)
	has, _ := tui.LevelsOf(list.Lists)
	*p.list = list
	if slices.Equal(had, has) {
		return
	}
	levels := levelsOf(list, p.symbols)
	sentry.Set(levels)
	d.say("%s read again; levels watched: %d.", filepath.Base(list.Path), len(levels))
	for _, l := range has {
		if !slices.Contains(had, l) && !slices.Contains(levels, l) {
			d.say("%s is not watched: this run does not poll it. Start it anew.", l.String())
		}
	}
}

// levelsOf are the levels that the watchlist sets on what is watched.
func levelsOf(list store.Watchlist, symbols []kite.Symbol) []alert.Level {
	levels, _ := tui.LevelsOf(list.Lists)
	return slices.DeleteFunc(levels, func(l alert.Level) bool { return !slices.Contains(symbols, l.Symbol) })
}
