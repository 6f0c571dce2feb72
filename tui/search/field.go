package search

import (
	"slices"
	"strings"
	"unicode/utf8"

	tea "github.com/charmbracelet/bubbletea"

	"kitewatch/tui/ui"
)

// maxPaste bounds what is looked at of a paste, in characters.
const maxPaste = 4096

// isText reports whether a key is text: a letter, a blank, a paste.
func isText(k tea.KeyMsg) bool {
	return !k.Alt && (k.Type == tea.KeyRunes || k.Type == tea.KeySpace)
}

// typed puts text into the field: clean, a paste without the blanks and line
// ends around it.
func (m *Model) typed(k tea.KeyMsg) {
	text := ui.Clean(string(k.Runes[:min(len(k.Runes), maxPaste)]))
	if k.Paste {
		text = strings.TrimRight(text, " ")
	}
	if m.field.Value() == "" {
		text = strings.TrimLeft(text, " ")
	}
	// Marked as a paste, no text is taken for the name of one of the field's keys.
	m.field, _ = m.field.Update(tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune(text), Paste: true})
	m.search()
}

// The cells of the first line: before the field's text, and the least between
// it and what stands at the right.
const (
	promptCells = 3
	fieldGap    = 2
)

// fieldLine is the first line: what is typed, and what is searched in.
func (m *Model) fieldLine() string {
	l := newLine(m.theme, ui.Plain, m.w)
	l.to(1)
	l.bold(ui.Accent, "/")
	l.to(promptCells)
	need := promptCells + ui.Width(m.field.Value()) + 1
	right := m.tally(m.w - 1 - fieldGap - need)
	room := m.w - 1 - promptCells
	if len(right) > 0 {
		room -= fieldGap + ui.SpansWidth(right)
	}
	m.drawField(l, room)
	l.to(m.w - 1 - ui.SpansWidth(right))
	for _, s := range right {
		l.add(s.Role, s.Text)
	}
	return l.String()
}

// drawField draws the part of the field that has room, the cursor in it: at
// the end a mark of its own, else its letter reversed, so that moving it moves
// no letter.
func (m *Model) drawField(l *line, room int) {
	text := []rune(m.field.Value())
	before, after := string(text[:m.field.Position()]), string(text[m.field.Position():])
	if ui.Width(before) >= room {
		for before != "" && ui.Width(before)+2 > room { // the cut mark, and the cursor
			_, size := utf8.DecodeRuneInString(before)
			before = before[size:]
		}
		before = m.theme.Glyphs.Cut + before
	}
	end := l.pos + room
	l.bold(ui.Fg, before)
	if after == "" {
		l.add(ui.Accent, m.theme.Glyphs.Cursor)
		return
	}
	_, size := utf8.DecodeRuneInString(after)
	l.with(reversed, ui.Plain, after[:size])
	l.bold(ui.Fg, m.theme.Cut(after[size:], end-l.pos))
}

// tally says how many were found, of how many, and how old the list is: as
// much of it as has room. A list that is not today's is said before all else.
func (m *Model) tally(room int) []ui.Span {
	dump := ui.Span{Text: m.dump, Role: ui.Dim}
	if m.warn {
		dump.Role = ui.Warn
	}
	dot := ui.Span{Text: " " + m.theme.Glyphs.Dot + " ", Role: ui.Dim}
	var with, alone [][]ui.Span
	for _, counted := range m.counted() {
		with = append(with, []ui.Span{counted, dot, dump})
		alone = append(alone, []ui.Span{counted})
	}
	ways := slices.Concat(with, alone)
	switch {
	case m.dump == "":
		ways = alone
	case m.list == nil || m.warn:
		dump.Text = m.theme.Cut(dump.Text, max(room, 0))
		ways = append(with, []ui.Span{dump})
	}
	for _, way := range ways {
		if ui.SpansWidth(way) <= room {
			return way
		}
	}
	return nil
}

// counted is how many were found in how many, the longest way to say it first.
// Hits that only nearly fit are never shown without saying so, where there is
// room for a word.
func (m *Model) counted() []ui.Span {
	if m.list == nil {
		return nil
	}
	all, found, role := ui.Price(float64(m.list.Len()), 0), ui.Price(float64(m.total()), 0), ui.Dim
	ways := []string{found + " of " + all, found}
	switch {
	case m.query == "":
		ways = []string{all + " instruments", all}
	case m.found.Near:
		role = ui.Warn
		ways = []string{"none exact, " + found + " near of " + all, "none exact, " + found + " near", found + " near", "near"}
	}
	spans := make([]ui.Span, len(ways))
	for i, way := range ways {
		spans[i] = ui.Span{Text: way, Role: role}
	}
	return spans
}
