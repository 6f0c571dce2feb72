//go:build unix

package store

import (
	"bufio"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"kitewatch/kite/feed"
)

// These tests run real processes: the test binary again, as the variable says.
const processVar = "KITEWATCH_TEST_LEASE"

// processGap is short, so that the tests are.
const processGap = 100 * time.Millisecond

func init() {
	if dir := os.Getenv(processVar); dir != "" {
		runProcess(os.Args[1], dir)
		os.Exit(0)
	}
}

// runProcess is the other process. One that calls starts when it is told to, and
// ends with its input; each line tells the time it was granted, when that came,
// and whether it made use of it.
func runProcess(what, dir string) {
	l := NewLease(dir, leaseKey, leaseHost, feed.Quotes)
	l.gap = processGap
	switch what {
	case "lock":
		fmt.Println(l.acquire())
		syscall.Kill(os.Getpid(), syscall.SIGSTOP)
	case "call", "stop":
		in := bufio.NewReader(os.Stdin)
		fmt.Println("ready")
		in.ReadString('\n')
		go call(l, what == "stop")
		io.Copy(io.Discard, in)
	}
}

// call makes calls as the feed does. One that stops does so once, with a start
// that is granted and not yet used.
func call(l *Lease, stop bool) {
	for done := 0; ; {
		g := l.Take(time.Now())
		switch {
		case g.Err != nil:
			fmt.Println("error", g.Err)
			time.Sleep(processGap) // as one that paces itself would
			continue
		case !g.Granted:
			time.Sleep(time.Until(g.At))
			continue
		case stop && done == 3:
			stop = false
			fmt.Println("stopping")
			syscall.Kill(os.Getpid(), syscall.SIGSTOP)
		}
		time.Sleep(time.Until(g.At))
		now, did := time.Now(), "late"
		if l.Stands(now, g.At) {
			did = "start"
			done++
		}
		fmt.Println("turn", g.At.UnixNano(), now.UnixNano(), did)
	}
}

// process is one that was started, its lines coming in on a channel.
type process struct {
	cmd   *exec.Cmd
	in    io.WriteCloser
	lines chan string
}

func startProcess(t *testing.T, what, dir string) *process {
	t.Helper()
	p := &process{cmd: exec.Command(os.Args[0], what), lines: make(chan string, 1000)}
	p.cmd.Env = append(os.Environ(), processVar+"="+dir)
	p.cmd.Stderr = os.Stderr
	out, err := p.cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if p.in, err = p.cmd.StdinPipe(); err != nil {
		t.Fatal(err)
	}
	if err := p.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	go func() {
		defer close(p.lines)
		for scan := bufio.NewScanner(out); scan.Scan(); {
			p.lines <- scan.Text()
		}
	}()
	t.Cleanup(p.end)
	return p
}

// end kills the process, stopped or not, and waits for it.
func (p *process) end() {
	p.cmd.Process.Kill()
	for range p.lines {
	}
	p.cmd.Wait()
}

// granted is a turn that another process has had, in nanoseconds.
type granted struct {
	at, came int64
	used     bool // it started a call
}

// until reads lines up to one that begins so, and notes the turns among them.
func (p *process) until(t *testing.T, prefix string, turns *[]granted) {
	t.Helper()
	for line := range p.lines {
		var g granted
		if _, err := fmt.Sscanf(line, "turn %d %d", &g.at, &g.came); err == nil {
			g.used = strings.HasSuffix(line, "start")
			*turns = append(*turns, g)
		} else if strings.HasPrefix(line, "error") {
			t.Log(line)
		}
		if strings.HasPrefix(line, prefix) {
			return
		}
	}
	t.Fatalf("it ended before %q", prefix)
}

// inTurn fails when two turns were closer than the gap, or a call came before
// its turn or too late.
func inTurn(t *testing.T, turns []granted) {
	t.Helper()
	for i, a := range turns {
		if late := time.Duration(a.came - a.at); late < 0 || a.used && late > lateStart {
			t.Errorf("a call started %v after its time", late)
		}
		for _, b := range turns[:i] {
			if apart := time.Duration(a.at - b.at).Abs(); apart < processGap {
				t.Errorf("turns %v apart", apart)
			}
		}
	}
}

// TestProcessesShareTheBudget counts turns, also those that a process came to
// late, because the machine was busy.
func TestProcessesShareTheBudget(t *testing.T) {
	const each = 12
	dir := t.TempDir()
	var all []granted
	turns := make([][]granted, 3)
	var processes []*process
	for range turns {
		p := startProcess(t, "call", dir)
		p.until(t, "ready", &all)
		processes = append(processes, p)
	}
	for _, p := range processes {
		io.WriteString(p.in, "go\n")
	}
	for range each {
		for i, p := range processes {
			p.until(t, "turn", &turns[i])
		}
	}
	end := turns[0][each-1].at // when the first of them had its share
	for _, had := range turns {
		end = min(end, had[each-1].at)
	}
	for i, had := range turns {
		all = append(all, had...)
		n := 0
		for _, g := range had {
			if g.at < end+int64(3*processGap) {
				n++
			}
		}
		if t.Logf("process %d: %d turns", i, n); n < each*8/10 {
			t.Errorf("process %d had %d turns while another had %d", i, n, each)
		}
	}
	inTurn(t, all)
}

// TestProcessesGoOnWithoutOneThatIsStoppedOrKilled also lets the stopped one
// go on: it may not use the turn that has passed.
func TestProcessesGoOnWithoutOneThatIsStoppedOrKilled(t *testing.T) {
	dir := t.TempDir()
	var all, after []granted
	steady, stopped, killed := startProcess(t, "call", dir), startProcess(t, "stop", dir), startProcess(t, "call", dir)
	for _, p := range []*process{steady, stopped, killed} {
		p.until(t, "ready", &all)
		io.WriteString(p.in, "go\n")
	}
	stopped.until(t, "stopping", &all)
	killed.until(t, "turn", &all)
	killed.end()
	for range 12 {
		steady.until(t, "turn", &all)
	}
	if err := stopped.cmd.Process.Signal(syscall.SIGCONT); err != nil {
		t.Fatal(err)
	}
	for range 4 {
		stopped.until(t, "turn", &after)
		steady.until(t, "turn", &all)
	}
	if after[0].used {
		t.Error("a call was started in a turn that had passed")
	}
	inTurn(t, append(all, after...))
}

func TestAProcessStoppedWithTheLockKeepsNobody(t *testing.T) {
	l := newTestLease(t)
	mustTake(t, l, at(0), 0)
	p := startProcess(t, "lock", filepath.Dir(l.path))
	var none []granted
	p.until(t, "<nil>", &none)
	if got := l.Take(at(5000)); !got.Granted || !got.At.Equal(at(5000)) || got.Err == nil {
		t.Errorf("granted %v after %v, error %v; want its own, and told that the lock is kept", got.Granted, got.At.Sub(noon), got.Err)
	}
	p.end()
	mustTake(t, l, at(5000), 6100)
}
