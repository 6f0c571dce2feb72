package tui

import (
	"errors"
	"os"
	"os/exec"
	"strings"

	tea "github.com/charmbracelet/bubbletea"

	"kitewatch/tui/store"
)

// editorLeft says that the editor has ended; startEditor sends it, the root
// acts.
type editorLeft struct{ err error }

// editorOf is the user's editor with its arguments: what the environment says,
// never what a file does.
func editorOf(getenv func(string) string) []string {
	for _, name := range []string{"VISUAL", "EDITOR"} {
		if command := strings.TrimSpace(getenv(name)); command != "" {
			return commandOf(command)
		}
	}
	for _, name := range []string{"nano", "vim", "vi", "notepad"} {
		if _, err := exec.LookPath(name); err == nil {
			return []string{name}
		}
	}
	return nil
}

// editorReady says that the file is there for the editor; fileForEditor sends
// it, the root acts.
type editorReady struct {
	command []string
	err     error
}

// fileForEditor writes the file if there is none: as it was last known, or the
// sample.
func fileForEditor(f store.File, command []string) tea.Cmd {
	return func() tea.Msg {
		text := f.Last
		if text == nil {
			text = f.Sample
		}
		_, err := store.WriteSample(f.Path, text)
		return editorReady{append(command, f.Path), err}
	}
}

// notFound is what a shell ends with when there is no such command.
const notFound = 127

// openEditor gives the terminal to the user's editor, with watchlist.toml in
// it. The feed goes on; what it brings is shown afterwards.
func (m *model) openEditor() tea.Cmd {
	if m.edits.file.Path == "" {
		return m.note("these lists are of this run alone: there is no file to edit")
	}
	command := editorOf(os.Getenv)
	if len(command) == 0 {
		return m.note("no editor is known: set EDITOR to yours")
	}
	return fileForEditor(m.edits.file, command)
}

// startEditor starts it.
func (m model) startEditor(msg editorReady) (tea.Model, tea.Cmd) {
	if msg.err != nil {
		return m.say(shortPlace(m.edits.file.Path, msg.err.Error()))
	}
	command := exec.Command(msg.command[0], msg.command[1:]...)
	if m.terminal != nil {
		command.Stdout = m.terminal // itself: what stands before it is no file, and the editor would get a pipe
	}
	return m, tea.ExecProcess(command, func(err error) tea.Msg { return editorLeft{err} })
}

// takeEditor says what went wrong with the editor. What it saved is told by the
// watch on the file.
func (m model) takeEditor(msg editorLeft) (tea.Model, tea.Cmd) {
	var ended *exec.ExitError
	switch {
	case errors.As(msg.err, &ended) && ended.ExitCode() == notFound:
		return m.say("the editor is not found: set EDITOR to yours")
	case msg.err != nil:
		return m.say("the editor: " + msg.err.Error())
	}
	return m, nil
}
