package ui

import (
	"fmt"
	"math"
	"regexp"
	"slices"
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
		check(what+" selected, its name", p.text[r], p.fill[SelectedName], 4.5)
		check(what+" on the bars", p.text[r], p.fill[Bar], 4.8)
		check(what+" on the status line", p.text[r], p.fill[StatusBar], 4.8)
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
		for _, s := range strings.Fields(strings.NewReplacer("{", "", "}", "", "[", "", "]", "").Replace(fmt.Sprint(g))) {
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

// Where rises are red, every sign of a rise takes the colour of its fall, and
// that all is well stays green.
func TestRedUpSwapsRisesAndFalls(t *testing.T) {
	for _, opts := range []Options{
		{Name: "dark", Profile: termenv.TrueColor}, {Name: "light", Profile: termenv.TrueColor},
		{Name: "contrast", Profile: termenv.TrueColor}, {Name: "contrast", Dark: true, Profile: termenv.TrueColor},
		{Name: "colourblind", Profile: termenv.TrueColor}, {Name: "colourblind", Dark: true, Profile: termenv.ANSI256},
		{Dark: true, Profile: termenv.ANSI}, {Name: "mono"},
	} {
		usual := NewTheme(opts)
		opts.RedUp = true
		red := NewTheme(opts)
		for g, g2 := range map[Ground]Ground{Plain: Plain, Selected: Selected, Bar: Bar, TickUp: TickDown, TickDown: TickUp} {
			for r, r2 := range map[Role]Role{Up: Down, Down: Up, UpStale: DownStale, DownStale: UpStale, Fg: Fg, Warn: Warn, Good: Good} {
				if got, want := red.Paint(r, g), usual.Paint(r2, g2); got != want {
					t.Errorf("%+v: role %d on ground %d is %q, want %q", opts, r, g, got.on, want.on)
				}
			}
		}
		if usual.Paint(Good, Plain) != usual.Paint(Up, Plain) {
			t.Errorf("%+v: all is well is not green", opts)
		}
	}
}

// However a line is joined, its text looks as if each piece were painted by
// itself.
func TestPaintsFollowOneAnother(t *testing.T) {
	for _, opts := range []Options{
		{Dark: true, Profile: termenv.TrueColor}, {Dark: true, Profile: termenv.ANSI256}, {Dark: true, Profile: termenv.ANSI},
		{Profile: termenv.ANSI}, {Name: "mono"},
	} {
		theme := NewTheme(opts)
		var all []Paint
		for _, g := range []Ground{Plain, SelectedName, TickUp} {
			for r := range roles {
				all = append(all, theme.Paint(r, g), theme.Bold(r, g))
			}
		}
		all = append(all, Paint{})
		for _, a := range all {
			for _, b := range all {
				joined := string(append(b.AppendFrom(append(a.AppendFrom(nil, Paint{}), 'a'), a), 'b'))
				if got, want := looks(joined), looks(a.Text("a")+b.Text("b")); got != want {
					t.Fatalf("%+v: %q looks like %s, want %s", opts, joined, got, want)
				}
				if len(joined) > len(a.Text("a")+b.Text("b")) {
					t.Fatalf("%+v: %q is longer than two pieces", opts, joined)
				}
			}
		}
	}
}

// looks writes out each letter with the attributes in force where it stands.
func looks(s string) string {
	var out strings.Builder
	var on []string
	for s != "" {
		params, rest, found := strings.Cut(strings.TrimPrefix(s, "\x1b["), "m")
		if !found || !strings.HasPrefix(s, "\x1b[") {
			fmt.Fprintf(&out, "%c%v ", s[0], on)
			s = s[1:]
			continue
		}
		s = rest
		for params != "" {
			var one string
			if one, params = attribute(params); one == "0" {
				on = nil
			} else {
				on = append(slices.DeleteFunc(on, func(was string) bool { return kind(was) == kind(one) }), one)
			}
			slices.Sort(on)
		}
	}
	return out.String()
}

// attribute takes the first attribute off a sequence's parameters.
func attribute(params string) (one, rest string) {
	parts := strings.Split(params, ";")
	n := 1
	if parts[0] == "38" || parts[0] == "48" {
		n = map[string]int{"2": 5, "5": 3}[parts[1]]
	}
	return strings.Join(parts[:n], ";"), strings.Join(parts[n:], ";")
}

// kind is what an attribute sets: one of a kind is in force at a time.
func kind(attribute string) string {
	switch {
	case strings.HasPrefix(attribute, "4") && len(attribute) > 1 || strings.HasPrefix(attribute, "10"):
		return "ground"
	case strings.HasPrefix(attribute, "3") || strings.HasPrefix(attribute, "9"):
		return "text"
	}
	return attribute
}
