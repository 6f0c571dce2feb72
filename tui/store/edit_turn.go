package store

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"os"
	"path/filepath"
	"time"

	"github.com/gofrs/flock"
)

// turn is the right to write a file, among instances of this program.
type turn struct {
	*flock.Flock
	sum string // the file that holds the sum of what was last written in turn
}

// lock waits for the turn. The lock lies in the state folder, under the file's
// real path: beside a watchlist in a project's folder it would be litter, and
// that folder may not be ours to write. It is never removed, or two could
// hold it.
func (f File) lock(ctx context.Context) (turn, error) {
	all := hops(f.Path)
	path, err := filepath.Abs(all[len(all)-1])
	if err != nil {
		return turn{}, f.fault(err, "cannot be found: "+cause(err))
	}
	if folder, err := filepath.EvalSymlinks(filepath.Dir(path)); err == nil {
		path = filepath.Join(folder, filepath.Base(path))
	}
	name := sha256.Sum256([]byte(path))
	base := filepath.Join(f.State, "watchlist-"+hex.EncodeToString(name[:8]))
	if err := makePrivate(f.State); err != nil {
		return turn{}, &FileError{Path: f.State, Reason: "cannot hold a lock: " + cause(err), Err: err}
	}
	t := turn{flock.New(base + ".lock"), base + ".sum"}
	waiting, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	switch _, err := t.TryLockContext(waiting, 5*time.Millisecond); {
	case err == nil:
		return t, nil
	case ctx.Err() != nil:
		return turn{}, ctx.Err()
	case errors.Is(err, context.DeadlineExceeded):
		return turn{}, f.fault(err, "is being written by another kitewatch: try again")
	default:
		return turn{}, &FileError{Path: t.Path(), Reason: "cannot be locked: " + cause(err), Err: err}
	}
}

// leave keeps the sum of what was written, so that the next in turn knows the
// text for a whole one. A sum that is lost or torn costs a moment's wait.
func (t turn) leave(text []byte) {
	sum := sha256.Sum256(text)
	_ = os.WriteFile(t.sum, sum[:], 0o600)
}

// left reports whether a text was written in turn.
func (t turn) left(s sight) bool {
	was, err := os.ReadFile(t.sum)
	sum := sha256.Sum256(s.text)
	return err == nil && s.hasText() && bytes.Equal(was, sum[:])
}
