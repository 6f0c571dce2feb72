package instruments

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"github.com/gofrs/flock"

	"kitewatch/kite/market"
)

// Cache keeps the lists on disk: the last good one, and the one of the trading day
// before it, which is what today's changes are told from. Several processes may
// share it. Each API host needs a folder of its own, since their tokens differ.
type Cache struct {
	Dir      string           // made when it is missing, for the user alone
	Calendar *market.Calendar // which days have a list of their own; nil: market.Default
	Patience time.Duration    // how long Refresh waits for another process's download, before ErrBusy; 0: as long as one may take, and then it makes its own
}

// ErrBusy is why Refresh gave up: another process's download does not end.
var ErrBusy = errors.New("another kitewatch is downloading the list of instruments, and does not come to its end")

const (
	currentFile  = "instruments.list"
	previousFile = "instruments.previous"
	lockFile     = "instruments.lock"
	tempFiles    = ".instruments-*"

	// A list whose download takes this long is not waited for: its process has
	// been stopped. The client gives up after two minutes.
	lockWait  = 3 * time.Minute
	lockTold  = time.Second // from when on it is told that another is waited for
	lockRetry = 50 * time.Millisecond
)

// Corrupt is what a file of the cache is that cannot be read: it is as good as
// none, and the next Refresh replaces it.
type Corrupt struct {
	Path string
	Err  error // what is wrong with it
}

func (e *Corrupt) Error() string {
	return fmt.Sprintf("instrument list %s cannot be read: %v", e.Path, e.Err)
}

func (e *Corrupt) Unwrap() error { return e.Err }

// NotKept comes with a list that is good but could not be written: it is used in
// memory, and the next start has to download again.
type NotKept struct {
	Dir string
	Err error // why
}

func (e *NotKept) Error() string {
	return fmt.Sprintf("instrument list is used but not kept in %s: %v", e.Dir, e.Err)
}

func (e *NotKept) Unwrap() error { return e.Err }

// Load reads the last good list, whatever its age; Due says whether it will do.
// With none the error is an fs.ErrNotExist, with one that cannot be used a
// *Corrupt.
func (c Cache) Load() (*List, error) { return c.load(currentFile) }

// Previous reads the list of the trading day before that of Load's. Its errors are
// those of Load.
func (c Cache) Previous() (*List, error) { return c.load(previousFile) }

func (c Cache) load(name string) (*List, error) {
	path := filepath.Join(c.Dir, name)
	file, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("no instrument list in %s: %w", c.Dir, fs.ErrNotExist)
	} else if err != nil {
		return nil, &Corrupt{path, err}
	}
	defer file.Close()
	info, err := file.Stat()
	if err != nil {
		return nil, &Corrupt{path, err}
	}
	l, err := readForm(file, info.Size())
	if err != nil {
		return nil, &Corrupt{path, err}
	}
	return l, nil
}

// lock keeps other processes from a download at the same time, and returns how to
// let them. Only giving up is an error, the caller's or by Patience: a folder that
// cannot be written to, or a system without such locks, costs at worst a second
// download. clean says that nobody else is at work; waits is called when another
// process keeps this one waiting.
func (c Cache) lock(ctx context.Context, waits func()) (unlock func(), clean bool, err error) {
	lock := flock.New(filepath.Join(c.Dir, lockFile))
	try := func(d time.Duration) (locked, held bool) {
		wait, cancel := context.WithTimeout(ctx, d)
		defer cancel()
		locked, err := lock.TryLockContext(wait, lockRetry)
		return locked, errors.Is(err, context.DeadlineExceeded)
	}
	patience := cmp.Or(c.Patience, lockWait)
	locked, held := try(min(lockTold, patience))
	if held && ctx.Err() == nil {
		waits()
		locked, held = try(patience - lockTold)
	}
	if locked {
		return func() { _ = lock.Close() }, true, nil
	}
	_ = lock.Close()
	switch err := ctx.Err(); {
	case err != nil:
		return nil, false, fmt.Errorf("waiting for another download of the instrument list: %w", err)
	case held && c.Patience > 0:
		return nil, false, ErrBusy
	}
	return func() {}, false, nil
}

// keep writes a list. One of a new trading day makes the old list the previous
// one, which is written first: killed in between, the folder holds the old list
// twice, and the next download does the same again.
//
// Whether the day is new is told by what is in the list as well as by the clock.
// A list that has not changed is the old day's still, however late it is asked
// for; and one that has is today's, even before 08:30.
func (c Cache) keep(l, old *List) error {
	l.day = tradingDay(l.fetched, published, c.calendar())
	if old != nil && old.body == l.body {
		l.day = old.day
	}
	if old != nil && old.day < l.day {
		if err := c.write(previousFile, old); err != nil {
			return &NotKept{c.Dir, err}
		}
	}
	if err := c.write(currentFile, l); err != nil {
		return &NotKept{c.Dir, err}
	}
	return nil
}

func (c Cache) calendar() *market.Calendar {
	if c.Calendar == nil {
		return market.Default()
	}
	return c.Calendar
}

// write writes a list whole or not at all: into a temporary file beside it, which
// is synced and renamed, and the folder synced, where a system can.
func (c Cache) write(name string, l *List) (err error) {
	tmp, err := os.CreateTemp(c.Dir, tempFiles) // for the user alone, by its own account
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			_ = tmp.Close()
			_ = os.Remove(tmp.Name())
		}
	}()
	if err = l.writeTo(tmp); err != nil {
		return err
	}
	if err = tmp.Sync(); err != nil {
		return err
	}
	if err = tmp.Close(); err != nil {
		return err
	}
	if err = os.Rename(tmp.Name(), filepath.Join(c.Dir, name)); err != nil {
		return err
	}
	if dir, err := os.Open(c.Dir); err == nil {
		_ = dir.Sync()
		_ = dir.Close()
	}
	return nil
}

// sweep removes what killed processes have left. Only who holds the lock may:
// others' files may be in use.
func (c Cache) sweep() {
	left, _ := filepath.Glob(filepath.Join(c.Dir, tempFiles))
	for _, path := range left {
		_ = os.Remove(path)
	}
}
