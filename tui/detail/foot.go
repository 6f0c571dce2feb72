package detail

import (
	"strings"

	"kitewatch/tui/ui"
)

// footRows is how high the chart must be for the keys to have a line under it.
const footRows = airyChart + 1

// keyGap is what separates the keys from each other.
const keyGap = 3

// footLine says what the keys do, as many of them as have room; the last one,
// which leaves, always.
func (m *Model) footLine() string {
	l := line{w: m.w}
	l.to(m.margin())
	help := m.keys.paired().short()
	leave := help[len(help)-1].Help()
	rest := keyGap + ui.Width(leave.Key) + 1 + ui.Width(leave.Desc)
	for _, b := range help[:len(help)-1] {
		name, _, _ := strings.Cut(b.Help().Key, "  ") // of two pairs of keys the first
		need := ui.Width(name) + 1 + ui.Width(b.Help().Desc)
		if !b.Enabled() || l.room(m.edge()) < need+rest {
			continue
		}
		l.add(ui.Accent, name)
		l.add(ui.Soft, " "+b.Help().Desc+ui.Blank(keyGap))
	}
	l.add(ui.Accent, leave.Key)
	l.add(ui.Soft, " "+leave.Desc)
	return l.text(m.theme)
}
