package watch

import (
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
		if it.alert == nil || *it.alert != a {
			it.alert = &a
			it.version++
		}
	}
	m.again()
}

// alertNote is what has fired and when; the date stands for the time of
// another day's.
func (r *row) alertNote(c *cell) {
	at := r.alert.At.In(market.IST)
	var scratch [8]byte
	when := ui.AppendMinute(scratch[:0], at)
	if !sameDay(at, r.clock.Exchange()) {
		when = at.AppendFormat(scratch[:0], "02Jan")
	}
	c.add(ui.Warn, r.theme.Cut(r.alert.Text, max(r.width-len(when)-1, 0))+" "+string(when))
}
