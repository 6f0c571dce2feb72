package paint

import (
	"strings"
	"testing"
)

func TestApply(t *testing.T) {
	for _, c := range []struct {
		name, params string
		from, want   style
		ok           bool
	}{
		{"nothing is a reset", "", style{fg: basic | 1, attr: bold}, style{}, true},
		{"a reset first", "0;31", style{attr: reverse}, style{fg: basic | 1}, true},
		{"without a reset what was set stays", "1", style{fg: basic | 1}, style{fg: basic | 1, attr: bold}, true},
		{"bright ones", "97;107", style{}, style{fg: basic | 15, bg: basic | 15}, true},
		{"of 256", "38;5;1;48;5;255", style{}, style{fg: indexed | 1, bg: indexed | 255}, true},
		{"24 bit", "1;38;2;1;2;3;48;2;0;0;0", style{}, style{fg: rgb | 0x010203, bg: rgb, attr: bold}, true},
		{"bold and faint end together", "22", style{attr: bold | faint | italic}, style{attr: italic}, true},
		{"own colours", "39;49", style{fg: rgb, bg: rgb}, style{}, true},
		{"a colour cut off", "38;2;1;2", style{}, style{}, false},
		{"a colour out of range", "38;5;256", style{}, style{}, false},
		{"a form with colons", "4:3", style{}, style{}, false},
		{"an unknown one", "1;53", style{}, style{}, false},
		{"a huge number", "99999999999999999999", style{}, style{}, false},
		{"too many", strings.Repeat("1;", mostParams), style{}, style{}, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, ok := c.from.apply([]byte(c.params))
			if ok != c.ok || ok && got != c.want {
				t.Errorf("got %+v, %v, want %+v, %v", got, ok, c.want, c.ok)
			}
		})
	}
}

func TestSwitch(t *testing.T) {
	red, dim := style{fg: basic | 1}, style{fg: rgb | 0x8b939f}
	for _, c := range []struct {
		name     string
		from, to style
		want     string
	}{
		{"none", red, red, ""},
		{"to the default", style{fg: dim.fg, attr: bold}, style{}, "\x1b[m"},
		{"another colour", red, dim, "\x1b[38;2;139;147;159m"},
		{"only the attribute ends", style{fg: dim.fg, attr: bold}, dim, "\x1b[22m"},
		{"a reset is shorter", style{bg: dim.fg, attr: bold | reverse | italic}, red, "\x1b[0;31m"},
		{"bold becomes faint", style{attr: bold}, style{attr: faint}, "\x1b[0;2m"},
		{"bold stays, faint ends", style{fg: dim.fg, attr: bold | faint}, style{fg: dim.fg, attr: bold}, "\x1b[22;1m"},
		{"bright ones", style{}, style{fg: basic | 9, bg: basic | 10}, "\x1b[91;102m"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := string(appendSwitch(nil, c.from, c.to)); got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

// A switch between any two styles that a stream can set leads from one to the
// other, and is never longer than a reset and the whole of it.
func FuzzSwitch(f *testing.F) {
	f.Add("1;38;2;236;238;241", "0;32")
	f.Add("2;48;5;7", "1;2;91;102")
	f.Fuzz(func(t *testing.T, a, b string) {
		from, fine := style{}.apply([]byte(a))
		to, ok := style{}.apply([]byte(b))
		if !fine || !ok {
			return
		}
		seq := string(appendSwitch(nil, from, to))
		if seq == "" {
			if from != to {
				t.Fatalf("no switch from %+v to %+v", from, to)
			}
			return
		}
		got, ok := from.apply([]byte(strings.TrimSuffix(strings.TrimPrefix(seq, csi), "m")))
		if !ok || got != to {
			t.Errorf("%q makes %+v of %+v, want %+v", seq, got, from, to)
		}
		if whole := appendSwitch(nil, style{}, to); to != (style{}) && len(seq) > len(whole)+len("0;") {
			t.Errorf("%q is longer than a reset and %q", seq, whole)
		}
	})
}
