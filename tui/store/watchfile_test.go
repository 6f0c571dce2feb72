package store

import (
	"context"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"go.uber.org/goleak"
)

// save writes a text in one of the ways in which programs do.
type save func(t *testing.T, path, text string)

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Error(err)
	}
}

func inPlace(t *testing.T, path, text string) {
	must(t, os.WriteFile(path, []byte(text), 0o644))
}

func renamedOver(t *testing.T, path, text string) {
	must(t, os.WriteFile(path+".new", []byte(text), 0o644))
	must(t, os.Rename(path+".new", path))
}

// backupFirst is how vim saves with backupcopy=no.
func backupFirst(t *testing.T, path, text string) {
	must(t, os.Rename(path, path+"~"))
	must(t, os.WriteFile(path, []byte(text), 0o644))
	must(t, os.Remove(path+"~"))
}

func anew(t *testing.T, path, text string) {
	must(t, os.Remove(path))
	must(t, os.WriteFile(path, []byte(text), 0o644))
}

// linked puts a link to a file elsewhere in the place of a file.
func linked(t *testing.T, path, text string) {
	elsewhere := filepath.Join(t.TempDir(), "watched.toml")
	must(t, os.WriteFile(elsewhere, []byte(text), 0o644))
	must(t, os.Symlink(elsewhere, path+".link"))
	must(t, os.Rename(path+".link", path))
}

// behindALink saves into the file that a link names, and makes it a link first.
func behindALink(t *testing.T, path, text string) {
	target, err := os.Readlink(path)
	if err != nil {
		linked(t, path, text)
		return
	}
	renamedOver(t, target, text)
}

var saves = map[string]save{
	"in place": inPlace, "renamed over": renamedOver, "with a backup first": backupFirst, "removed and made again": anew, "turned into a link": linked,
	"behind a link": behindALink,
}

// TestSavesAreNoticed has no look at the stat to fall back on: what is told
// comes from the system's notices, and each save once.
func TestSavesAreNoticed(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("which notices come is known of Linux")
	}
	for name, by := range saves {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			path := filepath.Join(t.TempDir(), "watchlist.toml")
			inPlace(t, path, "one")
			ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
			defer cancel()
			w := watched(ctx, t, path, "one")
			last := "one"
			for _, text := range []string{"two", "three", "four"} {
				fresh := watched(ctx, t, path, last) // no notice of the saves before is left in it
				by(t, path, text)
				if err := fresh.wait(ctx); err != nil {
					t.Fatalf("no notice of %q: %v", text, err)
				}
				got, err := w.Next(ctx)
				if err != nil || string(got.Text) != text || got.Gone || got.Err != nil {
					t.Fatalf("told %q, gone %v, %v, %v; want %q", got.Text, got.Gone, got.Err, err, text)
				}
				last = text
			}
		})
	}
}

// watched is a watch that listens already and never looks by itself.
func watched(ctx context.Context, t *testing.T, path, known string) *FileWatch {
	w := WatchFile(ctx, path, []byte(known))
	if w.notices == nil {
		t.Skip("this machine gives no notices")
	}
	w.every = time.Hour
	w.listen()
	return w
}

func TestASaveOfARelativePathIsNoticed(t *testing.T) {
	t.Chdir(t.TempDir())
	inPlace(t, "watchlist.toml", "one")
	w := watched(t.Context(), t, "watchlist.toml", "one")
	if got := w.notices.WatchList(); !slices.Equal(got, []string{"."}) {
		t.Errorf("listening to %q", got)
	}
	renamedOver(t, "watchlist.toml", "two")
	must(t, w.wait(t.Context()))
	if got, err := w.Next(t.Context()); err != nil || string(got.Text) != "two" {
		t.Errorf("told %q, %v", got.Text, err)
	}
}

func TestNoNoticeIsLeftListening(t *testing.T) {
	before := goleak.IgnoreCurrent()
	ctx, cancel := context.WithCancel(t.Context())
	w := WatchFile(ctx, filepath.Join(t.TempDir(), "watchlist.toml"), nil)
	cancel()
	if _, err := w.Next(t.Context()); err != context.Canceled {
		t.Errorf("after the end: %v", err)
	}
	goleak.VerifyNone(t, before)
}

// telling is what a watch has told, and when.
type telling struct {
	what string
	at   time.Time
}

// tellings takes what a watch tells until ctx ends.
func tellings(ctx context.Context, w *FileWatch) (told []telling) {
	for {
		c, err := w.Next(ctx)
		if err != nil {
			return told
		}
		what := string(c.Text)
		switch {
		case c.Err != nil:
			what = "error"
		case c.Gone:
			what = "gone"
		}
		told = append(told, telling{what, time.Now()})
	}
}

