package cli

import (
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"kitewatch/tui/store"
)

// sharedFlags are the flags that serve everywhere.
type sharedFlags struct {
	paths    store.Paths
	apiURL   string
	loginURL string
	wsURL    string
	logFile  string
	noColor  bool
	named    bool // config.json was named by the user
}

// texts lists the flags whose value is a text, each with its place.
func (f *sharedFlags) texts() []struct {
	name, help string
	value      *string
} {
	return []struct {
		name, help string
		value      *string
	}{
		{"config", "credentials and session `file` (default ./config.json, else the XDG config folder)", &f.paths.Config},
		{"watchlist", "lists and settings `file` (default ./watchlist.toml, else the XDG config folder)", &f.paths.Watchlist},
		{"cache-dir", "`folder` of the instrument dump (default: the XDG cache folder)", &f.paths.Cache},
		{"state-dir", "`folder` of what is remembered between runs (default: the XDG state folder)", &f.paths.State},
		{"api-url", "another API server, such as kitewatch sim's `URL`", &f.apiURL},
		{"login-url", "another login page's `URL`", &f.loginURL},
		{"ws-url", "another tick stream's `URL`", &f.wsURL},
		{"log-file", "write a log to this `file`; it never holds a secret", &f.logFile},
	}
}

func (f *sharedFlags) register(root *cobra.Command) {
	flags := root.PersistentFlags()
	for _, t := range f.texts() {
		flags.StringVar(t.value, t.name, "", t.help)
	}
	flags.BoolVar(&f.noColor, "no-color", false, "no colour; states are told by glyph and word all the same")
}

// kinds are what is wrong with a value that is not of a flag's type, by pflag's
// names of them.
var kinds = map[string]string{
	"int": "no whole number", "uint64": "no whole number from 0 on", "duration": "no length of time such as 5s or 1m30s", "bool": "neither true nor false",
}

// badValue says of a flag's value that is of another kind which one it must be.
func badValue(err error) error {
	var bad *pflag.InvalidValueError
	if !errors.As(err, &bad) {
		return err
	}
	flag, kind := bad.GetFlag(), kinds[bad.GetFlag().Value.Type()]
	switch {
	case errors.Is(err, strconv.ErrRange):
		return fmt.Errorf("--%s %s is too large", flag.Name, clipped(bad.GetValue()))
	case kind == "":
		return err
	}
	return fmt.Errorf("--%s %q is %s", flag.Name, clipped(bad.GetValue()), kind)
}

// noEmptyFlags refuses a flag that is given and empty, as a variable of a script
// that is not set makes it: taken for not given, --api-url "" would be Kite's own
// server. An environment variable that is empty is not set.
func noEmptyFlags(cmd *cobra.Command) error {
	var err error
	cmd.Flags().Visit(func(f *pflag.Flag) {
		texts := []string{f.Value.String()}
		if several, ok := f.Value.(pflag.SliceValue); ok {
			texts = several.GetSlice()
		}
		if slices.Contains(texts, "") {
			err = usage("--%s is empty: give it a value, or leave it out", f.Name)
		}
	})
	return err
}

// badAddress names the flag of a server that is none: a login page on which
// nobody should type a password, or a stream that anybody on the way could read.
// The API's own address is the client's to judge.
func (f *sharedFlags) badAddress() (flag string, err error) {
	for _, a := range []struct{ flag, address, scheme string }{
		{"login-url", f.loginURL, "http"}, {"ws-url", f.wsURL, "ws"},
	} {
		if a.address == "" {
			continue
		}
		u, err := url.Parse(a.address)
		switch {
		case err != nil || u.Hostname() == "" || u.Scheme != a.scheme+"s" && u.Scheme != a.scheme:
			return a.flag, usage("--%s must be an address that begins with %ss://", a.flag, a.scheme)
		case u.Scheme == a.scheme && !isLoopback(u.Hostname()):
			return a.flag, usage("--%s needs %ss: plain %s is for loopback only", a.flag, a.scheme, a.scheme)
		}
	}
	return "", nil
}

// examples are what the servers' addresses look like: Kite's own.
var examples = map[string]string{
	"api-url": "https://api.kite.trade", "login-url": "https://kite.zerodha.com/connect/login", "ws-url": "wss://ws.kite.trade",
}

// from returns the flags as given, with the environment's values for those
// that were not.
func (f sharedFlags) from(cmd *cobra.Command, env Env) sharedFlags {
	for _, t := range f.texts() {
		if !cmd.Flags().Changed(t.name) {
			*t.value = env.Getenv(variable(t.name))
		}
	}
	f.noColor = f.plain(cmd, env)
	f.named = f.paths.Config != ""
	return f
}

// given returns only what stands on the command line, but for the wish for no
// colour: the demo reads nothing of the trader's.
func (f sharedFlags) given(cmd *cobra.Command, env Env) sharedFlags {
	for _, t := range f.texts() {
		if !cmd.Flags().Changed(t.name) {
			*t.value = ""
		}
	}
	f.noColor = f.plain(cmd, env)
	return f
}

func (f sharedFlags) plain(cmd *cobra.Command, env Env) bool {
	if cmd.Flags().Changed("no-color") {
		return f.noColor
	}
	return isSet(env.Getenv(variable("no-color"))) || env.Getenv("NO_COLOR") != ""
}

// variable is the environment variable of a flag.
func variable(flag string) string {
	return "KITEWATCH_" + strings.ToUpper(strings.ReplaceAll(flag, "-", "_"))
}

func isSet(v string) bool { return v != "" && v != "0" && !strings.EqualFold(v, "false") }
