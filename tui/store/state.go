package store

import (
	"bytes"
	"context"
	"crypto/sha256"
	"fmt"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/gofrs/flock"

	"kitewatch/kite/feed"
)

// lockWait bounds how long a save waits for another process's; it goes on
// without the lock then, since a row that is lost costs less than a terminal
// that hangs while it quits.
const (
	lockWait = 300 * time.Millisecond
	lockPoll = 5 * time.Millisecond
)

// LoadPrices returns what the state folder remembers of an API host's
// instruments: the last prices, for the first frame, and the previous closes,
// for the change in the evening. host is that of the API's address, with its
// port. No file is no error. What is damaged costs only itself: a line that is
// no row is passed over, and a value that cannot be is not known. A file that cannot be
// read or is too large is a FileError, without rows.
func LoadPrices(stateDir, host string) ([]feed.Known, error) {
	return pricesOf(stateDir, host).load(time.Now().Round(0))
}

// SavePrices adds what is known to what the state folder remembers of an API
// host. Other terminals have other lists, so rows of instruments not in known
// stay, and of two rows of one instrument the one received later is kept, with
// the previous close of the later session. One received later than the latest of
// known can have been counts as never received. A file that cannot be written, or one
// of a newer version, is a FileError, and stays whole as it is.
func SavePrices(stateDir, host string, known []feed.Known) error {
	return pricesOf(stateDir, host).save(known, time.Now().Round(0))
}

// prices is the file of one API host.
type prices struct {
	path string
	host string
	wait time.Duration // for the lock
}

func pricesOf(stateDir, host string) prices {
	host = strings.ToLower(host) // hosts are the same in either case
	return prices{
		path: filepath.Join(stateDir, "prices-"+fileName(host)+".jsonl"),
		host: host,
		wait: lockWait,
	}
}

// maxName bounds a host within a file's name. Most systems allow 255 bytes in
// all, and WriteFile's temporary file needs some of them.
const maxName = 150

// fileName writes a host so that any system takes it for a part of a file's
// name: other characters than letters, digits, '.' and '-' as '_' and their
// bytes in hexadecimal, so that no two hosts share a name. One that is too long
// ends in "_h" and its hash, which no written-out byte can be taken for.
func fileName(host string) string {
	var name strings.Builder
	for _, c := range []byte(host) {
		switch {
		case c >= 'a' && c <= 'z', c >= '0' && c <= '9', c == '.', c == '-':
			name.WriteByte(c)
		default:
			fmt.Fprintf(&name, "_%02x", c)
		}
	}
	if name.Len() <= maxName {
		return name.String()
	}
	return fmt.Sprintf("%s_h%x", name.String()[:maxName/2], sha256.Sum256([]byte(host)))
}

// load reads the file without the lock: it is only ever replaced as a whole.
func (p prices) load(now time.Time) ([]feed.Known, error) {
	text, _, err := read(p.path)
	if err != nil {
		return nil, err
	}
	m := memory{now: now}
	if version(text) <= pricesVersion {
		m.read(text)
	}
	return m.rows, nil
}

func (p prices) save(known []feed.Known, now time.Time) error {
	if err := makePrivate(filepath.Dir(p.path)); err != nil {
		return p.unwritten(err)
	}
	defer p.lock()()
	text, _, err := read(p.path)
	if err != nil {
		return err
	}
	if version(text) > pricesVersion {
		return &FileError{Path: p.path, Reason: "is of a newer kitewatch and is left as it is: nothing is remembered by this one"}
	}
	m := asOf(known, now)
	m.read(text)
	for _, k := range known {
		if savable(k.Row.Symbol) {
			m.add(k)
		}
	}
	m.forget()
	if err := WriteFile(p.path, m.text(p.host)); err != nil {
		return p.unwritten(err)
	}
	return nil
}

func (p prices) unwritten(err error) error {
	return &FileError{Path: p.path, Reason: "cannot be written: " + cause(err), Err: err}
}

// lock keeps other savers out until release is called. Failing to is no error:
// see lockWait. Its file is never removed, or two processes could each hold a
// lock of that name.
func (p prices) lock() (release func()) {
	ctx, cancel := context.WithTimeout(context.Background(), p.wait)
	defer cancel()
	l := flock.New(p.path + ".lock")
	_, _ = l.TryLockContext(ctx, lockPoll)
	return func() { _ = l.Close() }
}

// pricesVersion is raised when a key changes its meaning; a new key needs no
// new version, since unknown ones are passed over.
const pricesVersion = 1

// version returns what the first line says; 0 when that is damaged, and the
// rows below must speak for themselves.
func version(text []byte) int {
	first, _, _ := bytes.Cut(text, []byte("\n"))
	n := 0
	whole := members(bytes.TrimSpace(first), func(key, value []byte) {
		if string(key) == "version" {
			n, _ = strconv.Atoi(string(value)) // too large a number is the largest
		}
	})
	if !whole {
		return 0
	}
	return n
}
