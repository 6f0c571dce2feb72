package watch

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"kitewatch/kite"
	"kitewatch/kite/feed"
	"kitewatch/kite/market"
	"kitewatch/tui/ui"
)

func TestViewAtItsSizes(t *testing.T) {
	for _, size := range [][2]int{{40, 10}, {60, 20}, {80, 24}, {120, 14}, {120, 36}, {160, 50}, {200, 50}} {
		name := fmt.Sprintf("swing-%dx%d", size[0], size[1])
		t.Run(name, func(t *testing.T) {
			m := swingPane(t, themeOf("dark"))
			m.SetSize(size[0], size[1]-beside)
			golden(t, name, press(t, m, "end", "k", "k", "k", "k").View())
		})
	}
}

func TestViewOfEachKind(t *testing.T) {
	sized := func(m Model, w, h int) Model {
		m.SetHint("/ finds instruments and adds them")
		m.SetSize(w, h-beside)
		return m
	}
	stale := swingPane(t, themeOf("dark"))
	stale.SetClock(feed.Clock{Wall: wall.Add(15 * time.Second)})
	empty := New(themeOf("dark"), market.Default())
	empty.SetLists([]List{{Name: "New"}, listOf(t, "Swing", swing)})
	ascii := swingPane(t, ui.NewTheme(ui.Options{Name: "mono", ASCII: true}))
	sorted := press(t, sized(swingPane(t, themeOf("dark")), 120, 36), "s", "s", "s", "s")
	chosen := New(themeOf("dark"), market.Default())
	chosen.SetClock(clock)
	l := listOf(t, "Chosen", swing)
	l.Columns = []string{"range", "ltp", "spark", "change_pct", "bid_ask", "symbol", "circuit", "average", "note"}
	chosen.SetLists([]List{l})
	chosen.SetRows(rowsOf(t, swing))
	for name, m := range map[string]Model{
		"stale-120x36":    sized(stale, 120, 36),
		"closed-120x36":   sized(closedPane(t), 120, 36),
		"closed-200x50":   sized(closedPane(t), 200, 50),
		"closed-40x10":    sized(closedPane(t), 40, 10),
		"empty-80x24":     sized(empty, 80, 24),
		"no-lists-80x24":  sized(New(themeOf("dark"), market.Default()), 80, 24),
		"ascii-120x36":    sized(ascii, 120, 36),
		"sorted-120x36":   sorted,
		"chosen-120x36":   sized(chosen, 120, 36),
		"no-reply-120x36": sized(waitingPane(t), 120, 36),
	} {
		t.Run(name, func(t *testing.T) { golden(t, name, m.View()) })
	}
}

// closedPane is the evening: the exchanges for shares are shut, MCX trades.
func closedPane(t testing.TB) Model {
	evening := feed.Clock{Wall: time.Date(2026, 11, 23, 19, 42, 31, 0, market.IST)}
	rows := rowsOf(t, swing)
	for i := range rows {
		r := &rows[i]
		r.Received, r.Answered, r.Full = evening.Wall.Add(-time.Second), evening.Wall.Add(-time.Second), evening.Wall.Add(-time.Second)
		trade := time.Date(2026, 11, 23, 15, 30, 0, 0, market.IST)
		switch r.Symbol.Exchange {
		case "MCX":
			trade = evening.Wall.Add(-2 * time.Second)
		case "CDS":
			trade = time.Date(2026, 11, 20, 16, 59, 0, 0, market.IST) // not traded today
		}
		if !r.Quote.LastTradeTime.IsZero() {
			r.Quote.LastTradeTime.Time = trade
		}
		r.Quote.Timestamp.Time = trade
	}
	m := swingPane(t, themeOf("dark"))
	m.SetClock(evening)
	m.SetRows(rows)
	return m
}

// waitingPane is the first frame: symbols and no reply yet.
func waitingPane(t testing.TB) Model {
	m := New(themeOf("dark"), market.Default())
	m.SetMode(kite.ModeOHLC, 90*time.Second)
	m.SetClock(clock)
	m.SetLists([]List{listOf(t, "Swing", swing[:5])})
	priceless := swing[3].row(t)
	priceless.Quote, priceless.PrevClose, priceless.Received = kite.Quote{}, 0, time.Time{}
	m.SetRows([]feed.Row{priceless})
	return m
}

