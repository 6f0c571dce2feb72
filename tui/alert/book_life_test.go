package alert

import (
	"math"
	"testing"

	"github.com/google/go-cmp/cmp"

	"kitewatch/kite/feed"
	"kitewatch/kite/market"
)

func TestAfterARestart(t *testing.T) {
	restart := func(b *Book, levels ...Level) *Book {
		n := NewBook()
		n.Restore(b.State())
		n.Set(levels)
		return n
	}
	b := bookOf(above(1600), change(2))
	run(t, b, []step{{"Fri 20 15:00:00", 1520, "", nil}})
	b = restart(b, above(1600), change(2))
	run(t, b, []step{{"Mon 23 11:00:00", 1610, "above change_pct", nil}})
	b = restart(b, above(1600), change(2))
	run(t, b, []step{{"Mon 23 11:05:00", 1611, "", nil}, {"Mon 23 11:05:05", 1510, "", nil}})
	b = restart(b, above(1600), above(1605))
	run(t, b, []step{{"Mon 23 11:06:00", 1610, "above", nil}}) // the new one is beyond already
	b = restart(b)
	b.Set([]Level{above(1600)}) // set by a key, like one that was kept: it is new
	run(t, b, []step{{"Mon 23 11:07:00", 1580, "", nil}, {"Mon 23 11:07:05", 1610, "above", nil}})
}

// A mark that an earlier kitewatch has kept does not say on which side it fired:
// the one where the change stands counts.
func TestASideThatWasNotKept(t *testing.T) {
	b := NewBook()
	b.Restore(State{Marks: []Mark{{Level: change(2), Phase: Spent, Session: market.On(2026, 11, 23)}}})
	b.Set([]Level{change(2)})
	run(t, b, []step{{"Mon 23 10:00:00", 1535, "", nil}, {"Mon 23 10:00:05", 1465, "change_pct", nil}})
	n := NewBook()
	n.Restore(b.State())
	n.Set([]Level{change(2)})
	run(t, n, []step{{"Mon 23 10:00:10", 1464, "", nil}, {"Mon 23 10:00:15", 1535, "change_pct", nil}})
}

func TestALevelThatWasRememberedIsNewWhenSetLater(t *testing.T) {
	b := NewBook()
	b.Restore(State{Marks: []Mark{{Level: above(1600), Phase: Armed, Since: at(t, "Fri 20 10:00:00")}}})
	b.Set(nil)
	run(t, b, []step{{"Mon 23 10:00:00", 1610, "", nil}})
	b.Set([]Level{above(1600)})
	run(t, b, []step{{"Mon 23 10:00:05", 1611, "", nil}}) // its user has seen the price
}

func TestAnOlderSessionsChangeIsPassedOver(t *testing.T) {
	b := bookOf(change(2))
	run(t, b, []step{
		{"Mon 23 10:00:00", 1510, "", nil}, {"Mon 23 10:00:05", 1531, "change_pct", nil}, {"Mon 23 16:30:00", 1590, "", yesterdays},
	})
	if m := b.Marks()[0]; m.Phase != Spent || m.Session != market.On(2026, 11, 23) {
		t.Errorf("phase %v, session %v; want fired, of that day", m.Phase, m.Session.Time())
	}
}

func TestAChangeIsReachedWhateverItsRounding(t *testing.T) {
	of := func(r *feed.Row) { r.PrevClose = 10 } // 10.20 is 2% above it, and 1.999999999999993 by computation
	run(t, bookOf(change(2)), []step{{"Mon 23 10:00:00", 10, "", of}, {"Mon 23 10:00:05", 10.2, "change_pct", of}})
}

func TestRestoreRefusesWhatCannotBe(t *testing.T) {
	b := NewBook()
	b.Restore(State{Marks: []Mark{
		{Level: above(math.NaN()), Phase: Armed}, {Level: above(1600), Phase: 17}, {Level: Level{Symbol: infy, Kind: 9, Value: 1}, Phase: Armed},
	}})
	b.Set([]Level{above(1600)})
	if got := b.Marks(); len(got) != 1 || got[0].Phase != Waiting {
		t.Errorf("marks %+v, want one that waits", got)
	}
}

func TestAChangedLevelIsNew(t *testing.T) {
	b := bookOf(above(1600))
	run(t, b, []step{{"Mon 23 10:00:00", 1590, "", nil}, {"Mon 23 10:00:05", 1601, "above", nil}})
	b.Set([]Level{above(1605), above(1595), above(1605), above(-1), above(math.Inf(1)), {}})
	var phases []Phase
	for _, m := range b.Marks() {
		phases = append(phases, m.Phase)
	}
	if diff := cmp.Diff([]Phase{Armed, Beyond}, phases); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]Level{above(1600)}, b.State().Gone); diff != "" {
		t.Errorf("gone (-want +got):\n%s", diff)
	}
	run(t, b, []step{{"Mon 23 10:00:10", 1606, "above", nil}})
	b.Set([]Level{above(1600)})
	if diff := cmp.Diff([]Level{above(1605), above(1595)}, b.State().Gone, cmp.Transformer("sorted", sorted)); diff != "" {
		t.Errorf("gone (-want +got):\n%s", diff)
	}
	if got := b.Marks()[0]; got.Phase != Beyond || !got.FiredAt.IsZero() {
		t.Errorf("set again it is %+v, want new", got)
	}
}

func sorted(levels []Level) map[Level]bool {
	set := map[Level]bool{}
	for _, l := range levels {
		set[l] = true
	}
	return set
}

func TestALevelSetBetweenPollsKnowsThePrice(t *testing.T) {
	b := NewBook()
	b.Set(nil)
	run(t, b, []step{{"Mon 23 10:00:00", 1599, "", nil}})
	b.Set([]Level{above(1600)})
	run(t, b, []step{{"Mon 23 10:00:05", 1601, "above", nil}})
}

func TestAcknowledge(t *testing.T) {
	b := bookOf(above(1600), above(1605))
	if _, ringing := b.Ringing(infy); ringing || b.Acknowledge(at(t, "Mon 23 09:59:00")) {
		t.Error("it rings before anything has fired")
	}
	run(t, b, []step{{"Mon 23 10:00:00", 1590, "", nil}, {"Mon 23 10:00:05", 1601, "above", nil}, {"Mon 23 10:00:10", 1606, "above", nil}})
	if m, ringing := b.Ringing(infy); !ringing || m.Level != above(1605) {
		t.Errorf("rings %v, for %v; want the latest", ringing, m.Level)
	}
	if !b.Acknowledge(at(t, "Mon 23 09:00:00")) { // the clock was set back
		t.Error("there was nothing to acknowledge")
	}
	if _, ringing := b.Ringing(infy); ringing {
		t.Error("it rings on")
	}
	run(t, b, []step{{"Mon 23 10:01:00", 1590, "", nil}, {"Mon 23 10:01:05", 1601, "above", nil}})
	if m, ringing := b.Ringing(infy); !ringing || m.Level != above(1600) {
		t.Errorf("rings %v, for %v; want the new crossing", ringing, m.Level)
	}
}
