package tui

import (
	"strings"
	"testing"
	"time"

	"kitewatch/kite/kitesim"
	"kitewatch/tui/ui"
)

// Where the locale is not UTF-8 no byte beyond ASCII is written, whoever the
// text is from: 0x9B alone is the start of a command.
func TestNothingBeyondASCII(t *testing.T) {
	foreign := func(_ *kitesim.Exchange, o *Options) {
		o.Theme = ui.NewTheme(ui.Options{ASCII: true})
		l := &o.Watchlist.Lists[0]
		l.Name, l.Entries[0].Note = "Лист 漢字", "Л2J मुनाफ़ा"
	}
	driveWith(t, 160, 36, "", foreign, func(d *driver) {
		d.after(3 * time.Second)
		for _, keys := range []string{"", "?", "/", "!", "A"} {
			if keys != "" {
				d.key(keys)
			}
			if i := strings.IndexFunc(d.m.View(), func(r rune) bool { return r > '~' }); i >= 0 {
				t.Errorf("after %q: %q", keys, d.m.View()[i:i+12])
			}
			if got := d.screen(); keys == "" && (!strings.Contains(got, "???? ????") || !strings.Contains(got, "?2J ?????")) {
				t.Errorf("got\n%s", got)
			}
			d.key("esc")
		}
	})
}
