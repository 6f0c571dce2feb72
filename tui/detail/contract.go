package detail

import (
	"math"
	"strconv"
	"strings"

	"kitewatch/kite/market"
	"kitewatch/tui/ui"
)

// part is something said in a sentence of several.
type part struct {
	text string
	role ui.Role
}

// contractParts are what the day's list says of the instrument, without what
// stands beside its name already.
func (m *Model) contractParts() []part {
	in := &m.instrument
	var parts []part
	if in.Expiry != 0 {
		parts = append(parts, m.expiry())
	}
	if m.underlying != "" {
		parts = append(parts, part{"on " + m.underlying, ui.Soft})
	}
	if in.Strike != 0 {
		parts = append(parts, part{"strike " + ui.Price(in.Strike, decimalsOf(in.Strike)), ui.Soft})
	}
	if !m.termed {
		parts = append(parts, m.terms()...)
	}
	return parts
}

// terms are how the instrument is traded. An index has neither lot nor tick.
func (m *Model) terms() []part {
	in := &m.instrument
	if in.InstrumentToken == 0 {
		return nil
	}
	var parts []part
	if in.LotSize > 0 {
		parts = append(parts, part{"lot " + ui.Price(float64(in.LotSize), 0), ui.Soft})
	}
	if in.TickSize > 0 {
		parts = append(parts, part{"tick " + ui.Price(in.TickSize, max(decimalsOf(in.TickSize), 2)), ui.Soft})
	}
	return append(parts, part{"token " + strconv.FormatUint(uint64(in.InstrumentToken), 10), ui.Dim})
}

// tick is the least step of its prices, or where the list does not know it of what
// is written of them.
func (m *Model) tick() float64 {
	if t := m.instrument.TickSize; t > 0 {
		return t
	}
	return math.Pow10(-m.row.Decimals)
}

// joined is parts as one text.
func (m *Model) joined(parts []part) string {
	texts := make([]string, 0, len(parts))
	for _, p := range parts {
		texts = append(texts, p.text)
	}
	return strings.Join(texts, " "+m.theme.Glyphs.Dot+" ")
}

// expiry says when the contract ends, and in how many days.
func (m *Model) expiry() part {
	in := &m.instrument
	day := in.Expiry.Time().Format("2 Jan 2006")
	switch days := int(in.Expiry - market.DateOf(m.clock.Exchange())); {
	case days < 0:
		return part{"expired " + day, ui.Warn}
	case days == 0:
		return part{"expires today, " + day, ui.Warn}
	case days == 1:
		return part{"expires tomorrow, " + day, ui.Soft}
	default:
		return part{"expires " + day + ", in " + strconv.Itoa(days) + " days", ui.Soft}
	}
}

// ownParts are what the user has beside the instrument.
func (m *Model) ownParts() []part {
	var parts []part
	if m.pnl != "" {
		parts = append(parts, part{"P&L " + m.pnl, m.tone(direction(m.pnl))})
	}
	for _, a := range m.alerts {
		parts = append(parts, part{"alert " + a, ui.Soft})
	}
	if m.note != "" {
		parts = append(parts, part{m.note, ui.Text})
	}
	return parts
}

// partLines joins parts into lines of a width, in so many at most. A part that
// is wider than a line is cut; what has no line is left out.
func (m *Model) partLines(parts []part, w, most int) []line {
	var lines []line
	dot := " " + m.theme.Glyphs.Dot + " "
	l, start := line{w: m.w}, m.margin()
	end := min(start+w, m.edge())
	flush := func() {
		if l.pos > start {
			lines = append(lines, l)
		}
		l = line{w: m.w}
		l.to(start)
	}
	flush()
	for _, p := range parts {
		if l.pos > start && l.pos+ui.Width(dot)+ui.Width(p.text) > end {
			flush()
		}
		if l.pos > start {
			l.add(ui.Dim, dot)
		}
		l.add(p.role, m.theme.Cut(p.text, l.room(end)))
	}
	flush()
	return lines[:min(len(lines), max(most, 0))]
}
