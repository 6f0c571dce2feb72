package paint

import "strconv"

// color is a colour as it was asked for: kind in the top byte, value below. The
// same red as one of 16 and as one of 256 are two colours, since terminals may
// show them differently. Zero is the terminal's own.
type color uint32

const (
	basic   color = 1 << 24 // one of the 16
	indexed color = 2 << 24 // one of the 256
	rgb     color = 3 << 24 // 24 bit
	kinds   color = 0xff << 24
)

// attr are the attributes of a text that are on or off, a bit each.
type attr uint16

const (
	bold attr = 1 << iota
	faint
	italic
	underline
	blink
	reverse
	conceal
	strike
)

// switches are the attributes with the parameters that set and clear them. Bold
// and faint share theirs, and so come first.
var switches = [...]struct {
	bit     attr
	on, off int
}{
	{bold, 1, 22}, {faint, 2, 22}, {italic, 3, 23}, {underline, 4, 24},
	{blink, 5, 25}, {reverse, 7, 27}, {conceal, 8, 28}, {strike, 9, 29},
}

// style is how a cell looks; the zero style is the terminal's default.
type style struct {
	fg, bg color
	attr   attr
}

// mostParams bounds the parameters of one sequence: a screen's longest, bold
// with two 24 bit colours, has twelve.
const mostParams = 32

// apply returns s after a select-graphic-rendition sequence with the given
// parameters, "1;38;5;12". ok is false where one of them is not known here.
func (s style) apply(params []byte) (_ style, ok bool) {
	var values [mostParams]int
	n := 1
	for _, b := range params {
		switch {
		case b == ';' && n < mostParams:
			n++
		case b >= '0' && b <= '9' && values[n-1] < 1000:
			values[n-1] = values[n-1]*10 + int(b-'0')
		default:
			return s, false
		}
	}
	for rest := values[:n]; len(rest) > 0; {
		used := 1
		switch v := rest[0]; {
		case v == 0:
			s = style{}
		case v == 38:
			s.fg, used = extended(rest[1:])
		case v == 48:
			s.bg, used = extended(rest[1:])
		default:
			if !s.set(v) {
				return s, false
			}
		}
		if used == 0 {
			return s, false
		}
		rest = rest[used:]
	}
	return s, true
}

// extended reads what follows 38 or 48, and how many parameters that took, the
// first included; 0 for what is no colour.
func extended(p []int) (color, int) {
	switch {
	case len(p) >= 2 && p[0] == 5 && p[1] < 256:
		return indexed | color(p[1]), 3
	case len(p) >= 4 && p[0] == 2 && p[1] < 256 && p[2] < 256 && p[3] < 256:
		return rgb | color(p[1]<<16|p[2]<<8|p[3]), 5
	}
	return 0, 0
}

// set applies one parameter that stands alone; false where it is not known.
func (s *style) set(v int) bool {
	switch {
	case v >= 30 && v <= 37:
		s.fg = basic | color(v-30)
	case v >= 90 && v <= 97:
		s.fg = basic | color(v-90+8)
	case v >= 40 && v <= 47:
		s.bg = basic | color(v-40)
	case v >= 100 && v <= 107:
		s.bg = basic | color(v-100+8)
	case v == 39:
		s.fg = 0
	case v == 49:
		s.bg = 0
	case v == 22:
		s.attr &^= bold | faint
	default:
		for _, w := range switches {
			switch v {
			case w.on:
				s.attr |= w.bit
				return true
			case w.off:
				s.attr &^= w.bit
				return true
			}
		}
		return false
	}
	return true
}

// appendSwitch appends what turns a terminal whose pen is from into one whose
// pen is to, by a reset or by the differences, whichever is shorter.
func appendSwitch(dst []byte, from, to style) []byte {
	if from == to {
		return dst
	}
	if to == (style{}) {
		return append(dst, reset...)
	}
	start := len(dst)
	dst = append(dst, "\x1b["...)
	dst = appendChanges(dst, from, to)
	dst[len(dst)-1] = 'm'
	changes := len(dst)
	dst = append(dst, "\x1b[0;"...)
	dst = appendChanges(dst, style{}, to)
	dst[len(dst)-1] = 'm'
	if len(dst)-changes < changes-start {
		return append(dst[:start], dst[changes:]...)
	}
	return dst[:changes]
}

// appendChanges appends the parameters between two styles that differ, each
// with a semicolon after it.
func appendChanges(dst []byte, from, to style) []byte {
	cleared, wanted := from.attr&^to.attr, to.attr&^from.attr
	if cleared&(bold|faint) != 0 {
		dst = append(dst, "22;"...)
		cleared &^= bold | faint
		wanted |= to.attr & (bold | faint)
	}
	for _, w := range switches {
		if cleared&w.bit != 0 {
			dst = appendParam(dst, w.off)
		}
		if wanted&w.bit != 0 {
			dst = appendParam(dst, w.on)
		}
	}
	if from.fg != to.fg {
		dst = appendColor(dst, to.fg, 30)
	}
	if from.bg != to.bg {
		dst = appendColor(dst, to.bg, 40)
	}
	return dst
}

// appendColor appends the parameters of a colour; ground is 30 for the text's
// and 40 for what is behind it.
func appendColor(dst []byte, c color, ground int) []byte {
	value := int(c &^ kinds)
	switch c & kinds {
	case basic:
		if value >= 8 {
			ground += 60 - 8
		}
		return appendParam(dst, ground+value)
	case indexed:
		return appendParam(appendParam(appendParam(dst, ground+8), 5), value)
	case rgb:
		dst = appendParam(appendParam(dst, ground+8), 2)
		return appendParam(appendParam(appendParam(dst, value>>16), value>>8&255), value&255)
	}
	return appendParam(dst, ground+9)
}

func appendParam(dst []byte, v int) []byte {
	return append(strconv.AppendInt(dst, int64(v), 10), ';')
}
