//go:build !linux && !darwin && !freebsd

package cli

// freeSpace is not known here.
func freeSpace(string) (free uint64, ok bool) { return 0, false }

// keepsFiles is not known here: what a folder refuses says enough.
func keepsFiles(string) bool { return true }

// foreground cannot be told here: the terminal is not asked.
func foreground(uintptr) bool { return false }
