// Package ui is the look of kitewatch: its colours and glyphs, how figures
// are written, and how text is cut to a width.
//
// Three things to know. Text is made plain first (Clean, Fit) and painted
// last, so widths are counted on what is seen. A Theme is made once, at the
// start; it holds every style as a ready pair of escape sequences, since a
// table paints thousands of cells a second. And nothing here knows of quotes,
// panes or time of day: the package imports nothing of ours.
package ui
