package tui

import (
	"kitewatch/tui/ui"
)

// span is a piece of a one-line bar.
type span struct {
	text string
	role ui.Role
	bold bool
}

// spansWidth is the number of cells that spans take.
func spansWidth(spans []span) int {
	w := 0
	for _, s := range spans {
		w += ui.Width(s.text)
	}
	return w
}

// paintLine joins spans into a line of exactly w cells on a ground. What does
// not fit is cut.
func paintLine(t *ui.Theme, g ui.Ground, w int, spans []span) string {
	out := make([]byte, 0, 4*w+256)
	room := w
	for _, s := range spans {
		text := ui.Clean(s.text)
		if ui.Width(text) > room {
			text = t.Cut(text, room)
		}
		room -= ui.Width(text)
		paint := t.Paint(s.role, g)
		if s.bold {
			paint = t.Bold(s.role, g)
		}
		out = paint.Append(out, text)
		if room == 0 {
			break
		}
	}
	return string(t.Paint(ui.Soft, g).Append(out, ui.Blank(room)))
}
