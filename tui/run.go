package tui

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"os"
	"runtime"
	"runtime/debug"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"kitewatch/kite"
	"kitewatch/kite/feed"
	"kitewatch/kite/instruments"
	"kitewatch/kite/market"
	"kitewatch/tui/paint"
	"kitewatch/tui/store"
	"kitewatch/tui/ui"
)

// Options are what the screen starts with.
type Options struct {
	Client       *kite.Client                                                          // with the session's token, if there is one
	Watchlist    store.Watchlist                                                       // what to show
	Bare         map[kite.Symbol]bool                                                  // of its symbols, those that came without an exchange: NSE's, unless only another has it
	File         store.File                                                            // of the watchlist; without a Path it is of this run alone
	Watch        func(ctx context.Context, path string, known []byte) *store.FileWatch // nil: store.WatchFile
	Config       store.Config                                                          // the app's credentials, and where they are from
	Login        time.Time                                                             // of the session; zero: not known
	Calendar     *market.Calendar                                                      // hours and holidays, the user's corrections with them; nil: the built-in ones
	Known        []feed.Known                                                          // what an earlier run knew
	Lease        func(apiKey string, c feed.Class) feed.Lease                          // the budgets as all processes share them; nil: this one is alone
	Alerts       *Sentry                                                               // watches the levels; nil: they are kept for this run alone
	Candles      string                                                                // folder of the candles of closed days; empty: none are kept
	AlertCommand []string                                                              // the user's program for alerts
	Cache        instruments.Cache                                                     // of the day's list of instruments; without a Dir there is none
	Keep         func([]feed.Known) error                                              // keeps what the next run is to know; nil: nothing is kept
	Theme        *ui.Theme
	Restyle      func(store.Watchlist) *ui.Theme // the look that another watchlist.toml asks for; nil: it stays as it is
	Notice       string                          // said on the status line when the screen comes up
	Log          *slog.Logger                    // nil: none
	Output       *os.File                        // the terminal
	Screen       io.Writer                       // what else is written to it goes here; Run makes it
}

// frameRate bounds how often the screen is written. The framework looks for a
// new frame that often whether there is one or not: at its own 60 that alone
// costs a program that shows nothing 1% of a core, at 20 a third of it, and a
// key still shows within 50 ms.
const frameRate = 20

// gcPercent lets the heap, which is a few MB, grow fivefold between
// collections: a poll a second makes garbage that is cheaper to keep a while.
const gcPercent = 400

// silent is the log that is not asked for.
var silent = slog.New(slog.DiscardHandler)

// Run shows the screen until the user quits or the context ends. The terminal
// is as it was when it returns, whatever the reason.
func Run(ctx context.Context, o Options) error {
	if o.Log == nil {
		o.Log = silent
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	debug.SetGCPercent(gcPercent)
	runtime.GOMAXPROCS(1) // a program that mostly waits loses a fifth of its time to idle threads looking for work
	terminal := paint.New(&screen{File: o.Output}, os.Getenv("TERM"))
	o.Screen = terminal
	calendar := o.Calendar
	if calendar == nil {
		calendar = market.Default()
	}
	if o.Alerts == nil {
		o.Alerts, _ = NewSentry(SentryOptions{Calendar: calendar})
	}
	m := newModel(ctx, o, calendar, feed.New(feed.Config{
		Client:   o.Client,
		Interval: o.Watchlist.Interval,
		Mode:     o.Watchlist.Mode,
		Retries:  o.Watchlist.Retries,
		Calendar: calendar,
		Known:    o.Known,
		Lease:    o.Lease,
		Beside:   o.Alerts.Hear,
	}))
	options := []tea.ProgramOption{
		tea.WithContext(ctx),
		tea.WithAltScreen(),
		tea.WithOutput(terminal),
		tea.WithFPS(frameRate),
		tea.WithoutSignalHandler(), // the context ends on every signal that can be caught
	}
	if o.Watchlist.Mouse {
		options = append(options, tea.WithMouseCellMotion())
	}
	program := tea.NewProgram(m, options...)
	last, err := program.Run()
	stopped := ctx.Err()
	cancel()
	late, stop := context.WithTimeout(context.WithoutCancel(ctx), lingers+time.Second)
	defer stop()
	for _, ended := range []<-chan struct{}{
		m.ended,  // the loop has let go of its connections
		m.silent, // no program of the user's is left
	} {
		select {
		case <-ended:
		case <-late.Done():
		}
	}
	if m, ok := last.(model); ok {
		m.edits.settle()
		m.memory.saveNow(o.Log)
		if err := m.sentry.Save(m.clock.Exchange()); err != nil {
			o.Log.Warn("alerts", "error", err)
		}
	}
	if stopped != nil {
		return stopped
	}
	if err != nil {
		return fmt.Errorf("the screen has ended: %w", err)
	}
	return nil
}
