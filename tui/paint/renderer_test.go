package paint

import (
	"fmt"
	"io"
	"math/rand/v2"
	"strings"

	"github.com/charmbracelet/lipgloss"
)

// renderer writes frames as Bubble Tea's does: TestBubbleTea shows that the
// painter understands the real one; this one is fast, and can be driven into any
// state.
type renderer struct {
	out           io.Writer
	width, height int // what it has been told; 0: nothing yet
	alt           bool
	before        []string // nil: repaint
	count         int      // lines of the last frame
}

func (r *renderer) send(s string) { _, _ = io.WriteString(r.out, s) }

// toggle enters or leaves the alternate screen.
func (r *renderer) toggle() {
	r.alt, r.before = !r.alt, nil
	if !r.alt {
		r.send(exitAltScreen)
		r.send("\x1b[?25l")
		return
	}
	r.count = 0
	r.send(enterAltScreen)
	r.send("\x1b[2J")
	r.send(home)
	r.send("\x1b[?25l")
}

func (r *renderer) clear() {
	r.send("\x1b[2J")
	r.send(home)
	r.before = nil
}

// draw writes one frame, with printed lines above it where there is room for
// such.
func (r *renderer) draw(lines []string, printed ...string) {
	var b strings.Builder
	if r.alt {
		b.WriteString(home)
	} else if r.count > 1 {
		fmt.Fprintf(&b, "\x1b[%dA", r.count-1)
	}
	if r.height > 0 && len(lines) > r.height {
		lines = lines[len(lines)-r.height:]
	}
	if r.alt {
		printed = nil
	}
	for _, line := range printed {
		b.WriteString(line + eraseRight + "\r\n")
	}
	for i, line := range lines {
		switch {
		case len(printed) > 0 || i >= len(r.before) || r.before[i] != line:
			r.line(&b, line, i == 0)
			if i < len(lines)-1 {
				b.WriteString("\r\n")
			}
		case i < len(lines)-1:
			b.WriteString("\n")
		}
	}
	if r.count > len(lines) {
		b.WriteString("\x1b[J")
	}
	switch {
	case !r.alt:
		b.WriteString("\r")
	case len(lines) == 1:
		b.WriteString(home)
	default:
		fmt.Fprintf(&b, "\x1b[%d;H", len(lines))
	}
	r.count, r.before = len(lines), append([]string{}, lines...)
	r.send(b.String())
}

// line writes one line, as wide as the screen is believed to be at most.
func (r *renderer) line(b *strings.Builder, line string, first bool) {
	if first && r.before == nil {
		b.WriteString("\r")
	}
	if r.width > 0 {
		line = lipgloss.NewStyle().MaxWidth(r.width).Render(line)
	}
	if b.WriteString(line); lipgloss.Width(line) < r.width {
		b.WriteString(eraseRight)
	}
}

// picture is what a random program shows, as pieces of styled text by row.
type picture [][]string

var pieces = []string{
	"RELIANCE", "1,538.40", "+0.47%", "-12.05", "   ", " ", "x", "0", "123456789 123456789 ",
	"●", "─━━◆──", "▁▂▃▅▇", "·", "│", "Ω", "é", "₹", "⠿",
}

// joined are characters of more than one column or of several parts, as wide by
// their parts as in one. They come in every third row.
var joined = []string{"日本", "한", "e\u0301", "ज", "ம\u0bcd", "ب\u064e", "👍", "⚠", "1\u20e3", "\u0301", "\u200b", "\u00ad"}

var dresses = []string{
	"", "1", "2", "3", "4", "7", "9", "1;2", "31", "91", "42", "104", "38;5;12", "38;5;200", "48;5;7",
	"38;2;195;200;208", "1;38;2;236;238;241;48;2;30;34;41", "0;32", "4;7;38;5;9", "5;8",
}

// odd dresses are those that the painter does not know.
var oddDresses = []string{"4:3", "58;5;1", "38:2::1:2:3", "21", "38;5", "38;2;1;2;300", "53"}

func randomPiece(rng *rand.Rand, row int, odd bool) string {
	dress, text := dresses[rng.IntN(len(dresses))], pieces[rng.IntN(len(pieces))]
	if row%3 == 2 && rng.IntN(4) == 0 {
		text = joined[rng.IntN(len(joined))]
	}
	if odd && rng.IntN(200) == 0 {
		dress = oddDresses[rng.IntN(len(oddDresses))]
	}
	switch {
	case odd && rng.IntN(300) == 0:
		text = []string{"\t", "\b", "\x1b[2C", "\x1b]8;;https://kite.trade\x1b\\", "\xff", "\u0085", "\x7f", "\x1b[K"}[rng.IntN(8)]
	case rng.IntN(3) == 0:
		text = fmt.Sprintf("%d.%02d", rng.IntN(3000), rng.IntN(100))
	}
	switch {
	case dress == "":
		return text
	case rng.IntN(30) == 0:
		return "\x1b[" + dress + "m" + text // goes on in what follows
	}
	return "\x1b[" + dress + "m" + text + "\x1b[0m"
}

// change alters a picture in a few places.
func (p picture) change(rng *rand.Rand, odd bool) {
	for range 1 + rng.IntN(6) {
		if len(p) == 0 {
			return
		}
		y := rng.IntN(len(p))
		if row := p[y]; len(row) > 0 {
			row[rng.IntN(len(row))] = randomPiece(rng, y, odd)
		}
	}
}

func randomPicture(rng *rand.Rand, rows, columns int, odd bool) picture {
	p := make(picture, rows)
	for y := range p {
		p[y] = make([]string, rng.IntN(columns/4+2))
		for i := range p[y] {
			p[y][i] = randomPiece(rng, y, odd)
		}
	}
	return p
}

func (p picture) lines() []string {
	out := make([]string, len(p))
	for i, row := range p {
		out[i] = strings.Join(row, "")
	}
	return out
}
