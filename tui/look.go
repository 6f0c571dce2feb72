package tui

import (
	tea "github.com/charmbracelet/bubbletea"

	"kitewatch/tui/store"
)

// look is what watchlist.toml says of the screen itself.
type look struct {
	theme string
	redUp bool
	mouse bool
}

func lookOf(w store.Watchlist) look { return look{theme: w.Theme, redUp: w.RedUp, mouse: w.Mouse} }

// relook brings the screen in line with another watchlist.toml. The panes share
// the theme, so it changes in place, and all is drawn anew.
func (m *model) relook(w store.Watchlist) tea.Cmd {
	was := m.look
	m.look = lookOf(w)
	if m.restyle != nil && (was.theme != m.look.theme || was.redUp != m.look.redUp) {
		*m.theme = *m.restyle(w)
		m.setSize(m.width, m.tall)
	}
	switch {
	case was.mouse == m.look.mouse:
		return nil
	case m.look.mouse:
		return tea.EnableMouseCellMotion
	}
	return tea.DisableMouse
}
