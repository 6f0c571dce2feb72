package cli

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/spf13/cobra"
)

func newMan(env Env) *cobra.Command {
	return &cobra.Command{
		Use:   "man",
		Short: "The manual page",
		Long: `man prints the manual page of all commands, as man(1) reads it. It is made of
the commands themselves: what it says of a flag is what --help says.

Exit codes: 0 done; 2 usage.`,
		Example: `  kitewatch man | man -l -                      on Linux
  kitewatch man | mandoc | less                 on macOS
  kitewatch man >~/.local/share/man/man1/kitewatch.1`,
		Args: noArgs(""),
		RunE: func(cmd *cobra.Command, _ []string) error {
			_, err := openStdout(cmd.Context(), env).Write([]byte(manual(cmd.Root())))
			return served(err)
		},
	}
}

// manual is the page of a tree of commands.
func manual(root *cobra.Command) string {
	var page roff
	number, _, _ := strings.Cut(root.Version, " (")
	fmt.Fprintf(&page.text, ".TH KITEWATCH 1 %q %q %q\n", builtOn(), "kitewatch "+number, "User Commands")
	page.section("SH", "NAME")
	page.line("kitewatch - " + strings.ToLower(root.Short[:1]) + root.Short[1:])
	page.section("SH", "SYNOPSIS")
	for _, cmd := range commands(root) {
		if cmd == root || !cmd.HasSubCommands() {
			page.paragraph()
			page.begun = true
			page.macro("B", strings.TrimSuffix(cmd.UseLine(), " [flags]")+" [flags]")
		}
	}
	page.section("SH", "DESCRIPTION")
	about, _, _ := strings.Cut(root.Long, "\n\nExit codes:") // which are a section below
	page.prose(about)
	page.section("SH", "OPTIONS")
	page.flags(flagsOf(root))
	page.section("SH", "COMMANDS")
	for _, cmd := range commands(root)[1:] {
		page.command(cmd)
	}
	page.tables(root)
	return page.text.String()
}

// command writes a command's part.
func (r *roff) command(cmd *cobra.Command) {
	r.section("SS", strings.TrimSuffix(cmd.UseLine(), " [flags]"))
	r.prose(cmd.Long)
	r.flags(slices.DeleteFunc(flagsOf(cmd), func(f flag) bool { return f.everywhere }))
	if cmd.Example != "" {
		r.paragraph()
		r.line("Examples:")
		r.verbatim(cmd.Example)
	}
}

// tables writes the sections behind the commands.
func (r *roff) tables(root *cobra.Command) {
	r.section("SH", "FIELDS")
	r.filled("Prices are in rupees, times RFC 3339 in IST. What is not known is null or empty, never 0.")
	for _, name := range slices.Sorted(maps.Keys(fieldMeanings)) {
		r.item(name, fieldMeanings[name])
	}
	r.topics("FILES", files)
	r.section("SH", "ENVIRONMENT")
	for _, f := range flagsOf(root) {
		if f.everywhere && f.name != "help" {
			r.item(variable(f.name), "stands for --"+f.name+", which wins")
		}
	}
	for _, v := range variables {
		r.item(v.term, v.about)
	}
	r.section("SH", "EXIT STATUS")
	for _, e := range exitCodes {
		r.item(fmt.Sprint(e.code), e.about)
	}
	r.section("SH", "EXAMPLES")
	r.verbatim(root.Example)
	r.topics("SYSTEMS", limits)
}

func (r *roff) topics(title string, topics []topic) {
	r.section("SH", title)
	for _, t := range topics {
		r.item(t.term, t.about)
	}
}

// flag is one of a command's flags, as a reader needs it.
type flag struct {
	name, short, value string
	about              string
	everywhere         bool // it is the root's, and serves every command
}

func (r *roff) flags(flags []flag) {
	for _, f := range flags {
		term := "--" + f.name
		if f.short != "" {
			term = "-" + f.short + ", " + term
		}
		if f.value != "" {
			term += " " + f.value
		}
		r.item(term, f.about)
	}
}

// flagsOf are the flags of a command and those that serve everywhere.
func flagsOf(cmd *cobra.Command) []flag {
	cmd.InitDefaultHelpFlag()
	cmd.InitDefaultVersionFlag()
	var all []flag
	for _, f := range collect(cmd.Flags().VisitAll) {
		all = append(all, flag{name: f.Name, short: f.Shorthand, about: f.Usage, value: f.Value.Type()})
		said := &all[len(all)-1]
		if f.DefValue != "" && f.DefValue != "false" && f.DefValue != "0" && f.DefValue != "0s" && f.DefValue != "[]" {
			said.about += " (default " + f.DefValue + ")"
		}
		// As cobra has it: what stands in backquotes names the value.
		if before, rest, ok := strings.Cut(said.about, "`"); ok {
			name, after, _ := strings.Cut(rest, "`")
			said.value, said.about = name, before+name+after
		}
		if said.value == "bool" {
			said.value = ""
		}
		said.everywhere = f.Name == "help" || cmd.Root().PersistentFlags().Lookup(f.Name) != nil
	}
	return all
}

// collect has all that is visited. The flags' own type stays unnamed so: their
// module comes with cobra's, and is none of ours.
func collect[F any](visit func(func(*F))) []*F {
	var all []*F
	visit(func(f *F) { all = append(all, f) })
	return all
}
