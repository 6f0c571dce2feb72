package watch

import (
	"strings"
	"testing"
	"time"

	"kitewatch/kite"
	"kitewatch/kite/feed"
	"kitewatch/kite/market"
)

// holdings are positions in rows of the designed screen.
var holdings = []Entry{
	{Symbol: sym("NSE:INFY"), Position: Position{Qty: 50, Cost: 1490.50}},
	{Symbol: sym("NSE:TCS"), Position: Position{Qty: -100, Cost: 3050.25}, Note: "results 16th"},
	{Symbol: sym("MCX:GOLD26DECFUT"), Position: Position{Qty: -1, Cost: 128100, Multiplier: 100}},
	{Symbol: sym("MCX:CRUDEOIL26DECFUT"), Position: Position{Qty: 2, Cost: 5400}},
	{Symbol: sym("CDS:USDINR26NOVFUT"), Position: Position{Qty: 10, Cost: 92.50, Multiplier: 1000}},
	{Symbol: sym("NSE:HDFCBANK")},
	{Symbol: sym("NSE:MRF"), Position: Position{Qty: 12345, Cost: 138250}},
	{Symbol: sym("NSE:SBIN"), Position: Position{Qty: 10}},
	{Symbol: sym("NSE:COALINDIA"), Position: Position{Qty: 100, Cost: 384.25}},
}

func sym(s string) kite.Symbol {
	exchange, name, _ := strings.Cut(s, ":")
	return kite.Symbol{Exchange: exchange, Tradingsymbol: name}
}

func holdingsPane(t testing.TB, w, h int) Model {
	m := swingPane(t, themeOf("dark"))
	m.SetLists([]List{{Name: "Positions", Entries: holdings}, listOf(t, "Swing", swing)})
	m.SetSize(w, h-beside)
	return press(t, m, "1")
}

func TestHoldingsAtTheirSizes(t *testing.T) {
	for name, size := range map[string][2]int{
		"held-40x10": {40, 10}, "held-80x24": {80, 24}, "held-120x36": {120, 36}, "held-160x50": {160, 50}, "held-200x50": {200, 50},
	} {
		t.Run(name, func(t *testing.T) { golden(t, name, press(t, holdingsPane(t, size[0], size[1]), "j", "j", "j").View()) })
	}
}

// With the last list goes what was counted of it.
func TestNoListsLeaveNothingAtTheFoot(t *testing.T) {
	m := holdingsPane(t, 120, 36)
	m.SetLists(nil)
	lines := strings.Split(m.View(), "\n")
	if foot := lines[len(lines)-1]; strings.TrimSpace(foot) != "" {
		t.Errorf("the foot is %q", foot)
	}
}

// The figures are worked out by hand.
func TestPnL(t *testing.T) {
	tests := []struct {
		symbol, pnl, day string
	}{
		{"NSE:INFY", "+5,590.00", "+1,405.00"},           // 50 × 111.80, 50 × 28.10
		{"NSE:TCS", "-4,615.00", "+2,220.00"},            // -100 × 46.15, -100 × -22.20
		{"MCX:GOLD26DECFUT", "-36,000.00", "-34,800.00"}, // -1 × 360 × 100, -1 × 348 × 100
		{"MCX:CRUDEOIL26DECFUT", "—", "—"},               // its contract's size is not told
		{"CDS:USDINR26NOVFUT", "-875.00", "-750.00"},     // 10 × -0.0875 × 1000, 10 × -0.0750 × 1000
		{"NSE:HDFCBANK", "", ""},                         // not held
		{"NSE:MRF", "+12,34,50,000.00", "+42,59,025.00"}, // 12345 × 10000, 12345 × 345
		{"NSE:SBIN", "—", "+27.50"},                      // without a cost
		{"NSE:COALINDIA", "0.00", "0.00"},                // bought at the last price, no change
	}
	m := holdingsPane(t, 120, 36)
	for i := range holdings {
		e := &m.list().entries[i]
		for column, want := range map[int]string{columnPnL: tests[i].pnl, columnDayPnL: tests[i].day} {
			var c cell
			c.reset()
			r := *m.rowOf(e)
			r.state = feed.Live
			columns[column].cell(&c, &r)
			if got := string(c.text); got != want || e.Symbol != sym(tests[i].symbol) {
				t.Errorf("%v: %s is %q, want %q", e.Symbol, columns[column].name, got, want)
			}
		}
	}
}

// In All an instrument's positions are one row: what they bring is added up,
// also where they cancel each other out.
func TestPositionsOfSeveralLists(t *testing.T) {
	infy := func(qty, cost float64, also ...Position) Entry {
		return Entry{Symbol: sym("NSE:INFY"), Position: Position{Qty: qty, Cost: cost}, Also: also}
	}
	for _, tt := range []struct {
		name       string
		entry      Entry
		pnl, day   string
		lacks, sum string
	}{
		{"long and short", infy(50, 1490.5, Position{Qty: -20, Cost: 1600}), "+5,544.00", "+843.00", "", "P&L +5,544.00 · day +843.00"},
		{"closed against each other", infy(50, 1490.5, Position{Qty: -50, Cost: 1600}), "+5,475.00", "0.00", "", "P&L +5,475.00 · day 0.00"},
		{"one without a cost", infy(50, 1490.5, Position{Qty: 1}), "—", "+1,433.10", "needs cost", "P&L — in 0 of 1 rows · day +1,433.10"},
	} {
		m := swingPane(t, themeOf("dark"))
		m.SetLists([]List{{Name: "All", Entries: []Entry{tt.entry}}})
		m.SetSize(160, 20)
		r := *m.rowOf(&m.list().entries[0])
		r.state = feed.Live
		for column, want := range map[int]string{columnPnL: tt.pnl, columnDayPnL: tt.day} {
			var c cell
			c.reset()
			columns[column].cell(&c, &r)
			if got := string(c.text); got != want {
				t.Errorf("%s: %s is %q, want %q", tt.name, columns[column].name, got, want)
			}
		}
		if got := r.lacks(); got != tt.lacks {
			t.Errorf("%s: lacks %q", tt.name, got)
		}
		if got := plain(m.View()); !strings.Contains(got, tt.sum) {
			t.Errorf("%s: the total is not %q:\n%s", tt.name, tt.sum, got)
		}
	}
}

