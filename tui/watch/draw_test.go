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

// lineOf returns the line of the only row that is named so, colours and all.
func lineOf(t testing.TB, m Model, name string) string {
	t.Helper()
	for _, line := range strings.Split(m.View(), "\n") {
		if strings.Contains(escapes.ReplaceAllString(line, ""), " "+name+" ") {
			return line
		}
	}
	t.Fatalf("no row %s in\n%s", name, plain(m.View()))
	return ""
}

// painted is a text as it stands in a line: after the sequence of its paint,
// which may begin with the end of the one before, and up to the next.
func painted(p ui.Paint, s string) string {
	return strings.TrimSuffix(strings.TrimPrefix(p.Text(s), "\x1b["), "\x1b[0m")
}

// at moves a pane's row to another price.
func at(t testing.TB, m *Model, q quoted, price float64) {
	t.Helper()
	r := q.row(t)
	r.Quote.LastPrice = kite.Price(price)
	m.SetRows([]feed.Row{r})
}

var reliance = swing[3]

func TestOnlyALivePriceIsBold(t *testing.T) {
	theme := themeOf("dark")
	bold := painted(theme.Bold(ui.Fg, ui.Plain), "996.35")
	m := sized(t, 120, 36)
	if got := lineOf(t, m, "HDFCBANK"); !strings.Contains(got, bold) {
		t.Errorf("live: %q", got)
	}
	quiet := painted(theme.Paint(ui.Text, ui.Plain), "21.40")
	if got := lineOf(t, m, "INFY26DEC1700CE"); !strings.Contains(got, quiet) {
		t.Errorf("quiet: %q", got)
	}
	m.SetClock(feed.Clock{Wall: wall.Add(17 * time.Second)})
	for _, want := range []string{
		painted(theme.Paint(ui.Stale, ui.Plain), "996.35"), painted(theme.Paint(ui.Dim, ui.Plain), "+4.50"),
		painted(theme.Paint(ui.UpStale, ui.Plain), "+0.45"), painted(theme.Paint(ui.Ghost, ui.Plain), "━━━"),
		painted(theme.Paint(ui.Text, ui.Plain), "~ 19s"),
	} {
		if got := lineOf(t, m, "HDFCBANK"); !strings.Contains(got, want) {
			t.Errorf("stale: %q is not in %q", want, got)
		}
	}
}

// A lock is said of a stale row too, in its grey: it was locked then.
func TestALockedRowThatIsStaleIsNotLoud(t *testing.T) {
	theme := themeOf("dark")
	m := sized(t, 120, 36)
	for _, want := range []string{painted(theme.Bold(ui.Warn, ui.Plain), "UC"), painted(theme.Paint(ui.Stale, ui.Plain), "853.05 UC")} {
		if got := lineOf(t, m, "VIVIANA-BE"); !strings.Contains(got, want) {
			t.Errorf("%q is not in %q", want, got)
		}
		m.SetClock(feed.Clock{Wall: wall.Add(17 * time.Second)})
	}
}

func TestTheSelectedRowIsFilledToItsEnd(t *testing.T) {
	m := sized(t, 120, 36)
	fill := "48;2;35;42;54m"
	line := lineOf(t, m, "NIFTY 50")
	for _, part := range strings.Split(strings.TrimSuffix(line, "\x1b[0m"), "\x1b[") {
		if part != "" && !strings.Contains(part, fill) {
			t.Errorf("%q of the selected row has no fill", part)
		}
	}
	if strings.Contains(lineOf(t, m, "HDFCBANK"), fill) {
		t.Error("another row has the selection's fill")
	}
}

