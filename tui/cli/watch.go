package cli

import (
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"kitewatch/kite"
	"kitewatch/kite/feed"
	"kitewatch/tui/store"
)

// watchFlags are those of watch alone. What is not given, watchlist.toml says.
type watchFlags struct {
	outputFlags
	interval time.Duration
	count    int
	length   time.Duration
	retries  int
	mode     string
	tokens   string
	lists    []string // of watchlist.toml
}

// The most that the flags take, as in watchlist.toml.
const (
	mostRetries  = 10
	mostInterval = 24 * time.Hour
)

const watchHelp = `watch polls and prints a line for each instrument and reading, with the
exchange's time. Without symbols it watches those of watchlist.toml, all lists
and the strip. Interval, mode and retries are watchlist.toml's unless given
here. The full quote that is asked for now and then adds no fields. Levels that
are saved into watchlist.toml meanwhile count at once; what is polled stays.

stdout has data alone; retries, waits and instruments that turn stale are on
stderr, a line each. While markets are shut it polls once a minute, but with
--count or --for it keeps the interval. Then, too, what the network has not
brought after all retries ends it with exit code 9; else it goes on, as it does
after all else that a poll may meet. When --for is over and no reading has come,
the exit code is that of what kept them away.

Exit codes: 0 done, also when the reader has gone; 1 the API refuses; 2 usage;
3 login needed; 4 a bad file, or no symbol that the exchange knows; 8 rate
limited; 9 network given up; 130 interrupted.`

func newWatch(env Env, shared *sharedFlags) *cobra.Command {
	var f watchFlags
	cmd := &cobra.Command{
		Use:   "watch [SYMBOL…]",
		Short: "Line mode: each reading with its timestamp",
		Long:  watchHelp,
		Example: `  kitewatch watch
  kitewatch watch NSE:INFY MCX:GOLD26DECFUT --interval 2s
  kitewatch watch --list Futures --mode quote
  kitewatch watch --format csv --for 6h15m >today.csv
  kitewatch instruments tokens -o tokens.json

  Two indices every 5 s for a minute, each network error retried twice:
  kitewatch watch "NSE:NIFTY 50" "NSE:NIFTY BANK" --mode ltp --interval 5s --for 60s --retries 2
  kitewatch watch --tokens tokens.json --mode ltp --interval 5s --count 12 --retries 2`,
		Args: cobra.ArbitraryArgs,
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := f.check(cmd); err != nil {
				return err
			}
			return runWatch(cmd, env, shared.from(cmd, env), f, args)
		},
	}
	flags := cmd.Flags()
	flags.DurationVar(&f.interval, "interval", 0, "`time` from reading to reading; the API allows one call in 1.1s")
	flags.IntVar(&f.count, "count", 0, "end after so many `readings`")
	flags.DurationVar(&f.length, "for", 0, "end after this `time`; with --count, whichever is first")
	flags.IntVar(&f.retries, "retries", 0, "`tries` after a network error, 2, 4, 8 s apart")
	flags.StringVar(&f.mode, "mode", "", "`what` of each: ltp, ohlc or quote")
	flags.StringArrayVar(&f.lists, "list", nil, "watch this `list` of watchlist.toml, or All; repeatable")
	flags.StringVar(&f.tokens, "tokens", "", "watch the instruments of this `file`, as instruments tokens writes it")
	f.register(cmd)
	return cmd
}

// check refuses values that make no sense.
func (f *watchFlags) check(cmd *cobra.Command) error {
	given := cmd.Flags().Changed
	switch {
	case given("interval") && (f.interval <= 0 || f.interval > mostInterval):
		return usage("--interval %s is not between %s and %s", f.interval, feed.MinInterval, short(mostInterval))
	case given("count") && f.count < 1:
		return usage("--count %d is not 1 or more", f.count)
	case given("for") && f.length <= 0:
		return usage("--for %s is no time to run", f.length)
	case given("retries") && (f.retries < 0 || f.retries > mostRetries):
		return usage("--retries %d is not between 0 and %d", f.retries, mostRetries)
	}
	if given("mode") {
		_, err := modeOf(f.mode)
		return err
	}
	return nil
}

func runWatch(cmd *cobra.Command, env Env, shared sharedFlags, f watchFlags, args []string) error {
	list, err := watchlistOf(env, shared)
	if err != nil {
		return err
	}
	p := f.poll(cmd, list)
	asked, err := f.wanted(&p, list, args)
	if err != nil {
		return err
	}
	ctx, end := whileRead(cmd.Context(), env)
	defer end()
	return withSheet(ctx, env, f.outputFlags, readingColumns(p.mode), func(s *sheet[reading]) error {
		d, err := openDesk(env, shared)
		if err != nil {
			return err
		}
		defer d.close()
		if p.interval < feed.MinInterval {
			d.say("The interval of %s is raised to %s: the API allows one call a second.", p.interval.String(), feed.MinInterval.String())
			p.interval = feed.MinInterval
		}
		p.write = func(rows []reading) error { return s.add(rows...) }
		return d.watch(ctx, p, asked, list)
	})
}

