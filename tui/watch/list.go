package watch

import (
	"bytes"
	"math"
	"slices"
	"time"

	"kitewatch/kite"
	"kitewatch/kite/feed"
	"kitewatch/kite/market"
	"kitewatch/tui/ui"
)

// item is an instrument, however many lists it is in.
type item struct {
	feed.Row
	name        label
	version     int // goes up when what is shown changes
	change      float64
	changePct   float64
	changeKnown bool
	locked      int        // 1 at the upper circuit, -1 at the lower
	side        int        // 1 for a rise, -1 for a fall, 0 for none
	before      kite.Price // the last price before the one shown
	ticked      int        // the batch that changed the price; 0: none
	listed      int        // the number of the list shown last that it is in

	course        course      // of its price since the open
	told          market.Date // the session whose candles have been asked for
	prevOI        kite.Count  // open interest at the close before
	prevOISession market.Date // of which session prevOI is the day before; 0: none
	spot          *item       // of a future: what it is a future of
	futures       []*item     // those whose spot it is
	alert         *Alert      // fired and not acknowledged
}

// tickSpan is the longest time between two replies of which the second can
// still be said to have just changed the price.
const tickSpan = time.Minute

// moves reports whether a newer row has just changed the price as it is
// written: not the first data, not what comes after a silence.
func (it *item) moves(r *feed.Row) bool {
	before, now := it.Quote.LastPrice, r.Quote.LastPrice
	return before != 0 && now != 0 && before != now && !it.Answered.IsZero() && r.Received.Sub(it.Received) < tickSpan &&
		!sameFigure(before, now, r.Decimals)
}

// sameFigure reports that two prices are written alike.
func sameFigure(a, b kite.Price, decimals int) bool {
	var one, other [32]byte
	return bytes.Equal(ui.AppendPrice(one[:0], float64(a), decimals), ui.AppendPrice(other[:0], float64(b), decimals))
}

// set takes a newer row and reports whether anything shown has changed.
func (it *item) set(r feed.Row) bool {
	old := &it.Row
	same := old.Quote == r.Quote && old.PrevClose == r.PrevClose && old.Session == r.Session && old.Decimals == r.Decimals &&
		old.Missing == r.Missing && old.Changed.Equal(r.Changed) && old.Answered.IsZero() == r.Answered.IsZero() &&
		old.Full.IsZero() == r.Full.IsZero() && old.Whole() == r.Whole()
	it.Row = r
	if same {
		return false
	}
	it.version++
	it.Decimals = min(max(r.Decimals, 0), 8)
	it.change, it.changeKnown = r.Change()
	it.changePct, _ = r.ChangePct()
	it.locked = lock(&r)
	it.side = 0
	// A change too small to be written is none.
	if smallest := 0.5 / math.Pow10(it.Decimals); it.change >= smallest {
		it.side = 1
	} else if it.change <= -smallest {
		it.side = -1
	}
	return true
}

// lock tells whether a price stands at its circuit with nobody on the other
// side of the book: 1 at the upper, -1 at the lower. A book that is older than
// the price does not tell.
func lock(r *feed.Row) int {
	q := &r.Quote
	switch {
	case !r.AtLimit() || !r.Whole():
		return 0
	case q.UpperCircuitLimit > 0 && q.LastPrice >= q.UpperCircuitLimit && q.Depth.Sell[0].Price == 0:
		return 1
	case q.LastPrice <= q.LowerCircuitLimit && q.Depth.Buy[0].Price == 0:
		return -1
	}
	return 0
}

// list is one tab: entries in the file's order, and how the user looks at
// them.
type list struct {
	name    string // as the file has it
	title   string // the same, clean
	given   List   // its columns and sorting as they were given
	columns []int  // those it may show, from left to right
	chosen  bool   // by name; else all that make sense in it
	entries []entry
	held    []int // entries with a position
	order   []int // entries from top to bottom, those that the filter lets through
	cursor  int   // the entry selected
	meant   int   // the entry that the user has put the cursor on; a filter that is being typed may hold it back
	top     int   // place in order of the first row on the screen
	sorted  int   // index in columns, -1: file order
	reverse bool
	filter  filter
	extents []extent // the widest cells so far
	decimal int      // the fewest decimals of a price
}

// at returns the cursor's place in order.
func (l *list) at() int { return max(slices.Index(l.order, l.cursor), 0) }

// goTo puts the cursor on an entry because the user wants it there.
func (l *list) goTo(i int) { l.cursor, l.meant = i, i }

// newList makes a list of items from those known.
func (m *Model) newList(l List) *list {
	made := &list{name: l.Name, title: ui.Clean(l.Name), given: l, extents: make([]extent, len(columns))}
	made.sorted, made.reverse = sorting(l.Sort)
	for i, e := range l.Entries {
		made.entries = append(made.entries, m.newEntry(e))
		if made.entries[i].held() {
			made.held = append(made.held, i)
		}
		m.link(made.entries[i].item)
	}
	made.choose(l.Columns)
	m.sift(made)
	return made
}

// choose shows the columns of these names, or, without any, all that make
// sense in the list.
func (l *list) choose(names []string) {
	l.chosen = len(names) > 0
	l.columns = chosen(names, l.entries)
}

// item returns the instrument of a symbol, made when it is new.
func (m *Model) item(symbol kite.Symbol) *item {
	it := m.items[symbol]
	if it == nil {
		it = &item{Row: feed.Row{Symbol: symbol, Decimals: 2}, name: labelOf(symbol)}
		m.items[symbol] = it
	}
	return it
}
