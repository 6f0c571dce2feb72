package cli

import (
	"context"
	"fmt"
	"log/slog"
	"time"

	"kitewatch/kite"
	"kitewatch/kite/feed"
	"kitewatch/kite/instruments"
	"kitewatch/kite/market"
	"kitewatch/tui/store"
	"kitewatch/tui/ui"
)

// desk is what the commands work with that ask for market data: an account
// that is logged in, the hours, and what is remembered from run to run.
type desk struct {
	*account
	server   string        // of which prices and budget are kept
	leases   [2]feed.Lease // by feed.Class, of all its calls: each comes after the one before whatever becomes of the state folder
	unshared bool          // it was said that the lease cannot be kept
	calendar *market.Calendar
	command  []string // the user's program for alerts

	// look watches watchlist.toml; nil: store.WatchFile.
	look func(ctx context.Context, path string, known []byte) *store.FileWatch
}

func leasesOf(state, apiKey, server string) (leases [2]feed.Lease) {
	for c := range leases {
		leases[c] = store.NewLease(state, apiKey, server, feed.Class(c))
	}
	return leases
}

// openDesk opens it, or says why no data can be had.
func openDesk(env Env, f sharedFlags) (*desk, error) {
	a, err := openAccount(env, f)
	if err != nil {
		return nil, err
	}
	d := &desk{account: a, server: store.Server(a.client.BaseURL)}
	d.leases = leasesOf(d.paths.State, d.client.APIKey, d.server)
	if err := d.wantSession(); err != nil {
		a.close()
		return nil, err
	}
	var refused string
	if d.command, refused = d.config.Command(f.named); refused != "" {
		d.say("%s", refused)
	}
	var notice string
	if d.calendar, notice = marketHours(d.paths); notice != "" {
		d.say("%s", notice)
	}
	return d, nil
}

// wantSession makes sure that there is a session to try.
func (d *desk) wantSession() error {
	if d.config.AccessToken == "" {
		why := ""
		if d.config.TokenNote != "" {
			why = ": " + ui.Clean(d.config.TokenNote)
		}
		return &codedError{exitLogin, fmt.Errorf("not logged in%s; log in with kitewatch login", why)}
	}
	return d.wantKey()
}

// newFeed returns the feed of a poll: with the budget that all processes
// share, and with what an earlier run knew.
func (d *desk) newFeed(p poll, beside func(feed.Event)) *feed.Feed {
	known, err := store.LoadPrices(d.paths.State, d.server)
	if err != nil {
		d.say("%s", err.Error()) // the prices come all the same
	}
	return feed.New(feed.Config{
		Client: d.client, Interval: p.interval, Mode: p.mode, Retries: p.retries,
		Calendar: d.calendar, Facts: d.facts(), Known: known, Steady: p.ends(), Beside: beside,
		Lease: func(_ string, c feed.Class) feed.Lease { return d.leases[c] },
	})
}

// facts are what the list that is kept tells of instruments. One of another day
// serves as well: hours and decimals are the last to change.
func (d *desk) facts() func(kite.Symbol) feed.Facts {
	list, err := instruments.Cache{Dir: d.paths.Dump(d.server)}.Load()
	if err != nil {
		list = nil // none is kept: then the exchange alone tells
	}
	return factsOf(list)
}

// clockWait is how long the exchange's clock is waited for.
const clockWait = 2 * time.Second

// setClock tells the feed the exchange's clock before its first reply, which by
// itself would not be believed: the profile's Date is the second witness. What
// else the profile says, the quotes will. It reports whether there was a Date.
func (d *desk) setClock(ctx context.Context, f *feed.Feed) bool {
	ctx, cancel := context.WithTimeout(ctx, clockWait)
	defer cancel()
	profile, err := d.client.Profile(ctx)
	d.log.Info("call", "name", "profile", "outcome", kite.Brief(err))
	if err != nil {
		profile.Date = kite.ReplyDate(err)
	}
	f.Observe(profile.Date, time.Now().Round(0))
	return !profile.Date.IsZero()
}

// enter puts calls of the feed into the log, those in trouble as warnings.
func (d *desk) enter(calls []feed.Call) {
	for _, c := range calls {
		level := slog.LevelInfo
		if c.Trouble {
			level = slog.LevelWarn
		}
		d.log.Log(context.Background(), level, "call", "at", c.At.In(market.IST), "name", c.Name, "asked", c.Asked,
			"took", c.Took, "answer", c.Answer, "decision", c.Decision)
	}
}

// tellAlone says, once, why the budget cannot be shared.
func (d *desk) tellAlone(why error) {
	if why != nil && !d.unshared {
		d.unshared = true
		d.say("budget not shared: %s", why.Error())
	}
}
