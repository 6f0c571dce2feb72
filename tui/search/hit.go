package search

import (
	"kitewatch/kite"
	"kitewatch/kite/instruments"
	"kitewatch/tui/ui"
)

// Rolls says what rolls, and what to: it depends on the clock and on prices,
// which the pane has not.
type Rolls struct {
	// Now is the contract that a rolling symbol stands for. The error is a
	// sentence: why it stands for none now.
	Now func(instruments.Rolling) (instruments.Instrument, error)
	// Of is the rolling symbol that stands for a contract.
	Of func(instruments.Instrument) (instruments.Rolling, bool)
}

// hit is what a row is made from: an instrument, or a rolling symbol with the
// contract that it stands for now.
type hit struct {
	instruments.Instrument             // nothing but a name where a rolling symbol has no contract
	adds                   kite.Symbol // what Enter adds
	rolls                  string      // of a rolling symbol: to what, or why to nothing
	marks                  []instruments.Range
}

// newRolling asks what a rolling symbol stands for.
func (m *Model) newRolling(r instruments.Rolling) hit {
	h := hit{adds: r.Symbol()}
	h.Name = r.Name
	if m.rolls.Now == nil {
		return h
	}
	in, err := m.rolls.Now(r)
	if err != nil {
		h.rolls = err.Error()
		return h
	}
	h.Instrument, h.rolls = in, in.Symbol.Tradingsymbol
	return h
}

// hit is that of a row: those that roll come first.
func (m *Model) hit(row int) hit {
	if row < len(m.rolling) {
		return m.rolling[row]
	}
	found := m.found.Hits[row-len(m.rolling)]
	in := m.list.At(found.Row)
	return hit{Instrument: in, adds: in.Symbol, marks: found.Marks}
}

// total is how many were found, also beyond what can be scrolled through.
func (m *Model) total() int { return len(m.rolling) + m.found.Total }

// rollingForm is the rolling symbol of the selected contract; false where it
// has none, or is one.
func (m *Model) rollingForm() (kite.Symbol, bool) {
	if m.rolls.Of == nil || m.cursor >= len(m.rows) || m.cursor < len(m.rolling) {
		return kite.Symbol{}, false
	}
	r, ok := m.rolls.Of(m.hit(m.cursor).Instrument)
	return r.Symbol(), ok
}

// describe says what a row is, in full and in short. The dump has no word for
// what a share, a bond or a fund is, so neither has this.
func (h *hit) describe() (full, short string) {
	full, short = describe(&h.Instrument)
	switch {
	case h.adds == h.Symbol:
	case h.Symbol.IsZero():
		short = ui.Clean(h.adds.Tradingsymbol)
		full = short + ": " + ui.Clean(h.rolls)
	default:
		short = ui.Clean(h.rolls) + " for now"
		full = short + ": " + full + ", rolls by itself"
	}
	return full, short
}
