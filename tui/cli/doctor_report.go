package cli

import (
	"bytes"
	"io"
	"os"
	"strings"

	"github.com/charmbracelet/x/term"

	"kitewatch/tui/ui"
)

// report writes findings as they come: a table for a reader, wrapped to the
// terminal, or a record each.
type report struct {
	out    io.Writer
	width  int             // of the table, in cells
	glyphs ui.Glyphs       // of the table
	sheet  *sheet[finding] // of the other formats; nil: a table
}

// The table's columns, in cells: a mark and a word; the check's name; the rest.
const (
	wordWidth  = 4
	checkWidth = 13
	textStart  = 2 + wordWidth + 2 + checkWidth + 2
)

// The width of a table that is no terminal's, and the bounds of one that is:
// nobody reads lines of 200 letters.
const (
	paperWidth = 80
	leastWidth = textStart + 24
	mostWidth  = 120
)

func newReport(env Env, out io.Writer, format string) *report {
	if format != "table" {
		return &report{out: out, sheet: newSheet(env, out, format, findingColumns)}
	}
	look := ui.NewTheme(ui.Options{ASCII: !utf8Locale(env) || env.Getenv("TERM") == "dumb"})
	return &report{out: out, width: reportWidth(env.Stdout), glyphs: look.Glyphs}
}

func reportWidth(file *os.File) int {
	width, _, err := term.GetSize(file.Fd())
	if err != nil || width <= 0 {
		return paperWidth
	}
	return min(max(width, leastWidth), mostWidth)
}

var findingColumns = []column[finding]{
	{name: "check", of: func(f finding) cell { return textCell(f.check) }},
	{name: "status", of: func(f finding) cell { return textCell(f.status) }},
	{name: "found", of: func(f finding) cell { return textCell(plain(f.found)) }},
	{name: "mend", of: func(f finding) cell { return textCell(plain(f.mend)) }},
}

// add writes findings in one piece.
func (r *report) add(findings []finding) error {
	if r.sheet != nil {
		return r.sheet.add(findings...)
	}
	var text bytes.Buffer
	for _, f := range findings {
		r.line(&text, f)
	}
	_, err := r.out.Write(text.Bytes())
	return err
}

func (r *report) end() error {
	if r.sheet != nil {
		return r.sheet.end()
	}
	return nil
}

// line writes a finding, and below it what to do.
func (r *report) line(text *bytes.Buffer, f finding) {
	mark := map[string]string{statusOK: r.glyphs.Live, statusWarn: r.glyphs.Trouble, statusBad: r.glyphs.NoData}[f.status]
	head := mark + " " + f.status + ui.Blank(wordWidth-len(f.status)) + "  " + f.check + ui.Blank(checkWidth-len(f.check)) + "  "
	for i, part := range wrap(plain(f.found), r.width-textStart) {
		if i > 0 {
			head = ui.Blank(textStart)
		}
		text.WriteString(head + part + "\n")
	}
	if f.mend == "" {
		return
	}
	mark = r.glyphs.Prompt + " "
	for _, part := range wrap(plain(f.mend), r.width-textStart-2) {
		text.WriteString(ui.Blank(textStart) + mark + part + "\n")
		mark = "  "
	}
}

// wrap breaks a text between words into lines of at most so many cells. A word
// that is longer, such as a path, has a line of its own and stays whole.
func wrap(text string, width int) []string {
	lines := []string{""}
	for _, word := range strings.Fields(text) {
		last := &lines[len(lines)-1]
		switch {
		case *last == "":
			*last = word
		case ui.Width(*last+" "+word) <= width:
			*last += " " + word
		default:
			lines = append(lines, word)
		}
	}
	return lines
}
