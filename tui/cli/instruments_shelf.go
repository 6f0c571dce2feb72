package cli

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"github.com/spf13/cobra"

	"kitewatch/kite"
	"kitewatch/kite/instruments"
	"kitewatch/kite/market"
	"kitewatch/tui/store"
	"kitewatch/tui/ui"
)

// shelf is where the commands find the day's list: the cache, and how to bring
// it up to date.
type shelf struct {
	*account
	cache    instruments.Cache
	calendar *market.Calendar
	ahead    time.Duration // the exchange's clock less the machine's, as far as a download has told
}

// openShelf opens it. No login is needed: the list has always been served
// without one.
func openShelf(env Env, f sharedFlags) (*shelf, error) {
	a, err := openAccount(env, f)
	if err != nil {
		return nil, err
	}
	s := &shelf{account: a}
	calendar, notice := marketHours(s.paths)
	if notice != "" {
		s.say("%s", notice)
	}
	s.calendar = calendar
	s.cache = instruments.Cache{Dir: s.paths.Dump(store.Server(a.client.BaseURL)), Calendar: calendar}
	return s, nil
}

// withList runs what works with the day's list.
func withList(cmd *cobra.Command, env Env, f *sharedFlags, run func(*shelf, *instruments.List) error) error {
	s, err := openShelf(env, f.from(cmd, env))
	if err != nil {
		return err
	}
	defer s.close()
	l, err := s.list(cmd.Context())
	if err != nil {
		return err
	}
	return run(s, l)
}

// now is the exchange's time, as far as it is known without a call: by the
// machine's clock and what a download has told of it, and never before the list
// was downloaded. The list may be nil.
func (s *shelf) now(l *instruments.List) time.Time {
	now := time.Now().Round(0).Add(s.ahead).In(market.IST)
	if l != nil && now.Before(l.Fetched()) {
		return l.Fetched()
	}
	return now
}

// farAhead is how far a machine's clock may be from that of Kite's own servers.
// A list that seems to be from further away has come with a copied file.
const farAhead = 20 * time.Hour

// due reports whether a list is to be downloaded again, by the exchange's clock
// as far as it is known. A server that is not Kite's may live on any day; Kite's
// own does not, and there the later of the two clocks counts.
func (s *shelf) due(l *instruments.List) bool {
	now := s.now(l)
	if own := time.Now().Round(0); store.HostOf(s.client.BaseURL) == "" && s.ahead.Abs() > farAhead && own.After(now) {
		now = own
	}
	return instruments.Due(l.Fetched(), now, s.calendar)
}

// listFile is what Cache calls the file of the last good list.
const listFile = "instruments.list"

// keptSlack is what a download may take from the reply's beginning until its
// list is in its file.
const keptSlack = 3 * time.Minute

// recallClock takes the exchange's clock from a kept list: it holds when it was
// fetched by the exchange's, and its file when it was written by the machine's.
// So the second command of a day agrees with the first, and with the screen,
// also when the two clocks do not.
func (s *shelf) recallClock(l *instruments.List) {
	info, err := os.Stat(filepath.Join(s.cache.Dir, listFile))
	if err != nil {
		return // then the machine's is all that is known
	}
	if ahead := l.Fetched().Sub(info.ModTime()); ahead.Abs() > keptSlack {
		s.ahead = ahead
	}
}

// list returns the day's list: from the cache, or downloaded when there is none
// or it is due. A download that fails costs nothing but a line when there is an
// older list.
func (s *shelf) list(ctx context.Context) (*instruments.List, error) {
	old, err := s.cache.Load()
	if err == nil {
		s.recallClock(old)
	}
	switch {
	case errors.Is(err, fs.ErrNotExist):
		s.say("No list of instruments is kept yet: downloading it.")
	case err != nil:
		s.say("%s; downloading it again.", err.Error())
	case !s.due(old):
		return old, nil
	default:
		s.say("The list of instruments is of %s: downloading today's.", listTime(old))
	}
	// With a list at hand nobody should wait for 14 seconds of retries.
	l, _, err := s.download(ctx, old == nil)
	switch {
	case l != nil && err != nil:
		s.say("%s", err.Error())
	case l == nil && old != nil && ctx.Err() == nil:
		s.say("%s; going on with the list of %s.", listTrouble(err, 1).Error(), listTime(old))
		return old, nil
	case l == nil:
		return nil, listTrouble(err, 1+len(waits))
	}
	return l, nil
}

