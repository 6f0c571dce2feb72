package cli

import (
	"cmp"
	"context"
	"fmt"
	"log/slog"
	"strings"
	"time"

	"github.com/mattn/go-isatty"
	"github.com/muesli/termenv"
	"github.com/spf13/cobra"

	"kitewatch/kite"
	"kitewatch/kite/feed"
	"kitewatch/kite/instruments"
	"kitewatch/kite/market"
	"kitewatch/tui"
	"kitewatch/tui/store"
	"kitewatch/tui/ui"
)

// uiFlags are those of the terminal UI alone.
type uiFlags struct {
	demo  bool
	sim   simFlags
	hasAt bool // --at was given
}

func (f *uiFlags) register(root *cobra.Command) {
	root.Flags().BoolVar(&f.demo, "demo", false, "no account: a simulated exchange, in a home of its own")
	root.Flags().StringArrayVar(&f.sim.faults, "fault", nil, "with --demo: rehearse a `FAULT`, see kitewatch sim --help; repeatable")
	root.Flags().StringVar(&f.sim.at, "at", "10:14", "with --demo: `time` of day, HH:MM IST, at which the exchange's clock starts; now: the machine's")
	f.sim.seed = 1
}

// runUI shows the screen: everything that can be wrong with what it is given
// is said before the terminal is touched.
func runUI(ctx context.Context, env Env, f sharedFlags, u uiFlags, args []string) error {
	asked, err := uiArgs(args)
	if err != nil {
		return err
	}
	start := runLive
	if u.demo {
		start = runDemo
	}
	return start(ctx, env, f, u, asked)
}

// uiArgs reads the symbols for a list of this run alone. They stay as they are
// written.
func uiArgs(args []string) (wanted, error) {
	asked := wanted{bare: map[kite.Symbol]bool{}}
	distinct := map[kite.Symbol]bool{}
	for _, arg := range args {
		s, err := symbolArg(arg)
		if err != nil {
			return asked, err
		}
		asked.symbols = append(asked.symbols, s)
		asked.bare[s] = isBare(s, arg)
		distinct[s] = true
	}
	if len(distinct) > store.MaxSymbols {
		return asked, usage("%d instruments are too many: at most %d can be watched", len(distinct), store.MaxSymbols)
	}
	return asked, nil
}

// symbolArg reads a symbol of the command line; a bare tradingsymbol is NSE's.
func symbolArg(arg string) (kite.Symbol, error) {
	if !strings.Contains(arg, ":") && strings.Trim(arg, "0123456789") != "" {
		arg = "NSE:" + arg
	}
	s, err := kite.ParseSymbol(arg)
	if err != nil {
		return s, &codedError{exitBadFile, fmt.Errorf("%w; the commands are in --help", err)}
	}
	return s, nil
}

func runDemo(ctx context.Context, env Env, f sharedFlags, u uiFlags, asked wanted) error {
	if f.apiURL != "" || f.loginURL != "" || f.wsURL != "" || f.paths.Config != "" {
		return usage("--demo brings its own exchange and session: leave out --config, --api-url, --login-url and --ws-url")
	}
	if f.paths.Watchlist != "" {
		text, err := store.ReadFile(f.paths.Watchlist)
		if err != nil {
			return err
		}
		env.Sample = text
	}
	// Under the path that the user knows; the screen works on the demo's copy.
	list, err := store.ParseWatchlist(cmp.Or(f.paths.Watchlist, "watchlist.toml"), env.Sample)
	if err != nil {
		return err
	}
	d, err := startDemo(ctx, u.sim, env)
	if err != nil {
		return err
	}
	defer d.Close()
	list.Path, list.Text = d.paths.Watchlist, env.Sample
	f.paths = d.paths
	return show(ctx, env, f, d.client, list, d.config, asked)
}

func runLive(ctx context.Context, env Env, f sharedFlags, u uiFlags, asked wanted) error {
	if len(u.sim.faults) > 0 {
		return usage("--fault rehearses trouble in the simulated exchange: add --demo")
	}
	if u.hasAt {
		return usage("--at sets the clock of the simulated exchange: add --demo")
	}
	paths, err := f.paths.Resolve()
	if err != nil {
		return err
	}
	if f.paths.Watchlist == "" {
		if _, err := store.WriteSample(paths.Watchlist, env.Sample); err != nil {
			fmt.Fprintln(env.Stderr, "kitewatch: "+plain(err.Error())) // its lists are shown all the same
		}
	}
	list, err := store.LoadWatchlist(paths.Watchlist, f.paths.Watchlist != "", env.Sample)
	if err != nil {
		return err
	}
	config, err := store.LoadConfig(paths.Config, f.apiURL, env.Getenv)
	if err != nil {
		return err
	}
	client := &kite.Client{BaseURL: f.apiURL, LoginURL: f.loginURL, APIKey: config.APIKey, AccessToken: config.AccessToken}
	if err := client.Check(); err != nil {
		return usage("--api-url: %w", err)
	}
	if _, err := f.badAddress(); err != nil {
		return err
	}
	if note := config.Mend(); note != "" {
		fmt.Fprintln(env.Stderr, "kitewatch: "+plain(note))
	}
	f.paths = paths
	return show(ctx, env, f, client, list, config, asked)
}

