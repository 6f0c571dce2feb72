package watch

import (
	"strconv"
	"strings"

	"kitewatch/tui/ui"
)

// tab is a list's place on the first line.
type tab struct {
	list   int
	x, w   int
	number string // 1 to 9: the key that shows it
	name   string
	count  string // of its rows
}

// longestName bounds a list's name in its tab.
const longestName = 24

// tabGap is between tabs, where a rule marks the active one. Without the rule
// it is in brackets, which make the gap.
const tabGap = 3

// layTabs places the tabs: with counts if they fit, else without, else those
// around the active one.
func (m *Model) layTabs() (tabs []tab, cut bool) {
	if len(m.lists) == 0 {
		return nil, false
	}
	room := m.w - 1 - m.reserved()
	for _, counts := range []bool{true, false} {
		tabs = tabs[:0]
		for i, l := range m.lists {
			t := tab{list: i, name: m.theme.Cut(l.title, min(longestName, max(m.w-6, 1)))}
			if i < 9 {
				t.number = strconv.Itoa(i + 1)
			}
			if counts {
				t.count = strconv.Itoa(len(l.entries))
			}
			tabs = append(tabs, t)
		}
		if end := m.place(tabs, 1); end <= room {
			return tabs, false
		}
	}
	for first := 0; ; first++ {
		left := min(first, 1) * 2
		if end := m.place(tabs[first:m.shown+1], 1+left); end > room-2 && first < m.shown {
			continue
		}
		last := m.shown + 1
		for last < len(tabs) && m.place(tabs[first:last+1], 1+left) <= room-2*min(len(tabs)-1-last, 1) {
			last++
		}
		m.place(tabs[first:last], 1+left)
		return tabs[first:last], true
	}
}

// place gives the tabs their places from x on and returns where they end.
func (m *Model) place(tabs []tab, x int) int {
	gap := tabGap
	if !m.full() {
		gap = 2
	}
	for i := range tabs {
		t := &tabs[i]
		if i > 0 {
			x += gap
		}
		t.x, t.w = x, ui.Width(t.name)
		for _, part := range []string{t.number, t.count} {
			if part != "" {
				t.w += len(part) + 1
			}
		}
		x += t.w
	}
	return x
}

// tabLine is the first line: the tabs, and right of them how the rows are
// sorted and how often they are asked for.
func (m *Model) tabLine() string {
	if m.typing && m.list() != nil {
		return m.fieldLine()
	}
	tabs, cut := m.layTabs()
	m.tabs = tabs
	l := &m.pen.line
	l.reset(ui.Plain, m.w)
	for i := range tabs {
		m.drawTab(l, &tabs[i], cut && i == 0 && tabs[0].list > 0)
	}
	if n := len(tabs); cut && tabs[n-1].list < len(m.lists)-1 {
		l.add(ui.Dim, false, " "+m.theme.Glyphs.Cut)
	}
	m.drawRight(l)
	return l.String()
}

func (m *Model) drawTab(l *line, t *tab, cut bool) {
	if cut {
		l.to(1)
		l.add(ui.Dim, false, m.theme.Glyphs.Cut)
	}
	active := t.list == m.shown
	number, name := ui.Dim, ui.Soft
	if active {
		number, name = ui.Accent, ui.Fg
	}
	bracket := active && !m.full()
	if bracket {
		l.to(t.x - 1)
		l.add(ui.Accent, false, "[")
	}
	l.to(t.x)
	if t.number != "" {
		l.add(number, false, t.number)
		l.to(l.pos + 1)
	}
	l.add(name, active, t.name)
	if t.count != "" {
		l.to(l.pos + 1)
		l.add(ui.Dim, false, t.count)
	}
	if bracket {
		l.add(ui.Accent, false, "]")
	}
}

// tabAt returns the list whose tab is at x; the list shown if there is none.
func (m *Model) tabAt(x int) int {
	for _, t := range m.tabs {
		if x >= t.x-1 && x <= t.x+t.w {
			return t.list
		}
	}
	return m.shown
}

// ruleLine is the rule under the tabs, heavy under the active one.
func (m *Model) ruleLine() string {
	g := &m.theme.Glyphs
	var from, to int
	for _, t := range m.tabs {
		if t.list == m.shown {
			from, to = min(t.x, m.w), min(t.x+t.w, m.w)
		}
	}
	thin := m.theme.Paint(ui.Line, ui.Plain)
	return thin.Text(strings.Repeat(g.Thin, from)) +
		m.theme.Paint(ui.Accent, ui.Plain).Text(strings.Repeat(g.Thick, to-from)) +
		thin.Text(strings.Repeat(g.Thin, m.w-to))
}

// titleLine is the columns' titles, right edge over right edge. The arrow of
// the sorted one stands away from the figures, so it moves nothing; in a title
// of two parts, which fills its column, it is between them.
func (m *Model) titleLine() string {
	l := &m.pen.line
	l.reset(ui.Plain, m.w)
	for i := range m.slots {
		m.drawTitle(l, &m.slots[i])
	}
	return l.String()
}

func (m *Model) drawTitle(l *line, s *slot) {
	c := &columns[s.column]
	title := titleText(c, &m.theme.Glyphs)
	x, role, arrow := m.titleAt(s), ui.Dim, ""
	if x+ui.Width(title) > m.w {
		return
	}
	if s.column == m.list().sorted {
		role, arrow = ui.Text, m.arrow()
	}
	if apart := strings.Index(title, titleGap); arrow != "" && apart >= 0 {
		title, arrow = title[:apart+1]+arrow+title[apart+2:], ""
	}
	if arrow != "" && c.align != onLeft {
		if at := x - 2; at > l.pos {
			l.to(at)
		} else {
			l.to(x - 1)
		}
		l.add(role, false, arrow)
	}
	l.to(x)
	l.add(role, false, title)
	if arrow != "" && c.align == onLeft {
		l.to(l.pos + 1)
		l.add(role, false, arrow)
	}
}

// titleGap is between the two parts of a title.
const titleGap = "   "

// titleText is a column's title in the glyphs of the theme.
func titleText(c *column, g *ui.Glyphs) string { return strings.ReplaceAll(c.title, "×", g.Times) }

// oneBlank is a title in running text.
func oneBlank(title string) string { return strings.Join(strings.Fields(title), " ") }

// titleAt is where a column's title begins.
func (m *Model) titleAt(s *slot) int {
	c := &columns[s.column]
	w := ui.Width(c.title)
	if before, _, ok := strings.Cut(c.title, "×"); ok {
		return s.x + s.before - ui.Width(before)
	}
	switch c.align {
	case onRight:
		return s.x + s.width - w
	case onPoint:
		return m.edge(s) - w
	}
	return s.x
}

// arrow points to where the values grow smaller, or further in the alphabet
// up: down for high to low.
func (m *Model) arrow() string {
	l, g := m.list(), &m.theme.Glyphs
	down := columns[l.sorted].order != byText
	if down != l.reverse {
		return g.Down
	}
	return g.Up
}
