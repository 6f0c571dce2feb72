// Package terminal keeps Bubble Tea from asking the terminal for its background
// while the program is still being loaded.
//
// Bubble Tea v1 does so in an init function, whatever command runs, and a
// terminal that does not answer costs five seconds, in which nothing shows. Go
// initialises packages in the order of their import paths as far as their
// imports allow it, so one whose path sorts before github.com can come first and
// answer in the terminal's place. That is why this is a module of its own: its
// path is its purpose. The program asks the terminal itself, with patience for a
// quarter of a second (tui/cli/background.go).
package terminal

import "github.com/charmbracelet/lipgloss"

func init() { lipgloss.SetHasDarkBackground(true) }