// The day's total is of one session: a share that has not traded since Friday
// adds nothing to Monday's.
func TestTheDaysTotalIsOfOneSession(t *testing.T) {
	m := holdingsPane(t, 160, 36)
	m.SetLists([]List{{Name: "Two", Entries: []Entry{
		{Symbol: sym("NSE:INFY"), Position: Position{Qty: 50, Cost: 1490.5}}, {Symbol: sym("NSE:MRF"), Position: Position{Qty: 100, Cost: 138250}},
	}}})
	total := func() string {
		_, day, _ := strings.Cut(plain(m.View()), " · day ")
		day, _, _ = strings.Cut(day, "\n")
		return strings.TrimSpace(strings.Split(day, "    ")[0])
	}
	infy, mrf := m.items[sym("NSE:INFY")].Row, m.items[sym("NSE:MRF")].Row
	infy.Session = market.DateOf(clock.Exchange())
	mrf.Session = infy.Session - 3
	m.SetRows([]feed.Row{infy, mrf})
	if got := total(); got != "+1,405.00 in 1 of 2 rows" {
		t.Errorf("one of Friday: %q", got)
	}
	infy.Session -= 3
	m.SetRows([]feed.Row{infy})
	if got := total(); got != "+35,905.00 d" {
		t.Errorf("both of Friday: %q", got)
	}
}

func TestTotalsLeaveOutWhatIsNotKnown(t *testing.T) {
	foot := func(m Model) string {
		lines := strings.Split(strings.TrimRight(plain(m.View()), "\n"), "\n")
		return lines[len(lines)-1]
	}
	want := "P&L +12,34,14,100.00 in 6 of 8 rows · day +42,27,127.50 in 7 of 8 rows"
	m := holdingsPane(t, 160, 36)
	if got := foot(m); !strings.Contains(got, want) {
		t.Errorf("got %q", got)
	}
	if got := foot(press(t, m, "j", "j", "j")); !strings.HasSuffix(got, "P&L needs multiplier") {
		t.Errorf("on the row without a multiplier: %q", got)
	}
	gone := swing[6].row(t)
	gone.Missing = true
	m.SetRows([]feed.Row{gone})
	if got := foot(m); !strings.Contains(got, "P&L +12,34,08,510.00 in 5 of 8 rows · day +42,25,722.50 in 6 of 8 rows") {
		t.Errorf("without INFY: %q", got)
	}
	m.SetClock(feed.Clock{Wall: wall.Add(20 * time.Second)})
	if got := foot(m); !strings.Contains(got, "P&L ~+12,34,08,510.00") {
		t.Errorf("of stale prices: %q", got)
	}
	if got := foot(press(t, m, "2")); strings.Contains(got, "P&L") {
		t.Errorf("a list without positions: %q", got)
	}
	for w := 40; w < 200; w++ {
		m := holdingsPane(t, w, 36)
		if got := foot(m); strings.Contains(got, "P&L +") && !strings.Contains(got, "6 of 8") && !strings.Contains(got, "6/8") {
			t.Errorf("%d wide the total does not say that rows are left out: %q", w, got)
		}
	}
}

func TestPositionColumnsAreOnlyWherePositionsAre(t *testing.T) {
	shows := func(m Model, column int) bool {
		for _, s := range m.slots {
			if s.column == column {
				return true
			}
		}
		return false
	}
	m := holdingsPane(t, 120, 36)
	if !shows(m, columnPnL) || !shows(m, columnDayPnL) {
		t.Error("a list of positions has no P&L")
	}
	if m = press(t, m, "2"); shows(m, columnPnL) || shows(m, columnDayPnL) {
		t.Error("a list without positions has one")
	}
}

func TestTheNoteSaysWhyThereIsNoPnL(t *testing.T) {
	refused := "rolls"
	m := New(themeOf("dark"), market.Default())
	m.SetSize(160, 30)
	m.SetClock(clock)
	m.SetLists([]List{{Name: "One", Entries: []Entry{
		{Symbol: sym("NSE:RELIANCE"), Refused: refused},
		{Symbol: sym("MCX:GOLD26DECFUT"), Position: Position{Qty: 1, Cost: 1}, Note: "mine"},
	}}})
	m.SetRows(rowsOf(t, swing))
	if got := plain(lineOf(t, m, "RELIANCE")); !strings.Contains(got, "rolls") || !strings.Contains(got, "—") {
		t.Errorf("refused: %q", got)
	}
	if got := plain(lineOf(t, m, "GOLD26DECFUT")); !strings.Contains(got, "mine") {
		t.Errorf("its own note gives way: %q", got)
	}
}
