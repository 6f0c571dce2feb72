package tui

import (
	"strings"

	"kitewatch/kite"
	"kitewatch/kite/feed"
	"kitewatch/kite/market"
	"kitewatch/tui/ui"
)

// strip is the line on top: the few instruments that are always in sight.
type strip struct {
	symbols []kite.Symbol
	rows    map[kite.Symbol]feed.Row
}

// shortNames are what the best known indices are called when space is short.
var shortNames = map[string]string{"NIFTY 50": "NIFTY", "NIFTY BANK": "BANK", "INDIA VIX": "VIX"}

// The widths in which strip items are drawn, each shorter than the one before.
const (
	itemWhole  = iota // NIFTY 50  24,486.35 +0.46%
	itemShort         // NIFTY  24,486.35 +0.46%
	itemChange        // NIFTY +0.46%
)

// set takes the rows that are in the strip.
func (s *strip) set(rows []feed.Row) {
	for _, r := range rows {
		if _, shown := s.rows[r.Symbol]; shown {
			s.rows[r.Symbol] = r
		}
	}
}

// newStrip returns a strip of symbols without data yet.
func newStrip(symbols []kite.Symbol) strip {
	s := strip{rows: make(map[kite.Symbol]feed.Row, len(symbols))}
	for _, symbol := range symbols {
		if _, twice := s.rows[symbol]; !twice {
			s.symbols = append(s.symbols, symbol)
			s.rows[symbol] = feed.Row{Symbol: symbol, Decimals: 2}
		}
	}
	return s
}

// replace puts other symbols into the strip; those that stay keep their data.
func (s *strip) replace(symbols []kite.Symbol) {
	made := newStrip(symbols)
	for symbol := range made.rows {
		if r, had := s.rows[symbol]; had {
			made.rows[symbol] = r
		}
	}
	*s = made
}

// narrowestItem is less than any item takes: A +0.00%.
const narrowestItem = 8

// The gaps between items.
const (
	widestGap    = 5
	narrowestGap = 3
)

// view draws the strip: full names if they fit, then short ones, then the
// last items with their change only, and what still does not fit is left out.
func (s strip) view(t *ui.Theme, c feed.Clock, cal *market.Calendar, w int) string {
	room := w - 2
	items := make([][]ui.Span, min(len(s.symbols), room/narrowestItem+1)) // more can never fit
	draw := func(i, form int) []ui.Span { return stripItem(t, s.rows[s.symbols[i]], c, cal, form) }
	for form := itemWhole; form <= itemShort; form++ {
		for i := range items {
			items[i] = draw(i, form)
		}
		if itemsWidth(items) <= room {
			return s.line(t, items, w)
		}
	}
	for i := len(items) - 1; i > 0 && itemsWidth(items) > room; i-- {
		items[i] = draw(i, itemChange)
	}
	for len(items) > 1 && itemsWidth(items) > room {
		items = items[:len(items)-1]
	}
	return s.line(t, items, w)
}

func itemsWidth(items [][]ui.Span) int {
	w := max(len(items)-1, 0) * narrowestGap
	for _, item := range items {
		w += ui.SpansWidth(item)
	}
	return w
}

func (s strip) line(t *ui.Theme, items [][]ui.Span, w int) string {
	gap := narrowestGap
	if n := len(items) - 1; n > 0 {
		gap = min(narrowestGap+max(w-2-itemsWidth(items), 0)/n, widestGap)
	}
	spans := []ui.Span{{Text: " "}}
	for i, item := range items {
		if i > 0 {
			spans = append(spans, ui.Span{Text: ui.Blank(gap)})
		}
		spans = append(spans, item...)
	}
	return t.Line(ui.Bar, w, spans)
}

// stripItem draws one instrument.
func stripItem(t *ui.Theme, r feed.Row, c feed.Clock, cal *market.Calendar, form int) []ui.Span {
	name := ui.Clean(r.Symbol.Tradingsymbol)
	if short, ok := shortNames[name]; ok && form > itemWhole {
		name = short
	}
	state := r.State(c, cal)
	if state == feed.NoData {
		return []ui.Span{{Text: name + "  ", Role: ui.Soft}, {Text: t.Glyphs.Dash, Role: ui.Dim}}
	}
	sep, role, bold := "  ", ui.Fg, true
	switch state {
	case feed.Stale:
		sep, role, bold = " "+t.Glyphs.Stale, ui.Stale, false
	case feed.Closed, feed.Quiet, feed.Auction:
		role, bold = ui.Text, false
	}
	spans := []ui.Span{{Text: name, Role: ui.Soft}}
	if form < itemChange {
		spans = append(spans, ui.Span{Text: sep + ui.Price(float64(r.Quote.LastPrice), r.Decimals), Role: role, Bold: bold})
	} else if state == feed.Stale {
		spans = append(spans, ui.Span{Text: sep, Role: role})
	}
	return append(spans, changeSpans(t, r, state, state == feed.Closed || r.Past(c))...)
}

// changeSpans is the change in percent, and the d of a day that has ended: dated
// in the words of the table.
func changeSpans(t *ui.Theme, r feed.Row, state feed.State, dated bool) []ui.Span {
	pct, ok := r.ChangePct()
	if !ok {
		return []ui.Span{{Text: " " + t.Glyphs.Dash, Role: ui.Dim}}
	}
	text := ui.Signed(pct, 2)
	spans := []ui.Span{{Text: " " + text + "%", Role: signRole(text, state == feed.Stale)}}
	if dated {
		spans = append(spans, ui.Span{Text: " d", Role: ui.Dim})
	}
	return spans
}

// signRole colours a figure by the sign it shows, so that the two agree.
func signRole(figure string, stale bool) ui.Role {
	switch {
	case strings.HasPrefix(figure, "+") && stale:
		return ui.UpStale
	case strings.HasPrefix(figure, "+"):
		return ui.Up
	case strings.HasPrefix(figure, "-") && stale:
		return ui.DownStale
	case strings.HasPrefix(figure, "-"):
		return ui.Down
	}
	return ui.Soft
}
