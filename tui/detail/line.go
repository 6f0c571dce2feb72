package detail

import "kitewatch/tui/ui"

// line is a line of the pane while it is made. What it is given is clean; it is
// cut and padded to its width in the end.
type line struct {
	w      int
	pos    int // cells written
	spans  []ui.Span
	termed bool // it says how the instrument is traded
}

// to fills the line with blanks up to x.
func (l *line) to(x int) {
	if x > l.pos {
		l.add(ui.Soft, ui.Blank(x-l.pos))
	}
}

// add writes s.
func (l *line) add(role ui.Role, s string) {
	l.spans = append(l.spans, ui.Span{Text: s, Role: role})
	l.pos += ui.Width(s)
}

// bold writes s in bold.
func (l *line) bold(role ui.Role, s string) {
	l.spans = append(l.spans, ui.Span{Text: s, Role: role, Bold: true})
	l.pos += ui.Width(s)
}

// room is how many cells are left before x.
func (l *line) room(x int) int { return max(x-l.pos, 0) }

// text ends the line at its full width.
func (l *line) text(theme *ui.Theme) string { return theme.Line(ui.Plain, l.w, l.spans) }

// margin is where text begins: where it does in the table.
func (m *Model) margin() int {
	if m.w < narrow {
		return 1
	}
	return 3
}

// edge is the cell after the last one that is written in: a blank stays at the
// right.
func (m *Model) edge() int { return max(m.w-1, 0) }
