//go:build unix

package tui

import (
	"os/exec"
	"syscall"
)

// ownGroup starts a program in a session of its own: it cannot write over the
// screen or read its keys, since it has no terminal, and what it starts is in
// its process group, which is killed as one.
func ownGroup(cmd *exec.Cmd) {
	cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true}
	cmd.Cancel = func() error { return syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) }
}
