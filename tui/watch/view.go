package watch

import (
	"slices"
	"strings"

	"kitewatch/kite/feed"
	"kitewatch/tui/ui"
)

// The terminal heights from which parts of the pane are shown. Strip and
// status line are two rows of the terminal beside the pane.
const (
	beside      = 2
	fullHeight  = 16 // the foot, and the rule under the tabs
	titleHeight = 12 // the titles of the columns
)

// full reports whether the pane is high enough for foot and rule.
func (m *Model) full() bool { return m.h+beside >= fullHeight }

// titled reports whether it is high enough for the titles.
func (m *Model) titled() bool { return m.h+beside >= titleHeight }

// rows returns the line of the first row, and how many rows there is room for.
func (m *Model) rows() (at, height int) {
	at = min(1, m.h)
	height = m.h - 1
	if m.full() {
		at, height = at+1, height-2
	}
	if m.titled() {
		at, height = at+1, height-1
	}
	return at, max(height, 0)
}

// window returns the places in order that are on the screen.
func (m *Model) window() (first, last int) {
	l := m.list()
	if l == nil {
		return 0, 0
	}
	_, height := m.rows()
	return min(l.top, len(l.order)), min(l.top+height, len(l.order))
}

// View joins the lines: exactly the pane's height, each its width.
func (m Model) View() string {
	var b strings.Builder
	b.Grow(m.Len())
	m.WriteView(&b)
	return b.String()
}

// Len is the number of bytes that WriteView writes.
func (m *Model) Len() int {
	if m.w == 0 || m.h == 0 {
		return 0
	}
	first, last := m.window()
	_, height := m.rows()
	size := len(m.foot) + (height-(last-first)+1)*(m.w+1)
	for _, s := range m.head {
		size += len(s) + 1
	}
	for i := first; i < last; i++ {
		size += len(m.entryAt(i).text) + 1
	}
	for _, s := range m.chooser.lines {
		size += len(s) + 1
	}
	return size
}

// WriteView writes what View returns: the root joins the screen in one piece.
func (m *Model) WriteView(b *strings.Builder) {
	if m.w == 0 || m.h == 0 {
		return
	}
	first, last := m.window()
	_, height := m.rows()
	lines := 0
	write := func(s string) {
		if lines > 0 {
			b.WriteByte('\n')
		}
		lines++
		b.WriteString(s)
	}
	for _, s := range m.head {
		write(s)
	}
	for i := range height {
		switch {
		case m.chooser.open:
			write(m.chooser.lines[i])
		case first+i < last:
			write(m.entryAt(first + i).text)
		case i == 0:
			write(m.emptyText())
		default:
			write(ui.Blank(m.w))
		}
	}
	if m.full() {
		write(m.foot)
	}
}

// entryAt returns the entry at a place in order.
func (m *Model) entryAt(i int) *entry {
	l := m.list()
	return &l.entries[l.order[i]]
}

// emptyText is the line that stands in for rows.
func (m *Model) emptyText() string {
	text := "this list is empty: " + m.hint
	switch l := m.list(); {
	case l != nil && len(l.entries) > 0:
		text = "no row matches the filter: " + m.keys.Unfilter.Help().Key + " shows all"
	case l == nil:
		text = "there are no lists yet: " + m.hint
	}
	l := &m.pen.line
	l.reset(ui.Plain, m.w)
	l.to(min(3, m.w))
	l.add(ui.Soft, false, text)
	return l.String()
}

// arrange lays the table out anew, after a change of size, list or widths:
// every line will be made again when it is next on the screen.
func (m *Model) arrange() {
	m.layout = m.pen.count()
	m.enable()
	m.slots, m.based = nil, false
	if l := m.list(); l != nil {
		m.slots = arrange(l.columns, l.extents, m.w)
		m.based = slices.ContainsFunc(m.slots, func(s slot) bool { return s.column == columnBasis })
	}
	m.head = m.head[:0:0]
	if m.h > 0 {
		m.head = append(m.head, m.tabLine())
	}
	if m.full() {
		m.head = append(m.head, m.ruleLine())
	}
	switch {
	case m.titled() && m.chooser.open:
		m.head = append(m.head, m.chooserTitle())
	case m.titled():
		m.head = append(m.head, m.titleLine())
	}
	m.sifted = m.counts()
}

// counts are the rows that the filter lets through, and of how many.
func (m *Model) counts() [2]int {
	if l := m.list(); l != nil {
		return [2]int{len(l.order), len(l.entries)}
	}
	return [2]int{}
}

// refresh brings the lines on the screen up to date: those whose stamp is no
// longer what they were made from.
func (m *Model) refresh() {
	m.scrollTo()
	l := m.list()
	first, last := m.window()
	if m.sifted != m.counts() {
		m.arrange()
	}
	m.day = m.clock.Exchange().YearDay()
	feet := footing{breadth: m.breadth, sums: m.sums, layout: m.layout, first: first, last: last, stale: true}
	for i := first; i < last; i++ {
		e := m.entryAt(i)
		s := m.stampOf(e, l.order[i] == l.cursor)
		if s != e.made {
			e.made, e.text = s, m.draw(e, s)
		}
		feet.closed = feet.closed || s.state == feed.Closed
		feet.stale = feet.stale && (s.state == feed.Stale || s.state == feed.NoData)
		if s.selected {
			feet.lacks = e.lacks()
		}
	}
	switch {
	case m.full() && feet != m.feet:
		m.feet, m.foot = feet, m.footLine(feet)
	case !m.full() && len(m.head) > 0 && feet.sums != m.feet.sums:
		m.feet, m.head = feet, slices.Clone(m.head)
		m.head[0] = m.tabLine()
	}
	if m.chooser.open {
		m.drawChooser()
	}
}
