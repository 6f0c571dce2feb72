package requests

import (
	"strings"
	"testing"
	"time"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/muesli/termenv"

	"kitewatch/kite/feed"
	"kitewatch/kite/market"
	"kitewatch/tui/ui"
)

const good = "200 · 23 of 24 rows"

// busy are the calls of a morning with some trouble in it, oldest first: clock,
// name, asked, milliseconds, answer (after a ! in trouble) and decision.
const busy = `
10:11:32.057 session 0 164 200 · token saved|session until 06:00 expected
10:11:33.059 instruments 0 1840 200 · 1,17,015 rows, 1.53 MB|dump of today kept
10:11:36.048 profile 0 76 200 · session good|polling starts
10:11:47.050 quote 24 97 !429 Too many requests|pace halved, wait 10s
10:11:57.004 quote 24 122 200 · 23 of 24 rows|next in 10s
10:12:07.012 quote 24 159 200 · 23 of 24 rows|pace back to 5s
10:12:17.044 quote 24 203 !500 GeneralException|shown; next in 5s
10:12:22.025 quote 24 85 200 · 23 of 24 rows|NIITTECH missing; its row says so
10:12:37.016 quote 24 131 DataException|skipped, values kept
10:12:57.031 quote 24 5000 !timeout after 5s|retry 1 of 3 in 2s
10:13:04.046 quote 24 341 !503 text/html, 1.2 KB|retry 2 of 3 in 4s
10:13:21.415 quote 24 5000 !timeout after 5s|poll given up, next in 10s
10:13:36.417 quote 24 154 200 · 23 of 24 rows|outage over, 44s without data
10:13:55.031 candles 1 212 200 · 74 candles|for the detail pane
10:14:02.036 quote 24 1999 200 · 23 of 24 rows|next in 5s
10:14:07.016 quote 24 2000 200 · 23 of 24 rows|next in 5s`

// morning are calls enough to fill the log, oldest first, the busy ones last.
func morning(t testing.TB) []feed.Call {
	t.Helper()
	var calls []feed.Call
	start := time.Date(2026, 11, 23, 10, 7, 2, 33_000_000, market.IST)
	for i := range feed.MaxCalls - strings.Count(busy, "\n") {
		calls = append(calls, feed.Call{At: start.Add(time.Duration(i) * 5 * time.Second), Name: "quote", Asked: 24,
			Took: time.Duration(90+i) * time.Millisecond, Answer: good, Decision: "next in 5s"})
	}
	for text := range strings.Lines(busy[1:]) {
		f := strings.SplitN(strings.TrimSpace(text), " ", 5)
		var c feed.Call
		at, err := time.ParseInLocation("2006-01-02 15:04:05.000", "2026-11-23 "+f[0], market.IST)
		if err != nil {
			t.Fatal(err)
		}
		ms, err := time.ParseDuration(f[3] + "ms")
		if err != nil {
			t.Fatal(err)
		}
		c.At, c.Name, c.Took = at, f[1], ms
		for _, digit := range f[2] {
			c.Asked = 10*c.Asked + int(digit-'0')
		}
		c.Answer, c.Decision, _ = strings.Cut(f[4], "|")
		c.Answer, c.Trouble = strings.CutPrefix(c.Answer, "!")
		calls = append(calls, c)
	}
	if len(calls) != feed.MaxCalls {
		t.Fatalf("%d calls", len(calls))
	}
	return calls
}

// later is a call after those of the morning.
func later(n int) feed.Call {
	return feed.Call{At: time.Date(2026, 11, 23, 10, 14, 12+n, 0, market.IST), Name: "later", Asked: n, Answer: good, Decision: "next in 5s"}
}

var dark = ui.Options{Dark: true, Profile: termenv.TrueColor}

func paneOf(opts ui.Options, calls []feed.Call, w, h int) Model {
	m := New(ui.NewTheme(opts))
	m.SetSize(w, h)
	m.Add(calls)
	return m
}

// press presses keys by the names they have in bindings, and returns the last
// report.
func press(t testing.TB, m Model, keys ...string) (Model, tea.Msg) {
	t.Helper()
	named := map[string]tea.KeyType{
		"enter": tea.KeyEnter, "esc": tea.KeyEsc, "down": tea.KeyDown, "up": tea.KeyUp, "home": tea.KeyHome, "end": tea.KeyEnd,
		"pgdown": tea.KeyPgDown, "pgup": tea.KeyPgUp, "ctrl+d": tea.KeyCtrlD, "ctrl+u": tea.KeyCtrlU,
	}
	var report tea.Msg
	for _, k := range keys {
		msg := tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune(k)}
		if kind, ok := named[k]; ok {
			msg = tea.KeyMsg{Type: kind}
		}
		var cmd tea.Cmd
		if m, cmd = m.Update(msg); cmd != nil {
			report = cmd()
		}
	}
	return m, report
}
