//go:build unix

package tui

import (
	"os"

	"golang.org/x/sys/unix"
)

// canSuspend reports whether a shell waits for the program to stop. Without
// one, as when a terminal or ssh runs it directly, the system drops the stop
// signal, and whoever waits to be continued waits for ever: the parent must be
// in the same session and of another process group.
func canSuspend() bool {
	parent := os.Getppid()
	session, err := unix.Getsid(0)
	theirs, theirErr := unix.Getsid(parent)
	group, groupErr := unix.Getpgid(parent)
	return err == nil && theirErr == nil && groupErr == nil && session == theirs && group != unix.Getpgrp()
}
