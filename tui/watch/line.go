package watch

import "kitewatch/tui/ui"

// line joins cells into one line of the table, each at its place.
type line struct {
	theme  *ui.Theme
	ground ui.Ground
	limit  int // cells in the line
	pos    int // cells written
	text   []byte
	open   ui.Paint // of what was written last

	badge     string // of the last cell, while it is open how much room it has
	badgeRole ui.Role
}

func (l *line) reset(ground ui.Ground, limit int) {
	l.text, l.ground, l.limit, l.pos, l.badge, l.open = l.text[:0], ground, limit, 0, "", ui.Paint{}
}

// put writes a cell's text at x. What would not fit in the line is left out.
func (l *line) put(x int, c *cell) {
	if len(c.text) == 0 {
		return
	}
	l.closeBadge(x)
	if x < l.pos || x+c.cells > l.limit {
		return
	}
	l.to(x)
	from := 0
	for _, s := range c.spans {
		ground := l.ground
		if s.ground == ui.TickUp || s.ground == ui.TickDown || s.ground == ui.SelectedName {
			ground = s.ground
		}
		paint := l.theme.Paint(s.role, ground)
		if s.bold {
			paint = l.theme.Bold(s.role, ground)
		}
		if s.end > from {
			l.paint(paint)
			l.text = append(l.text, c.text[from:s.end]...)
		}
		from = s.end
	}
	l.pos += c.cells
	l.badge, l.badgeRole = c.badge, c.badgeRole
}

// add writes clean text at once.
func (l *line) add(role ui.Role, bold bool, s string) {
	if w := ui.Width(s); l.pos+w > l.limit {
		s = l.theme.Cut(s, l.limit-l.pos)
	}
	paint := l.theme.Paint(role, l.ground)
	if bold {
		paint = l.theme.Bold(role, l.ground)
	}
	if s != "" {
		l.paint(paint)
		l.text = append(l.text, s...)
	}
	l.pos += ui.Width(s)
}

// paint makes what is written from here on look so.
func (l *line) paint(p ui.Paint) {
	l.text = p.AppendFrom(l.text, l.open)
	l.open = p
}

// to fills the line with its ground up to x.
func (l *line) to(x int) {
	n := min(x, l.limit) - l.pos
	if n <= 0 {
		return
	}
	switch {
	case l.ground != ui.Plain:
		l.paint(l.theme.Paint(ui.Text, l.ground))
	case !l.open.Blank():
		l.paint(ui.Paint{})
	}
	l.text = append(l.text, ui.Blank(n)...)
	l.pos += n
}

// closeBadge writes the open badge into the gap before next: with a blank on
// both sides if there is room, else with one, else not at all.
func (l *line) closeBadge(next int) {
	if l.badge == "" {
		return
	}
	badge := l.badge
	l.badge = ""
	switch room := min(next, l.limit) - l.pos - ui.Width(badge); {
	case room >= 2:
		l.to(l.pos + 1)
	case room < 0:
		return
	}
	l.add(l.badgeRole, l.badgeRole == ui.Warn, badge)
}

// String ends the line at its full width.
func (l *line) String() string {
	l.closeBadge(l.limit)
	l.to(l.limit)
	l.paint(ui.Paint{})
	return string(l.text)
}
