//go:build !unix

package store

import "os"

// secretsMatter is false where permission bits do not keep others out.
const secretsMatter = false

// keepOwner has nothing to do: a new file is its folder's.
func keepOwner(string, os.FileInfo) {}
