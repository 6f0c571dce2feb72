// Package store owns everything kept on disk: where it is, how it is read,
// and that it is written whole.
//
// Three things to know. A file is looked for in the current folder first and
// then where the XDG rules put it; a path that the user names beats both.
// What is wrong with a file is told as one sentence with file and place, by
// a FileError, and never costs the file. Secrets come from config.json or the
// environment only, and no error here ever holds one.
package store
