//go:build unix

package store

// secretsMatter says that this system's permission bits mean something.
const secretsMatter = true
