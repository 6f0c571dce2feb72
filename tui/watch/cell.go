package watch

import (
	"kitewatch/kite"
	"kitewatch/kite/feed"
	"kitewatch/tui/ui"
)

// cell is one field of one row while it is made: plain text first, and which
// parts of it are painted how. Widths are measured on the same cells that are
// drawn, so the two cannot disagree.
type cell struct {
	text  []byte
	cells int // terminal cells of the text
	point int // of them, those before the point on which the column is aligned
	spans []span

	badge     string // after the text, in the gap to the next column
	badgeRole ui.Role
}

// span is a part of a cell's text, up to byte end.
type span struct {
	end    int
	role   ui.Role
	bold   bool
	ground ui.Ground // Plain: the row's
}

// noPoint marks a cell that is aligned with its column's title instead.
const noPoint = -1

func (c *cell) reset() {
	c.text, c.spans, c.badge = c.text[:0], c.spans[:0], ""
	c.cells, c.point = 0, noPoint
}

// add appends clean text in a role.
func (c *cell) add(role ui.Role, s string) {
	c.text = append(c.text, s...)
	c.cells += ui.Width(s)
	c.spans = append(c.spans, span{end: len(c.text), role: role})
}

// fill appends a glyph n times.
func (c *cell) fill(role ui.Role, glyph string, n int) {
	for range n {
		c.text = append(c.text, glyph...)
	}
	c.cells += n
	c.spans = append(c.spans, span{end: len(c.text), role: role})
}

// paint gives a role to what was appended to text since the last span; it is
// ASCII, a byte a cell.
func (c *cell) paint(role ui.Role) {
	from := 0
	if n := len(c.spans); n > 0 {
		from = c.spans[n-1].end
	}
	c.cells += len(c.text) - from
	c.spans = append(c.spans, span{end: len(c.text), role: role})
}

// row is what a cell is made from.
type row struct {
	*item
	*about
	*Model
	state    feed.State
	selected bool
	tick     bool // its last change of price is still highlighted
	width    int  // of the column, for cells that fill it
}

// role is how a role looks in this row: a stale one is grey.
func (r *row) role(role ui.Role) ui.Role {
	if r.state != feed.Stale {
		return role
	}
	switch role {
	case ui.Fg, ui.Text:
		return ui.Stale
	case ui.Soft:
		return ui.Dim
	case ui.Up:
		return ui.UpStale
	case ui.Down:
		return ui.DownStale
	case ui.Spark:
		return ui.Ghost
	case ui.Ghost:
		return ui.Line
	}
	return role
}

// unknown writes what stands for a value that the mode from brings. Without
// that mode's reply there is nothing to say yet; an index has no book and no
// volume; anything else is not known.
func (r *row) unknown(c *cell, from kite.Mode) {
	if r.mode < from && r.Full.IsZero() || from == kite.ModeQuote && r.index() {
		return
	}
	c.fill(ui.Dim, r.theme.Glyphs.Dash, 1)
}

// index reports a row without trades: by its token, or, before the first
// reply with one, by its name; no tradingsymbol of a share has a blank.
func (r *row) index() bool { return r.name.spaced || r.IsIndex() }

// cash reports an instrument of a cash market, which has no open interest.
func (r *row) cash() bool {
	return r.Symbol.Exchange == "NSE" || r.Symbol.Exchange == "BSE" || r.index()
}

// price writes a price of the row on its point.
func (r *row) price(c *cell, v kite.Price, role ui.Role) {
	c.text = ui.AppendPrice(c.text, float64(v), r.Decimals)
	c.paint(r.role(role))
	c.point = c.cells - r.Decimals - 1
}

// signed writes a figure with its sign.
func (r *row) signed(c *cell, v float64, decimals int) {
	c.text = ui.AppendSigned(c.text, v, decimals)
	c.point = len(c.text) - decimals - 1
}

// direction is the role of a signed figure: its colour says what its sign says.
func direction(figure []byte) ui.Role {
	switch figure[0] {
	case '+':
		return ui.Up
	case '-':
		return ui.Down
	}
	return ui.Soft
}
