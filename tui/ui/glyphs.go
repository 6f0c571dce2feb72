package ui

// Glyphs are the marks of the screen, one cell each.
type Glyphs struct {
	Live, Quiet, Auction, Stale, Closed, NoData, Paused string    // states
	Trouble                                             string    // look here
	Selected, Alert                                     string    // gutter: the row under the cursor, one whose alert has fired
	Last, Thin, Thick                                   string    // last price in its range; wick and rule; body and rule of the active tab
	Up, Down                                            string    // tick and sort
	Prompt, Cursor, Mask                                string    // of a field: before it, in it, and for each letter of a secret
	Cut                                                 string    // the rest does not fit
	Beside                                              string    // between two panes side by side
	Dot, Dash, Range, Times, Apostrophe                 string    // punctuation: · — – × ’
	Spark                                               [7]string // a sparkline's heights; the eighth stays free so that rows do not touch
}

var glyphs = Glyphs{
	Live: "●", Quiet: "○", Auction: "◐", Stale: "~", Closed: "■", NoData: "×", Paused: "□",
	Trouble: "▲", Selected: "▌", Alert: "!",
	Last: "◆", Thin: "─", Thick: "━",
	Up: "↑", Down: "↓", Cut: "…", Beside: "│",
	Prompt: "›", Cursor: "▌", Mask: "•",
	Dot: "·", Dash: "—", Range: "–", Times: "×", Apostrophe: "’",
	Spark: [7]string{"▁", "▂", "▃", "▄", "▅", "▆", "▇"},
}

// asciiGlyphs serve where the locale is not UTF-8 or TERM is dumb.
var asciiGlyphs = Glyphs{
	Live: "*", Quiet: "o", Auction: "a", Stale: "~", Closed: "#", NoData: "x", Paused: "=",
	Trouble: "!", Selected: ">", Alert: "!",
	Last: "+", Thin: "-", Thick: "=",
	Up: "^", Down: "v", Cut: ".", Beside: "|",
	Prompt: ">", Cursor: "_", Mask: "*",
	Dot: "-", Dash: "-", Range: "-", Times: "x", Apostrophe: "'",
	Spark: [7]string{"_", ".", ":", "-", "=", "+", "#"},
}
