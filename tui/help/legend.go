package help

import "kitewatch/tui/ui"

// sign is a line of the legend: the mark as it looks on the screen, what it is
// called, and what it means.
type sign struct {
	mark text
	word string
	says string
}

// chapter is a titled part of the legend.
type chapter struct {
	title string
	signs []sign
}

// legend explains the screen. It names only what there is.
func legend(t *ui.Theme) []chapter {
	g := &t.Glyphs
	plain := func(role ui.Role, s string) text {
		var l text
		l.add(role, false, s)
		return l
	}
	bold := func(role ui.Role, s string) text {
		var l text
		l.add(role, true, s)
		return l
	}
	return []chapter{
		{"State of a row", []sign{
			{plain(ui.Dim, g.Live), "live", "our data is fresh and the instrument trades"},
			{plain(ui.Soft, g.Quiet+" 09:41"), "quiet", "our data is fresh; no trade since 09:41"},
			{plain(ui.Soft, g.Auction+" auct"), "auction", "orders are matched; the price is indicative"},
			{plain(ui.Text, g.Stale+" 17s"), "stale", "our data is 17 s old; the row turns grey"},
			{plain(ui.Dim, g.Closed+" 15:30"), "closed", "the market is shut; d marks the day" + g.Apostrophe + "s change"},
			{plain(ui.Soft, g.NoData+" none"), "no data", "the API sent nothing; the reason is in the row"},
		}},
		{"Marks", []sign{
			{bold(ui.Warn, g.Alert), "", "a level of yours was crossed; the note says which"},
			{bold(ui.Warn, "UC  LC"), "", "locked at the upper, the lower circuit"},
			{tickMark(), "", "digits that just changed; " + g.Up + " up, " + g.Down + " down"},
			{plain(ui.Dim, g.Dash), "", "nothing known; never 0.00"},
		}},
		{"Day range", []sign{{rangeMark(g), "", "low to high; thick from the open; " + g.Last + " the last price"}}},
		{"Profit and loss", []sign{
			{plain(ui.Text, "P&L"), "", "qty " + g.Times + " (last price - cost) " + g.Times + " multiplier"},
			{plain(ui.Text, "Day P&L"), "", "qty " + g.Times + " the day" + g.Apostrophe + "s change " + g.Times + " multiplier"},
			{plain(ui.Text, g.Stale), "", "before a total: a price in it is stale"},
		}},
		{"Numbers", []sign{
			{plain(ui.Text, "Chg"), "", "last price less the previous close, worked out here"},
			{plain(ui.Text, "K L Cr"), "", "thousand, lakh (1,00,000), crore (1,00,00,000)"},
			{plain(ui.Text, "0.2/1.0"), "", "calls a second: used, allowed for your api_key"},
			{plain(ui.Text, "IST"), "", "the exchange" + g.Apostrophe + "s clock, corrected from the API" + g.Apostrophe + "s replies"},
		}},
		{"In trouble", []sign{
			{plain(ui.Text, "network"), "", "waits 2 s, 4 s, 8 s; values stay and age"},
			{plain(ui.Text, "429"), "", "halves its pace, waits 10 s"},
			{plain(ui.Text, "login"), "", "polling stops at once, the table stays"},
			{plain(ui.Text, "no plan"), "", "this app has no market data; logging in will not help"},
		}},
	}
}

// reads is the last line, said once and plainly.
const reads = "Reads only: this program has no order call in it."

func tickMark() text {
	var l text
	l.add(ui.Fg, true, "1,558")
	l.spans = append(l.spans, span{".40", ui.Fg, true, ui.TickUp})
	l.cells += len(".40")
	return l
}

func rangeMark(g *ui.Glyphs) text {
	var l text
	l.add(ui.Ghost, false, g.Thin)
	for range 5 {
		l.add(ui.Spark, false, g.Thick)
	}
	l.add(ui.Text, false, g.Last)
	l.add(ui.Ghost, false, g.Thin+g.Thin)
	return l
}
