package requests

import (
	"strconv"
	"strings"

	"kitewatch/kite/market"
	"kitewatch/tui/ui"
)

// labelCells is the width of a field's name in front of it.
const labelCells = 10

// wholeLines are the fields of one call, a line or more each: what does not
// fit goes on below, and nothing is cut.
func (m *Model) wholeLines() []string {
	c := m.shown.call
	at := c.At.In(market.IST)
	var lines []string
	for _, f := range []struct {
		label, text string
		role        ui.Role
	}{
		{"Time", at.Format("15:04:05.000 IST, Mon 2 Jan 2006"), ui.Text},
		{"Call", c.Name, ui.Text},
		{"Asked", instruments(c.Asked), ui.Soft},
		{"Took", tookText(c.Took), tookRole(c.Took)},
		{"Answer", m.answer(c), answerRole(c)},
		{"Decision", c.Decision, decisionRole(c)},
	} {
		label := f.label
		for _, part := range wrap(ui.Clean(m.spell(f.text)), m.w-len(m.margin())-labelCells-1) {
			l := line{theme: m.theme, limit: m.w}
			l.to(len(m.margin()))
			l.add(ui.Dim, label)
			l.to(len(m.margin()) + labelCells)
			l.add(f.role, part)
			lines = append(lines, l.end())
			label = ""
		}
	}
	return lines
}

// instruments says for how many a call asked.
func instruments(n int) string {
	switch n {
	case 0:
		return "for no instrument"
	case 1:
		return "1 instrument"
	}
	return strconv.Itoa(n) + " instruments"
}

// wrap breaks clean text into lines of at most w cells: between words where it
// can, within one that is longer than a line.
func wrap(text string, w int) []string {
	var lines []string
	var l strings.Builder
	cells := 0
	next := func() {
		lines = append(lines, l.String())
		l.Reset()
		cells = 0
	}
	for _, word := range strings.Fields(text) {
		wide := ui.Width(word)
		if cells > 0 && cells+1+wide > w {
			next()
		}
		if cells > 0 {
			l.WriteByte(' ')
			cells++
		}
		if wide <= w {
			l.WriteString(word)
			cells += wide
			continue
		}
		for _, r := range word {
			n := ui.Width(string(r))
			if cells > 0 && cells+n > w {
				next()
			}
			l.WriteRune(r)
			cells += n
		}
	}
	next()
	return lines
}
