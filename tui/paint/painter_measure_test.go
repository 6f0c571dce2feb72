package paint

import (
	"fmt"
	"io"
	"math/rand/v2"
	"strconv"
	"strings"
	"testing"
	"unicode"

	"kitewatch/tui/ui"
)

// scripts are texts that terminals take for as many columns as there are
// terminals: from a watchlist, an instrument list, a server's message.
var scripts = []string{
	"मुनाफ़ा वसूली", "हिन्दी", "सेवा उपलब्ध नहीं है, कृपया", "क्षत्रिय क्ष", "தமிழ் நாடு", "తెలుగు స్త్రీ", "ગુજરાતી ક્ષ", "മലയാളം ന്ത്യ", "ଓଡ଼ିଆ",
	"العربية مُحَمَّد", "ไทย น้ำ กำ", "한국어", "\u1112\u1161\u11ab\u1100\u1173\u11af", "\u1161\u11ab x", "漢字株式会社", "ｶﾞｷﾞ",
	"buy 👍🏽", "🇮🇳 🇮🇳🇮", "1️⃣ #️⃣ 2⃣", "👩‍👩‍👧‍👦 👩🏽‍💻", "❤️ ⚠️ ⚡ ☺", "Za\u0301\u0302\u0303\u0304\u0305lgo", "\u0301\u0302start",
	"①②③ §±×÷ ⸺ ½", "\u0915\u094d\u200d\u0937 \u0915\u094d\u200c\u0937", "a\u093f\u0903 \u0903x", "\U0001f3fd 🏽x", "\ufdfd ﷽", "e\u20dd ꙰x",
}

// wcwidth is how a terminal counts that takes characters one by one, as xterm,
// VTE and tmux do: a table of its own, so that an error in the screen's cannot
// cancel out.
func wcwidth(r rune) int {
	if unicode.In(r, unicode.Mn, unicode.Me, unicode.Cf) || r >= 0x1160 && r <= 0x11ff {
		return 0
	}
	for _, wide := range [...][2]rune{
		{0x1100, 0x115f}, {0x26a1, 0x26a1}, {0x2e80, 0x303e}, {0x3041, 0x4dbf}, {0x4e00, 0xa4cf}, {0xac00, 0xd7a3},
		{0xf900, 0xfaff}, {0xff00, 0xff60}, {0x1f300, 0x1f64f}, {0x1f680, 0x1f6ff}, {0x1f900, 0x1f9ff},
	} {
		if r >= wide[0] && r <= wide[1] {
			return 2
		}
	}
	return 1
}

// terminals are the ways to count, and whether a terminal wraps although it is
// told not to.
var terminals = map[string]func(*emulator){
	"one by one":                      func(e *emulator) { e.measure = wcwidth },
	"one by one, and it wraps":        func(e *emulator) { e.measure, e.deaf = wcwidth, true },
	"by clusters":                     func(e *emulator) { e.measure, e.clusters = wcwidth, true },
	"by clusters, and it wraps":       func(e *emulator) { e.measure, e.clusters, e.deaf = wcwidth, true, true },
	"ambiguous ones are wide":         func(e *emulator) { e.measure, e.wideDisputed = wcwidth, true },
	"all are one, marks and emoji":    func(e *emulator) { e.measure = func(rune) int { return 1 } },
	"all are wide, marks and letters": func(e *emulator) { e.measure = func(rune) int { return 2 } },
}

// scriptRow is a row of w columns, figures between texts up to its end, and the
// same with letters in the texts' place.
func scriptRow(rng *rand.Rand, theme *ui.Theme, w int) (row, want string) {
	for ui.Width(want) < w {
		figure := strconv.Itoa(1000+rng.IntN(9000)) + "."
		cells := min(1+rng.IntN(16), w-len(want)-len(figure))
		if cells < 1 {
			row, want = row+ui.Blank(w-len(want)), want+ui.Blank(w-len(want))
			break
		}
		text := theme.Fit(scripts[rng.IntN(len(scripts))], cells, ui.Align(rng.IntN(3)))
		row += "\x1b[3" + strconv.Itoa(rng.IntN(8)) + "m" + figure + "\x1b[0m" + text
		want += figure + strings.Repeat("x", cells)
	}
	return row, want
}

