package cli

import (
	"cmp"

	"kitewatch/kite/feed"
	"kitewatch/tui/ui"
)

// What was said of an instrument.
const (
	saidStale   = "stale"
	saidMissing = "missing"
)

// maxNamed is how many instruments have a line of their own when several turn
// stale at once.
const maxNamed = 3

// tellStale says, once, of which instruments the last reading is too old. It
// gives a reply that is just coming another look.
func (r *run) tellStale(c feed.Clock) {
	var stale []feed.Row
	for _, symbol := range r.symbols {
		row, ok := r.rows[symbol]
		if !ok || row.Answered.IsZero() || row.Missing {
			continue
		}
		is := row.State(c, r.calendar) == feed.Stale && row.Age(c) >= 2*row.Cycle+lookEvery
		switch {
		case is && r.told[symbol] != saidStale:
			r.told[symbol] = saidStale
			stale = append(stale, row)
		case !is && r.told[symbol] == saidStale:
			delete(r.told, symbol)
		}
	}
	if len(stale) > maxNamed {
		r.note(c, "%s stale %s, and %d more", r.name(stale[0].Symbol), ui.Age(stale[0].Age(c)), len(stale)-1)
		return
	}
	for _, row := range stale {
		r.note(c, "%s stale %s", r.name(row.Symbol), ui.Age(row.Age(c)))
	}
}

// tellMissing says, once, which instruments a reading has no price of, and why. Of
// a few, it also says what may have been meant.
func (r *run) tellMissing(rows []feed.Row) {
	var missing []feed.Row
	for _, row := range rows {
		if row.Missing && r.told[row.Symbol] != saidMissing {
			r.told[row.Symbol] = saidMissing
			missing = append(missing, row)
		}
		if !row.Missing && r.told[row.Symbol] == saidMissing {
			delete(r.told, row.Symbol)
		}
	}
	var list resolver
	if n := len(missing); n > 0 && n <= maxNamed {
		list = r.shelf().kept()
	}
	for _, row := range missing {
		why := cmp.Or(list.lacks(row.Symbol), absent(row, r.clock()))
		r.note(r.clock(), "%s is not in the exchange's reply: %s", r.name(row.Symbol), why)
	}
}

// absent tells what may be behind a row that is absent from a reply.
func absent(row feed.Row, c feed.Clock) string {
	switch {
	case row.Quote.LastPrice != 0 && !row.Received.IsZero():
		return "last " + ui.PriceAt(float64(row.Quote.LastPrice), row.Decimals, row.Heard(c), c.Exchange())
	case row.Quote.InstrumentToken != 0:
		return "no price of it now"
	}
	return "unknown or expired symbol"
}
