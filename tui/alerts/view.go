package alerts

import (
	"strconv"
	"strings"

	"github.com/charmbracelet/bubbles/key"

	"kitewatch/kite/feed"
	"kitewatch/tui/ui"
)

// The heights from which the pane has room for a rule and a line of keys, for the
// titles of its columns, and for a line that tells the selected level whole.
const (
	ruledHeight  = 14
	titledHeight = 10
	toldHeight   = 5
)

// above is the number of lines above the list.
func (m *Model) above() int {
	switch {
	case m.h >= ruledHeight:
		return 3
	case m.h >= titledHeight:
		return 2
	}
	return min(m.h, 1)
}

// below is the number of lines below it.
func (m *Model) below() int {
	switch {
	case m.h >= ruledHeight:
		return 4 // an empty one, the selected level, an empty one, the keys
	case m.h >= toldHeight:
		return 1
	}
	return 0
}

// body is the number of lines for the list.
func (m *Model) body() int { return max(m.h-m.above()-m.below(), 0) }

// View joins the lines: exactly the pane's size.
func (m Model) View() string {
	if m.w == 0 || m.h == 0 {
		return ""
	}
	if len(m.lines) == 0 {
		return strings.TrimSuffix(strings.Repeat(ui.Blank(m.w)+"\n", m.h), "\n")
	}
	return strings.Join(m.lines, "\n")
}

// draw makes the lines on the screen.
func (m *Model) draw() {
	m.lines = nil
	if m.w == 0 || m.h == 0 {
		return
	}
	m.columns = m.arrange()
	lines := append(make([]string, 0, m.h), m.title())
	if m.h >= ruledHeight {
		lines = append(lines, m.theme.Paint(ui.Line, ui.Plain).Text(strings.Repeat(m.theme.Glyphs.Thin, m.w)))
	}
	if m.h >= titledHeight {
		lines = append(lines, m.titles())
	}
	at := m.at()
	for i := m.top; i < min(m.top+m.body(), len(m.items)); i++ {
		lines = append(lines, m.row(&m.items[i], i == at))
	}
	if len(m.items) == 0 && m.body() > 0 {
		lines = append(lines, m.none())
	}
	for len(lines) < m.h {
		lines = append(lines, ui.Blank(m.w))
	}
	if len(m.items) > 0 && m.below() > 0 {
		lines[m.h-min(m.below(), 3)] = m.told(&m.items[at])
	}
	if m.h >= ruledHeight {
		lines[m.h-1] = m.foot()
	}
	m.lines = lines[:m.h]
}

// title is the first line: what this is, what has fired, which part is seen.
func (m *Model) title() string {
	spans := []ui.Span{{Text: " "}, {Text: "Alerts", Role: ui.Fg, Bold: true}}
	if n := m.ringing(); n > 0 {
		spans = append(spans, ui.Span{Text: "  ! " + strconv.Itoa(n) + " fired", Role: ui.Warn})
	}
	place := m.place()
	for _, about := range []string{"each fires once for a crossing; they are above, below and change_pct in watchlist.toml", "each fires once for a crossing"} {
		if ui.SpansWidth(spans)+2+len(about)+2+ui.Width(place)+1 <= m.w {
			spans = append(spans, ui.Span{Text: "  " + about, Role: ui.Dim})
			break
		}
	}
	if pad := m.w - 1 - ui.SpansWidth(spans) - ui.Width(place); pad >= 2 {
		spans = append(spans, ui.Span{Text: ui.Blank(pad)}, ui.Span{Text: place, Role: ui.Dim})
	}
	return m.theme.Line(ui.Plain, m.w, spans)
}

// place says which lines are on the screen of how many.
func (m *Model) place() string {
	height, all := m.body(), len(m.items)
	if height == 0 || all == 0 {
		return ""
	}
	first, last := strconv.Itoa(m.top+1), strconv.Itoa(min(m.top+height, all))
	if first != last {
		first += m.theme.Glyphs.Range + last
	}
	return first + " of " + strconv.Itoa(all)
}

// titles are the names of the columns.
func (m *Model) titles() string {
	l := line{theme: m.theme, limit: m.w}
	at := 0
	for _, c := range m.columns {
		at += c.gap
		title := m.theme.Cut(c.title, c.width)
		if l.to(at); c.right {
			l.to(at + c.width - ui.Width(title))
		}
		l.add(ui.Dim, title)
		at += c.width
	}
	l.to(m.w)
	return string(l.text)
}

// none says that there is no alert, and how to set one.
func (m *Model) none() string {
	texts := []string{"No alert is set: in the table, a on a row asks for a level.", "No alert is set: a on a row sets one.", "No alert is set."}
	return m.theme.Line(ui.Plain, m.w, []ui.Span{{Text: "   "}, {Text: fitting(texts, m.w-4), Role: ui.Soft}})
}

// told is all about the selected level that its line may have no room for.
func (m *Model) told(it *item) string {
	texts := m.standing(it)
	if it.reason == "" && m.state(it) != feed.NoData {
		_, price := m.lastText(it)
		texts = append([]string{texts[0] + "; last " + price}, texts...)
	}
	name := ui.Clean(it.mark.Level.Symbol.Tradingsymbol) + " " + m.cellText(it, false)
	if m.w < percents {
		name = ui.Clean(it.mark.Level.Symbol.Tradingsymbol)
	}
	room := m.w - 1 - 3 - ui.Width(name) - 2
	return m.theme.Line(ui.Plain, m.w, []ui.Span{
		{Text: "   "}, {Text: name, Role: ui.Text}, {Text: "  "}, {Text: m.theme.Cut(fitting(texts, room), max(room, 0)), Role: standingRole(it)},
	})
}

// foot are the keys that do something now, as many as fit.
func (m *Model) foot() string {
	spans := []ui.Span{{Text: "   "}}
	for _, b := range m.ShortHelp() {
		if !b.Enabled() {
			continue
		}
		more := []ui.Span{{Text: firstKeys(b), Role: ui.Accent}, {Text: " " + b.Help().Desc, Role: ui.Soft}}
		if len(spans) > 1 {
			more = append([]ui.Span{{Text: "   "}}, more...)
		}
		if ui.SpansWidth(spans)+ui.SpansWidth(more)+1 > m.w {
			break
		}
		spans = append(spans, more...)
	}
	return m.theme.Line(ui.Plain, m.w, spans)
}

// firstKeys is a line's first keys: j k of "j k  ↓ ↑".
func firstKeys(b key.Binding) string {
	first, _, _ := strings.Cut(b.Help().Key, "  ")
	return first
}
