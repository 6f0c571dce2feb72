package search

import (
	"strconv"

	"kitewatch/kite/instruments"
	"kitewatch/tui/ui"
)

// describe says what an instrument is, in full and in short. The dump has no
// word for what a share, a bond or a fund is, so neither has this.
func describe(in *instruments.Instrument) (full, short string) {
	name := ui.Clean(in.Name)
	if name == "" {
		name = ui.Clean(in.Symbol.Tradingsymbol)
	}
	kind := ""
	switch in.Type {
	case "CE":
		kind = " call"
	case "PE":
		kind = " put"
	case "FUT":
		kind = " future"
	}
	if kind == "" {
		full = name + " on " + ui.Clean(in.Symbol.Exchange)
		if in.IsIndex() {
			full = name + ", index on " + ui.Clean(in.Symbol.Exchange)
		}
		return full, name
	}
	if in.Strike != 0 {
		kind = " " + ui.Price(in.Strike, decimalsOf(in.Strike)) + kind
	}
	if in.Expiry == 0 {
		return name + kind, name + kind
	}
	at := in.Expiry.Time()
	return name + at.Format(" 2 Jan 2006") + kind, name + at.Format(" 2 Jan") + kind
}

// fact is one of the figures of a contract, and how soon it is left out where
// not all have room.
type fact struct {
	text  string
	role  ui.Role
	gives int
}

// factsLine tells the selected row's symbol and figures.
func (m *Model) factsLine() string {
	l := newLine(m.theme, ui.Plain, m.w)
	if len(m.rows) == 0 {
		return l.String()
	}
	in := m.hit(m.cursor)
	l.to(m.margin())
	l.add(ui.Text, m.theme.Middle(in.adds.String(), m.w-1-l.pos))
	dot := " " + m.theme.Glyphs.Dot + " "
	facts := m.facts(&in)
	room := m.w - 1 - l.pos - itemGap + ui.Width(dot)
	for gives := range len(facts) {
		for i := range facts {
			if facts[i].gives != gives {
				continue
			}
			if w := ui.Width(dot + facts[i].text); facts[i].text != "" && w <= room {
				room -= w
			} else {
				facts[i].text = ""
			}
		}
	}
	first := true
	for _, f := range facts {
		switch {
		case f.text == "":
			continue
		case first:
			l.to(l.pos + itemGap)
		default:
			l.add(ui.Soft, dot)
		}
		l.add(f.role, f.text)
		first = false
	}
	return l.String()
}

// facts are the figures there are, in the order in which they are said. An
// index has neither lot nor tick. The token is said where its column is not.
func (m *Model) facts(in *hit) []fact {
	var lot, tick, token, spot string
	if in.LotSize > 0 {
		lot = "lot " + ui.Price(float64(in.LotSize), 0)
	}
	if in.TickSize > 0 {
		tick = "tick " + ui.Price(in.TickSize, decimalsOf(in.TickSize))
	}
	if !m.shows(colToken) && in.InstrumentToken > 0 {
		token = "token " + strconv.FormatUint(uint64(in.InstrumentToken), 10)
	}
	if m.spot != nil && in.Expiry != 0 {
		if label, price, ok := m.spot(in.Name); ok {
			spot = ui.Clean(label) + " is at " + ui.Clean(price)
		}
	}
	expires, role := m.expires(in)
	return []fact{
		{lot, ui.Soft, 1}, {tick, ui.Soft, 3}, {expires, role, 0}, {spot, ui.Soft, 2}, {token, ui.Soft, 4},
	}
}

// expires says when a contract does.
func (m *Model) expires(in *hit) (string, ui.Role) {
	if in.Expiry == 0 || m.today == 0 {
		return "", ui.Soft
	}
	switch days := int(in.Expiry - m.today); {
	case days < 0:
		return in.Expiry.Time().Format("expired on Mon 2 Jan"), ui.Warn
	case days == 0:
		return "expires today", ui.Warn
	case days == 1:
		return "expires tomorrow", ui.Soft
	default:
		return "expires " + in.Expiry.Weekday().String() + ", in " + strconv.Itoa(days) + " days", ui.Soft
	}
}
