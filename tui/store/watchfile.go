package store

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"slices"
	"time"

	"github.com/fsnotify/fsnotify"
)

// Change is news of a watched file: what is in it now.
type Change struct {
	Text []byte // all of it
	Gone bool   // there is no file
	Err  error  // there is one, and it cannot be read: a FileError
}

// FileWatch tells each time that a file has been saved. Editors save in many
// ways: into the file, by renaming another over it, by moving the old one
// away first, by emptying it and writing later. So it looks again until what
// is there has stood still for a moment, and tells a text only once.
//
// The system's own notice makes it quick. Where that is not to be had, as
// with too many watches or on network folders, a look at the file's stat
// nearly every second is enough, and that is taken in any case: notices get
// lost when folders are moved or links are turned.
type FileWatch struct {
	path    string
	done    <-chan struct{}
	notices *fsnotify.Watcher // nil: there are none
	every   time.Duration     // between looks at the stat
	last    sight             // what was told last
	known   []byte            // the last text, or a longer one that it is the beginning of
	stat    os.FileInfo       // at the last look; nil: there was no file
	moved   bool              // the stat had changed then: it may do so once more within one tick of its clock
}

// With these a save is told within a second, however it comes, but for an
// emptied file.
const (
	lookEvery = 800 * time.Millisecond
	lookAgain = 50 * time.Millisecond
	still     = 150 * time.Millisecond // so long a text must stand to be a whole one
	stillHalf = 700 * time.Millisecond // so long a vanished file, or the beginning of a known text: it may be half of a save
)

// WatchFile watches a file, which need not exist, until ctx ends. Known is the
// text that its user has, nil if there was no file: what differs from it is
// the first change. It reads nothing by itself; Next does.
func WatchFile(ctx context.Context, path string, known []byte) *FileWatch {
	w := PollFile(ctx, path, known)
	if notices, err := fsnotify.NewWatcher(); err == nil {
		w.notices = notices
		context.AfterFunc(ctx, func() { _ = notices.Close() })
	}
	return w
}

// PollFile is WatchFile without the system's notices, which no test in a
// bubble of synctest can wait for.
func PollFile(ctx context.Context, path string, known []byte) *FileWatch {
	return &FileWatch{path: path, done: ctx.Done(), every: lookEvery, last: sight{text: known, there: known != nil}, known: known}
}

// Next waits for the next change. Its only error is that of a context that has
// ended. It is for one caller at a time.
func (w *FileWatch) Next(ctx context.Context) (Change, error) {
	for {
		w.listen()
		if !look(w.path).same(w.last) {
			now, err := settle(ctx, w.path, func(now sight) time.Duration { return now.enough(w.known) })
			if err != nil {
				return Change{}, err
			}
			if !now.same(w.last) {
				w.last, w.known = now, longest(w.known, now.text)
				return Change{Text: now.text, Gone: !now.there && now.err == nil, Err: now.err}, nil
			}
		}
		if err := w.wait(ctx); err != nil {
			return Change{}, err
		}
	}
}

// wait returns when there is reason to look at the file.
func (w *FileWatch) wait(ctx context.Context) error {
	var notices chan fsnotify.Event
	var troubles chan error
	if w.notices != nil {
		notices, troubles = w.notices.Events, w.notices.Errors
	}
	ticker := time.NewTicker(w.every)
	defer ticker.Stop()
	for {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-w.done:
			return context.Canceled
		case n, open := <-notices:
			if !open {
				notices = nil
			} else if w.concerns(n.Name) {
				return nil
			}
		case _, open := <-troubles: // notices may have been lost
			if open {
				return nil
			}
			troubles = nil
		case <-ticker.C:
			if w.listen(); w.changed() {
				return nil
			}
		}
	}
}

// changed reports whether the file's stat gives reason to read it.
func (w *FileWatch) changed() bool {
	now, err := os.Stat(w.path)
	if err != nil {
		now = nil
	}
	was, again := w.stat, w.moved
	w.stat = now
	w.moved = (now == nil) != (was == nil) || now != nil &&
		(!os.SameFile(now, was) || now.Size() != was.Size() || !now.ModTime().Equal(was.ModTime()) || now.Mode() != was.Mode())
	return w.moved || again
}

// listen asks for notices of the folders in which the file stands, and each
// link on the way to it: a file that is replaced is another file, its folder
// stays.
func (w *FileWatch) listen() {
	if w.notices == nil {
		return
	}
	var folders []string
	for _, hop := range hops(w.path) {
		folders = append(folders, filepath.Dir(hop))
	}
	have := w.notices.WatchList()
	for _, folder := range have {
		if !slices.Contains(folders, folder) {
			_ = w.notices.Remove(folder) // it may be gone already
		}
	}
	for _, folder := range folders {
		if !slices.Contains(have, folder) {
			_ = w.notices.Add(folder) // else the stat must do
		}
	}
}

// concerns reports whether a notice may be of the file or a link to it.
func (w *FileWatch) concerns(name string) bool {
	return slices.ContainsFunc(hops(w.path), func(hop string) bool { return filepath.Base(hop) == filepath.Base(name) })
}

// hops returns a path and what each symbolic link names that it leads over;
// the last is the file, whether it is there or not.
func hops(path string) []string {
	all := []string{path}
	for range 40 { // a circle ends too
		target, err := os.Readlink(path)
		if err != nil {
			break
		}
		if !filepath.IsAbs(target) {
			target = filepath.Join(filepath.Dir(path), target)
		}
		path = target
		all = append(all, path)
	}
	return all
}

// sight is what a look at a file has shown.
type sight struct {
	text  []byte
	there bool
	err   error
}

func look(path string) sight {
	text, there, err := read(path)
	return sight{text, there, err}
}

func (s sight) same(o sight) bool {
	if s.err != nil || o.err != nil {
		return s.err != nil && o.err != nil && s.err.Error() == o.err.Error()
	}
	return s.there == o.there && bytes.Equal(s.text, o.text)
}

// hasText reports whether there is something to lose.
func (s sight) hasText() bool { return s.there && len(s.text) > 0 }

// beginning reports whether a text is but the beginning of a known one.
func (s sight) beginning(known []byte) bool {
	return s.err == nil && s.there && len(s.text) < len(known) && bytes.HasPrefix(known, s.text)
}

// longest is the known text as long as a new one is but its beginning, else the
// new one.
func longest(known, text []byte) []byte {
	if (sight{text: text, there: true}).beginning(known) {
		return known
	}
	return text
}

// enough is how long a file must stand still to be taken for whole. One that
// has just lost its end, or all, gets longer: whoever took that away is about
// to bring the new one.
func (s sight) enough(known []byte) time.Duration {
	if s.err == nil && len(known) > 0 && !s.there || s.beginning(known) {
		return stillHalf
	}
	return still
}

// settle looks at a file until it has stood still for long enough.
func settle(ctx context.Context, path string, enough func(sight) time.Duration) (sight, error) {
	now := look(path)
	ticker := time.NewTicker(lookAgain)
	defer ticker.Stop()
	for quiet := time.Duration(0); quiet < enough(now); {
		select {
		case <-ctx.Done():
			return now, ctx.Err()
		case <-ticker.C:
		}
		quiet += lookAgain
		if next := look(path); !next.same(now) {
			now, quiet = next, 0
		}
	}
	return now, nil
}
