package store

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"time"

	"github.com/gofrs/flock"

	"kitewatch/tui/alert"
)

// LoadAlerts returns what the state folder remembers of the levels set on an
// API host's instruments. No file is no error, a damaged line costs only
// itself; a file that cannot be read, or is of a newer version, is a FileError.
func LoadAlerts(stateDir, host string) (alert.State, error) {
	f := alertsOf(stateDir, host)
	marks, err := f.load()
	return alert.State{Marks: marks.list}, err
}

// SaveAlerts adds what a book has seen to what the state folder remembers, at
// the exchange's time at. Other terminals have other watchlists, so levels that
// are not the book's stay, but for those that it says are gone. A file that
// cannot be written is a FileError, and stays whole as it is.
func SaveAlerts(stateDir, host string, s alert.State, at time.Time) error {
	return alertsOf(stateDir, host).change(func(m *marks) bool {
		for _, mark := range s.Marks {
			m.add(mark, at)
		}
		m.remove(s.Gone)
		m.forget(at)
		return true
	})
}

// ClaimAlerts returns the crossings that are this process's to tell, and takes
// note that they are told: of several that see one, the first to claim it wins.
// Each process claims under a name of its own, who.
//
// There is no number that two processes would give to one crossing, since they
// poll at different moments and one may have been away. But each knows when it
// last saw the price clear of the level, and a crossing that another has claimed
// since then is the same one, however late this process sees it: for a next one
// the price must first be clear again, and a process that polls sees that later
// than the claim. Between the processes' clocks lies claimSlack at most, and
// between one's own claim and what it sees next, nothing.
//
// When the file cannot be kept, all are returned with the error: told twice is
// better than not at all.
func ClaimAlerts(stateDir, host, who string, fired []alert.Fired) (won []alert.Fired, err error) {
	if len(fired) == 0 {
		return nil, nil
	}
	f := alertsOf(stateDir, host)
	f.wait = claimWait
	err = f.change(func(m *marks) bool {
		won = nil
		for _, crossing := range fired {
			if m.claim(crossing, who) {
				won = append(won, crossing)
			}
		}
		return len(won) > 0
	})
	if err != nil {
		return fired, err
	}
	return won, nil
}

const (
	// claimWait bounds how long a claim waits for another process's; who holds
	// the lock longer was stopped in the middle.
	claimWait = time.Second
	// claimSlack is by how much two processes on one machine may differ about
	// the exchange's time, of which an offset below 2 s counts as none, and about
	// how old a price is when they have it.
	claimSlack = 3 * time.Second
	// claimSpan is for how long a claim counts against a crossing that does not
	// say, or cannot be right about, when the price was clear of the level.
	claimSpan = time.Minute
	// claimAhead is how far ahead a claim is believed: one from a clock that was
	// wrong must not silence a level until then.
	claimAhead = time.Minute
)

// alerts is the file of one API host. Claims and what is seen are one file, so
// that a program that is killed right after it has told of a crossing does not
// tell it again.
type alerts struct {
	path string
	host string
	wait time.Duration // for the lock
}

func alertsOf(stateDir, host string) alerts {
	host = strings.ToLower(host)
	return alerts{path: filepath.Join(stateDir, "alerts-"+fileName(host)+".jsonl"), host: host, wait: lockWait}
}

// load reads the file without the lock: it is only ever replaced as a whole.
func (f alerts) load() (marks, error) {
	text, _, err := read(f.path)
	if err == nil && version(text) > alertsVersion {
		err = &FileError{Path: f.path, Reason: "is of a newer kitewatch and is left as it is: this one remembers no alerts"}
	}
	var m marks
	if err == nil {
		m.read(text)
	}
	return m, err
}

// change edits the file under the lock; edit returns whether there is anything
// to be written.
func (f alerts) change(edit func(*marks) bool) error {
	if err := makePrivate(filepath.Dir(f.path)); err != nil {
		return f.unwritten(err)
	}
	release, err := f.lock()
	if err != nil {
		return f.unwritten(err)
	}
	defer release()
	m, err := f.load()
	if err != nil || !edit(&m) {
		return err
	}
	if err := WriteFile(f.path, m.text(f.host)); err != nil {
		return f.unwritten(err)
	}
	return nil
}

var errLocked = errors.New("another kitewatch process holds its lock and does not let go: it may be stopped (fg lets it go on)")

// lock keeps other processes out until release is called. Its file is never
// removed, or two could each hold a lock of that name.
func (f alerts) lock() (release func(), err error) {
	ctx, cancel := context.WithTimeout(context.Background(), f.wait)
	defer cancel()
	path := f.path + ".lock"
	if err := regular(path); err != nil {
		return nil, err
	}
	l := flock.New(path)
	locked, err := l.TryLockContext(ctx, lockPoll)
	switch {
	case errors.Is(err, context.DeadlineExceeded), err == nil && !locked:
		err = errLocked
	case err == nil:
		return func() { _ = l.Close() }, nil
	}
	_ = l.Close()
	return nil, err
}

func (f alerts) unwritten(err error) error {
	return &FileError{Path: f.path, Reason: "alerts cannot be remembered: " + cause(err), Err: err}
}

// alertsVersion is raised when a key changes its meaning; unknown keys are
// passed over.
const alertsVersion = 1

// text writes the file: a line that says what it is, then a line a level.
func (m *marks) text(host string) []byte {
	name, _ := json.Marshal(host) // a text always can be
	text := fmt.Appendf(nil, "{\"version\":%d,\"host\":%s}\n", alertsVersion, name)
	for i := range m.list {
		l := lineOf(&m.list[i])
		l.Teller = m.tellers[m.list[i].Level]
		line, err := json.Marshal(l)
		if err != nil {
			continue // a figure that JSON has no form for: it could not be read either
		}
		text = append(append(text, line...), '\n')
	}
	return text
}

// read adds the marks of a file's text.
func (m *marks) read(text []byte) {
	for line := range bytes.Lines(text) {
		if len(m.list) == maxRows {
			return
		}
		var l alertLine
		if json.Unmarshal(bytes.TrimSpace(line), &l) != nil {
			continue
		}
		if mark := l.mark(); mark.Level.Valid() {
			m.put(mark)
			if l.Teller != "" {
				m.told(mark.Level, l.Teller)
			}
		}
	}
}
