package store

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
)

// logsIn returns the log's text and those of the old ones beside it, by the
// names of a folder in order.
func logsIn(t *testing.T, dir string) (names []string, texts map[string]string) {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	texts = map[string]string{}
	for _, e := range entries {
		text, err := os.ReadFile(filepath.Join(dir, e.Name()))
		if err != nil {
			t.Fatal(err)
		}
		names, texts[e.Name()] = append(names, e.Name()), string(text)
	}
	return names, texts
}

func TestALogIsAppendedToAndPrivate(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "made", "here")
	path := filepath.Join(dir, "kitewatch.log")
	for i := range 2 {
		log, err := OpenLog(path)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := fmt.Fprintln(log, "line", i); err != nil {
			t.Fatal(err)
		}
		if err := log.Close(); err != nil {
			t.Fatal(err)
		}
		if err := os.Chmod(path, 0o644); err != nil { // what another program's umask may have done
			t.Fatal(err)
		}
	}
	names, texts := logsIn(t, dir)
	if len(names) != 1 || texts["kitewatch.log"] != "line 0\nline 1\n" {
		t.Errorf("%q", texts)
	}
	log, err := OpenLog(path)
	if err != nil {
		t.Fatal(err)
	}
	log.Close()
	for name, want := range map[string]os.FileMode{path: 0o600, dir: 0o700} {
		if info, err := os.Stat(name); err != nil || secretsMatter && info.Mode().Perm() != want {
			t.Errorf("%s: %v, %v, want %v", name, info.Mode(), err, want)
		}
	}
}

func TestALogRotatesBySize(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "kitewatch.log")
	if err := os.WriteFile(path, []byte("of the day before\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	log, err := OpenLog(path)
	if err != nil {
		t.Fatal(err)
	}
	defer log.Close()
	line := append(bytes.Repeat([]byte("x"), 1<<20-1), '\n')
	for range logSize + 1 {
		if n, err := log.Write(line); n != len(line) || err != nil {
			t.Fatal(n, err)
		}
	}
	names, texts := logsIn(t, dir)
	if len(names) != 2 || names[1] != "kitewatch.log" {
		t.Fatalf("files %q", names)
	}
	old, now := texts[names[0]], texts[names[1]]
	if !strings.HasPrefix(old, "of the day before\nxxx") || len(old) != 18+(logSize-1)<<20 || len(now) != 2<<20 {
		t.Errorf("%d bytes set aside, %d in the log", len(old), len(now))
	}
	for _, name := range names {
		if info, err := os.Stat(filepath.Join(dir, name)); err != nil || secretsMatter && info.Mode().Perm() != 0o600 {
			t.Errorf("%s: %v, %v", name, info.Mode(), err)
		}
	}
}

// The old ones beyond those kept are removed by the library beside the writing,
// so this asks what it was told to keep.
func TestOldLogsKept(t *testing.T) {
	log, err := OpenLog(filepath.Join(t.TempDir(), "log"))
	if err != nil {
		t.Fatal(err)
	}
	defer log.Close()
	if out := &log.(*logFile).out; out.MaxBackups != 3 || logSize != 5 || out.MaxSize <= logSize {
		t.Errorf("%d old ones of %d MB, the library's limit %d MB", out.MaxBackups, logSize, out.MaxSize)
	}
}

// Two terminals may be given one log; after the file was set aside they still
// write line by line.
func TestTwoWriteOneLog(t *testing.T) {
	dir := t.TempDir()
	open := func() *logFile {
		log, err := OpenLog(filepath.Join(dir, "log"))
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { log.Close() })
		return log.(*logFile)
	}
	first := open()
	if _, err := first.Write(bytes.Repeat([]byte("x\n"), logSize*megabyte/2)); err != nil {
		t.Fatal(err)
	}
	if _, err := first.Write([]byte("first\n")); err != nil { // into a new file
		t.Fatal(err)
	}
	second := open()
	var both sync.WaitGroup
	for name, log := range map[string]*logFile{"first": first, "second": second} {
		both.Go(func() {
			for range 200 {
				fmt.Fprintln(log, name)
			}
		})
	}
	both.Wait()
	_, texts := logsIn(t, dir)
	if got := texts["log"]; strings.Count(got, "first\n") != 201 || strings.Count(got, "second\n") != 200 || len(got) != 201*6+200*7 {
		t.Errorf("%d lines of the first, %d of the second, %d bytes", strings.Count(got, "first\n"), strings.Count(got, "second\n"), len(got))
	}
}

func TestALogThroughALink(t *testing.T) {
	dir := t.TempDir()
	target := filepath.Join(dir, "real.log")
	link := filepath.Join(t.TempDir(), "log")
	if err := os.Symlink(target, link); err != nil {
		t.Skip("no links here:", err)
	}
	log, err := OpenLog(link)
	if err != nil {
		t.Fatal(err)
	}
	defer log.Close()
	for range 2 {
		if _, err := log.Write(bytes.Repeat([]byte("x"), logSize*megabyte)); err != nil {
			t.Fatal(err)
		}
	}
	if names, _ := logsIn(t, dir); len(names) != 2 {
		t.Errorf("beside the file %q, want the old one too", names)
	}
	if info, err := os.Lstat(link); err != nil || info.Mode()&os.ModeSymlink == 0 {
		t.Errorf("the link is %v, %v", info, err)
	}
}

func TestALogThatCannotBeWritten(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	locked := filepath.Join(dir, "locked")
	if err := os.Mkdir(locked, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(locked, "there"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(locked, 0o500); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.Chmod(locked, 0o700) })
	asUser := os.Geteuid() != 0 && secretsMatter // root may write anywhere
	for _, c := range []struct {
		name, path, want string
		skip             bool
	}{
		{name: "a folder", path: dir, want: "is a folder, not a file"},
		{name: "below a file", path: filepath.Join(file, "log"), want: "cannot be written: not a directory"},
		{name: "a device", path: os.DevNull, want: "is no regular file"},
		{name: "a read-only folder", path: filepath.Join(locked, "new"), want: "cannot be written: permission denied", skip: !asUser},
		{name: "a folder to be made in it", path: filepath.Join(locked, "new", "log"), want: "cannot be written: permission denied", skip: !asUser},
		{name: "a file in it", path: filepath.Join(locked, "there"), want: "where a full log is set aside: permission denied", skip: !asUser},
	} {
		t.Run(c.name, func(t *testing.T) {
			if c.skip {
				t.Skip("this user may write there")
			}
			log, err := OpenLog(c.path)
			var told *FileError
			if log != nil || !errors.As(err, &told) || told.Path != c.path || !strings.Contains(told.Reason, c.want) {
				t.Errorf("%v, %v, want %q", log, err, c.want)
			}
		})
	}
}
