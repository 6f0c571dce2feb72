package requests

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"kitewatch/kite/feed"
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

// golden compares a text with a file of testdata.
func golden(t *testing.T, name, got string) {
	t.Helper()
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
}

func view(m Model) string { return strings.Join(plain(m.View()), "\n") + "\n" }

// Heights are those of the whole terminal: strip and status line are the root's.
func TestView(t *testing.T) {
	for _, size := range [][2]int{{40, 10}, {60, 14}, {80, 24}, {95, 20}, {120, 36}, {160, 50}} {
		name := fmt.Sprintf("%dx%d", size[0], size[1])
		t.Run(name, func(t *testing.T) {
			m := paneOf(dark, morning(t), size[0], size[1]-2)
			golden(t, "requests-"+name, view(m))
			m, _ = press(t, m, "j", "j", "j", "j", "enter")
			golden(t, "whole-"+name, view(m))
		})
	}
}

func TestNoCallYet(t *testing.T) {
	for _, size := range [][2]int{{40, 10}, {120, 36}} {
		m := paneOf(dark, nil, size[0], size[1]-2)
		golden(t, fmt.Sprintf("empty-%dx%d", size[0], size[1]), view(m))
		if k := m.Keys(); k.Down.Enabled() || k.Whole.Enabled() || k.Write.Enabled() || k.Back.Enabled() || !k.Leave.Enabled() {
			t.Errorf("enabled %+v", k)
		}
		if m, report := press(t, m, "j", "enter", "w", "G"); report != nil || m.whole {
			t.Errorf("reports %v", report)
		}
	}
}

func TestViewIsExactlyItsSize(t *testing.T) {
	calls := morning(t)
	for _, list := range [][]feed.Call{calls, calls[:1], nil} {
		for w := 1; w <= 300; w += 1 + w/8 {
			for _, h := range []int{1, 2, 8, 10, 13, 14, 34} {
				m := paneOf(dark, list, w, h)
				wantSize(t, m)
				m, _ = press(t, m, "G", "enter")
				wantSize(t, m)
			}
		}
	}
}

func wantSize(t *testing.T, m Model) {
	t.Helper()
	lines := strings.Split(m.View(), "\n")
	if len(lines) != m.h {
		t.Fatalf("%dx%d: %d lines", m.w, m.h, len(lines))
	}
	for i, line := range lines {
		if got := ui.Width(line); got != m.w {
			t.Fatalf("%dx%d: line %d is %d cells: %q", m.w, m.h, i, got, line)
		}
	}
}

func TestColours(t *testing.T) {
	theme := ui.NewTheme(dark)
	m := paneOf(dark, morning(t), 120, 34)
	lines := strings.Split(m.View(), "\n")
	rowOf := func(text string) string {
		for i, line := range plain(m.View()) {
			if strings.Contains(line, text) {
				return lines[i]
			}
		}
		t.Fatalf("no row with %q", text)
		return ""
	}
	for _, c := range []struct {
		name, row, piece string
		role             ui.Role
		ground           ui.Ground
	}{
		{"milliseconds are dim", "10:14:02.036", ".036", ui.Dim, ui.Plain},
		{"below 2 s is as usual", "10:14:02.036", "1,999 ms", ui.Soft, ui.Plain},
		{"2 s is slow", "10:14:07.016", "2,000 ms", ui.Warn, ui.Selected},
		{"to go on is dim", "10:14:02.036", "next in 5s", ui.Dim, ui.Plain},
		{"more than that is not", "10:13:21.415", "poll given up, next in 10s", ui.Text, ui.Plain},
		{"an answer", "10:14:02.036", good, ui.Text, ui.Plain},
		{"trouble", "10:13:04.046", "▲ 503 text/html, 1.2 KB", ui.Warn, ui.Plain},
		{"passed over", "10:12:37.016", "DataException", ui.Soft, ui.Plain},
		{"the mark of the cursor", "10:14:07.016", "▌", ui.Accent, ui.Selected},
		{"a key", "one call whole", "Enter", ui.Accent, ui.Plain},
	} {
		if want := theme.Paint(c.role, c.ground).Text(c.piece); !strings.Contains(rowOf(c.row), want) {
			t.Errorf("%s: %q is not in %q", c.name, want, rowOf(c.row))
		}
	}
	mono := paneOf(ui.Options{Name: "mono"}, morning(t), 120, 34)
	want := ui.NewTheme(ui.Options{Name: "mono"}).Paint(ui.Text, ui.SelectedName).Text("10:14:07")
	if row := strings.Split(mono.View(), "\n")[3]; !strings.Contains(row, want) {
		t.Errorf("without colour the cursor's row is %q", row)
	}
}

func TestTextFromTheNetworkIsPlain(t *testing.T) {
	odd := later(1)
	odd.Trouble = true
	odd.Answer = "503 \x1b[2J\x1b]0;title\a\u202egnp.exe\u009b31m\nnext line " + strings.Repeat("x", 300)
	odd.Name, odd.Decision = "quo\x1bte", "retry\r1"
	m := paneOf(dark, []feed.Call{odd}, 120, 34)
	whole, _ := press(t, m, "enter")
	for _, text := range []string{m.View(), whole.View(), string(Text([]feed.Call{odd}))} {
		for _, bad := range []string{"\x1b[2J", "\x1b]", "\a", "\u202e", "\u009b", "\r"} {
			if strings.Contains(text, bad) {
				t.Errorf("%q is in %q", bad, text)
			}
		}
	}
	wantSize(t, m)
	wantSize(t, whole)
}

