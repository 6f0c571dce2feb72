package requests

import (
	"strconv"
	"strings"

	"github.com/charmbracelet/bubbles/key"

	"kitewatch/kite/feed"
	"kitewatch/tui/ui"
)

// The heights from which the pane has room for a rule and a foot, and for the
// titles of its columns.
const (
	ruledHeight  = 14
	titledHeight = 10
)

func (m *Model) ruled() bool { return m.h >= ruledHeight }

// titled reports whether a line stands between title and rows: the titles of
// the columns; with one call whole an empty one, if the rule is there.
func (m *Model) titled() bool {
	return m.ruled() || m.h >= titledHeight && !m.whole
}

// body is the number of lines for rows, or for the text of one call.
func (m *Model) body() int {
	rows := m.h - 1
	if m.titled() {
		rows--
	}
	if m.ruled() {
		rows -= 3 // the rule, and the foot with an empty line above it
	}
	return max(rows, 0)
}

// View joins the lines on the screen: exactly the pane's size.
func (m Model) View() string {
	if m.w == 0 || m.h == 0 {
		return ""
	}
	lines := make([]string, 0, m.h)
	lines = append(lines, m.head...)
	height := m.body()
	switch {
	case m.whole:
		lines = append(lines, m.lines[m.read:min(m.read+height, len(m.lines))]...)
	case len(m.entries) == 0 && height > 0:
		lines = append(lines, m.theme.Line(ui.Plain, m.w, []ui.Span{{Text: m.margin()}, {Text: "No call has been made yet.", Role: ui.Soft}}))
	default:
		at := m.at()
		for i := m.top; i < min(m.top+height, len(m.entries)); i++ {
			if i == at {
				lines = append(lines, m.marked)
			} else {
				lines = append(lines, m.entries[i].text)
			}
		}
	}
	for len(lines) < m.h {
		lines = append(lines, ui.Blank(m.w))
	}
	if m.ruled() {
		lines[m.h-1] = m.foot
	}
	return strings.Join(lines, "\n")
}

// margin is what stands before the first column.
func (m *Model) margin() string {
	if m.w < narrow {
		return ui.Blank(2)
	}
	return ui.Blank(3)
}

// frame makes the lines above the rows and the one below.
func (m *Model) frame() {
	m.head = nil
	if m.w == 0 || m.h == 0 {
		return
	}
	m.head = append(m.head, m.title())
	if m.ruled() {
		m.head = append(m.head, m.theme.Paint(ui.Line, ui.Plain).Text(strings.Repeat(m.theme.Glyphs.Thin, m.w)))
		m.foot = m.footLine()
	}
	if m.titled() {
		m.head = append(m.head, m.titles())
	}
}

// title is the first line: what this is, and which part of it is seen.
func (m *Model) title() string {
	spans := []ui.Span{{Text: " "}, {Text: "Request log", Role: ui.Fg, Bold: true}}
	abouts := []string{
		"last " + strconv.Itoa(feed.MaxCalls) + " calls, newest first; keys and tokens are never shown",
		"newest first; keys and tokens are never shown",
		"newest first",
	}
	if m.whole {
		abouts = []string{"one call whole"}
	}
	place := m.place()
	used := ui.SpansWidth(spans) + ui.Width(place) + 1
	for _, about := range abouts {
		if used+2+len(about)+2 <= m.w {
			spans = append(spans, ui.Span{Text: "  " + about, Role: ui.Dim})
			break
		}
	}
	if pad := m.w - 1 - ui.SpansWidth(spans) - ui.Width(place); pad >= 2 {
		spans = append(spans, ui.Span{Text: ui.Blank(pad)}, ui.Span{Text: place, Role: ui.Dim})
	}
	return m.theme.Line(ui.Plain, m.w, spans)
}

// place says which rows are on the screen of how many, or which call is.
func (m *Model) place() string {
	height, all := m.body(), len(m.entries)
	first, last := m.top+1, min(m.top+height, all)
	if m.whole {
		first = m.last - m.shown.number + 1
		last = first
	}
	switch {
	case height == 0 || all == 0:
		return ""
	case first > all:
		return "no longer in the log"
	case first == last:
		return strconv.Itoa(first) + " of " + strconv.Itoa(all)
	}
	return strconv.Itoa(first) + m.theme.Glyphs.Range + strconv.Itoa(last) + " of " + strconv.Itoa(all)
}

// titles are the names of the columns, none above one call.
func (m *Model) titles() string {
	l := line{theme: m.theme, limit: m.w}
	at := 0
	for _, c := range m.columns {
		if m.whole {
			break
		}
		at += c.gap
		title := m.theme.Cut(c.title, c.width)
		if c.right {
			l.to(at + c.width - len(title))
		}
		l.to(at)
		l.add(ui.Dim, title)
		at += c.width
	}
	return l.end()
}

// footLine are the keys that do something now, as many as fit.
func (m *Model) footLine() string {
	spans := []ui.Span{{Text: m.margin()}}
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