func TestATickHighlightsTheDigitsThatChanged(t *testing.T) {
	theme := themeOf("dark")
	tests := []struct {
		name  string
		to    float64
		ended bool
		want  string // on the fill
		arrow string
	}{
		{"up by paise", 1558.45, false, "5", "↑"},
		{"over the point", 1559.70, false, "9.7", "↑"},
		{"down", 1499.40, false, "499", "↓"},
		{"a digit before the others", 11558.40, false, "1", "↑"},
		{"not at one that is written alike", 1558.401, false, "", ""},
		{"not at an equal price", 1558.40, false, "", ""},
		{"not when its time is over", 1559.70, true, "", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			m := sized(t, 120, 36)
			at(t, &m, reliance, tt.to)
			if tt.ended {
				m, _ = m.Update(tickEnded{m.batch})
			}
			line := lineOf(t, m, "RELIANCE")
			ground := ui.TickUp
			if tt.arrow == "↓" {
				ground = ui.TickDown
			}
			lit := strings.Contains(line, "48;2;")
			if lit != (tt.want != "") || lit && !strings.Contains(line, painted(theme.Bold(ui.Fg, ground), tt.want)) {
				t.Errorf("want %q lit: %q", tt.want, line)
			}
			if strings.ContainsAny(line, "↑↓") != (tt.arrow != "") || !strings.Contains(line, tt.arrow) {
				t.Errorf("want arrow %q: %q", tt.arrow, line)
			}
		})
	}
}

func TestNoTickWithoutAChangeJustSeen(t *testing.T) {
	dark := func(m Model) bool { return !strings.Contains(m.View(), "48;2;23;63;47m") }
	m := sized(t, 120, 36)
	if !dark(m) {
		t.Error("the first data ticks")
	}
	r := reliance.row(t)
	r.Quote.LastPrice += 5
	r.Received = r.Received.Add(10 * time.Minute)
	if cmd := m.SetRows([]feed.Row{r}); cmd != nil || !dark(m) {
		t.Error("a price after ten minutes of silence ticks")
	}
	m = sized(t, 120, 36)
	r = reliance.row(t)
	r.Quote.LastPrice, r.Received = r.Quote.LastPrice+5, wall.Add(-time.Hour)
	if m.SetRows([]feed.Row{r}); !dark(m) {
		t.Error("a stale row ticks")
	}
	m = press(t, sized(t, 40, 10), "G")
	at(t, &m, reliance, 1560)
	m, _ = m.Update(tickEnded{m.batch})
	if m = press(t, m, "g"); !dark(m) {
		t.Error("a change off the screen ticks when it is scrolled to later")
	}
}

func TestATickEndsOnItsOwn(t *testing.T) {
	m := sized(t, 120, 36)
	at(t, &m, reliance, 1559)
	first := m.batch
	at(t, &m, swing[4], 997)
	m, _ = m.Update(tickEnded{first})
	if got := lineOf(t, m, "RELIANCE"); strings.Contains(got, "↑") {
		t.Errorf("the first is still lit: %q", got)
	}
	if got := lineOf(t, m, "HDFCBANK"); !strings.Contains(got, "↑") {
		t.Errorf("the second ended with it: %q", got)
	}
}

func TestAPollThatChangesNothingMakesNothing(t *testing.T) {
	m := sized(t, 120, 36)
	rows := rowsOf(t, swing)
	later := clock
	n := testing.AllocsPerRun(20, func() {
		later.Wall = later.Wall.Add(time.Second / 20)
		for i := range rows {
			rows[i].Received, rows[i].Answered = later.Wall, later.Wall
		}
		m.SetRows(rows)
		m.SetClock(later)
	})
	if n > 0 {
		t.Errorf("%v allocations", n)
	}
	before := m.View()
	m.SetClock(feed.Clock{Wall: wall.Add(2 * time.Second)})
	if m.View() != before {
		t.Error("a second later the screen is another")
	}
	if n := testing.AllocsPerRun(20, func() { m.View() }); n > 5 {
		t.Errorf("View allocates %v times", n)
	}
}

