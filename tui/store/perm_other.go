//go:build !unix

package store

// secretsMatter is false where permission bits do not keep others out.
const secretsMatter = false
