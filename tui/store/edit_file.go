package store

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"
)

// File is a watchlist.toml that several may change at once: instances of this
// program and the trader's editor.
type File struct {
	Path   string
	Sample []byte // what an edit starts from as long as there is no file
	Last   []byte // the text that its user has last read; nil: there was no file
	State  string // folder of the lock

	longer []byte // the text read before, if Last is but its beginning: it may be half of a save

	// Settings, in a file without a Path, are all but its lists: those are of
	// this run alone, and are changed in memory.
	Settings Watchlist
}

// parse is what a text of the file holds.
func (f File) parse(text []byte) (Watchlist, error) {
	w, err := ParseWatchlist(cmp.Or(f.Path, ofThisRun), text)
	if f.Path == "" {
		lists := w.Lists
		w = f.Settings
		w.Lists = lists
	}
	w.Text = text
	return w, err
}

// Edited is what an edit has made of a file.
type Edited struct {
	Watchlist Watchlist
	Undo      Edit
}

// patience is how long an edit waits for another instance's, and for a save.
const patience = 5 * time.Second

// old is how long a text must have stood that is but the beginning of the one
// before, to be edited: it is all that a slow program has written so far, or
// what the user has left of it. The rest would go into the file that the edit
// has replaced.
const old = 10 * time.Second

// ofThisRun stands for the path of a file without one: in its faults, and for
// what it may hold, which are tokens too, as on the command line.
const ofThisRun = "the lists of this run"

// maxTries is how often an edit begins anew because an editor saved meanwhile.
const maxTries = 10

// Edit makes an edit in the file as it is now, and writes it whole. Its
// permissions stay, its owner where that can be, and so does a symbolic link that leads to it. On an error,
// a FileError unless ctx has ended, the file is as it was.
//
// Instances take turns by a lock. An editor knows of no lock, so the file is
// read once more when all but the renaming is done: if it has changed, the
// edit begins anew. A text that somebody else is just writing is waited for.
func (f File) Edit(ctx context.Context, e Edit) (Edited, error) {
	if f.Path == "" {
		out, undo, err := e.Apply(ofThisRun, f.Last)
		if err != nil {
			return Edited{}, err
		}
		w, err := f.parse(out)
		return Edited{Watchlist: w, Undo: undo}, err
	}
	turn, err := f.lock(ctx)
	if err != nil {
		return Edited{}, err
	}
	defer turn.Close()
	for range maxTries {
		was, err := f.whole(ctx, turn)
		if err != nil {
			return Edited{}, err
		}
		from := was.text
		if !was.there {
			from = f.Sample
		}
		out, undo, err := e.Apply(f.Path, from)
		if err != nil {
			return Edited{}, err
		}
		done := was.there && bytes.Equal(from, out) // as with a note taken away that is not there
		if !done {
			if done, err = f.swap(was, out); err != nil {
				return Edited{}, err
			}
		}
		if done {
			turn.leave(out)
			w, err := f.parse(out)
			return Edited{Watchlist: w, Undo: undo}, err
		}
	}
	return Edited{}, f.fault(nil, "is being written all the time: try again")
}

// Read is the file when its user has read this text in it.
func (f File) Read(text []byte) File {
	f.longer = longest(f.known(), text)
	f.Last = text
	return f
}

// known is the text by which a half-written one is told.
func (f File) known() []byte { return longest(f.longer, f.Last) }

// whole reads the file, and makes sure that it is no half-written one: it is
// what its user knows, or what an instance wrote, or it stands still.
func (f File) whole(ctx context.Context, turn turn) (sight, error) {
	now, last := look(f.Path), sight{text: f.Last, there: f.Last != nil}
	if now.same(last) && !f.half(now) || turn.left(now) {
		return now, now.err
	}
	waiting, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	now, err := settle(waiting, f.Path, func(now sight) time.Duration {
		switch {
		case turn.left(now):
			return 0
		case f.half(now):
			return patience
		}
		return now.enough(f.known())
	})
	switch {
	case ctx.Err() != nil:
		return now, ctx.Err()
	case now.err == nil && !now.there && last.there:
		return now, f.fault(os.ErrNotExist, "is gone: save it again, or start anew without it")
	case now.there && !now.hasText() && now.beginning(f.known()):
		return now, f.fault(nil, "is empty: save its lists again, or start anew without them")
	case err != nil || f.half(now):
		return now, f.fault(nil, "is being written: try again")
	}
	return now, now.err
}

