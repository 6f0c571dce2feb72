// Package alert decides when a price has crossed a level, and says how that is
// told. It is pure: rows and times are given to it, and the disk, the terminal
// and the network are others' work.
//
// Three things to know. A level fires once for a crossing: it compares with the
// last price that counted, which outlives the program, so that a gap over the
// level at the open is a crossing too. Only a price that trades fires; a closing
// price says no more than on which side the market stands. And of two programs
// that see one crossing each fires: which of them tells it, store decides, by
// when the price was last clear of the level.
package alert
