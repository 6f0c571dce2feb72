package ui

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/charmbracelet/lipgloss"
)

// Align is the side a text keeps to when it is padded.
type Align uint8

// The alignments.
const (
	Left Align = iota
	Right
	Center
)

// maxMarks is how many combining marks one letter keeps: enough for any
// script, too few to climb over the lines above.
const maxMarks = 3

// Clean makes text from outside safe for the terminal: control and escape
// characters, bidirectional overrides and other invisible ones go; tabs and
// line breaks become blanks. Nothing it returns can move the cursor, colour
// the screen or hide its neighbour.
func Clean(s string) string {
	if isPlain(s) {
		return s
	}
	var b strings.Builder
	b.Grow(len(s))
	marks := maxMarks // one at the start has no letter to sit on
	for _, r := range s {
		switch {
		case r == '\t' || r == '\n' || r == '\r' || unicode.Is(unicode.Zs, r):
			r = ' '
		case r == utf8.RuneError || !unicode.IsGraphic(r) || isSelector(r):
			continue
		}
		if !unicode.IsMark(r) {
			marks = 0
		} else if marks++; marks > maxMarks {
			continue
		}
		b.WriteRune(r)
	}
	return b.String()
}

// isSelector reports a variation selector: it changes how wide terminals draw
// the letter before it, each in its own way.
func isSelector(r rune) bool {
	return r >= 0xfe00 && r <= 0xfe0f || r >= 0xe0100 && r <= 0xe01ef
}

// isPlain reports printable ASCII, of which a byte is a cell.
func isPlain(s string) bool {
	for i := range len(s) {
		if s[i] < ' ' || s[i] > '~' {
			return false
		}
	}
	return true
}

// Width is the number of terminal cells of a text; escape sequences have none.
func Width(s string) int {
	if isPlain(s) {
		return len(s)
	}
	return lipgloss.Width(s)
}

// Fit returns clean text of exactly w cells: too long, it ends in the cut
// mark; too short, it is padded.
func (t *Theme) Fit(s string, w int, align Align) string {
	s = t.Cut(s, w)
	pad := max(w-Width(s), 0)
	left := 0
	switch align {
	case Right:
		left = pad
	case Center:
		left = pad / 2
	}
	return Blank(left) + s + Blank(pad-left)
}

// Cut returns clean text of at most w cells, its end cut off.
func (t *Theme) Cut(s string, w int) string {
	s = Clean(s)
	if Width(s) <= w {
		return s
	}
	if w < 1 {
		return ""
	}
	return head(s, w-1) + t.Glyphs.Cut
}

// Middle returns clean text of at most w cells, cut in the middle: contracts
// differ at both ends.
func (t *Theme) Middle(s string, w int) string { return t.MiddleTail(s, w, w/2) }

// MiddleTail is Middle with the number of cells to keep of the end.
func (t *Theme) MiddleTail(s string, w, tail int) string {
	s = Clean(s)
	if Width(s) <= w {
		return s
	}
	if w < 1 {
		return ""
	}
	tail = min(tail, w-1)
	end := lastCells(s, tail)
	return head(s, w-1-Width(end)) + t.Glyphs.Cut + end
}

// head returns as much of the start of s as w cells hold.
func head(s string, w int) string {
	if isPlain(s) {
		return s[:max(min(w, len(s)), 0)]
	}
	end := 0
	for i, r := range s {
		next := i + utf8.RuneLen(r)
		if next > farthest(w) || Width(s[:next]) > w {
			break
		}
		end = next
	}
	return s[:end]
}

// farthest is how many bytes are looked at for w cells: plenty for any script,
// while thousands of characters without width cost nothing.
func farthest(w int) int { return 16*w + 64 }

// lastCells returns as much of the end of s as w cells hold. A combining mark
// is not left without its letter.
func lastCells(s string, w int) string {
	if isPlain(s) {
		return s[len(s)-max(min(w, len(s)), 0):]
	}
	start := len(s)
	for i := len(s); i > 0; {
		r, size := utf8.DecodeLastRuneInString(s[:i])
		i -= size
		if len(s)-i > farthest(w) || Width(s[i:]) > w {
			break
		}
		if !unicode.IsMark(r) {
			start = i
		}
	}
	return s[start:]
}

// blanks is more than any line needs.
var blanks = strings.Repeat(" ", 512)

// Blank returns n blanks; none when n is negative.
func Blank(n int) string {
	if n > len(blanks) {
		return strings.Repeat(" ", n)
	}
	return blanks[:max(n, 0)]
}
