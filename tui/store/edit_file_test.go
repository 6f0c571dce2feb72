//go:build unix

package store

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"github.com/gofrs/flock"
)

const someLists = "# mine\n[[list]]\nname = \"S\"\nsymbols = [\n  \"NSE:A\",  # a\n]\n"

// fileOf is a watchlist in a folder of its own.
func fileOf(t *testing.T, text string) File {
	t.Helper()
	f := File{Path: filepath.Join(t.TempDir(), "watchlist.toml"), State: filepath.Join(t.TempDir(), "state")}
	if text != "" {
		inPlace(t, f.Path, text)
		f.Last = []byte(text)
	}
	return f
}

func onDisk(t *testing.T, path string) string {
	t.Helper()
	text, err := os.ReadFile(path)
	must(t, err)
	return string(text)
}

func TestFileEdit(t *testing.T) {
	f := fileOf(t, someLists)
	must(t, os.Chmod(f.Path, 0o640))
	got, err := f.Edit(t.Context(), AddEntry(ref("S"), sym("NSE:B"), EntryRef{}))
	if err != nil {
		t.Fatal(err)
	}
	want := strings.Replace(someLists, "# a\n", "# a\n  \"NSE:B\",\n", 1)
	if text := onDisk(t, f.Path); text != want || string(got.Watchlist.Text) != want || len(got.Watchlist.Lists[0].Entries) != 2 {
		t.Errorf("the file has\n%s\nthe lists are %+v", text, got.Watchlist.Lists)
	}
	if info, err := os.Stat(f.Path); err != nil || info.Mode().Perm() != 0o640 {
		t.Errorf("mode %v, %v: it was 0640", info.Mode(), err)
	}
	f.Last = got.Watchlist.Text
	if _, err := f.Edit(t.Context(), got.Undo); err != nil || onDisk(t, f.Path) != someLists {
		t.Errorf("undone, %v:\n%s", err, onDisk(t, f.Path))
	}
	onlyFile(t, f.Path)
}

// onlyFile makes sure that nothing is left beside a file.
func onlyFile(t *testing.T, path string) {
	t.Helper()
	if all, err := os.ReadDir(filepath.Dir(path)); err != nil || len(all) != 1 {
		t.Errorf("left beside the file: %v, %v", all, err)
	}
}

func TestFileEditFollowsALink(t *testing.T) {
	f := fileOf(t, "")
	target := filepath.Join(t.TempDir(), "real.toml")
	inPlace(t, target, someLists)
	must(t, os.Symlink(target, f.Path))
	f.Last = []byte(someLists)
	if _, err := f.Edit(t.Context(), AddList("T")); err != nil {
		t.Fatal(err)
	}
	if info, err := os.Lstat(f.Path); err != nil || info.Mode()&os.ModeSymlink == 0 || !strings.Contains(onDisk(t, target), `"T"`) {
		t.Errorf("the link is %v, %v; the file has\n%s", info.Mode(), err, onDisk(t, target))
	}
}

func TestFileEditFollowsALinkToNothing(t *testing.T) {
	f := fileOf(t, "")
	target := filepath.Join(t.TempDir(), "dotfiles", "real.toml")
	must(t, os.Symlink(target, f.Path))
	if _, err := f.Edit(t.Context(), AddEntry(ListRef{}, sym("NSE:A"), EntryRef{})); err != nil {
		t.Fatal(err)
	}
	if info, err := os.Lstat(f.Path); err != nil || info.Mode()&os.ModeSymlink == 0 || !strings.Contains(onDisk(t, target), "Watchlist") {
		t.Errorf("the link is %v, %v; the file has\n%s", info.Mode(), err, onDisk(t, target))
	}
}

func TestFileEditBeginsWithTheSample(t *testing.T) {
	f := fileOf(t, "")
	f.Path, f.Sample = filepath.Join(filepath.Dir(f.Path), "new", "watchlist.toml"), []byte(someLists)
	if _, err := f.Edit(t.Context(), RemoveEntry(ref("S"), row("NSE:A"))); err != nil {
		t.Fatal(err)
	}
	if got, want := onDisk(t, f.Path), strings.Replace(someLists, "  \"NSE:A\",  # a\n", "", 1); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	onlyFile(t, f.Path)
}

