package tui_test

import (
	"go/parser"
	"go/token"
	"io/fs"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// spine are the modules that the program is made of.
var spine = []string{
	"github.com/charmbracelet/bubbletea", "github.com/charmbracelet/lipgloss",
	"github.com/charmbracelet/bubbles", "github.com/BurntSushi/toml",
}

// rule says what a folder's code may import. Of two rules for a folder the
// one with the longer path counts.
type rule struct {
	dir   string   // folder, from the module's root; "." is the root alone
	ours  []string // of our packages: exact, or with /... all below
	not   []string // of the standard library: exact, or with /... all below
	bare  bool     // nothing but the standard library and ours
	why   string
	spine bool // of other modules: the spine and what is named in also
	also  []string
}

var rules = []rule{
	{dir: ".", ours: []string{"tui/cli"}, also: []string{"early.kitewatch/terminal"}, why: "main only starts the command line"},
	{dir: "kite", bare: true, not: []string{"os", "log", "path/filepath"},
		why: "the client stands on the standard library, without disk or log"},
	{dir: "kite/market", bare: true, not: []string{"os", "net/..."}, why: "hours are pure"},
	{dir: "kite/feed", ours: []string{"kite", "kite/market"}, bare: true, not: []string{"os"},
		why: "the loop knows the client and the hours, no screen and no disk"},
	{dir: "kite/instruments", ours: []string{"kite", "kite/market"}, also: []string{"github.com/gofrs/flock"},
		why: "the list knows its cache file, and no screen"},
	{dir: "kite/kitesim", ours: []string{"kite/market"}, bare: true,
		why: "the exchange writes the wire format itself, or an error in the client would cancel out"},
	{dir: "tui", ours: []string{"kite/...", "tui/..."}, not: []string{"net/..."}, spine: true,
		also: []string{"github.com/muesli/termenv", "github.com/cli/browser", "github.com/aymanbagabas/go-osc52/v2", "golang.org/x/sys/unix"},
		why:  "the root joins panes, feed and store"},
	{dir: "tui/early", also: []string{"github.com/charmbracelet/lipgloss"}, why: "a module of its own, to be initialised first"},
	{dir: "tui/ui", spine: true, also: []string{"github.com/muesli/termenv", "github.com/mattn/go-runewidth"},
		not: []string{"os", "net/..."}, why: "the look knows nothing of ours"},
	{dir: "tui/paint", ours: []string{"tui/ui"}, spine: true, also: []string{"github.com/charmbracelet/x/term"}, not: []string{"os", "net/..."},
		why: "the painter knows a terminal and how wide its characters are, and nothing of what is shown on it"},
	{dir: "tui/alert", ours: []string{"kite", "kite/feed", "kite/market"}, bare: true, not: []string{"os", "os/...", "net/..."},
		why: "crossings are pure"},
	{dir: "tui/store", ours: []string{"kite/...", "tui/alert"}, spine: true, also: []string{"github.com/adrg/xdg", "github.com/gofrs/flock",
		"github.com/fsnotify/fsnotify", "gopkg.in/natefinch/lumberjack.v2", "github.com/pelletier/go-toml/v2"},
		why: "the disk knows no screen"},
	{dir: "tui/cli", ours: []string{"kite/...", "tui", "tui/alert", "tui/store", "tui/ui", "tui/login"}, spine: true,
		also: []string{"github.com/spf13/cobra", "github.com/spf13/pflag", "github.com/mattn/go-isatty", "github.com/muesli/termenv",
			"github.com/charmbracelet/x/term", "golang.org/x/sys/unix"},
		why: "commands start things"},
	pane("tui/watch"),
	pane("tui/help"),
	pane("tui/login"),
	pane("tui/requests"),
	pane("tui/search"),
	pane("tui/prompt"),
	pane("tui/detail"),
	pane("tui/alerts", "tui/alert"),
}

// pane is the rule of a pane, which may know one pure package more.
func pane(dir string, more ...string) rule {
	return rule{dir: dir, ours: append(more, "kite", "kite/feed", "kite/instruments", "kite/market", "tui/ui"),
		not: []string{"os", "net/..."}, spine: true,
		why: "a pane knows no other pane, no disk, no network"}
}

// TestImports parses the import blocks of everything but tests.
func TestImports(t *testing.T) {
	const root, module = "..", "kitewatch"
	seen := 0
	err := filepath.WalkDir(root, func(file string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(file, ".go") || strings.HasSuffix(file, "_test.go") {
			return err
		}
		dir := path.Dir(filepath.ToSlash(strings.TrimPrefix(file, root+string(filepath.Separator))))
		r, ok := ruleFor(dir)
		if !ok {
			t.Errorf("%s: folder %s has no import rule", file, dir)
			return nil
		}
		parsed, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.ImportsOnly)
		if err != nil {
			return err
		}
		seen++
		for _, spec := range parsed.Imports {
			name, _ := strconv.Unquote(spec.Path.Value)
			if reason := r.breach(name, module); reason != "" {
				t.Errorf("%s imports %s: %s (%s)", file, name, reason, r.why)
			}
		}
		return nil
	})
	if err != nil || seen == 0 {
		t.Fatalf("%d files read, error %v", seen, err)
	}
}

func ruleFor(dir string) (rule, bool) {
	i := slices.IndexFunc(rules, func(r rule) bool { return r.dir == dir })
	if i < 0 {
		return rule{}, false
	}
	return rules[i], true
}

// breach says why an import is not allowed, or nothing.
func (r rule) breach(name, module string) string {
	if ours, found := strings.CutPrefix(name, module+"/"); found {
		if matches(r.ours, ours) {
			return ""
		}
		return "not one of the packages it may know"
	}
	if first, _, _ := strings.Cut(name, "/"); !strings.Contains(first, ".") {
		if matches(r.not, name) {
			return "this part of the standard library is not for it"
		}
		return ""
	}
	if r.bare {
		return "no other module"
	}
	within := func(modules []string) bool {
		return slices.ContainsFunc(modules, func(m string) bool { return name == m || strings.HasPrefix(name, m+"/") })
	}
	if within(r.also) || r.spine && within(spine) {
		return ""
	}
	return "a module that its rule does not name"
}

func matches(patterns []string, name string) bool {
	return slices.ContainsFunc(patterns, func(p string) bool {
		base, all := strings.CutSuffix(p, "/...")
		return name == base || all && strings.HasPrefix(name, base+"/")
	})
}

// TestImportRulesBite proves that a breach is seen.
func TestImportRulesBite(t *testing.T) {
	for _, c := range []struct{ dir, name string }{
		{"kite", "github.com/spf13/cobra"},
		{"kite", "os"},
		{"kite/kitesim", "kitewatch/kite"},
		{"kite/feed", "kitewatch/tui/ui"},
		{"tui/ui", "kitewatch/kite"},
		{"tui/watch", "kitewatch/tui/help"},
		{"tui/watch", "net/http"},
		{"tui/help", "kitewatch/tui/store"},
		{"tui/help", "kitewatch/tui/alert"},
		{"tui/alerts", "kitewatch/tui/store"},
		{"tui/alert", "kitewatch/tui/ui"},
		{"tui/alert", "os"},
		{"tui/alert", "github.com/charmbracelet/bubbletea"},
		{"tui", "github.com/unheard/of"},
	} {
		r, ok := ruleFor(c.dir)
		if !ok || r.breach(c.name, "kitewatch") == "" {
			t.Errorf("%s may import %s", c.dir, c.name)
		}
	}
}
