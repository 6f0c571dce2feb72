// Package tui is the terminal UI: one root model, a pane per folder, one
// status line.
//
// Three things to know. The root owns focus, size and the clock; a pane owns
// its cursor, sort and scroll; the feed owns everything about the network. A
// pane reports what the user meant as a message, and the root answers by
// calling its setters. And Update only computes: every effect is a command in
// effects.go, and View joins what Update has made.
package tui
