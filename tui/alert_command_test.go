//go:build unix

package tui

import (
	"context"
	"errors"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/google/go-cmp/cmp"

	"kitewatch/kite"
	"kitewatch/kite/market"
	"kitewatch/tui/alert"
)

// The programs of these tests are the test binary again, as the variable says.
const programVar = "ALERT_TEST_PROGRAM"

func init() {
	if path := os.Getenv(programVar); path != "" {
		beProgram(os.Args[1], path)
		os.Exit(0)
	}
}

// beProgram is the user's program. One that hangs has a child that hangs too,
// both holding a connection to the test.
func beProgram(what, path string) {
	switch what {
	case "env":
		os.Stdout.WriteString("for nobody to see")
		os.WriteFile(path, []byte(strings.Join(os.Environ(), "\n")), 0o600)
	case "fail":
		os.Exit(3)
	case "parent":
		child := exec.Command(os.Args[0], "child")
		child.Env = os.Environ()
		if child.Start() != nil {
			return
		}
		fallthrough
	case "child":
		if conn, err := net.Dial("unix", path); err == nil {
			io.Copy(io.Discard, conn)
		}
	}
}

func crossing() alert.Fired {
	return alert.Fired{
		Level: alert.Level{Symbol: kite.Symbol{Exchange: "NSE", Tradingsymbol: "M&M"}, Kind: alert.Above, Value: 3000},
		Price: 3000.5, Before: 2999, At: time.Date(2026, 11, 23, 4, 44, 7, 0, time.UTC), Decimals: 2,
		ChangePct: -1.234, ChangeKnown: true,
	}
}

// program is an alert_command that runs the test binary as what.
func program(t *testing.T, what, path string) *alertCommand {
	t.Helper()
	t.Setenv(programVar, path)
	c := newAlertCommand([]string{os.Args[0], what})
	c.limit = time.Minute // however slow the machine
	return c
}

var wall = time.Date(2026, 11, 23, 10, 14, 7, 0, market.IST)

func TestAlertCommandIsToldByItsEnvironment(t *testing.T) {
	for _, name := range []string{"KITE_API_KEY", "KITE_API_SECRET", "KITE_ACCESS_TOKEN"} {
		t.Setenv(name, "secret-of-ours")
	}
	t.Setenv("KITEWATCH_SYMBOL", "another's")
	path := filepath.Join(t.TempDir(), "env")
	msg := program(t, "env", path).run(t.Context(), crossing(), wall)()
	if ran := msg.(alertRan); ran.err != nil || ran.level != crossing().Level {
		t.Fatalf("%+v", ran)
	}
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if strings.Contains(string(text), "secret-of-ours") {
		t.Error("it was given a secret")
	}
	env := strings.Split(string(text), "\n")
	for _, want := range []string{
		"KITEWATCH_SYMBOL=NSE:M&M", "KITEWATCH_EXCHANGE=NSE", "KITEWATCH_TRADINGSYMBOL=M&M", "KITEWATCH_KIND=above", "KITEWATCH_LEVEL=3000",
		"KITEWATCH_PRICE=3000.50", "KITEWATCH_BEFORE=2999.00", "KITEWATCH_CHANGE_PCT=-1.23", "KITEWATCH_TIME=2026-11-23T10:14:07+05:30",
		"KITEWATCH_TEXT=M&M 3,000.50, above 3,000",
	} {
		if !slices.Contains(env, want) {
			t.Errorf("its environment lacks %s", want)
		}
	}
	if !slices.ContainsFunc(env, func(v string) bool { return strings.HasPrefix(v, "PATH=") }) {
		t.Error("its environment lacks the user's own")
	}
}

func TestWhatIsNotKnownIsEmpty(t *testing.T) {
	f := crossing()
	f.Before, f.ChangeKnown = 0, false
	got := alertEnv([]string{"kite_api_key=k", "KITE_X=1", "KITES=3"}, f)
	for _, want := range []string{"KITES=3", "KITEWATCH_BEFORE=", "KITEWATCH_CHANGE_PCT="} {
		if !slices.Contains(got, want) {
			t.Errorf("%q lacks %s", got, want)
		}
	}
	if got[0] != "KITES=3" {
		t.Errorf("a secret is left: %q", got[:2])
	}
}

func TestAlertCommandThatFailsIsSaid(t *testing.T) {
	for name, c := range map[string]*alertCommand{
		"exit status 3":  program(t, "fail", "x"),
		"not found":      newAlertCommand([]string{"no-such-program-of-any-kind"}),
		"no such file":   newAlertCommand([]string{filepath.Join(t.TempDir(), "none")}),
		"argument list":  newAlertCommand([]string{os.Args[0], strings.Repeat("x", 1<<22)}),
		"permission den": newAlertCommand([]string{t.TempDir()}),
	} {
		ran := c.run(t.Context(), crossing(), wall)().(alertRan)
		if ran.err == nil || !strings.Contains(ran.err.Error(), name) {
			t.Errorf("%s: error %.100v", name, ran.err)
		}
	}
}

