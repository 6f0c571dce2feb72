package cli

import (
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"kitewatch/kite"
	"kitewatch/kite/kitesim"
)

// answers are what a shell may offer, and whether files are among it.
type answers func(cmd *cobra.Command, args []string, typed string) ([]cobra.Completion, cobra.ShellCompDirective)

// nothingElse keeps a shell from offering files where none is wanted.
const nothingElse = cobra.ShellCompDirectiveNoFileComp

// flagAnswers are the values of flags by their names, which mean the same on
// every command but for --interval. A flag that is not here takes what nobody
// can guess.
func flagAnswers() map[string]answers {
	files := func(ending string) answers {
		return func(*cobra.Command, []string, string) ([]cobra.Completion, cobra.ShellCompDirective) {
			return []cobra.Completion{ending}, cobra.ShellCompDirectiveFilterFileExt
		}
	}
	folders := func(*cobra.Command, []string, string) ([]cobra.Completion, cobra.ShellCompDirective) {
		return nil, cobra.ShellCompDirectiveFilterDirs
	}
	return map[string]answers{
		"format": words("table\taligned, for a reader", "plain\tbare values, a tab between",
			"json\tan object a line", "csv\tfor a spreadsheet"),
		"mode": words(kite.ModeLTP.String()+"\tthe last price", kite.ModeOHLC.String()+"\tand open, high, low, close",
			kite.ModeQuote.String()+"\tand depth, volume, open interest, circuits"),
		"interval":  intervalAnswers,
		"for":       words("60s", "15m", "1h", "6h15m\ta day of the stock market"),
		"timeout":   words("1m", "5m", "30m"),
		"at":        words("09:00\tbefore the open", "09:14", "10:14", "15:25\tbefore the close", "now\tthe machine's clock"),
		"fault":     faultAnswers,
		"config":    files("json"),
		"watchlist": files("toml"),
		"tokens":    files("json"),
		"output":    files("json"),
		"log-file": func(*cobra.Command, []string, string) ([]cobra.Completion, cobra.ShellCompDirective) {
			return nil, cobra.ShellCompDirectiveDefault
		},
		"cache-dir": folders,
		"state-dir": folders,
	}
}

// words offers those that begin as is typed; after a tab is what each means.
func words(all ...cobra.Completion) answers {
	return func(_ *cobra.Command, _ []string, typed string) ([]cobra.Completion, cobra.ShellCompDirective) {
		var some []cobra.Completion
		for _, w := range all {
			if strings.HasPrefix(w, typed) {
				some = append(some, w)
			}
		}
		return some, nothingElse | cobra.ShellCompDirectiveKeepOrder
	}
}

// intervalAnswers is the length of a candle, or the time between readings.
func intervalAnswers(cmd *cobra.Command, args []string, typed string) ([]cobra.Completion, cobra.ShellCompDirective) {
	if cmd.Name() != "candles" {
		return words("2s", "5s", "10s", "30s", "1m", "5m")(cmd, args, typed)
	}
	var lengths []cobra.Completion
	for _, i := range kite.Intervals() {
		lengths = append(lengths, string(i))
	}
	return words(lengths...)(cmd, args, typed)
}

// faultAnswers leaves the cursor at the name's end, where @30s+60s may follow.
func faultAnswers(cmd *cobra.Command, args []string, typed string) ([]cobra.Completion, cobra.ShellCompDirective) {
	some, directive := words(kitesim.FaultNames()...)(cmd, args, typed)
	return some, directive | cobra.ShellCompDirectiveNoSpace
}

// listAnswers are the names of the watchlist's lists.
func listAnswers(env Env, shared *sharedFlags) answers {
	return func(cmd *cobra.Command, args []string, typed string) ([]cobra.Completion, cobra.ShellCompDirective) {
		list, err := watchlistOf(env, shared.from(cmd, env))
		if err != nil {
			return nil, nothingElse
		}
		names := slices.DeleteFunc(namesOfLists(list), func(name string) bool { return !isTypeable(name) })
		return words(names...)(cmd, args, typed)
	}
}

// completeAll gives every command of the tree its answers. A command that is
// not among those that take symbols takes nothing that can be told.
func completeAll(root *cobra.Command, env Env, shared *sharedFlags) {
	root.CompletionOptions.SetDefaultShellCompDirective(nothingElse)
	takers := symbolTakers()
	flags := flagAnswers()
	flags["list"] = listAnswers(env, shared)
	for _, cmd := range commands(root) {
		if t, ok := takers[cmd.CommandPath()]; ok {
			t.env, t.shared = env, shared
			cmd.ValidArgsFunction = t.answer
		}
		for name, answer := range flags {
			if cmd.Flag(name) != nil {
				_ = cmd.RegisterFlagCompletionFunc(name, answer) // one of the root's is every command's: it has it already
			}
		}
	}
}

// commands are a command and all below it, but for what cobra adds by itself.
func commands(root *cobra.Command) []*cobra.Command {
	all := []*cobra.Command{root}
	for _, cmd := range root.Commands() {
		if cmd.IsAvailableCommand() && cmd.Name() != "help" {
			all = append(all, commands(cmd)...)
		}
	}
	return slices.Clip(all)
}
