package cli

import (
	"strings"

	"github.com/spf13/cobra"
)

// newRoot builds the command tree: kitewatch itself is the terminal UI.
func newRoot(env Env) *cobra.Command {
	var shared sharedFlags
	var ui uiFlags
	root := &cobra.Command{
		Use:   "kitewatch [SYMBOL…]",
		Short: "Live quotes of Indian markets in the terminal",
		Long: `kitewatch shows live quotes of Indian markets over the Kite Connect API.
A price on its screen is live, quiet, stale or closed, and says which.

Without arguments it shows the lists of watchlist.toml; symbols given here,
EXCHANGE:TRADINGSYMBOL each, make a list of their own for this run.`,
		Example: `  kitewatch --demo                      no account needed: an exchange of its own
  kitewatch login                       once a day
  kitewatch                             your watchlist
  kitewatch NSE:INFY "NSE:NIFTY 50"     just these
  kitewatch --demo --fault 503@20s+12s  rehearse an outage`,
		Args:          cobra.ArbitraryArgs,
		SilenceErrors: true,
		SilenceUsage:  true,
		Version:       version(),
		PersistentPreRunE: func(cmd *cobra.Command, _ []string) error {
			return noEmptyFlags(cmd)
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			ui.hasAt = cmd.Flags().Changed("at")
			if ui.demo {
				return runUI(cmd.Context(), env, shared.given(cmd, env), ui, args)
			}
			return runUI(cmd.Context(), env, shared.from(cmd, env), ui, args)
		},
	}
	root.SetArgs(env.Args)
	root.SetOut(env.Stdout)
	root.SetErr(env.Stderr)
	root.SetVersionTemplate("kitewatch {{.Version}}\n")
	root.CompletionOptions.DisableDefaultCmd = true
	root.SetFlagErrorFunc(func(_ *cobra.Command, err error) error {
		return usage("%w (--help shows the flags)", badValue(err))
	})
	shared.register(root)
	ui.register(root)
	root.AddCommand(newQuote(env, &shared), newWatch(env, &shared), newCandles(env, &shared))
	root.AddCommand(newInstruments(env, &shared))
	root.AddCommand(newLogin(env, &shared), newSession(env, &shared), newLogout(env, &shared), newSim(env))
	root.AddCommand(newDoctor(env, &shared))
	root.AddCommand(newCompletion(env), newMan(env))
	completeAll(root, env, &shared)
	document(root)
	checkHelp(root)
	return root
}

// checkHelp makes a usage error of help for a command that there is not: cobra
// shows the root's help and calls that done.
func checkHelp(root *cobra.Command) {
	root.InitDefaultHelpCmd()
	for _, cmd := range root.Commands() {
		if cmd.Name() != "help" {
			continue
		}
		cmd.Args = func(_ *cobra.Command, args []string) error {
			if _, rest, err := root.Find(args); err != nil || len(rest) > 0 {
				return usage("there is no command %q; kitewatch --help lists them", strings.Join(args, " "))
			}
			return nil
		}
	}
}
