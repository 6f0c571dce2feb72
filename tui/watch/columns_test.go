package watch

import (
	"strings"
	"testing"
	"time"

	"kitewatch/kite"
	"kitewatch/kite/feed"
	"kitewatch/kite/market"
	"kitewatch/tui/ui"
)

func TestColumnsAreWellMade(t *testing.T) {
	if len(columns) > maxColumns {
		t.Fatalf("%d columns", len(columns))
	}
	names := map[string]bool{}
	for i, c := range columns {
		if c.name == "" || names[c.name] {
			t.Errorf("column %d has no name of its own: %q", i, c.name)
		}
		names[c.name] = true
		if c.cell == nil || c.width < 1 || c.priority < 1 || c.priority > lastPriority {
			t.Errorf("%s lacks a cell, a width or a priority", c.name)
		}
		if (c.key == nil) != (c.order == [2]string{}) {
			t.Errorf("%s: a sorted column says how", c.name)
		}
		if w := c.width + c.after; ui.Width(c.title) > w && c.name != "bid_ask" {
			t.Errorf("%s is %d wide, its title %d", c.name, w, ui.Width(c.title))
		}
	}
	for _, i := range []int{columnMark, columnSymbol, columnLTP, columnRange, columnSpark, columnBasis, columnPnL, columnDayPnL, columnNote, columnState} {
		if i < 0 {
			t.Error("the layout knows a column that is not there")
		}
	}
}

// textOf is a cell's plain text, as a column of its usual width shows it.
func textOf(m *Model, name string, r feed.Row, state feed.State) string {
	it := &item{name: labelOf(r.Symbol)}
	it.set(r)
	var c cell
	c.reset()
	i := indexOf(name)
	columns[i].cell(&c, &row{Model: m, item: it, state: state, width: max(columns[i].width, columns[i].most)})
	return strings.TrimSpace(string(c.text) + " " + c.badge)
}

// variants are rows that lack something, by name.
func variants(t *testing.T) map[string]feed.Row {
	share := swing[3].row(t)
	bare := feed.Row{Symbol: share.Symbol, Decimals: 2, Quote: kite.Quote{LastPrice: 1558.40}}
	ohlc, oneSided, untraded, missing, flat, upset := bare, share, share, share, share, share
	ohlc.Quote.OHLC, ohlc.PrevClose = share.Quote.OHLC, share.PrevClose
	oneSided.Quote.Depth.Sell[0].Price = 0
	untraded.Quote.Volume.N = 0
	missing.Quote.Volume.Known = false
	flat.Quote.OHLC = kite.OHLC{Open: 1558.40, High: 1558.40, Low: 1558.40}
	penny, dear := bare, share
	penny.Quote.LastPrice, penny.PrevClose = 0.05, 0.10
	soared, split := share, share
	soared.Quote.LastPrice, soared.PrevClose = 10099.98, 100
	split.Quote.LastPrice, split.PrevClose = 10100, 100
	dear.Quote.LastPrice, dear.PrevClose = 12345678.90, 12345678.90
	locked := flat
	locked.Quote.LowerCircuitLimit, locked.Quote.Depth.Buy[0].Price = 1558.40, 0
	unstamped, older, loose := share, share, locked
	unstamped.Quote.Timestamp, unstamped.Quote.Volume.Known = kite.Time{}, false
	older.Full, loose.Full = older.Received.Add(-5*time.Second), locked.Received.Add(-5*time.Second)
	upset.Quote.LastPrice = upset.Quote.OHLC.High + 50 // newer than the range
	return map[string]feed.Row{
		"index": swing[0].row(t), "share": share, "future": swing[16].row(t), "currency": swing[21].row(t),
		"bare": bare, "ohlc": ohlc, "one-sided": oneSided, "untraded": untraded, "missing": missing,
		"flat": flat, "locked": locked, "upset": upset,
		"penny": penny, "dear": dear, "unstamped": unstamped, "soared": soared, "split": split, "older": older, "loose": loose,
	}
}