func TestWidthsGrowAndDoNotShrink(t *testing.T) {
	m := New(themeOf("dark"), market.Default())
	m.SetSize(80, 22)
	m.SetClock(clock)
	m.SetLists([]List{listOf(t, "One", swing[3:5]), listOf(t, "Two", []quoted{swing[4], swing[3]})})
	m.SetRows(rowsOf(t, swing[3:5]))
	pointAt := func(name string) int {
		before, _, _ := strings.Cut(escapes.ReplaceAllString(lineOf(t, m, name), ""), ".")
		return ui.Width(before)
	}
	before := pointAt("HDFCBANK")
	at(t, &m, reliance, 12_34_56_789)
	grown := pointAt("HDFCBANK")
	if grown <= before {
		t.Errorf("the point was at %d and is at %d", before, grown)
	}
	at(t, &m, reliance, 1558.40)
	if got := pointAt("HDFCBANK"); got != grown {
		t.Errorf("it shrank again, to %d", got)
	}
	m.SetLists([]List{listOf(t, "One", swing[3:5]), listOf(t, "Two", []quoted{swing[4], swing[3]})})
	if got := pointAt("HDFCBANK"); got != grown {
		t.Errorf("it shrank when the same list was set again, to %d", got)
	}
	m = press(t, m, "2")
	if got := pointAt("HDFCBANK"); got != before {
		t.Errorf("in another list it is at %d, want %d", got, before)
	}
	if m = press(t, m, "1"); pointAt("HDFCBANK") != before {
		t.Errorf("back in the first it is at %d, want %d", pointAt("HDFCBANK"), before)
	}
}

// One odd price costs its columns no longer than the list is looked at: with
// another size, or another session, they are as wide as what they hold.
func TestAnOddPriceIsForgotten(t *testing.T) {
	for name, change := range map[string]func(m *Model, r *feed.Row){
		"another size":    func(m *Model, _ *feed.Row) { m.SetSize(80, 22) },
		"another session": func(_ *Model, r *feed.Row) { r.Session++ },
	} {
		m := New(themeOf("dark"), market.Default())
		m.SetSize(80, 22)
		m.SetClock(clock)
		m.SetLists([]List{listOf(t, "One", swing[3:5])})
		rows := rowsOf(t, swing[3:5])
		for i := range rows {
			rows[i].Session = market.DateOf(wall)
		}
		m.SetRows(rows)
		before := len(m.slots)
		for _, price := range []kite.Price{12_34_567.50, 1558.40} {
			rows[0].Quote.LastPrice = price
			m.SetRows(rows)
			if len(m.slots) >= before {
				t.Errorf("%s: %d columns at %v, %d before", name, len(m.slots), price, before)
			}
		}
		change(&m, &rows[1])
		if m.SetRows(rows); len(m.slots) != before {
			t.Errorf("%s: %d columns, %d before", name, len(m.slots), before)
		}
	}
}

func TestTheReasonOfARowWithoutData(t *testing.T) {
	for w, want := range map[int]string{
		120: "no data: not in the exchange's reply; unknown or expired symbol", 80: "—    not in the exchange's reply   ", 40: "—           ×",
	} {
		m := sized(t, w, 24)
		m = press(t, m, "G")
		if got := escapes.ReplaceAllString(lineOf(t, m, "NIITTECH"), ""); !strings.Contains(got, want) {
			t.Errorf("%d wide: %q", w, got)
		}
	}
}

// A trade time that has not come is not told.
func TestATradeInTheFutureIsNotTold(t *testing.T) {
	m := sized(t, 120, 36)
	r := reliance.row(t)
	r.Quote.LastTradeTime.Time = clock.Exchange().Add(2 * time.Hour)
	m.SetRows([]feed.Row{r})
	if got := plain(lineOf(t, m, "RELIANCE")); !strings.Contains(got, "○") || strings.Contains(got, "12:14") {
		t.Errorf("got %q", got)
	}
}

