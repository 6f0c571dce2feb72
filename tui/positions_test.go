package tui

import (
	"testing"

	"kitewatch/kite"
	"kitewatch/tui/store"
)

// All shows what every list holds of an instrument, also where the first that
// names it holds nothing.
func TestAllHoldsEveryPosition(t *testing.T) {
	infy := kite.Symbol{Exchange: "NSE", Tradingsymbol: "INFY"}
	held := func(qty, cost float64) store.List {
		return store.List{Name: "P", Entries: []store.Entry{{Symbol: infy, Qty: store.Number{Value: qty, Set: true}, Cost: store.Number{Value: cost, Set: true}}}}
	}
	own := []store.List{{Name: "Plain", Entries: []store.Entry{{Symbol: infy}}}, held(50, 1490.5), held(-20, 1600)}
	m := model{own: own, lists: withAll(own)}
	lists := m.watchLists()
	got := lists[len(lists)-1].Entries
	if len(got) != 1 || got[0].Qty != 50 || len(got[0].Also) != 1 || got[0].Also[0].Qty != -20 {
		t.Errorf("All holds %+v", got)
	}
	if got := lists[2].Entries[0]; got.Qty != -20 || len(got.Also) != 0 {
		t.Errorf("the third list holds %+v", got)
	}
	if levels, _ := LevelsOf([]store.List{{Entries: []store.Entry{{Symbol: infy, Above: store.Number{Value: 1, Set: true}}}}, {Entries: []store.Entry{{Symbol: infy, Above: store.Number{Value: 2, Set: true}}}}}); len(levels) != 2 {
		t.Errorf("levels of two lists: %v", levels)
	}
}
