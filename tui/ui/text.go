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
// line breaks become blanks, flags their letters. Nothing it returns can move
// the cursor, colour the screen or hide its neighbour.
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
		case r >= firstFlag && r <= lastFlag:
			r += 'A' - firstFlag
		case r == utf8.RuneError || !unicode.IsGraphic(r) || alters(r):
			continue
		}
		if !isMark(r) {
			marks = 0
		} else if marks++; marks > maxMarks {
			continue
		}
		b.WriteRune(r)
	}
	return b.String()
}

// The letters of which two make a flag, or two letters, or four columns.
const (
	firstFlag = '\U0001f1e6'
	lastFlag  = '\U0001f1ff'
)

// alters reports what changes how wide terminals draw the character before it,
// each in its own way: variation selectors, the skin tones of emoji, and what
// encloses a key.
func alters(r rune) bool {
	return r >= 0xfe00 && r <= 0xfe0f || r >= 0xe0100 && r <= 0xe01ef || r >= 0x1f3fb && r <= 0x1f3ff || unicode.Is(unicode.Me, r)
}

// isMark reports what sits on the letter before it. The vowels and last
// consonants of Hangul spelt letter by letter do, where they are known.
func isMark(r rune) bool { return r >= 0x300 && unicode.IsMark(r) || isJamo(r) }

func isJamo(r rune) bool { return r >= 0x1160 && r <= 0x11ff || r >= 0xd7b0 && r <= 0xd7ff }

// isPlain reports printable ASCII, of which a byte is a cell.
func isPlain(s string) bool {
	for i := range len(s) {
		if s[i] < ' ' || s[i] > '~' {
			return false
		}
	}
	return true
}

// Width is how many terminal cells are kept for a text: those of its characters
// one by one. Terminals that draw several as one, a syllable of Devanagari in
// two cells instead of five, need fewer; none that is known needs more. The
// painter places whatever follows. Changes of colour have no cells.
func Width(s string) int {
	if isPlain(s) {
		return len(s)
	}
	n, escaped := 0, false
	for _, r := range s {
		switch {
		case r == '\x1b':
			escaped = true
		case escaped:
			escaped = r == '[' || r < '@' // the letter at its end is the last of it
		default:
			n += RuneWidth(r)
		}
	}
	return n
}

// RuneWidth is the number of cells of a character: as most terminals count, a
// vowel sign beside its letter has one, a mark above or below it none.
func RuneWidth(r rune) int {
	switch {
	case r < ' ' || r >= 0x7f && r < 0xa0 || r == 0xad:
		return 0
	case r < 0x300, r >= 0x2190 && r < 0x2300, r >= 0x2500 && r < 0x25fd: // arrows, signs, rules, bars: the screen's own
		return 1
	case unicode.Is(unicode.Mc, r):
		return 1
	case isMark(r):
		return 0
	}
	return lipgloss.Width(string(r))
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
	for i, r := range s {
		if w -= RuneWidth(r); w < 0 {
			return s[:i]
		}
	}
	return s
}

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
		if w -= RuneWidth(r); w < 0 {
			break
		}
		if !isMark(r) {
			start = i
		}
	}
	return s[start:]
}

// Spell returns a screen as its terminal can read it: as it is, or where the
// locale is not UTF-8 with a question mark in each cell of a character beyond
// ASCII. To a terminal of eight bits some of its bytes would be commands.
func (t *Theme) Spell(screen string) string {
	if !t.ascii || strings.IndexFunc(screen, func(r rune) bool { return r > '~' }) < 0 {
		return screen
	}
	var b strings.Builder
	b.Grow(len(screen))
	for _, r := range screen {
		if r <= '~' {
			b.WriteByte(byte(r))
			continue
		}
		for range RuneWidth(r) {
			b.WriteByte('?')
		}
	}
	return b.String()
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
