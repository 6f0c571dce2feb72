package instruments

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"testing"
	"time"

	"go.uber.org/goleak"

	"kitewatch/kite"
	"kitewatch/kite/kitesim"
)

// childEnv makes the test binary a process of its own that refreshes a cache, in
// the folder that it names, from the server of childURL.
const (
	childEnv = "KITEWATCH_TEST_CACHE"
	childURL = "KITEWATCH_TEST_URL"
)

func TestMain(m *testing.M) {
	if dir := os.Getenv(childEnv); dir != "" {
		os.Exit(child(Cache{Dir: dir}, os.Getenv(childURL)))
	}
	goleak.VerifyTestMain(m)
}

// child refreshes once from a server or, without one, writes two lists by turns,
// each for a day of its own, until it is killed. It prints a line when it is ready
// and begins when it reads one.
func child(c Cache, url string) int {
	now := time.Date(2026, time.November, 23, 9, 0, 0, 0, time.UTC)
	fmt.Println("ready")
	if _, err := bufio.NewReader(os.Stdin).ReadString('\n'); err != nil {
		return 3
	}
	if url != "" {
		client := &kite.Client{BaseURL: url}
		if _, err := c.Refresh(context.Background(), client, time.Now(), nil); err != nil {
			fmt.Println(err)
			return 1
		}
		return 0
	}
	if l, err := c.Load(); err == nil {
		now = l.Fetched().AddDate(0, 0, 1)
	}
	for i := range 100_000 {
		text := dumpHead + niftyRow
		for k := range 200 + i%2 {
			text += fmt.Sprintf("%d,1,X%d,,0,,0,0.1,1,EQ,NSE,NSE\n", k+1, k)
		}
		if _, err := c.Refresh(context.Background(), answer(text200(text)), now.AddDate(0, 0, i), nil); err != nil {
			fmt.Println(err)
			return 1
		}
	}
	return 2
}

// process is a child that is ready to begin.
type process struct {
	*exec.Cmd
	in  io.WriteCloser
	out *bufio.Reader
}

func start(t *testing.T, dir, url string, env ...string) process {
	t.Helper()
	p := process{Cmd: exec.Command(os.Args[0], "-test.run=^$")}
	p.Env = append(append(os.Environ(), childEnv+"="+dir, childURL+"="+url), env...)
	in, err := p.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := p.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := p.Start(); err != nil {
		t.Fatal(err)
	}
	p.in, p.out = in, bufio.NewReader(out)
	if line, err := p.out.ReadString('\n'); line != "ready\n" {
		t.Fatalf("%q, %v", line, err)
	}
	return p
}

func (p process) begin() { _, _ = io.WriteString(p.in, "\n") }

// TestKilledAtAnyInstant kills a process that writes lists as fast as it can. The
// cache is readable each time, and at the end nothing is left lying about.
func TestKilledAtAnyInstant(t *testing.T) {
	c := Cache{Dir: t.TempDir()}
	for round := range 30 {
		p := start(t, c.Dir, "")
		p.begin()
		watchLists(t, c, round)
		if err := p.Process.Kill(); err != nil {
			t.Fatal(err)
		}
		rest, _ := io.ReadAll(p.out)
		if err := p.Wait(); err == nil || len(rest) > 0 {
			t.Fatalf("round %d: it ended by itself: %s", round, rest)
		}
		if l, err := c.Load(); err != nil || l.Len() < 201 {
			t.Fatalf("round %d: %v", round, err)
		}
		if l, err := c.Previous(); err != nil && !errors.Is(err, fs.ErrNotExist) || err == nil && l.Len() < 201 {
			t.Fatalf("round %d: the previous list: %v", round, err)
		}
	}
	if _, err := c.Previous(); err != nil {
		t.Errorf("there has never been a previous list: %v", err)
	}
	if _, err := c.Refresh(t.Context(), answer(text200(dumpHead+niftyRow)), moment(t, "2026-11-23 09:00:00"), nil); err == nil {
		t.Error("a far shorter list is taken")
	}
	entries, err := os.ReadDir(c.Dir)
	if err != nil || len(entries) != 3 {
		t.Errorf("left: %v, %v", entries, err)
	}
}

// watchLists returns after a few new lists have come, and then so many looks at
// the cache that each round ends at another point of the writing.
func watchLists(t *testing.T, c Cache, round int) {
	t.Helper()
	var last time.Time
	more := round
	for range 10_000_000 {
		l, err := c.Load()
		switch {
		case err != nil && (round > 0 || !last.IsZero() || !errors.Is(err, fs.ErrNotExist)):
			t.Fatalf("round %d: while it writes: %v", round, err)
		case err == nil && last.IsZero():
			last = l.Fetched()
		case err == nil && !last.Equal(l.Fetched()):
			if more--; more < 0 {
				return
			}
		}
	}
	t.Fatalf("round %d: it writes no more", round)
}

// TestTwoProcessesDownloadOnce starts processes that all refresh at once.
func TestTwoProcessesDownloadOnce(t *testing.T) {
	dir := t.TempDir()
	x := kitesim.New(kitesim.Config{Rows: 1, NoLimits: true})
	server, err := kitesim.Listen("127.0.0.1:0", x)
	if err != nil {
		t.Fatal(err)
	}
	defer server.Close()
	var all []process
	for range 3 {
		all = append(all, start(t, dir, server.URL()))
	}
	for _, p := range all {
		p.begin()
	}
	for _, p := range all {
		text, _ := io.ReadAll(p.out)
		if err := p.Wait(); err != nil {
			t.Errorf("%v: %s", err, text)
		}
	}
	if got := len(x.Calls()); got != 1 {
		t.Errorf("%d downloads", got)
	}
}
