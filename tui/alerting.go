package tui

import (
	"context"
	"fmt"
	"strings"

	tea "github.com/charmbracelet/bubbletea"

	"kitewatch/kite"
	"kitewatch/kite/feed"
	"kitewatch/kite/instruments"
	"kitewatch/tui/alert"
	"kitewatch/tui/alerts"
	"kitewatch/tui/store"
	"kitewatch/tui/watch"
)

// alertsRang brings crossings that have been told, and what went wrong with
// telling; nextAlert sends it, the root acts.
type alertsRang struct{ told }

// alertTrouble says that what the levels have seen was not kept; saveAlerts sends
// it, the root acts.
type alertTrouble struct{ text string }

// tellAlerts tells crossings for as long as the screen is there.
func tellAlerts(ctx context.Context, s *Sentry, v Voice, done chan<- struct{}) tea.Cmd {
	return func() tea.Msg {
		defer close(done)
		s.Tell(ctx, v)
		return nil
	}
}

// nextAlert waits for crossings that have been told. The root asks again after
// each.
func nextAlert(ctx context.Context, s *Sentry) tea.Cmd {
	return func() tea.Msg {
		select {
		case <-ctx.Done():
			return nil
		case news := <-s.rang:
			return alertsRang{news}
		}
	}
}

// saveAlerts keeps what the levels have seen.
func (m *model) saveAlerts() tea.Cmd {
	s, at := m.sentry, m.clock.Exchange()
	return func() tea.Msg {
		if err := s.Save(at); err != nil {
			return alertTrouble{"alerts not kept: " + err.Error()}
		}
		return nil
	}
}

// LevelsOf are the levels of lists, and those that cannot be watched.
func LevelsOf(lists []store.List) (levels []alert.Level, refused []alerts.Refused) {
	for _, l := range lists {
		for _, e := range l.Entries {
			for _, n := range []struct {
				kind  alert.Kind
				level store.Number
			}{{alert.Above, e.Above}, {alert.Below, e.Below}, {alert.ChangePct, e.ChangePct}} {
				if !n.level.Set {
					continue
				}
				level := alert.Level{Symbol: e.Symbol, Kind: n.kind, Value: n.level.Value}
				if _, rolls, _ := instruments.ParseRolling(e.Symbol); rolls {
					refused = append(refused, alerts.Refused{Level: level, Reason: "it would follow the wrong contract"})
					continue
				}
				levels = append(levels, level)
			}
		}
	}
	return levels, refused
}

// levelsChanged hands the watchlist's levels on.
func (m *model) levelsChanged() {
	levels, refused := LevelsOf(m.own)
	m.sentry.Set(levels)
	m.refused = refused
	m.drawAlerts()
}

// drawAlerts brings the pane and the marks in the rows up to date.
func (m *model) drawAlerts() {
	marks := m.sentry.Marks()
	m.alerts.SetLevels(marks, m.refused)
	var rows []feed.Row
	for _, mark := range marks {
		if r, ok := m.watch.Latest(mark.Level.Symbol); ok {
			rows = append(rows, r)
		}
	}
	m.alerts.SetRows(rows)
	ringing := map[kite.Symbol]watch.Alert{}
	for _, mark := range marks {
		if !mark.Ringing() {
			continue
		}
		r, _ := m.watch.Latest(mark.Level.Symbol)
		if was, ok := ringing[mark.Level.Symbol]; !ok || mark.FiredAt.After(was.At) {
			ringing[mark.Level.Symbol] = watch.Alert{Text: alerts.Note(mark, max(r.Decimals, 2)), At: mark.FiredAt}
		}
	}
	m.watch.SetAlerts(ringing)
}

// alertSays begins the note of a crossing.
const alertSays = "alert: "

// takeAlerts shows crossings, and what went wrong with telling them: beside the
// crossing where both have room, else in its place, as its row tells it too.
func (m model) takeAlerts(msg alertsRang) (tea.Model, tea.Cmd) {
	crossing := ""
	switch {
	case len(msg.fired) > 0:
		m.drawAlerts()
		crossing = alertSays + alerts.Said(msg.fired)
	case strings.HasPrefix(m.line.note, alertSays):
		crossing = m.line.note
	}
	said := m.note(m.besides(crossing, msg.troubles))
	return m, tea.Batch(said, nextAlert(m.ctx, m.sentry))
}

// besides is a note with troubles after it, as many as have room.
func (m *model) besides(note string, troubles []string) string {
	separator := " " + m.theme.Glyphs.Dot + " "
	for n := len(troubles); n > 0 && note != ""; n-- {
		if text := note + separator + strings.Join(troubles[:n], separator); m.line.fits(text, m.width) {
			return text
		}
	}
	if len(troubles) > 0 {
		return strings.Join(troubles, separator)
	}
	return note
}

// askLevel asks for the levels of a row.
func (m *model) askLevel(p place) tea.Cmd {
	e := m.own[p.index].Entries[p.row]
	if e.Rolling() {
		m.decline("Alert on "+called(e.Symbol), "a level would follow the wrong contract, add the contract itself")
		return nil
	}
	row, _ := m.watch.Latest(e.Symbol)
	m.ask(question{"Alert on " + called(e.Symbol), alerts.Hint(row), func(text string) ([]change, error) {
		levels, err := alert.ParseLevel(text, row)
		var changes []change
		for _, c := range levels {
			says := fmt.Sprintf("alert on %s: %s, u undoes", called(e.Symbol), alert.Level{Symbol: e.Symbol, Kind: c.Kind, Value: c.Value})
			if c.Value == 0 {
				says = fmt.Sprintf("no alert on %s %s, u undoes", called(e.Symbol), c.Kind)
			}
			number := store.Number{Value: c.Value, Set: c.Value != 0}
			changes = append(changes, change{edit: store.SetNumber(p.list, p.entry, c.Kind.String(), number), says: says})
		}
		return changes, err
	}}, "")
	return nil
}

// clearLevel takes a level out of the watchlist.
func (m *model) clearLevel(l alert.Level) tea.Cmd {
	for i, list := range m.own {
		for row, e := range list.Entries {
			levels, _ := LevelsOf([]store.List{{Entries: []store.Entry{e}}})
			for _, found := range levels {
				if found == l {
					p := m.placeOf(i, row)
					return m.edit(store.SetNumber(p.list, p.entry, l.Kind.String(), store.Number{}), "no alert on "+l.String()+", u undoes")
				}
			}
		}
	}
	return m.note("that level is not in watchlist.toml any more")
}

// acknowledge takes note that the user has seen all that has fired.
func (m *model) acknowledge() tea.Cmd {
	m.sentry.Acknowledge(m.clock.Exchange())
	m.drawAlerts()
	return m.saveAlerts()
}
