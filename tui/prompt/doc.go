// Package prompt is the line at the foot that asks for one text: a note, the
// name of a list, a level. It knows nothing of what the text is for.
package prompt
