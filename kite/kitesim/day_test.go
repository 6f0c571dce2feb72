package kitesim

import (
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"kitewatch/kite/market"
)

// watched are instruments of every sort.
var watched = []string{
	"NSE:NIFTY 50", "NSE:INDIA VIX", "BSE:SENSEX", "MCX:MCXGOLDEX", "NSE:RELIANCE", "NSE:MRF", "NSE:IDEA",
	"NSE:VIVIANA-BE", "NSE:IRFC-N8", "NSE:SGBDE31III-GB", "NSE:LIQUIDBEES", "BSE:INFY", "BSE:RELIANCE",
	"NFO:NIFTY26NOVFUT", "NFO:NIFTY26DECFUT", "NFO:MRF27JANFUT", "NFO:NIFTY26D0124500CE", "NFO:NIFTY26NOV24400PE",
	"NFO:INFY26DEC1700CE", "NFO:RELIANCE26DEC1400PE", "BFO:SENSEX26NOV80000CE", "CDS:USDINR26NOVFUT",
	"CDS:EURINR26DECFUT", "MCX:GOLD26DECFUT", "MCX:COTTONCNDY26DECFUT", "MCX:MENTHAOIL26DECFUT",
	"MCX:CRUDEOIL26DEC5400CE", "NCO:CRUDEOIL26DECFUT", "BCD:USDINR26NOVFUT",
}

// frozen is an exchange whose clock stands where now says.
func frozen(now *time.Time, cfg Config) *Exchange {
	cfg.Now = func() time.Time { return *now }
	return New(cfg)
}

// see returns what instruments show at a moment.
func see(t testing.TB, x *Exchange, when time.Time, keys ...string) map[string]view {
	t.Helper()
	got := map[string]view{}
	x.world.look(when, keys, true, func(key string, v *view) { got[key] = *v })
	for _, key := range keys {
		if _, ok := got[key]; !ok {
			t.Fatalf("%s is not listed on %s", key, when.Format(time.DateTime))
		}
	}
	return got
}

// TestDayIsSound walks through two days and a night in uneven steps and checks
// what must hold of every instrument at every moment.
func TestDayIsSound(t *testing.T) {
	now := at(t, "2026-11-23 08:00")
	x := frozen(&now, Config{})
	before := map[string]view{}
	step := rand.New(rand.NewPCG(1, 2))
	for now.Before(at(t, "2026-11-24 23:59")) {
		got := see(t, x, now, watched...)
		for key, v := range got {
			checkView(t, key, now, v)
			if old, ok := before[key]; ok && market.DateOf(old.stamp) == market.DateOf(v.stamp) && old.open != 0 {
				checkOrder(t, key, now, old, v)
			}
			if t.Failed() {
				t.FailNow()
			}
		}
		before = got
		now = now.Add(time.Duration(1+step.IntN(400)) * time.Second)
	}
}

// TestEveryRowIsSound looks at rows of all sorts on days of all sorts: the
// Muhurat session, a commodity evening, a year before all tables and one after.
func TestEveryRowIsSound(t *testing.T) {
	for _, start := range []string{"2026-11-08 13:40", "2026-11-24 16:50", "2000-01-03 08:55", "2035-06-01 15:00"} {
		now := at(t, start)
		x := frozen(&now, Config{Rows: 40000, Seed: uint64(now.Year())})
		l := x.world.list(now)
		var keys []string
		for i := 0; i < len(l.rows); i += 127 {
			keys = append(keys, parts[l.rows[i].part].exchange+":"+l.rows[i].symbol)
		}
		before := map[string]view{}
		for range 8 {
			got := see(t, x, now, keys...)
			for key, v := range got {
				checkView(t, key, now, v)
				if old, ok := before[key]; ok && old.open != 0 && market.DateOf(old.stamp) == market.DateOf(v.stamp) {
					checkOrder(t, key, now, old, v)
				}
				if t.Failed() {
					t.FailNow()
				}
			}
			before = got
			now = now.Add(9*time.Minute + 13*time.Second)
		}
	}
}

