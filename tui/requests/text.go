package requests

import (
	"bytes"
	"strconv"
	"strings"
	"time"

	"kitewatch/kite/feed"
	"kitewatch/kite/market"
	"kitewatch/tui/ui"
)

// longest is how wide a column of the file grows. The rare longer text pushes
// the rest of its own line to the right, not that of all others.
const longest = 44

// Text is what the log is as a file, for whoever reads it later or is sent it:
// a line that says what it is, one of titles, then a call a line, in the order
// of time. Nothing is cut; the columns stand apart by two blanks or more, so
// that a script can tell them too.
func Text(calls []feed.Call) []byte {
	if len(calls) == 0 {
		return []byte("kitewatch request log: no call has been made yet\n")
	}
	rows := [][]string{{"Date", "Time IST", "Call", "Asked", "Took", "Answer", "Decision"}}
	for _, c := range calls {
		rows = append(rows, textCells(c))
	}
	widths := make([]int, len(rows[0]))
	for _, row := range rows {
		for i, cell := range row {
			widths[i] = max(widths[i], min(ui.Width(cell), longest))
		}
	}
	var out bytes.Buffer
	out.WriteString(textHead(calls) + "\n\n")
	for _, row := range rows {
		var l strings.Builder
		for i, cell := range row {
			pad := ui.Blank(widths[i] - ui.Width(cell))
			if i == 3 || i == 4 { // figures
				cell = pad + cell
			} else {
				cell += pad
			}
			l.WriteString(cell + "  ")
		}
		out.WriteString(strings.TrimRight(l.String(), " ") + "\n")
	}
	return out.Bytes()
}

// textHead says what the file is and from when.
func textHead(calls []feed.Call) string {
	what := "1 call, " + stamp(calls[0].At)
	if n := len(calls); n > 1 {
		what = strconv.Itoa(n) + " calls, oldest first, " + stamp(calls[0].At) + " to " + stamp(calls[n-1].At)
	}
	return "kitewatch request log: " + what + " IST; it holds no key and no token"
}

func stamp(at time.Time) string { return at.In(market.IST).Format(time.DateTime) }

// textCells are a call's fields. An empty one is a dash, so that a script
// finds as many in every line.
func textCells(c feed.Call) []string {
	at := c.At.In(market.IST)
	asked := ""
	if c.Asked > 0 {
		asked = strconv.Itoa(c.Asked)
	}
	answer := c.Answer
	if c.Trouble {
		answer = "! " + answer
	}
	cells := []string{
		at.Format(time.DateOnly), at.Format("15:04:05.000"), c.Name, asked, tookText(c.Took), answer, c.Decision,
	}
	for i, cell := range cells {
		// Runs of blanks would look like the end of a column.
		if cells[i] = strings.Join(strings.Fields(ui.Clean(cell)), " "); cells[i] == "" {
			cells[i] = "-"
		}
	}
	return cells
}
