//go:build unix

package cli_test

import (
	"bufio"
	"bytes"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
	"unicode/utf8"
)

// run runs the program to its end, its stdout being no terminal.
func run(t *testing.T, files map[string]string, env []string, args ...string) (code int, stdout, stderr string) {
	t.Helper()
	home := t.TempDir()
	for name, text := range files {
		if err := os.WriteFile(filepath.Join(home, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	cmd := exec.Command(binary, args...)
	cmd.Dir = home
	cmd.Env = environment(home, env...)
	var out, errs bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &errs
	if err := cmd.Run(); err != nil && cmd.ProcessState == nil {
		t.Fatal(err)
	}
	return cmd.ProcessState.ExitCode(), out.String(), errs.String()
}

// symbols are n different symbols of the command line.
func symbols(n int) []string {
	var all []string
	for i := range n {
		all = append(all, fmt.Sprintf("NSE:S%d", i))
	}
	return all
}

func TestBadInputIsSaidBeforeTheScreen(t *testing.T) {
	list := func(text string) map[string]string { return map[string]string{"watchlist.toml": text} }
	tests := []struct {
		name  string
		files map[string]string
		env   []string
		args  []string
		code  int
		want  []string // in stderr
	}{
		{name: "no terminal", code: 2, want: []string{"needs a terminal"}},
		{name: "no terminal in the demo", args: []string{"--demo"}, code: 2, want: []string{"needs a terminal"}},
		{name: "a watchlist that does not parse", files: list("interval = \"5s\"\nstrip = [\"NSE:NIFTY 50\"\nmode = 1\n"),
			code: 4, want: []string{"watchlist.toml:3:1: "}},
		{name: "a symbol without exchange", files: list("[[list]]\nname = \"A\"\nsymbols = [\n  \"NSE:INFY\",\n  \"INFY\",\n]\n"),
			code: 4, want: []string{"watchlist.toml:5:", "INFY"}},
		{name: "a setting of the wrong type", files: list("retries = \"three\"\n"), code: 4, want: []string{"watchlist.toml:1:"}},
		{name: "a mode there is not", files: list("\nmode = \"full\"\n"), code: 4, want: []string{"watchlist.toml:2:", "ltp, ohlc, quote"}},
		{name: "a config that is no JSON", files: map[string]string{"config.json": "{\n  \"api_key\": oops\n}"},
			code: 4, want: []string{"config.json:2:14: "}},
		{name: "a folder for a watchlist", args: []string{"--watchlist", "."}, code: 4, want: []string{".: is a folder"}},
		{name: "the same by the environment", env: []string{"KITEWATCH_WATCHLIST=."}, code: 4, want: []string{".: is a folder"}},
		{name: "a flag there is not", args: []string{"--nonsense"}, code: 2, want: []string{"--nonsense", "--help"}},
		{name: "a symbol that is none", args: []string{"NSE:"}, code: 4, want: []string{"NSE:INFY"}},
		{name: "an API without TLS", args: []string{"--api-url", "http://example.com"}, code: 2, want: []string{"https"}},
		{name: "faults without the demo", args: []string{"--fault", "503"}, code: 2, want: []string{"--demo"}},
		{name: "a time without the demo", args: []string{"--at", "10:14"}, code: 2, want: []string{"--at", "--demo"}},
		{name: "too many symbols", args: symbols(1001), code: 2, want: []string{"1001", "at most 1000"}},
		{name: "as many as can be, twice", args: append(symbols(1000), symbols(1000)...), code: 2, want: []string{"needs a terminal"}},
		{name: "a watchlist that is not there", args: []string{"--watchlist", "no.toml"}, code: 4, want: []string{"no.toml: there is no such file"}},
		{name: "the same by the environment", env: []string{"KITEWATCH_WATCHLIST=no.toml"}, code: 4, want: []string{"no.toml: there is no such file"}},
		{name: "the same in the demo", args: []string{"--demo", "--watchlist", "no.toml"}, code: 4, want: []string{"no.toml: there is no such file"}},
		{name: "a config that is not there, which the login makes", args: []string{"--config", "no.json"}, code: 2, want: []string{"needs a terminal"}},
		{name: "a bad watchlist in the demo", files: map[string]string{"mine.toml": "\nmode = \"all\"\n"},
			args: []string{"--demo", "--watchlist", "mine.toml"}, code: 4, want: []string{"kitewatch: mine.toml:2:1: mode"}},
		{name: "a folder for a watchlist in the demo", args: []string{"--demo", "--watchlist", "."}, code: 4, want: []string{".: is a folder"}},
		{name: "an escape in a symbol", files: list("[[list]]\nsymbols = [[\"\\u001b]0;PWNED\\u0007\\u001b[2J\"]]\n"),
			code: 4, want: []string{"PWNED", "is neither a symbol in quotes"}},
		{name: "an escape in a key", files: list("\"\\u001b[2J\\u009bk\" = 1\n\"\\u001b[2J\\u009bk\" = 2\n"), code: 4, want: []string{"watchlist.toml:2:"}},
		{name: "an escape in a path", args: []string{"--watchlist", "\x1b[2J.toml"}, code: 4, want: []string{"[2J.toml: there is no such file"}},
		{name: "a symbol without end", files: list("[[list]]\nsymbols = [\"" + strings.Repeat("x", 100_000) + "\"]\n"), code: 4, want: []string{"is no symbol: it has 100000 characters, and no symbol more than 64\n"}},
		{name: "a fault there is not", args: []string{"--demo", "--fault", "earthquake"}, code: 2, want: []string{"earthquake"}},
		{name: "the demo and another server", args: []string{"--demo", "--api-url", "http://127.0.0.1:1"}, code: 2, want: []string{"--demo"}},
		{name: "a simulated exchange for the world", args: []string{"sim", "--addr", "0.0.0.0:0"}, code: 2, want: []string{"loopback"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			code, stdout, stderr := run(t, tt.files, tt.env, tt.args...)
			if code != tt.code || stdout != "" {
				t.Errorf("exit code %d, want %d; stdout %q, stderr %q", code, tt.code, stdout, stderr)
			}
			for _, want := range tt.want {
				if !strings.Contains(stderr, want) {
					t.Errorf("stderr %q does not say %q", stderr, want)
				}
			}
			if strings.Count(stderr, "\n") != 1 || strings.ContainsAny(stderr, "\x1b\a\u009b") || utf8.RuneCountInString(stderr) > 520 {
				t.Errorf("stderr is not one plain sentence: %q", stderr)
			}
		})
	}
}

func TestVersionAndHelp(t *testing.T) {
	code, stdout, _ := run(t, nil, nil, "--version")
	if code != 0 || !strings.HasPrefix(stdout, "kitewatch ") {
		t.Errorf("--version: %d, %q", code, stdout)
	}
	code, stdout, _ = run(t, nil, nil, "--help")
	for _, want := range []string{"--demo", "--config", "--watchlist", "--cache-dir", "--state-dir", "--api-url",
		"--login-url", "--ws-url", "--log-file", "--no-color", "sim"} {
		if code != 0 || !strings.Contains(stdout, want) {
			t.Errorf("--help (%d) does not name %s", code, want)
		}
	}
}

// Nobody knows where an exchange serves whose lines could not be written.
func TestSimEndsWhereItCannotPrint(t *testing.T) {
	full, err := os.OpenFile("/dev/full", os.O_WRONLY, 0)
	if err != nil {
		t.Skip(err)
	}
	defer full.Close()
	cmd := exec.Command(binary, "sim", "--addr", "127.0.0.1:0", "--rows", "10")
	cmd.Env, cmd.Stdout = environment(t.TempDir()), full
	var errs bytes.Buffer
	cmd.Stderr = &errs
	if err := cmd.Run(); cmd.ProcessState.ExitCode() != 1 || !strings.Contains(errs.String(), "its address and keys cannot be written: ") {
		t.Errorf("%v, stderr %q", err, &errs)
	}
}

func TestSimServesWhatItPrints(t *testing.T) {
	home := t.TempDir()
	cmd := exec.Command(binary, "sim", "--addr", "127.0.0.1:0", "--rows", "2000")
	cmd.Env = environment(home)
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	defer func() { _ = cmd.Process.Kill() }()
	said := map[string]string{}
	lines := bufio.NewScanner(out)
	for len(said) < 6 && lines.Scan() {
		name, value, _ := strings.Cut(lines.Text(), "=")
		said[name] = value
	}
	for _, name := range []string{"url", "login_url", "ws_url", "api_key", "api_secret", "access_token"} {
		if said[name] == "" {
			t.Errorf("no %s in %v", name, said)
		}
	}
	req, err := http.NewRequest(http.MethodGet, said["url"]+"/quote/ltp?i=NSE:INFY", nil)
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Authorization", "token "+said["api_key"]+":"+said["access_token"])
	client := http.Client{Timeout: 5 * time.Second}
	resp, err := client.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		t.Errorf("a quote with what it printed: %s", resp.Status)
	}
	if err := cmd.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	_ = cmd.Wait()
	if code := cmd.ProcessState.ExitCode(); code != 130 {
		t.Errorf("exit code %d, want 130", code)
	}
}
