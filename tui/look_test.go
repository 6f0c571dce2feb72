package tui

import (
	"os"
	"strings"
	"testing"
	"time"

	"github.com/muesli/termenv"

	"kitewatch/tui/store"
	"kitewatch/tui/ui"
)

func TestTheLookFollowsTheFile(t *testing.T) {
	const text = "[[list]]\nname = \"Mine\"\nsymbols = [\"NSE:INFY\", \"NSE:SBIN\"]\n"
	withFile(t, text, func(d *driver, path string) {
		d.m.restyle = func(w store.Watchlist) *ui.Theme {
			return ui.NewTheme(ui.Options{Name: w.Theme, Dark: w.Theme != "light", Profile: termenv.TrueColor, RedUp: w.RedUp})
		}
		save := func(head string) string {
			t.Helper()
			if err := os.WriteFile(path, []byte(head+text), 0o644); err != nil {
				t.Fatal(err)
			}
			d.after(time.Since(d.start) + 10*time.Second) // the note has gone
			return d.m.View()
		}
		before := d.m.View()
		light := save("theme = \"light\"\n")
		for _, role := range []ui.Role{ui.Text, ui.Dim} {
			old := ui.NewTheme(ui.Options{Name: "dark", Dark: true, Profile: termenv.TrueColor}).Paint(role, ui.Plain).Text("x")
			if code, _, _ := strings.Cut(old, "x"); !strings.Contains(before, code) || strings.Contains(light, code) {
				t.Errorf("role %d: %q is in the dark screen: %v, in the light one: %v", role, code, strings.Contains(before, code), strings.Contains(light, code))
			}
		}
		if again := save("theme = \"light\"\nred_up = true\n"); again == light {
			t.Error("red_up changes nothing")
		}
		if d.m.look.mouse = true; !strings.Contains(save("mouse = false\n"), "INFY") || d.m.look.mouse {
			t.Error("mouse = false does not count")
		}
	})
}
