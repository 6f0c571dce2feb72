//go:build unix

package store

import (
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/gofrs/flock"
	"github.com/google/go-cmp/cmp"

	"kitewatch/kite"
	"kitewatch/kite/feed"
)

// write20 saves twenty times: each time the writer's own new row and one that
// all share, of which the price tells when it was received.
func write20(p prices, writer int) error {
	for i := range 20 {
		own := known(fmt.Sprintf("W%d-%02d", writer, i), 10, evening)
		shared := known("SHARED", kite.Price(i*10+writer+1), evening.Add(time.Duration(i*10+writer-300)*time.Second))
		if err := p.save([]feed.Known{own, shared}, evening); err != nil {
			return err
		}
	}
	return nil
}

// wantAll checks that no writer's row is lost.
func wantAll(t *testing.T, p prices, writers int) {
	t.Helper()
	rows := mustLoad(t, p)
	if len(rows) != writers*20+1 {
		t.Errorf("%d rows, want %d", len(rows), writers*20+1)
	}
	want := fmt.Sprintf("SHARED=%d", 190+writers)
	if got := names(rows[:1]); got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

func TestGoroutinesThatSaveLoseNothing(t *testing.T) {
	p := testPrices(t)
	var writers sync.WaitGroup
	for w := range 3 {
		writers.Go(func() {
			if err := write20(p, w); err != nil {
				t.Error(err)
			}
		})
	}
	writers.Wait()
	wantAll(t, p, 3)
}

// child runs a test of this binary in a process of its own, for the file of p.
func child(test string, p prices, writer int) *exec.Cmd {
	cmd := exec.Command(os.Args[0], "-test.run", "^"+test+"$")
	cmd.Env = append(os.Environ(), "KITEWATCH_TEST_PRICES="+p.path, "KITEWATCH_TEST_WRITER="+strconv.Itoa(writer))
	return cmd
}

// asChild returns what child was given, if this is its process.
func asChild() (p prices, writer int, ok bool) {
	p = prices{path: os.Getenv("KITEWATCH_TEST_PRICES"), host: "api.kite.trade", wait: time.Minute}
	writer, _ = strconv.Atoi(os.Getenv("KITEWATCH_TEST_WRITER"))
	return p, writer, p.path != ""
}

func TestProcessesThatSaveLoseNothing(t *testing.T) {
	if p, writer, ok := asChild(); ok {
		if err := write20(p, writer); err != nil {
			t.Fatal(err)
		}
		return
	}
	p := testPrices(t)
	var writers sync.WaitGroup
	for w := range 3 {
		writers.Go(func() {
			if out, err := child("TestProcessesThatSaveLoseNothing", p, w).CombinedOutput(); err != nil {
				t.Errorf("writer %d: %v\n%s", w, err, out)
			}
		})
	}
	writers.Wait()
	wantAll(t, p, 3)
}

func TestALockThatIsNeverReleasedStopsNoSave(t *testing.T) {
	p := testPrices(t)
	mustSave(t, p, known("A", 1, evening))
	held := flock.New(p.path + ".lock")
	if ok, err := held.TryLock(); !ok || err != nil {
		t.Fatal(ok, err)
	}
	defer held.Close()
	p.wait = time.Millisecond
	mustSave(t, p, known("B", 2, evening))
	if got, want := names(mustLoad(t, p)), "A=1 B=2"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

func TestALockThatCannotBeMadeStopsNoSave(t *testing.T) {
	p := testPrices(t)
	if err := os.MkdirAll(p.path+".lock", 0o700); err != nil {
		t.Fatal(err)
	}
	mustSave(t, p, known("A", 1, evening))
	if got, want := names(mustLoad(t, p)), "A=1"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

// TestADiskThatIsFullCostsNothing lets a process write 4 kB to a file and no
// more.
func TestADiskThatIsFullCostsNothing(t *testing.T) {
	if p, _, ok := asChild(); ok {
		signal.Ignore(syscall.SIGXFSZ)
		if err := syscall.Setrlimit(syscall.RLIMIT_FSIZE, &syscall.Rlimit{Cur: 4096, Max: 4096}); err != nil {
			t.Fatal(err)
		}
		fmt.Println("save:", p.save(thousand(), evening))
		return
	}
	p := testPrices(t)
	mustSave(t, p, full())
	out, err := child("TestADiskThatIsFullCostsNothing", p, 0).CombinedOutput()
	if want := "save: " + p.path + ": cannot be written: file too large\n"; err != nil || !strings.HasPrefix(string(out), want) {
		t.Errorf("%v, got %q, want %q", err, out, want)
	}
	if diff := cmp.Diff([]feed.Known{full()}, mustLoad(t, p)); diff != "" {
		t.Errorf("the old file: -want +got\n%s", diff)
	}
	left, err := filepath.Glob(filepath.Join(filepath.Dir(p.path), ".*"))
	if len(left) > 0 || err != nil {
		t.Errorf("left behind: %v, %v", left, err)
	}
}

func TestAFolderThatCannotBeWritten(t *testing.T) {
	if os.Geteuid() == 0 {
		t.Skip("nothing is forbidden to the superuser")
	}
	p := testPrices(t)
	mustSave(t, p, full())
	dir := filepath.Dir(p.path)
	if err := os.Chmod(dir, 0o500); err != nil {
		t.Fatal(err)
	}
	defer os.Chmod(dir, 0o700)
	if err := p.save(thousand(), evening); !says(err, p.path, "permission denied") {
		t.Errorf("got %v", err)
	}
	if diff := cmp.Diff([]feed.Known{full()}, mustLoad(t, p)); diff != "" {
		t.Errorf("the old file: -want +got\n%s", diff)
	}
}

func TestWhatIsNoFile(t *testing.T) {
	for name, c := range map[string]struct {
		make func(p prices) error
		want string
	}{
		"a folder": {func(p prices) error { return os.MkdirAll(p.path, 0o700) }, "is a folder"},
		"a pipe": {func(p prices) error {
			if err := os.MkdirAll(filepath.Dir(p.path), 0o700); err != nil {
				return err
			}
			return syscall.Mkfifo(p.path, 0o600)
		}, "no regular file"},
		"below a file": {func(p prices) error { return os.WriteFile(filepath.Dir(p.path), nil, 0o600) }, "not a directory"},
	} {
		t.Run(name, func(t *testing.T) {
			p := testPrices(t)
			if err := c.make(p); err != nil {
				t.Fatal(err)
			}
			if rows, err := p.load(evening); len(rows) > 0 || !says(err, p.path, c.want) {
				t.Errorf("load: %d rows, %v", len(rows), err)
			}
			if err := p.save([]feed.Known{full()}, evening); !says(err, p.path, c.want) {
				t.Errorf("save: %v", err)
			}
		})
	}
}
