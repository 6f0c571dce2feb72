package search

import (
	"strings"
	"testing"

	tea "github.com/charmbracelet/bubbletea"

	"kitewatch/kite/instruments"
)

func TestCursorStaysOnItsSymbolInANewList(t *testing.T) {
	m, _ := press(paneOf(t, 120, 36), "nifty 24500 ce", "down", "down", "down")
	want, _ := m.Selected()
	without := strings.Replace(dump, `NIFTY26D0124500CE,"NIFTY",0,2026-12-01,24500`, `NIFTY26D0124600CE,"NIFTY",0,2026-12-01,24600`, 1)
	list := listOf(t, without)
	m.SetIndex(list, instruments.NewIndex(list))
	if got, ok := m.Selected(); got != want || !ok || m.cursor != 2 {
		t.Errorf("got %v in row %d, want %v in row 2", got, m.cursor, want)
	}
	m.SetToday(monday + 1)
	if got, _ := m.Selected(); got != want {
		t.Errorf("the next day: got %v, want %v", got, want)
	}
	if m.SetIndex(nil, nil); len(m.rows) != 0 {
		t.Errorf("%d rows without a list", len(m.rows))
	}
	if got, ok := m.Selected(); ok {
		t.Errorf("%v is selected without a list", got)
	}
	m, _ = press(m, "enter", "down", "pgdown")
	if m.SetIndex(list, instruments.NewIndex(list)); len(m.rows) == 0 || m.field.Value() != "nifty 24500 ce" {
		t.Errorf("%d rows for %q when the list is back", len(m.rows), m.field.Value())
	}
}

func TestAnotherQueryBeginsAtItsTop(t *testing.T) {
	m, _ := press(paneOf(t, 80, 16), "nifty", "pgdown", "pgdown", "left")
	if m.cursor == 0 || m.top == 0 {
		t.Errorf("moving in the field goes to row %d", m.cursor)
	}
	m, _ = press(m, "end", "2")
	if m.cursor != 0 || m.top != 0 {
		t.Errorf("another query goes to row %d of %d", m.cursor, m.top)
	}
}

func TestMouse(t *testing.T) {
	m, _ := press(paneOf(t, 80, 16), "nifty")
	at, height := m.window()
	click := func(y int) tea.MouseMsg {
		return tea.MouseMsg{X: 9, Y: y, Button: tea.MouseButtonLeft, Action: tea.MouseActionPress}
	}
	steps := []struct {
		name        string
		msg         tea.MouseMsg
		top, cursor int
	}{
		{"a click on a row", click(at + 2), 0, 2},
		{"on the titles", click(at - 1), 0, 2},
		{"under the rows", click(at + height), 0, 2},
		{"the wheel takes the cursor along", tea.MouseMsg{Button: tea.MouseButtonWheelDown}, 3, 3},
		{"up", tea.MouseMsg{Button: tea.MouseButtonWheelUp}, 0, 3},
		{"up at the top", tea.MouseMsg{Button: tea.MouseButtonWheelUp}, 0, 3},
		{"letting go", tea.MouseMsg{Y: at, Button: tea.MouseButtonLeft, Action: tea.MouseActionRelease}, 0, 3},
	}
	for _, s := range steps {
		if m, _ = m.Update(s.msg); m.top != s.top || m.cursor != s.cursor {
			t.Errorf("%s: top %d, cursor %d; want %d, %d", s.name, m.top, m.cursor, s.top, s.cursor)
		}
	}
}

func TestMovingScrolls(t *testing.T) {
	m, _ := press(paneOf(t, 80, 16), "nifty")
	_, height := m.window()
	last := len(m.rows) - 1
	for range len(m.rows) + 2 {
		m, _ = press(m, "down")
	}
	if m.cursor != last || m.top != last-height+1 {
		t.Errorf("at the end: row %d of top %d, want %d of %d", m.cursor, m.top, last, last-height+1)
	}
	m, _ = press(m, "pgup")
	if want := last - height + 1; m.cursor != want {
		t.Errorf("a page up goes to %d, want %d", m.cursor, want)
	}
	m.SetSize(80, 48)
	if m.top != 0 {
		t.Errorf("with room for all the top is %d", m.top)
	}
	lineWith(t, m.View(), "NIFTY 50 NSE")
}
