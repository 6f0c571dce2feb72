package store

import (
	"fmt"
	"testing"

	"kitewatch/kite/feed"
)

// TestAProcessIsKnownByItsPace: the longest pause of late is a process's pace,
// whatever the calls between.
func TestAProcessIsKnownByItsPace(t *testing.T) {
	var b ledger
	last := int64(0)
	for poll := range int64(3) { // a minute apart, of three calls each
		for call := range int64(3) {
			last = poll*60_000 + call*1100
			b, _ = b.take("me000000", ms(last), feed.MinInterval)
		}
	}
	for after, want := range map[int64]int{60_000: 1, 118_000: 1, 120_001: 0} {
		if got := b.asOf(ms(last+after), feed.MinInterval).here(ms(last + after)); got != want {
			t.Errorf("%dms after its last call %d share, want %d", after, got, want)
		}
	}
	short := ledger{Sharers: []sharer{{ID: "me000000", Asked: ms(0), Cycle: 5e9}}}
	for after, want := range map[int64]int{14_999: 1, 15_000: 0} {
		if got := short.here(ms(after)); got != want {
			t.Errorf("%dms after one of a call in 5 s %d share, want %d", after, got, want)
		}
	}
}

// TestASlowOneKeepsItsPlace: many come and are killed, and a watcher that asks
// once a minute stays known.
func TestASlowOneKeepsItsPlace(t *testing.T) {
	b := ledger{Sharers: []sharer{{ID: "slow0000", Asked: ms(-50_000), Start: ms(-50_000), Cycle: 60e9}}}
	for i := range int64(100) {
		now := ms(i * 1100)
		if i == 9 || i == 64 {
			b, _ = b.take("slow0000", now, feed.MinInterval)
		}
		if b, _ = b.take(fmt.Sprintf("%08d", i), now, feed.MinInterval); b.Sharers[0].ID != "slow0000" {
			t.Fatalf("after %d others it has lost its place", i+1)
		}
	}
}

// TestAStartAheadKeepsItsPlace: it would not stand without.
func TestAStartAheadKeepsItsPlace(t *testing.T) {
	b, g := ledger{Next: ms(3300)}.take("ahead000", ms(0), feed.MinInterval)
	for i := range int64(3 * maxSharers) {
		b, _ = b.take(fmt.Sprintf("%08d", i), ms(i), feed.MinInterval)
	}
	if at := g.At.UnixNano(); !b.stands("ahead000", at, at, feed.MinInterval) {
		t.Error("it has lost its place")
	}
}
