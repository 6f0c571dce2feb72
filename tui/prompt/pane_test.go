package prompt

import (
	"regexp"
	"strings"
	"testing"

	"github.com/muesli/termenv"

	"kitewatch/tui/ui"
)

var escapes = regexp.MustCompile(`\x1b\[[0-9;]*m`)

func plain(view string) string { return escapes.ReplaceAllString(view, "") }

// What may be given gives way by steps, and after the keys that end the prompt.
func TestTheHintGetsShorter(t *testing.T) {
	m := New(ui.NewTheme(ui.Options{Name: "mono", Profile: termenv.Ascii}))
	m.Open("Alert on TCS", "", []string{"near 3,060 3,080 3,100 3,120; >price <price 2%", "near 3,060 3,080 3,100 3,120", "3,080 3,100"})
	for w, want := range map[int]string{
		120: "near 3,060 3,080 3,100 3,120; >price <price 2%   Enter done  Esc leaves",
		80:  "near 3,060 3,080 3,100 3,120; >price <price 2%",
		62:  "near 3,060 3,080 3,100 3,120",
		42:  "3,080 3,100",
		30:  "",
	} {
		m.SetSize(w)
		line := strings.TrimRight(plain(m.View()), " ")
		if !strings.HasSuffix(line, want) || ui.Width(plain(m.View())) != w || want == "" && strings.Contains(line, "3,") {
			t.Errorf("%d wide: %q, want %q", w, line, want)
		}
	}
}
