//go:build unix

package store

import (
	"context"
	"errors"
	"os"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

// slowSave writes a text in two parts, seconds apart, as a shell does with
// (head; sleep; tail) > watchlist.toml.
func slowSave(t *testing.T, path, first, rest string, apart time.Duration) {
	inPlace(t, path, first)
	must(t, os.Chtimes(path, time.Now(), time.Now())) // by the bubble's clock
	time.Sleep(apart)
	file, err := os.OpenFile(path, os.O_WRONLY|os.O_APPEND, 0)
	must(t, err)
	_, err = file.WriteString(rest)
	must(t, errors.Join(err, file.Close()))
}

// An edit while a slow program is still writing waits for the rest: put over
// the half text it would lose it.
func TestFileEditWaitsForASlowSave(t *testing.T) {
	const two = someLists + "[[list]]\nname = \"B\"\nsymbols = [\"NSE:B\"]\n"
	for name, first := range map[string]string{"half of it there": someLists, "nothing of it there": ""} {
		t.Run(name, func(t *testing.T) {
			f := fileOf(t, two)
			synctest.Test(t, func(t *testing.T) {
				go slowSave(t, f.Path, first, two[len(first):]+"# theirs\n", 3*time.Second)
				time.Sleep(time.Second)
				_, err := f.Edit(t.Context(), RemoveEntry(ref("S"), row("NSE:A")))
				want := strings.Replace(two, "  \"NSE:A\",  # a\n", "", 1) + "# theirs\n"
				if got := onDisk(t, f.Path); err != nil || got != want {
					t.Errorf("%v, got\n%s\nwant\n%s", err, got, want)
				}
			})
		})
	}
}

// A text that has lost its end a moment ago is edited when it has stood long
// enough, whether its user has read it so or not.
func TestFileEditOfABeginning(t *testing.T) {
	f := fileOf(t, someLists+"# the end\n")
	inPlace(t, f.Path, someLists)
	synctest.Test(t, func(t *testing.T) {
		must(t, os.Chtimes(f.Path, time.Now(), time.Now()))
		refused(t, f, "is being written: try again")
		must(t, os.Chtimes(f.Path, time.Now(), time.Now()))
		refused(t, f.Read([]byte(someLists)), "is being written: try again")
		long := time.Now().Add(-old)
		must(t, os.Chtimes(f.Path, long, long))
		for _, f := range []File{f, f.Read([]byte(someLists))} {
			made, err := f.Edit(t.Context(), AddList("T"))
			must(t, err)
			inPlace(t, f.Path, someLists)
			must(t, os.Chtimes(f.Path, long, long))
			if len(made.Watchlist.Lists) != 2 {
				t.Errorf("the lists are %+v", made.Watchlist.Lists)
			}
		}
	})
}

// What an instance has left is whole, though it is but the beginning of what
// was there before.
func TestFileEditBehindARemovedList(t *testing.T) {
	f := fileOf(t, someLists+"\n[[list]]\nname = \"B\"\n")
	made, err := f.Edit(t.Context(), RemoveList(ref("B")))
	must(t, err)
	ctx, cancel := context.WithTimeout(t.Context(), 3*time.Second)
	defer cancel()
	if made, err = f.Edit(ctx, RenameList(ref("S"), "T")); err != nil {
		t.Fatal(err)
	}
	if _, err = f.Read(made.Watchlist.Text).Edit(ctx, RenameList(ref("T"), "U")); err != nil {
		t.Error(err)
	}
}
