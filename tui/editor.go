package tui

import (
	"os"
	"os/exec"
	"strings"

	tea "github.com/charmbracelet/bubbletea"

	"kitewatch/tui/store"
)

// editorLeft says that the editor has ended; openEditor sends it, the root
// acts.
type editorLeft struct{ err error }

// editorOf is the user's editor with its arguments: what the environment says,
// never what a file does.
func editorOf(getenv func(string) string) []string {
	for _, name := range []string{"VISUAL", "EDITOR"} {
		if words := strings.Fields(getenv(name)); len(words) > 0 {
			return words
		}
	}
	for _, name := range []string{"nano", "vim", "vi", "notepad"} {
		if _, err := exec.LookPath(name); err == nil {
			return []string{name}
		}
	}
	return nil
}

// openEditor gives the terminal to the user's editor, with watchlist.toml in
// it. The feed goes on; what it brings is shown afterwards.
func (m *model) openEditor() tea.Cmd {
	f := m.edits.file
	if f.Path == "" {
		return m.note("these lists are of this run alone: there is no file to edit")
	}
	words := editorOf(os.Getenv)
	if len(words) == 0 {
		return m.note("no editor is known: set EDITOR to yours")
	}
	if _, err := store.WriteSample(f.Path, f.Sample); err != nil {
		return m.note(shortPlace(f.Path, err.Error()))
	}
	command := exec.Command(words[0], append(words[1:len(words):len(words)], f.Path)...)
	return tea.ExecProcess(command, func(err error) tea.Msg { return editorLeft{err} })
}

// takeEditor says what went wrong with the editor. What it saved is told by the
// watch on the file.
func (m model) takeEditor(msg editorLeft) (tea.Model, tea.Cmd) {
	if msg.err != nil {
		return m.say("the editor: " + msg.err.Error())
	}
	return m, nil
}
