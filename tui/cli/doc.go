// Package cli is the command line: a file per command, and here what they
// share.
//
// Three things to know. Data goes to stdout, everything else to stderr. What
// a command fails of decides its exit code: see codes. Every flag that serves
// everywhere has an environment variable KITEWATCH_… of the same name, and the
// flag wins; no secret is ever a flag.
package cli
