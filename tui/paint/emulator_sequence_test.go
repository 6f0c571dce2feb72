package paint

import (
	"strconv"
	"strings"
)

// escape obeys one sequence and returns what follows it.
func (e *emulator) escape(s string) string {
	if strings.HasPrefix(s, "\x1b]") {
		body := s[2:]
		end := strings.IndexAny(body, "\a\x1b")
		if end < 0 {
			return ""
		}
		e.commands = append(e.commands, body[:end])
		body = body[end:]
		if body[0] == '\a' {
			return body[1:]
		}
		return strings.TrimPrefix(body, "\x1b\\")
	}
	if !strings.HasPrefix(s, "\x1b[") {
		return s[1:]
	}
	body := s[2:]
	end := strings.IndexFunc(body, func(r rune) bool { return r < '0' || r > '?' })
	if end < 0 {
		return ""
	}
	if body[end] < '@' || body[end] > '~' {
		return body[end:] // broken off
	}
	e.sequence(body[:end], body[end])
	return body[end+1:]
}

func (e *emulator) sequence(params string, final byte) {
	if strings.HasPrefix(params, "?") {
		e.mode(params[1:], final == 'h')
		return
	}
	var p [2]int
	for i, text := range strings.SplitN(params, ";", 3) {
		if i < len(p) {
			p[i], _ = strconv.Atoi(text)
		}
	}
	switch final {
	case 'H':
		e.x, e.y, e.wrap = place(p[1], e.w), place(p[0], e.h), false
	case 'G':
		e.x, e.wrap = place(p[0], e.w), false
	case 'A':
		e.y, e.wrap = max(0, e.y-max(1, min(p[0], e.h))), false
	case 'K':
		from, to := e.x, e.w
		if p[0] == 2 {
			from = 0
		}
		e.erase(e.y, from, to)
		e.wrap = false
	case 'J':
		if p[0] != 2 {
			e.erase(e.y, e.x, e.w)
		}
		for y := range e.h {
			if y > e.y || p[0] == 2 {
				e.erase(y, 0, e.w)
			}
		}
		e.wrap = false
	case 'm':
		e.dress(strings.Split(params, ";"))
	}
}

// place is a parameter that counts from 1, as an index below n.
func place(p, n int) int { return min(max(p, 1), n) - 1 }

func (e *emulator) mode(name string, on bool) {
	if name == "7" {
		e.clamps = !on
		return
	}
	e.modes[name] = on
	if name != "1049" || on == e.alt {
		return
	}
	e.alt, e.wrap = on, false
	e.screen, e.other = e.other, e.screen
	if on {
		e.saved.x, e.saved.y = e.x, e.y
		e.screen = emptySpots(e.w, e.h)
		return
	}
	e.x, e.y = min(e.saved.x, e.w-1), min(e.saved.y, e.h-1)
}

func (e *emulator) dress(params []string) {
	for i := 0; i < len(params); i++ {
		n, _ := strconv.Atoi(params[i])
		switch {
		case n == 0:
			e.pen = look{}
		case n < 10:
			e.pen.on[n] = true
		case n == 22:
			e.pen.on[1], e.pen.on[2] = false, false
		case n > 22 && n < 30:
			e.pen.on[n-20] = false
		case n == 38 || n == 48:
			length := 3
			if i+1 < len(params) && params[i+1] == "2" {
				length = 5
			}
			name := strings.Join(params[i:min(i+length, len(params))], ";")[3:]
			if i += length - 1; n == 38 {
				e.pen.fg = name
			} else {
				e.pen.bg = name
			}
		case n == 39:
			e.pen.fg = ""
		case n == 49:
			e.pen.bg = ""
		case n >= 30 && n < 38 || n >= 90 && n < 98:
			e.pen.fg = params[i]
		case n >= 40 && n < 48 || n >= 100 && n < 108:
			e.pen.bg = strconv.Itoa(n - 10)
		}
	}
}
