package kitesim

import (
	"testing"
	"time"
)

func TestCadence(t *testing.T) {
	now := at(t, "2026-11-23 10:00")
	x := frozen(&now, Config{})
	changes, trades := map[string]int{}, map[string]int{}
	var before map[string]view
	for i := range 601 {
		got := see(t, x, now.Add(time.Duration(i)*time.Second), watched...)
		for key, v := range got {
			if i > 0 && v.last != before[key].last {
				changes[key]++
			}
			if i > 0 && !v.lastTrade.Equal(before[key].lastTrade) {
				trades[key]++
			}
		}
		before = got
	}
	for key, least := range map[string]int{"NSE:NIFTY 50": 400, "NSE:RELIANCE": 250, "NFO:NIFTY26NOVFUT": 300, "NSE:VIVIANA-BE": 0} {
		if changes[key] < least {
			t.Errorf("%s changed %d times in ten minutes, want %d at least", key, changes[key], least)
		}
	}
	for key, most := range map[string]int{"NSE:IRFC-N8": 2, "MCX:COTTONCNDY26DECFUT": 20, "NFO:MRF27JANFUT": 40, "NSE:VIVIANA-BE": 120} {
		if trades[key] > most {
			t.Errorf("%s traded %d times in ten minutes, want %d at most", key, trades[key], most)
		}
	}
	t.Logf("changes %v, trades %v", changes, trades)
}

// TestBelievable holds a day's figures against what the real market has.
func TestBelievable(t *testing.T) {
	now := at(t, "2026-11-23 15:36")
	x := frozen(&now, Config{})
	got := see(t, x, now, watched...)
	spot, fut := got["NSE:NIFTY 50"], got["NFO:NIFTY26DECFUT"]
	if basis := fut.last.rupees()/spot.last.rupees() - 1; basis < 0.002 || basis > 0.012 {
		t.Errorf("basis of the December future is %.2f%%", basis*100)
	}
	if expiring := got["NFO:NIFTY26NOVFUT"]; expiring.last.rupees()/spot.last.rupees()-1 > 0.001 {
		t.Errorf("the expiring future is at %d, spot %d", expiring.last, spot.last)
	}
	for key, size := range map[string][2]int64{
		"NSE:RELIANCE": {4e6, 4e7}, "NSE:MRF": {2000, 40000}, "NFO:NIFTY26NOVFUT": {4e6, 4e7},
		"NFO:NIFTY26D0124500CE": {2e7, 4e9}, "MCX:GOLD26DECFUT": {2000, 60000},
	} {
		if v := got[key].volume; v < size[0] || v > size[1] {
			t.Errorf("%s has a volume of %d", key, v)
		}
	}
	for key, most := range map[string]float64{"NSE:NIFTY 50": 0.03, "NSE:RELIANCE": 0.07, "CDS:USDINR26NOVFUT": 0.015} {
		v := got[key]
		if r := float64(v.high-v.low) / float64(v.close); r < most/20 || r > most {
			t.Errorf("%s has a range of %.2f%%", key, 100*r)
		}
	}
	if v := got["NSE:VIVIANA-BE"]; v.last != v.upper || v.book.sellTotal != 0 || v.book.sell[0].price != 0 || v.last != 8530500 {
		t.Errorf("not locked: %+v", v)
	}
}
