package detail

import (
	"strings"
	"testing"
	"time"

	"kitewatch/kite"
	"kitewatch/kite/feed"
	"kitewatch/kite/market"
)

// overOnly leaves out the candle that is forming: whether the exchange sends it
// is not said anywhere.
func overOnly(candles []kite.Candle, span time.Duration, now time.Time) []kite.Candle {
	for len(candles) > 0 && candles[len(candles)-1].Time.Add(span).After(now) {
		candles = candles[:len(candles)-1]
	}
	return candles
}

// hourPane is a pane on the hours, at a time, with what the exchange tells then;
// forming: the running candle too.
func hourPane(t *testing.T, now time.Time, forming bool) Model {
	row := polledRow(now, 1555)
	m := New(dark(), market.Default())
	m.SetSize(120, 50)
	m.SetRow(row, clockAt(now))
	m, _ = press(m, "]", "]")
	return told(t, m, now, forming)
}

// told answers what the pane has asked for.
func told(t *testing.T, m Model, now time.Time, forming bool) Model {
	t.Helper()
	want := m.asked
	if want.Token == 0 {
		want = wanted(t, &m)
	}
	candles := walk(m.row.Venue, m.choice().span, want.From, want.To, 1552)
	if !forming {
		candles = overOnly(candles, m.choice().span, now)
	}
	m.SetCandles(want.Key, candles, "")
	return m
}

// polledRow is the share's row as a poll has brought it.
func polledRow(now time.Time, price kite.Price) feed.Row {
	row := shareRow()
	row.Quote.LastPrice = price
	row.Quote.LastTradeTime = kite.Time{Time: now}
	row.Changed, row.Answered, row.Received = now, now, now
	return row
}

// polled lets polls come every five seconds until a time.
func polled(m Model, from, until time.Time, price kite.Price) Model {
	for now := from; !now.After(until); now = now.Add(5 * time.Second) {
		m.SetRow(polledRow(now, price), clockAt(now))
	}
	return m
}

// newest is what the chart says of its newest candle, read and unread.
func newest(m Model) string {
	read, _ := press(m, "h")
	return plain(m.View()) + plain(read.View())
}

func TestACandleOfPollsAloneSaysSinceWhen(t *testing.T) {
	now := at(11, 25, 11, 5)
	m := hourPane(t, now, false)
	m = polled(m, now.Add(5*time.Second), now.Add(time.Minute), 1556)
	for _, want := range []string{"newest candle since 11:05 alone", "since 11:05  O 1,555.00"} {
		if text := newest(m); !strings.Contains(text, want) {
			t.Errorf("no %q:\n%s", want, text)
		}
	}
	m = polled(m, now.Add(time.Minute), at(11, 25, 11, 15).Add(20*time.Second), 1557)
	if text := newest(m); strings.Contains(text, "since") { // it began under the polls
		t.Errorf("the next candle is not whole:\n%s", text)
	}
}

func TestACandleThatTheExchangeTellsOfIsWhole(t *testing.T) {
	now := at(11, 25, 11, 5)
	m := hourPane(t, now, true)
	m = polled(m, now.Add(5*time.Second), now.Add(time.Minute), 1556)
	if text := newest(m); strings.Contains(text, "since") {
		t.Errorf("it says since when:\n%s", text)
	}
}

// TestAGapInThePollsIsAskedFor has no poll for a while, in the middle of a
// candle: what happened meanwhile is asked for, and until it is told the candle
// says what it lacks.
func TestAGapInThePollsIsAskedFor(t *testing.T) {
	now := at(11, 25, 10, 20)
	for _, forming := range []bool{true, false} {
		m := hourPane(t, now, true)
		m = polled(m, now.Add(5*time.Second), now.Add(time.Minute), 1556)
		nothing(t, &m)
		later := at(11, 25, 10, 50)
		m.SetRow(polledRow(later, 1560), clockAt(later))
		if text := newest(m); !strings.Contains(text, "since 10:50") {
			t.Errorf("it does not say since when:\n%s", text)
		}
		m = told(t, m, later, forming)
		if text := newest(m); strings.Contains(text, "since 10:50") == forming {
			t.Errorf("told of the running candle %v:\n%s", forming, text)
		}
		nothing(t, &m) // once
	}
}

func TestAnIntervalThatWasAwayIsAskedFor(t *testing.T) {
	now := at(11, 25, 10, 20)
	m := hourPane(t, now, true)
	m, _ = press(m, "[")
	m = told(t, m, now, true)
	m = polled(m, now.Add(5*time.Second), at(11, 25, 10, 25), 1590)
	for m.asked.Token != 0 {
		m = told(t, m, at(11, 25, 10, 25), true)
	}
	m, reports := press(m, "]")
	if len(reports) != 1 || reports[0].(Wanted).Key.Interval != kite.Minute60 || !reports[0].(Wanted).To.Equal(at(11, 25, 10, 25)) {
		t.Fatalf("reports %v", reports)
	}
}

// TestOfKeptIntervalsTheNewestAreAskedFor goes from interval to interval: what was
// traded meanwhile is asked for, the rest is there.
func TestOfKeptIntervalsTheNewestAreAskedFor(t *testing.T) {
	m := sharePane(t, 100, 40)
	m, reports := press(m, "]")
	if len(reports) != 1 {
		t.Fatalf("%d reports for an interval not seen before", len(reports))
	}
	m.SetCandles(reports[0].(Wanted).Key, walk(m.row.Venue, m.choice().span, m.asked.From, m.asked.To, 1550), "")
	_, reports = press(m, "[")
	if len(reports) != 1 {
		t.Fatalf("%d reports for an interval that is there", len(reports))
	}
	if want := reports[0].(Wanted); !want.From.Equal(at(11, 25, 10, 0)) || !want.To.Equal(wednesday) {
		t.Errorf("asked from %v to %v", want.From, want.To)
	}
	evening := at(11, 25, 18, 0)
	m.SetRow(shareRow(), clockAt(evening))
	m = answer(t, m, 1552)
	m, _ = press(m, "[")
	m = answer(t, m, 1552)
	if _, reports = press(m, "]", "["); len(reports) != 0 {
		t.Errorf("reports %v, where nothing is traded any more", reports)
	}
}
