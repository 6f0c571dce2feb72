package requests

import (
	"strconv"
	"strings"
	"time"

	"kitewatch/kite/feed"
	"kitewatch/kite/market"
	"kitewatch/tui/ui"
)

// slow is from when a call is said to have taken long.
const slow = 2 * time.Second

// field tells the columns apart.
type field int

const (
	when field = iota
	call
	asked
	took
	answer
	decision
)

// column is a column of the list, as it is at a width.
type column struct {
	field field
	title string
	gap   int // cells before it
	width int
	right bool // its text keeps to the right
}

// The widths from which columns are shown. The answer and the time always are;
// the decision is the last to go, being what the answer led to.
const (
	narrow    = 60 // below it times are without milliseconds, and names are cut
	decisions = 77
	tooks     = 88
	askeds    = 95
	roomy     = 101
)

// arrange returns the columns for a width. Answer and decision share what the
// others leave, the last cell stays free.
func arrange(w int) []column {
	if w < narrow {
		const before = 2 + 8 + 1 + 7 + 1
		return []column{
			{when, "Time IST", 2, 8, false},
			{call, "Call", 1, 7, false},
			{answer, "Answer", 1, max(w-before-1, 0), false},
		}
	}
	gap, names := 2, len("instruments")
	switch {
	case w >= roomy:
		gap = 3
	case w >= decisions && w < tooks:
		names = len("candles") + 1 // only the rare instruments is cut, and many a decision is not
	}
	all := []column{{when, "Time IST", 3, 12, false}, {call, "Call", gap, names, false}}
	if w >= askeds {
		all = append(all, column{asked, "Asked", gap, 5, true})
	}
	if w >= tooks {
		all = append(all, column{took, "Took", 2, 9, true})
	}
	last := column{answer, "Answer", gap, 0, false}
	if w >= roomy {
		last.gap = 5 // figures end here, words begin
	}
	room := w - 1 - last.gap
	for _, c := range all {
		room -= c.gap + c.width
	}
	if w < decisions {
		last.width = room
		return append(all, last)
	}
	room -= gap
	last.width = max(room*4/9, 24)
	return append(all, last, column{decision, "Decision", gap, room - last.width, false})
}

// draw makes a call's line for the width there is.
func (m *Model) draw(c feed.Call, ground ui.Ground) string {
	l := line{theme: m.theme, ground: ground, limit: m.w}
	if ground == ui.Selected {
		l.add(ui.Accent, m.theme.Glyphs.Selected)
	}
	at := 0
	for _, col := range m.columns {
		at += col.gap
		l.to(at)
		m.cell(&l, col, c)
		at += col.width
		l.to(at)
	}
	return l.end()
}

// cell writes one cell of a call's line.
func (m *Model) cell(l *line, col column, c feed.Call) {
	role, text := ui.Text, ""
	switch col.field {
	case when:
		clock, millis := clockOf(c.At)
		ground := l.ground
		if ground == ui.Selected {
			l.ground = ui.SelectedName // reversed where there is no colour
		}
		l.add(ui.Text, clock)
		if col.width > len(clock) {
			l.add(ui.Dim, millis)
		}
		l.ground = ground
		return
	case call:
		text = c.Name
	case asked:
		role = ui.Soft
		if c.Asked > 0 {
			text = strconv.Itoa(c.Asked)
		}
	case took:
		role, text = tookRole(c.Took), tookText(c.Took)
	case answer:
		role, text = answerRole(c), m.answer(c)
	case decision:
		role, text = decisionRole(c), c.Decision
	}
	if text = m.theme.Cut(m.spell(text), col.width); col.right {
		l.to(l.cells + col.width - ui.Width(text))
	}
	l.add(role, text)
}

// spell writes the marks that the feed uses as this terminal can show them.
func (m *Model) spell(s string) string {
	return strings.ReplaceAll(s, "·", m.theme.Glyphs.Dot)
}

// clockOf returns the time of day in IST, and its milliseconds.
func clockOf(at time.Time) (clock, millis string) {
	s := at.In(market.IST).Format("15:04:05.000")
	return s[:8], s[8:]
}

func tookRole(d time.Duration) ui.Role {
	if d >= slow {
		return ui.Warn
	}
	return ui.Soft
}

// tookText writes how long a call took, in milliseconds.
func tookText(d time.Duration) string {
	if d >= 100*time.Second { // the list of instruments, over a line that is hardly one
		return ui.Price(d.Seconds(), 0) + " s"
	}
	return ui.Price(float64(max(d, 0).Round(time.Millisecond).Milliseconds()), 0) + " ms"
}

// answer is what came, marked when it is trouble.
func (m *Model) answer(c feed.Call) string {
	if c.Trouble {
		return m.theme.Glyphs.Trouble + " " + c.Answer
	}
	return c.Answer
}

// answerRole is quieter for what is neither good nor trouble, such as a
// DataException, which is passed over.
func answerRole(c feed.Call) ui.Role {
	switch {
	case c.Trouble:
		return ui.Warn
	case strings.HasPrefix(c.Answer, "200"):
		return ui.Text
	}
	return ui.Soft
}

// decisionRole is dim for the decision that is none: to go on as before.
func decisionRole(c feed.Call) ui.Role {
	if strings.HasPrefix(c.Decision, "next in ") {
		return ui.Dim
	}
	return ui.Text
}

// line is a line of the pane while it is made.
type line struct {
	theme  *ui.Theme
	ground ui.Ground
	limit  int // cells in it
	cells  int // cells written
	text   []byte
}

// add writes clean text, as much of it as fits.
func (l *line) add(role ui.Role, s string) {
	if l.cells+ui.Width(s) > l.limit {
		s = l.theme.Cut(s, l.limit-l.cells)
	}
	l.text = l.theme.Paint(role, l.ground).Append(l.text, s)
	l.cells += ui.Width(s)
}

// to fills the line with its ground up to a cell.
func (l *line) to(cell int) {
	n := min(cell, l.limit) - l.cells
	if n <= 0 {
		return
	}
	if l.ground == ui.Plain {
		l.text = append(l.text, ui.Blank(n)...)
	} else {
		l.text = l.theme.Paint(ui.Text, l.ground).Append(l.text, ui.Blank(n))
	}
	l.cells += n
}

// end returns the line at its full width.
func (l *line) end() string {
	l.to(l.limit)
	return string(l.text)
}
