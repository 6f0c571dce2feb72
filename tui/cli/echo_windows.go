package cli

import "github.com/charmbracelet/x/term"

// echoInput is ENABLE_ECHO_INPUT of SetConsoleMode.
const echoInput = 0x4

// mute takes the echo out of a console's settings.
func mute(state *term.State) { state.Mode &^= echoInput }