// Whatever is written in a row, each figure is in its place and each row on its
// line, however the terminal counts.
func TestNoTextMovesAnything(t *testing.T) {
	const w, h = 72, 5
	theme := ui.NewTheme(ui.Options{})
	for name, build := range terminals {
		t.Run(name, func(t *testing.T) {
			for seed := range uint64(40) {
				rng := rand.New(rand.NewPCG(seed, 3))
				e := newEmulator(w, h)
				build(e)
				r := &renderer{out: painterOn(e, func() (int, int, error) { return w, h, nil }), width: w, height: h}
				r.toggle()
				rows, want := make([]string, h), make([]string, h)
				end := w
				if e.columns('…') == 2 {
					end-- // in the last column there is no room for it
				}
				for n := range 20 {
					for y := range rows {
						if rows[y] == "" || rng.IntN(3) == 0 {
							rows[y], want[y] = scriptRow(rng, theme, end)
						}
					}
					r.draw(rows)
					if at := displaced(e, want); at != "" {
						t.Fatalf("seed %d, frame %d, %s: got\n%swant\n%s", seed, n, at, e, strings.Join(want, "\n"))
					}
				}
			}
		})
	}
}

// displaced says where a figure is not, or is none, or nothing.
func displaced(e *emulator, want []string) string {
	for y, row := range e.screen {
		for x, got := range row[:len(want[y])] {
			c := want[y][x : x+1]
			if figure := strings.Contains("0123456789.", c); figure && got.text != c ||
				!figure && got.text != "" && len(got.text) == 1 && strings.Contains("3456789.", got.text) {
				return fmt.Sprintf("row %d, column %d: %q, want %q", y, x, got.text, c)
			}
		}
	}
	return ""
}

// The sample above is not empty of what it is about: unpainted, it tears.
func TestUnpaintedTextMoves(t *testing.T) {
	const w, h = 30, 3
	e := newEmulator(w, h)
	e.measure = wcwidth
	_, _ = io.WriteString(e, "first\r\n"+"हिन्दी 12345"+strings.Repeat(" ", w-len("xx 12345"))+"\r\nlast")
	if strings.HasPrefix(e.String(), "first") {
		t.Errorf("it did not scroll:\n%s", e)
	}
}

// A text that a terminal draws in fewer columns leaves nothing of what stood
// there before.
func TestNothingIsLeftBehind(t *testing.T) {
	e := newEmulator(20, 2)
	e.measure, e.clusters = wcwidth, true
	p := painterOn(e, func() (int, int, error) { return 20, 2, nil })
	for _, s := range []string{enterAltScreen, "\x1b[H\rabcdefgh 5\x1b[K\r\n\x1b[K\x1b[2;H", "\x1b[H\nx\x1b[K\x1b[2;H", "\x1b[Hहिन्दी    5\x1b[K\r\n\x1b[2;H"} {
		_, _ = io.WriteString(p, s)
	}
	if got := e.String(); strings.ContainsAny(got, "abcdefgh") || !strings.Contains(got, "5") {
		t.Errorf("got\n%s", got)
	}
}

// What is remembered of texts is bounded.
func TestTextsAreForgotten(t *testing.T) {
	p := newPair(t, 20, 1)
	_, _ = io.WriteString(p, enterAltScreen)
	for i := range mostTexts * 2 {
		_, _ = io.WriteString(p, home+string([]rune{'字', rune(0x4e00 + i)})+eraseRight+home)
	}
	if n := len(p.painter.texts.list); n == 0 || n > mostTexts+20 {
		t.Errorf("%d texts", n)
	}
}
