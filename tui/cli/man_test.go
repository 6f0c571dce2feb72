package cli

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/spf13/cobra"
)

func wholeTree() *cobra.Command {
	return newRoot(Env{Getenv: func(string) string { return "" }})
}

func TestEveryCommandIsDocumented(t *testing.T) {
	for _, cmd := range commands(wholeTree()) {
		path := cmd.CommandPath()
		if cmd.Short == "" || cmd.Long == "" || cmd.Example == "" {
			t.Errorf("%s lacks a short text, a long one or an example", path)
		}
		if !regexp.MustCompile(`Exit\s+codes`).MatchString(cmd.Long) {
			t.Errorf("%s does not say its exit codes", path)
		}
		for _, f := range flagsOf(cmd) {
			if f.about == "" {
				t.Errorf("%s: nothing is said of --%s", path, f.name)
			}
			if f.name == "format" && len(fieldNames()[path]) == 0 {
				t.Errorf("%s prints data, and its fields are not named", path)
			}
		}
	}
}

func TestEveryFieldHasAMeaning(t *testing.T) {
	used := map[string]bool{}
	for path, groups := range fieldNames() {
		for _, group := range groups {
			for name := range strings.SplitSeq(group.about, ", ") {
				used[name] = true
				if fieldMeanings[name] == "" {
					t.Errorf("%s: nothing is said of the field %q", path, name)
				}
			}
		}
	}
	for name := range fieldMeanings {
		if !used[name] {
			t.Errorf("the field %q is no command's", name)
		}
	}
}

// example is a command line of kitewatch within a line of help.
var example = regexp.MustCompile(`kitewatch(?: .*)?$`)

// argumentsOf are those of an example up to what is the shell's, or a remark.
func argumentsOf(line string) []string {
	line, _, _ = strings.Cut(strings.TrimSpace(line), "  ")
	var args []string
	for _, word := range regexp.MustCompile(`"[^"]*"|\S+`).FindAllString(line, -1) {
		if strings.ContainsAny(word[:1], "|><&(") {
			break
		}
		args = append(args, strings.Trim(word, `")`))
	}
	return args[1:]
}

func TestExamplesParse(t *testing.T) {
	seen := 0
	for _, documented := range commands(wholeTree()) {
		for line := range strings.SplitSeq(documented.Example, "\n") {
			found := example.FindString(line)
			if found == "" || strings.HasPrefix(strings.TrimSpace(line), "Two ") {
				continue
			}
			seen++
			root := wholeTree() // flags remember
			cmd, args, err := root.Find(argumentsOf(found))
			if err == nil {
				err = cmd.ParseFlags(args)
			}
			if err == nil && cmd.Args != nil {
				err = cmd.Args(cmd, cmd.Flags().Args())
			}
			if err != nil {
				t.Errorf("%s: %q: %v", documented.CommandPath(), line, err)
			}
		}
	}
	if seen < 25 {
		t.Errorf("only %d examples were found", seen)
	}
}

func TestExitCodesInHelpAreTheProgramsOwn(t *testing.T) {
	file, err := parser.ParseFile(token.NewFileSet(), "main.go", nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	var want, got []string
	ast.Inspect(file, func(n ast.Node) bool {
		if v, ok := n.(*ast.ValueSpec); ok && strings.HasPrefix(v.Names[0].Name, "exit") {
			want = append(want, v.Values[0].(*ast.BasicLit).Value)
		}
		return true
	})
	long := wholeTree().Long
	for _, e := range exitCodes {
		got = append(got, strconv.Itoa(e.code))
		if !strings.Contains(long, strconv.Itoa(e.code)+"  "+e.about) {
			t.Errorf("the help has no exit code %d", e.code)
		}
	}
	if !slices.Equal(got, want) {
		t.Errorf("documented are %q, there are %q", got, want)
	}
}

// readOrSet are the variables that the program reads by their names, or sets.
var readOrSet = regexp.MustCompile(`[gG]etenv\("([A-Z_]+)"\)|"(KITEWATCH_[A-Z_]+)=|"((?:LC_|SSH_|LANG|VISUAL|EDITOR)[A-Z]*)"`)

func TestEveryVariableIsDocumented(t *testing.T) {
	page, seen := manual(wholeTree()), 0
	err := filepath.WalkDir("../..", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return err
		}
		text, err := os.ReadFile(path)
		for _, m := range readOrSet.FindAllStringSubmatch(string(text), -1) {
			seen++
			if name := m[1] + m[2] + m[3]; !strings.Contains(page, name) {
				t.Errorf("%s: nothing is said of the variable %s", path, name)
			}
		}
		return err
	})
	if err != nil || seen < 10 {
		t.Errorf("%d variables found, error %v", seen, err)
	}
	for _, f := range flagsOf(wholeTree()) {
		if f.everywhere && f.name != "help" && !strings.Contains(page, variable(f.name)) {
			t.Errorf("nothing is said of %s", variable(f.name))
		}
	}
}

