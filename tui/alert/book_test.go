package alert

import (
	"math"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"kitewatch/kite"
	"kitewatch/kite/feed"
	"kitewatch/kite/market"
)

var crossings = []struct {
	name   string
	levels []Level
	steps  []step
}{
	{"a crossing fires once", []Level{above(1600)}, []step{
		{"Mon 23 10:00:00", 1590, "", nil}, {"Mon 23 10:00:05", 1601, "above", nil},
		{"Mon 23 10:00:10", 1605, "", nil}, {"Mon 23 10:00:15", 1602, "", nil},
	}},
	{"touching counts", []Level{above(1600), below(1400)}, []step{
		{"Mon 23 10:00:00", 1599.95, "", nil}, {"Mon 23 10:00:05", 1600, "above", nil},
		{"Mon 23 10:00:10", 1400.05, "", nil}, {"Mon 23 10:00:15", 1400, "below", nil},
	}},
	{"flapping within the band fires once, left behind it fires again", []Level{above(1600)}, []step{
		{"Mon 23 10:00:00", 1599, "", nil}, {"Mon 23 10:00:05", 1600, "above", nil},
		{"Mon 23 10:00:10", 1599, "", nil}, {"Mon 23 10:00:15", 1600.5, "", nil},
		{"Mon 23 10:00:20", 1598.45, "", nil}, {"Mon 23 10:00:25", 1600.5, "", nil},
		{"Mon 23 10:00:30", 1598.4, "", nil}, {"Mon 23 10:00:35", 1600.5, "above", nil},
	}},
	{"the band below is above the level", []Level{below(1400)}, []step{
		{"Mon 23 10:00:00", 1401, "", nil}, {"Mon 23 10:00:05", 1399, "below", nil},
		{"Mon 23 10:00:10", 1401.35, "", nil}, {"Mon 23 10:00:15", 1399, "", nil},
		{"Mon 23 10:00:20", 1401.4, "", nil}, {"Mon 23 10:00:25", 1399, "below", nil},
	}},
	{"beyond already is silent until it was on the other side", []Level{above(1600)}, []step{
		{"Mon 23 10:00:00", 1610, "", nil}, {"Mon 23 10:00:05", 1650, "", nil},
		{"Mon 23 10:00:10", 1599.95, "", nil}, {"Mon 23 10:00:15", 1600, "above", nil},
	}},
	{"a gap over the level at the open, from the close on Friday", []Level{above(1600)}, []step{
		{"Fri 20 15:14:55", 1590, "", nil}, {"Fri 20 16:10:00", 1591, "", nil},
		{"Mon 23 09:05:00", 1612, "", nil}, {"Mon 23 09:15:02", 1610, "above", nil},
	}},
	{"a gap, of a level set while the market was shut", []Level{below(1400)}, []step{
		{"Mon 23 08:50:00", 1450, "", nil}, {"Mon 23 09:15:02", 1390, "below", nil},
	}},
	{"a gap, first seen before the open: the close of the day before stands for it", []Level{above(1600), below(1400)}, []step{
		{"Mon 23 09:05:00", 1612, "", nil}, {"Mon 23 09:15:02", 1610, "above", nil},
	}},
	{"a closing price beyond the level is judged by the next open", []Level{above(1600)}, []step{
		{"Mon 23 15:14:00", 1595, "", nil}, {"Mon 23 16:30:00", 1605, "", quiet},
		{"Wed 25 09:15:02", 1607, "above", nil},
	}},
	{"and is none when that is on the near side again", []Level{above(1600)}, []step{
		{"Mon 23 15:14:00", 1595, "", nil}, {"Mon 23 16:30:00", 1605, "", quiet},
		{"Wed 25 09:15:02", 1599, "", nil},
	}},
	{"a closing price arms again", []Level{above(1600)}, []step{
		{"Mon 23 15:10:00", 1595, "", nil}, {"Mon 23 15:11:00", 1601, "above", nil},
		{"Mon 23 16:30:00", 1580, "", quiet}, {"Wed 25 09:15:02", 1607, "above", nil},
	}},
	{"neither auction fires or arms", []Level{above(1600)}, []step{
		{"Mon 23 10:00:00", 1590, "", nil}, {"Mon 23 15:20:00", 1605, "", nil},
		{"Wed 25 09:07:00", 1650, "", nil}, {"Wed 25 09:15:02", 1601, "above", nil},
		{"Wed 25 15:14:00", 1602, "", nil}, {"Wed 25 15:22:00", 1500, "", nil},
		{"Wed 25 16:30:00", 1601, "", quiet}, {"Thu 26 09:15:02", 1601, "", nil},
	}},
	{"the closing auction tells a new level nothing, least of all the close of the day before", []Level{above(1550)}, []step{
		{"Mon 23 15:20:00", 1560, "", nil}, {"Mon 23 16:30:00", 1560, "", quiet}, {"Wed 25 09:15:02", 1560, "", nil},
	}},
	{"stale in between fires with the first live price", []Level{above(1600)}, []step{
		{"Mon 23 10:00:00", 1590, "", nil}, {"Mon 23 10:02:00", 1605, "", stale},
		{"Mon 23 10:05:00", 1603, "above", nil},
	}},
	{"a stale price does not arm", []Level{above(1600)}, []step{
		{"Mon 23 10:00:00", 1590, "", nil}, {"Mon 23 10:00:05", 1605, "above", nil},
		{"Mon 23 10:02:00", 1500, "", stale}, {"Mon 23 10:05:00", 1603, "", nil},
	}},
	{"a new level learns its side from a stale price", []Level{above(1600)}, []step{
		{"Mon 23 10:02:00", 1590, "", stale}, {"Mon 23 10:05:00", 1603, "above", nil},
	}},
	{"quiet rows fire", []Level{above(1600)}, []step{
		{"Mon 23 10:00:00", 1590, "", quiet}, {"Mon 23 10:30:00", 1600, "above", quiet},
	}},
	{"no data is no price", []Level{above(1600), below(1400)}, []step{
		{"Mon 23 10:00:00", 1590, "", nil}, {"Mon 23 10:00:05", 1390, "", missing}, {"Mon 23 10:00:10", 0, "", nil},
		{"Mon 23 10:00:15", kite.Price(math.NaN()), "", nil}, {"Mon 23 10:00:20", kite.Price(math.Inf(1)), "", nil},
		{"Mon 23 10:00:25", -1, "", nil}, {"Mon 23 10:00:30", 1590, "", nil},
	}},
	{"the day's change, up or down", []Level{change(2)}, []step{
		{"Mon 23 10:00:00", 1510, "", nil}, {"Mon 23 10:00:05", 1530, "change_pct", nil},
		{"Mon 23 10:00:10", 1529, "", nil}, {"Mon 23 10:00:15", 1531, "", nil},
		{"Mon 23 10:00:20", 1528, "", nil}, {"Mon 23 10:00:25", 1469, "change_pct", nil},
	}},
	{"a swing from the one side to the other between two polls", []Level{change(2)}, []step{
		{"Mon 23 10:00:00", 1510, "", nil}, {"Mon 23 10:00:05", 1535, "change_pct", nil},
		{"Mon 23 10:00:10", 1465, "change_pct", nil}, {"Mon 23 10:00:15", 1464, "", nil}, {"Mon 23 10:00:20", 1532, "change_pct", nil},
	}},
	{"and of one that was beyond when it was set", []Level{change(2)}, []step{
		{"Mon 23 10:00:00", 1535, "", nil}, {"Mon 23 10:00:05", 1460, "", stale}, {"Mon 23 10:00:10", 1465, "change_pct", nil},
	}},
	{"a change of the session before does not count", []Level{change(2)}, []step{
		{"Fri 20 15:00:00", 1510, "", nil}, {"Mon 23 09:15:02", 1590, "", yesterdays},
		{"Mon 23 09:15:12", 1501, "", nil}, {"Mon 23 09:15:22", 1531, "change_pct", nil},
	}},
	{"each session's change starts at none, so an open beyond it fires", []Level{change(2)}, []step{
		{"Fri 20 15:00:00", 1590, "", nil}, {"Mon 23 09:15:02", 1590, "change_pct", nil}, {"Mon 23 09:15:07", 1591, "", nil},
	}},
	{"a change beyond the level when it is set is silent", []Level{change(2)}, []step{
		{"Mon 23 10:00:00", 1590, "", nil}, {"Mon 23 10:00:05", 1600, "", nil},
		{"Mon 23 10:00:10", 1510, "", nil}, {"Mon 23 10:00:15", 1535, "change_pct", nil},
	}},
	{"a change first seen before the open", []Level{change(2)}, []step{
		{"Mon 23 09:05:00", 1612, "", nil}, {"Mon 23 09:15:02", 1610, "change_pct", nil},
	}},
	{"an unknown change is none", []Level{change(2)}, []step{
		{"Mon 23 10:00:00", 1510, "", nil},
		{"Mon 23 10:00:05", 1590, "", func(r *feed.Row) { r.PrevClose = 0 }},
		{"Mon 23 10:00:10", 1590, "", func(r *feed.Row) { r.Session = 0 }},
		{"Mon 23 10:00:15", 1590, "", func(r *feed.Row) { r.PrevClose = kite.Price(math.NaN()) }},
	}},
	{"several levels at once, in their order", []Level{above(1600), above(1605), change(5), below(1400)}, []step{
		{"Mon 23 10:00:00", 1510, "", nil}, {"Mon 23 10:00:05", 1610, "above above change_pct", nil},
	}},
}