// polled runs steps under a watch that has the stat alone, in no real time,
// and returns what was told. Texts must have been told within a second.
func polled(t *testing.T, steps ...func(path string)) (whats []string) {
	dir := t.TempDir()
	synctest.Test(t, func(t *testing.T) {
		path := filepath.Join(dir, "folder", "watchlist.toml")
		must(t, os.Mkdir(filepath.Dir(path), 0o755))
		inPlace(t, path, "one")
		ctx, cancel := context.WithCancel(t.Context())
		w := PollFile(ctx, path, []byte("one"))
		all := make(chan []telling)
		go func() { all <- tellings(ctx, w) }()
		var began []time.Time
		for i, step := range steps {
			time.Sleep(time.Duration(i)*70*time.Millisecond + 3*time.Second)
			began = append(began, time.Now())
			step(path)
		}
		time.Sleep(3 * time.Second)
		cancel()
		for _, told := range <-all {
			whats = append(whats, told.what)
			step := len(began) - 1
			for began[step].After(told.at) {
				step--
			}
			if late := told.at.Sub(began[step]); late > time.Second && told.what != "" && told.what != "gone" {
				t.Errorf("%q was told after %v", told.what, late)
			}
		}
	})
	return whats
}

func TestSavesAreSeenWithoutNotices(t *testing.T) {
	by := func(s save, text string) func(string) { return func(path string) { s(t, path, text) } }
	for _, tt := range []struct {
		name  string
		steps []func(string)
		want  []string
	}{
		{"in place", []func(string){by(inPlace, "two"), by(inPlace, "six"), by(inPlace, "one")}, []string{"two", "six", "one"}},
		{"renamed over", []func(string){by(renamedOver, "two"), by(renamedOver, "six")}, []string{"two", "six"}},
		{"with a backup first", []func(string){by(backupFirst, "two")}, []string{"two"}},
		{"removed and made again", []func(string){by(anew, "two"), by(anew, "six")}, []string{"two", "six"}},
		{"turned into a link", []func(string){by(linked, "two"), by(linked, "six"), by(inPlace, "ten")}, []string{"two", "six", "ten"}},
		{"the same text", []func(string){by(inPlace, "one"), by(renamedOver, "one"), by(anew, "one")}, nil},
		{"emptied and written later", []func(string){func(path string) {
			inPlace(t, path, "")
			time.Sleep(600 * time.Millisecond)
			inPlace(t, path, "two")
		}}, []string{"two"}},
		{"written in parts", []func(string){func(path string) {
			for _, part := range []string{"t", "tw", "two"} {
				inPlace(t, path, part)
				time.Sleep(100 * time.Millisecond)
			}
		}}, []string{"two"}},
		{"its beginning first, with gaps", []func(string){func(path string) {
			for _, part := range []string{"", "o", "once"} {
				inPlace(t, path, part)
				time.Sleep(300 * time.Millisecond)
			}
		}}, []string{"once"}},
		{"its beginning alone", []func(string){by(inPlace, "on"), by(inPlace, "o"), by(inPlace, "one")}, []string{"on", "o", "one"}},
		{"emptied, and begun later", []func(string){by(inPlace, ""), func(path string) {
			inPlace(t, path, "o")
			time.Sleep(300 * time.Millisecond)
			inPlace(t, path, "once")
		}}, []string{"", "once"}},
		{"emptied for good", []func(string){by(inPlace, ""), by(inPlace, "two")}, []string{"", "two"}},
		{"removed, and there later", []func(string){func(path string) { must(t, os.Remove(path)) }, by(inPlace, "two")}, []string{"gone", "two"}},
		{"its folder removed and made again", []func(string){
			func(path string) { must(t, os.RemoveAll(filepath.Dir(path))) },
			func(path string) { must(t, os.Mkdir(filepath.Dir(path), 0o755)) },
			by(inPlace, "two"),
		}, []string{"gone", "two"}},
		{"a folder in its place", []func(string){func(path string) {
			must(t, os.Remove(path))
			must(t, os.Mkdir(path, 0o755))
		}}, []string{"error"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := polled(t, tt.steps...); !slices.Equal(got, tt.want) {
				t.Errorf("told %q, want %q", got, tt.want)
			}
		})
	}
}

// What changed between reading a file and watching it is told first.
func TestAChangeBeforeTheWatchIsTold(t *testing.T) {
	path := filepath.Join(t.TempDir(), "watchlist.toml")
	inPlace(t, path, "two")
	for name, known := range map[string][]byte{"another text": []byte("one"), "no file": nil, "an empty one": {}} {
		got, err := WatchFile(t.Context(), path, known).Next(t.Context())
		if err != nil || string(got.Text) != "two" {
			t.Errorf("known %s: told %q, %v", name, got.Text, err)
		}
	}
}

func TestHops(t *testing.T) {
	dir := t.TempDir()
	join := func(name string) string { return filepath.Join(dir, name) }
	must(t, os.Symlink("b", join("a")))
	must(t, os.Symlink(join("c"), join("b")))
	must(t, os.Symlink("circle", join("circle")))
	if got, want := hops(join("a")), []string{join("a"), join("b"), join("c")}; !slices.Equal(got, want) {
		t.Errorf("hops %q, want %q", got, want)
	}
	if got := hops(join("circle")); len(got) != 41 {
		t.Errorf("a circle has %d hops", len(got))
	}
}
