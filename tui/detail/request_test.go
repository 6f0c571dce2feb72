package detail

import (
	"strings"
	"testing"
	"time"

	"kitewatch/kite"
	"kitewatch/kite/feed"
	"kitewatch/kite/market"
)

// wanted is what the chart wants, or a failure.
func wanted(t *testing.T, m *Model) Request {
	t.Helper()
	want, ok := m.Wants()
	if !ok {
		t.Fatal("nothing is wanted")
	}
	return want
}

// nothing fails if the chart wants something.
func nothing(t *testing.T, m *Model) {
	t.Helper()
	if want, ok := m.Wants(); ok {
		t.Fatalf("wanted %+v", want)
	}
}

func TestTheFirstPiece(t *testing.T) {
	m := paneOf(t, 100, 40, shareRow())
	want := wanted(t, &m)
	if want.Key.Symbol != reliance || want.Key.Interval != kite.Minute5 || want.Token != 738561 || want.OI {
		t.Errorf("wanted %+v", want)
	}
	if from := at(11, 11, 0, 0); !want.From.Equal(from) || !want.To.Equal(wednesday) {
		t.Errorf("from %v to %v, want %v to %v", want.From, want.To, from, wednesday)
	}
	nothing(t, &m) // until it is answered
}

func TestNothingIsWantedInVain(t *testing.T) {
	tokenless := shareRow()
	tokenless.Quote.InstrumentToken = 0
	for _, c := range []struct {
		name string
		w, h int
		row  feed.Row
	}{
		{"no room", 80, 17, shareRow()},
		{"no size", 0, 0, shareRow()},
		{"no token", 100, 40, tokenless},
	} {
		t.Run(c.name, func(t *testing.T) {
			m := paneOf(t, c.w, c.h, c.row)
			nothing(t, &m)
		})
	}
	t.Run("the list knows the token", func(t *testing.T) {
		m := paneOf(t, 100, 40, tokenless)
		m.SetInstrument(shareInstrument(), true, "")
		if got := wanted(t, &m).Token; got != 738561 {
			t.Errorf("token %d", got)
		}
	})
	t.Run("no time yet", func(t *testing.T) {
		m := New(dark(), market.Default())
		m.SetSize(100, 40)
		nothing(t, &m)
	})
}

func TestLateAnswersAreDropped(t *testing.T) {
	other := shareRow()
	other.Symbol.Tradingsymbol = "TCS"
	candles := []kite.Candle{candleOf(at(11, 25, 10, 0), 1530, 1570, 1530, 1540)}
	for _, c := range []struct {
		name string
		turn func(m Model) Model
	}{
		{"another row", func(m Model) Model { m.SetRow(other, clockAt(wednesday)); return m }},
		{"another row and back", func(m Model) Model {
			m.SetRow(other, clockAt(wednesday))
			m.SetRow(shareRow(), clockAt(wednesday))
			return m
		}},
		{"another interval", func(m Model) Model { m, _ = press(m, "]"); return m }},
		{"another interval and back", func(m Model) Model { m, _ = press(m, "]", "["); return m }},
		{"another clock", func(m Model) Model {
			m.SetRow(shareRow(), feed.Clock{Wall: wednesday.Add(-time.Hour), Offset: time.Hour})
			return m
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			m := paneOf(t, 100, 40, shareRow())
			first := wanted(t, &m)
			m = c.turn(m)
			for range 2 {
				m.SetCandles(first.Key, candles, "")
			}
			if n := len(m.series().candles); n != 0 {
				t.Errorf("%d candles were taken", n)
			}
			if m.asked.Token == 0 {
				if second := wanted(t, &m); second.Key == first.Key {
					t.Errorf("asked again as %+v", second.Key)
				}
			} else if m.asked.Key == first.Key {
				t.Errorf("still waits for %+v", first.Key)
			}
		})
	}
}

func TestAnAnswerCountsOnce(t *testing.T) {
	m := paneOf(t, 100, 40, shareRow())
	want := wanted(t, &m)
	m.SetCandles(want.Key, nil, "")
	m.SetCandles(want.Key, []kite.Candle{candleOf(at(11, 25, 10, 0), 1530, 1570, 1530, 1540)}, "")
	if n := len(m.series().candles); n != 1 { // the polled price's
		t.Errorf("%d candles", n)
	}
}

// TestScrollingBackAsksForEachPieceOnce scrolls until the end of what there is,
// at every interval.
func TestScrollingBackAsksForEachPieceOnce(t *testing.T) {
	for i, c := range choices {
		t.Run(c.name, func(t *testing.T) {
			m := paneOf(t, 120, 40, shareRow())
			m, _ = press(m, strings.Split(strings.Repeat("[", firstChoice)+strings.Repeat("]", i), "")...)
			if m.interval != i {
				t.Fatalf("interval %d", m.interval)
			}
			want, ok := m.asked, m.asked.Token != 0
			if !ok {
				want = wanted(t, &m)
			}
			oldest := want.To.Add(time.Second)
			begin := wednesday.AddDate(0, 0, -5*c.days) // of the listing
			for pieces := 0; pieces < 40; pieces++ {
				if days := want.To.Sub(want.From).Hours() / 24; days > float64(c.interval.MaxDays()) {
					t.Fatalf("%v to %v are %.0f days, more than the API's %d", want.From, want.To, days, c.interval.MaxDays())
				}
				if !want.To.Equal(oldest.Add(-time.Second)) || !want.From.Equal(market.DateOf(want.From).Time()) {
					t.Fatalf("%v to %v does not join %v", want.From, want.To, oldest)
				}
				oldest = want.From
				var candles []kite.Candle
				if from := maxTime(want.From, begin); from.Before(want.To) {
					candles = walk(m.row.Venue, c.span, market.DateOf(from).Time(), want.To, 1550)
				}
				m.SetCandles(want.Key, candles, "")
				if want, ok = scrolled(m, &m); !ok {
					break
				}
			}
			if !m.series().whole {
				t.Errorf("the end is not found: since %v", m.series().since)
			}
			nothing(t, &m)
		})
	}
}