// refresh downloads the list in any case. With a list, an error says why it
// could not be kept.
func (s *shelf) refresh(ctx context.Context) (download, error) {
	old, _ := s.cache.Load() // none, or one that cannot be read: it is replaced
	l, bytes, err := s.download(ctx, true)
	switch {
	case l == nil && old != nil && ctx.Err() == nil:
		trouble := listTrouble(err, 1+len(waits))
		return download{}, said(trouble.Error()+"; the list of "+listTime(old)+" stays", err)
	case l == nil:
		return download{}, listTrouble(err, 1+len(waits))
	case err != nil:
		return download{list: l, bytes: bytes}, err
	case bytes == 0:
		s.say("This list came a moment ago, by another download: it serves.")
	}
	return download{list: l, bytes: bytes, dir: absolute(s.cache.Dir)}, nil
}

// otherWait is how long another process's download is waited for with an older
// list at hand.
const otherWait = 10 * time.Second

// download asks for the list, patiently or once, and returns how many bytes
// came over the wire: 0 when another process's download serves.
func (s *shelf) download(ctx context.Context, patient bool) (l *instruments.List, bytes int64, err error) {
	var began time.Time // when the reply came
	client, bar, cache := s.client, newBar(s.env), s.cache
	if !patient {
		cache.Patience = otherWait
	}
	once := func() (err error) {
		defer bar.clear()
		bytes = 0
		l, err = cache.Refresh(ctx, client, time.Now().Round(0), func(p instruments.Progress) {
			if p.Elsewhere {
				s.say("Another kitewatch is downloading it: waiting.")
				return
			}
			if bytes == 0 {
				began = time.Now().Round(0)
			}
			bytes = p.Received
			bar.show(p)
		})
		return err
	}
	ask := func() error {
		err := once()
		if kite.KindOf(err) == kite.Token && client.AccessToken != "" {
			// Yesterday's session, at the hour of today's list: it needs none.
			client = client.WithToken("")
			err = once()
		}
		return err
	}
	if patient {
		err = s.try(ctx, "instruments", ask)
	} else {
		err = ask()
		s.log.Info("call", "name", "instruments", "kind", kite.KindOf(err), "outcome", kite.Brief(err))
	}
	if l != nil && bytes > 0 {
		s.setClock(l.Fetched(), began)
		s.sayBad(l)
	}
	return l, bytes, err
}

// sayBad says how many rows of a list were left out, if any were.
func (s *shelf) sayBad(l *instruments.List) {
	switch n := l.Bad(); n {
	case 0:
	case 1:
		s.say("One row of the list cannot be read, or is there twice: it is left out.")
	default:
		s.say("%s rows of the list cannot be read, or are there twice: they are left out.", ui.Price(float64(n), 0))
	}
}

// clockSlack is what a Date header may be off: it has whole seconds, and the
// reply was on its way.
const clockSlack = 2 * time.Second

// setClock takes a reply's time for the exchange's clock.
func (s *shelf) setClock(date, came time.Time) {
	s.ahead = 0
	if ahead := date.Sub(came); ahead.Abs() > clockSlack {
		s.ahead = ahead
	}
}

// listTrouble says why no list came. The kind stays in it, by which the exit
// code is chosen; a dump that is refused is the server's failure, and so 1: 4
// would send a script to look for a bad file of its own.
func listTrouble(err error, tries int) error {
	if errors.Is(err, instruments.ErrBusy) {
		return err
	}
	brief := kite.Brief(err)
	switch kite.KindOf(err) {
	case kite.Canceled:
		return err
	case kite.Network:
		times := ""
		if tries > 1 {
			times = fmt.Sprintf(", %d times", tries)
		}
		return said("the list of instruments cannot be downloaded: "+brief+times, err)
	case kite.RateLimit:
		return said("the API wants fewer calls: "+brief+"; the list can wait a minute", err)
	case kite.Token:
		return said("the API wants a login for the list of instruments: "+brief+"; log in with kitewatch login", err)
	}
	var refused *instruments.Refused
	if errors.As(err, &refused) {
		return said(ui.Clean(refused.Error()), err)
	}
	return said("no list of instruments: the API answers "+brief, err)
}

// listTime says of which moment a list is.
func listTime(l *instruments.List) string {
	return l.Fetched().In(market.IST).Format("Mon 2 Jan 2006, 15:04 IST")
}