func TestCells(t *testing.T) {
	rows := variants(t)
	tests := []struct {
		name   string
		row    string
		mode   kite.Mode
		state  feed.State
		column string
		want   string
	}{
		{"a price has its decimals", "currency", kite.ModeQuote, feed.Live, "ltp", "92.4125"},
		{"a price of one tick", "penny", kite.ModeQuote, feed.Live, "ltp", "0.05"},
		{"half of it lost", "penny", kite.ModeQuote, feed.Live, "change_pct", "-50.00"},
		{"the largest rise", "soared", kite.ModeQuote, feed.Live, "change_pct", "+9,999.98"},
		{"one that is none", "split", kite.ModeQuote, feed.Live, "change_pct", ">+9,999"},
		{"crores", "dear", kite.ModeQuote, feed.Live, "ltp", "1,23,45,678.90"},
		{"no change has no sign", "dear", kite.ModeQuote, feed.Live, "change", "0.00"},
		{"a change too", "currency", kite.ModeQuote, feed.Live, "change", "-0.0750"},
		{"a change without close is unknown", "bare", kite.ModeOHLC, feed.Live, "change", "—"},
		{"so is its percentage", "bare", kite.ModeOHLC, feed.Live, "change_pct", "—"},
		{"d is the day's change", "share", kite.ModeOHLC, feed.Closed, "change_pct", "+1.11 d"},
		{"ltp mode brings no range", "bare", kite.ModeLTP, feed.Live, "range", ""},
		{"ohlc mode should have", "bare", kite.ModeOHLC, feed.Live, "range", "—"},
		{"the same of a price", "bare", kite.ModeOHLC, feed.Live, "open", "—"},
		{"and in ltp mode", "bare", kite.ModeLTP, feed.Live, "high", ""},
		{"ohlc brings no volume", "ohlc", kite.ModeOHLC, feed.Live, "volume", ""},
		{"a full quote does", "share", kite.ModeOHLC, feed.Live, "volume", "42.19L"},
		{"none traded is a fact", "untraded", kite.ModeQuote, feed.Live, "volume", "0"},
		{"none sent is unknown", "missing", kite.ModeQuote, feed.Live, "volume", "—"},
		{"an index has none", "index", kite.ModeQuote, feed.Live, "volume", ""},
		{"an index has no book", "index", kite.ModeQuote, feed.Live, "bid_ask", ""},
		{"a share has no open interest", "share", kite.ModeQuote, feed.Live, "oi", ""},
		{"a future has", "future", kite.ModeQuote, feed.Live, "oi", "85.38L"},
		{"bid and ask", "share", kite.ModeQuote, feed.Live, "bid_ask", "1,558.05 × 1,558.40"},
		{"one side of the book", "one-sided", kite.ModeQuote, feed.Live, "bid_ask", "1,558.05 × —"},
		{"a book older than the price", "older", kite.ModeOHLC, feed.Live, "bid_ask", "—"},
		{"a volume older than the price", "older", kite.ModeOHLC, feed.Live, "volume", "42.19L"},
		{"not sent, in a reply without a stamp", "unstamped", kite.ModeOHLC, feed.Live, "volume", "—"},
		{"the nearer circuit", "share", kite.ModeQuote, feed.Live, "circuit", "+8.79"},
		{"a range that is a point", "flat", kite.ModeQuote, feed.Live, "range", "─────◆────"},
		{"locked below all day", "locked", kite.ModeQuote, feed.Live, "range", "◆─────────"},
		{"a price outside its range", "upset", kite.ModeQuote, feed.Live, "range", "─━━━━━━━━◆"},
		{"locked by a book older than the price", "loose", kite.ModeOHLC, feed.Live, "ltp", "1,558.40"},
		{"locked below", "locked", kite.ModeQuote, feed.Live, "ltp", "1,558.40 LC"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			m := New(themeOf("dark"), market.Default())
			m.mode = tt.mode
			if got := textOf(&m, tt.column, rows[tt.row], tt.state); got != tt.want {
				t.Errorf("%s is %q, want %q", tt.column, got, tt.want)
			}
		})
	}
}

func TestChosenColumns(t *testing.T) {
	names := func(cols []int) string {
		var all []string
		for _, i := range cols {
			all = append(all, columns[i].name)
		}
		return strings.Join(all, " ")
	}
	for want, chose := range map[string][]string{
		"mark symbol ltp change_pct range spark pnl state": {"ltp", "change_pct", "range", "spark", "pnl"},
		"mark symbol ltp oi volume state":                  {"oi", "volume", "oi", "state", "mark", "nonsense"},
		"mark symbol ltp note state":                       {"note"},
	} {
		if got := names(chosen(chose, nil)); got != want {
			t.Errorf("%v gives %q, want %q", chose, got, want)
		}
	}
	share := entry{item: &item{Row: feed.Row{Symbol: sym("NSE:TCS")}}}
	held, future := share, entry{item: &item{Row: feed.Row{Symbol: sym("NFO:TCS26NOVFUT")}, spot: share.item}}
	held.parts = []part{{qty: 1, worth: 1}}
	for want, entries := range map[string][]entry{
		"pnl day_pnl oi oi_change basis": {share, held, future}, "oi oi_change basis": {future}, "pnl day_pnl": {held}, "": {share},
	} {
		var got []string
		for _, i := range chosen(nil, entries) {
			if columns[i].of != nil {
				got = append(got, columns[i].name)
			}
		}
		if strings.Join(got, " ") != want {
			t.Errorf("without a choice there are %v, want %s", got, want)
		}
	}
}

