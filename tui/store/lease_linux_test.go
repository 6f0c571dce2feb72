package store

import (
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"testing"

	"golang.org/x/sys/unix"

	"kitewatch/kite/feed"
)

// unprivileged runs part of a test without the rights of root, which no
// permission keeps out; anybody else has none to lose.
func unprivileged(t *testing.T, part func()) {
	t.Helper()
	if os.Getuid() != 0 {
		part()
		return
	}
	done := make(chan struct{})
	go func() {
		defer close(done)
		runtime.LockOSThread() // for good: the thread ends with this goroutine
		if _, err := unix.SetfsuidRetUid(65534); err != nil {
			t.Error(err)
			return
		}
		part()
	}()
	<-done
}

func TestLeaseWithoutPermission(t *testing.T) {
	for name, c := range map[string]struct {
		before bool // there is a lease already
		mode   os.FileMode
		of     func(*Lease) string // what gets the mode
	}{
		"a read-only folder":        {false, 0o555, func(l *Lease) string { return filepath.Dir(l.path) }},
		"a ledger of another owner": {true, 0, func(l *Lease) string { return l.path }},
		"a lock of another owner":   {true, 0, func(l *Lease) string { return l.lock.Path() }},
	} {
		t.Run(name, func(t *testing.T) {
			l := NewLease(t.TempDir(), leaseKey, leaseHost, feed.Quotes)
			if c.before {
				mustTake(t, l, at(0), 0)
			}
			if err := os.Chmod(c.of(l), c.mode); err != nil {
				t.Fatal(err)
			}
			unprivileged(t, func() {
				got := l.Take(at(5000))
				if !got.Granted || got.Err == nil || !strings.Contains(got.Err.Error(), "cannot be kept: permission denied") {
					t.Errorf("granted %v, error %v; want its own, and that permission is denied", got.Granted, got.Err)
				}
				if !l.Stands(at(5000), at(5000)) {
					t.Error("without the file a start stands by its time")
				}
			})
			if err := os.Chmod(c.of(l), 0o700); err != nil {
				t.Fatal(err)
			}
			mustTake(t, l, at(5000), 6100)
		})
	}
}

// TestLeaseWithNoRoomToWrite limits the size of files, in a process of its own,
// which refuses a write as a full disk does.
func TestLeaseWithNoRoomToWrite(t *testing.T) {
	l := newTestLease(t)
	cmd := exec.Command(os.Args[0], "-test.run=^TestLeaseWhereNothingCanGrow$", "-test.v")
	cmd.Env = append(os.Environ(), "KITEWATCH_TEST_FULL="+filepath.Dir(l.path))
	out, err := cmd.CombinedOutput()
	if err != nil || !strings.Contains(string(out), "PASS: TestLeaseWhereNothingCanGrow") {
		t.Fatalf("error %v:\n%s", err, out)
	}
	mustTake(t, l, at(0), 0) // there is room again
}

func TestLeaseWhereNothingCanGrow(t *testing.T) {
	dir := os.Getenv("KITEWATCH_TEST_FULL")
	if dir == "" {
		t.Skip("run by TestLeaseWithNoRoomToWrite")
	}
	if err := unix.Setrlimit(unix.RLIMIT_FSIZE, &unix.Rlimit{}); err != nil {
		t.Fatal(err)
	}
	got := NewLease(dir, leaseKey, leaseHost, feed.Quotes).Take(at(0))
	if !got.Granted || got.Err == nil || !strings.Contains(got.Err.Error(), "cannot be kept: "+syscall.EFBIG.Error()) {
		t.Errorf("granted %v, error %v; want its own, and that it cannot be kept", got.Granted, got.Err)
	}
}

// TestLeaseDoesNotWaitForAPipe opens nothing that only opening would wait for.
func TestLeaseDoesNotWaitForAPipe(t *testing.T) {
	for name, path := range map[string]func(*Lease) string{
		"ledger": func(l *Lease) string { return l.path },
		"lock":   func(l *Lease) string { return l.lock.Path() },
	} {
		l := NewLease(t.TempDir(), leaseKey, leaseHost, feed.Quotes)
		if err := unix.Mkfifo(path(l), 0o600); err != nil {
			t.Fatal(err)
		}
		if got := l.Take(at(0)); !got.Granted || got.Err == nil {
			t.Errorf("a pipe for the %s: granted %v, error %v", name, got.Granted, got.Err)
		}
	}
}
