package store

import (
	"os"
	"os/user"
	"path/filepath"
	"runtime"

	"github.com/adrg/xdg"
)

// FindHome takes the user's home folder from the system's list of users where HOME
// does not name it, as in a service: everything that asks for it, programs that
// are started too, would take the root of the disk. It is for the program's start.
func FindHome() {
	if !homeless() {
		return
	}
	u, err := user.Current()
	if err != nil || !filepath.IsAbs(u.HomeDir) || filepath.Dir(u.HomeDir) == u.HomeDir {
		return // then Resolve says so
	}
	if os.Setenv("HOME", u.HomeDir) == nil {
		xdg.Reload()
	}
}

// homeless reports that the environment names no home folder. Windows is asked by
// other means.
func homeless() bool { return runtime.GOOS != "windows" && os.Getenv("HOME") == "" }
