// Package help is the help pane: every key there is, and what the marks of
// the screen mean.
//
// Three things to know. The keys come from the key maps it is given, so it
// shows them as they are and only those that do something now. The legend
// beside them is drawn with the theme's own glyphs. And it is laid out once
// for a size, in two columns or one, and scrolls if that is not enough.
package help
