package store

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/gofrs/flock"

	"kitewatch/kite/feed"
)

const leaseKey, leaseHost = "secretkey1234567", "api.kite.trade"

func newTestLease(t testing.TB) *Lease {
	return NewLease(filepath.Join(t.TempDir(), "deep", "state"), leaseKey, leaseHost, feed.Quotes)
}

// another is a second process's lease of the same budget.
func another(l *Lease) *Lease {
	return NewLease(filepath.Dir(l.path), leaseKey, leaseHost, feed.Quotes)
}

// at is a time so many milliseconds after noon.
func at(n int64) time.Time { return noon.Add(time.Duration(n) * time.Millisecond) }

// mustTake takes a start, and fails unless it is granted for so many
// milliseconds after noon.
func mustTake(t *testing.T, l *Lease, now time.Time, want int64) {
	t.Helper()
	if got := l.Take(now); got.Err != nil || !got.Granted || !got.At.Equal(at(want)) {
		t.Fatalf("granted %v after %v, error %v; want true after %dms", got.Granted, got.At.Sub(noon), got.Err, want)
	}
}

func TestLeaseIsSharedByKeyHostAndClass(t *testing.T) {
	a := newTestLease(t)
	b, dir := another(a), filepath.Dir(a.path)
	mustTake(t, a, at(0), 0)
	mustTake(t, b, at(0), 1100)
	mustTake(t, NewLease(dir, leaseKey, "127.0.0.1:8765", feed.Quotes), at(0), 0)
	mustTake(t, NewLease(dir, "anotherkey", leaseHost, feed.Quotes), at(0), 0)
	mustTake(t, NewLease(dir, leaseKey, leaseHost, feed.Historical), at(0), 0)
	mustTake(t, NewLease(dir, leaseKey, leaseHost, feed.Historical), at(0), 400)
	if got := a.Take(at(1)); got.Sharers != 2 || got.Rate != 0.1 {
		t.Errorf("%d sharers at %v calls a second, want 2 at 0.1", got.Sharers, got.Rate)
	}
}

func TestLeaseHoldsAllBack(t *testing.T) {
	a := newTestLease(t)
	b := another(a)
	mustTake(t, a, at(0), 0)
	mustTake(t, b, at(0), 1100)
	if !b.Stands(at(100), at(1100)) {
		t.Error("a granted start does not stand")
	}
	if got := a.HoldBack(at(150), at(2000)); got.Err != nil || !got.Held.Equal(at(10_150)) || got.Refused != 1 {
		t.Errorf("held until %v for %d refusals, error %v; want 10.15s after noon for one", got.Held.Sub(noon), got.Refused, got.Err)
	}
	if b.Stands(at(1100), at(1100)) {
		t.Error("a start stands after another process was refused")
	}
	got := b.Take(at(1100))
	if got.Granted || !got.Held.Equal(at(10_150)) || got.At.Before(at(6650)) || got.At.After(at(7000)) {
		t.Errorf("granted %v, held until %v, to ask again %v; want false, 10.15s and soon after 6.65s after noon",
			got.Granted, got.Held.Sub(noon), got.At.Sub(noon))
	}
	mustTake(t, b, got.At, 10_150)
	mustTake(t, a, at(7750), 11_250)
	b.HoldBack(at(10_200), at(10_200))
	if got := a.Take(at(30_200)); got.Refused != 2 {
		t.Errorf("%d refusals in a row, want those of both", got.Refused)
	}
	a.Served(at(30_500), at(30_200))
	if got := b.HoldBack(at(31_000), at(31_000)); got.Refused != 1 || !got.Held.Equal(at(41_000)) {
		t.Errorf("after a good call %d refusals, held until %v", got.Refused, got.Held.Sub(noon))
	}
}

func TestLeaseFilesHoldNoKeyAndAreOfTheUserAlone(t *testing.T) {
	l := newTestLease(t)
	mustTake(t, l, at(0), 0)
	files, err := filepath.Glob(filepath.Join(filepath.Dir(l.path), "*"))
	if err != nil || len(files) != 2 {
		t.Fatalf("%q, error %v; want the ledger and its lock", files, err)
	}
	for _, name := range files {
		text, err := os.ReadFile(name)
		if err != nil || bytes.Contains(text, []byte(leaseKey)) || strings.Contains(name, leaseKey) || strings.Contains(name, leaseHost) {
			t.Errorf("%s holds %q, error %v", name, text, err)
		}
		if info, err := os.Stat(name); err != nil || info.Mode().Perm() != 0o600 && secretsMatter {
			t.Errorf("%s: %v, error %v; want 0600", name, info.Mode(), err)
		}
	}
	if info, err := os.Stat(filepath.Dir(l.path)); err != nil || info.Mode().Perm() != 0o700 && secretsMatter {
		t.Errorf("the folder: %v, error %v; want 0700", info.Mode(), err)
	}
}

