package watch

import (
	"fmt"
	"kitewatch/kite"
	"kitewatch/kite/feed"
	"os"
	"strings"
	"testing"
	"time"
)

func TestZZ(t *testing.T) {
	out := os.Getenv("LOOK")
	if out == "" {
		t.Skip()
	}
	for _, th := range []string{"dark", "light", "mono", "colourblind"} {
		for _, sz := range [][2]int{{120, 36}, {80, 24}, {40, 10}, {200, 50}, {160, 50}, {60, 20}, {120, 14}} {
			m := swingPane(t, themeOf(th))
			m.SetSize(sz[0], sz[1]-2)
			m = press(t, m, "j", "j", "j")
			rows := rowsOf(t, swing)
			for i, d := range []float64{0.9, -11, 12, 1.3, 0, 0.4, 1.1, -0.2} {
				rows[i].Quote.LastPrice += kite.Price(d)
			}
			rows[21].Quote.LastPrice -= 0.0025
			m.SetRows(rows)
			v := "strip\n" + m.View() + "\nstatus"
			fmt.Println(sz)
			if th == "dark" {
				fmt.Println(escapes.ReplaceAllString(v, ""))
			}
			os.WriteFile(fmt.Sprintf("%s/%s-%dx%d.ansi", out, th, sz[0], sz[1]), []byte(v), 0o644)
			if sz[0] == 120 {
				m.SetClock(feed.Clock{Wall: wall.Add(17 * time.Second)})
				v := "strip\n" + m.View() + "\nstatus"
				os.WriteFile(fmt.Sprintf("%s/%s-stale-%dx%d.ansi", out, th, sz[0], sz[1]), []byte(v), 0o644)
				_ = strings.TrimSpace
			}
		}
	}
}