// watchlistOf reads the watchlist; the sample is it until there is one.
func watchlistOf(env Env, f sharedFlags) (store.Watchlist, error) {
	paths, err := f.paths.Resolve()
	if err != nil {
		return store.Watchlist{}, err
	}
	return store.LoadWatchlist(paths.Watchlist, f.paths.Watchlist != "", env.Sample)
}

// watch follows what is asked for, and begins anew whenever a contract has come
// to its end and a rolling symbol stands for another.
func (d *desk) watch(ctx context.Context, p poll, asked wanted, list store.Watchlist) error {
	start, add := time.Now(), p.write
	written := 0
	p.write = func(rows []reading) error { written++; return add(rows) }
	left := p
	left.list = &list
	for {
		found, err := d.contracts(ctx, asked)
		if err != nil {
			return err
		}
		if left.symbols = found.symbols; found.until.After(left.until) || left.until.IsZero() {
			left.until = found.until
		} else {
			left.until = time.Time{} // nothing newer is listed: it does not roll any more
		}
		if err := d.follow(ctx, left); !errors.Is(err, errRolled) {
			return err
		}
		asked.reached = left.until
		d.say("A contract has come to its end: what the rolling symbols stand for is looked up anew.")
		if p.count > 0 {
			left.count = p.count - written
		}
		if p.length > 0 {
			left.length = max(p.length-time.Since(start), time.Nanosecond)
		}
	}
}

// poll is what the flags, the arguments and watchlist.toml ask for.
func (f *watchFlags) poll(cmd *cobra.Command, list store.Watchlist) poll {
	given := cmd.Flags().Changed
	p := poll{mode: list.Mode, interval: list.Interval, retries: list.Retries, count: f.count, length: f.length}
	if given("interval") {
		p.interval = f.interval
	}
	if given("retries") {
		p.retries = f.retries
	}
	if given("mode") {
		p.mode, _ = modeOf(f.mode) // checked before
	}
	return p
}

// wanted is what is to be watched: the arguments, the lists named and the
// --tokens file or, without any, the whole watchlist. What a file calls its tokens goes into the poll.
func (f *watchFlags) wanted(p *poll, list store.Watchlist, args []string) (wanted, error) {
	w, err := instrumentArgs(args)
	if err != nil {
		return w, err
	}
	if f.tokens != "" {
		file, err := loadTokens(f.tokens)
		if err != nil {
			return w, err
		}
		p.names = file.names
		w.symbols = append(file.symbols, w.symbols...)
	}
	some, err := inLists(list, f.lists)
	if err != nil {
		return w, err
	}
	w.symbols = append(some, w.symbols...)
	if len(args) == 0 && f.tokens == "" && len(f.lists) == 0 {
		w = wanted{symbols: listed(list)}
	}
	if len(w.symbols) == 0 {
		return w, usage("there is nothing to watch: watchlist.toml names no symbols, and none is given")
	}
	w.symbols, err = fewEnough(once(w.symbols))
	return w, err
}

// inLists are the instruments of the lists that have one of the names, in
// whatever case. All is all of them, as on the screen.
func inLists(list store.Watchlist, names []string) ([]kite.Symbol, error) {
	var all []kite.Symbol
	for _, name := range names {
		merged := strings.EqualFold(store.AllLists, name)
		found := merged
		for _, l := range list.Lists {
			if !merged && !strings.EqualFold(l.Name, name) {
				continue
			}
			found = true
			for _, e := range l.Entries {
				all = append(all, e.Symbol)
			}
		}
		if !found {
			return nil, usage("--list: watchlist.toml has no list %q; it has %s", name, strings.Join(namesOfLists(list), ", "))
		}
	}
	return all, nil
}

// namesOfLists are the names that --list takes.
func namesOfLists(list store.Watchlist) []string {
	var names []string
	for _, l := range list.Lists {
		if l.Name != store.AllLists {
			names = append(names, l.Name)
		}
	}
	return append(names, store.AllLists)
}

// listed are all instruments of a watchlist, those on top first.
func listed(list store.Watchlist) []kite.Symbol {
	all := slices.Clone(list.Strip)
	for _, l := range list.Lists {
		for _, e := range l.Entries {
			all = append(all, e.Symbol)
		}
	}
	return all
}
