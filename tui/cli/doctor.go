package cli

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"kitewatch/kite"
	"kitewatch/kite/instruments"
	"kitewatch/kite/market"
	"kitewatch/tui/store"
)

func newDoctor(env Env, shared *sharedFlags) *cobra.Command {
	var f outputFlags
	var online bool
	cmd := &cobra.Command{
		Use:   "doctor",
		Short: "What may be wrong on this machine, and the mend",
		Long: `doctor looks at what kitewatch stands on: files and who may read them,
credentials, session, watchlist, list of instruments, budget, environment,
terminal and clock. A line each says what was found, and after a warning or
what is bad, what to do. It mends nothing, leaves nothing behind, and shows no
secret: of credentials only whether they are there, and from where.

It asks nobody but this machine, unless --online is given: then it makes up to
three calls, that for a quote in its turn among the other terminals. They tell
whether the API can be reached, whether it takes the session, whether this app
has market data, and how wrong the machine's clock is.

--format json writes an object a line: check (its name), status (ok, warn or
bad), found (a sentence), mend (a sentence; null where there is nothing to do).

Exit codes: 0 when nothing is bad; warnings are not. Else that of the first bad
line, which is the one to mend first: 4 a bad file or credentials missing, 3
login needed, 9 the API cannot be reached, 8 rate limited, 2 an address that is
none, 1 anything else.`,
		Example: `  kitewatch doctor
  kitewatch doctor --online             three calls to the API
  kitewatch doctor --format plain | grep -v '	ok	'`,
		Args: noArgs(""),
		RunE: func(cmd *cobra.Command, _ []string) error {
			format, err := f.resolve(env)
			if err != nil {
				return err
			}
			d, err := newCheckup(env, shared.from(cmd, env), time.Now().Round(0))
			if err != nil {
				return err
			}
			d.origins = origins(cmd, env, *shared)
			return d.run(cmd.Context(), format, online)
		},
	}
	f.register(cmd)
	cmd.Flags().BoolVar(&online, "online", false, "ask the API too: three calls at most")
	return cmd
}

// The verdicts of a check.
const (
	statusOK   = "ok"
	statusWarn = "warn" // it works, and not as well as it might
	statusBad  = "bad"  // something does not work
)

// finding is a line of the report.
type finding struct {
	check  string
	status string
	found  string // a sentence without its full stop
	mend   string // what to do, sentences; empty: nothing
	code   int    // the exit code of what is bad
}

// checkup looks at a trader's machine. Checks stand in the order in which they
// rest on one another, so that what is bad first is the cause.
type checkup struct {
	env       Env
	flags     sharedFlags
	origins   map[string]string // what named the value of a flag: --config or KITEWATCH_CONFIG
	variables []string          // of the environment, NAME=value each
	now       time.Time         // of the machine's clock
	paths     store.Paths       // resolved
	config    store.Config      // with the environment's values, which win
	saved     store.Config      // what config.json holds by itself
	configErr error             // of the file: then nothing is known of what it holds
	client    *kite.Client
	server    string           // of which dump and budget are kept
	badServer bool             // nothing can be asked there
	calendar  *market.Calendar // the user's corrections included
	list      *instruments.List
	previous  *instruments.List
	ahead     time.Duration // the exchange's clock less the machine's, as far as the kept list tells
	proxy     string        // host of the one that calls go through; empty: none
	asks      bool          // the API is asked too
	reached   bool          // it has answered
	dead      bool          // and refused the session
	findings  []finding     // not yet written
}

func newCheckup(env Env, f sharedFlags, now time.Time) (*checkup, error) {
	paths, err := f.paths.Resolve()
	if err != nil {
		return nil, err
	}
	d := &checkup{env: env, flags: f, now: now, paths: paths, variables: os.Environ()}
	d.loadConfig()
	d.client = &kite.Client{
		BaseURL: f.apiURL, LoginURL: f.loginURL, APIKey: d.config.APIKey, AccessToken: d.config.AccessToken,
	}
	d.server = store.Server(f.apiURL)
	d.calendar, _ = marketHours(d.paths)
	d.loadLists()
	return d, nil
}

// origins tells of each shared flag that has a value what named it.
func origins(cmd *cobra.Command, env Env, f sharedFlags) map[string]string {
	names := map[string]string{}
	for _, t := range f.texts() {
		switch {
		case cmd.Flags().Changed(t.name):
			names[t.name] = "--" + t.name
		case env.Getenv(variable(t.name)) != "":
			names[t.name] = variable(t.name)
		}
	}
	return names
}