// What is known to exist is not called unknown, and its last price is not lost.
func TestTheReasonOfARowThatIsAbsentForOnce(t *testing.T) {
	had := reliance.row(t)
	had.Missing = true
	before := had
	before.Received = had.Received.AddDate(0, 0, -3)
	listed := feed.Row{Symbol: had.Symbol, Decimals: 2, Answered: had.Answered, Missing: true, Quote: kite.Quote{InstrumentToken: 738561}}
	for _, tt := range []struct {
		width int
		row   feed.Row
		want  string
	}{
		{120, had, "no data: not in the last reply; last 1,558.40 at 10:14:07"},
		{80, had, "—    last 1,558.40 at 10:14:07 "},
		{120, before, "no data: not in the last reply; last 1,558.40 on 20 Nov"},
		{120, listed, "no data: not in the exchange's reply, although it is listed"},
	} {
		m := sized(t, tt.width, 24)
		m.SetRows([]feed.Row{tt.row})
		if got := plain(lineOf(t, m, "RELIANCE")); !strings.Contains(got, tt.want) {
			t.Errorf("%d wide: %q, want %q", tt.width, got, tt.want)
		}
	}
}

func TestTheReasonOffersWhatTheUserCanTake(t *testing.T) {
	for w, want := range map[int]string{
		140: "no data: gone from today's list; same token: COFORGE   y accepts",
		120: "gone from today's list; same token: COFORGE   y accepts",
		108: "gone from today's list; same token: COFORGE  ",
		80:  "—    gone from today's list",
		60:  "—",
	} {
		m := New(themeOf("dark"), market.Default())
		m.SetClock(clock)
		m.SetLists([]List{{Name: "One", Entries: []Entry{
			{Symbol: sym("NSE:NIITTECH"), Reason: "gone from today's list; same token: COFORGE", Accept: "y accepts"},
			{Symbol: sym("NFO:BANKNIFTY26NOVFUT")},
		}}})
		m.SetRows(rowsOf(t, swing[15:18]))
		m.SetSize(w, 20)
		if got := strings.TrimRight(plain(lineOf(t, m, "NIITTECH")), "\n"); !strings.Contains(got, want) || !strings.Contains(got, "×") {
			t.Errorf("%d wide: %q", w, got)
		}
	}
}

func TestTradesOfAnotherDayShowTheirDate(t *testing.T) {
	m := sized(t, 120, 36)
	r := reliance.row(t)
	r.Quote.LastTradeTime.Time = time.Date(2026, 11, 20, 15, 29, 0, 0, market.IST)
	m.SetRows([]feed.Row{r})
	if got := lineOf(t, m, "RELIANCE"); !strings.Contains(got, "○") || !strings.Contains(got, "20Nov") {
		t.Errorf("got %q", got)
	}
	// On Saturday Friday's close is the session's own time.
	saturday := feed.Clock{Wall: time.Date(2026, 11, 21, 11, 0, 0, 0, market.IST)}
	r.Received, r.Full = saturday.Wall.Add(-time.Second), saturday.Wall.Add(-time.Second)
	r.Quote.Timestamp = r.Quote.LastTradeTime
	m.SetRows([]feed.Row{r})
	m.SetClock(saturday)
	if got := lineOf(t, m, "RELIANCE"); !strings.Contains(got, "■") || !strings.Contains(got, "15:29") {
		t.Errorf("got %q", got)
	}
}

// A reason that does not fit is cut to the room there is, not to a few words.
func TestALongReasonFillsItsRoom(t *testing.T) {
	m := New(themeOf("dark"), market.Default())
	m.SetClock(clock)
	m.SetLists([]List{{Name: "One", Entries: []Entry{
		{Symbol: sym("NSE:NIITTECH"), Reason: "not in the list of instruments of 23 Nov 2026; try another"}, {Symbol: sym("NFO:BANKNIFTY26NOVFUT")},
	}}})
	m.SetRows(rowsOf(t, swing[15:18]))
	m.SetSize(80, 20)
	got := plain(lineOf(t, m, "NIITTECH"))
	_, reason, _ := strings.Cut(got, "—")
	reason, _, cut := strings.Cut(strings.TrimLeft(reason, " "), "…")
	if !cut || ui.Width(reason) < 24 || !strings.HasPrefix("not in the list of instruments of", reason) {
		t.Errorf("got %q", got)
	}
}
