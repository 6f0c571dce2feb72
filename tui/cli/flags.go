package cli

import (
	"slices"
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
