package ui

import (
	"io"
	"strings"

	"github.com/charmbracelet/lipgloss"
	"github.com/muesli/termenv"
)

// Role says what a piece of text is for; the theme decides how that looks.
type Role uint8

// The roles, the loudest first.
const (
	Fg        Role = iota // live prices, titles
	Text                  // symbols, quiet and closed prices
	Soft                  // other figures, notes
	Dim                   // headers, exchanges, expiry codes, a live row's dot
	Up                    // a rise
	Down                  // a fall
	Stale                 // symbol and price of a stale row
	UpStale               // a rise in a stale row
	DownStale             // a fall in a stale row
	Warn                  // look here: trouble, alert, circuit, expiry
	Accent                // you are here: keys, active tab, selection mark
	Good                  // all is well: green even where rises are red
	Spark                 // bars of a live row
	Ghost                 // wicks, bars of a stale row; never text
	Line                  // rules; never text
	Bid                   // bars of the book's buyers; never text
	Ask                   // of its sellers
	roles
)

// Ground is what lies behind the text.
type Ground uint8

// The grounds.
const (
	Plain        Ground = iota // the terminal's own
	Selected                   // the row under the cursor
	SelectedName               // its symbol, which alone is reversed where there is no colour
	Bar                        // the strip
	StatusBar                  // the status line, reversed where there is no colour
	TickUp                     // digits that have just risen
	TickDown                   // digits that have just fallen
	grounds
)

// Options say what a theme is made for.
type Options struct {
	Name    string          // auto, dark, light, contrast, colourblind or mono; anything else is auto
	Dark    bool            // the terminal's background was found to be dark
	Profile termenv.Profile // how many colours it has
	ASCII   bool            // its locale is not UTF-8: no glyphs beyond ASCII
	RedUp   bool            // rises take the colour of falls and falls that of rises, as in East Asia
}

// Theme is the look, made once by NewTheme and never changed.
type Theme struct {
	Glyphs Glyphs
	ascii  bool
	paints [grounds][roles][2]Paint // the last index: bold
}

// NewTheme makes the look for a terminal.
func NewTheme(opts Options) *Theme {
	t := &Theme{Glyphs: glyphs, ascii: opts.ASCII}
	if opts.ASCII {
		t.Glyphs = asciiGlyphs
	}
	style := styler(opts)
	if opts.RedUp {
		style = swapped(style)
	}
	for g := range grounds {
		for r := range roles {
			t.paints[g][r][0] = newPaint(style(r, g))
			t.paints[g][r][1] = newPaint(style(r, g).Bold(true))
		}
	}
	return t
}

// Paint returns how text of a role looks on a ground.
func (t *Theme) Paint(r Role, g Ground) Paint { return t.paints[g][r][0] }

// Bold is Paint in bold.
func (t *Theme) Bold(r Role, g Ground) Paint { return t.paints[g][r][1] }

// Paint is a style as the escape sequences before and after the text: lipgloss
// makes it once, and using it costs two copies.
type Paint struct {
	on, off string
	mere    bool // it sets the text's colour and nothing else
	blank   bool // blanks look the same in it as in none
}

// Append appends s, painted, to dst.
func (p Paint) Append(dst []byte, s string) []byte {
	if s == "" {
		return dst
	}
	dst = append(dst, p.on...)
	dst = append(dst, s...)
	return append(dst, p.off...)
}

// AppendBytes is Append for text that is still in a buffer.
func (p Paint) AppendBytes(dst, s []byte) []byte {
	if len(s) == 0 {
		return dst
	}
	dst = append(dst, p.on...)
	dst = append(dst, s...)
	return append(dst, p.off...)
}

// Text returns s, painted.
func (p Paint) Text(s string) string {
	if s == "" || p.on == "" {
		return s
	}
	return p.on + s + p.off
}

func newPaint(s lipgloss.Style) Paint {
	on, off, _ := strings.Cut(s.Render("x"), "x")
	_, unfilled := s.GetBackground().(lipgloss.NoColor)
	_, plain := s.GetForeground().(lipgloss.NoColor)
	blank := unfilled && !s.GetReverse() && !s.GetUnderline()
	return Paint{on: on, off: off, mere: blank && !plain && !s.GetBold() && !s.GetFaint(), blank: blank}
}

