package paint

import (
	"bytes"
	"io"
	"runtime"
	"strings"
	"sync"

	"github.com/charmbracelet/x/term"
)

// Painter is the terminal, as Bubble Tea is to see it. It stays a terminal's
// file, so that its size and its modes can be asked and set as before.
//
// It sends less than is written to it only on a terminal that can move its
// cursor: what goes to a file, a pipe or a TERM of dumb passes as it is. So does
// all on Windows, where Bubble Tea does not hear of a new size.
type Painter struct {
	term.File
	mu   sync.Mutex
	on   bool                         // frames are read at all
	size func() (w, h int, err error) // of the terminal, in cells

	alt    bool   // the alternate screen is shown: only there are frames in known places
	pen    style  // the terminal's
	lost   bool   // it is not known
	shown  []line // by row, what the terminal shows
	whole  []bool // by row, to be written whole in this frame
	next   int    // the row whose turn to be written whole is next
	earned int    // rows that frames have brought since one was
	frame  frame
	sketch sketch
	widths widths
	texts  texts
}

// New returns a Painter for a terminal of the given TERM.
func New(terminal term.File, name string) *Painter {
	fd := terminal.Fd()
	p := &Painter{
		File: terminal,
		on:   runtime.GOOS != "windows" && name != "" && name != "dumb" && term.IsTerminal(fd),
		size: func() (int, int, error) { return term.GetSize(fd) },
	}
	p.link()
	p.forget()
	return p
}

// link lets reading and writing know one another's characters.
func (p *Painter) link() {
	p.frame.widths = &p.widths
	p.frame.texts, p.sketch.brush.texts = &p.texts, &p.texts
}

const (
	enterAltScreen = "\x1b[?1049h"
	exitAltScreen  = "\x1b[?1049l"
	wrapOff        = "\x1b[?7l"
	wrapOn         = "\x1b[?7h"
	reset          = "\x1b[m"
	// mostCells bounds the memory; larger screens are written as they come.
	mostCells = 1 << 18
)

// Write writes to the terminal before it returns: a frame as its differences
// from the screen, in one write, and anything else as it is. It reports all of b
// as written when the differences are; the terminal's error and what it took
// otherwise.
func (p *Painter) Write(b []byte) (int, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if !p.on {
		return p.File.Write(b)
	}
	if p.alt && len(b) > len(home) && bytes.HasPrefix(b, []byte(home)) && p.fit() {
		if bytes.HasPrefix(b[len(home):], []byte("\r")) {
			p.doubt() // Bubble Tea repaints: it does not trust the screen either
		}
		if p.texts.full() {
			p.texts = texts{}
			p.doubt()
		}
		if p.lost {
			p.pen = style{} // differences will see to it
		}
		if p.frame.read(b, p.pen, p.shown) {
			return p.show(b)
		}
	}
	return p.pass(b)
}

// show sends a frame.
func (p *Painter) show(b []byte) (int, error) {
	f := &p.frame
	out := p.differences()
	n, err := p.File.Write(out)
	if err == nil && n < len(out) {
		err = io.ErrShortWrite
	}
	if err != nil {
		p.forget()
		return min(n, len(b)), err
	}
	p.pen, p.lost = f.pen, false
	for row := range p.shown {
		if f.written[row] {
			p.shown[row], f.lines[row] = f.lines[row], p.shown[row]
		}
	}
	return len(b), nil
}

// differences returns what makes the screen show the frame.
func (p *Painter) differences() []byte {
	f, s := &p.frame, &p.sketch
	s.begin(p.pen, f.width)
	if p.lost {
		s.brush.out = append(s.brush.out, reset...)
	}
	p.sweep()
	for row := range p.shown {
		switch old, now := &p.shown[row], &f.lines[row]; {
		case f.written[row] && (p.whole[row] || !old.known || !now.known):
			s.brush.whole(row, now)
		case f.written[row]:
			s.differences(row, old, now)
		case p.whole[row]:
			s.brush.whole(row, old)
		}
	}
	s.write(f.lines)
	s.brush.dip(f.pen)
	s.brush.out = append(s.brush.out, f.last...)
	return s.brush.out
}

// sweepShare is how many rows of frames earn the writing of one row whole: a
// table of 48 rows that is polled every five seconds is swept in two minutes,
// at the cost of a tenth of the bytes that are saved.
const sweepShare = 24

// sweep chooses the rows that are written whole in this frame although the
// terminal is believed to show them, so that what another program has drawn
// over the screen does not stay.
func (p *Painter) sweep() {
	clear(p.whole)
	for _, written := range p.frame.written {
		if written {
			p.earned++
		}
	}
	for ; p.earned >= sweepShare; p.earned -= sweepShare {
		p.next = (p.next + 1) % len(p.shown)
		p.whole[p.next] = p.shown[p.next].known
	}
}

// pass sends what is no frame. On the alternate screen nothing wraps: a line that
// a terminal takes for longer than it is must not move the ones below it.
func (p *Painter) pass(b []byte) (int, error) {
	out := b
	switch string(b) {
	case enterAltScreen:
		p.alt, out = true, []byte(enterAltScreen+wrapOff)
	case exitAltScreen:
		p.alt, out = false, []byte(wrapOn+exitAltScreen)
	}
	n, err := p.File.Write(out)
	if err != nil || !harmless(b) {
		p.forget()
	}
	return min(n, len(b)), err
}

// forget gives up what is believed of the terminal.
func (p *Painter) forget() {
	p.lost = true
	p.doubt()
}

// doubt gives up what is believed of the screen's cells: each row is written
// whole the next time that it is written.
func (p *Painter) doubt() {
	for row := range p.shown {
		p.shown[row].known = false
	}
}

// fit makes room for the screen, and doubts it when its size is a new one.
// False means that there is no use in reading frames.
func (p *Painter) fit() bool {
	w, h, err := p.size()
	if err != nil || w < 1 || h < 1 || w*h > mostCells {
		return false
	}
	if f := &p.frame; w != f.width || h != f.height {
		f.width, f.height = w, h
		f.lines, f.written = make([]line, h), make([]bool, h)
		p.shown, p.whole, p.next = make([]line, h), make([]bool, h), 0
	}
	return true
}

// harmless reports what leaves the cells and the pen as they are: the modes that
// Bubble Tea sets, its moves of the cursor, titles, notifications, copies and
// the bell.
func harmless(b []byte) bool {
	switch s := string(b); s {
	case home, "\a",
		"\x1b[?25h", "\x1b[?25l", "\x1b[?2004h", "\x1b[?2004l", "\x1b[?1004h", "\x1b[?1004l",
		"\x1b[?1002h", "\x1b[?1002l", "\x1b[?1003h", "\x1b[?1003l", "\x1b[?1006h", "\x1b[?1006l":
		return true
	default:
		return command(s)
	}
}

// command reports one whole operating system command that is none of the
// screen's.
func command(s string) bool {
	body, found := strings.CutPrefix(s, "\x1b]")
	if !found {
		return false
	}
	text, bell := strings.CutSuffix(body, "\a")
	if !bell {
		if text, found = strings.CutSuffix(body, "\x1b\\"); !found {
			return false
		}
	}
	number, text, _ := strings.Cut(text, ";")
	switch number {
	case "0", "1", "2", "9", "52", "777":
		return !strings.ContainsFunc(text, func(r rune) bool { return r < ' ' || r >= 0x7f && r < 0xa0 || r == '\ufffd' })
	}
	return false
}
