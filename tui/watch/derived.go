package watch

import (
	"kitewatch/kite"
	"kitewatch/kite/feed"
	"kitewatch/kite/market"
	"kitewatch/tui/ui"
)

// SetPrevOI gives the open interest at the close before a session. A quote
// brings only the OI of now, and its highest and lowest of the day; the change
// that the exchanges print is since the previous day's close, which only the
// day candles tell. A change since this program was started would look the
// same and mean something else on each screen, so without it there is none.
func (m *Model) SetPrevOI(s kite.Symbol, oi int64, session market.Date) {
	it := m.item(s)
	it.prevOI, it.prevOISession = kite.Count{N: oi, Known: true}, session
	m.learn(it)
}

// learn brings the screen in line after news of one instrument that came from
// elsewhere than a poll.
func (m *Model) learn(it *item) {
	it.version++
	if l := m.list(); l != nil && it.listed == m.number && m.measureShown(l, it) {
		m.arrange()
	}
	m.refresh()
}

// oiChange is the OI less that of the previous day's close. Yesterday's is of
// no use today.
func (r *row) oiChange() (int64, bool) {
	now, before := r.Quote.OI, r.prevOI
	if r.cash() || !now.Known || !before.Known || r.prevOISession == 0 || r.prevOISession != r.Session {
		return 0, false
	}
	return now.N - before.N, true
}

func oiChange(r *row) (float64, bool) {
	n, ok := r.oiChange()
	return float64(n), ok
}

func oiChangeCell(c *cell, r *row) {
	n, ok := r.oiChange()
	switch {
	case r.cash():
	case !ok && r.Quote.OI.Known:
		c.fill(ui.Dim, r.theme.Glyphs.Dash, 1)
	case !ok:
		r.unknown(c, kite.ModeQuote)
	default:
		if n > 0 {
			c.text = append(c.text, '+')
		}
		c.text = ui.AppendCompact(c.text, n)
		c.paint(r.role(ui.Soft))
	}
}

// SetBasis says how the underlying of a future is found; false for what has
// no basis: an index, a share, an option. It is asked when it is set and for
// each row when the lists are.
func (m *Model) SetBasis(underlying func(kite.Symbol) (under kite.Symbol, ok bool)) {
	m.underlying = underlying
	for _, it := range m.items {
		it.futures = nil
	}
	for _, it := range m.items {
		it.spot = nil
	}
	for _, l := range m.lists {
		m.linkAll(l)
		if !l.chosen {
			l.choose(nil)
		}
	}
	m.again()
}

// linkAll finds the spot of each future of a list.
func (m *Model) linkAll(l *list) {
	for i := range l.entries {
		m.link(l.entries[i].item)
	}
}

func (m *Model) link(it *item) {
	if it.spot != nil || m.underlying == nil {
		return
	}
	under, ok := m.underlying(it.Symbol)
	if !ok || under == it.Symbol {
		return
	}
	it.spot = m.item(under)
	it.spot.futures = append(it.spot.futures, it)
}

// again is learn for news of many.
func (m *Model) again() {
	if l := m.list(); l != nil {
		m.measureAll(l)
	}
	m.arrange()
	m.refresh()
}

// rebase makes the futures of an instrument anew when its price has changed,
// and reports whether a basis is wider than any before.
func (m *Model) rebase(l *list, spot *item) bool {
	grown := false
	for _, it := range spot.futures {
		it.version++
		if it.listed == m.number {
			grown = m.measure(l, columnBasis, it, &m.pen.bare) || grown
		}
	}
	return grown
}

// apart reports that a spot is worth less than the future that would be
// compared with it: a price of now less one of some time ago is no basis.
func (m *Model) apart(spot *item, future feed.State) bool {
	state := spot.State(m.clock, m.cal)
	return state == feed.NoData || state == feed.Stale && future != feed.Stale
}

// basis is a future's price less its spot's, in rupees.
func basis(r *row) (float64, bool) {
	if r.spot == nil || r.Quote.LastPrice == 0 || r.spot.Quote.LastPrice == 0 || r.Model.apart(r.spot, r.state) {
		return 0, false
	}
	return float64(r.Quote.LastPrice - r.spot.Quote.LastPrice), true
}

func basisCell(c *cell, r *row) {
	v, ok := basis(r)
	switch {
	case r.spot == nil:
	case !ok:
		c.fill(ui.Dim, r.theme.Glyphs.Dash, 1)
	default:
		r.signed(c, v, r.Decimals)
		c.paint(r.role(ui.Soft))
	}
}
