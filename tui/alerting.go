package tui

import (
	"context"
	"slices"
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

// beside are the lists of watchlist.toml in a run that has lists of its own, but
// for what those have too: there the run's own entry counts. Their levels are
// watched all the same.
func (m *model) beside() []store.List {
	own := map[kite.Symbol]bool{}
	for _, l := range m.own {
		for _, e := range l.Entries {
			own[e.Symbol] = true
		}
	}
	var lists []store.List
	for _, l := range m.edits.file.Settings.Lists {
		l.Entries = slices.DeleteFunc(slices.Clone(l.Entries), func(e store.Entry) bool { return own[e.Symbol] })
		lists = append(lists, l)
	}
	return lists
}

// levelsChanged hands the watchlist's levels on.
func (m *model) levelsChanged() {
	levels, refused := LevelsOf(slices.Concat(m.own, m.beside()))
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
	row.Symbol = e.Symbol // also of one that has never had a price
	set, _ := LevelsOf([]store.List{{Entries: []store.Entry{e}}})
	m.ask(question{"Alert on " + called(e.Symbol), alerts.Hints(row, set), func(text string) ([]change, error) {
		levels, err := alert.ParseLevel(text, row)
		if err != nil || len(levels) == 0 {
			return nil, err
		}
		edits := make([]store.Edit, 0, len(levels))
		for _, c := range levels {
			number := store.Number{Value: c.Value, Set: c.Value != 0}
			edits = append(edits, store.SetNumber(p.list, p.entry, c.Kind.String(), number))
		}
		return []change{{edit: store.Several(edits...), says: m.levelsSet(levels, row)}}, nil
	}}, "")
	return nil
}

// levelsSet says what an answer makes of a row's levels. One that is reached
// already is no surprise then when it stays silent.
func (m *model) levelsSet(levels []alert.Change, row feed.Row) string {
	var set, gone []string
	for _, c := range levels {
		l := alert.Level{Symbol: row.Symbol, Kind: c.Kind, Value: c.Value}
		switch {
		case c.Value == 0:
			gone = append(gone, c.Kind.String())
		case l.ReachedBy(row, m.clock):
			set = append(set, alerts.LevelText(l, max(row.Decimals, 2))+" (is there already: fires the next time)")
		default:
			set = append(set, alerts.LevelText(l, max(row.Decimals, 2)))
		}
	}
	name := called(row.Symbol)
	switch {
	case len(set) == 0 && len(gone) > 1:
		return "no alerts on " + name
	case len(set) == 0:
		return "no alert on " + name + " " + gone[0]
	case len(gone) > 0:
		set = append(set, "none "+strings.Join(gone, ", "))
	}
	return "alert on " + name + ": " + strings.Join(set, ", ")
}

// clearLevel takes a level out of the watchlist: out of every list that has it,
// since it is one level for them all.
func (m *model) clearLevel(l alert.Level) tea.Cmd {
	var edits []store.Edit
	for i, list := range m.own {
		for row, e := range list.Entries {
			if levels, _ := LevelsOf([]store.List{{Entries: []store.Entry{e}}}); slices.Contains(levels, l) {
				p := m.placeOf(i, row)
				edits = append(edits, store.SetNumber(p.list, p.entry, l.Kind.String(), store.Number{}))
			}
		}
	}
	if others, _ := LevelsOf(m.beside()); len(edits) == 0 && slices.Contains(others, l) {
		return m.note("this level is watchlist.toml's, which has no list in this run: take it away there")
	}
	if len(edits) == 0 {
		return m.note("that level is not in watchlist.toml any more")
	}
	row, _ := m.watch.Latest(l.Symbol)
	return m.edit(store.Several(edits...), "no alert on "+called(l.Symbol)+" "+alerts.LevelText(l, max(row.Decimals, 2))+"")
}

// goTo shows the row of a level.
func (m *model) goTo(s kite.Symbol) tea.Cmd {
	if m.focus != onAlerts {
		return nil
	}
	m.focus = m.under()
	if levels, _ := LevelsOf(m.beside()); slices.ContainsFunc(levels, func(l alert.Level) bool { return l.Symbol == s }) {
		return m.note(called(s) + " has no row in this run: its level is watchlist.toml's")
	}
	m.watch.Select(s)
	m.shown()
	return nil
}

// acknowledge takes note that the user has seen all that has fired.
func (m *model) acknowledge() tea.Cmd {
	m.sentry.Acknowledge(m.clock.Exchange())
	m.drawAlerts()
	return m.saveAlerts()
}
