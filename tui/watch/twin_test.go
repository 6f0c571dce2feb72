package watch

import (
	"testing"

	"kitewatch/kite"
)

// A rolling future and the contract that it stands for are two rows of one
// instrument: each keeps the cursor.
func TestTwoRowsOfOneInstrumentKeepTheirCursor(t *testing.T) {
	contract, next, rolling := sym("NFO:NIFTY26NOVFUT"), sym("NFO:NIFTY26DECFUT"), sym("NFO:NIFTY@FUT1")
	rolls := func(to kite.Symbol) Entry { return Entry{Symbol: to, Written: rolling} }
	plain := func(s kite.Symbol) Entry { return Entry{Symbol: s} }
	tests := []struct {
		name          string
		before, after []Entry
		cursor, want  int
	}{
		{"a row comes in above", []Entry{plain(contract), rolls(contract)}, []Entry{plain(next), plain(contract), rolls(contract)}, 1, 2},
		{"its twin comes in above", []Entry{rolls(contract)}, []Entry{plain(contract), rolls(contract)}, 0, 1},
		{"its twin leaves", []Entry{plain(contract), plain(next), rolls(contract)}, []Entry{plain(next), rolls(contract)}, 2, 1},
		{"they change places", []Entry{plain(contract), rolls(contract)}, []Entry{rolls(contract), plain(contract)}, 0, 1},
		{"it rolls on", []Entry{plain(contract), rolls(contract)}, []Entry{plain(contract), rolls(next)}, 1, 1},
		{"it is pinned to its contract", []Entry{plain(next), rolls(contract)}, []Entry{plain(contract), plain(next)}, 1, 0},
		{"written twice, the second", []Entry{plain(contract), plain(next), plain(contract)}, []Entry{plain(next), plain(contract), plain(contract)}, 2, 2},
		{"written twice, one leaves", []Entry{plain(next), plain(contract), plain(contract)}, []Entry{plain(contract), plain(next)}, 2, 0},
		{"it leaves", []Entry{plain(next), rolls(contract)}, []Entry{plain(next)}, 1, 0},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			m := sized(t, 80, 24)
			m.SetLists([]List{{Name: "One", Entries: tt.before}})
			for range tt.cursor {
				m = press(t, m, "j")
			}
			m.SetLists([]List{{Name: "One", Entries: tt.after}})
			if _, row, _ := m.At(); row != tt.want {
				t.Errorf("the cursor is on row %d, want %d", row, tt.want)
			}
		})
	}
}

func TestSelectMeansTheRowAsItIsWritten(t *testing.T) {
	contract, rolling := sym("NFO:NIFTY26NOVFUT"), sym("NFO:NIFTY@FUT1")
	m := sized(t, 80, 24)
	m.SetLists([]List{{Name: "One", Entries: []Entry{
		{Symbol: contract, Written: rolling}, {Symbol: sym("NSE:INFY")}, {Symbol: contract}, {Symbol: sym("NSE:TCS")}, {Symbol: sym("NSE:TCS"), Written: sym("NSE:TCS@FUT1")},
	}}})
	for s, want := range map[kite.Symbol]int{rolling: 0, contract: 2, sym("NSE:INFY"): 1} {
		if m.Select(s); m.list().cursor != want {
			t.Errorf("%v: row %d, want %d", s, m.list().cursor, want)
		}
	}
	before := m.list().cursor
	if m.Select(sym("NSE:NOWHERE")); m.list().cursor != before {
		t.Error("what is in no list moves the cursor")
	}
}
