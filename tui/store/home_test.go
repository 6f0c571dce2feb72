//go:build unix

package store

import (
	"errors"
	"os"
	"os/user"
	"path/filepath"
	"strings"
	"testing"

	"github.com/adrg/xdg"
)

// withoutHome is an environment that names neither a home nor places in it.
func withoutHome(t *testing.T) {
	t.Helper()
	t.Chdir(t.TempDir())
	t.Cleanup(xdg.Reload) // after Setenv has undone itself
	for _, name := range []string{"HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_STATE_HOME"} {
		t.Setenv(name, "")
	}
	xdg.Reload()
}

// Services are started without HOME: nothing of theirs belongs at the root of the
// disk.
func TestPathsWithoutAHome(t *testing.T) {
	withoutHome(t)
	got, err := (Paths{}).Resolve()
	var file *FileError
	if !errors.As(err, &file) || !strings.Contains(err.Error(), "HOME: is not set") {
		t.Errorf("%+v, error %v; want that HOME is not set", got, err)
	}
	dir := t.TempDir()
	if got, err := Home(dir).Resolve(); err != nil || got != Home(dir) {
		t.Errorf("all named, and no home needed: %+v, error %v", got, err)
	}
	for _, name := range []string{"XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_STATE_HOME"} {
		t.Setenv(name, dir)
	}
	xdg.Reload()
	if got, err := (Paths{}).Resolve(); err != nil || got.State != filepath.Join(dir, "kitewatch") {
		t.Errorf("places named by XDG: %+v, error %v", got, err)
	}
}

func TestTheHomeOfTheUserIsFound(t *testing.T) {
	u, err := user.Current()
	if err != nil || !filepath.IsAbs(u.HomeDir) || u.HomeDir == "/" {
		t.Skip("this user has no home folder")
	}
	withoutHome(t)
	u, err = user.Current() // as it is known without HOME
	if err != nil || u.HomeDir == "" {
		t.Skip("the system's list of users does not tell it")
	}
	FindHome()
	if home := os.Getenv("HOME"); home != u.HomeDir {
		t.Fatalf("HOME is %q, want %q", home, u.HomeDir)
	}
	if got, err := (Paths{}).Resolve(); err != nil || !strings.HasPrefix(got.State, u.HomeDir) {
		t.Errorf("%+v, error %v", got, err)
	}
}