// checkView checks what must hold of a quote alone.
func checkView(t *testing.T, key string, now time.Time, v view) {
	t.Helper()
	bad := func(format string, args ...any) {
		t.Errorf("%s at %s: %s", key, now.Format(time.DateTime), fmt.Sprintf(format, args...))
	}
	switch {
	case v.last <= 0 || v.close <= 0:
		bad("last %d close %d", v.last, v.close)
	case v.last%v.in.tick != 0 || v.close%v.in.tick != 0 || v.open%v.in.tick != 0:
		bad("last %d open %d close %d are off the grid of %d", v.last, v.open, v.close, v.in.tick)
	case v.last < v.lower || v.last > v.upper:
		bad("last %d is beyond the circuits %d and %d", v.last, v.lower, v.upper)
	case v.open != 0 && (v.high < v.last || v.low > v.last || v.open > v.high || v.open < v.low || v.low <= 0):
		bad("open %d high %d low %d last %d", v.open, v.high, v.low, v.last)
	case v.open == 0 && (v.high != 0 || v.low != 0 || v.volume != 0 || v.last != v.close):
		bad("untraded today, yet high %d low %d volume %d last %d close %d", v.high, v.low, v.volume, v.last, v.close)
	case v.open != 0 && (v.average < v.low.rupees() || v.average > v.high.rupees()):
		bad("average %v outside %d to %d", v.average, v.low, v.high)
	case v.lastTrade.IsZero() || v.lastTrade.After(now) || v.stamp.Before(v.lastTrade) || v.stamp.After(now):
		bad("last trade %s, stamp %s", v.lastTrade, v.stamp)
	case v.volume%int64(max(1, v.in.lot)) != 0 || v.quantity%int64(max(1, v.in.lot)) != 0 || v.oi%int64(max(1, v.in.lot)) != 0:
		bad("volume %d quantity %d oi %d, lot %d", v.volume, v.quantity, v.oi, v.in.lot)
	case v.oiHigh != 0 && (v.oi > v.oiHigh || v.oi < v.oiLow):
		bad("oi %d outside %d to %d", v.oi, v.oiLow, v.oiHigh)
	case v.in.derivative() == (v.oi == 0) && v.in.class == future:
		bad("oi %d", v.oi)
	}
	checkBook(bad, v)
}

// checkBook checks an order book.
func checkBook(bad func(string, ...any), v view) {
	if !v.book.shown {
		if !v.in.isIndex() {
			bad("no order book")
		}
		return
	}
	buys, sells := int64(0), int64(0)
	for i := range 5 {
		b, s := v.book.buy[i], v.book.sell[i]
		buys, sells = buys+b.quantity, sells+s.quantity
		if b.price%v.in.tick != 0 || b.price > v.upper || s.price > v.upper || s.price != 0 && s.price < v.lower {
			bad("level %d: %+v %+v, circuits %d and %d", i, b, s, v.lower, v.upper)
		}
		if (b.price == 0) != (b.quantity == 0) || (b.price == 0) != (b.orders == 0) || s.quantity < int64(s.orders) {
			bad("level %d: %+v %+v", i, b, s)
		}
		if i > 0 && (b.price != 0 && b.price >= v.book.buy[i-1].price || s.price != 0 && s.price <= v.book.sell[i-1].price) {
			bad("levels %d and %d are out of order: %+v", i-1, i, v.book)
		}
	}
	if b, s := v.book.buy[0].price, v.book.sell[0].price; b != 0 && s != 0 && b >= s {
		bad("best bid %d, best ask %d", b, s)
	}
	if v.book.buyTotal < buys || v.book.sellTotal < sells {
		bad("totals %d and %d are less than the levels' %d and %d", v.book.buyTotal, v.book.sellTotal, buys, sells)
	}
}

// checkOrder checks what may not happen between two looks in a session.
func checkOrder(t *testing.T, key string, now time.Time, old, v view) {
	t.Helper()
	if v.high < old.high || v.low > old.low || v.volume < old.volume || v.open != old.open ||
		v.lastTrade.Before(old.lastTrade) || v.oiHigh < old.oiHigh || v.oiLow > old.oiLow && old.oiHigh != 0 {
		t.Errorf("%s at %s went back:\n%+v\n%+v", key, now.Format(time.DateTime), old, v)
	}
	if v.lastTrade.Equal(old.lastTrade) && (v.last != old.last || v.volume != old.volume) {
		t.Errorf("%s at %s changed without a trade:\n%+v\n%+v", key, now.Format(time.DateTime), old, v)
	}
	if reset := now.Sub(market.DateOf(old.stamp).Time()) >= 31*time.Hour; !reset && v.close != old.close {
		t.Errorf("%s at %s: close was %d, is %d", key, now.Format(time.DateTime), old.close, v.close)
	}
}

// TestSameInAnyOrder asks the same moments forward, and backward of a stranger.
func TestSameInAnyOrder(t *testing.T) {
	now := at(t, "2026-11-23 09:00")
	x, y := frozen(&now, Config{Seed: 7}), frozen(&now, Config{Seed: 7, Rows: 1})
	z := frozen(&now, Config{Seed: 8})
	var moments []time.Time
	for m := now; m.Before(at(t, "2026-11-23 16:00")); m = m.Add(97 * time.Second) {
		moments = append(moments, m)
	}
	forward := make([]map[string]view, len(moments))
	for i, m := range moments {
		forward[i] = see(t, x, m, watched...)
	}
	differ := 0
	for i := len(moments) - 1; i >= 0; i-- {
		for key, v := range see(t, y, moments[i], watched...) {
			w := forward[i][key]
			v.in, w.in = nil, nil
			if v != w {
				t.Fatalf("%s at %s: %+v and %+v", key, moments[i], w, v)
			}
		}
		if see(t, z, moments[i], "NSE:RELIANCE")["NSE:RELIANCE"].last != forward[i]["NSE:RELIANCE"].last {
			differ++
		}
	}
	if differ < len(moments)/2 {
		t.Errorf("another seed differs at %d of %d moments only", differ, len(moments))
	}
}