// half reports whether a text may be half of a save that is still under way.
func (f File) half(now sight) bool {
	if !now.beginning(f.known()) {
		return false
	}
	info, err := os.Stat(f.Path)
	if err != nil || !now.hasText() {
		return true
	}
	age := time.Since(info.ModTime())
	return age >= 0 && age < old // a server's clock that is ahead tells nothing
}

// swap puts a text in the place of the one that was read. It returns false
// when that is no longer there.
func (f File) swap(was sight, text []byte) (done bool, err error) {
	all := hops(f.Path)
	path := all[len(all)-1]
	if !was.there {
		made, err := create(path, text)
		if err != nil {
			err = f.fault(err, "cannot be written: "+cause(err))
		}
		return made, err
	}
	info, err := os.Stat(path)
	if err != nil {
		return false, nil
	}
	if err := writable(path, info); err != nil {
		return false, f.fault(err, "cannot be written: "+cause(err)+"; it is as it was")
	}
	tmp, err := aside(path, text)
	if err != nil {
		return false, f.fault(err, "cannot be written: "+cause(err)+"; it is as it was")
	}
	defer os.Remove(tmp) // it is renamed when all went well
	keepOwner(tmp, info)
	if err := os.Chmod(tmp, info.Mode().Perm()); err != nil {
		return false, f.fault(err, "cannot be written: "+cause(err)+"; it is as it was")
	}
	if !look(f.Path).same(was) {
		return false, nil
	}
	if err := os.Rename(tmp, path); err != nil {
		return false, f.fault(err, "cannot be written: "+cause(err)+"; it is as it was")
	}
	return true, syncDir(filepath.Dir(path))
}

func (f File) fault(err error, reason string) error {
	return &FileError{Path: f.Path, Reason: reason, Err: err}
}

// writable refuses a file that its owner has made read-only: renaming another
// over it would not ask.
func writable(path string, info os.FileInfo) error {
	if info.Mode().Perm()&0o200 == 0 {
		return &os.PathError{Op: "open", Path: path, Err: errors.New("it is read-only")}
	}
	file, err := os.OpenFile(path, os.O_WRONLY, 0)
	if err != nil {
		return err
	}
	return file.Close()
}

// aside writes a text into a new file in the folder of another, of the user
// alone and synced, to be put in its place.
func aside(path string, text []byte) (tmp string, err error) {
	dir := filepath.Dir(path)
	file, err := os.CreateTemp(dir, "."+filepath.Base(path)+".*")
	if err != nil {
		return "", fmt.Errorf("its folder %s takes no new file: %s", dir, cause(err))
	}
	if err = file.Close(); err == nil {
		err = WriteFile(file.Name(), text)
	}
	if err != nil {
		_ = os.Remove(file.Name())
		return "", err
	}
	return file.Name(), nil
}

// WriteSample writes the sample where no file is, and reports whether it did:
// one that is there, or comes at the same moment, stays.
func WriteSample(path string, sample []byte) (written bool, err error) {
	all := hops(path)
	if written, err = create(all[len(all)-1], sample); err != nil {
		err = &FileError{Path: path, Reason: "cannot be written: " + cause(err), Err: err}
	}
	return written, err
}

// create writes a file whole where there is none; false when there is one. A
// hard link, unlike a rename, does not replace; where the system has none, an
// empty file holds the place for a moment.
func create(path string, text []byte) (made bool, err error) {
	if _, err := os.Lstat(path); err == nil {
		return false, nil
	}
	if err := makePrivate(filepath.Dir(path)); err != nil {
		return false, err
	}
	tmp, err := aside(path, text)
	if err != nil {
		return false, err
	}
	defer os.Remove(tmp)
	if err = os.Link(tmp, path); err != nil && !errors.Is(err, os.ErrExist) {
		var file *os.File
		if file, err = os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600); err == nil {
			_ = file.Close()
			err = os.Rename(tmp, path)
		}
	}
	if errors.Is(err, os.ErrExist) {
		return false, nil
	}
	if err == nil {
		err = syncDir(filepath.Dir(path))
	}
	return err == nil, err
}
