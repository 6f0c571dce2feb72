//go:build unix

package cli_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/creack/pty"
)

// terminal is the program in a real pseudo-terminal.
type terminal struct {
	t      *testing.T
	cmd    *exec.Cmd
	master *os.File
	tmp    string // its TMPDIR
	mu     sync.Mutex
	out    bytes.Buffer
	ended  chan error
}

// binary is the program, built once by TestMain.
var binary string

func TestMain(m *testing.M) {
	dir, err := os.MkdirTemp("", "kitewatch-test-")
	if err != nil {
		panic(err)
	}
	binary = filepath.Join(dir, "kitewatch")
	build := exec.Command("go", "build", "-o", binary, "kitewatch")
	if out, err := build.CombinedOutput(); err != nil {
		panic(string(out))
	}
	code := m.Run()
	os.RemoveAll(dir)
	os.Exit(code)
}

// environment is what the program sees: nothing of the machine's own files.
func environment(home string, extra ...string) []string {
	return append([]string{
		"PATH=" + os.Getenv("PATH"), "HOME=" + home, "TMPDIR=" + home, "TERM=xterm-256color", "LANG=C.UTF-8",
	}, extra...)
}

// start runs the program in a terminal of 100 by 30.
func start(t *testing.T, env []string, args ...string) *terminal {
	t.Helper()
	home := t.TempDir()
	term := &terminal{t: t, tmp: home, ended: make(chan error, 1)}
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	t.Cleanup(cancel)
	term.cmd = exec.CommandContext(ctx, binary, args...)
	term.cmd.Dir = home
	term.cmd.Env = environment(home, env...)
	var err error
	term.master, err = pty.StartWithSize(term.cmd, &pty.Winsize{Rows: 30, Cols: 100})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { term.master.Close() })
	read := make(chan struct{})
	go func() {
		defer close(read)
		buf := make([]byte, 64<<10)
		for {
			n, err := term.master.Read(buf)
			term.mu.Lock()
			term.out.Write(buf[:n])
			term.mu.Unlock()
			if err != nil {
				return
			}
			term.answer(buf[:n])
		}
	}()
	go func() {
		err := term.cmd.Wait()
		select { // what it wrote last is still to be read
		case <-read:
		case <-time.After(2 * time.Second):
		}
		term.ended <- err
	}()
	return term
}

// answer replies to the questions that a terminal answers: the background's
// colour, and where the cursor is.
func (term *terminal) answer(asked []byte) {
	if bytes.Contains(asked, []byte("\x1b]11;?")) {
		_, _ = io.WriteString(term.master, "\x1b]11;rgb:1414/1616/1b1b\x1b\\")
	}
	if bytes.Contains(asked, []byte("\x1b[6n")) {
		_, _ = io.WriteString(term.master, "\x1b[1;1R")
	}
}

func (term *terminal) text() string {
	term.mu.Lock()
	defer term.mu.Unlock()
	return term.out.String()
}

// shows reports whether a text is on the screen, or was written in one piece:
// the painter sends what differs, so a text may come in pieces.
func (term *terminal) shows(text string) bool {
	term.t.Helper()
	out := term.text()
	if strings.Contains(out, text) {
		return true
	}
	return strings.Contains(out, "\x1b[?1049h") && strings.Contains(strings.Join(emulate(term.t, out, 100, 30), "\n"), text)
}

// waitFor waits until the program shows a text.
func (term *terminal) waitFor(text string) {
	term.t.Helper()
	for range 400 {
		if term.shows(text) {
			return
		}
		select {
		case err := <-term.ended:
			term.t.Fatalf("ended (%v) before it showed %q:\n%q", err, text, term.text())
		case <-time.After(50 * time.Millisecond):
		}
	}
	term.t.Fatalf("never showed %q:\n%q", text, term.text())
}

// exit waits for the end and returns the exit code.
func (term *terminal) exit() int {
	term.t.Helper()
	select {
	case err := <-term.ended:
		var exit *exec.ExitError
		if errors.As(err, &exit) {
			return exit.ExitCode()
		}
		if err != nil {
			term.t.Fatal(err)
		}
		return 0
	case <-time.After(10 * time.Second):
		term.t.Fatalf("still running:\n%q", term.text())
	}
	return -1
}

// wantTidy checks that the terminal is as it was and the demo's home is gone.
func (term *terminal) wantTidy() {
	term.t.Helper()
	out := term.text()
	for name, pair := range map[string][2]string{
		"alternate screen": {"\x1b[?1049h", "\x1b[?1049l"},
		"hidden cursor":    {"\x1b[?25l", "\x1b[?25h"},
		"mouse":            {"\x1b[?1002h", "\x1b[?1002l"},
	} {
		if strings.LastIndex(out, pair[0]) > strings.LastIndex(out, pair[1]) {
			term.t.Errorf("the terminal is left with: %s", name)
		}
	}
	term.wantNoHome()
}

func (term *terminal) wantNoHome() {
	term.t.Helper()
	if left, _ := filepath.Glob(filepath.Join(term.tmp, "kitewatch-demo-*")); len(left) > 0 {
		term.t.Errorf("the temporary home is left: %v", left)
	}
}

func TestDemoShowsPricesAndQuits(t *testing.T) {
	term := start(t, nil, "--demo")
	term.waitFor("NIFTY 50")
	term.waitFor("● live")
	if home, _ := filepath.Glob(filepath.Join(term.tmp, "kitewatch-demo-*")); len(home) != 1 {
		t.Errorf("temporary homes while it runs: %v", home)
	}
	_, _ = io.WriteString(term.master, "q")
	if code := term.exit(); code != 0 {
		t.Errorf("exit code %d", code)
	}
	term.wantTidy()
}

func TestEverySignalLeavesTheTerminalUsable(t *testing.T) {
	for _, sig := range []syscall.Signal{syscall.SIGTERM, syscall.SIGHUP, syscall.SIGINT, syscall.SIGQUIT} {
		t.Run(sig.String(), func(t *testing.T) {
			t.Parallel()
			term := start(t, nil, "--demo", "--fault", "hang@1s")
			term.waitFor("● live")
			if err := term.cmd.Process.Signal(sig); err != nil {
				t.Fatal(err)
			}
			if code := term.exit(); code != 130 {
				t.Errorf("exit code %d, want 130", code)
			}
			term.wantTidy()
		})
	}
}

func TestCtrlCQuits(t *testing.T) {
	term := start(t, nil, "--demo")
	term.waitFor("● live")
	_, _ = io.WriteString(term.master, "\x03")
	if code := term.exit(); code != 0 {
		t.Errorf("exit code %d", code)
	}
	term.wantTidy()
}

func TestClosedTerminalEndsIt(t *testing.T) {
	term := start(t, nil, "--demo")
	term.waitFor("● live")
	term.master.Close()
	term.exit() // any code: there is nobody to tell
	term.wantNoHome()
}

func TestNoNetworkComesUpAndAnswersKeys(t *testing.T) {
	term := start(t, []string{"KITE_API_KEY=key", "KITE_ACCESS_TOKEN=token"}, "--api-url", "http://127.0.0.1:1", "NSE:INFY")
	term.waitFor("connection refused")
	term.waitFor("retry 1 of 3")
	_, _ = io.WriteString(term.master, "?")
	term.waitFor("Help")
	_, _ = io.WriteString(term.master, "q")
	if code := term.exit(); code != 0 {
		t.Errorf("exit code %d", code)
	}
	term.wantTidy()
}
