package help

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"
	"github.com/google/go-cmp/cmp"
	"github.com/muesli/termenv"

	"kitewatch/tui/ui"
)

var update = flag.Bool("update", false, "rewrite the golden files")

var escapes = regexp.MustCompile("\x1b\\[[0-9;]*m")

func plain(view string) []string {
	lines := strings.Split(escapes.ReplaceAllString(view, ""), "\n")
	for i := range lines {
		lines[i] = strings.TrimRight(lines[i], " ")
	}
	return lines
}

func sections() []Section {
	bind := func(desc string, keys ...string) key.Binding {
		return ui.Keys(desc, key.NewBinding(key.WithKeys(keys...)))
	}
	off := bind("does nothing now", "x")
	off.SetEnabled(false)
	return []Section{
		{Title: "Move", Bindings: []key.Binding{
			bind("row", "j"), bind("first, last", "g", "home"), bind("half a page", "ctrl+d"), bind("list", "tab"),
		}},
		{Title: "Look", Bindings: []key.Binding{bind("sort by next column, reverse", "s", "S"), bind("file order", "="), off}},
		{Title: "Nothing", Bindings: []key.Binding{off}},
		{Title: "Session", Bindings: []key.Binding{bind("this help", "?"), bind("quit", "q", "ctrl+c")}},
	}
}

func paneOf(opts ui.Options, w, h int) Model {
	m := New(ui.NewTheme(opts))
	m.Open(sections())
	m.SetSize(w, h)
	return m
}

var dark = ui.Options{Dark: true, Profile: termenv.TrueColor}

func TestView(t *testing.T) {
	for _, size := range [][2]int{{40, 10}, {80, 24}, {120, 36}, {160, 50}} {
		name := fmt.Sprintf("help-%dx%d", size[0], size[1])
		t.Run(name, func(t *testing.T) {
			got := strings.Join(plain(paneOf(dark, size[0], size[1]-2).View()), "\n") + "\n"
			path := filepath.Join("testdata", name+".txt")
			if *update {
				if err := os.MkdirAll("testdata", 0o755); err != nil {
					t.Fatal(err)
				}
				if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(strings.Split(string(want), "\n"), strings.Split(got, "\n")); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestViewIsExactlyItsSize(t *testing.T) {
	for w := 1; w <= 300; w += 1 + w/20 {
		for _, h := range []int{1, 8, 14, 34} {
			lines := strings.Split(paneOf(dark, w, h).View(), "\n")
			if len(lines) != h {
				t.Fatalf("%dx%d: %d lines", w, h, len(lines))
			}
			for i, line := range lines {
				if got := ui.Width(line); got != w {
					t.Fatalf("%dx%d: line %d is %d cells: %q", w, h, i, got, line)
				}
			}
		}
	}
}

// Whatever the size, all of the text can be scrolled to.
func TestEverythingCanBeRead(t *testing.T) {
	for _, size := range [][2]int{{40, 8}, {60, 20}, {80, 22}, {109, 22}, {110, 22}, {120, 34}} {
		m := paneOf(dark, size[0], size[1])
		read := strings.Join(strings.Fields(strings.Join(plain(m.View()), " ")), " ")
		for m.top+m.body() < len(m.lines) {
			m, _ = m.Update(tea.KeyMsg{Type: tea.KeyCtrlD})
			read += " " + strings.Join(strings.Fields(strings.Join(plain(m.View()), " ")), " ")
		}
		for _, c := range legend(m.theme) {
			for _, s := range c.signs {
				for _, word := range strings.Fields(s.says + " " + s.word) {
					if !strings.Contains(read, word) {
						t.Errorf("%v: %q is never on the screen", size, word)
					}
				}
			}
		}
		for _, s := range []string{"Ctrl+D", "half a page", "quit", "Reads only:"} {
			if !strings.Contains(read, s) {
				t.Errorf("%v: %q is never on the screen", size, s)
			}
		}
		for _, s := range []string{"does nothing", "Nothing"} {
			if strings.Contains(read, s) {
				t.Errorf("%v: %q should not be there", size, s)
			}
		}
	}
}

func TestKeysLeaveAndScroll(t *testing.T) {
	for _, leave := range []tea.KeyMsg{{Type: tea.KeyEsc}, {Type: tea.KeyRunes, Runes: []rune("?")}} {
		_, cmd := paneOf(dark, 80, 22).Update(leave)
		if cmd == nil || cmd() != (Left{}) {
			t.Errorf("%v does not leave", leave)
		}
	}
	m := paneOf(dark, 80, 22)
	m, cmd := m.Update(tea.KeyMsg{Type: tea.KeyEnd})
	if cmd != nil || m.top == 0 || m.top+m.body() != len(m.lines) {
		t.Errorf("End goes to line %d of %d", m.top, len(m.lines))
	}
	m, _ = m.Update(tea.MouseMsg{Button: tea.MouseButtonWheelUp})
	if want := len(m.lines) - m.body() - wheelLines; m.top != want {
		t.Errorf("the wheel goes to %d, want %d", m.top, want)
	}
	m.SetSize(160, 78)
	if m.top != 0 || m.Keys().Down.Enabled() || !m.Keys().Leave.Enabled() {
		t.Errorf("with room for all it is at %d, j enabled: %v", m.top, m.Keys().Down.Enabled())
	}
}

func TestASCII(t *testing.T) {
	m := New(ui.NewTheme(ui.Options{ASCII: true}))
	m.Open([]Section{{Title: "Move", Bindings: []key.Binding{ui.Keys("row", key.NewBinding(key.WithKeys("j", "down")))}}})
	m.SetSize(120, 34)
	for _, line := range plain(m.View()) {
		for _, r := range line {
			if r > '~' {
				t.Fatalf("%q is not ASCII: %q", r, line)
			}
		}
	}
}

func TestItOpensAtTheStart(t *testing.T) {
	m, _ := paneOf(dark, 80, 22).Update(tea.KeyMsg{Type: tea.KeyEnd})
	m.Open(sections())
	if m.top != 0 {
		t.Errorf("opened anew it is at line %d", m.top)
	}
}
