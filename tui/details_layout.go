package tui

import (
	"strings"

	tea "github.com/charmbracelet/bubbletea"

	"kitewatch/tui/ui"
)

// The sizes from which the detail is shown beside the table, and below it;
// smaller, it takes the table's place.
const (
	besideFrom  = 180
	besideTable = 120
	belowWidth  = 100
	belowHeight = 40
	belowTable  = 14 // rows of the table above it
)

// detailArea is where the pane lies, within the rows between strip and status
// line: the cells left of it, the rows above it, and its size.
func (m *model) detailArea() (left, above, w, h int) {
	room := max(m.tall-stripHeight-statusHeight, 0)
	switch {
	case m.width >= besideFrom:
		return besideTable + 1, 0, m.width - besideTable - 1, room
	case m.width >= belowWidth && m.tall >= belowHeight:
		return 0, belowTable, m.width, room - belowTable
	}
	return 0, 0, m.width, room
}

// sizeTable gives table and detail their sizes.
func (m *model) sizeTable() {
	room := max(m.tall-stripHeight-statusHeight, 0)
	if !m.detailed {
		m.watch.SetSize(m.width, room)
		return
	}
	left, above, w, h := m.detailArea()
	switch {
	case left > 0:
		m.watch.SetSize(left-1, room)
	case above > 0:
		m.watch.SetSize(m.width, above)
	default:
		m.watch.SetSize(m.width, room) // under it
	}
	m.detail.SetSize(w, max(h, 0))
}

// detailMouse gives the mouse to the pane it is over, its place counted from
// that one's corner.
func (m model) detailMouse(msg tea.MouseMsg) (tea.Model, tea.Cmd) {
	left, above, _, _ := m.detailArea()
	if msg.X < left || msg.Y < above {
		var moved tea.Cmd
		m.watch, moved = m.watch.Update(msg)
		followed := m.follow()
		return m, tea.Batch(moved, followed)
	}
	msg.X, msg.Y = msg.X-left, msg.Y-above
	var cmd tea.Cmd
	m.detail, cmd = m.detail.Update(msg)
	return m, cmd
}

// writeDetail joins the table and the pane.
func (m *model) writeDetail(b *strings.Builder) {
	left, above, _, _ := m.detailArea()
	pane := m.detail.View()
	switch {
	case left > 0:
		m.writeBeside(b, m.watch.View(), pane)
	case above > 0:
		m.watch.WriteView(b)
		b.WriteByte('\n')
		b.WriteString(pane)
	default:
		b.WriteString(pane)
	}
}

// writeBeside joins table and pane line by line; both are of one height.
func (m *model) writeBeside(b *strings.Builder, table, pane string) {
	bar := m.theme.Line(ui.Plain, 1, []ui.Span{{Text: m.theme.Glyphs.Beside, Role: ui.Line}})
	b.Grow(len(table) + len(pane) + (strings.Count(table, "\n")+1)*len(bar))
	for more := true; more; {
		var line, beside string
		line, table, more = strings.Cut(table, "\n")
		beside, pane, _ = strings.Cut(pane, "\n")
		b.WriteString(line)
		b.WriteString(bar)
		b.WriteString(beside)
		if more {
			b.WriteByte('\n')
		}
	}
}
