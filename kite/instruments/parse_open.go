package instruments

import (
	"bytes"
	"slices"
	"unicode/utf8"
)

// A name may hold line breaks, in quotes. How many lines its row has can only be
// guessed when a quote is not closed, and a quote that never is must not cost the
// rows behind it: so a row goes on for so many lines and bytes at most, none of
// which could be a row, and only what then reads as a whole one is taken for it.
// Else the first line alone is bad, and the next one begins a row of its own.
const (
	maxOpenLines = 8
	maxOpenText  = 4 << 10
)

// openRow is the lines so far of a row whose quote is open.
type openRow struct {
	lines [][]byte
	ended bool // the last of them has its end
}

// isOpen reports whether a quote is open at a text's end, if it can be read.
func isOpen(text []byte) bool { return bytes.Count(text, []byte{'"'})&1 != 0 }

// begin begins a row that goes on in the next line.
func (p *parser) begin(line []byte, ended bool) {
	p.open = openRow{[][]byte{bytes.Clone(line)}, ended}
}

// goOn adds a line to the row that is open.
func (p *parser) goOn(line []byte, ended bool) error {
	p.open.lines, p.open.ended = append(p.open.lines, bytes.Clone(line)), ended
	text := bytes.Join(p.open.lines, []byte{'\n'})
	open := isOpen(text)
	switch {
	case open && len(p.open.lines) < maxOpenLines && len(text) < maxOpenText:
		return nil
	case open || len(text) > maxOpenText || p.hasRow(p.open.lines[1:]):
		return p.giveUp()
	}
	known := p.terms.len()
	if n, whole := split(text, &p.fields); !whole || n != p.columns.n || !p.add(text) {
		return p.giveUp()
	}
	p.open, p.cut = openRow{}, !ended && p.terms.len() > known
	return nil
}

// hasRow reports whether one of these lines has as many fields as a row.
func (p *parser) hasRow(lines [][]byte) bool {
	return slices.ContainsFunc(lines, func(line []byte) bool {
		n, whole := split(bytes.Clone(line), &p.fields)
		return whole && n == p.columns.n
	})
}

// giveUp takes the first line of the row that is open for a bad one, and those
// after it as they come.
func (p *parser) giveUp() error {
	open := p.open
	p.open = openRow{}
	last := len(open.lines) - 1
	if err := p.row(open.lines[0], open.ended || last > 0); err != nil {
		return err
	}
	for i, line := range open.lines[1:] {
		if err := p.line(line, open.ended || i+1 < last); err != nil {
			return err
		}
	}
	return nil
}

// shortName is what is kept of a name: as much as a row has room for, in whole
// characters and on one line.
func shortName(name []byte) []byte {
	if len(name) > maxText {
		n := maxText
		for n > maxText-utf8.UTFMax && !utf8.RuneStart(name[n]) {
			n--
		}
		name = name[:n]
	}
	for i, c := range name {
		if c == '\n' {
			name[i] = ' '
		}
	}
	return name
}
