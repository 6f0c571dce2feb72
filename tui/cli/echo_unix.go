//go:build unix

package cli

import (
	"syscall"

	"github.com/charmbracelet/x/term"
)

// mute takes the echo out of a terminal's settings.
func mute(state *term.State) { state.Lflag &^= syscall.ECHO }
