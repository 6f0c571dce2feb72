package cli

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"kitewatch/kite"
	"kitewatch/kite/market"
	"kitewatch/tui/store"
	"kitewatch/tui/ui"
)

// account is what the commands of the session work with: login, session and
// logout.
type account struct {
	env    Env
	paths  store.Paths  // resolved
	config store.Config // with the environment's values, which win
	saved  store.Config // what config.json holds by itself
	client *kite.Client // in the session of config
	log    *slog.Logger
	close  func()
}

// openAccount reads config.json and the environment. A file that others could
// read is mended, and said.
func openAccount(env Env, f sharedFlags) (*account, error) {
	paths, err := f.paths.Resolve()
	if err != nil {
		return nil, err
	}
	path := paths.Config
	a := &account{env: env, paths: paths}
	if a.config, err = store.LoadConfig(path, f.apiURL, env.Getenv); err != nil {
		return nil, err
	}
	// Read a moment ago, it can be read; what it holds that cannot be used, the
	// environment has overruled.
	a.saved, _ = store.LoadConfig(path, f.apiURL, func(string) string { return "" })
	a.client = &kite.Client{
		BaseURL: f.apiURL, LoginURL: f.loginURL, APIKey: a.config.APIKey, AccessToken: a.config.AccessToken,
	}
	if err := a.client.Check(); err != nil {
		return nil, usage("--api-url: %w", err)
	}
	if _, err := f.badAddress(); err != nil {
		return nil, err
	}
	if a.log, a.close, err = openLog(f.logFile); err != nil {
		return nil, err
	}
	if a.log == nil {
		a.log = slog.New(slog.DiscardHandler)
	}
	if mended := a.config.Mend(); mended != "" {
		a.say("%s", mended)
	}
	return a, nil
}

func isLoopback(host string) bool {
	ip := net.ParseIP(host)
	return strings.EqualFold(host, "localhost") || ip != nil && ip.IsLoopback()
}

// say writes a line for the person at the terminal, or for the scheduler's
// mail. A text it is given may be of a file or a server.
func (a *account) say(format string, args ...any) {
	for i, arg := range args {
		if text, ok := arg.(string); ok {
			args[i] = ui.Clean(text)
		}
	}
	fmt.Fprintf(a.env.Stderr, format+"\n", args...)
}

// fromEnvironment reports whether the session in use is the environment's.
func (a *account) fromEnvironment() bool {
	return strings.TrimSpace(a.env.Getenv("KITE_ACCESS_TOKEN")) != ""
}

// since is when the session in use began; zero when nothing tells. What
// config.json says is of its own token.
func (a *account) since() time.Time {
	if a.config.AccessToken != a.saved.AccessToken {
		return time.Time{}
	}
	at, err := time.ParseInLocation(time.DateTime, a.saved.LoginTime, market.IST)
	if err != nil {
		return time.Time{}
	}
	return at
}

// waits are those before the second and each further try of a call that the
// network has swallowed.
var waits = [...]time.Duration{2 * time.Second, 4 * time.Second, 8 * time.Second}

// longestWait bounds what a reply may ask for by Retry-After.
const longestWait = time.Minute

// try makes a call, and makes it again after network trouble.
func (a *account) try(ctx context.Context, name string, call func() error) error {
	for i := 0; ; i++ {
		err := call()
		a.log.Info("call", "name", name, "try", i+1, "kind", kite.KindOf(err), "outcome", kite.Brief(err))
		if kite.KindOf(err) != kite.Network || i == len(waits) {
			return err
		}
		wait := waits[i]
		var fault *kite.Error
		if errors.As(err, &fault) && fault.RetryAfter > 0 {
			wait = min(fault.RetryAfter, longestWait)
		}
		a.say("%s: %s; trying again in %s (%d of %d)", name, kite.Brief(err), ui.Until(wait), i+1, len(waits))
		timer := time.NewTimer(wait)
		select {
		case <-ctx.Done():
			timer.Stop()
			return ctx.Err()
		case <-timer.C:
		}
	}
}

// explain says what became of a call that a saved session was to make. The
// kind stays in it, by which the exit code is chosen.
func explain(err error) error {
	brief := kite.Brief(err)
	switch kite.KindOf(err) {
	case kite.Canceled:
		return err
	case kite.Network:
		return said("the API cannot be reached: "+brief+", "+fmt.Sprint(1+len(waits))+" times; nothing was changed", err)
	case kite.RateLimit:
		return said("the API wants fewer calls: "+brief+"; wait a minute, nothing was changed", err)
	case kite.Permission:
		return said("this app is not allowed that: "+brief+"; logging in again will not help", err)
	}
	return said("the API answers: "+brief, err)
}

// spoken is an error told in the words for its reader; its cause still decides
// the exit code.
type spoken struct {
	text string
	err  error
}

func said(text string, err error) error { return &spoken{text, err} }

func (s *spoken) Error() string { return s.text }
func (s *spoken) Unwrap() error { return s.err }

// expected writes when a session that began at login will end, as far as one
// knows.
func expected(login time.Time) string {
	if login.IsZero() {
		return "not known"
	}
	return kite.SessionEnd(login).Format("15:04 IST on Mon 2 Jan") + ", expected"
}

// who names a user.
func who(name, id string) string {
	switch name, id = ui.Clean(name), ui.Clean(id); {
	case name == "":
		return id
	case id == "":
		return name
	}
	return name + " (" + id + ")"
}

// noArgs refuses arguments without repeating them: one may be a token.
func noArgs(hint string) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error {
		if len(args) > 0 {
			return usage("%s takes no arguments%s", cmd.Name(), hint)
		}
		return nil
	}
}