// What another program saved since is edited, not what was read before.
func TestFileEditTakesTheFileAsItIs(t *testing.T) {
	f := fileOf(t, someLists)
	theirs := someLists + "# theirs\n"
	renamedOver(t, f.Path, theirs)
	if _, err := f.Edit(t.Context(), RenameList(ref("S"), "T")); err != nil {
		t.Fatal(err)
	}
	if got, want := onDisk(t, f.Path), strings.Replace(theirs, `"S"`, `"T"`, 1); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

// A save between reading and renaming is found, and nothing is put over it.
func TestFileSwapSeesASaveBetween(t *testing.T) {
	f := fileOf(t, someLists)
	was := look(f.Path)
	inPlace(t, f.Path, "# theirs\n")
	if done, err := f.swap(was, []byte("# ours\n")); done || err != nil || onDisk(t, f.Path) != "# theirs\n" {
		t.Errorf("done %v, %v, the file has %q", done, err, onDisk(t, f.Path))
	}
	if done, err := f.swap(sight{}, []byte("# ours\n")); done || err != nil || onDisk(t, f.Path) != "# theirs\n" {
		t.Errorf("for a file that was not there: done %v, %v, the file has %q", done, err, onDisk(t, f.Path))
	}
	onlyFile(t, f.Path)
}

// An edit in the moment in which a shell has emptied the file waits for what
// is to come, and is made in that.
func TestFileEditWaitsForAHalfSave(t *testing.T) {
	f := fileOf(t, someLists)
	synctest.Test(t, func(t *testing.T) {
		theirs := someLists + "# theirs\n"
		inPlace(t, f.Path, "")
		go func() {
			time.Sleep(500 * time.Millisecond)
			inPlace(t, f.Path, theirs)
		}()
		_, err := f.Edit(t.Context(), RenameList(ref("S"), "T"))
		if got, want := onDisk(t, f.Path), strings.Replace(theirs, `"S"`, `"T"`, 1); err != nil || got != want {
			t.Errorf("%v, got\n%s\nwant\n%s", err, got, want)
		}
	})
}

// refused makes an edit that must fail, and leave the file as it was.
func refused(t *testing.T, f File, want string) {
	t.Helper()
	before, _ := os.ReadFile(f.Path)
	_, err := f.Edit(t.Context(), AddList("T"))
	var fault *FileError
	if !errors.As(err, &fault) || !strings.Contains(err.Error(), want) {
		t.Errorf("got %v, want %q", err, want)
	}
	if after, _ := os.ReadFile(f.Path); !bytes.Equal(before, after) {
		t.Errorf("the file was changed:\n%s", after)
	}
}

func TestFileEditFaults(t *testing.T) {
	for _, tt := range []struct {
		name   string
		before func(t *testing.T, f *File)
		want   string
	}{
		{"a read-only file", func(t *testing.T, f *File) { must(t, os.Chmod(f.Path, 0o444)) }, "cannot be written: it is read-only; it is as it was"},
		{"a file that is gone", func(t *testing.T, f *File) { must(t, os.Remove(f.Path)) }, "is gone: "},
		{"a file that is empty", func(t *testing.T, f *File) { inPlace(t, f.Path, "") }, "is empty: save its lists again"},
		{"a folder that is gone", func(t *testing.T, f *File) { must(t, os.RemoveAll(filepath.Dir(f.Path))) }, "is gone: "},
		{"a folder that cannot be made", func(t *testing.T, f *File) { f.Path, f.Last = filepath.Join(f.Path, "watchlist.toml"), nil }, "cannot be "},
		{"a file with an error", func(t *testing.T, f *File) { inPlace(t, f.Path, "mode = 1\nmode = 2\n") }, "watchlist.toml:2:"},
		{"no folder for the lock", func(t *testing.T, f *File) { f.State = filepath.Join(f.Path, "state") }, "/state: cannot hold a lock: "},
	} {
		t.Run(tt.name, func(t *testing.T) {
			f := fileOf(t, someLists)
			tt.before(t, &f)
			synctest.Test(t, func(t *testing.T) { refused(t, f, tt.want) })
		})
	}
}

func TestFileEditWhileAnotherDoesNotEnd(t *testing.T) {
	f := fileOf(t, someLists)
	held, err := f.lock(t.Context())
	must(t, err)
	defer held.Close()
	synctest.Test(t, func(t *testing.T) { refused(t, f, "is being written by another kitewatch") })
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := f.Edit(ended, AddList("T")); err != context.Canceled {
		t.Errorf("when it all ends: %v", err)
	}
	onlyFile(t, f.Path)
}

func TestLockIsByTheRealPath(t *testing.T) {
	f := fileOf(t, someLists)
	folder := filepath.Join(t.TempDir(), "folder")
	must(t, os.Symlink(filepath.Dir(f.Path), folder))
	held, err := f.lock(t.Context())
	must(t, err)
	defer held.Close()
	f.Path = filepath.Join(folder, "watchlist.toml")
	again, err := filepath.Glob(filepath.Join(f.State, "*.lock"))
	if err != nil || len(again) != 1 {
		t.Fatalf("locks %q, %v", again, err)
	}
	if free, err := flock.New(again[0]).TryLock(); free || err != nil {
		t.Errorf("the lock is free: %v, %v", free, err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := f.lock(ctx); err != context.Canceled {
		t.Errorf("by another way: %v", err)
	}
	if all, _ := filepath.Glob(filepath.Join(f.State, "*.lock")); len(all) != 1 {
		t.Errorf("two locks for one file: %q", all)
	}
}

func TestWriteSample(t *testing.T) {
	path := filepath.Join(t.TempDir(), "kitewatch", "watchlist.toml")
	if written, err := WriteSample(path, []byte("one")); !written || err != nil || onDisk(t, path) != "one" {
		t.Fatalf("%v, %v", written, err)
	}
	if written, err := WriteSample(path, []byte("two")); written || err != nil || onDisk(t, path) != "one" {
		t.Errorf("over a file: %v, %v, now %q", written, err, onDisk(t, path))
	}
	onlyFile(t, path)
	if _, err := WriteSample(filepath.Join(path, "watchlist.toml"), nil); err == nil {
		t.Error("in a folder that is none: no error")
	}
}

// TestSampleIsWrittenOnce lets many write it at once: one does.
func TestSampleIsWrittenOnce(t *testing.T) {
	path := filepath.Join(t.TempDir(), "kitewatch", "watchlist.toml")
	wrote := make([]bool, 8)
	var all sync.WaitGroup
	for i := range wrote {
		all.Go(func() {
			var err error
			wrote[i], err = WriteSample(path, []byte(strings.Repeat(fmt.Sprint(i), 5000)))
			must(t, err)
		})
	}
	all.Wait()
	winner := -1
	for i, did := range wrote {
		if did && winner >= 0 {
			t.Errorf("%d and %d have both written it", winner, i)
		}
		if did {
			winner = i
		}
	}
	if winner < 0 || onDisk(t, path) != strings.Repeat(fmt.Sprint(winner), 5000) {
		t.Errorf("%d won, the file has %.20q…", winner, onDisk(t, path))
	}
	onlyFile(t, path)
}

// TestFullDisk lets a process edit that may write no file above 64 bytes.
func TestFullDisk(t *testing.T) {
	if path := os.Getenv("KITEWATCH_TEST_FULL"); path != "" { // that process
		signal.Ignore(syscall.SIGXFSZ)
		must(t, os.MkdirAll(filepath.Join(filepath.Dir(path), "state"), 0o700))
		must(t, syscall.Setrlimit(syscall.RLIMIT_FSIZE, &syscall.Rlimit{Cur: 64, Max: 64}))
		f := File{Path: path, Last: []byte(someLists), State: filepath.Join(filepath.Dir(path), "state")}
		_, err := f.Edit(t.Context(), AddList("T"))
		var fault *FileError
		if !errors.As(err, &fault) || !strings.HasPrefix(err.Error(), path+": cannot be written: file too large; it is as it was") {
			t.Errorf("got %v", err)
		}
		return
	}
	f := fileOf(t, someLists)
	cmd := exec.Command(os.Args[0], "-test.run", "^TestFullDisk$")
	cmd.Env = append(os.Environ(), "KITEWATCH_TEST_FULL="+f.Path)
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Errorf("%v:\n%s", err, out)
	}
	if got := onDisk(t, f.Path); got != someLists {
		t.Errorf("the file has\n%s", got)
	}
	if left, _ := filepath.Glob(filepath.Join(filepath.Dir(f.Path), ".*")); len(left) > 0 {
		t.Errorf("left beside the file: %q", left)
	}
}
