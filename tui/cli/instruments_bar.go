package cli

import (
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/charmbracelet/x/term"

	"kitewatch/kite/instruments"
	"kitewatch/tui/ui"
)

// barWidth is how wide the bar itself is, in cells.
const barWidth = 24

// bar is the line on stderr that shows a download's progress. It stays on its
// line, and is gone when the download is over. Off a terminal there is none.
type bar struct {
	out         io.Writer // nil: no terminal
	width       int       // of the terminal, in cells
	full, empty string    // a cell of it
	shown       string
}

func newBar(env Env) *bar {
	file, ok := env.Stderr.(*os.File)
	if !ok || !isTerminal(file) {
		return &bar{}
	}
	b := &bar{out: file, full: "━", empty: "─"}
	if b.width, _, _ = term.GetSize(file.Fd()); b.width <= 0 {
		b.width = 80
	}
	if !utf8Locale(env) {
		b.full, b.empty = "#", "."
	}
	return b
}

// show draws the progress, if anything in it has changed.
func (b *bar) show(p instruments.Progress) {
	if b.out == nil {
		return
	}
	text := b.text(p)
	if text == b.shown {
		return
	}
	fmt.Fprint(b.out, "\r"+text+ui.Blank(ui.Width(b.shown)-ui.Width(text)))
	b.shown = text
}

// text is the longest form of the line that leaves the last column free: a
// cursor that wraps could not come back.
func (b *bar) text(p instruments.Progress) string {
	came := megabytes(p.Received)
	forms := []string{"instruments  " + came, came}
	if p.Length > 0 {
		part := min(max(float64(p.Received)/float64(p.Length), 0), 1)
		full := int(part * barWidth)
		percent := fmt.Sprintf("%3.0f%%", part*100)
		line := strings.Repeat(b.full, full) + strings.Repeat(b.empty, barWidth-full)
		came = percent + "  " + came + " of " + megabytes(p.Length)
		forms = []string{"instruments  " + line + " " + came, "instruments  " + came, came, percent}
	}
	for _, form := range forms {
		if ui.Width(form) < b.width {
			return form
		}
	}
	return ""
}

// clear takes the line away.
func (b *bar) clear() {
	if b.shown != "" {
		fmt.Fprint(b.out, "\r"+ui.Blank(ui.Width(b.shown))+"\r")
		b.shown = ""
	}
}
