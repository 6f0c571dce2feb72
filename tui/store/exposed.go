package store

import (
	"io/fs"
	"os"
)

// Permissions returns the permission bits of a file or folder, and of what a
// link leads to; matter is false where the system's bits say nothing about who
// may read it. Nothing is changed: Config.Mend mends.
func Permissions(path string) (bits fs.FileMode, matter bool, err error) {
	info, err := os.Stat(path)
	if err != nil {
		return 0, secretsMatter, err
	}
	return info.Mode() & (fs.ModePerm | fs.ModeSticky), secretsMatter, nil
}