// show starts the screen; all of f.paths are resolved.
func show(ctx context.Context, env Env, f sharedFlags, client *kite.Client, list store.Watchlist, config store.Config, asked wanted) error {
	if !isatty.IsTerminal(env.Stdout.Fd()) && !isatty.IsCygwinTerminal(env.Stdout.Fd()) {
		return usage("the screen needs a terminal, and stdout is none; --help shows the commands that do without")
	}
	file := store.File{Path: list.Path, Sample: env.Sample, Last: list.Text, State: f.paths.State}
	if len(asked.symbols) > 0 {
		var err error
		if file, list, err = store.ForRun(list, "Symbols", asked.symbols); err != nil {
			return err
		}
	}
	log, done, err := openLog(f.logFile)
	if err != nil {
		return err
	}
	defer done()
	calendar, notice := marketHours(f.paths)
	server := store.Server(client.BaseURL)
	known, err := store.LoadPrices(f.paths.State, server)
	if err != nil {
		notice = err.Error() // the prices come all the same
	}
	sentry, err := tui.NewSentry(tui.SentryOptions{State: f.paths.State, Server: server, Calendar: calendar})
	if err != nil {
		notice = err.Error() // levels that are watched anew are watched all the same
	}
	command, refused := config.Command(f.named)
	if refused != "" {
		notice = refused
	}
	login, _ := time.ParseInLocation(time.DateTime, config.LoginTime, market.IST)
	look := looks(env, f.noColor)
	return tui.Run(ctx, tui.Options{
		File:   file,
		Alerts: sentry, AlertCommand: command,
		Client: client, Watchlist: list, Bare: asked.bare, Config: config, Login: login, Log: log, Output: env.Stdout,
		Theme:    look(list),
		Restyle:  look,
		Calendar: calendar,
		Known:    known,
		Keep:     func(known []feed.Known) error { return store.SavePrices(f.paths.State, server, known) },
		Lease: func(apiKey string, c feed.Class) feed.Lease {
			return store.NewLease(f.paths.State, apiKey, server, c)
		},
		Cache:   instruments.Cache{Dir: f.paths.Dump(server)},
		Candles: f.paths.Candles(server),
		Notice:  notice,
	})
}

// marketHours are the built-in hours with the user's corrections over them, and
// what is to be said of those. A file with an error corrects nothing: prices
// matter more than hours.
func marketHours(paths store.Paths) (calendar *market.Calendar, notice string) {
	table, warnings, err := store.LoadMarket(paths.Market)
	switch {
	case err != nil:
		return market.Default(), err.Error()
	case len(warnings) > 0:
		notice = warnings[0]
	}
	return market.Default().With(table), notice
}

// openLog opens the log, if one is asked for.
func openLog(path string) (*slog.Logger, func(), error) {
	if path == "" {
		return nil, func() {}, nil
	}
	file, err := store.OpenLog(path)
	if err != nil {
		return nil, nil, &codedError{exitBadFile, fmt.Errorf("--log-file: %w", err)}
	}
	return slog.New(slog.NewTextHandler(file, &slog.HandlerOptions{Level: slog.LevelDebug})), func() { file.Close() }, nil
}

// looks returns what makes the look for this terminal, at first and whenever
// watchlist.toml asks for another. Only the first may ask the terminal for its
// background: then the screen has its input.
func looks(env Env, noColor bool) func(store.Watchlist) *ui.Theme {
	profile, dumb := termenv.NewOutput(env.Stdout).EnvColorProfile(), env.Getenv("TERM") == "dumb"
	if noColor || dumb {
		profile = termenv.Ascii // whatever COLORTERM says
	}
	ascii := dumb || !utf8Locale(env)
	ask := func() bool { return hasDarkBackground(env) }
	return func(list store.Watchlist) *ui.Theme {
		dark := isDark(list.Theme, profile, ask)
		ask = func() bool { return dark }
		return ui.NewTheme(ui.Options{Name: list.Theme, Profile: profile, RedUp: list.RedUp, Dark: dark, ASCII: ascii})
	}
}

// isDark tells whether the terminal's background is dark, and asks it only
// where the answer matters: contrast and colourblind come in both shades too.
func isDark(name string, profile termenv.Profile, ask func() bool) bool {
	switch {
	case name == "light":
		return false
	case name == "dark", name == "mono", profile == termenv.Ascii:
		return true
	}
	return ask()
}

// utf8Locale reports whether the locale's character set is UTF-8. One that
// says nothing counts as UTF-8: every terminal of today is.
func utf8Locale(env Env) bool {
	for _, name := range []string{"LC_ALL", "LC_CTYPE", "LANG"} {
		if v := strings.ToUpper(env.Getenv(name)); v != "" {
			return v != "C" && v != "POSIX" && (!strings.Contains(v, ".") || strings.Contains(v, "UTF-8") || strings.Contains(v, "UTF8"))
		}
	}
	return true
}
