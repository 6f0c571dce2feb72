package search

import (
	"strconv"
	"strings"

	"github.com/charmbracelet/bubbles/key"

	"kitewatch/tui/ui"
)

// itemGap is what separates things said in a line of the foot.
const itemGap = 3

// footLines say what the selected row is, and what the keys do.
func (m *Model) footLines() []string {
	var lines []string
	if m.h >= fullHeight {
		lines = append(lines, m.rule())
	}
	if m.h >= footHeight {
		lines = append(lines, m.whatLine())
	}
	if m.h >= fullHeight {
		lines = append(lines, m.factsLine())
	}
	if m.h >= airyHeight {
		lines = append(lines, ui.Blank(m.w))
	}
	if m.h >= footHeight {
		lines = append(lines, m.keysLine())
	}
	return lines
}

// whatLine says in words what the selected row is, which list it is in, and at
// the right which rows are on the screen if not all are.
func (m *Model) whatLine() string {
	l := newLine(m.theme, ui.Plain, m.w)
	if len(m.rows) == 0 {
		return l.String()
	}
	in := m.hit(m.cursor)
	l.to(m.margin())
	what, short := in.describe()
	brief, long := "", ""
	if list, row, ok := m.listed(in.adds); ok {
		brief = "in " + m.theme.Cut(list, columns[colList].most)
		long = brief + ", row " + strconv.Itoa(row)
	}
	where, room := "", m.w-1-l.pos
	for _, way := range [][2]string{{what, long}, {what, brief}, {short, long}, {short, brief}} {
		if ui.Width(way[0])+itemGap+ui.Width(way[1]) <= room {
			what, where = way[0], way[1]
			break
		}
	}
	l.bold(ui.Fg, m.theme.Cut(what, room))
	if where != "" {
		l.to(l.pos + itemGap)
		l.add(ui.Soft, where)
	}
	if place := m.place(); place != "" {
		if x := m.w - 1 - ui.Width(place); x >= l.pos+itemGap {
			l.to(x)
			l.add(ui.Dim, place)
		}
	}
	return l.String()
}

// place is which of the rows are on the screen. Where more were found than can
// be scrolled through, it says so.
func (m *Model) place() string {
	_, height := m.window()
	if len(m.rows) <= height && m.total() <= len(m.rows) {
		return ""
	}
	last := min(m.top+height, len(m.rows))
	place := strconv.Itoa(m.top+1) + m.theme.Glyphs.Range + strconv.Itoa(last) + " of "
	if m.total() > len(m.rows) {
		return place + "the best " + strconv.Itoa(len(m.rows))
	}
	return place + strconv.Itoa(len(m.rows))
}

// listName is the list that Enter adds to, as it is said in a sentence.
func (m *Model) listName() string {
	if m.chosen == "" {
		return "the watchlist"
	}
	return m.theme.Cut(m.chosen, columns[colList].most)
}

// keysLine says what the keys do, the more important first where not all have
// room; or what the last key has found out.
func (m *Model) keysLine() string {
	l := newLine(m.theme, ui.Plain, m.w)
	l.to(m.margin())
	if m.note != "" {
		l.bold(ui.Fg, m.theme.Cut(m.note, m.w-1-l.pos))
		return l.String()
	}
	pick := m.keys.Pick
	pick.SetHelp(pick.Help().Key, "adds to "+m.listName())
	stays := pick
	stays.SetHelp(pick.Help().Key, pick.Help().Desc+" and stays")
	roll := m.keys.Roll
	if form, ok := m.rollingForm(); ok {
		roll.SetHelp(roll.Help().Key, "adds "+ui.Clean(form.Tradingsymbol))
	}
	turn := m.keys.NextList
	if !pick.Enabled() {
		turn.SetHelp(turn.Help().Key, "other list, now "+m.listName())
	}
	move := ui.Keys("move", m.keys.Up, m.keys.Down)
	first, _, _ := strings.Cut(move.Help().Key, "  ")
	move.SetHelp(first, "move")
	items := []key.Binding{stays, roll, turn, move, m.keys.Clear, m.keys.Leave}
	if m.itemsWidth(items) > m.w-1-l.pos {
		items[0] = pick
	}
	for _, i := range []int{4, 3, 2, 1, 5} { // the first that give way
		if m.itemsWidth(items) > m.w-1-l.pos {
			items[i].SetEnabled(false)
		}
	}
	start := l.pos
	for _, b := range items {
		if !b.Enabled() {
			continue
		}
		if l.pos > start {
			l.to(l.pos + itemGap)
		}
		l.add(ui.Accent, m.keyName(b))
		l.add(ui.Soft, " "+b.Help().Desc)
	}
	return l.String()
}

// itemsWidth is how wide the keys that do something now are.
func (m *Model) itemsWidth(items []key.Binding) int {
	w := -itemGap
	for _, b := range items {
		if b.Enabled() {
			w += itemGap + ui.Width(m.keyName(b)) + 1 + ui.Width(b.Help().Desc)
		}
	}
	return w
}

// keyName is a key's name; arrows are spelled out where there is only ASCII.
func (m *Model) keyName(b key.Binding) string {
	if m.theme.Glyphs.Up == "↑" {
		return b.Help().Key
	}
	return arrows.Replace(b.Help().Key)
}

var arrows = strings.NewReplacer("↑", "Up", "↓", "Down")
