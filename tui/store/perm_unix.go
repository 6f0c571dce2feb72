//go:build unix

package store

import (
	"os"
	"syscall"
)

// secretsMatter says that this system's permission bits mean something.
const secretsMatter = true

// keepOwner gives a new file the owner and the group of the one it replaces.
// Only root may give to others, and most may not give to every group: the rest
// is left as it is.
func keepOwner(path string, old os.FileInfo) {
	if was, ok := old.Sys().(*syscall.Stat_t); ok && os.Chown(path, int(was.Uid), int(was.Gid)) != nil {
		_ = os.Chown(path, -1, int(was.Gid))
	}
}
