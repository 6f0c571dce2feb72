package search

import (
	"strings"

	"kitewatch/kite/instruments"
	"kitewatch/tui/ui"
)

// row is the line of a hit as it was drawn, without and with the cursor; "" if
// it was not on the screen yet.
type row struct{ plain, selected string }

// renew throws away the rows' lines, since what they are made from has
// changed, and lays the table out.
func (m *Model) renew() {
	m.rows = make([]row, len(m.rolling)+len(m.found.Hits))
	m.arrange(m.measure())
	m.move(0)
}

// text returns the line of a row, drawn if it never was.
func (m *Model) text(i int) string {
	made, ground := &m.rows[i].plain, ui.Plain
	if i == m.cursor {
		made, ground = &m.rows[i].selected, ui.Selected
	}
	if *made == "" {
		*made = m.draw(i, ground)
	}
	return *made
}

// draw makes the line of a row.
func (m *Model) draw(i int, ground ui.Ground) string {
	in := m.hit(i)
	l := newLine(m.theme, ground, m.w)
	if ground == ui.Selected {
		l.add(ui.Accent, m.theme.Glyphs.Selected)
	}
	var cell []byte
	for at, s := range m.slots {
		if s.column == colSymbol {
			l.to(s.x)
			symbol := label{theme: m.theme, ground: ground, marks: in.marks}
			symbol.draw(l, &in, s.width)
			continue
		}
		c := &columns[s.column]
		text, role := c.cell(cell[:0], m, &in)
		align := c.align
		if name := m.spread(at); name > 0 && in.Expiry == 0 {
			text, role = nameCell(cell[:0], m, &in)
			s.width, align = name, ui.Left
		}
		shown := m.theme.Cut(string(text), s.width)
		x := s.x
		if align == ui.Right {
			x += s.width - ui.Width(shown)
		}
		l.to(x)
		l.add(role, shown)
		cell = text
	}
	return l.String()
}

// spread is how far a name may go that begins in a slot, where the row has no
// expiry: over the columns that only contracts fill, or instead of them where
// names have no column. 0: no name begins there.
func (m *Model) spread(at int) int {
	from := m.slots[at]
	if from.column != colName && (from.column != colExpiry || m.slots[at-1].column == colName) {
		return 0
	}
	end := from.x + from.width
	for _, s := range m.slots[at:] {
		if s.column == colExpiry || s.column == colDays || s.column == colStrike {
			end = s.x + s.width
		}
	}
	return end - from.x
}

// label draws a symbol: what the query found bold and underlined, the expiry
// code dim, the exchange after it.
type label struct {
	theme    *ui.Theme
	ground   ui.Ground
	marks    []instruments.Range
	text     string
	from, to int // of the expiry code; from == to: none
}

func (s *label) draw(l *line, in *hit, width int) {
	if s.ground == ui.Selected {
		s.ground = ui.SelectedName
	}
	s.text = ui.Clean(in.adds.Tradingsymbol)
	exchange := ui.Clean(in.adds.Exchange)
	ascii := s.text == in.adds.Tradingsymbol && len(s.text) == ui.Width(s.text)
	if !ascii {
		s.marks = nil // their bytes are no longer where they were
	} else if n := len(in.Name); in.rolls == "" && in.Expiry != 0 && n > 0 && len(s.text) > n+expiryCode && strings.HasPrefix(s.text, in.Name) {
		s.from, s.to = n, n+expiryCode
	}
	switch {
	case ui.Width(s.text) <= width:
		s.write(l, 0, len(s.text))
		if ui.Width(s.text)+1+ui.Width(exchange) <= width {
			l.add(ui.Dim, " "+exchange)
		}
	case !ascii:
		l.on(s.ground, ui.Text, s.theme.Middle(s.text, width))
	default:
		// Contracts differ at both ends: a future's tail is its FUT, an
		// option's its strike.
		tail := max(min(width/2, width-1), 0)
		if in.Type == "FUT" && in.rolls == "" {
			tail = min(tail, len("FUT"))
		}
		s.write(l, 0, max(width-1-tail, 0))
		l.on(s.ground, ui.Text, s.theme.Glyphs.Cut)
		s.write(l, len(s.text)-tail, len(s.text))
	}
}

// expiryCode is how long the date in a contract's symbol is: 26NOV, 26D01.
const expiryCode = 5

// write writes a part of the symbol.
func (s *label) write(l *line, from, to int) {
	for from < to {
		marked, end := s.piece(from, to)
		text := s.text[from:end]
		switch {
		case marked:
			l.with(underlined, s.ground, text)
		case from >= s.from && from < s.to:
			l.on(s.ground, ui.Dim, text)
		default:
			l.on(s.ground, ui.Text, text)
		}
		from = end
	}
}

// piece returns where what begins at a byte ends, before to at the latest, and
// whether the query found it.
func (s *label) piece(from, to int) (marked bool, end int) {
	end = to
	for _, edge := range []int{s.from, s.to} {
		if edge > from {
			end = min(end, edge)
		}
	}
	for _, r := range s.marks {
		switch {
		case from >= r.From && from < r.To:
			return true, min(to, r.To)
		case r.From > from:
			return false, min(end, r.From)
		}
	}
	return false, end
}
