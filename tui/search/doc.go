// Package search is the search pane: the day's instruments, found by what is
// typed, and added to a list.
//
// Three things to know. Every key searches at once, since the index answers
// within a frame; so nothing here waits, and no answer can be late. The pane
// keeps no list of the trader's: it reports what was picked, and asks the root
// which list an instrument is in. And a row is drawn when it is first on the
// screen and then kept, so that a key that only moves the cursor draws two.
package search
