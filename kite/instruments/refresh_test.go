package instruments

import (
	"bytes"
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"kitewatch/kite"
	"kitewatch/kite/kitesim"
	"kitewatch/kite/market"
)

func TestRefreshKeepsTheList(t *testing.T) {
	r := newRig(t, "2026-11-23 08:31:07")
	var seen []Progress
	l, err := r.cache.Refresh(t.Context(), r.client, r.clock(), func(p Progress) { seen = append(seen, p) })
	if err != nil {
		t.Fatal(err)
	}
	if !l.Fetched().Equal(r.now) || l.Fetched().Location() != market.IST || l.Len() < 3000 {
		t.Errorf("%d rows of %v", l.Len(), l.Fetched())
	}
	if last := seen[len(seen)-1]; last.Received == 0 || last.Length != last.Received {
		t.Errorf("at the end %d of %d bytes", last.Received, last.Length)
	}
	again, err := r.cache.Load()
	if err != nil || again.body != l.body || again.stamp != l.stamp {
		t.Errorf("loaded is another list: %v", err)
	}
	if _, err := r.cache.Previous(); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("a previous list: %v", err)
	}
	for name, want := range map[string]fs.FileMode{"": 0o700, currentFile: 0o600, lockFile: 0o600} {
		if info, err := os.Stat(filepath.Join(r.cache.Dir, name)); err != nil || info.Mode().Perm() != want {
			t.Errorf("%q: %v, %v, want %v", name, info.Mode(), err, want)
		}
	}
}

func TestLoadWithoutAList(t *testing.T) {
	c := Cache{Dir: filepath.Join(t.TempDir(), "none")}
	for _, load := range []func() (*List, error){c.Load, c.Previous} {
		if l, err := load(); l != nil || !errors.Is(err, fs.ErrNotExist) || !strings.HasPrefix(err.Error(), "no instrument list in "+c.Dir) {
			t.Errorf("%v, %v", l != nil, err)
		}
	}
}

func TestACorruptListIsSaidAndReplaced(t *testing.T) {
	r := newRig(t, "2026-11-23 09:00:00")
	r.refresh()
	path := filepath.Join(r.cache.Dir, currentFile)
	for name, spoil := range map[string]func([]byte) []byte{
		"cut":   func(b []byte) []byte { return b[:len(b)/2] },
		"empty": func([]byte) []byte { return nil },
		"a bit": func(b []byte) []byte { b[len(b)/2] ^= 1; return b },
		"text":  func([]byte) []byte { return []byte(dumpHead + infyRow) },
	} {
		file, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, spoil(file), 0o600); err != nil {
			t.Fatal(err)
		}
		var corrupt *Corrupt
		l, err := r.cache.Load()
		if l != nil || !errors.As(err, &corrupt) || corrupt.Path != path || errors.Is(err, fs.ErrNotExist) {
			t.Errorf("%s: %v, %v", name, l != nil, err)
		}
		r.refresh()
		if _, err := r.cache.Load(); err != nil {
			t.Errorf("%s: after a refresh: %v", name, err)
		}
	}
	if r.downloads() != 5 {
		t.Errorf("%d downloads, want 5", r.downloads())
	}
}

func TestPreviousIsTheTradingDayBefore(t *testing.T) {
	r := newRig(t, "2026-11-20 08:35:00") // a Friday
	friday := r.refresh()
	bodies := map[string]string{"friday": friday.body}
	for _, step := range []struct{ now, kept, current, previous string }{
		{"2026-11-20 15:00:00", "", "friday", ""},
		{"2026-11-21 12:00:00", "", "friday", ""},             // Saturday brings no new one
		{"2026-11-23 07:15:00", "", "friday", ""},             // nor Monday's early morning
		{"2026-11-23 07:45:00", "monday", "monday", "friday"}, // it is there before 08:30
		{"2026-11-23 08:31:00", "", "monday", "friday"},       // the same again
		{"2026-11-24 12:00:00", "", "monday", "friday"},       // a holiday
		{"2026-11-25 08:30:00", "wednesday", "wednesday", "monday"},
		{"2026-11-26 08:30:00", "thursday", "thursday", "wednesday"},
	} {
		r.set(step.now)
		l := r.refresh()
		if step.kept != "" {
			bodies[step.kept] = l.body
		}
		if l.body != bodies[step.current] || !l.Fetched().Equal(r.now) {
			t.Errorf("%s: not %s's list, or not fetched then: %v", step.now, step.current, l.Fetched())
		}
		previous, err := r.cache.Previous()
		if step.previous == "" {
			if !errors.Is(err, fs.ErrNotExist) {
				t.Errorf("%s: a previous list, %v", step.now, err)
			}
		} else if err != nil || previous.body != bodies[step.previous] {
			t.Errorf("%s: the previous list is not %s's: %v", step.now, step.previous, err)
		}
	}
}

func TestASecondListOfADayLeavesThePrevious(t *testing.T) {
	r := newRig(t, "2026-11-20 09:00:00")
	friday := r.refresh()
	r.set("2026-11-23 09:00:00")
	r.refresh()
	other := dumpHead + niftyRow + string(bytes.Join(bytes.SplitAfter(dumpOf(t, 1), []byte("\n"))[2:], nil))
	l, err := r.cache.Refresh(t.Context(), answer(text200(other)), moment(t, "2026-11-23 12:00:00"), nil)
	if err != nil || !l.Fetched().Equal(moment(t, "2026-11-23 12:00:00")) {
		t.Fatal(l.Fetched(), err)
	}
	current, err := r.cache.Load()
	if err != nil || current.body != l.body {
		t.Errorf("not kept: %v", err)
	}
	if previous, err := r.cache.Previous(); err != nil || previous.body != friday.body {
		t.Errorf("the previous list is no more Friday's: %v", err)
	}
}

