package watch

import (
	"slices"
	"strings"
	"time"

	"kitewatch/kite"
	"kitewatch/tui/ui"
)

// headTotals are the totals of the list's positions for the tabs' line, the
// shortest first; none where there is a foot, which has them.
func (m *Model) headTotals() [][]ui.Span {
	if m.full() || len(m.positions()) == 0 {
		return nil
	}
	f := footing{sums: m.sums}
	return [][]ui.Span{m.totals(f, false, false), m.totals(f, true, false), m.totals(f, true, true)}
}

// reserved is the room right of the tabs of what comes before their counts:
// the filter, and where there is no foot, a total in its shortest words, unless
// it would leave no room for the tab of the list it is of.
func (m *Model) reserved() int {
	filter := ui.Width(m.filterText(m.w / 2))
	if filter > 0 {
		filter += tabGap
	}
	active := min(ui.Width(m.list().title), longestName) + len(" 1 []") + 2*len(" .")
	for _, total := range m.headTotals() {
		if w := ui.SpansWidth(total) + tabGap; filter+w+active < m.w {
			return filter + w
		}
	}
	return filter
}

// drawRight is what stands right of the tabs: the filter, which is never left
// out while it hides rows, a total that has no foot to stand in, the order, the
// pace, as much as has room.
func (m *Model) drawRight(l *line) {
	filter := ui.Span{Text: m.filterText(m.w / 2), Role: ui.Accent}
	dot := ui.Span{Text: " " + m.theme.Glyphs.Dot + " ", Role: ui.Dim}
	order := ui.Span{Text: m.orderText(), Role: ui.Dim}
	pace := ui.Span{Text: order.Text + m.paceText(), Role: ui.Dim}
	m.ordered = false
	var ways [][]ui.Span
	for _, total := range slices.Backward(m.headTotals()) {
		ways = append(ways, joined(dot, []ui.Span{filter}, total, []ui.Span{pace}), joined(dot, []ui.Span{filter}, total, []ui.Span{order}),
			joined(dot, []ui.Span{filter}, total))
	}
	ways = append(ways, joined(dot, []ui.Span{filter}, []ui.Span{pace}), joined(dot, []ui.Span{filter}, []ui.Span{order}))
	for _, way := range append(ways, joined(dot, []ui.Span{filter})) {
		if x := m.w - 1 - ui.SpansWidth(way); x >= l.pos+tabGap || x > l.pos && len(way) <= 1 {
			l.to(x)
			for _, s := range way {
				l.add(s.Role, s.Bold, s.Text)
			}
			m.ordered = len(way) > 0 && strings.HasPrefix(way[len(way)-1].Text, order.Text)
			return
		}
	}
}

// joined puts a separator between the parts that are not empty.
func joined(sep ui.Span, parts ...[]ui.Span) []ui.Span {
	var all []ui.Span
	for _, p := range parts {
		if ui.SpansWidth(p) == 0 {
			continue
		}
		if len(all) > 0 {
			all = append(all, sep)
		}
		all = append(all, p...)
	}
	return all
}

func (m *Model) orderText() string {
	l := m.list()
	if l == nil {
		return ""
	}
	if l.sorted < 0 {
		return "file order"
	}
	c := &columns[l.sorted]
	order := c.order[0]
	if l.reverse {
		order = c.order[1]
	}
	return oneBlank(c.title) + " " + order
}

// asks is what each poll asks for: with books on the screen, those too.
func (m *Model) asks() kite.Mode {
	if m.mode == kite.ModeOHLC && m.Books() {
		return kite.ModeQuote
	}
	return m.mode
}

func (m *Model) paceText() string {
	if m.interval <= 0 || len(m.lists) == 0 {
		return ""
	}
	pace := m.interval.String()
	if m.interval%time.Minute == 0 {
		pace = strings.TrimSuffix(pace, "0s")
	}
	return " " + m.theme.Glyphs.Dot + " " + m.asks().String() + " every " + pace
}
