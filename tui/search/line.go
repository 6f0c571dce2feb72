package search

import "kitewatch/tui/ui"

// The attributes that no role has. Each is put before the style, whose own end
// ends it too; they are used with bold alone, which has one in every theme.
const (
	underlined = "\x1b[4m" // what the query found in a symbol
	reversed   = "\x1b[7m" // the letter under the field's cursor
)

// line is a line of the pane while it is made, on one ground and of exactly
// limit cells in the end. What it is given is clean.
type line struct {
	theme  *ui.Theme
	ground ui.Ground
	limit  int
	pos    int // cells written
	text   []byte
}

func newLine(theme *ui.Theme, ground ui.Ground, limit int) *line {
	return &line{theme: theme, ground: ground, limit: limit, text: make([]byte, 0, 4*limit+256)}
}

// to fills the line with its ground up to x.
func (l *line) to(x int) {
	n := min(x, l.limit) - l.pos
	if n <= 0 {
		return
	}
	if l.ground == ui.Plain {
		l.text = append(l.text, ui.Blank(n)...)
	} else {
		l.text = l.theme.Paint(ui.Text, l.ground).Append(l.text, ui.Blank(n))
	}
	l.pos += n
}

// cut returns what has room of s, and counts it.
func (l *line) cut(s string) string {
	w := ui.Width(s)
	if w > l.limit-l.pos {
		s = l.theme.Cut(s, l.limit-l.pos)
		w = ui.Width(s)
	}
	l.pos += w
	return s
}

// add writes s.
func (l *line) add(role ui.Role, s string) {
	l.text = l.theme.Paint(role, l.ground).Append(l.text, l.cut(s))
}

// bold writes s in bold.
func (l *line) bold(role ui.Role, s string) {
	l.text = l.theme.Bold(role, l.ground).Append(l.text, l.cut(s))
}

// on is add on a ground of its own.
func (l *line) on(ground ui.Ground, role ui.Role, s string) {
	l.text = l.theme.Paint(role, ground).Append(l.text, l.cut(s))
}

// with writes s in bold with an attribute, on a ground of its own.
func (l *line) with(attribute string, ground ui.Ground, s string) {
	if s = l.cut(s); s != "" {
		l.text = append(l.text, attribute...)
		l.text = l.theme.Bold(ui.Fg, ground).Append(l.text, s)
	}
}

// String ends the line at its full width.
func (l *line) String() string {
	l.to(l.limit)
	return string(l.text)
}
