package detail

import "kitewatch/tui/ui"

// marks are the glyphs of chart and book, one cell each.
type marks struct {
	fall, rise [3][3]string // of a candle, by what the upper and the lower half of a cell hold
	dayBreak   string
	levels     []string // of a volume bar, from the lowest; the last fills its cell
	block      string   // of a depth bar
	left       string   // its end: the left half of a cell
	right      string
}

// half is what half a cell of the chart holds.
type half uint8

// What half a cell can hold.
const (
	none half = iota
	wick
	body
)

// Candles of a rise and of a fall differ without colour where a body fills a
// cell; one that does not is widened to do so if it rose.
var glyphs = marks{
	fall: [3][3]string{
		none: {none: " ", wick: "╷", body: "╻"},
		wick: {none: "╵", wick: "│", body: "╽"},
		body: {none: "╹", wick: "╿", body: "┃"},
	},
	rise: [3][3]string{
		none: {none: " ", wick: "╷", body: "╻"},
		wick: {none: "╵", wick: "│", body: "╽"},
		body: {none: "╹", wick: "╿", body: "║"},
	},
	dayBreak: "┊",
	levels:   []string{"▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"},
	block:    "█", left: "▌", right: "▐",
}

// asciiGlyphs serve where the locale is not UTF-8: half cells are whole ones.
var asciiGlyphs = marks{
	fall: [3][3]string{
		none: {none: " ", wick: "|", body: "#"},
		wick: {none: "|", wick: "|", body: "#"},
		body: {none: "#", wick: "#", body: "#"},
	},
	rise: [3][3]string{
		none: {none: " ", wick: "|", body: "H"},
		wick: {none: "|", wick: "|", body: "H"},
		body: {none: "H", wick: "H", body: "H"},
	},
	dayBreak: ":",
	levels:   []string{"_", ".", ":", "-", "=", "+", "#", "#"},
	block:    "#", left: "#", right: "#",
}

// marksOf returns the glyphs that go with a theme's.
func marksOf(theme *ui.Theme) *marks {
	if theme.Glyphs.Thin == "-" {
		return &asciiGlyphs
	}
	return &glyphs
}