// offline makes the checks that ask nobody but this machine.
func (d *checkup) offline() {
	for _, look := range []func(){
		d.lookAtProgram, d.lookAtServer,
		d.lookAtConfig, d.lookAtPermissions, d.lookAtKey, d.lookAtSecret, d.lookAtRedirect, d.lookAtSession,
		d.lookAtWatchlist, d.lookAtCommand,
		d.lookAtList, d.lookAtMarket, d.lookAtCache, d.lookAtState, d.lookAtLog, d.lookAtDisk, d.lookAtBudget,
		d.lookAtProxy, d.lookAtVariables,
		d.lookAtTerminal, d.lookAtColours, d.lookAtLocale, d.lookAtBackground, d.lookAtBrowser,
		d.lookAtClock,
	} {
		look()
	}
}

// run makes the checks and writes the report as it grows: what the network
// keeps waiting does not keep the rest.
func (d *checkup) run(ctx context.Context, format string, online bool) error {
	out := newReport(d.env, openStdout(ctx, d.env), format)
	var all []finding
	write := func() error {
		batch := d.findings
		d.findings = nil
		all = append(all, batch...)
		return out.add(batch)
	}
	d.asks = online
	d.offline()
	if err := write(); err != nil {
		return served(err)
	}
	if online {
		if err := d.online(ctx, write); err != nil {
			return served(err)
		}
	}
	if err := out.end(); err != nil {
		return served(err)
	}
	summary, err := verdict(all)
	if err == nil && format == "table" {
		if !online {
			summary += " Nobody else was asked; --online asks the API."
		}
		fmt.Fprintln(d.env.Stderr, summary)
	}
	return err
}

// verdict counts the findings, and makes an error of those that are bad.
func verdict(all []finding) (summary string, err error) {
	var bad []finding
	warnings := 0
	for _, f := range all {
		switch f.status {
		case statusBad:
			bad = append(bad, f)
		case statusWarn:
			warnings++
		}
	}
	counted := several(warnings, "warning")
	if warnings == 0 {
		counted = "no warnings"
	}
	switch {
	case len(bad) == 1:
		return "", &codedError{bad[0].code, fmt.Errorf("1 of %d checks is bad: %s; %s", len(all), bad[0].check, counted)}
	case len(bad) > 1:
		return "", &codedError{bad[0].code, fmt.Errorf("%d of %d checks are bad, and the first to mend is %s; %s",
			len(bad), len(all), bad[0].check, counted)}
	}
	return several(len(all), "check") + ", nothing bad, " + counted + ".", nil
}

func (d *checkup) ok(check, found string) {
	d.findings = append(d.findings, finding{check: check, status: statusOK, found: found})
}

func (d *checkup) warn(check, found, mend string) {
	d.findings = append(d.findings, finding{check: check, status: statusWarn, found: found, mend: mend})
}

func (d *checkup) bad(code int, check, found, mend string) {
	d.findings = append(d.findings, finding{check, statusBad, found, mend, code})
}

// told says in parentheses what named a value, or where it lies by default.
func (d *checkup) told(flag, otherwise string) string {
	if by, ok := d.origins[flag]; ok {
		return " (" + by + ")"
	}
	if otherwise == "" {
		return ""
	}
	return " (" + otherwise + ")"
}

// reason is a file's error without the path, which is said already, but with
// the place in it.
func reason(err error) string {
	var file *store.FileError
	if !errors.As(err, &file) {
		return err.Error()
	}
	switch {
	case file.Line > 0 && file.Column > 0:
		return fmt.Sprintf("line %d, column %d: %s", file.Line, file.Column, file.Reason)
	case file.Line > 0:
		return fmt.Sprintf("line %d: %s", file.Line, file.Reason)
	}
	return file.Reason
}

// several counts things whose name takes an s.
func several(n int, thing string) string {
	if n == 1 {
		return "1 " + thing
	}
	return fmt.Sprintf("%d %ss", n, thing)
}

// quoted writes a path as a shell takes it.
func quoted(path string) string {
	plain := func(r rune) bool {
		return r >= '0' && r <= '9' || r|0x20 >= 'a' && r|0x20 <= 'z' || strings.ContainsRune("/._-+:@%,", r)
	}
	if strings.IndexFunc(path, func(r rune) bool { return !plain(r) }) < 0 && path != "" {
		return path
	}
	return "'" + strings.ReplaceAll(path, "'", `'\''`) + "'"
}
