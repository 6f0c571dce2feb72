package detail

import (
	"slices"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"kitewatch/kite"
	"kitewatch/kite/feed"
	"kitewatch/kite/instruments"
	"kitewatch/kite/market"
	"kitewatch/tui/ui"
)

// Left reports that the user is done with the instrument. The pane sends it;
// the root shows the watch pane again.
type Left struct{}

// Model is the pane. Copies share the candles and the memory in which the chart
// is drawn: there is one screen, and the newest copy is it.
type Model struct {
	theme *ui.Theme
	marks *marks
	cal   *market.Calendar
	keys  KeyMap
	lent  []string // keys that are the root's for now
	w, h  int

	row        feed.Row
	clock      feed.Clock
	state      feed.State             // of the row, when it was last drawn
	instrument instruments.Instrument // zero: not in the day's list
	underlying string                 // what it is written on, and its price
	note       string
	alerts     []string
	pnl        string

	prevOI        kite.Count  // open interest at the close before a session
	prevOISession market.Date // which one; 0: none

	interval   int // in choices
	all        [len(choices)]series
	asked      Request   // not answered yet; without a token: none
	generation int       // of the last request
	ended      bool      // the session has
	held       time.Time // wall time until which no candles are asked for after a 429
	retry      time.Time // wall time at which those that have failed are asked for again

	right time.Time // the newest candle on the screen; zero: whatever is newest
	at    time.Time // the candle under the cursor; zero: no cursor
	zoom  int       // cells from candle to candle
	alone bool      // the chart has all the room

	charted bool     // the chart has room
	termed  bool     // the first line says how it is traded
	top     []string // the lines above the chart
	chart   []string
	foot    []string // the keys
	drawn   drawing  // what chart was made from
	pen     *pen
}

// New returns the pane, without an instrument, size or time yet.
func New(theme *ui.Theme, cal *market.Calendar) Model {
	m := Model{
		theme: theme, marks: marksOf(theme), cal: cal, keys: newKeys(),
		interval: firstChoice, zoom: 1, pen: &pen{},
	}
	m.enable()
	return m
}

// SetSize gives the pane its size.
func (m *Model) SetSize(w, h int) {
	m.w, m.h = max(w, 0), max(h, 0)
	m.draw()
}

// SetRow takes the latest row of the selected instrument, and the time: with
// every event and once a second. Of another instrument everything that was set
// before is forgotten, so its SetInstrument, SetNote and SetPrevOI come after
// it.
func (m *Model) SetRow(r feed.Row, c feed.Clock) {
	r.Decimals = min(max(r.Decimals, 0), 8)
	switch moved := c.Offset - m.clock.Offset; {
	case r.Symbol != m.row.Symbol:
		m.restart()
		m.instrument, m.underlying = instruments.Instrument{}, ""
		m.note, m.alerts, m.pnl = "", nil, ""
		m.prevOI, m.prevOISession = kite.Count{}, 0
	case moved.Abs() > offsetSlack:
		m.restart()
	case r == m.row && c.Wall.Unix() == m.clock.Wall.Unix():
		m.clock = c
		return
	}
	m.row, m.clock = r, c
	m.form()
	m.draw()
}

// SetInstrument takes the instrument's row of the day's list, ok false when it
// is not in there, and what it is written on with its price: "NIFTY 50
// 24,486.35".
func (m *Model) SetInstrument(in instruments.Instrument, ok bool, underlying string) {
	if !ok || in.Symbol != m.row.Symbol {
		in = instruments.Instrument{}
	}
	underlying = ui.Clean(underlying)
	if in == m.instrument && underlying == m.underlying {
		return
	}
	m.instrument, m.underlying = in, underlying
	m.draw()
}

// SetNote takes what the user wrote beside the instrument, its alerts as they
// are to be read ("above 1,600"), and its profit or loss with a sign. Each may
// be empty.
func (m *Model) SetNote(note string, alerts []string, pnl string) {
	note, pnl = ui.Clean(note), ui.Clean(pnl)
	clean := make([]string, 0, len(alerts))
	for _, a := range alerts {
		clean = append(clean, ui.Clean(a))
	}
	if note == m.note && pnl == m.pnl && slices.Equal(clean, m.alerts) {
		return
	}
	m.note, m.alerts, m.pnl = note, clean, pnl
	m.draw()
}

// SetPrevOI takes the open interest at the close before a session, from which
// the change of OI is counted while the row is of that session; one that is not
// known, or of session 0, is none.
func (m *Model) SetPrevOI(oi kite.Count, session market.Date) {
	if oi == m.prevOI && session == m.prevOISession {
		return
	}
	m.prevOI, m.prevOISession = oi, session
	m.draw()
}

// Symbol returns the instrument that is shown; the zero Symbol before the first
// SetRow.
func (m Model) Symbol() kite.Symbol { return m.row.Symbol }

// Update takes keys and the mouse. The mouse's place is counted from the pane's
// own top left corner.
func (m Model) Update(msg tea.Msg) (Model, tea.Cmd) {
	switch msg := msg.(type) {
	case tea.KeyMsg:
		if m.leaves(msg) {
			return m, ui.Emit(Left{})
		}
		if !m.press(msg) {
			return m, nil
		}
	case tea.MouseMsg:
		if !m.mouse(msg) {
			return m, nil
		}
	default:
		return m, nil
	}
	m.draw()
	if want, ok := m.Wants(); ok {
		return m, ui.Emit(Wanted{want})
	}
	return m, nil
}
