package tui

import (
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"strings"
	"testing"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"kitewatch/kite/kitesim"
	"kitewatch/tui/store"
	"kitewatch/tui/ui"
)

// stormSizes are the ends of what a terminal can be, and one beyond each size
// from which something else is drawn.
var stormSizes = [][2]int{
	{0, 0}, {1, 1}, {2, 1}, {1, 2}, {39, 9}, {40, 9}, {39, 10}, {40, 10}, {40, 11}, {40, 12}, {59, 15}, {60, 16},
	{79, 24}, {80, 24}, {99, 40}, {100, 39}, {100, 40}, {120, 29}, {120, 30}, {120, 36}, {160, 50}, {179, 50}, {180, 50},
	{200, 50}, {300, 80}, {1000, 1000}, {1000, 10}, {40, 1000}, {1000, 1}, {1, 1000},
}

// stormKeys are pressed at random, whatever is open: all but those that end,
// suspend or start a program.
var stormKeys = strings.Split("j k g G s S = f C p r 1 2 3 4 5 9 tab enter esc / ? ! A L a n m + R d u J K y x c [ ] 0 > < + - . 2 % space up down left right pgdown pgup home end ctrl+u ctrl+d backspace", " ")

// stormPanes are the keys that open each pane, with something in it.
var stormPanes = map[string]string{
	"the table": "", "search": "/ n i f t y", "help": "?", "detail": "2 enter", "login": "L", "login, typing": "L tab a b",
	"alerts": "A", "requests": "!", "requests, one whole": "! enter", "columns": "C j j", "filter": "2 f b a n", "filter, wrong": "2 f z z >",
	"filtered": "2 f b a n enter", "sorted": "2 s s s S", "a note asked for": "2 n", "a new list's name": "+ a",
	"help over the detail": "2 enter ?",
}

// A View is its size, whatever is open, however often the size changes.
func TestResizeStorm(t *testing.T) {
	for name, keys := range stormPanes {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			path := filepath.Join(t.TempDir(), "config.json")
			driveWith(t, 120, 36, "503@20s+6s drop=NSE:INFY", func(x *kitesim.Exchange, o *Options) {
				o.Config = store.Config{Path: path, APIKey: x.APIKey(), APISecret: x.APISecret(), RedirectURL: pasteOnly}
			}, func(d *driver) {
				d.after(2 * time.Second)
				s := storm{driver: d, w: 120, h: 36, random: rand.New(rand.NewPCG(uint64(len(name)), 7))}
				for _, size := range stormSizes {
					s.open(keys)
					s.resize(size[0], size[1])
				}
				for range 100 {
					s.blow()
				}
			})
		})
	}
}

// storm throws sizes, keys, the mouse and time at a screen.
type storm struct {
	*driver
	random *rand.Rand
	w, h   int
	did    []string
}

// note remembers what was done, for who has to find out.
func (s *storm) note(format string, args ...any) {
	s.did = append(s.did, fmt.Sprintf(format, args...))
	s.did = s.did[max(0, len(s.did)-30):]
}

// open leaves what is open and opens a pane.
func (s *storm) open(keys string) {
	for range 4 {
		s.press("esc")
	}
	for _, k := range strings.Fields(keys) {
		s.press(k)
	}
}

func (s *storm) press(k string) {
	s.note("%s", k)
	s.send(stormKey(k))
	s.check()
}

// stormKey is a key as the framework names it.
func stormKey(k string) tea.KeyMsg {
	kinds := map[string]tea.KeyType{
		"enter": tea.KeyEnter, "esc": tea.KeyEsc, "tab": tea.KeyTab, "up": tea.KeyUp, "down": tea.KeyDown, "left": tea.KeyLeft,
		"right": tea.KeyRight, "pgdown": tea.KeyPgDown, "pgup": tea.KeyPgUp, "home": tea.KeyHome, "end": tea.KeyEnd,
		"ctrl+u": tea.KeyCtrlU, "ctrl+d": tea.KeyCtrlD, "backspace": tea.KeyBackspace,
	}
	switch kind, special := kinds[k]; {
	case special:
		return tea.KeyMsg{Type: kind}
	case k == "space":
		return tea.KeyMsg{Type: tea.KeySpace, Runes: []rune{' '}}
	}
	return tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune(k)}
}

func (s *storm) resize(w, h int) {
	s.note("%dx%d", w, h)
	s.w, s.h = w, h
	s.send(tea.WindowSizeMsg{Width: w, Height: h})
	s.check()
}

// blow does one thing at random.
func (s *storm) blow() {
	switch s.random.IntN(10) {
	case 0, 1, 2:
		size := stormSizes[s.random.IntN(len(stormSizes))]
		s.resize(size[0], size[1])
	case 3, 4:
		s.resize(s.random.IntN(301), s.random.IntN(81))
	case 5:
		s.note("wait")
		s.after(time.Since(s.start) + time.Duration(s.random.IntN(1500))*time.Millisecond)
		s.check()
	case 6:
		button := []tea.MouseButton{tea.MouseButtonLeft, tea.MouseButtonWheelDown, tea.MouseButtonWheelUp, tea.MouseButtonRight}[s.random.IntN(4)]
		x, y := s.random.IntN(310)-5, s.random.IntN(90)-5
		s.note("mouse %d at %d,%d", button, x, y)
		s.send(tea.MouseMsg{Action: tea.MouseActionPress, Button: button, X: x, Y: y})
		s.check()
	default:
		s.press(stormKeys[s.random.IntN(len(stormKeys))])
	}
}

// check wants the view to be exactly its size, and below the least size no
// more than that.
func (s *storm) check() {
	s.t.Helper()
	lines := strings.Split(s.m.View(), "\n")
	drawn := s.w >= minWidth && s.h >= minHeight
	if len(lines) > max(s.h, 1) || drawn && len(lines) != s.h {
		s.t.Fatalf("at %dx%d the view has %d lines, after %v:\n%s", s.w, s.h, len(lines), s.did, s.screen())
	}
	for i, line := range lines {
		if got := ui.Width(line); got > s.w || drawn && got != s.w {
			s.t.Fatalf("at %dx%d line %d is %d wide, after %v: %q", s.w, s.h, i, got, s.did, escapes.ReplaceAllString(line, ""))
		}
	}
}
