package cli

import (
	"context"
	"slices"
	"sync/atomic"
	"time"

	"kitewatch/kite"
	"kitewatch/kite/feed"
	"kitewatch/tui"
	"kitewatch/tui/alert"
	"kitewatch/tui/store"
)

// guard watches levels beside a feed: hear is for the feed, and stop for the
// end, when what has been seen is kept. A crossing is a line on stderr, one in
// the alert log, and a run of the user's program; each is told by one process of
// all that see it.
func (d *desk) guard(ctx context.Context, levels []alert.Level) (hear func(feed.Event), stop func()) {
	if len(levels) == 0 {
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
	sentry.Set(levels)
	ctx, cancel := context.WithCancel(context.WithoutCancel(ctx)) // the last reading's crossing is told too
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		sentry.Tell(ctx, tui.Voice{Say: func(text string) { d.say("%s", text) }, Command: d.command, Log: d.log})
	}()
	var offset atomic.Int64
	hear = func(e feed.Event) {
		offset.Store(int64(e.Status.Offset))
		sentry.Hear(e)
	}
	return hear, func() {
		cancel()
		<-ended
		clock := feed.ReadClock()
		clock.Offset = time.Duration(offset.Load())
		if err := sentry.Save(clock.Exchange()); err != nil {
			d.say("%s", err.Error())
		}
	}
}

// levelsOf are the levels that the watchlist sets on what is watched.
func levelsOf(list store.Watchlist, symbols []kite.Symbol) []alert.Level {
	levels, _ := tui.LevelsOf(list.Lists)
	return slices.DeleteFunc(levels, func(l alert.Level) bool { return !slices.Contains(symbols, l.Symbol) })
}
