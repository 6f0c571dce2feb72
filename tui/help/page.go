package help

import (
	"strings"

	"kitewatch/tui/ui"
)

// text is a line while it is made, or a part of one.
type text struct {
	spans []span
	cells int
}

type span struct {
	text   string
	role   ui.Role
	bold   bool
	ground ui.Ground
}

func (t *text) add(role ui.Role, bold bool, s string) {
	t.spans = append(t.spans, span{s, role, bold, ui.Plain})
	t.cells += ui.Width(s)
}

func (t *text) join(other text) {
	t.spans = append(t.spans, other.spans...)
	t.cells += other.cells
}

// to pads with blanks up to a cell.
func (t *text) to(cell int) {
	if n := cell - t.cells; n > 0 {
		t.add(ui.Text, false, ui.Blank(n))
	}
}

// page lays the help out for a width.
type page struct {
	theme *ui.Theme
	w     int
	airy  bool // there is room for an empty line on top
}

// The widths of the layout: where the legend stands beside the keys, and the
// columns of each.
const (
	besideWidth = 110
	legendAt    = 50
	margin      = 3
	packed      = 60 // below it the margin shrinks, and words join their meaning
	keyCells    = 16
	markCells   = 10
	wordCells   = 9
)

// lines returns the whole text, each line as wide as the page.
func (p *page) lines(sections []Section) []string {
	keys, signs := p.keyLines(sections), p.legendLines()
	var all []text
	if p.w >= besideWidth {
		for i := range max(len(keys), len(signs)) {
			var l text
			if i < len(keys) {
				l.join(keys[i])
			}
			if i < len(signs) {
				l.to(legendAt - margin)
				l.join(signs[i])
			}
			all = append(all, l)
		}
	} else {
		all = append(append(keys, text{}), signs...)
	}
	left := margin
	if p.w < packed {
		left = 1
	}
	var lines []string
	if p.airy {
		lines = append(lines, p.paint(text{}))
	}
	for _, l := range all {
		var indented text
		indented.to(left)
		indented.join(l)
		lines = append(lines, p.paint(indented))
	}
	return lines
}

// keyLines are the sections, without what does nothing now.
func (p *page) keyLines(sections []Section) []text {
	var lines []text
	for _, s := range sections {
		var part []text
		for _, b := range s.Bindings {
			if !b.Enabled() || b.Help().Key == "" {
				continue
			}
			var l text
			l.add(ui.Accent, false, p.ascii(ui.Clean(b.Help().Key)))
			l.to(max(keyCells, l.cells+2))
			part = append(part, p.wrap(l, ui.Text, ui.Clean(b.Help().Desc), legendAt-margin-2)...)
		}
		for _, told := range s.Told {
			part = append(part, p.wrap(text{}, ui.Warn, ui.Clean(told), legendAt-margin-2)...)
		}
		if len(part) == 0 {
			continue
		}
		if len(lines) > 0 {
			lines = append(lines, text{})
		}
		var title text
		title.add(ui.Fg, true, ui.Clean(s.Title))
		lines = append(append(lines, title), part...)
	}
	return lines
}

// legendLines are the chapters of the legend.
func (p *page) legendLines() []text {
	var lines []text
	for _, c := range legend(p.theme) {
		var title text
		title.add(ui.Fg, true, c.title)
		lines = append(lines, title)
		for _, s := range c.signs {
			var l text
			l.join(s.mark)
			l.to(markCells)
			says := s.says
			if s.word != "" && p.w >= packed {
				l.add(ui.Text, false, s.word)
				l.to(markCells + wordCells)
			} else if s.word != "" {
				says = s.word + ": " + says
			}
			lines = append(lines, p.wrap(l, ui.Soft, says, p.w)...)
		}
		lines = append(lines, text{})
	}
	return append(lines, p.wrap(text{}, ui.Dim, reads, p.w)...)
}

// wrap adds words to a line, which goes on below where they began when it
// would be wider than most cells or than the page.
func (p *page) wrap(l text, role ui.Role, words string, most int) []text {
	if p.w >= besideWidth {
		most = min(most, p.w-legendAt-1)
	} else {
		most = p.w - margin - 1
	}
	start := l.cells
	var lines []text
	for i, word := range strings.Fields(words) {
		switch {
		case i == 0:
		case l.cells+1+ui.Width(word) > most:
			lines = append(lines, l)
			l = text{}
			l.to(start)
		default:
			l.add(role, false, " ")
		}
		l.add(role, false, word)
	}
	return append(lines, l)
}

// paint makes a line of exactly the page's width.
func (p *page) paint(l text) string {
	var out []byte
	room := p.w
	for _, s := range l.spans {
		s.text = p.theme.Cut(s.text, room)
		paint := p.theme.Paint(s.role, s.ground)
		if s.bold {
			paint = p.theme.Bold(s.role, s.ground)
		}
		if strings.TrimSpace(s.text) == "" {
			out = append(out, s.text...)
		} else {
			out = paint.Append(out, s.text)
		}
		if room -= ui.Width(s.text); room == 0 {
			break
		}
	}
	return string(append(out, ui.Blank(room)...))
}

// ascii spells arrows out where the terminal has only ASCII.
func (p *page) ascii(keys string) string {
	if p.theme.Glyphs.Up == "↑" {
		return keys
	}
	return arrows.Replace(keys)
}

var arrows = strings.NewReplacer("↑", "Up", "↓", "Down", "←", "Left", "→", "Right", "–", "-")