// A pane is exactly its size, whatever the size and whatever is in it.
func TestViewIsExactlyItsSize(t *testing.T) {
	panes := map[string]Model{
		"swing": swingPane(t, themeOf("dark")), "closed": closedPane(t), "waiting": waitingPane(t),
		"nothing": New(themeOf("mono"), market.Default()), "hostile": hostilePane(t),
		"held": holdingsPane(t, 80, 24), "typing": press(t, sized(t, 80, 24), "f", "b", "a", "n", ">"),
		"choosing": press(t, holdingsPane(t, 80, 24), "C", "j"), "choosing among strangers": press(t, hostilePane(t), "C", "j"),
		"filtered": press(t, holdingsPane(t, 80, 24), "f", "株", "1", "enter"), "alert": alertPane(t),
	}
	check := func(m Model, name string, w, h int) {
		m.SetSize(w, h)
		lines := strings.Split(m.View(), "\n")
		if len(lines) != h {
			t.Fatalf("%s at %dx%d has %d lines", name, w, h, len(lines))
		}
		for i, line := range lines {
			if got := ui.Width(line); got != w {
				t.Fatalf("%s at %dx%d: line %d is %d cells: %q", name, w, h, i, got, escapes.ReplaceAllString(line, ""))
			}
		}
	}
	for name, m := range panes {
		for w := 1; w <= 300; w += 1 + w/80 {
			check(m, name, w, 8+w%3*7)
		}
		for h := 1; h <= 80; h++ {
			check(m, name, 40+h, h)
		}
	}
}

// alertPane has a hostile alert in every row.
func alertPane(t testing.TB) Model {
	m := sized(t, 80, 24)
	alerts := map[kite.Symbol]Alert{}
	for _, q := range swing {
		alerts[symbol(t, q.symbol)] = Alert{Text: "\x1b[31m株式会社" + strings.Repeat("y", 50), At: wall}
	}
	m.SetAlerts(alerts)
	return m
}

// hostilePane holds names from nowhere good.
func hostilePane(t testing.TB) Model {
	m := New(themeOf("dark"), market.Default())
	m.SetClock(clock)
	var l List
	var rows []feed.Row
	for i, name := range []string{
		"\x1b[31mRED", "株式会社トヨタ自動車株式会社トヨタ", "e\u0301\u0301\u0301\u0301\u0301\u0301X", "\u202eDEVREVER",
		"👩‍👩‍👧‍👦FAMILY", strings.Repeat("LONG", 40), "A\nB\tC", "", "नतीजे26NOVFUT", "\u0301", "❤️HEART",
	} {
		r := swing[3+i%9].row(t)
		r.Symbol = kite.Symbol{Exchange: "NFO\x07", Tradingsymbol: name}
		l.Entries = append(l.Entries, Entry{Symbol: r.Symbol, Note: name + name})
		rows = append(rows, r)
	}
	l.Name = "\x1b]0;title\x07株式会社" + strings.Repeat("x", 99)
	m.SetLists([]List{l, l, {Name: "\u202e"}})
	m.SetRows(rows)
	return m
}

func TestHostileNamesKeepTheColumns(t *testing.T) {
	m := hostilePane(t)
	m.SetSize(120, 34)
	view := m.View()
	if strings.ContainsAny(escapes.ReplaceAllString(view, ""), "\x1b\x07\u202e\u200d\t") {
		t.Errorf("a control character reached the screen: %q", view)
	}
	want := 0
	for i, line := range strings.Split(plain(view), "\n")[3:14] {
		before, _, found := strings.Cut(line, "◆")
		if at := ui.Width(before) - m.list().entries[i].placeForTest(); !found || want != 0 && at != want {
			t.Errorf("row %d: the range is at %d, want %d: %q", i, at, want, line)
		} else {
			want = at
		}
	}
}

// placeForTest is where in its range the row's last price is drawn.
func (e *entry) placeForTest() int { return place(&row{item: e.item}, e.Quote.LastPrice) }