func TestTheFirstListHasNoLeastSize(t *testing.T) {
	c := Cache{Dir: t.TempDir()}
	l, err := c.Refresh(t.Context(), answer(text200(dumpHead+niftyRow)), moment(t, "2026-11-23 09:00:00"), nil)
	if err != nil || l.Len() != 1 {
		t.Fatal(err)
	}
}

func TestAListWithinAMinuteIsNotAskedForAgain(t *testing.T) {
	r := newRig(t, "2026-11-23 09:00:00")
	r.refresh()
	r.set("2026-11-23 09:00:59")
	r.refresh()
	if r.downloads() != 1 {
		t.Errorf("%d downloads in a minute", r.downloads())
	}
	r.set("2026-11-23 09:01:00")
	if l := r.refresh(); r.downloads() != 2 || !l.Fetched().Equal(r.now) {
		t.Errorf("%d downloads, the list of %v", r.downloads(), l.Fetched())
	}
}

func TestManyAtOnceDownloadOnce(t *testing.T) {
	r := newRig(t, "2026-11-23 09:00:00")
	var done sync.WaitGroup
	for range 5 {
		done.Go(func() {
			if l, err := r.cache.Refresh(t.Context(), r.client, r.clock(), nil); err != nil || l.Len() < 3000 {
				t.Error(err)
			}
		})
	}
	done.Wait()
	if r.downloads() != 1 {
		t.Errorf("%d downloads", r.downloads())
	}
}

func TestWaitingForAnotherProcess(t *testing.T) {
	dir := t.TempDir()
	synctest.Test(t, func(t *testing.T) {
		c := Cache{Dir: dir}
		unlock, alone, err := c.lock(t.Context(), func() {})
		if err != nil || !alone {
			t.Fatal(alone, err)
		}
		ctx, cancel := context.WithTimeout(t.Context(), time.Second/2)
		defer cancel()
		client := answer(text200(dumpHead + niftyRow))
		began := time.Now()
		told := 0
		l, err := c.Refresh(ctx, client, began, func(p Progress) { told++ })
		if l != nil || told > 0 || !errors.Is(err, context.DeadlineExceeded) || time.Since(began) > 2*time.Second {
			t.Errorf("given up after %v: %v, %v", time.Since(began), l != nil, err)
		}
		// It is told that another is waited for, and Patience bounds that.
		began = time.Now()
		patient := Cache{Dir: dir, Patience: 10 * time.Second}
		l, err = patient.Refresh(t.Context(), client, began, func(p Progress) {
			if told++; !p.Elsewhere || time.Since(began) < time.Second {
				t.Errorf("after %v it is told %+v", time.Since(began), p)
			}
		})
		if l != nil || told != 1 || !errors.Is(err, ErrBusy) || time.Since(began).Round(time.Second) != 10*time.Second {
			t.Errorf("without patience after %v, told %d times: %v", time.Since(began), told, err)
		}
		// One that is stopped for good is not waited for without end.
		if l, err = c.Refresh(t.Context(), client, began, nil); err != nil || l.Len() != 1 || time.Since(began) < lockWait {
			t.Errorf("after %v: %v", time.Since(began), err)
		}
		unlock()
	})
}

func TestAListThatCannotBeKeptIsUsed(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	shut := t.TempDir()
	taken := t.TempDir()
	if err := os.MkdirAll(filepath.Join(taken, currentFile, "x"), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(shut, 0o500); err != nil {
		t.Fatal(err)
	}
	for name, dir := range map[string]string{"below a file": filepath.Join(file, "cache"), "not writable": shut, "a folder in its place": taken} {
		if name == "not writable" && os.Geteuid() == 0 {
			continue // nothing keeps root from writing
		}
		c := Cache{Dir: dir}
		l, err := c.Refresh(t.Context(), answer(text200(dumpHead+niftyRow)), moment(t, "2026-11-23 09:00:00"), nil)
		var notKept *NotKept
		if !errors.As(err, &notKept) || notKept.Dir != dir || notKept.Err == nil || l == nil || l.Len() != 1 {
			t.Errorf("%s: %v, %v", name, l != nil, err)
		}
		if left, _ := filepath.Glob(filepath.Join(dir, tempFiles)); left != nil {
			t.Errorf("%s: %v is left", name, left)
		}
	}
}

func TestLeftoversAreSweptByWhoHoldsTheLock(t *testing.T) {
	r := newRig(t, "2026-11-23 09:00:00")
	if err := os.MkdirAll(r.cache.Dir, 0o700); err != nil {
		t.Fatal(err)
	}
	left := filepath.Join(r.cache.Dir, ".instruments-123")
	other := filepath.Join(r.cache.Dir, "notes.txt")
	for _, path := range []string{left, other} {
		if err := os.WriteFile(path, []byte("x"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	r.refresh()
	if _, err := os.Stat(left); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("a temporary file is left: %v", err)
	}
	if _, err := os.Stat(other); err != nil {
		t.Errorf("somebody's file is gone: %v", err)
	}
}

func TestACanceledDownload(t *testing.T) {
	r := newRig(t, "2026-11-23 09:00:00")
	r.x.AddFault(kitesim.Fault{Name: "dumphang"})
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error)
	go func() {
		_, err := r.cache.Refresh(ctx, r.client, r.clock(), nil)
		done <- err
	}()
	cancel()
	if err := <-done; kite.KindOf(err) != kite.Canceled {
		t.Errorf("got %v", err)
	}
}
