package search

import (
	"strings"

	"kitewatch/tui/ui"
)

// The heights of the pane from which parts of it are shown.
const (
	airyHeight  = 20 // an empty line above the keys
	fullHeight  = 14 // the rules, and what a contract is in numbers
	titleHeight = 10 // the titles of the columns
	footHeight  = 4  // what the selected row is, and the keys
)

// above is the number of lines above the rows.
func (m *Model) above() int {
	switch {
	case m.h >= fullHeight:
		return 3
	case m.h >= titleHeight:
		return 2
	}
	return min(1, m.h)
}

// below is the number of lines under the rows.
func (m *Model) below() int {
	switch {
	case m.h >= airyHeight:
		return 5
	case m.h >= fullHeight:
		return 4
	case m.h >= footHeight:
		return 2
	}
	return 0
}

// window returns the line of the first row, and how many have room.
func (m *Model) window() (at, height int) {
	at = m.above()
	return at, max(m.h-at-m.below(), 0)
}

// View joins what Update has drawn: exactly the pane's size.
func (m Model) View() string {
	if m.w == 0 || m.h == 0 {
		return ""
	}
	size := 0
	for _, part := range [][]string{m.head, m.body, m.foot} {
		for _, s := range part {
			size += len(s) + 1
		}
	}
	var b strings.Builder
	b.Grow(size)
	for _, part := range [][]string{m.head, m.body, m.foot} {
		for _, s := range part {
			if b.Len() > 0 {
				b.WriteByte('\n')
			}
			b.WriteString(s)
		}
	}
	return b.String()
}

// refresh draws the screen, of the rows only those that were not on it before.
func (m *Model) refresh() {
	m.enable()
	if m.w == 0 || m.h == 0 {
		return
	}
	m.head = m.headLines()
	_, height := m.window()
	m.body = make([]string, 0, height)
	if len(m.rows) == 0 {
		m.body = m.adviceLines(height)
	}
	for i := m.top; i < len(m.rows) && len(m.body) < height; i++ {
		m.body = append(m.body, m.text(i))
	}
	for len(m.body) < height {
		m.body = append(m.body, ui.Blank(m.w))
	}
	m.foot = m.footLines()
}

func (m *Model) headLines() []string {
	lines := []string{m.fieldLine()}
	if m.h >= fullHeight {
		lines = append(lines, m.rule())
	}
	if m.h < titleHeight {
		return lines
	}
	l := newLine(m.theme, ui.Plain, m.w)
	if len(m.rows) > 0 {
		for _, s := range m.slots {
			x := s.x
			if title := columns[s.column].title; columns[s.column].align == ui.Right {
				x += s.width - len(title)
			}
			l.to(x)
			l.add(ui.Dim, columns[s.column].title)
		}
	}
	return append(lines, l.String())
}

func (m *Model) rule() string {
	return m.theme.Paint(ui.Line, ui.Plain).Text(strings.Repeat(m.theme.Glyphs.Thin, m.w))
}

// examples are what the pane says can be typed.
var examples = [][2]string{
	{"nifty 24500 ce", "calls by expiry"},
	{"banknifty dec fut", "December future"},
	{"hdfc bank", "share by name"},
	{"nifty@fut1", "rolls by itself"},
}

const exampleCells = 19

// adviceLines stand in for rows: what can be typed, or what else to try.
func (m *Model) adviceLines(height int) []string {
	if strings.Contains(m.query, "@") && m.list != nil {
		return m.sayLines([]string{
			"No rolling symbol begins like this.",
			"A name of futures or options comes before @, and FUT1, FUT2, FUT3 or ATM after it, as in NIFTY@FUT1 or NIFTY@ATM+1CE.",
		}, height)
	}
	if m.query != "" && m.list != nil {
		return m.sayLines([]string{
			"Nothing in the list has all these words, nor nearly.",
			"Try fewer of them, or only how they begin. Strikes added since the morning are not in it yet.",
		}, height)
	}
	long := "Any of symbol, name, exchange, expiry, strike, call or put, in any order:"
	if m.list == nil {
		long = "There is no list of instruments yet. What you type is searched as soon as there is."
	}
	lines := m.sayLines([]string{long, ""}, height)
	if room := height - len(examples); len(lines) > room {
		lines = m.sayLines([]string{"Words in any order:"}, max(room, 0))
	}
	for _, e := range examples {
		l := newLine(m.theme, ui.Plain, m.w)
		l.to(m.margin())
		l.add(ui.Fg, e[0])
		l.to(m.margin() + exampleCells)
		l.add(ui.Soft, e[1])
		lines = append(lines, l.String())
	}
	return lines[:min(len(lines), height)]
}

// sayLines breaks sentences, the first of them the louder, into lines.
func (m *Model) sayLines(sentences []string, height int) []string {
	var lines []string
	role := ui.Text
	for _, s := range sentences {
		l := newLine(m.theme, ui.Plain, m.w)
		l.to(m.margin())
		for _, word := range strings.Fields(s) {
			if l.pos > m.margin() && l.pos+1+len(word) >= m.w {
				lines = append(lines, l.String())
				l = newLine(m.theme, ui.Plain, m.w)
				l.to(m.margin())
			} else if l.pos > m.margin() {
				l.add(role, " ")
			}
			l.add(role, word)
		}
		lines = append(lines, l.String())
		role = ui.Soft
	}
	return lines[:min(len(lines), height)]
}
