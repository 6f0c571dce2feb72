package store

import (
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"kitewatch/kite/feed"
	"kitewatch/kite/market"
)

// noon is the time of these tests; ms is a stamp so many milliseconds after it.
var noon = time.Date(2026, 11, 24, 12, 0, 0, 0, market.IST)

func ms(n int64) int64 { return noon.UnixNano() + n*int64(time.Millisecond) }

const hour = 3_600_000 // in ms

func TestTakeGivesOneStartAtATime(t *testing.T) {
	cases := []struct {
		name   string
		ledger ledger
		want   bool  // granted
		at     int64 // ms after noon
		next   int64 // the ledger's, after it
		held   int64 // ms after noon; 0: not held
	}{
		{name: "an empty one at once", want: true, at: 0, next: 1100},
		{name: "a past one at once", ledger: ledger{Next: ms(-hour)}, want: true, at: 0, next: 1100},
		{name: "after the start before", ledger: ledger{Next: ms(400)}, want: true, at: 400, next: 1500},
		{name: "at the horizon", ledger: ledger{Next: ms(3500)}, want: true, at: 3500, next: 4600},
		{name: "not past the horizon", ledger: ledger{Next: ms(3600)}, at: 100, next: 3600},
		{name: "not past it as far as stamps go", ledger: ledger{Next: ms(5000)}, at: 1500, next: 5000},
		{name: "a void one counts as a call of this moment", ledger: ledger{Next: ms(5001)}, want: true, at: 1100, next: 2200},
		{name: "a clock set back by hours", ledger: ledger{Next: ms(7 * hour), NotBefore: ms(7 * hour)}, want: true, at: 1100, next: 2200},
		{name: "after a short hold", ledger: ledger{Next: ms(200), NotBefore: ms(3000)}, want: true, at: 3000, next: 4100, held: 3000},
		{name: "a hold of ten seconds", ledger: ledger{Next: ms(200), NotBefore: ms(10_000)}, at: 6500, next: 200, held: 10_000},
		{name: "a hold that is over", ledger: ledger{Next: ms(200), NotBefore: ms(-1)}, want: true, at: 200, next: 1300},
		{name: "the longest hold, seen by a clock read before", ledger: ledger{NotBefore: ms(60_400)}, at: 56_900, held: 60_400},
		{name: "a void hold", ledger: ledger{NotBefore: ms(60_401)}, want: true, at: 0, next: 1100},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			b, got := c.ledger.take("00000001", ms(0), feed.MinInterval)
			if got.Granted != c.want || got.At.UnixNano() != ms(c.at) {
				t.Errorf("granted %v after %v, want %v after %dms", got.Granted, got.At.Sub(noon), c.want, c.at)
			}
			if held := c.held != 0; held == got.Held.IsZero() || held && got.Held.UnixNano() != ms(c.held) {
				t.Errorf("held until %v, want %dms after noon", got.Held, c.held)
			}
			if next := max(b.Next, ms(-hour)); c.next != 0 && next != ms(c.next) {
				t.Errorf("next after %v, want %dms", time.Duration(next-ms(0)), c.next)
			}
			if got.Sharers != 1 || got.Err != nil {
				t.Errorf("sharers %d, error %v; want 1 and none", got.Sharers, got.Err)
			}
		})
	}
}

