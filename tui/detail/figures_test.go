package detail

import (
	"math"
	"strings"
	"testing"
	"time"

	"kitewatch/kite"
	"kitewatch/kite/market"
)

func TestNarrowPanesKeepPriceChangeAndState(t *testing.T) {
	row := shareRow()
	row.Quote.LastPrice, row.PrevClose = 123456.70, 113456.70
	m := paneOf(t, 40, 8, row)
	got := strings.Split(plain(m.View()), "\n")[1]
	for _, want := range []string{"1,23,456.70", "+8.81%", "●"} {
		if !strings.Contains(got, want) {
			t.Errorf("no %q in %q", want, got)
		}
	}
}

func TestPricesOfEverySize(t *testing.T) {
	for _, c := range []struct {
		name       string
		last, prev kite.Price
		decimals   int
		want       []string
	}{
		{"five paise", 0.05, 0.10, 2, []string{" 0.05  -0.05  -50.00%", "Prev close", " 0.10", "║ 0.05"}},
		{"a lakh", 123456.70, 123000, 2, []string{" 1,23,456.70  +456.70  +0.37%", " 1,23,000.00", "║ 1,23,456.70"}},
		{"four decimals", 92.4125, 92.4025, 4, []string{" 92.4125  +0.0100  +0.01%", " 92.4025", "║ 92.4125"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			row := shareRow()
			row.PrevClose, row.Decimals = c.prev, c.decimals
			row.Quote = kite.Quote{
				InstrumentToken: 1793, LastPrice: c.last, LastTradeTime: row.Quote.LastTradeTime,
				OHLC: kite.OHLC{Open: c.last, High: c.last, Low: c.last, Close: c.prev},
			}
			m := paneOf(t, 80, 40, row)
			want := wanted(t, &m)
			low := c.last - kite.Price(2/math.Pow10(c.decimals))
			m.SetCandles(want.Key, []kite.Candle{{
				Time: kite.Time{Time: at(11, 25, 10, 10)}, Open: max(low, 0.01), High: c.last, Low: max(low, 0.01), Close: c.last,
			}}, "")
			for _, want := range c.want {
				if view := plain(m.View()); !strings.Contains(view, want) {
					t.Errorf("no %q:\n%s", want, view)
				}
			}
		})
	}
}

// TestAnUntradedContractHasItsBook has a reply without a last price: only what
// that tells is missing.
func TestAnUntradedContractHasItsBook(t *testing.T) {
	row := shareRow()
	row.Symbol = kite.Symbol{Exchange: "NFO", Tradingsymbol: "NIFTY26DEC26500CE"}
	row.Venue, row.Received, row.Changed, row.PrevClose = market.NFO, time.Time{}, time.Time{}, 0.05
	row.Quote.LastPrice, row.Quote.LastTradeTime = 0, kite.Time{}
	row.Quote.OI = n(1_250_000)
	m := paneOf(t, 120, 40, row)
	view := plain(m.View())
	for _, want := range []string{"—   × no data · the exchange's reply has no price of it yet", "Prev close", "0.05", "12,50,000", "1,558.35", "12,34,567 to buy", "1,695.40"} {
		if !strings.Contains(view, want) {
			t.Errorf("no %q:\n%s", want, view)
		}
	}
	if strings.Contains(view, "%   ") {
		t.Errorf("there is a change or a distance of no price:\n%s", view)
	}
	m.SetRow(row, clockAt(wednesday.Add(40*time.Second)))
	if view := plain(m.View()); !strings.Contains(view, "no price yet; the last reply is 42s old") {
		t.Errorf("its age is not said:\n%s", view)
	}
	row.Missing = true
	m.SetRow(row, clockAt(wednesday))
	if view := plain(m.View()); strings.Contains(view, "1,558.35") || strings.Contains(view, "Prev close") {
		t.Errorf("what is not in the reply is shown:\n%s", view)
	}
}

func TestExpiryIsCounted(t *testing.T) {
	for day, want := range map[int]string{
		23: "expired 23 Nov 2026", 25: "expires today, 25 Nov 2026", 26: "expires tomorrow, 26 Nov 2026", 30: "expires 30 Nov 2026, in 5 days",
	} {
		m := optionPane(t, 100, 38)
		in := m.instrument
		in.Expiry = market.On(2026, 11, day)
		m.SetInstrument(in, true, "")
		if view := plain(m.View()); !strings.Contains(view, want) {
			t.Errorf("no %q:\n%s", want, view)
		}
	}
}

// TestPairsOfFactsHaveOneForm gives columns to facts of which one has less room
// than its like.
func TestPairsOfFactsHaveOneForm(t *testing.T) {
	limits := []fact{
		{name: "Lower limit", short: "Lower", value: "387.20", more: "-10.99%", apart: "To lower", pair: "limits"},
		{name: "Upper limit", short: "Upper", value: "1,695.40", more: "+308.79%", apart: "To upper", pair: "limits"},
	}
	for width, want := range map[int]int{22: 4, 23: 2} {
		if got := split(limits, width); len(got) != want {
			t.Errorf("%d cells: %d facts, want %d: %+v", width, len(got), want, got)
		}
	}
	open := []fact{{name: "OI high", value: "13.00L", exact: "13,00,000", pair: "range"}, {name: "OI low", value: "11.00L", exact: "11,00,000", pair: "range"}}
	for width, full := range map[int]bool{16: false, 17: true} {
		for _, f := range paired(open, width) {
			if (f.exact != "") != full {
				t.Errorf("%d cells: %+v", width, f)
			}
		}
	}
	filling := []fact{{name: "Open"}, {name: "High"}, {name: "Spread", fills: true}, {name: "Turnover", fills: true}}
	for columns, want := range map[int]int{1: 2, 2: 2, 3: 3} {
		if got := filled(filling, columns); len(got) != want {
			t.Errorf("%d columns: %d facts, want %d", columns, len(got), want)
		}
	}
}
