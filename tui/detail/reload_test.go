package detail

import (
	"testing"
	"time"

	"kitewatch/kite/market"
)

// TestReloadAsksForWhatIsOnTheScreen presses r where nothing has failed: at the
// newest candles, and scrolled back further than one request may span.
func TestReloadAsksForWhatIsOnTheScreen(t *testing.T) {
	m := sharePane(t, 100, 40)
	m, reports := press(m, "r")
	if len(reports) != 1 {
		t.Fatalf("%d reports", len(reports))
	}
	want := reports[0].(Wanted).Request
	if from := at(11, 11, 0, 0); !want.Anew || !want.From.Equal(from) || !want.To.Equal(wednesday) {
		t.Errorf("wanted %+v, want all from %v anew", want, from)
	}
	m.SetCandles(want.Key, nil, "network timeout")
	nothing(t, &m)
	m.Again()
	if again := wanted(t, &m); !again.Anew || !again.From.Equal(want.From) {
		t.Errorf("then wanted %+v", again)
	}
	m = answer(t, m, 1552)
	nothing(t, &m)
	for range 12 {
		want, ok := scrolled(m, &m)
		if !ok {
			t.Fatal("nothing older is wanted")
		}
		m.SetCandles(want.Key, walk(m.row.Venue, m.choice().span, want.From, want.To, 1552), "")
	}
	first, _ := m.window()
	day := market.DateOf(m.series().candles[first].Time.Time)
	_, reports = press(m, "r")
	want = reports[0].(Wanted).Request
	if end := (day + 100).Time().Add(-time.Second); !want.From.Equal(day.Time()) || !want.To.Equal(end) {
		t.Errorf("wanted %v to %v, want from %v to %v", want.From, want.To, day.Time(), end)
	}
}