func TestTakeTellsRateAndSharers(t *testing.T) {
	b := ledger{
		Next:   ms(500),
		Starts: []int64{ms(-11_000), ms(-10_000), ms(-9_999), ms(-600), ms(400), ms(hour)},
		Sharers: []sharer{
			{ID: "gone0000", Asked: ms(-10_000)}, {ID: "here0000", Asked: ms(-9_000)}, {ID: "here0001", Asked: ms(400)},
			{ID: "future00", Asked: ms(401)}, {ID: "odd", Asked: ms(0)}, {ID: "me000000", Asked: ms(-5)},
			{ID: "slow0000", Asked: ms(-100_000), Cycle: 60e9}, {ID: "killed00", Asked: ms(-100_000), Cycle: 30e9},
			{ID: "slower00", Asked: ms(-120_000), Cycle: 60e9}, {ID: "absurd00", Asked: ms(-20_000), Cycle: -1},
		},
	}
	b, got := b.take("me000000", ms(0), feed.MinInterval)
	if got.Rate != 0.2 || got.Sharers != 4 {
		t.Errorf("rate %v of %d, want 0.2 of 4", got.Rate, got.Sharers)
	}
	if _, got = b.take("new00000", ms(1500), feed.MinInterval); got.Rate != 0.3 || got.Sharers != 4 {
		t.Errorf("1.5 s later, one gone and one more: rate %v of %d, want 0.3 of 4", got.Rate, got.Sharers)
	}
	b = b.leave("me000000", ms(600), feed.MinInterval)
	if _, got = b.take("here0000", ms(600), feed.MinInterval); got.Sharers != 3 {
		t.Errorf("after one has left %d share, want 3", got.Sharers)
	}
}

func TestLedgerStaysSmall(t *testing.T) {
	var b ledger
	for i := range int64(500) {
		b, _ = b.take(fmt.Sprintf("%08d", i), ms(i*100), 100*time.Millisecond)
	}
	text, err := b.text()
	if err != nil || len(text) > maxLedger || len(b.Sharers) != maxSharers {
		t.Errorf("%d bytes of %d sharers, error %v; want at most %d of %d", len(text), len(b.Sharers), err, maxLedger, maxSharers)
	}
	full := ledger{Starts: make([]int64, 60), Sharers: make([]sharer, 60)} // no kitewatch writes that many
	for i := range full.Sharers {
		full.Starts[i], full.Sharers[i] = ms(0), sharer{ID: fmt.Sprintf("%08d", i), Asked: ms(0)}
	}
	if got := full.asOf(ms(0), feed.MinInterval); len(got.Starts) != maxStarts || len(got.Sharers) != maxSharers {
		t.Errorf("%d starts of %d count, want %d of %d", len(got.Starts), len(got.Sharers), maxStarts, maxSharers)
	}
	if b, _ := b.take("00000499", ms(50_000), 100*time.Millisecond); len(b.Sharers) != maxSharers {
		t.Error("one that is known took the room of another")
	}
}

func TestHoldVoidsWhatWasGivenAway(t *testing.T) {
	var b ledger
	for _, id := range []string{"a0000000", "b0000000", "c0000000", "d0000000"} {
		b, _ = b.take(id, ms(0), feed.MinInterval) // at 0, 1.1, 2.2, 3.3 s
	}
	b = b.hold(ms(100), ms(2500), feed.MinInterval)
	for id, at := range map[string]int64{"b0000000": 1100, "c0000000": 2200, "d0000000": 3300} {
		if got, want := b.stands(id, ms(200), ms(at), feed.MinInterval), at > 2500; got != want {
			t.Errorf("the start after %dms stands: %v, want %v", at, got, want)
		}
	}
	if len(b.Starts) != 2 {
		t.Errorf("%d starts count, want the first and the last", len(b.Starts))
	}
	if _, got := b.take("b0000000", ms(1100), feed.MinInterval); !got.Granted || got.At.UnixNano() != ms(4400) || got.Held.UnixNano() != ms(2500) {
		t.Errorf("granted %v after %v, held until %v; want true, after 4.4s, until 2.5s after noon", got.Granted, got.At.Sub(noon), got.Held)
	}
	if got := b.hold(ms(200), ms(1000), feed.MinInterval).NotBefore; got != ms(2500) {
		t.Errorf("an earlier hold changed it to %v", wallTime(got))
	}
	if got := b.hold(ms(200), ms(hour), feed.MinInterval).NotBefore; got != ms(60_200) {
		t.Errorf("held for %v, want a minute", wallTime(got).Sub(noon))
	}
}

