//go:build unix

package tui

// commandOf is a command of the environment with room for arguments behind it.
// The shell reads it, as with git and crontab: people write quotes, ~ and $HOME.
func commandOf(command string) []string {
	return []string{"/bin/sh", "-c", command + ` "$@"`, command}
}
