package store

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"sync"
	"time"

	"github.com/gofrs/flock"

	"kitewatch/kite/feed"
)

// Lease is the budget of one api_key at one host for calls of a class, shared by
// all processes of this user through a small file in the state folder.
//
// Three things to know. The lock covers reading and writing that file, some
// tens of microseconds, and never a call: what is shared are starts, given away
// one at a time. Nothing in the file can stop anybody for long: it is void when
// it is too far ahead. And where it cannot be kept, each answer says so and goes
// by what was last seen, so that whoever asks by this Lease is paced all the same;
// each next one tries again.
//
// Lock and ledger are two files. On Windows a lock keeps every other handle
// from the bytes it covers, and the lock's own handle is the library's. The
// ledger is written in place and not renamed, unlike all else here: it is
// written with every call all day, its loss costs a second, and a rename makes
// some file systems write to the disk each time. Its text is within one block,
// so a kill cannot cut it; a power cut can. A ledger that is damaged, deleted or
// an older one than was seen is lost: what it had given away and does not show
// any more is taken again.
type Lease struct {
	path string // of the ledger
	id   string
	gap  time.Duration

	mu   sync.Mutex // the lock below is one for all goroutines
	lock *flock.Flock
	seen ledger // as it was last; it stands in where the file cannot be kept
	own  int64  // the start last given by the file; 0: it gave none
	lone bool   // the last answer was by what was last seen, for the file could not be kept
}

var _ feed.Lease = (*Lease)(nil)

// A process that holds the lock longer than lockTries pauses was stopped in the
// middle. Nobody waits for it.
const (
	lockTries = 20
	lockPause = 10 * time.Millisecond
)

// leaseNames begin the names of the files, by class.
var leaseNames = map[feed.Class]string{feed.Quotes: "lease-", feed.Historical: "lease-candles-"}

// NewLease returns the lease of an api_key at a host for a class of calls, kept
// in the state folder. It touches no file yet, and none that it makes holds the
// key: the name is a hash of both.
func NewLease(stateDir, apiKey, host string, class feed.Class) *Lease {
	sum := sha256.Sum256([]byte("lease\x00" + host + "\x00" + apiKey))
	base := filepath.Join(stateDir, leaseNames[class]+hex.EncodeToString(sum[:12]))
	id := make([]byte, idLength/2)
	rand.Read(id)
	return &Lease{
		path: base + ".json",
		id:   hex.EncodeToString(id),
		gap:  class.Gap(),
		lock: flock.New(base + ".lock"),
	}
}

// Take asks for the start of a call: see feed.Lease. It waits 0.2 s at most.
func (l *Lease) Take(now time.Time) feed.Grant {
	l.mu.Lock()
	defer l.mu.Unlock()
	var grant feed.Grant
	err := l.change(now, func(b ledger) ledger {
		b, grant = b.take(l.id, now.UnixNano(), l.gap)
		return b
	})
	grant.Err, l.own = err, 0
	if grant.Granted && !l.lone {
		l.own = grant.At.UnixNano()
	}
	return grant
}

// HoldBack makes all wait: see feed.Lease. When it cannot be told now, the next
// Take that can, tells it.
func (l *Lease) HoldBack(now, until time.Time) feed.Grant {
	l.mu.Lock()
	defer l.mu.Unlock()
	var grant feed.Grant
	grant.Err = l.change(now, func(b ledger) ledger {
		b = b.refuse(now.UnixNano(), until.UnixNano(), l.gap)
		grant.Held, grant.Refused = wallTime(b.NotBefore), b.Refused
		return b
	})
	return grant
}

// Served ends a row of refusals: see feed.Lease. Where that cannot be told, the
// next good reply tells it.
func (l *Lease) Served(now, start time.Time) {
	l.mu.Lock()
	defer l.mu.Unlock()
	_ = l.change(now, func(b ledger) ledger { return b.served(now.UnixNano(), start.UnixNano(), l.gap) })
}

// Leave takes this process out of those that share: see feed.Lease. Where that
// cannot be told, the time will.
func (l *Lease) Leave(now time.Time) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if len(l.seen.Sharers) == 0 {
		return // it has never been in
	}
	_ = l.change(now, func(b ledger) ledger { return b.leave(l.id, now.UnixNano(), l.gap) })
}

