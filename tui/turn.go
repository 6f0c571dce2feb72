package tui

import (
	"context"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"kitewatch/kite/feed"
	"kitewatch/tui/detail"
)

// turnCame brings what was said to who asked for a turn to ask for candles;
// takeTurn sends it, the root acts.
type turnCame struct{ feed.Turn }

// awaitTurn asks for a turn, unless one is waited for. Only when it comes is it
// chosen what it is for.
func (m *model) awaitTurn() tea.Cmd {
	if m.turning {
		return nil
	}
	m.turning = true
	return takeTurn(m.ctx, m.feed.Turns(), time.Time{})
}

// takeTurn asks for a turn, not before a time.
func takeTurn(ctx context.Context, turns *feed.Turns, at time.Time) tea.Cmd {
	return func() tea.Msg {
		timer := time.NewTimer(time.Until(at))
		defer timer.Stop()
		select {
		case <-ctx.Done():
			return nil
		case <-timer.C:
			return turnCame{turns.Take(time.Now())}
		}
	}
}

// tookTurn makes the call whose turn it is: the chart's comes before those for
// the table. What nobody wants any more leaves its turn to others.
func (m model) tookTurn(msg turnCame) (tea.Model, tea.Cmd) {
	m.turning = false
	m.detail.SetHeld(msg.Held)
	charted := m.detailed && m.charts.want.Token != 0 && m.charts.reading == (detail.Key{}) && !m.over()
	_, wanted := m.historyWanted()
	switch {
	case !charted && !wanted:
		return m, nil
	case !msg.Mine:
		m.turning = true
		return m, takeTurn(m.ctx, m.feed.Turns(), msg.At)
	case charted:
		want := m.charts.want
		m.charts.want = detail.Request{}
		return m, m.fetchCandles(want)
	}
	cmd := m.fetchHistory()
	return m, cmd
}
