package tui

import (
	"strings"
	"testing"
)

// The line that says how a list is sorted is its owner's, comment and all.
func TestFileOrderLeavesTheLineOfTheSort(t *testing.T) {
	text := strings.Replace(handmade, "\"Swing\"\n", "\"Swing\"\nsort = \"-change_pct\"   # best first\n", 1)
	withFile(t, text, func(d *driver, path string) {
		d.key("=")
		d.wantFile(path, strings.Replace(text, "-change_pct", "", 1))
		d.key("s")
		d.wantFile(path, strings.Replace(text, "-change_pct", "symbol", 1))
		d.key("u")
		d.key("u")
		d.wantFile(path, text)
	})
}
