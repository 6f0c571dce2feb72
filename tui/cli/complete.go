package cli

import (
	"bytes"
	"io"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"kitewatch/tui/ui"
)

// A shell asks the program itself what may follow: cobra writes the script that
// does so, and complete_flags.go and complete_symbols.go answer. Three things
// hold for every answer. It is had without the network and writes nothing; what
// cannot be read offers nothing, and says nothing, since the reader is in the
// middle of a line; and a line offered begins with what was typed, letter for
// letter, because shells drop all others.

// shell is one that completions are written for.
type shell struct {
	name  string
	write func(root *cobra.Command, env Env) error
}

var shells = []shell{
	{"bash", func(root *cobra.Command, env Env) error {
		if err := root.GenBashCompletionV2(env.Stdout, true); err != nil {
			return err
		}
		_, err := env.Stdout.WriteString(bashBlanks)
		return err
	}},
	{"zsh", func(root *cobra.Command, env Env) error {
		return mended(env, zshWords, root.GenZshCompletion)
	}},
	{"fish", func(root *cobra.Command, env Env) error {
		return mended(env, fishWords, func(out io.Writer) error { return root.GenFishCompletion(out, true) })
	}},
	{"powershell", func(root *cobra.Command, env Env) error { return root.GenPowerShellCompletionWithDesc(env.Stdout) }},
}

func shellNames() []string {
	var names []string
	for _, s := range shells {
		names = append(names, s.name)
	}
	return names
}

// bashBlanks puts a function of ours in the place of the script's own, which
// escapes a match only when it is the last one left. Of several, bash puts on the
// line what they have in common: NSE:NIFTY 50 and NSE:NIFTY BANK would leave a
// bare blank there, and so two words. The price is that the list shows the
// backslashes, which are what is to be typed.
const bashBlanks = `
__kitewatch_handle_standard_completion_case() {
    local tab=$'\t' line name longest=0
    COMPREPLY=()
    for line in "${completions[@]}"; do
        printf -v name '%q' "${line%%$tab*}"
        [[ $name == "$cur"* ]] || continue
        (( ${#name} > longest )) && longest=${#name}
        [[ $line == *$tab* ]] && name+=$tab${line#*$tab}
        COMPREPLY+=("$name")
    done
    if (( ${#COMPREPLY[@]} == 1 )); then
        COMPREPLY[0]=${COMPREPLY[0]%%$tab*}
    else
        __kitewatch_format_comp_descriptions $longest
    fi
}
`

// zshWords and fishWords are what the scripts get wrong about a blank or an
// ampersand in a word, and what is right: NSE:NIFTY\ 50 is one word, and the & of
// NSE:M\&M ends no command. In pairs.
var (
	zshWords = []string{
		`words=("${=words[1,CURRENT]}")`, `words=("${(@)words[1,CURRENT]}")`,
	}
	fishWords = []string{
		`set -l args (commandline -opc)`, `set -l args (string escape -- (commandline -opc))`,
		`set -l lastArg (string escape -- (commandline -ct))`,
		`set -l lastArg (string escape -- (string unescape -- (commandline -ct); or commandline -ct))`,
	}
)

// mended writes a script with some of it replaced.
func mended(env Env, pairs []string, write func(io.Writer) error) error {
	var script bytes.Buffer
	if err := write(&script); err != nil {
		return err
	}
	_, err := env.Stdout.WriteString(strings.NewReplacer(pairs...).Replace(script.String()))
	return err
}

const completionHelp = `completion prints a script for the shell: with it, Tab completes commands, flags,
their values, and symbols. These come from the list of instruments that is kept,
and, where nothing is typed yet, from watchlist.toml with the names of its lists;
small letters are fine: reli, nse:reli, nfo:nifty26n. Nothing is downloaded for
it. A blank in a symbol is typed as "\ ".

To have it in each new shell of yours:

  bash        kitewatch completion bash >~/.local/share/bash-completion/completions/kitewatch
  zsh         kitewatch completion zsh >~/.zfunc/_kitewatch
  fish        kitewatch completion fish >~/.config/fish/completions/kitewatch.fish
  powershell  kitewatch completion powershell >>$PROFILE

The folder must be there. bash needs its package bash-completion; zsh needs, in
~/.zshrc before compinit: fpath+=~/.zfunc

Exit codes: 0 done; 2 usage.`

func newCompletion(env Env) *cobra.Command {
	return &cobra.Command{
		Use:   "completion SHELL",
		Short: "Completions for bash, zsh, fish or powershell",
		Long:  completionHelp,
		Example: `  kitewatch completion bash >~/.local/share/bash-completion/completions/kitewatch
  kitewatch completion zsh >~/.zfunc/_kitewatch
  source <(kitewatch completion bash)           this shell alone`,
		ValidArgs: shellNames(),
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) != 1 || !slices.Contains(shellNames(), args[0]) {
				return usage("completion wants one shell of %s, not %q", strings.Join(shellNames(), ", "), ui.Clean(strings.Join(args, " ")))
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			openStdout(cmd.Context(), env) // a reader that has gone is an error here, no end by signal
			for _, s := range shells {
				if s.name == args[0] {
					return served(s.write(cmd.Root(), env))
				}
			}
			return nil
		},
	}
}
