package ui

import tea "github.com/charmbracelet/bubbletea"

// Emit returns the command by which a pane reports what the user meant.
func Emit(msg tea.Msg) tea.Cmd {
	return func() tea.Msg { return msg }
}
