package tui

import (
	"fmt"
	"path/filepath"
	"strings"

	"kitewatch/kite"
	"kitewatch/tui/login"
	"kitewatch/tui/store"
	"kitewatch/tui/ui"
	"kitewatch/tui/watch"
)

// The smallest terminal that the screen is drawn in.
const (
	minWidth  = 40
	minHeight = 10
)

// The lines that stay in every pane.
const (
	stripHeight  = 1
	statusHeight = 1
)

// setSize lays the screen out anew. Only here are borders taken off.
func (m *model) setSize(w, h int) {
	m.width, m.tall = w, h
	m.sizeTable()
	m.help.SetSize(w, max(h-stripHeight-statusHeight, 0))
	m.prompt.SetSize(w)
	m.alerts.SetSize(w, max(h-stripHeight-statusHeight, 0))
	m.search.SetSize(w, max(h-stripHeight-statusHeight, 0))
	m.requests.SetSize(w, max(h-stripHeight-statusHeight, 0))
	m.login.SetSize(w, m.loginHeight())
	m.drawStrip()
	m.drawLine()
}

// dockHeight is the least height of a terminal in which the login is docked at
// the foot, with prices above it.
const dockHeight = 30

// loginHeight is what the login pane gets: its own height at the foot of the
// table, or the table's place.
func (m *model) loginHeight() int {
	room := max(m.tall-stripHeight-statusHeight, 0)
	if m.tall >= dockHeight {
		return min(login.Height, room)
	}
	return room
}

func (m *model) drawStrip() {
	if m.width >= minWidth {
		m.stripText = m.strip.view(m.theme, m.clock, m.line.calendar, m.width)
	}
}

func (m *model) drawLine() {
	m.line.failed, m.line.asking = m.session.brief, m.session.open
	if m.width >= minWidth {
		line := m.line
		m.lineText = line.view(m.width)
		line.typed = true
		m.typedText = line.view(m.width)
	}
}

// View shows what Update has drawn, as the terminal can read it.
func (m model) View() string { return m.theme.Spell(m.screenText()) }

// screenText joins the parts of the screen.
func (m *model) screenText() string {
	switch {
	case m.width == 0:
		return "" // the terminal has not said its size yet
	case m.width < minWidth || m.tall < minHeight:
		return tooSmall(m.theme, m.width, m.tall)
	}
	var b strings.Builder
	b.Grow(len(m.stripText) + m.watch.Len() + len(m.lineText) + 2)
	b.WriteString(m.stripText)
	b.WriteByte('\n')
	switch m.focus {
	case onHelp:
		b.WriteString(m.help.View())
	case onPrompt:
		under := m.promptView()
		b.WriteString(under[:strings.LastIndexByte(under, '\n')+1])
		b.WriteString(m.prompt.View())
	case onSearch:
		b.WriteString(m.search.View())
	case onDetail:
		m.writeDetail(&b)
	case onAlerts:
		b.WriteString(m.alerts.View())
	case onRequests:
		b.WriteString(m.requests.View())
	case onLogin:
		b.WriteString(m.loginView())
	default:
		m.watch.WriteView(&b)
	}
	b.WriteByte('\n')
	if m.typed() {
		b.WriteString(m.typedText)
	} else {
		b.WriteString(m.lineText)
	}
	return b.String()
}

// promptView is what the prompt stands at the foot of.
func (m *model) promptView() string {
	if !m.detailed {
		return m.watch.View()
	}
	var b strings.Builder
	m.writeDetail(&b)
	return b.String()
}

// loginView is the login docked over the lower part of the table, which keeps
// its scroll and its cursor under it.
func (m *model) loginView() string {
	above := m.tall - stripHeight - statusHeight - m.loginHeight()
	if above <= 0 {
		return m.login.View()
	}
	table := m.watch.View()
	end := 0
	for range above {
		end += strings.IndexByte(table[end:], '\n') + 1
	}
	return table[:end] + m.login.View()
}

// tooSmall says politely that there is no room, in the middle of what there is.
func tooSmall(t *ui.Theme, w, h int) string {
	text := t.Fit(fmt.Sprintf("kitewatch needs %d%s%d, this is %d%s%d",
		minWidth, t.Glyphs.Times, minHeight, w, t.Glyphs.Times, h), w, ui.Center)
	return strings.Repeat("\n", max(h-1, 0)/2) + text
}

// shortPlace is a file's fault with the file's name alone, for one line.
func shortPlace(path, fault string) string {
	if path == "" {
		return fault
	}
	return filepath.Base(path) + strings.TrimPrefix(fault, path)
}

// withAll adds the list of everything where there is more than one.
func withAll(lists []store.List) []store.List {
	if len(lists) < 2 {
		return lists
	}
	all := store.List{Name: store.AllLists}
	seen := map[kite.Symbol]bool{}
	out := make([]store.List, 0, len(lists)+1)
	for _, l := range lists {
		if l.Name != all.Name {
			out = append(out, l)
		}
		for _, e := range l.Entries {
			if !seen[e.Symbol] {
				seen[e.Symbol] = true
				all.Entries = append(all.Entries, e)
			}
		}
	}
	return append(out, all)
}

func positionOf(e store.Entry) watch.Position {
	return watch.Position{Qty: e.Qty.Value, Cost: e.Cost.Value, Multiplier: e.Multiplier.Value}
}

// positions are what the lists hold of each symbol: its row in All has them all.
func (m *model) positions() map[kite.Symbol][]watch.Position {
	held := map[kite.Symbol][]watch.Position{}
	for _, l := range m.own {
		for _, e := range l.Entries {
			if p := positionOf(e); p.Qty != 0 {
				held[e.Symbol] = append(held[e.Symbol], p)
			}
		}
	}
	return held
}