// TestLeaseTellsWhatIsWrongAndRecovers spoils the file in every way between
// two calls; each is told in a sentence, and once it is mended all share again.
func TestLeaseTellsWhatIsWrongAndRecovers(t *testing.T) {
	folder := func(path func(*Lease) string) func(*Lease) error {
		return func(l *Lease) error { return errors.Join(os.Remove(path(l)), os.Mkdir(path(l), 0o700)) }
	}
	ledgerPath := func(l *Lease) string { return l.path }
	lockPath := func(l *Lease) string { return l.lock.Path() }
	cases := []struct {
		name  string
		spoil func(*Lease) error
		mend  func(*Lease) error // nil: it mends itself
		want  string
	}{
		{"another version", func(l *Lease) error { return os.WriteFile(l.path, []byte(`{"v":99}`), 0o600) }, nil, "another version of kitewatch"},
		{"a folder for the ledger", folder(ledgerPath), func(l *Lease) error { return os.Remove(l.path) }, "something else is in its place"},
		{"a folder for the lock", folder(lockPath), func(l *Lease) error { return os.Remove(l.lock.Path()) }, "something else is in its place"},
		{"a file for the state folder", func(l *Lease) error {
			dir := filepath.Dir(l.path)
			return errors.Join(os.RemoveAll(dir), os.WriteFile(dir, nil, 0o600))
		}, func(l *Lease) error { return os.Remove(filepath.Dir(l.path)) }, "cannot be kept: not a directory"},
		{"a link", func(l *Lease) error {
			return errors.Join(os.Remove(l.path), os.Symlink("elsewhere", l.path))
		}, func(l *Lease) error { return os.Remove(l.path) }, "something else is in its place"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			l := newTestLease(t)
			mustTake(t, l, at(0), 0)
			if err := c.spoil(l); err != nil {
				t.Fatal(err)
			}
			start := at(10_000)
			if c.mend == nil { // what the others have been given is not known
				start = at(11_100)
			}
			got := l.Take(at(10_000))
			if !got.Granted || !got.At.Equal(start) || got.Err == nil || !strings.Contains(got.Err.Error(), c.want) || !strings.HasPrefix(got.Err.Error(), filepath.Dir(l.path)) {
				t.Fatalf("granted %v after %v, error %v; want its own after %v, %q and its place", got.Granted, got.At.Sub(noon), got.Err, start.Sub(noon), c.want)
			}
			if c.mend == nil { // who asks next comes after who was told
				mustTake(t, another(l), at(10_000), 12_200)
			} else if err := c.mend(l); err != nil {
				t.Fatal(err)
			}
			mustTake(t, another(l), at(20_000), 20_000)
			mustTake(t, l, at(20_000), 21_100)
			if info, err := os.Stat(l.path); err != nil || info.Size() > maxLedger {
				t.Errorf("%v bytes, error %v", info.Size(), err)
			}
		})
	}
}

// TestLeaseBesideAnotherVersion: two versions share nothing, and starve nobody.
func TestLeaseBesideAnotherVersion(t *testing.T) {
	l := newTestLease(t)
	mustTake(t, l, at(0), 0)
	mustTake(t, l, at(0), 1100)
	for now := int64(1100); now < 9000; now += 1100 {
		if err := os.WriteFile(l.path, []byte(`{"v":99}`), 0o600); err != nil {
			t.Fatal(err)
		}
		if l.Stands(at(now), at(now)) {
			continue
		}
		if got := l.Take(at(now)); !got.Granted || got.At.After(at(now)) && got.At.Sub(at(now)) > 1100*time.Millisecond || got.Err == nil {
			t.Fatalf("at %d ms: granted %v after %v, error %v", now, got.Granted, got.At.Sub(noon), got.Err)
		} else if got.At.Equal(at(now)) {
			return // a call may start
		}
	}
	t.Error("no call may ever start")
}

func TestLeaseGoesOnWhereTheFolderIsRemoved(t *testing.T) {
	l := newTestLease(t)
	mustTake(t, l, at(0), 0)
	if err := os.RemoveAll(filepath.Dir(filepath.Dir(l.path))); err != nil {
		t.Fatal(err)
	}
	mustTake(t, l, at(2000), 3100) // another may have called this moment
	mustTake(t, another(l), at(2000), 4200)
}

