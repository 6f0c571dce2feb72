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

// What is said of a symbol that is listed twice is what is seen.
func TestASymbolListedTwice(t *testing.T) {
	text := "[[list]]\nname = \"S\"\nsymbols = [\"NSE:INFY\", \"NSE:INFY\", \"NSE:TCS\"]\n[[list]]\nname = \"T\"\n"
	withFile(t, text, func(d *driver, path string) {
		d.key("J")
		d.wantFile(path, text)
		if note := d.statusLine(); !strings.Contains(note, `NSE:INFY is in the list "S" twice`) {
			t.Errorf("J says %q", note)
		}
		d.key("d")
		d.row("INFY NSE")
		if note := d.statusLine(); !strings.Contains(note, "INFY removed from S, its other entry stays, u undoes") {
			t.Errorf("d says %q", note)
		}
		d.key("u")
		d.key("G")
		d.key("K")
		d.wantFile(path, strings.Replace(text, `"NSE:INFY", "NSE:INFY", "NSE:TCS"`, `"NSE:TCS", "NSE:INFY", "NSE:INFY"`, 1))
		if note := d.statusLine(); !strings.Contains(note, "TCS moved up") {
			t.Errorf("K says %q", note)
		}
	})
}
