package ui

import (
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"
)

func TestClean(t *testing.T) {
	tests := []struct{ name, in, want string }{
		{"plain text stays", "NIFTY 50", "NIFTY 50"},
		{"an escape sequence loses its power", "IN\x1b[31mFY", "IN[31mFY"},
		{"so does a title change", "\x1b]0;x\x07Y", "]0;xY"},
		{"C1 controls go", "A\u009b31mB", "A31mB"},
		{"line breaks and tabs become blanks", "a\nb\tc\rd", "a b c d"},
		{"bidirectional overrides go", "AB\u202eDC\u2066X", "ABDCX"},
		{"invisible characters go", "a\u200bb\u200dc\ufeffd\u00ade", "abcde"},
		{"variation selectors go", "\u2665\ufe0f", "\u2665"},
		{"invalid bytes go", "a\xffb", "ab"},
		{"a letter keeps a few marks", "e" + strings.Repeat("\u0301", 9), "e" + strings.Repeat("\u0301", 3)},
		{"a mark without a letter goes", "\u0301a", "a"},
		{"other scripts stay", "नतीजे 16", "नतीजे 16"},
		{"skin tones go", "buy 👍🏽", "buy 👍"},
		{"a family is its members", "👩\u200d👩\u200d👧", "👩👩👧"},
		{"a flag is its letters", "🇮🇳", "IN"},
		{"a keycap is its digit", "1\ufe0f\u20e3", "1"},
		{"a syllable spelt by letters stays", "\u1112\u1161\u11ab", "\u1112\u1161\u11ab"},
		{"one without its consonant goes", "\u1161\u11abx", "x"},
		{"odd blanks become blanks", "a\u00a0b\u3000c", "a b c"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := Clean(tt.in); got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}

// The cells of a text are kept by its characters, each counted by itself.
func TestWidth(t *testing.T) {
	for s, want := range map[string]int{
		"INFY": 4, "मुनाफ़ा": 5, "हिन्दी": 5, "தமிழ்": 4, "ไทย": 3, "น้ำ": 2, "مُحَمَّد": 4, "한국": 4, "\u1112\u1161\u11ab": 2, "漢字": 4, "e\u0301": 1,
		"👍": 2, "⚠": 1, "●◆━↑—…×": 7, "\x1b[1;38;2;236;238;241m●\x1b[0m12": 3,
	} {
		if got := Width(s); got != want {
			t.Errorf("%q: got %d, want %d", s, got, want)
		}
	}
}

// No byte beyond ASCII reaches a terminal that does not read UTF-8, and each cell
// stays where it is.
func TestSpell(t *testing.T) {
	ascii, full := NewTheme(Options{ASCII: true}), NewTheme(Options{})
	for in, want := range map[string]string{
		"INFY": "INFY", "Л2J": "?2J", "漢字 e\u0301 हि": "???? e ??", "\x1b[1m●\x1b[0m\n×": "\x1b[1m?\x1b[0m\n?", "a\xffb": "a?b",
	} {
		if got := ascii.Spell(in); got != want {
			t.Errorf("%q: got %q, want %q", in, got, want)
		}
		if got := full.Spell(in); got != in {
			t.Errorf("in UTF-8 %q is %q", in, got)
		}
	}
}

func TestFit(t *testing.T) {
	theme := NewTheme(Options{})
	tests := []struct {
		s     string
		w     int
		align Align
		want  string
	}{
		{"INFY", 6, Left, "INFY  "}, {"INFY", 6, Right, "  INFY"}, {"INFY", 7, Center, " INFY  "},
		{"results 16th", 8, Left, "results…"}, {"INFY", 4, Right, "INFY"}, {"INFY", 1, Left, "…"},
		{"INFY", 0, Left, ""}, {"INFY", -3, Left, ""}, {"株式会社", 5, Left, "株式…"}, {"株式会社", 6, Left, "株式… "},
	}
	for _, tt := range tests {
		if got := theme.Fit(tt.s, tt.w, tt.align); got != tt.want {
			t.Errorf("Fit(%q, %d, %d) = %q, want %q", tt.s, tt.w, tt.align, got, tt.want)
		}
	}
}

func TestMiddleKeepsBothEnds(t *testing.T) {
	theme, ascii := NewTheme(Options{}), NewTheme(Options{ASCII: true})
	for got, want := range map[string]string{
		theme.Middle("NIFTY26D0124500CE", 14):        "NIFTY2…24500CE",
		theme.MiddleTail("BANKNIFTY26NOVFUT", 14, 3): "BANKNIFTY2…FUT",
		theme.Middle("INFY", 14):                     "INFY",
		theme.Middle("INFY", 1):                      "…",
		theme.Middle("INFY", 0):                      "",
		theme.Middle("株式会社株式会社", 8):                  "株…会社",
		ascii.Middle("NIFTY26D0124500CE", 14):        "NIFTY2.24500CE",
	} {
		if got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}

func FuzzFit(f *testing.F) {
	for _, s := range []string{"INFY", "\x1b[31m", "株式会社", "e\u0301\u0301", "\u202eABC", "नतीजे", "क्ष त्रि", "👩‍👩‍👧‍👦 family"} {
		f.Add(s, 5)
	}
	theme := NewTheme(Options{})
	f.Fuzz(func(t *testing.T, s string, w int) {
		w &= 63
		for _, r := range Clean(s) {
			if unicode.IsControl(r) || unicode.Is(unicode.Cf, r) {
				t.Fatalf("Clean(%q) keeps %U", s, r)
			}
		}
		if again := Clean(Clean(s)); again != Clean(s) {
			t.Errorf("Clean of %q is not clean: %q", s, again)
		}
		for _, align := range []Align{Left, Right, Center} {
			if got := theme.Fit(s, w, align); Width(got) != w {
				t.Errorf("Fit(%q, %d) = %q, %d cells", s, w, got, Width(got))
			}
		}
		if got := theme.Middle(s, w); Width(got) > w || !utf8.ValidString(got) {
			t.Errorf("Middle(%q, %d) = %q, %d cells", s, w, got, Width(got))
		}
	})
}
