package watch

import (
	"strings"

	"kitewatch/kite"
	"kitewatch/kite/market"
	"kitewatch/tui/ui"
)

// SetAlerts says which alerts have fired and not been acknowledged: their rows
// are marked until the next call leaves them out.
func (m *Model) SetAlerts(alerts map[kite.Symbol]Alert) {
	for _, it := range m.items {
		if _, still := alerts[it.Symbol]; it.alert != nil && !still {
			it.alert = nil
			it.version++
		}
	}
	for s, a := range alerts {
		it := m.item(s)
		a.Text = ui.Clean(a.Text)
		a.Text = strings.TrimSuffix(a.Text, string(ui.AppendMinute([]byte(" "), a.At.In(market.IST)))) // the note tells it itself
		if it.alert == nil || *it.alert != a {
			it.alert = &a
			it.version++
		}
	}
	m.again()
}

// brief is a crossing in the fewest cells: as it is typed.
var brief = strings.NewReplacer("above ", ">", "below ", "<")

// alertNote is what has fired and when, in the longest words that fit; the
// level is the last to be cut. The date stands for the time of another day's.
func (r *row) alertNote(c *cell) {
	at := r.alert.At.In(market.IST)
	var scratch [8]byte
	when := ui.AppendMinute(scratch[:0], at)
	if !sameDay(at, r.clock.Exchange()) {
		when = at.AppendFormat(scratch[:0], "02Jan")
	}
	text, end := r.alert.Text, " "+string(when)
	if ui.Width(text)+len(end) > r.width {
		text = brief.Replace(text)
	}
	if ui.Width(text) <= r.width && ui.Width(text)+len(end) > r.width {
		end = ""
	}
	c.add(ui.Warn, r.theme.Cut(text, max(r.width-len(end), 0))+end)
}
