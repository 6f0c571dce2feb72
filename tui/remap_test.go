package tui

import (
	"strings"
	"testing"
	"time"
)

func TestKeysCanBeMoved(t *testing.T) {
	text := handmade + `
[keys]
search = ["ctrl+f", "F"]
remove = "x"
pause  = []
nosuch = "z"
`
	withFile(t, text, func(d *driver, path string) {
		if line := d.statusLine(); !strings.Contains(line, "watchlist.toml:") || !strings.Contains(line, "nosuch is no action") {
			t.Errorf("the wrong action is not said: %q", line)
		}
		d.key("d") // moved away
		d.key("p") // taken away
		d.row("INFY NSE")
		if strings.Contains(d.statusLine(), "paused") {
			t.Error("p still pauses")
		}
		d.key("x")
		if strings.Contains(d.screen(), "INFY NSE") {
			t.Errorf("x does not remove:\n%s", d.screen())
		}
		d.key("F")
		if !strings.Contains(d.screen(), "Any of symbol, name") {
			t.Errorf("F does not search:\n%s", d.screen())
		}
		d.key("esc")
		d.key("?")
		if help := d.screen(); !strings.Contains(help, "Ctrl+F") {
			t.Errorf("help does not show the moved key:\n%s", help)
		}
	})
}

func TestClashesAreNamed(t *testing.T) {
	for keys, want := range map[string]string{
		`note = "p"`:                       "p is the key of pause too",
		"note = \"N\"\nundo = \"N\"":       "N is the key of undo too",
		`note = "strg+n"`:                  `"strg+n" is no key`,
		`remove = "j"`:                     "j is the key of down too",
		"pause = \"u\"\nundo = \"ctrl+z\"": "Ctrl+Z is the key of",
		`pause = "2"`:                      "2 is the key of list 2 too",
		`pause = "ctrl+c"`:                 "Ctrl+C is the key of quit too",
		`note = "ctrl+P"`:                  "Ctrl+P is the key of search too",
		`note = "ctrl+i"`:                  `"ctrl+i" is Tab in a terminal: write "tab"`,
		`note = "Ctrl+M"`:                  `"Ctrl+M" is Enter in a terminal: write "enter"`,
		`note = "ctrl+["`:                  `"ctrl+[" is Esc in a terminal: write "esc"`,
		`note = "ctrl+1"`:                  `"ctrl+1" is no key that a terminal can tell`,
	} {
		withFile(t, handmade+"\n[keys]\n"+keys+"\n", func(d *driver, path string) {
			d.after(2 * time.Second)
			if got := strings.Join(d.m.line.odd, "; "); !strings.Contains(got, want) || !strings.HasPrefix(got, "watchlist.toml:19:") && !strings.HasPrefix(got, "watchlist.toml:20:") {
				t.Errorf("%s: said %q, want %q", keys, got, want)
			}
		})
	}
}

func TestKeysByTheirNames(t *testing.T) {
	for written, want := range map[string]string{
		"x": "x", "X": "X", " ": " ", "Space": " ", "F5": "f5", "Ctrl+F": "ctrl+f", "ctrl++": "", "+": "+", "alt+x": "alt+x",
		"ctrl+alt+x": "alt+ctrl+x", "alt+ctrl+X": "alt+ctrl+x", "alt+X": "alt+X", "shift+tab": "shift+tab", "ctrl+": "", "ctrl+ü": "",
		"ü": "ü", "ctrl+\\": "ctrl+\\", "ctrl+up": "", "": "",
	} {
		got, reason := keyName(written)
		if got != want || (reason == "") != (want != "") {
			t.Errorf("%q: %q, %q; want %q", written, got, reason, want)
		}
	}
}

func TestASortThatIsNoneIsTold(t *testing.T) {
	for sort, want := range map[string]string{
		"bar": `watchlist.toml:16:1: no column is "bar"`, "-Chg": `watchlist.toml:16:1: no column is "Chg"`, "mark": `no column is "mark"`,
		"-spark": "watchlist.toml:16:1: rows have no order by spark", "-ltp": "", "": "",
	} {
		text := strings.Replace(handmade, `name = "Other"`, "name = \"Other\"\nsort = \""+sort+"\"", 1)
		withFile(t, text, func(d *driver, _ string) {
			if got := strings.Join(d.m.line.odd, "; "); !strings.Contains(got, want) || (got == "") != (want == "") {
				t.Errorf("%s: said %q, want %q", sort, got, want)
			}
		})
	}
}