// TestCloseIsTheLastPrice compares each day's close with the session before,
// over holidays, weekends and the Muhurat session.
func TestCloseIsTheLastPrice(t *testing.T) {
	now := at(t, "2026-10-30 12:00")
	x := frozen(&now, Config{})
	keys := []string{
		"NSE:NIFTY 50", "BSE:SENSEX", "NSE:RELIANCE", "NSE:INDIA VIX", "NSE:VIVIANA-BE", "NSE:IRFC-N8", "NFO:NIFTY26DECFUT",
		"NFO:RELIANCE26DECFUT", "NFO:NIFTY26DEC24500CE", "NFO:INFY26DEC1700CE", "MCX:GOLD26DECFUT", "CDS:USDINR26DECFUT",
	}
	for day := range 35 {
		evening := at(t, "2026-10-30 23:57").AddDate(0, 0, day)
		last := see(t, x, evening, keys...)
		morning := see(t, x, evening.Add(7*time.Hour+30*time.Minute), keys...)
		next := see(t, x, evening.Add(12*time.Hour), keys...)
		for _, key := range keys {
			l, m, n := last[key], morning[key], next[key]
			if l.last != m.last || m.close != m.last || m.open != l.open || m.high != l.high {
				t.Errorf("%s in the morning after %s: %+v, then %+v", key, evening.Format(time.DateOnly), l, m)
			}
			if n.close != l.last {
				t.Errorf("%s on the day after %s: close %d, want %d", key, evening.Format(time.DateOnly), n.close, l.last)
			}
		}
	}
}

func TestCircuitsAreNeverTheReason(t *testing.T) {
	w := newWorld(3, 1)
	for _, a := range w.stocks {
		before := w.closing(a, market.On(2024, 1, 1))
		for d := market.On(2024, 1, 2); d < market.On(2027, 1, 1); d++ {
			if w.day(market.NSE, d) == nil {
				continue
			}
			p := w.closing(a, d)
			if r := p/before - 1; r > a.band*0.95 || r < -a.band*0.95 {
				t.Errorf("%s on %s moves by %.1f%%", a.symbol, d.Time().Format(time.DateOnly), 100*r)
			}
			before = p
		}
	}
}

func TestPhases(t *testing.T) {
	now := at(t, "2026-11-23 08:30")
	x := frozen(&now, Config{})
	look := func(when, key string) view { return see(t, x, at(t, "2026-11-23 "+when), key)[key] }
	if v := look("08:59:59", "NSE:RELIANCE"); v.open == 0 || v.close != v.last {
		t.Errorf("before the pre-open: %+v", v)
	}
	if v := look("09:05:00", "NSE:RELIANCE"); v.open != 0 || v.last != 15413000 || v.close != 15413000 {
		t.Errorf("before the match: %+v", v)
	}
	match := look("09:10:00", "NSE:RELIANCE")
	if match.open == 0 || match.last != match.open || match.volume == 0 || match.lastTrade.Minute() != 8 {
		t.Errorf("after the match: %+v", match)
	}
	if v := look("09:15:30", "NSE:RELIANCE"); v.open != match.open || v.volume <= match.volume {
		t.Errorf("after the open: %+v", v)
	}
	if v := look("09:14:00", "NFO:NIFTY26D0124500CE"); v.open != 0 {
		t.Errorf("an option in the pre-open: %+v", v)
	}
	for _, key := range []string{"NSE:RELIANCE", "NSE:NIFTY 50", "BSE:SENSEX", "BSE:INFY"} {
		stood, closed := look("15:15:00", key), look("15:35:00", key)
		for _, when := range []string{"15:17:00", "15:22:30", "15:27:59", "15:29:59"} {
			if v := look(when, key); v.last != stood.last || v.volume != stood.volume {
				t.Errorf("%s moves in the auction: %d at 15:15, %d at %s", key, stood.last, v.last, when)
			}
		}
		if closed.last == stood.last || !closed.lastTrade.After(at(t, "2026-11-23 15:28")) {
			t.Errorf("%s does not jump in the auction: %+v", key, closed)
		}
	}
	if a, b := look("15:16:00", "NFO:NIFTY26DECFUT"), look("15:29:00", "NFO:NIFTY26DECFUT"); a.last == b.last {
		t.Errorf("the future stands still in the auction")
	}
	if a, b := look("19:00:00", "MCX:GOLD26DECFUT"), look("19:05:00", "MCX:GOLD26DECFUT"); a.last == b.last {
		t.Errorf("gold stands still in the evening")
	}
	if a, b := look("15:29:00", "NSE:IDEA"), look("18:00:00", "NSE:IDEA"); b.book.buyTotal != 0 || a.book.buyTotal == 0 {
		t.Errorf("pending orders at 15:29 %d, at 18:00 %d", a.book.buyTotal, b.book.buyTotal)
	}
}
