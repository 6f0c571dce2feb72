//go:build unix

package cli_test

import (
	"io"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/charmbracelet/x/term"

	"kitewatch/tui/cli"
)

// startLoginIn starts a login in a terminal, for a rig's exchange.
func startLoginIn(t *testing.T, b *rig, args ...string) *terminal {
	t.Helper()
	env := append([]string{"KITEWATCH_API_URL=" + b.url, "KITEWATCH_LOGIN_URL=" + b.url + "/connect/login"}, b.env...)
	return start(t, env, append([]string{"login", "--no-browser", "--listen", cli.FreeAddress(t)}, args...)...)
}

func (term *terminal) write(text string) {
	term.t.Helper()
	if _, err := io.WriteString(term.master, text); err != nil {
		term.t.Fatal(err)
	}
}

// wantEnd waits for the end, and checks the exit code and what is on the screen.
func (tt *terminal) wantEnd(code int, text string) {
	tt.t.Helper()
	if got := tt.exit(); got != code || !strings.Contains(tt.text(), text) {
		tt.t.Errorf("exit code %d, want %d and %q:\n%q", got, code, text, tt.text())
	}
}

// wantEcho checks that the terminal shows what is typed again.
func (tt *terminal) wantEcho() {
	tt.t.Helper()
	state, err := term.GetState(tt.master.Fd())
	if err != nil || state.Lflag&syscall.ECHO == 0 {
		tt.t.Errorf("the echo is left off (%v)", err)
	}
}

func TestLoginAsksAndTakesAPaste(t *testing.T) {
	b := newRig(t, "")
	b.env = nil
	tt := startLoginIn(t, b)
	tt.waitFor("api_key of your Kite Connect app")
	tt.write("\n")
	tt.write("two words\n")
	tt.waitFor("That holds a blank")
	tt.write(b.x.APIKey() + "\n")
	tt.waitFor("api_secret, which is not shown")
	tt.write(b.x.APISecret() + "\n")
	tt.waitFor("Paste, then Enter")
	tt.write("not a token\n\n")
	tt.waitFor("neither a request token nor an address")
	tt.write("http://127.0.0.1:7265/?status=success&request_token=" + b.x.NewRequestToken() + " and junk\nanother line\n")
	tt.wantEnd(0, "Logged in as Demo Trader")
	tt.wantEcho()
	b.wantNoSecret("the terminal", tt.text())
	if strings.Contains(tt.text(), "another line") {
		t.Error("a paste is shown")
	}
	c := b.config(filepath.Join(tt.tmp, ".config", "kitewatch", "config.json"))
	if c["api_key"] != b.x.APIKey() || c["api_secret"] != b.x.APISecret() || c["access_token"] == nil {
		t.Errorf("saved: key %v, secret and token there: %t, %t", c["api_key"], c["api_secret"] != nil, c["access_token"] != nil)
	}
}

func TestLoginDoesNotKeepATypedSecretThatIsRefused(t *testing.T) {
	b := newRig(t, "")
	b.env = []string{"KITE_API_KEY=" + b.x.APIKey()}
	tt := startLoginIn(t, b)
	tt.waitFor("api_secret, which is not shown")
	tt.write("mistyped\n")
	tt.waitFor("Paste, then Enter")
	tt.write(b.x.NewRequestToken() + "\n")
	tt.wantEnd(3, "Checksum refused")
	if _, err := os.Stat(filepath.Join(tt.tmp, ".config", "kitewatch", "config.json")); err == nil {
		t.Error("a refused secret is saved, and would never be asked for again")
	}
	if strings.Contains(tt.text(), "mistyped") {
		t.Error("the secret is shown")
	}
}

func TestLoginInterruptedInTheTerminal(t *testing.T) {
	b := newRig(t, "")
	asked := b.env
	for question, env := range map[string][]string{"Paste, then Enter": asked, "not shown": asked[:1], "api_key of": nil} {
		b.env = env
		tt := startLoginIn(t, b)
		tt.waitFor(question)
		tt.write("\x03")
		if code := tt.exit(); code != 130 {
			t.Errorf("at %q: exit code %d, want 130", question, code)
		}
		tt.wantEcho()
	}
}

func TestLoginTimesOutInTheTerminal(t *testing.T) {
	b := newRig(t, "")
	asked := b.env
	for _, env := range [][]string{asked, asked[:1]} { // at the paste, at the secret
		b.env = env
		tt := startLoginIn(t, b, "--timeout", "400ms")
		tt.wantEnd(3, "nobody logged in within 400ms")
		tt.wantEcho()
	}
}

func TestLoginGoesOnListeningAfterCtrlD(t *testing.T) {
	ear := cli.FreeAddress(t)
	b := newRig(t, "http://"+ear+"/")
	tt := startLoginIn(t, b, "--listen", ear)
	tt.waitFor("Paste, then Enter")
	tt.write("\x04")
	w := &waiting{b: b}
	for line := range strings.Lines(tt.text()) {
		if line = strings.TrimSpace(line); strings.HasPrefix(line, "http") {
			w.page = line
		}
	}
	w.decide("approve")
	tt.wantEnd(0, "Logged in as Demo Trader")
	tt.wantEcho()
}
