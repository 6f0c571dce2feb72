package cli

import (
	"errors"
	"fmt"
	"io/fs"
	"math"
	"os"
	"path/filepath"
	"strings"
	"syscall"

	"kitewatch/kite/feed"
	"kitewatch/kite/market"
	"kitewatch/tui/store"
	"kitewatch/tui/ui"
)

// lookAtCache tells whether a list of instruments can be kept.
func (d *checkup) lookAtCache() {
	dir := absolute(d.paths.Cache)
	if err := writable(dir); err != nil {
		d.warn("cache", dir+d.told("cache-dir", "")+": "+err.Error()+"; each start downloads the list anew", mendFolder(dir, err))
		return
	}
	d.ok("cache", dir+d.told("cache-dir", "")+" can be written")
}

// lookAtState tells whether what is remembered from run to run can be read and
// kept.
func (d *checkup) lookAtState() {
	dir := absolute(d.paths.State)
	where := dir + d.told("state-dir", "")
	if err := writable(dir); err != nil {
		d.warn("state", where+": "+err.Error()+"; nothing is remembered, and terminals do not share the budget", mendFolder(dir, err))
		return
	}
	known, err := store.LoadPrices(d.paths.State, d.server)
	if err != nil {
		d.warn("state", err.Error(), "Move that file away: last prices come with the first poll.")
		return
	}
	remembered := "no prices yet"
	if len(known) > 0 {
		remembered = several(len(known), "last price")
	}
	d.ok("state", where+" can be written; it remembers "+remembered)
}

// mendFolder says what to do about a folder that takes no file.
func mendFolder(dir string, err error) string {
	at, missing := existing(dir)
	switch {
	case missing != nil:
		return "Move it away, or name another folder."
	case !keepsFiles(at):
		return "Name another folder: the system's own view of things keeps no files."
	case errors.Is(err, syscall.ENOSPC), errors.Is(err, syscall.EROFS):
		return "Free some space there, or name another folder."
	case at == dir:
		return `Make it yours: sudo chown -R "$USER" ` + quoted(at) + " && chmod u+rwx " + quoted(at)
	}
	return `Make the folder above it yours: sudo chown "$USER" ` + quoted(at)
}

// writable proves that a folder, or the one in which it would be made, takes a
// file: by making one and removing it, since what the permission bits promise
// a full disk or a read-only one does not keep.
func writable(dir string) error {
	dir, err := existing(dir)
	if err != nil {
		return err
	}
	probe, err := os.CreateTemp(dir, ".kitewatch-*")
	if err != nil {
		return because(err)
	}
	_, err = probe.Write([]byte{0})
	return errors.Join(because(err), because(probe.Close()), because(os.Remove(probe.Name())))
}

// existing is the folder itself, or the nearest above that is there.
func existing(dir string) (string, error) {
	for {
		info, err := os.Stat(dir)
		switch {
		case err == nil && info.IsDir():
			return dir, nil
		case err == nil:
			return "", fmt.Errorf("%s is no folder", dir)
		case !errors.Is(err, fs.ErrNotExist) || filepath.Dir(dir) == dir:
			return "", because(err)
		}
		if _, err := os.Lstat(dir); err == nil {
			return "", fmt.Errorf("%s is a link to nowhere", dir)
		}
		dir = filepath.Dir(dir)
	}
}

// because is an error of the disk without the path, which is said already.
func because(err error) error {
	var path *fs.PathError
	if errors.As(err, &path) {
		return path.Err
	}
	return err
}

// lookAtLog tells whether the log that is asked for can be written. Nothing is
// made: OpenLog would.
func (d *checkup) lookAtLog() {
	if d.flags.logFile == "" {
		d.ok("log", "off; --log-file FILE or KITEWATCH_LOG_FILE writes one")
		return
	}
	path := absolute(d.flags.logFile)
	where := path + d.told("log-file", "")
	info, err := os.Stat(path)
	switch {
	case err == nil && !info.Mode().IsRegular():
		d.bad(exitBadFile, "log", where+" is no regular file", "Name another file.")
		return
	case err == nil:
		var file *os.File
		if file, err = os.OpenFile(path, os.O_APPEND|os.O_WRONLY, 0); err == nil {
			file.Close()
		}
	case errors.Is(err, fs.ErrNotExist):
		err = nil
	}
	if err == nil {
		err = writable(filepath.Dir(path)) // where a full log is set aside
	}
	if err != nil {
		d.bad(exitBadFile, "log", where+" cannot be written: "+because(err).Error(), "Name another file, or leave the log off.")
		return
	}
	d.ok("log", where+" can be written")
}

// A list of instruments takes 8 MB, and is written beside the old one.
const (
	littleDisk = 200 << 20
	noDisk     = 24 << 20
)

// lookAtDisk tells how much room is left where the program writes.
func (d *checkup) lookAtDisk() {
	least, where := uint64(math.MaxUint64), ""
	for _, f := range []struct{ name, dir string }{{"cache", d.paths.Cache}, {"state", d.paths.State}} {
		dir, err := existing(absolute(f.dir))
		if err != nil {
			continue
		}
		if free, ok := freeSpace(dir); ok && free < least {
			least, where = free, f.name
		}
	}
	found := ui.Price(float64(least>>20), 0) + " MB are free for the " + where
	if least >= 10<<30 {
		found = fmt.Sprintf("%d GB are free", least>>30)
	}
	switch {
	case where == "":
		return
	case least < noDisk:
		d.bad(exitFailed, "disk", found, "Free some space: neither session nor list can be kept.")
	case least < littleDisk:
		d.warn("disk", found, "Free some space: a list of instruments takes 10 MB each day.")
	default:
		d.ok("disk", found)
	}
}

// lookAtBudget tells who else uses the calls of this api_key.
func (d *checkup) lookAtBudget() {
	if d.config.APIKey == "" {
		return
	}
	grant := store.NewLease(d.paths.State, d.config.APIKey, d.server, feed.Quotes).Look(d.now)
	said := fmt.Sprintf("%d other kitewatch processes share it, %.1f calls a second of %.1f",
		grant.Sharers, grant.Rate, 1/feed.MinInterval.Seconds())
	switch {
	case grant.Sharers == 0:
		said = "no other kitewatch shares it"
	case grant.Sharers == 1:
		said = strings.Replace(said, "1 other kitewatch processes share", "one other kitewatch process shares", 1)
	}
	switch {
	case grant.Err != nil:
		d.warn("budget", reason(grant.Err), "Let a stopped kitewatch go on (fg) or end it; else move that file away.")
	case !grant.Held.IsZero():
		d.warn("budget", said+"; all wait until "+ui.ClockTime(grant.Held.In(market.IST))+" IST"+": the API has refused a call for coming too soon",
			"Wait; if it comes again, another program uses this api_key.")
	default:
		d.ok("budget", said)
	}
}
