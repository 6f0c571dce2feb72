package watch

import (
	"strings"
	"testing"
	"time"

	"kitewatch/kite"
	"kitewatch/kite/feed"
	"kitewatch/kite/market"
)

// spotOf is what the root tells of the futures here.
func spotOf(s kite.Symbol) (kite.Symbol, bool) {
	switch {
	case strings.HasPrefix(s.Tradingsymbol, "NIFTY26") && strings.HasSuffix(s.Tradingsymbol, "FUT"):
		return sym("NSE:NIFTY 50"), true
	case strings.HasPrefix(s.Tradingsymbol, "BANKNIFTY"):
		return sym("NSE:NIFTY BANK"), true
	case s.Exchange == "MCX":
		return s, true // its own nearest
	}
	return kite.Symbol{}, false
}

// basisPane shows basis and OI change.
func basisPane(t testing.TB) Model {
	m := swingPane(t, themeOf("dark"))
	l := listOf(t, "Futures", swing[16:24])
	l.Columns = []string{"basis", "oi", "oi_change"}
	m.SetLists([]List{l})
	m.SetBasis(spotOf)
	m.SetSize(120, 34)
	return m
}

func textIn(m *Model, column string, s kite.Symbol) string {
	for i := range m.list().entries {
		e := &m.list().entries[i]
		if e.Symbol != s {
			continue
		}
		var c cell
		c.reset()
		r := *m.rowOf(e)
		r.state = e.State(m.clock, m.cal)
		columns[indexOf(column)].cell(&c, &r)
		return string(c.text)
	}
	return "no such row"
}

func TestBasis(t *testing.T) {
	m := basisPane(t)
	for s, want := range map[string]string{
		"NFO:NIFTY26NOVFUT":     "+3.45",   // 24489.80 - 24486.35
		"NFO:NIFTY26DECFUT":     "+126.85", // 24613.20 - 24486.35
		"NFO:BANKNIFTY26NOVFUT": "+8.70",   // 57221.60 - 57212.90
		"NFO:NIFTY26D0124500CE": "",        // an option has none
		"MCX:GOLD26DECFUT":      "",        // what is its own underlying has none
	} {
		if got := textIn(&m, "basis", sym(s)); got != want {
			t.Errorf("%s: %q, want %q", s, got, want)
		}
	}
	spot := swing[0].row(t)
	spot.Quote.LastPrice = 24500
	m.SetRows([]feed.Row{spot})
	if got := plain(lineOf(t, m, "NIFTY26NOVFUT")); !strings.Contains(got, "-10.20") {
		t.Errorf("the spot moved, and the line is %q", got)
	}
}

func TestABasisNeedsASpotOfNow(t *testing.T) {
	m := basisPane(t)
	later := feed.Clock{Wall: wall.Add(30 * time.Second)}
	var rows []feed.Row
	for _, q := range swing[16:24] {
		r := q.row(t)
		r.Received, r.Answered, r.Full = later.Wall, later.Wall, later.Wall
		r.Quote.LastTradeTime.Time = later.Wall
		rows = append(rows, r)
	}
	m.SetRows(rows)
	m.SetClock(later)
	if got := plain(lineOf(t, m, "NIFTY26NOVFUT")); strings.Contains(got, "+3.45") {
		t.Errorf("with a stale spot: %q", got)
	}
	none := New(themeOf("dark"), market.Default())
	none.SetBasis(spotOf)
	none.SetClock(clock)
	none.SetLists([]List{listOf(t, "One", swing[16:17])})
	none.SetRows(rowsOf(t, swing[16:17]))
	if got := textIn(&none, "basis", sym("NFO:NIFTY26NOVFUT")); got != "—" {
		t.Errorf("without a spot: %q", got)
	}
}

func TestOIChange(t *testing.T) {
	today := market.On(2026, time.November, 23)
	m := basisPane(t)
	nifty, gold := sym("NFO:NIFTY26NOVFUT"), sym("MCX:GOLD26DECFUT") // OI 85,38,000 and 9,450
	rows := rowsOf(t, swing)
	for i := range rows {
		rows[i].Session = today
	}
	m.SetRows(rows)
	for _, tt := range []struct {
		name    string
		symbol  kite.Symbol
		before  int64
		session market.Date
		want    string
	}{
		{"added", nifty, 8_000_000, today, "+5.38L"},
		{"closed out", gold, 10_000, today, "-550"},
		{"none", gold, 9_450, today, "0"},
		{"of another session", nifty, 8_000_000, today - 3, "—"},
		{"of no session", nifty, 8_000_000, 0, "—"},
	} {
		m.SetPrevOI(tt.symbol, tt.before, tt.session)
		if got := textIn(&m, "oi_change", tt.symbol); got != tt.want {
			t.Errorf("%s: %q, want %q", tt.name, got, tt.want)
		}
	}
	if got := textIn(&m, "oi_change", sym("NFO:INFY26DEC1700CE")); got != "—" {
		t.Errorf("not told: %q", got)
	}
	golden(t, "futures-120x36", m.View())
}
