package tui

import (
	"fmt"
	"slices"
	"time"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"kitewatch/kite/feed"
)

// key gives a key to the root's own bindings first, then to the pane. While a
// field has the focus, and for a paste, the pane comes first.
func (m model) key(msg tea.KeyMsg) (tea.Model, tea.Cmd) {
	switch {
	case key.Matches(msg, m.keys.Interrupt):
		return m, tea.Quit
	case m.waits():
		m.edits.keys = append(slices.Clip(m.edits.keys), msg)
		return m, nil
	}
	return m.act(msg)
}

// act does what a key says.
func (m model) act(msg tea.KeyMsg) (tea.Model, tea.Cmd) {
	onTable := m.onTable(msg)
	switch {
	case key.Matches(msg, m.keys.Suspend) && !((m.typed() || m.focus == onLogin) && msg.Type == tea.KeyRunes):
		return m, tea.Suspend
	case m.typed() || m.focus == onLogin && (msg.Paste || len(msg.Runes) > 1):
		return m.pane(msg)
	case key.Matches(msg, m.keys.Quit):
		return m, tea.Quit
	case onTable && key.Matches(msg, m.keys.Search):
		m.openSearch()
		return m, nil
	case onTable && key.Matches(msg, m.keys.Editor):
		cmd := m.openEditor()
		return m, cmd
	case m.focus == onWatch && key.Matches(msg, m.keys.Open):
		cmd := m.openDetail()
		return m, cmd
	case onTable && key.Matches(msg, m.keys.Alerts):
		m.focus = onAlerts
		m.drawAlerts()
		m.alerts.Open()
		return m, nil
	case onTable && key.Matches(msg, m.keys.Requests):
		m.focus = onRequests
		m.readCalls()
		m.requests.Open()
		return m, nil
	case m.focus != onHelp && key.Matches(msg, m.keys.Help):
		m.help.Open(m.helpSections()) // of the keys that do something now
		m.focus = onHelp
		return m, nil
	case onTable && key.Matches(msg, m.keys.Login):
		cmd := m.openLogin()
		return m, cmd
	case onTable && key.Matches(msg, m.keys.Pause):
		return m.pause()
	case onTable && key.Matches(msg, m.keys.Refresh):
		return m.refresh()
	}
	if onTable || m.focus == onAlerts && key.Matches(msg, m.keys.Undo) {
		if cmd, ok := m.editKey(msg); ok {
			return m, cmd
		}
	}
	if m.focus == onDetail {
		return m.detailKey(msg)
	}
	return m.pane(msg)
}

// onTable reports that a key is the root's own: the table has the focus, or the
// detail, which leaves it.
func (m *model) onTable(msg fmt.Stringer) bool {
	return m.focus == onWatch || m.focus == onDetail && !m.detail.Takes(msg)
}

// typed reports that every key is the pane's own: a field has the focus, or the
// columns are being chosen.
func (m *model) typed() bool {
	return m.focus == onWatch && m.watch.Typing() || m.focus == onSearch || m.focus == onPrompt || m.focus == onLogin && m.login.Typing()
}

// pause stops the polling or goes on with it. What was pressed counts, not
// what the loop has told of it yet.
func (m model) pause() (tea.Model, tea.Cmd) {
	m.paused = !m.paused
	m.feed.Pause(m.paused)
	if stopped := m.line.status.Condition; stopped == feed.LoginNeeded || stopped == feed.NoPermission {
		if m.paused {
			return m.say("polling is stopped, and stays paused after a login")
		}
		return m.say("polling is stopped, and goes on after a login")
	}
	return m, nil
}

// refresh asks for a poll as soon as the budget allows, if polling goes on.
// Whether it is paused what was pressed says: the loop may not have told yet.
func (m model) refresh() (tea.Model, tea.Cmd) {
	status := &m.line.status
	switch at := status.Condition; {
	case at == feed.LoginNeeded || at == feed.NoPermission:
		return m, nil // the status line says what is waited for
	case m.paused:
		return m.say("paused: p resumes")
	case at == feed.Retrying && status.Next.Sub(m.clock.Wall) > time.Minute:
		m.feed.Refresh() // no wait of the table's is so long: the server asked for it
		return m.say("asked again now, though the server wants a longer wait")
	case at == feed.Retrying:
		return m.say("it is asked again " + m.line.in(status.Next) + " anyway")
	case at == feed.Limited:
		return m.say("the API wants fewer calls: the next is " + m.line.in(status.Next))
	}
	m.feed.Refresh()
	return m.say("refreshing, inside the budget of one call a second")
}

// say puts a note on the status line for a moment.
func (m model) say(note string) (tea.Model, tea.Cmd) {
	cmd := m.note(note)
	return m, cmd
}

// note is say for a method that changes the model.
func (m *model) note(text string) tea.Cmd {
	m.notes++
	m.line.note = text
	m.drawLine()
	return endNote(m.notes)
}

// pane gives a message to the pane that has the focus. What is no key and no
// mouse is the watch pane's own: its timers run while help is shown.
func (m model) pane(msg tea.Msg) (tea.Model, tea.Cmd) {
	_, isKey := msg.(tea.KeyMsg)
	_, isMouse := msg.(tea.MouseMsg)
	var cmd tea.Cmd
	if mouse, ok := msg.(tea.MouseMsg); ok {
		mouse.Y -= stripHeight
		msg = mouse
	}
	switch {
	case m.focus == onHelp && (isKey || isMouse):
		m.help, cmd = m.help.Update(msg)
		return m, cmd
	case m.focus == onPrompt && (isKey || isMouse):
		m.prompt, cmd = m.prompt.Update(msg)
		return m, cmd
	case m.focus == onSearch && (isKey || isMouse):
		m.search, cmd = m.search.Update(msg)
		return m, cmd
	case m.focus == onDetail && isMouse:
		return m.detailMouse(msg.(tea.MouseMsg))
	case m.focus == onAlerts && (isKey || isMouse):
		m.alerts, cmd = m.alerts.Update(msg)
		return m, cmd
	case m.focus == onRequests && (isKey || isMouse):
		m.requests, cmd = m.requests.Update(msg)
		return m, cmd
	case m.focus == onLogin && (isKey || isMouse):
		m.login, cmd = m.login.Update(msg)
		return m, cmd
	}
	m.watch, cmd = m.watch.Update(msg)
	return m, cmd
}
