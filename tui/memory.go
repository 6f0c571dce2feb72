package tui

import (
	"log/slog"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"kitewatch/kite"
	"kitewatch/kite/feed"
)

// keepEvery is how often what is known is written to disk: what a crash costs.
const keepEvery = time.Minute

// memory is what the next run is to know: the last prices, and the closes that
// the evening's change is computed from.
type memory struct {
	keep  func([]feed.Known) error   // nil: nothing is kept
	rows  map[kite.Symbol]feed.Known // that have come since the last save
	saved time.Time                  // wall time of it, or of the start
}

func newMemory(keep func([]feed.Known) error) memory {
	return memory{keep: keep, rows: map[kite.Symbol]feed.Known{}}
}

// take takes rows that an answer has brought. What was only remembered is on
// disk already.
func (m *memory) take(rows []feed.Row, c feed.Clock) {
	for _, r := range rows {
		if !r.Received.IsZero() && !r.Answered.IsZero() {
			m.rows[r.Symbol] = r.Known(c)
		}
	}
}

// save starts the writing of what has come, when it is time.
func (m *memory) save(now time.Time, log *slog.Logger) tea.Cmd {
	if m.saved.IsZero() {
		m.saved = now
	}
	if m.keep == nil || len(m.rows) == 0 || now.Sub(m.saved).Abs() < keepEvery {
		return nil
	}
	m.saved = now
	keep, known := m.keep, m.known()
	return func() tea.Msg {
		err := keep(known)
		if err != nil {
			log.Warn("state", "error", err)
		}
		return kept{err}
	}
}

// keep starts the writing of all that is kept, when it is time.
func (m *model) keep(now time.Time) tea.Cmd {
	prices := m.memory.save(now, m.log)
	if prices == nil {
		return nil
	}
	return tea.Batch(prices, m.saveAlerts())
}

// known empties the memory.
func (m *memory) known() []feed.Known {
	known := make([]feed.Known, 0, len(m.rows))
	for _, k := range m.rows {
		known = append(known, k)
	}
	clear(m.rows)
	return known
}

// saveNow writes what has come, when the screen is gone.
func (m *memory) saveNow(log *slog.Logger) {
	if m.keep == nil || len(m.rows) == 0 {
		return
	}
	if err := m.keep(m.known()); err != nil {
		log.Warn("state", "error", err)
	}
}

// kept says whether the memory could be written; memory.save sends it, the
// root acts.
type kept struct{ err error }
