//go:build !unix

package tui

import "os/exec"

// ownGroup leaves a program as it is where there are no process groups: it alone
// is killed.
func ownGroup(*exec.Cmd) {}