// The wider, the more: a column that is there at a width is there at any
// greater one, and none overlaps its neighbour.
func TestColumnsComeAndStay(t *testing.T) {
	m := swingPane(t, themeOf("dark"))
	shown := 0
	for w := 40; w <= 300; w++ {
		m.SetSize(w, 30)
		if w != narrow && len(m.slots) < shown {
			t.Errorf("at %d there are %d columns, one cell before %d", w, len(m.slots), shown)
		}
		shown = len(m.slots)
		for i, s := range m.slots {
			if i > 0 && s.x < m.slots[i-1].x+m.slots[i-1].width {
				t.Errorf("at %d %s overlaps", w, columns[s.column].name)
			}
			if s.x+s.width > w {
				t.Errorf("at %d %s ends beyond the screen", w, columns[s.column].name)
			}
		}
	}
}

func TestExpiryCode(t *testing.T) {
	for symbol, want := range map[string]string{
		"NIFTY26NOVFUT": "26NOV", "BANKNIFTY26DEC57000PE": "26DEC", "NIFTY26D0124500CE": "26D01",
		"NIFTYNXT5026NOVFUT": "26NOV", "NIFTYNXT5026NOV68000CE": "26NOV", "M&M26NOVFUT": "26NOV",
		"BAJAJ-AUTO26DECFUT": "26DEC", "SENSEX2612080000CE": "26120", "USDINR26NOV92.5CE": "26NOV",
		"360ONE26NOVFUT": "26NOV", "GOLD26DECFUT": "26DEC",
		"NIFTY@FUT1": "", "INFY": "", "26NOVFUT": "", "FUT": "", "CE": "", "नतीजे26NOVFUT": "", "NIFTY26X0124500CE": "",
	} {
		from, to := expiryCode(symbol)
		if got := symbol[from:to]; got != want {
			t.Errorf("%s: %q, want %q", symbol, got, want)
		}
	}
	if l := labelOf(kite.Symbol{Exchange: "NSE", Tradingsymbol: "NIFTY26NOVFUT"}); l.from != l.to {
		t.Error("a share has no expiry")
	}
}

func FuzzLabel(f *testing.F) {
	f.Add("NFO", "NIFTY26D0124500CE", 14)
	f.Add("NFO", "BANKNIFTY26NOVFUT", 9)
	f.Add("MCX", "株式26NOVFUT", 3)
	m := New(themeOf("dark"), market.Default())
	f.Fuzz(func(t *testing.T, exchange, name string, width int) {
		width &= 31
		l := labelOf(kite.Symbol{Exchange: exchange, Tradingsymbol: name})
		var c cell
		c.reset()
		symbolCell(&c, &row{Model: &m, item: &item{name: l}, width: width})
		if got := string(c.text); c.cells > max(width, 1) || ui.Width(got) != c.cells || ui.Clean(got) != got {
			t.Errorf("%q in %d cells is %q, %d cells, counted %d", name, width, got, ui.Width(got), c.cells)
		}
	})
}

func TestBreadthBar(t *testing.T) {
	if up, down, flat := (breadth{18, 4, 1}).shares(24); up != 19 || down != 4 || flat != 1 {
		t.Errorf("got %d %d %d", up, down, flat)
	}
	for cells := 8; cells <= 24; cells += 8 {
		for n := range 4096 {
			b := breadth{up: n % 16 * 13, down: n / 16 % 16 * 7, flat: n / 256}
			if b == (breadth{}) {
				continue
			}
			up, down, flat := b.shares(cells)
			if up+down+flat != cells || up < min(b.up, 1) || down < min(b.down, 1) || flat < min(b.flat, 1) || (b.flat == 0) != (flat == 0) {
				t.Fatalf("%+v in %d cells: %d %d %d", b, cells, up, down, flat)
			}
		}
	}
}

func TestTabsNeverWrap(t *testing.T) {
	var lists []List
	for i := range 30 {
		lists = append(lists, listOf(t, strings.Repeat(string(rune('A'+i)), 1+i), swing[:i%5]))
	}
	for _, h := range []int{8, 30} {
		for w := 20; w <= 300; w += 31 {
			for i := range lists {
				m := New(themeOf("dark"), market.Default())
				m.SetSize(w, h)
				m.SetLists(lists)
				m.show(i)
				line := strings.Split(plain(m.View()), "\n")[0]
				name := themeOf("dark").Cut(lists[i].Name, min(longestName, w-6))
				if !strings.Contains(line, name) {
					t.Fatalf("%d wide, %d high: tab %d, %q, is not in %q", w, h, i, name, line)
				}
			}
		}
	}
}
