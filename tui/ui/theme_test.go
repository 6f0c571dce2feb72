package ui

import (
	"fmt"
	"math"
	"regexp"
	"strings"
	"testing"

	"github.com/muesli/termenv"
)

// luminance is WCAG 2's relative luminance of a #rrggbb colour.
func luminance(t *testing.T, hex string) float64 {
	t.Helper()
	var c [3]uint8
	if _, err := fmt.Sscanf(hex, "#%02x%02x%02x", &c[0], &c[1], &c[2]); err != nil {
		t.Fatalf("colour %q: %v", hex, err)
	}
	var lin [3]float64
	for i, v := range c {
		s := float64(v) / 255
		if lin[i] = s / 12.92; s > 0.04045 {
			lin[i] = math.Pow((s+0.055)/1.055, 2.4)
		}
	}
	return 0.2126*lin[0] + 0.7152*lin[1] + 0.0722*lin[2]
}

func contrast(t *testing.T, a, b string) float64 {
	t.Helper()
	x, y := luminance(t, a), luminance(t, b)
	return (max(x, y) + 0.05) / (min(x, y) + 0.05)
}

func TestTextIsReadableOnEveryGround(t *testing.T) {
	for name, p := range palettes {
		t.Run(name, func(t *testing.T) { checkContrast(t, p) })
		t.Run(name+" in 256 colours", func(t *testing.T) {
			fixed := palette{ground: p.ground}
			for r := range roles {
				fixed.text[r] = termenv.ConvertToRGB(termenv.ANSI256.Color(p.text256[r])).Hex()
			}
			for g := Selected; g < grounds; g++ {
				fixed.fill[g] = termenv.ConvertToRGB(termenv.ANSI256.Color(p.fill256[g])).Hex()
			}
			checkContrast(t, fixed)
		})
	}
}

func checkContrast(t *testing.T, p palette) {
	t.Helper()
	check := func(what, a, b string, least float64) {
		if got := contrast(t, a, b); got < least {
			t.Errorf("%s: %s on %s is %.2f, want at least %.1f", what, a, b, got, least)
		}
	}
	for r := Fg; r < Spark; r++ {
		what := fmt.Sprint("role ", r)
		check(what, p.text[r], p.ground, 4.5)
		check(what+" selected", p.text[r], p.fill[Selected], 4.5)
		check(what+" on the bars", p.text[r], p.fill[Bar], 4.8)
	}
	check("a price on its tick", p.text[Fg], p.fill[TickUp], 5.5)
	check("a price on its tick", p.text[Fg], p.fill[TickDown], 5.5)
	check("bars", p.text[Spark], p.ground, 3)
}

func TestThemesByName(t *testing.T) {
	tests := []struct {
		name string
		opts Options
		want string // a live price's escape sequence
	}{
		{"auto takes the terminal's background", Options{Name: "auto", Dark: true, Profile: termenv.TrueColor}, "\x1b[38;2;236;238;241m"},
		{"auto on a light terminal", Options{Name: "auto", Profile: termenv.TrueColor}, "\x1b[38;2;20;23;28m"},
		{"a name wins over the background", Options{Name: "light", Dark: true, Profile: termenv.TrueColor}, "\x1b[38;2;20;23;28m"},
		{"an unknown name is auto", Options{Name: "sepia", Dark: true, Profile: termenv.TrueColor}, "\x1b[38;2;236;238;241m"},
		{"256 colours take the nearest", Options{Dark: true, Profile: termenv.ANSI256}, "\x1b[38;5;255m"},
		{"16 colours", Options{Dark: true, Profile: termenv.ANSI}, "\x1b[97m"},
		{"16 colours on a light ground", Options{Profile: termenv.ANSI}, ""},
		{"no colour", Options{Dark: true, Profile: termenv.Ascii}, "\x1b[1m"},
		{"mono by name", Options{Name: "mono", Dark: true, Profile: termenv.TrueColor}, "\x1b[1m"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := NewTheme(tt.opts).Paint(Fg, Plain).on; got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}

func TestNoColourUsesAttributesOnly(t *testing.T) {
	colour := regexp.MustCompile(`[;\[](3[0-8]|4[0-8]|9[0-7]|10[0-7])[;m]`)
	for _, opts := range []Options{{Name: "mono", Profile: termenv.TrueColor}, {Name: "dark", Profile: termenv.Ascii}} {
		theme := NewTheme(opts)
		for g := range grounds {
			for r := range roles {
				if got := theme.Bold(r, g).on; colour.MatchString(got) {
					t.Errorf("%+v: role %d on ground %d has a colour: %q", opts, r, g, got)
				}
			}
		}
		for g, want := range map[Ground]string{SelectedName: "7", StatusBar: "7", TickUp: "4", TickDown: "4"} {
			if got := theme.Paint(Text, g).on; !strings.Contains(got, "["+want) {
				t.Errorf("ground %d: got %q, want attribute %s", g, got, want)
			}
		}
		if got := theme.Paint(Text, Selected).on; got != "" {
			t.Errorf("the selected row's other cells: got %q, want nothing", got)
		}
	}
}

func TestSixteenColoursReverseTheSelection(t *testing.T) {
	theme := NewTheme(Options{Dark: true, Profile: termenv.ANSI})
	for r := range roles {
		if got := theme.Paint(r, Selected).on; got != "\x1b[7m" && r != Accent {
			t.Errorf("role %d: got %q", r, got)
		}
	}
	if got := theme.Paint(Fg, TickUp).on; !strings.Contains(got, "4;") {
		t.Errorf("tick: got %q, want it underlined", got)
	}
}

func TestPaintAddsNothingToNothing(t *testing.T) {
	p := NewTheme(Options{Dark: true, Profile: termenv.TrueColor}).Paint(Up, Bar)
	if got := p.Text("") + string(p.Append(nil, "")) + string(p.AppendBytes(nil, nil)); got != "" {
		t.Errorf("got %q", got)
	}
	if a, b, c := p.Text("x"), string(p.Append(nil, "x")), string(p.AppendBytes(nil, []byte("x"))); a != b || a != c {
		t.Errorf("the three ways differ: %q %q %q", a, b, c)
	}
	if n := testing.AllocsPerRun(100, func() { p.Append(make([]byte, 0, 64), "12.50") }); n > 0 {
		t.Errorf("Append allocates %v times", n)
	}
}

func TestGlyphsAreOneCell(t *testing.T) {
	for _, g := range []Glyphs{glyphs, asciiGlyphs} {
		for _, s := range strings.Fields(strings.Trim(fmt.Sprint(g), "{}")) {
			if Width(s) != 1 {
				t.Errorf("%q is %d cells wide", s, Width(s))
			}
		}
	}
	for _, s := range fmt.Sprint(asciiGlyphs) {
		if s > '~' {
			t.Errorf("%q is not ASCII", s)
		}
	}
}
