//go:build linux || darwin || freebsd

package cli

import "golang.org/x/sys/unix"

// freeSpace is what a user may still write where a folder lies, in bytes.
func freeSpace(dir string) (free uint64, ok bool) {
	var stat unix.Statfs_t
	if err := unix.Statfs(dir, &stat); err != nil || !keepsFiles(dir) {
		return 0, false
	}
	return uint64(max(stat.Bavail, 0)) * uint64(stat.Bsize), true
}

// keepsFiles reports a folder on a file system that has room at all; /proc and the
// like show what the system knows.
func keepsFiles(dir string) bool {
	var stat unix.Statfs_t
	return unix.Statfs(dir, &stat) != nil || stat.Blocks > 0
}

// foreground reports that the terminal is this program's to ask: one behind a
// shell's & would be stopped for it.
func foreground(fd uintptr) bool {
	group, err := unix.IoctlGetInt(int(fd), unix.TIOCGPGRP)
	return err == nil && group == unix.Getpgrp()
}