// AppendFrom appends what turns a line that is painted like before into one
// that is painted like p, in as few bytes as it takes: of a table's bytes more
// than half are colours. The zero Paint is none.
func (p Paint) AppendFrom(dst []byte, before Paint) []byte {
	switch {
	case p == before:
		return dst
	case before.on == "", before.mere && strings.Contains(p.on, "38;"):
		return append(dst, p.on...)
	case p.on == "":
		return append(dst, before.off...)
	}
	dst = append(dst, "\x1b[0;"...) // as good as off, and shorter
	return append(dst, p.on[len("\x1b["):]...)
}

// Blank reports that blanks look the same in it as in none.
func (p Paint) Blank() bool { return p.blank }

// styler returns the rules that turn role and ground into a style.
func styler(opts Options) func(Role, Ground) lipgloss.Style {
	renderer := lipgloss.NewRenderer(io.Discard)
	renderer.SetColorProfile(opts.Profile)
	base := renderer.NewStyle()
	switch {
	case opts.Name == "mono" || opts.Profile == termenv.Ascii:
		// Without colour lipgloss would drop bold and reverse too.
		renderer.SetColorProfile(termenv.ANSI)
		return func(r Role, g Ground) lipgloss.Style { return monoStyle(base, r, g) }
	case opts.Profile == termenv.ANSI:
		dark := opts.Dark && opts.Name != "light"
		return func(r Role, g Ground) lipgloss.Style { return ansiStyle(base, dark, r, g) }
	}
	p := paletteOf(opts)
	return func(r Role, g Ground) lipgloss.Style {
		s := base.Foreground(lipgloss.Color(p.text[r]))
		if fill := p.fill[g]; fill != "" {
			s = s.Background(lipgloss.Color(fill))
		}
		return s
	}
}

// turned is what rises and falls take from each other: roles and fills.
var (
	turned     = map[Role]Role{Up: Down, Down: Up, UpStale: DownStale, DownStale: UpStale}
	turnedFill = map[Ground]Ground{TickUp: TickDown, TickDown: TickUp}
)

// swapped is a style whose rises look like its falls, and the other way round.
func swapped(style func(Role, Ground) lipgloss.Style) func(Role, Ground) lipgloss.Style {
	return func(r Role, g Ground) lipgloss.Style {
		if other, ok := turned[r]; ok {
			r = other
		}
		if other, ok := turnedFill[g]; ok {
			g = other
		}
		return style(r, g)
	}
}

// monoStyle tells roles and grounds apart without a colour.
func monoStyle(s lipgloss.Style, r Role, g Ground) lipgloss.Style {
	switch r {
	case Fg, Warn, Accent:
		s = s.Bold(true)
	case Dim, Stale, UpStale, DownStale, Spark, Ghost, Line, Bid, Ask:
		s = s.Faint(true)
	}
	switch g {
	case SelectedName, StatusBar:
		s = s.Reverse(true)
	case TickUp, TickDown:
		s = s.Underline(true)
	}
	return s
}

// ansiColours are the sixteen-colour palette's; none is the terminal's own
// text colour.
var ansiColours = [roles]string{
	Fg: "15", Text: "7", Soft: "7", Dim: "8", Up: "2", Good: "2", Down: "1", Stale: "7", UpStale: "2", DownStale: "1",
	Warn: "3", Accent: "4", Spark: "8", Ghost: "8", Line: "8", Bid: "2", Ask: "1",
}

// ansiStyle is for terminals of sixteen colours, whose shades are the user's.
// On a light ground white text would vanish, so the terminal's own colour
// stands in. The reversed selection is of one colour: a patchwork of fills
// would be harder to read than the signs.
func ansiStyle(s lipgloss.Style, dark bool, r Role, g Ground) lipgloss.Style {
	own := !dark && (r == Fg || r == Text || r == Soft || r == Stale)
	switch g {
	case Selected, SelectedName:
		if r != Accent { // the mark in the gutter would be cut out of the fill
			return s.Reverse(true)
		}
	case TickUp, TickDown:
		s = s.Underline(true)
	}
	if own {
		return s
	}
	return s.Foreground(lipgloss.Color(ansiColours[r]))
}
