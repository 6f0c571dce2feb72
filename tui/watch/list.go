package watch

import (
	"cmp"
	"math"
	"slices"
	"time"

	"kitewatch/kite"
	"kitewatch/kite/feed"
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
}

// tickSpan is the longest time between two replies of which the second can
// still be said to have just changed the price.
const tickSpan = time.Minute

// moves reports whether a newer row has just changed the price: not the first
// data, not what comes after a silence.
func (it *item) moves(r *feed.Row) bool {
	before, now := it.Quote.LastPrice, r.Quote.LastPrice
	return before != 0 && now != 0 && before != now && !it.Answered.IsZero() && r.Received.Sub(it.Received) < tickSpan
}

// set takes a newer row and reports whether anything shown has changed.
func (it *item) set(r feed.Row) bool {
	old := &it.Row
	same := old.Quote == r.Quote && old.PrevClose == r.PrevClose && old.Session == r.Session && old.Decimals == r.Decimals &&
		old.Missing == r.Missing && old.Changed.Equal(r.Changed) && old.Answered.IsZero() == r.Answered.IsZero()
	it.Row = r
	if same {
		return false
	}
	it.version++
	it.Decimals = min(max(r.Decimals, 0), 8)
	it.change, it.changeKnown = r.Change()
	it.changePct, _ = r.ChangePct()
	it.locked = lock(&r.Quote)
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
// side of the book: 1 at the upper, -1 at the lower.
func lock(q *kite.Quote) int {
	switch {
	case q.LastPrice == 0:
		return 0
	case q.UpperCircuitLimit > 0 && q.LastPrice >= q.UpperCircuitLimit && q.Depth.Sell[0].Price == 0:
		return 1
	case q.LastPrice <= q.LowerCircuitLimit && q.Depth.Buy[0].Price == 0:
		return -1
	}
	return 0
}

// entry is a line of a list, and its text as it was last made.
type entry struct {
	*item
	note   string
	reason string
	made   stamp
	text   string
}

// stamp is what an entry's text was made from. Another stamp, another text.
type stamp struct {
	version  int
	layout   int   // of the table; 0: never made
	day      int   // of the exchange's clock: yesterday's trades show their date
	age      int64 // of a stale row, in the unit shown
	state    feed.State
	selected bool
	tick     bool
}

// list is one tab: entries in the file's order, and how the user looks at
// them.
type list struct {
	name    string
	columns []int
	entries []entry
	order   []int // entries from top to bottom
	cursor  int   // the entry selected
	top     int   // place in order of the first row on the screen
	sorted  int   // index in columns, -1: file order
	reverse bool
	extents []extent // the widest cells so far
	decimal int      // the fewest decimals of a price
}

// at returns the cursor's place in order.
func (l *list) at() int { return max(slices.Index(l.order, l.cursor), 0) }

// fileOrder undoes sorting.
func (l *list) fileOrder() {
	l.sorted, l.reverse = -1, false
	l.order = l.order[:0]
	for i := range l.entries {
		l.order = append(l.order, i)
	}
}

// sort puts the entries in order of the sorted column: highest first or A
// first, unless reversed. What has no value comes last either way, and equals
// stay in the file's order.
func (m *Model) sort(l *list) {
	if l.sorted < 0 {
		return
	}
	type keyed struct {
		sortKey
		known bool
	}
	c := &columns[l.sorted]
	keys := make([]keyed, len(l.entries))
	for i := range l.entries {
		e := &l.entries[i]
		r := &m.pen.row
		*r = row{Model: m, item: e.item, note: e.note, state: e.State(m.clock, m.cal)}
		k, ok := c.key(r)
		if ok && (r.state != feed.NoData || l.sorted == columnSymbol || l.sorted == columnState) {
			keys[i] = keyed{k, true}
		}
	}
	slices.SortFunc(l.order, func(i, j int) int {
		a, b := &keys[i], &keys[j]
		if a.known != b.known && a.known {
			return -1
		} else if a.known != b.known {
			return 1
		}
		by := cmp.Or(cmp.Compare(b.figure, a.figure), cmp.Compare(a.text, b.text))
		if l.reverse {
			by = -by
		}
		return cmp.Or(by, cmp.Compare(i, j))
	})
}

// newList makes a list of items from those known.
func (m *Model) newList(l List) *list {
	made := &list{name: ui.Clean(l.Name), columns: chosen(l.Columns), extents: make([]extent, len(columns)), sorted: -1}
	for _, e := range l.Entries {
		made.entries = append(made.entries, entry{item: m.item(e.Symbol), note: ui.Clean(e.Note), reason: ui.Clean(e.Reason)})
	}
	made.fileOrder()
	return made
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

// keep takes over from the list's older version what the user had set: the
// sorting, the widths, the scroll, and the cursor by its symbol.
func (l *list) keep(old *list) {
	l.sorted, l.reverse, l.top = old.sorted, old.reverse, old.top
	if len(old.entries) == 0 {
		return
	}
	selected := &old.entries[old.cursor]
	has := func(i int) bool { return i < len(l.entries) && l.entries[i].Symbol == selected.Symbol }
	if l.cursor = old.cursor; has(old.cursor) {
		return
	}
	for i := range l.entries {
		if has(i) {
			l.cursor = i
			return
		}
	}
	l.cursor = max(min(l.cursor, len(l.entries)-1), 0)
}
