// Package watch is the watch pane: the tabs of the lists, and of one list a
// line a row, between the strip and the status line.
//
// Four things to know. A column is one value in columns.go: what it is
// called, how wide it is, how its cells read and how it sorts. A line of the
// table is made when its row changes and kept: View only joins lines, so it
// costs what is visible, not what is listed. The user's own view of a list, its
// order, columns and filter, is the pane's; what of it belongs into the file is
// reported. And the pane reads no clock: what a price is worth, and how old it
// is, follow from the Clock it is given.
package watch