// TestRefusalsInARowWaitLonger: whoever meets them, until a call is answered.
func TestRefusalsInARowWaitLonger(t *testing.T) {
	for _, c := range []struct {
		name   string
		at     []int64 // of the refusals, in s after noon
		served int64   // when a call started that was answered; 0: none was
		want   int64   // held until, in s after noon
	}{
		{name: "one", at: []int64{0}, want: 10},
		{name: "two", at: []int64{0, 10}, want: 30},
		{name: "three", at: []int64{0, 10, 30}, want: 70},
		{name: "four", at: []int64{0, 10, 30, 70}, want: 130},
		{name: "five", at: []int64{0, 10, 30, 70, 130}, want: 190},
		{name: "a call that was under way", at: []int64{0, 3}, want: 10},
		{name: "a good call between", at: []int64{0, 10, 32}, served: 31, want: 42},
		{name: "a good call that was under way", at: []int64{0, 10, 30}, served: 8, want: 70},
		{name: "long ago", at: []int64{0, 10, 91}, want: 101},
	} {
		var b ledger
		for i, at := range c.at {
			now := ms(at * 1000)
			if c.served != 0 && i == len(c.at)-1 {
				b = b.served(now, ms(c.served*1000), feed.MinInterval)
			}
			b = b.refuse(now, now+2e9, feed.MinInterval)
		}
		if got := wallTime(b.NotBefore).Sub(noon); got != time.Duration(c.want)*time.Second {
			t.Errorf("%s: held for %v, want %ds", c.name, got, c.want)
		}
	}
	b := ledger{}.refuse(ms(0), ms(45_000), feed.MinInterval)
	if b.NotBefore != ms(45_000) {
		t.Errorf("Retry-After of 45 s holds until %v", wallTime(b.NotBefore))
	}
	if _, g := b.take("a0000000", ms(100), feed.MinInterval); g.Refused != 1 {
		t.Errorf("%d refusals are told, want 1", g.Refused)
	}
}

func TestStandsOnlyNearItsTime(t *testing.T) {
	for _, c := range []struct {
		name string
		now  int64 // ms after noon, where the start is at noon
		want bool
	}{
		{"when it comes", 0, true},
		{"before", -3500, true},
		{"a moment late", 50, true},
		{"late", 51, false},
		{"after hours of being stopped", 5 * hour, false},
		{"after the clock was set back", -5 * hour, false},
	} {
		b := ledger{Sharers: []sharer{{ID: "me000000", Asked: ms(c.now), Start: ms(0)}}}
		if got := b.stands("me000000", ms(c.now), ms(0), feed.MinInterval); got != c.want {
			t.Errorf("%s: %v, want %v", c.name, got, c.want)
		}
	}
}

// crowd is processes that always want to call, in given time.
type crowd struct {
	ledger ledger
	asks   []int64 // when each one looks again
	held   []int64 // the start each one holds; 0: none
	counts []int   // of each one's calls
	starts []int64
}

// step lets the process that is due first look at its start, or ask for one.
func (c *crowd) step() (now int64) {
	now = slices.Min(c.asks)
	who := slices.Index(c.asks, now)
	start := c.held[who]
	if c.held[who] = 0; start != 0 && c.ledger.stands(fmt.Sprintf("%08d", who), now, start, feed.MinInterval) {
		c.starts, c.counts[who] = append(c.starts, now), c.counts[who]+1
		c.asks[who] = now + int64(80*time.Millisecond) // the call takes its time
		return now
	}
	var g feed.Grant
	c.ledger, g = c.ledger.take(fmt.Sprintf("%08d", who), now, feed.MinInterval)
	if c.asks[who] = g.At.UnixNano(); g.Granted {
		c.held[who] = c.asks[who]
	}
	return now
}

