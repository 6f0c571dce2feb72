//go:build unix

package cli_test

import (
	"crypto/sha256"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// withDump is a rig whose home has a list of instruments.
func withDump(t *testing.T) *rig {
	t.Helper()
	b := newRig(t, "")
	b.run(nil, "instruments", "refresh").want(t, 0, "rows")
	return b
}

// snapshot is all that lies in the rig's home.
func (b *rig) snapshot() string {
	b.t.Helper()
	text := ""
	err := filepath.WalkDir(b.home, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			text += path + "\n"
			return err
		}
		body, err := os.ReadFile(path)
		text += fmt.Sprintf("%s %x\n", path, sha256.Sum256(body))
		return err
	})
	if err != nil {
		b.t.Fatal(err)
	}
	return text
}

func TestTabAsksNobodyAndWritesNothing(t *testing.T) {
	b := withDump(t)
	b.env = append(b.env, "KITE_ACCESS_TOKEN="+b.x.NewAccessToken())
	before, calls := b.snapshot(), len(b.x.Calls())
	for _, typed := range []string{"NSE:RELI", "NFO:NIFTY@", "N", ""} {
		b.run(nil, "__complete", "quote", typed).want(t, 0, ":")
	}
	b.run(nil, "__complete", "quote", "NSE:RELIA").want(t, 0, "NSE:RELIANCE\t")
	b.run(nil, "__complete", "quote", "").want(t, 0, "\tLarge caps")
	if after := b.snapshot(); after != before {
		t.Errorf("before:\n%s\nafter:\n%s", before, after)
	}
	if got := len(b.x.Calls()); got != calls {
		t.Errorf("%d calls were made", got-calls)
	}
}

func TestTabIsSilentAboutWhatItCannotRead(t *testing.T) {
	const said = "Completion ended with directive" // cobra's own, which its scripts drop
	quiet := func(t *testing.T, o outcome) {
		t.Helper()
		if rest, _, _ := strings.Cut(o.stderr, said); o.code != 0 || rest != "" {
			t.Errorf("exit code %d, stderr %q", o.code, o.stderr)
		}
	}
	t.Run("no list", func(t *testing.T) {
		b := newRig(t, "")
		before := b.snapshot()
		o := b.run(nil, "__complete", "quote", "NSE:RELI")
		quiet(t, o)
		if o.stdout != ":36\n" || b.snapshot() != before {
			t.Errorf("offered %q", o.stdout)
		}
	})
	t.Run("a broken list", func(t *testing.T) {
		b := withDump(t)
		found, _ := filepath.Glob(filepath.Join(b.home, ".cache", "kitewatch", "*", "instruments.list"))
		if len(found) != 1 {
			t.Fatalf("lists %q", found)
		}
		if err := os.Truncate(found[0], 1000); err != nil {
			t.Fatal(err)
		}
		o := b.run(nil, "__complete", "quote", "NSE:RELI")
		quiet(t, o)
		if o.stdout != ":36\n" {
			t.Errorf("offered %q", o.stdout)
		}
	})
	t.Run("a broken watchlist", func(t *testing.T) {
		b := newRig(t, "")
		if err := os.WriteFile(filepath.Join(b.home, "watchlist.toml"), []byte("strip = ["), 0o600); err != nil {
			t.Fatal(err)
		}
		quiet(t, b.run(nil, "__complete", "watch", ""))
	})
	t.Run("the demo, which reads nothing of the trader's", func(t *testing.T) {
		b := withDump(t)
		o := b.run(nil, "__complete", "--demo", "NSE:RELI")
		quiet(t, o)
		if o.stdout != ":36\n" {
			t.Errorf("offered %q", o.stdout)
		}
	})
	t.Run("a command with one symbol has it", func(t *testing.T) {
		b := withDump(t)
		o := b.run(nil, "__complete", "candles", "NSE:INFY", "NSE:RELI")
		quiet(t, o)
		if o.stdout != ":4\n" {
			t.Errorf("offered %q", o.stdout)
		}
	})
}

// bashDriver presses Tab behind the words it is given, as bash does it: with a
// colon among what breaks words. In place of the package bash-completion it has
// the one function of it that a script asks for.
const bashDriver = `
_init_completion() { words=("${line[@]}"); cword=$(( ${#words[@]} - 1 )); cur=${words[cword]}; prev=${words[cword-1]}; }
compopt() { :; }
source <("$program" completion bash)
COMP_WORDBREAKS=$' \t\n"\'><=;|&(:'
COMP_TYPE=9 COLUMNS=200
line=(kitewatch "$@")
kitewatch() { "$program" "$@"; }
__start_kitewatch
printf '<%s>\n' "${COMPREPLY[@]}"
`

func TestTabInBash(t *testing.T) {
	bash, err := exec.LookPath("bash")
	if err != nil {
		t.Skip("no bash here")
	}
	b := withDump(t)
	tests := []struct {
		name string
		line []string // as typed: a blank with its backslash
		want []string
	}{
		{"what stands before the colon is not repeated", []string{"quote", "NSE:RELIA"}, []string{"<RELIANCE>"}},
		{"small letters", []string{"quote", "nse:relia"}, []string{"<reliance>"}},
		{"a blank is escaped", []string{"quote", `NSE:NIFTY\ B`}, []string{`<NIFTY\ BANK>`}},
		{"an ampersand is escaped", []string{"candles", `NSE:M\&MF`}, []string{`<M\&MFIN>`}},
		{"an ampersand earlier on the line starts nothing", []string{"quote", `NSE:M\&M`, "NSE:RELIA"}, []string{"<RELIANCE>"}},
		{"several matches are escaped too", []string{"quote", `NSE:NIFTY\ `}, []string{`<NIFTY\ 50`, `<NIFTY\ BANK`}},
		{"a flag's value behind its sign", []string{"candles", "--interval=1"}, []string{"<10minute>", "<15minute>"}},
		{"commands", []string{"instruments", "ref"}, []string{"<refresh>"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			cmd := b.command(nil)
			cmd.Path = bash
			cmd.Args = append([]string{"bash", "--norc", "-c", bashDriver, "bash"}, tt.line...)
			cmd.Env = append(cmd.Env, "program="+binary)
			text, err := cmd.CombinedOutput()
			if err != nil {
				t.Fatalf("%v: %s", err, text)
			}
			got := string(text)
			for _, want := range tt.want {
				if !strings.Contains(got, want) || strings.Contains(got, "not found") {
					t.Errorf("got %s, want %s in it", got, want)
				}
			}
			if len(tt.want) == 1 && strings.Count(got, "\n") != 1 {
				t.Errorf("got %s, want one", got)
			}
		})
	}
}

func TestCompletionScripts(t *testing.T) {
	for _, shell := range []string{"bash", "zsh", "fish", "powershell"} {
		code, stdout, stderr := run(t, nil, nil, "completion", shell)
		if code != 0 || stderr != "" || !strings.Contains(stdout, "__complete") {
			t.Errorf("%s: exit code %d, %d bytes, stderr %q", shell, code, len(stdout), stderr)
		}
	}
	for _, args := range [][]string{{}, {"tcsh"}, {"bash", "zsh"}} {
		code, stdout, stderr := run(t, nil, nil, append([]string{"completion"}, args...)...)
		if code != 2 || stdout != "" || !strings.Contains(stderr, "bash, zsh, fish, powershell") {
			t.Errorf("%q: exit code %d, stderr %q", args, code, stderr)
		}
	}
}