func maxTime(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

// scrolled scrolls back until a piece is wanted; false when none is to the end.
func scrolled(m Model, to *Model) (Request, bool) {
	if want, ok := m.Wants(); ok {
		*to = m
		return want, true
	}
	for range 400 {
		next, cmd := m.Update(keyOf("H"))
		if m = next; cmd != nil {
			*to = m
			return cmd().(Wanted).Request, true
		}
	}
	*to = m
	return Request{}, false
}

func TestTheNewestAreAskedForWhenOneIsOver(t *testing.T) {
	m := sharePane(t, 100, 40)
	row := shareRow()
	m.SetRow(row, clockAt(at(11, 25, 10, 15).Add(4*time.Second)))
	nothing(t, &m)
	now := at(11, 25, 10, 15).Add(5 * time.Second)
	m.SetRow(row, clockAt(now))
	want := wanted(t, &m)
	if from := at(11, 25, 10, 0); !want.From.Equal(from) || !want.To.Equal(now) {
		t.Errorf("from %v to %v, want %v to %v", want.From, want.To, from, now)
	}
	m.SetCandles(want.Key, []kite.Candle{candleOf(at(11, 25, 10, 10), 1500, 1600, 1500, 1590)}, "")
	if c := m.series().candles[m.series().find(at(11, 25, 10, 10))]; c.Close != 1590 {
		t.Errorf("10:10 closes at %v, want what the API says", c.Close)
	}
	nothing(t, &m)
}

func TestAfterASleepTheGapIsAskedFor(t *testing.T) {
	m := sharePane(t, 100, 40)
	m.SetRow(shareRow(), clockAt(at(12, 1, 11, 0)))
	want := wanted(t, &m)
	if from := at(11, 25, 10, 0); !want.From.Equal(from) {
		t.Errorf("from %v, want %v", want.From, from)
	}
	m = sharePane(t, 100, 40)
	m.SetRow(shareRow(), clockAt(at(12, 1, 11, 0).AddDate(1, 0, 0)))
	if want := wanted(t, &m); want.To.Sub(want.From) > 100*24*time.Hour {
		t.Errorf("from %v to %v, more than the API allows", want.From, want.To)
	}
}

func TestOpenInterestIsCompared(t *testing.T) {
	row := shareRow()
	row.Symbol = kite.Symbol{Exchange: "NFO", Tradingsymbol: "NIFTY26DECFUT"}
	row.Venue, row.Quote.InstrumentToken, row.Quote.OI = market.NFO, 11520002, n(1_250_000)
	m := paneOf(t, 120, 40, row)
	want := wanted(t, &m)
	if !want.OI {
		t.Error("asked without open interest")
	}
	for _, c := range []struct {
		name    string
		before  kite.Count
		session market.Date
		want    string
	}{
		{"not known", kite.Count{}, row.Session, "OI chg      —"},
		{"added", n(1_200_000), row.Session, "OI chg     +50,000  +4.17%"},
		{"closed out", n(1_250_325), row.Session, "OI chg        -325  -0.03%"},
		{"none before", n(0), row.Session, "OI chg     +12,50,000"},
		{"of another session", n(1_200_000), row.Session - 1, "OI chg      —"},
		{"of no session", n(1_200_000), 0, "OI chg      —"},
	} {
		m.SetPrevOI(c.before, c.session)
		got := strings.Join(strings.Fields(plain(m.View())), " ")
		if want := strings.Join(strings.Fields(c.want), " "); !strings.Contains(got, want) {
			t.Errorf("%s: no %q:\n%s", c.name, c.want, plain(m.View()))
		}
	}
}

func TestDaysAreWhole(t *testing.T) {
	for _, c := range []struct {
		name     string
		from, to time.Time
		first    int // of November; 0: none
		last     int
	}{
		{"older ones", at(11, 11, 0, 0), at(11, 25, 0, 0).Add(-time.Second), 11, 24},
		{"until now", at(11, 11, 0, 0), wednesday, 11, 24},
		{"the newest candles", at(11, 25, 10, 0), at(11, 25, 10, 15), 0, 0},
		{"after a sleep", at(11, 23, 15, 20), wednesday, 24, 24},
	} {
		first, last, ok := Request{From: c.from, To: c.to}.Days()
		if !ok && c.first == 0 {
			continue
		}
		if !ok || first != market.On(2026, 11, c.first) || last != market.On(2026, 11, c.last) {
			t.Errorf("%s: got %v to %v, %v", c.name, first.Time(), last.Time(), ok)
		}
	}
}