// Stands reports whether a start granted for later may still be used: see
// feed.Lease. Where the file cannot be kept, what was last seen tells.
func (l *Lease) Stands(now, at time.Time) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	b := l.seen
	if !l.lone && l.acquire() == nil {
		if file, err := openLedger(l.path); err == nil {
			b, _ = readLedger(file) // a damaged one has given nothing away
			file.Close()
		}
		l.lock.Unlock()
	}
	return b.stands(l.id, now.UnixNano(), at.UnixNano(), l.gap)
}

// change edits the ledger, in its file or, where that cannot be kept, as it was
// last seen. What the file has missed goes into it as soon as it can.
func (l *Lease) change(now time.Time, edit func(ledger) ledger) error {
	seen := l.seen.asOf(now.UnixNano(), l.gap)
	kept, err := l.changeFile(func(b ledger) ledger {
		l.seen = edit(b.follow(now.UnixNano(), seen, l.own))
		return l.seen
	})
	if l.lone = !kept; l.lone {
		l.seen = edit(seen)
	}
	return err
}

// changeFile edits the file under the lock, and reports whether that is kept. A
// damaged one is lost. One of another version is told, for its processes and these
// will not understand each other.
func (l *Lease) changeFile(edit func(ledger) ledger) (kept bool, err error) {
	if err := l.acquire(); err != nil {
		return false, err
	}
	defer l.lock.Unlock()
	file, err := openLedger(l.path)
	if err != nil {
		return false, unkept(l.path, err)
	}
	defer file.Close()
	b, damage := readLedger(file)
	switch {
	case errors.Is(damage, errDamaged):
		b.Next, damage = lost, nil
	case damage != nil && !errors.Is(damage, errVersion):
		return false, unkept(l.path, damage)
	}
	if err := writeLedger(file, edit(b)); err != nil {
		return false, unkept(l.path, err)
	}
	if damage != nil {
		return true, &FileError{Path: l.path, Reason: "another version of kitewatch keeps the shared budget in a way of its own: run one version only", Err: damage}
	}
	return true, nil
}

// acquire takes the lock, and makes the folder when it is missing, for it may
// be removed at any time.
func (l *Lease) acquire() error {
	path := l.lock.Path()
	if err := regular(path); err != nil {
		return unkept(path, err)
	}
	for try := range lockTries {
		if try > 0 {
			time.Sleep(lockPause)
		}
		locked, err := l.lock.TryLock()
		if errors.Is(err, fs.ErrNotExist) {
			if err := makePrivate(filepath.Dir(path)); err != nil {
				return unkept(path, err)
			}
			locked, err = l.lock.TryLock()
		}
		if err != nil {
			return unkept(path, err)
		}
		if locked {
			return nil
		}
	}
	return &FileError{Path: path, Reason: "another kitewatch process holds the shared budget and does not let go: it may be stopped (fg lets it go on)"}
}

// openLedger opens the ledger, new and empty when there is none.
func openLedger(path string) (*os.File, error) {
	if err := regular(path); err != nil {
		return nil, err
	}
	return os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
}

// regular refuses what only opening may wait for, such as a pipe, and links,
// which could lead to any file.
func regular(path string) error {
	info, err := os.Lstat(path)
	if err == nil && !info.Mode().IsRegular() {
		return errors.New("something else is in its place")
	}
	return nil
}

func readLedger(file io.Reader) (ledger, error) {
	text, err := io.ReadAll(io.LimitReader(file, maxLedger+1))
	if err != nil {
		return ledger{}, err
	}
	return parseLedger(text)
}

func writeLedger(file *os.File, b ledger) error {
	text, err := b.text()
	if err != nil {
		return err
	}
	if _, err := file.WriteAt(text, 0); err != nil {
		return err
	}
	return file.Truncate(int64(len(text)))
}

// unkept is the error of a budget that cannot be shared.
func unkept(path string, err error) error {
	return &FileError{Path: path, Reason: "the budget shared with other kitewatch processes cannot be kept: " + cause(err), Err: err}
}
