package ui

// Span is a piece of a line, with how it looks.
type Span struct {
	Text string
	Role Role
	Bold bool
}

// SpansWidth is the number of cells that spans take.
func SpansWidth(spans []Span) int {
	w := 0
	for _, s := range spans {
		w += Width(s.Text)
	}
	return w
}

// Line joins spans into a line of exactly w cells on a ground. What does not
// fit is cut, and what comes from outside is clean.
func (t *Theme) Line(g Ground, w int, spans []Span) string {
	out := make([]byte, 0, 4*w+256)
	room := w
	for _, s := range spans {
		text := Clean(s.Text)
		if Width(text) > room {
			text = t.Cut(text, room)
		}
		room -= Width(text)
		paint := t.Paint(s.Role, g)
		if s.Bold {
			paint = t.Bold(s.Role, g)
		}
		out = paint.Append(out, text)
		if room <= 0 {
			break
		}
	}
	return string(t.Paint(Soft, g).Append(out, Blank(max(room, 0))))
}
