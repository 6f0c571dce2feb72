package cli

import (
	"fmt"
	"strings"

	"kitewatch/tui/ui"
)

// roff is a manual page in the making, with the macros of man(7) that groff and
// mandoc both know. What is written here is little, and the libraries for it
// leave "-" as it is: a pager then shows a hyphen, and a flag that is copied from
// the page is none.
type roff struct {
	text  strings.Builder
	begun bool // something stands in the section
}

// escaped writes a text so that it is shown as it is. The pager may break lines,
// but not at a dot or an apostrophe that would begin a macro.
var escaped = strings.NewReplacer(`\`, `\e`, `-`, `\-`, `'`, `\(aq`, "`", "\\(ga", `^`, `\(ha`, `~`, `\(ti`,
	"…", "...", "—", `\(em`, "·", `\(pc`)

// roffWidth leaves room for what is escaped: some tools want lines of 80 bytes.
const roffWidth = 68

// line writes a line of text.
func (r *roff) line(text string) {
	text = escaped.Replace(ui.Clean(text))
	if text == "" || strings.HasPrefix(text, ".") {
		text = `\&` + text
	}
	r.text.WriteString(text + "\n")
	r.begun = true
}

// section begins a section of the page, or of its commands.
func (r *roff) section(macro, title string) {
	r.macro(macro, title)
	r.begun = false
}

// paragraph parts what follows from what stands before it, if anything does.
func (r *roff) paragraph() {
	if r.begun {
		r.macro("PP")
	}
}

// macro writes a macro with its words.
func (r *roff) macro(name string, words ...string) {
	r.text.WriteString("." + name)
	for _, w := range words {
		fmt.Fprintf(&r.text, ` "%s"`, escaped.Replace(strings.ReplaceAll(ui.Clean(w), `"`, "'")))
	}
	r.text.WriteString("\n")
}

// filled writes a text of which the pager makes lines.
func (r *roff) filled(text string) {
	for _, line := range strings.Split(wrapped(text, roffWidth), "\n") {
		r.line(line)
	}
}

// item writes a term and, indented, what is said of it.
func (r *roff) item(term, about string) {
	r.macro("TP")
	r.macro("B", term)
	r.filled(about)
}

// prose writes paragraphs, a blank line between. One whose lines are indented
// stays as it is written.
func (r *roff) prose(text string) {
	for _, paragraph := range strings.Split(strings.TrimSpace(text), "\n\n") {
		if strings.HasPrefix(paragraph, "  ") {
			r.verbatim(paragraph)
			continue
		}
		r.paragraph()
		r.filled(paragraph)
	}
}

// verbatim writes lines that are not to be filled.
func (r *roff) verbatim(text string) {
	r.paragraph()
	r.macro("nf")
	for _, line := range strings.Split(text, "\n") {
		if line == "" {
			r.macro("sp")
			continue
		}
		r.line(line)
	}
	r.macro("fi")
}