// TestTurnsAreFair runs crowds for five minutes, a hold of ten seconds among
// them: no start is closer than the gap to the one before, none is left unused,
// and all have the same share, also when there are more processes than starts
// within the horizon.
func TestTurnsAreFair(t *testing.T) {
	for n := 1; n <= 9; n++ {
		c := crowd{asks: slices.Repeat([]int64{ms(0)}, n), held: make([]int64, n), counts: make([]int, n)}
		for c.step() < ms(100_000) {
		}
		c.ledger = c.ledger.hold(ms(100_000), ms(110_000), feed.MinInterval)
		for c.step() < ms(300_000) {
		}
		for i := 1; i < len(c.starts); i++ {
			if d := time.Duration(c.starts[i] - c.starts[i-1]); d < feed.MinInterval {
				t.Errorf("%d processes: starts %v apart", n, d)
			}
		}
		if want := 100*10/11 + 190*10/11 + 2; len(c.starts) < want-2 || len(c.starts) > want+2 {
			t.Errorf("%d processes: %d starts, want about %d", n, len(c.starts), want)
		}
		mean := float64(len(c.starts)) / float64(n)
		if few, most := slices.Min(c.counts), slices.Max(c.counts); float64(few) < 0.9*mean || float64(most) > 1.1*mean {
			t.Errorf("%d processes: shares %v of %d starts", n, c.counts, len(c.starts))
		}
	}
}

func TestParseLedger(t *testing.T) {
	whole, err := ledger{Next: ms(0), Starts: []int64{ms(-5)}, Sharers: []sharer{{ID: "a0000000"}}}.text()
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		text string
		want error
		next int64
	}{
		"empty":                          {"", nil, 0},
		"whole":                          {string(whole), nil, ms(0)},
		"with the end of a longer one":   {string(whole) + `00}]}`, nil, ms(0)},
		"cut":                            {string(whole[:len(whole)/2]), errDamaged, 0},
		"zeros, as a power cut leaves":   {string(make([]byte, 600)), errDamaged, 0},
		"of another version":             {`{"v":2,"next":5}`, errVersion, 0},
		"a number too large for a stamp": {`{"v":1,"next":92233720368547758070}`, errDamaged, 0},
		"too long":                       {string(whole) + string(make([]byte, maxLedger)), errDamaged, 0},
	} {
		if got, err := parseLedger([]byte(c.text)); !errors.Is(err, c.want) || got.Next != c.next {
			t.Errorf("%s: next %d, error %v; want %d, %v", name, got.Next, err, c.next, c.want)
		}
	}
}

// FuzzLedger proves that whatever stands in the file, an answer is within
// bounds, what is written can be read again, and nobody waits for long.
func FuzzLedger(f *testing.F) {
	f.Add([]byte(`{"v":1,"next":1795501800000000000,"not_before":9223372036854775807,"starts":[-9223372036854775808],"sharers":[{"id":"a0000000","asked":1795501800000000000}]}`))
	f.Add([]byte(`{"v":1,"sharers":[{},{},null]}`))
	f.Add([]byte(`[]`))
	f.Fuzz(func(t *testing.T, text []byte) {
		b, err := parseLedger(text)
		if err != nil {
			return
		}
		now := ms(0)
		for range 3 {
			after, g := b.take("me000000", now, feed.MinInterval)
			latest := wallTime(now).Add(horizon)
			if !g.Granted {
				latest = wallTime(now).Add(maxHold + askLag)
			}
			if g.At.Before(wallTime(now)) || g.At.After(latest) {
				t.Fatalf("at %v: granted %v at %v", wallTime(now), g.Granted, g.At)
			}
			if g.Sharers < 1 || g.Sharers > maxSharers || g.Rate < 0 || g.Rate > (maxStarts+1)/rateSpan.Seconds() {
				t.Fatalf("%d sharers, rate %v", g.Sharers, g.Rate)
			}
			written, err := after.text()
			if err != nil {
				t.Fatal(err)
			}
			if b, err = parseLedger(written); err != nil {
				t.Fatalf("%v: %s", err, written)
			}
			now = g.At.UnixNano()
		}
	})
}
