package store

import (
	"errors"
	"io/fs"
	"os"
	"time"

	"kitewatch/kite/feed"
)

// Look tells how the budget is shared at now, and takes no part in it: no file
// is made, no start is taken, and the one who looks is not among the Sharers.
// Granted and At say nothing. No budget yet is one that nobody shares.
func (l *Lease) Look(now time.Time) feed.Grant {
	l.mu.Lock()
	defer l.mu.Unlock()
	if _, err := os.Lstat(l.path); errors.Is(err, fs.ErrNotExist) {
		return feed.Grant{}
	}
	if err := l.acquire(); err != nil {
		return feed.Grant{Err: err}
	}
	defer l.lock.Unlock()
	if err := regular(l.path); err != nil {
		return feed.Grant{Err: unkept(l.path, err)}
	}
	file, err := os.Open(l.path)
	if err != nil {
		return feed.Grant{Err: unkept(l.path, err)}
	}
	defer file.Close()
	b, err := readLedger(file)
	if err != nil {
		return feed.Grant{Err: unkept(l.path, err)}
	}
	b = b.asOf(now.UnixNano(), l.gap)
	grant := feed.Grant{Rate: b.rate(now.UnixNano()), Sharers: b.here(now.UnixNano())}
	if b.NotBefore > now.UnixNano() {
		grant.Held = wallTime(b.NotBefore)
	}
	return grant
}