func TestCrossings(t *testing.T) {
	for _, c := range crossings {
		t.Run(c.name, func(t *testing.T) { run(t, bookOf(c.levels...), c.steps) })
	}
}

func TestAnOldStalePriceTellsNothing(t *testing.T) {
	b := bookOf(above(1600))
	now := at(t, "Mon 23 10:00:00")
	r := rowAt(now.AddDate(0, 0, -10), 1500)
	b.Take([]feed.Row{r}, clockAt(now), market.Default())
	run(t, b, []step{{"Mon 23 10:00:05", 1610, "", nil}})
	if got := b.Marks()[0].Phase; got != Beyond {
		t.Errorf("phase %v, want beyond", got)
	}
	b = bookOf(above(1600))
	r = rowAt(at(t, "Mon 23 09:07:00"), 1500) // indicative, when it came
	b.Take([]feed.Row{r}, clockAt(now), market.Default())
	if got := b.Marks()[0].Phase; got != Waiting {
		t.Errorf("phase %v after an indicative price, want waiting", got)
	}
}

func TestFiredTellsTheCrossing(t *testing.T) {
	b := bookOf(above(1600))
	run(t, b, []step{{"Mon 23 10:00:00", 1590, "", nil}, {"Mon 23 10:00:05", 1595, "", nil}, {"Mon 23 10:00:07", 1599, "", nil}})
	now := at(t, "Mon 23 10:00:10")
	got := b.Take([]feed.Row{rowAt(now, 1605)}, clockAt(now), market.Default())
	want := []Fired{{
		Level: above(1600), Price: 1605, Before: 1599, At: now,
		Since:     at(t, "Mon 23 10:00:05"), // then it was clear of the level; at 1,599 it was within the band
		ChangePct: 7, ChangeKnown: true, Decimals: 2,
	}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestTimesAreTheExchanges(t *testing.T) {
	b := bookOf(above(1600))
	for i, price := range []kite.Price{1590, 1605} {
		exchange := at(t, "Mon 23 10:00:00").Add(time.Duration(i) * 5 * time.Second)
		r := rowAt(exchange, price)
		clock := feed.Clock{Wall: exchange.Add(-3 * time.Hour), Offset: 3 * time.Hour} // a laptop three hours slow
		r.Received = clock.Wall
		for _, f := range b.Take([]feed.Row{r}, clock, market.Default()) {
			if !f.At.Equal(exchange) {
				t.Errorf("fired at %v, want %v", f.At, exchange)
			}
		}
	}
	if m := b.Marks()[0]; m.Phase != Spent {
		t.Errorf("phase %v, want fired", m.Phase)
	}
}

func TestBandOfLowPrices(t *testing.T) {
	for _, c := range []struct {
		level    Level
		price    float64
		decimals int
		want     float64
	}{
		{above(1600), 1600, 2, 1.6},
		{above(50), 50, 2, 0.1},    // two ticks of 0.05
		{above(0.1), 0.1, 2, 0.05}, // half, or it could never be left behind
		{above(84), 84, 4, 0.084},
		{above(0.5), 0.5, 4, 0.005},
		{change(2), 1600, 2, 0.1},
		{change(2), 20, 2, 0.5}, // two ticks
		{change(0.1), 1600, 2, 0.05},
	} {
		if got := c.level.band(c.price, c.decimals); math.Abs(got-c.want) > 1e-12 {
			t.Errorf("%v at %v: band %v, want %v", c.level, c.price, got, c.want)
		}
	}
}

func TestTextOfKindAndPhase(t *testing.T) {
	for k := Above; k <= ChangePct; k++ {
		text, _ := k.MarshalText()
		var back Kind
		if err := back.UnmarshalText(text); err != nil || back != k {
			t.Errorf("%s reads as %v, %v", text, back, err)
		}
	}
	for p := Waiting; p <= Spent; p++ {
		text, _ := p.MarshalText()
		var back Phase
		if err := back.UnmarshalText(text); err != nil || back != p {
			t.Errorf("%s reads as %v, %v", text, back, err)
		}
	}
	if new(Kind).UnmarshalText([]byte("sideways")) == nil || new(Phase).UnmarshalText([]byte("?")) == nil {
		t.Error("nonsense was read")
	}
	if got, want := above(1600.5).String(), "NSE:INFY above 1600.5"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
}

// BenchmarkTake is a poll of 250 rows, of which a tenth have a level that is not
// reached.
func BenchmarkTake(b *testing.B) {
	now := at(b, "Mon 23 10:00:00")
	book, rows, levels := NewBook(), make([]feed.Row, 250), []Level{}
	for i := range rows {
		rows[i] = rowAt(now, 1590)
		rows[i].Symbol.Tradingsymbol += string(rune('A'+i%26)) + string(rune('A'+i/26))
		if i%10 == 0 {
			levels = append(levels, Level{rows[i].Symbol, Above, 1600})
		}
	}
	book.Set(levels)
	cal, clock := market.Default(), clockAt(now)
	b.ReportAllocs()
	for b.Loop() {
		if book.Take(rows, clock, cal) != nil {
			b.Fatal("it fired")
		}
	}
}

// FuzzBook lets a level see any prices in any states, and checks what must hold
// of every crossing, whatever led to it.
func FuzzBook(f *testing.F) {
	f.Add([]byte{100, 0, 130, 0, 128, 0, 90, 0, 131, 1})
	f.Add([]byte{130, 4, 90, 0, 130, 2, 130, 3, 120, 4, 140, 0})
	f.Fuzz(func(t *testing.T, moves []byte) {
		levels := []Level{above(1600), below(1550), change(5)}
		b, now := bookOf(levels...), at(t, "Mon 23 09:16:00")
		left := map[Level]bool{levels[0]: true, levels[1]: true, levels[2]: true}
		seen := false
		for i := 0; i+1 < len(moves) && i < 2000; i += 2 {
			now = now.Add(5 * time.Second)
			r := rowAt(now, kite.Price(1472+int(moves[i])))
			odd := []func(*feed.Row){nil, quiet, stale, missing, func(r *feed.Row) { r.Quote.LastPrice = 0 }}[moves[i+1]%5]
			if odd != nil {
				odd(&r)
			}
			trades := odd == nil || moves[i+1]%5 == 1
			s, _ := look(&r, clockAt(now), market.Default())
			fired := b.Take([]feed.Row{r}, clockAt(now), market.Default())
			for _, c := range fired {
				v, _ := s.figure(c.Level.Kind)
				if !trades || !seen || !c.Level.reached(v) || !left[c.Level] || c.At != now || c.Since.After(now) {
					t.Fatalf("%v fired at %v, trading %v, left %v", c.Level, v, trades, left[c.Level])
				}
				left[c.Level] = false
			}
			for _, l := range levels {
				v, _ := s.figure(l.Kind)
				left[l] = left[l] || trades && l.left(v, l.band(s.price, 2))
			}
			seen = seen || usable(float64(r.Quote.LastPrice))
		}
	})
}