// TestLeaseDoesNotWaitForALockThatIsKept also proves that a hold-back that
// could not be told is told later.
func TestLeaseDoesNotWaitForALockThatIsKept(t *testing.T) {
	l := newTestLease(t)
	mustTake(t, l, at(0), 0)
	mustTake(t, l, at(0), 1100)
	kept := flock.New(l.lock.Path())
	if locked, err := kept.TryLock(); !locked || err != nil {
		t.Fatalf("locked %v, error %v", locked, err)
	}
	if got := l.Take(at(100)); !got.Granted || !got.At.Equal(at(2200)) || got.Err == nil || !strings.Contains(got.Err.Error(), "does not let go") {
		t.Errorf("granted %v after %v, error %v; want the next one after its own, and told that the lock is kept", got.Granted, got.At.Sub(noon), got.Err)
	}
	if !l.Stands(at(150), at(2200)) || l.Stands(at(3000), at(2200)) {
		t.Error("without the file a start stands by its time")
	}
	l.HoldBack(at(200), at(10_200))
	if l.Stands(at(300), at(2200)) {
		t.Error("without the file a start stands after this process was refused")
	}
	if err := kept.Unlock(); err != nil {
		t.Fatal(err)
	}
	for _, who := range []*Lease{l, another(l)} {
		if got := who.Take(at(1100)); got.Granted || !got.Held.Equal(at(10_200)) || got.Err != nil {
			t.Errorf("granted %v, held until %v, error %v; want false, 10.2s after noon, none", got.Granted, got.Held.Sub(noon), got.Err)
		}
	}
}

// TestLeaseStampsAreVoidAfterHours is what a process finds that was stopped for
// hours, and what others find whose clock was set back.
func TestLeaseStampsAreVoidAfterHours(t *testing.T) {
	l := newTestLease(t)
	mustTake(t, l, at(0), 0)
	mustTake(t, l, at(0), 1100)
	l.HoldBack(at(0), at(60_000))
	if l.Stands(at(9*hour), at(1100)) {
		t.Error("a start stands after hours")
	}
	mustTake(t, l, at(9*hour), 9*hour)
	l.HoldBack(at(9*hour), at(9*hour+60_000))
	mustTake(t, another(l), at(8*hour), 8*hour+1100)
}

// TestLeaseAmongManyAtOnce lets processes ask at the same moments, each with
// its own lease, over and over.
func TestLeaseAmongManyAtOnce(t *testing.T) {
	const many, rounds, step = 8, 60, 250 // ms from round to round
	first := newTestLease(t)
	leases, due := make([]*Lease, many), make([]time.Time, many)
	for i := range leases {
		leases[i] = another(first)
	}
	grants := make([][]time.Time, many)
	for round := range int64(rounds) {
		now := at(round * step)
		var wg sync.WaitGroup
		for i, l := range leases {
			if due[i].After(now) {
				continue
			}
			wg.Go(func() {
				g := l.Take(now)
				if g.Err != nil {
					t.Log(g.Err) // the machine is slow: it asks again
					return
				}
				if due[i] = g.At; g.Granted {
					grants[i] = append(grants[i], g.At)
				}
			})
		}
		wg.Wait()
	}
	all := slices.SortedFunc(slices.Values(slices.Concat(grants...)), time.Time.Compare)
	if len(all) < rounds*step/1100-1 {
		t.Errorf("%d starts given away in %d ms", len(all), rounds*step)
	}
	for i := 1; i < len(all); i++ {
		if d := all[i].Sub(all[i-1]); d < feed.MinInterval {
			t.Errorf("starts %v apart", d)
		}
	}
}

// TestLeaseServesGoroutines shares one lease among goroutines, as the polling
// and a pane's call do.
func TestLeaseServesGoroutines(t *testing.T) {
	l := newTestLease(t)
	granted := make([]time.Time, 4)
	var wg sync.WaitGroup
	for i := range granted {
		wg.Go(func() { granted[i] = l.Take(at(0)).At })
	}
	wg.Wait()
	slices.SortFunc(granted, time.Time.Compare)
	for i, got := range granted {
		if want := at(int64(i) * 1100); !got.Equal(want) {
			t.Errorf("start %d after %v, want %v", i, got.Sub(noon), want.Sub(noon))
		}
	}
}

func BenchmarkLeaseTake(b *testing.B) {
	first := newTestLease(b)
	leases := []*Lease{first, another(first), another(first)}
	now := noon
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		if g := leases[i%3].Take(now); g.Err != nil || !g.Granted {
			b.Fatal(g)
		}
		now = now.Add(feed.MinInterval)
	}
}

func BenchmarkLeaseStands(b *testing.B) {
	l := newTestLease(b)
	g := l.Take(noon)
	b.ReportAllocs()
	for b.Loop() {
		if !l.Stands(noon, g.At) {
			b.Fatal("it does not stand")
		}
	}
}