// known are the macros that a page may have, all of man(7).
var known = []string{".TH", ".SH", ".SS", ".PP", ".TP", ".B", ".nf", ".fi", ".sp"}

// wantRoff checks that a line of a page is text or a known macro.
func wantRoff(t *testing.T, page string) {
	t.Helper()
	for line := range strings.SplitSeq(strings.TrimSuffix(page, "\n"), "\n") {
		name, _, _ := strings.Cut(line, " ")
		switch {
		case line == "", strings.HasPrefix(line, "'"), strings.HasPrefix(line, ".") && !slices.Contains(known, name):
			t.Errorf("a pager does not know %q", line)
		case strings.Contains(regexp.MustCompile(`\\(?:e|-|&|\([a-z]{2})`).ReplaceAllString(line, ""), `\`):
			t.Errorf("an escape that is none: %q", line)
		}
	}
}

func TestManualHasAllThatHelpHas(t *testing.T) {
	root := wholeTree()
	page := manual(root)
	wantRoff(t, page)
	for _, section := range []string{"NAME", "SYNOPSIS", "DESCRIPTION", "OPTIONS", "COMMANDS", "FIELDS", "FILES", "ENVIRONMENT",
		"EXIT STATUS", "EXAMPLES", "SYSTEMS"} {
		if strings.Count(page, `.SH "`+section+"\"\n") != 1 {
			t.Errorf("not one section %s", section)
		}
	}
	for _, cmd := range commands(root)[1:] {
		if !strings.Contains(page, `.SS "`+cmd.CommandPath()) {
			t.Errorf("the page has no %s", cmd.CommandPath())
		}
		for _, f := range flagsOf(cmd) {
			if !strings.Contains(page, escaped.Replace("--"+f.name)) {
				t.Errorf("the page has no --%s of %s", f.name, cmd.CommandPath())
			}
		}
	}
	if again := manual(wholeTree()); again != page {
		t.Error("two pages of one program differ")
	}
}

func TestRoffShowsATextAsItIs(t *testing.T) {
	tests := []struct{ name, text, want string }{
		{"a flag stays a flag", "use --format json", `use \-\-format json`},
		{"a dot begins no macro", ".nf is no macro", `\&.nf is no macro`},
		{"an apostrophe begins none either", "'tis", `\(aqtis`},
		{"a backslash", `a\n`, `a\en`},
		{"a blank line is none, at which a pager may stumble", "", `\&`},
		{"what a terminal would obey", "a\x1b[2Jb", "a[2Jb"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var page roff
			page.line(tt.text)
			if got := strings.TrimSuffix(page.text.String(), "\n"); got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}

func FuzzRoff(f *testing.F) {
	for _, text := range []string{"a\n\nb", "  x\n\n.nf", "\\", "'", "--a `b` …", "\x1b[2J", "\r\n.", "  .\n  '"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		var page roff
		page.section("SH", text)
		page.prose(text)
		page.verbatim(text)
		page.item(text, text)
		wantRoff(t, page.text.String())
	})
}
