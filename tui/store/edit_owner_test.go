//go:build unix

package store

import (
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// A folder that takes no new file is named: the file itself could be written.
func TestFileEditNamesTheFolder(t *testing.T) {
	f := fileOf(t, "")
	f.Path = filepath.Join(filepath.Dir(f.Path), strings.Repeat("w", 250))
	inPlace(t, f.Path, someLists)
	f.Last = []byte(someLists)
	refused(t, f, "its folder "+filepath.Dir(f.Path)+" takes no new file: file name too long; it is as it was")
}

// An edit by root leaves the file to whose it is.
func TestFileEditKeepsTheOwner(t *testing.T) {
	if os.Getuid() != 0 {
		t.Skip("only root may give a file away")
	}
	f := fileOf(t, someLists)
	must(t, os.Chown(f.Path, 4321, 1234))
	if _, err := f.Edit(t.Context(), AddList("T")); err != nil {
		t.Fatal(err)
	}
	info, err := os.Stat(f.Path)
	if err != nil {
		t.Fatal(err)
	}
	if now := info.Sys().(*syscall.Stat_t); now.Uid != 4321 || now.Gid != 1234 || info.Mode().Perm() != 0o644 {
		t.Errorf("it is of %d:%d now, %v", now.Uid, now.Gid, info.Mode())
	}
}

// Another name of the file keeps the old text: a file that is replaced leaves
// its other names behind.
func TestFileEditOfOneOfTwoNames(t *testing.T) {
	f := fileOf(t, someLists)
	other := filepath.Join(t.TempDir(), "other.toml")
	must(t, os.Link(f.Path, other))
	made, err := f.Edit(t.Context(), AddList("T"))
	if err != nil || onDisk(t, f.Path) != string(made.Watchlist.Text) || onDisk(t, other) != someLists {
		t.Errorf("%v, the file has\n%s\nits other name\n%s", err, onDisk(t, f.Path), onDisk(t, other))
	}
}