func TestASCII(t *testing.T) {
	for _, keys := range [][]string{{}, {"j", "j", "j", "j", "enter"}} {
		m, _ := press(t, paneOf(ui.Options{ASCII: true}, morning(t), 120, 34), keys...)
		for _, line := range plain(m.View()) {
			for _, r := range line {
				if r > '~' {
					t.Fatalf("%q is not ASCII: %q", r, line)
				}
			}
		}
	}
}

// One call whole loses nothing, however long its answer and small the pane:
// what is on the screen from first line to last is the text.
func TestOneCallWholeIsWhole(t *testing.T) {
	c := later(1)
	c.Answer = "GeneralException: " + strings.Repeat("word ", 40) + strings.Repeat("0123456789", 30) + " " + strings.Repeat("कीमत ", 20) + strings.Repeat("価格", 60)
	c.Decision = strings.Repeat("shown; ", 30) + "next in 5s"
	for _, size := range [][2]int{{40, 8}, {41, 13}, {60, 14}, {80, 22}, {120, 34}} {
		m, _ := press(t, paneOf(dark, []feed.Call{c}, size[0], size[1]), "enter")
		var read []string
		for i := 0; ; i++ {
			at := m.read
			rows := plain(m.View())[len(m.head):]
			read = append(read, rows[min(len(read)-at, len(rows)):min(m.body(), len(m.lines)-at)]...)
			if m, _ = press(t, m, "j"); m.read == at || i > 500 {
				break
			}
		}
		got := strings.Join(strings.Fields(strings.Join(read, "")), "")
		for _, want := range []string{c.Answer, c.Decision, "10:14:13.000 IST, Mon 23 Nov 2026", "1 instrument", "0 ms", "later"} {
			if !strings.Contains(got, strings.Join(strings.Fields(want), "")) {
				t.Errorf("%v: %q is not in %q", size, want, got)
			}
		}
	}
}

func TestTheColumnsThatGo(t *testing.T) {
	for _, c := range []struct {
		w    int
		want string
	}{
		{200, "Time IST Call Asked Took Answer Decision"},
		{95, "Time IST Call Asked Took Answer Decision"},
		{94, "Time IST Call Took Answer Decision"},
		{87, "Time IST Call Answer Decision"},
		{76, "Time IST Call Answer"},
		{40, "Time IST Call Answer"},
	} {
		m := paneOf(dark, morning(t), c.w, 34)
		if got := strings.Join(strings.Fields(plain(m.View())[2]), " "); got != c.want {
			t.Errorf("%d wide: %s, want %s", c.w, got, c.want)
		}
	}
}

func TestTook(t *testing.T) {
	for d, want := range map[time.Duration]string{
		0: "0 ms", -time.Second: "0 ms", 159*time.Millisecond + 400*time.Microsecond: "159 ms", 1840 * time.Millisecond: "1,840 ms",
		99_999 * time.Millisecond: "99,999 ms", 100 * time.Second: "100 s", 1234567 * time.Second: "12,34,567 s",
	} {
		if got := tookText(d); got != want {
			t.Errorf("%v: %q, want %q", d, got, want)
		}
	}
}

func TestTimesAreIST(t *testing.T) {
	c := later(1)
	c.At = c.At.UTC()
	if got := plain(paneOf(dark, []feed.Call{c}, 120, 34).View())[3]; !strings.Contains(got, "10:14:13.000") {
		t.Errorf("%q", got)
	}
}

func TestTextIsAFileToRead(t *testing.T) {
	calls := morning(t)
	calls[40].Answer = "GeneralException: " + strings.Repeat("long ", 12)
	calls[41].Decision = ""
	golden(t, "log", string(Text(calls)))
	golden(t, "log-of-none", string(Text(nil)))
	golden(t, "log-of-one", string(Text(calls[:1])))
	for i, line := range strings.Split(strings.TrimSpace(string(Text(calls))), "\n") {
		if cells := regexp.MustCompile(` {2,}`).Split(line, -1); i >= 2 && len(cells) != 7 {
			t.Errorf("line %d has %d cells: %q", i+1, len(cells), line)
		}
	}
}

func FuzzWrap(f *testing.F) {
	f.Add("503 text/html, 1.2 KB", 7)
	f.Add("価格 कीमत \u0301\u0301 x", 2)
	f.Fuzz(func(t *testing.T, text string, w int) {
		text, w = ui.Clean(text), min(max(w, 2), 200)
		lines := wrap(text, w)
		for _, l := range lines {
			if ui.Width(l) > w {
				t.Errorf("%q is wider than %d", l, w)
			}
		}
		squeeze := func(s string) string { return strings.Join(strings.Fields(s), "") }
		if got, want := squeeze(strings.Join(lines, "")), squeeze(text); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	})
}

func BenchmarkView(b *testing.B) {
	m := paneOf(dark, morning(b), 120, 34)
	b.ReportAllocs()
	for b.Loop() {
		m.View()
	}
}

// BenchmarkAdd is a call that has ended while the pane is on the screen.
func BenchmarkAdd(b *testing.B) {
	m := paneOf(dark, morning(b), 120, 34)
	calls := []feed.Call{later(1)}
	b.ReportAllocs()
	for b.Loop() {
		m.Add(calls)
	}
}
