package detail

import (
	"strings"
	"testing"
	"time"

	"kitewatch/kite"
)

func TestFailuresAreSaidAndNotRepeated(t *testing.T) {
	const sentence = "This app has no historical data: logging in again will not help"
	m := paneOf(t, 100, 40, shareRow())
	want := wanted(t, &m)
	m.SetCandles(want.Key, nil, sentence)
	view := plain(m.View())
	for _, text := range []string{sentence + "; r asks again.", "1,558.35", "[5m]"} {
		if !strings.Contains(view, text) {
			t.Errorf("no %q:\n%s", text, view)
		}
	}
	m.SetRow(shareRow(), clockAt(wednesday.Add(time.Hour)))
	nothing(t, &m)
	m, reports := press(m, "r")
	if len(reports) != 1 {
		t.Fatalf("r reports %v", reports)
	}
	if again := reports[0].(Wanted); again.Key == want.Key || again.Token != want.Token {
		t.Errorf("asks %+v", again)
	}
}

func TestAFailureCostsNoCandle(t *testing.T) {
	m := sharePane(t, 120, 40)
	had := len(m.series().candles)
	want, ok := scrolled(m, &m)
	if !ok {
		t.Fatal("nothing older is wanted")
	}
	m.SetCandles(want.Key, nil, "network timeout")
	if len(m.series().candles) != had || !strings.Contains(plain(m.View()), "▲ network timeout") {
		t.Errorf("%d candles of %d:\n%s", len(m.series().candles), had, plain(m.View()))
	}
	nothing(t, &m)
	m.SetRow(shareRow(), clockAt(at(11, 25, 10, 15).Add(settle)))
	again := wanted(t, &m) // the newest are due all the same
	m.SetCandles(again.Key, nil, "")
	older := wanted(t, &m)
	if older.From != want.From || older.To != want.To {
		t.Errorf("wanted %v to %v, then %v to %v", want.From, want.To, older.From, older.To)
	}
}

func TestAnInstrumentWithoutCandles(t *testing.T) {
	row := shareRow()
	row.Changed, row.Quote.LastTradeTime = time.Time{}, kite.Time{}
	m := paneOf(t, 100, 40, row)
	first := wanted(t, &m)
	m.SetCandles(first.Key, nil, "")
	second := wanted(t, &m)
	if days := second.To.Sub(second.From).Hours() / 24; days < 99 || days > 100 {
		t.Errorf("looks back %.1f days, want the API's 100", days)
	}
	m.SetCandles(second.Key, nil, "")
	nothing(t, &m)
	if view := plain(m.View()); !strings.Contains(view, "The exchange's replies hold no 5m candles of it.") {
		t.Errorf("not said:\n%s", view)
	}
}
