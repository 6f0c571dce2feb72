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
	} {
		withFile(t, handmade+"\n[keys]\n"+keys+"\n", func(d *driver, path string) {
			d.after(2 * time.Second)
			if got := d.m.complaint; !strings.Contains(got, want) || !strings.HasPrefix(got, "watchlist.toml:19:") && !strings.HasPrefix(got, "watchlist.toml:20:") {
				t.Errorf("%s: said %q, want %q", keys, got, want)
			}
		})
	}
}