func TestWithoutAnAlertCommandNothingIsRun(t *testing.T) {
	if cmd := newAlertCommand(nil).run(t.Context(), crossing(), wall); cmd != nil {
		t.Errorf("it runs %v", cmd())
	}
}

// listener takes the connections of hanging programs.
func listener(t *testing.T) (path string, l net.Listener) {
	t.Helper()
	path = filepath.Join(t.TempDir(), "s")
	l, err := net.Listen("unix", path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	return path, l
}

func TestAlertCommandIsKilledWithAllItHasStarted(t *testing.T) {
	path, l := listener(t)
	ctx, quit := context.WithCancel(t.Context())
	cmd := program(t, "parent", path).run(ctx, crossing(), wall)
	done := make(chan tea.Msg)
	go func() { done <- cmd() }()
	var conns []net.Conn
	for range 2 {
		conn, err := l.Accept()
		if err != nil {
			t.Fatal(err)
		}
		conns = append(conns, conn)
	}
	quit()
	for _, conn := range conns {
		if n, err := io.Copy(io.Discard, conn); n != 0 {
			t.Errorf("%d bytes, %v", n, err) // it ends when the process does
		}
	}
	if ran := (<-done).(alertRan); !errors.Is(ran.err, errLeft) {
		t.Errorf("error %v does not tell that it was killed", ran.err)
	}
}

// The end of the screen waits for programs, but not for one that hangs, and none
// stays behind.
func TestTellingEndsWithItsPrograms(t *testing.T) {
	path, l := listener(t)
	t.Setenv(programVar, path)
	s, _ := NewSentry(SentryOptions{Calendar: market.Default()})
	ctx, quit := context.WithCancel(t.Context())
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		s.Tell(ctx, Voice{Command: []string{os.Args[0], "child"}, Linger: time.Millisecond, Log: silent})
	}()
	s.crossings <- []alert.Fired{crossing()}
	conn, err := l.Accept()
	if err != nil {
		t.Fatal(err)
	}
	quit()
	<-ended
	if n, err := io.Copy(io.Discard, conn); n != 0 {
		t.Errorf("%d bytes, %v", n, err)
	}
	if news := <-s.rang; !slices.Contains(news.troubles, "alert_command: "+errLeft.Error()) {
		t.Errorf("told %q", news.troubles)
	}
}

func TestAlertCommandThatHangsIsEnded(t *testing.T) {
	path, _ := listener(t)
	c := program(t, "parent", path)
	c.limit = 50 * time.Millisecond
	ran := c.run(t.Context(), crossing(), wall)().(alertRan)
	if ran.err == nil || ran.err.Error() != "ended, having taken 50ms" {
		t.Errorf("error %v", ran.err)
	}
}

func TestFourAlertCommandsAtOnce(t *testing.T) {
	path, l := listener(t)
	c := program(t, "child", path)
	done := make(chan tea.Msg)
	for range commandsAtOnce + 1 {
		cmd := c.run(t.Context(), crossing(), wall)
		go func() { done <- cmd() }()
	}
	var conns []net.Conn
	for range commandsAtOnce {
		conn, err := l.Accept()
		if err != nil {
			t.Fatal(err)
		}
		conns = append(conns, conn)
	}
	if got := len(c.turns); got != commandsAtOnce {
		t.Errorf("%d run at once", got)
	}
	conns[0].Close() // one ends, and makes room for the last
	last, err := l.Accept()
	if err != nil {
		t.Fatal(err)
	}
	for _, conn := range append(conns[1:], last) {
		conn.Close()
	}
	for range commandsAtOnce + 1 {
		if ran := (<-done).(alertRan); ran.err != nil {
			t.Error(ran.err)
		}
	}
}

func TestWhoWaitsForATurnLeavesWithTheScreen(t *testing.T) {
	c := newAlertCommand([]string{"never-run"})
	for range commandsAtOnce {
		c.turns <- struct{}{}
	}
	ctx, quit := context.WithCancel(t.Context())
	quit()
	if ran := c.run(ctx, crossing(), wall)().(alertRan); !errors.Is(ran.err, errLeft) || !strings.Contains(ran.err.Error(), "not run") {
		t.Errorf("error %v", ran.err)
	}
}

func TestThirtyAlertCommandsAMinute(t *testing.T) {
	c := newAlertCommand([]string{"no-such-program-of-any-kind"})
	ran := func(at time.Time) error { return c.run(t.Context(), crossing(), at)().(alertRan).err }
	for i := range commandsAMinute {
		if err := ran(wall.Add(time.Duration(i) * time.Second)); errors.Is(err, errManyAlerts) {
			t.Fatalf("refused after %d", i)
		}
	}
	var got []bool
	for _, at := range []time.Duration{59 * time.Second, 60 * time.Second, 60 * time.Second, -time.Hour} {
		got = append(got, errors.Is(ran(wall.Add(at)), errManyAlerts))
	}
	if diff := cmp.Diff([]bool{true, false, true, false}, got); diff != "" {
		t.Errorf("refused (-want +got):\n%s", diff)
	}
}
