package store

import (
	"cmp"
	"slices"
	"strings"

	"github.com/BurntSushi/toml"

	"kitewatch/kite"
)

type addEntry struct {
	list    ListRef
	symbol  kite.Symbol
	place   place
	raw     string // its text when it was there before; else it is made
	comment string // what stood behind it, from the blanks before on
	twin    bool   // it was there with another of its symbol
}

func (op addEntry) plan(d *draft) (operation, error) {
	if len(d.lists) == 0 && (op.list.Name == "" || op.list.Name == DefaultList) {
		return addList{name: DefaultList, first: op.symbol}.plan(d)
	}
	table, model, err := d.list(op.list)
	if err != nil {
		return nil, err
	}
	if err := d.vacant(table, op.symbol); err != nil && !op.twin {
		return nil, err
	}
	k := op.place.index(d, table)
	value, err := d.insertEntry(table, k, op)
	if err != nil {
		return nil, err
	}
	setSymbols(model, func(all []any) []any { return slices.Insert(all, k, value) })
	return removeEntry{op.list, twinsBefore(table, k, op.symbol)}, nil
}

// insertEntry puts an entry into a list's symbols, which are made when there
// are none, and returns what its text decodes to.
func (d *draft) insertEntry(table *node, k int, e addEntry) (value any, err error) {
	raw := cmp.Or(e.raw, quote(e.symbol.String(), d.neighbour(table, k)))
	var alone map[string]any
	if _, err := toml.Decode("entry = "+raw, &alone); err != nil {
		return nil, d.odd()
	}
	array := table.fields["symbols"]
	switch {
	case array != nil:
		d.insertItem(d.sequence(array), k, item{raw, e.comment})
	case table.inline() && e.comment == "":
		d.insertPair(table, "symbols", "["+raw+"]")
	default:
		d.insertPair(table, "symbols", "["+d.newline+d.indent()+raw+","+e.comment+d.newline+"]")
	}
	return alone["entry"], nil
}

// neighbour is the text by whose quotes a new entry is written: of the entry
// before it, or of the nearest there is.
func (d *draft) neighbour(table *node, k int) []byte {
	all := entries(table)
	for _, list := range d.lists {
		if len(all) == 0 {
			all, k = entries(list), 0
		}
	}
	if len(all) == 0 {
		return nil
	}
	n := symbolNode(all[max(k-1, 0)])
	return d.text[n.from:n.to]
}

// indent is what stands before entries on lines of their own in this file.
func (d *draft) indent() string {
	for _, list := range d.lists {
		array := list.fields["symbols"]
		if array == nil {
			continue
		}
		seq := d.sequence(array)
		for k := range min(len(seq.items), 20) { // enough to know the manner
			if c := seq.cell(k); c.alone() && c.front < 0 {
				return string(d.text[c.lead.from:c.from])
			}
		}
	}
	return "  "
}

type removeEntry struct {
	list  ListRef
	entry EntryRef
}

func (op removeEntry) plan(d *draft) (operation, error) {
	table, model, err := d.list(op.list)
	if err != nil {
		return nil, err
	}
	k, err := d.entry(table, op.entry)
	if err != nil {
		return nil, err
	}
	back := d.takeEntry(table, k)
	setSymbols(model, func(all []any) []any { return slices.Delete(all, k, k+1) })
	back.list = op.list
	return back, nil
}

// takeEntry removes an entry's bytes and returns what puts them back.
func (d *draft) takeEntry(table *node, k int) addEntry {
	n := entries(table)[k]
	back := addEntry{symbol: symbolOf(n), place: placeOf(table, k), raw: string(d.text[n.from:n.to])}
	back.twin = twins(table, back.symbol) > 1
	back.comment = d.removeItem(d.sequence(table.fields["symbols"]), k)
	return back
}

type transferEntry struct {
	list  ListRef
	entry EntryRef
	to    ListRef
	place place
	twin  bool // it was there with another of its symbol
}

func (op transferEntry) plan(d *draft) (operation, error) {
	table, model, err := d.list(op.list)
	if err != nil {
		return nil, err
	}
	target, targetModel, err := d.list(op.to)
	if err != nil {
		return nil, err
	}
	k, err := d.entry(table, op.entry)
	if err != nil {
		return nil, err
	}
	if err := d.vacant(target, op.entry.Symbol); err != nil && !op.twin {
		return nil, err
	}
	taken := d.takeEntry(table, k)
	at := op.place.index(d, target)
	value, err := d.insertEntry(target, at, taken)
	if err != nil {
		return nil, err
	}
	setSymbols(model, func(all []any) []any { return slices.Delete(all, k, k+1) })
	setSymbols(targetModel, func(all []any) []any { return slices.Insert(all, at, value) })
	return transferEntry{list: op.to, entry: twinsBefore(target, at, op.entry.Symbol), to: op.list, place: taken.place, twin: taken.twin}, nil
}

type setEntryKey struct {
	list  ListRef
	entry EntryRef
	key   string
	value any  // nil: it goes
	plain bool // and with it the braces, which it has brought
}

func (op setEntryKey) plan(d *draft) (operation, error) {
	table, model, err := d.list(op.list)
	if err != nil {
		return nil, err
	}
	k, err := d.entry(table, op.entry)
	if err != nil {
		return nil, err
	}
	if err := op.check(d); err != nil {
		return nil, err
	}
	n := entries(table)[k]
	entry, braces := elements(model["symbols"])[k].(map[string]any)
	back := op
	back.value = entry[op.key]
	switch {
	case op.value == nil && back.value == nil:
		return back, nil
	case braces && op.plain && op.value == nil && len(n.pairs) == 2 && !d.sequence(n).commented():
		back.plain = true
		symbol := n.fields["symbol"]
		d.splice(n.from, n.to, string(d.text[symbol.from:symbol.to]))
		setSymbols(model, func(all []any) []any {
			all[k] = entry["symbol"]
			return all
		})
		return back, nil
	case braces:
		return back, d.setPair(n, entry, op.key, op.value)
	}
	back.plain = true
	raw := d.text[n.from:n.to]
	d.splice(n.from, n.from, "{ symbol = ")
	d.splice(n.to, n.to, ", "+op.key+" = "+literal(op.value, raw)+" }")
	setSymbols(model, func(all []any) []any {
		all[k] = map[string]any{"symbol": n.value, op.key: op.value}
		return all
	})
	return back, nil
}

// check refuses values that the file may not hold.
func (op setEntryKey) check(d *draft) error {
	if note, ok := op.value.(string); ok && op.key == "note" {
		if strings.ContainsFunc(note, isControl) {
			return d.fault("a note is one line of plain text")
		}
		return nil
	}
	at := slices.IndexFunc(numberKeys, func(k numberKey) bool { return k.name == op.key })
	if op.value == nil && (at >= 0 || op.key == "note") {
		return nil
	}
	if at < 0 {
		return d.fault("an entry has no %s to set", op.key)
	}
	if _, reason := numberKeys[at].read(op.value); reason != "" {
		return d.fault("%s", reason)
	}
	if rolling(op.entry.Symbol) && !numberKeys[at].rolls {
		return d.fault("%s", rollingReason(op.key, op.entry.Symbol))
	}
	return nil
}

type setSymbol struct {
	list   ListRef
	entry  EntryRef
	symbol kite.Symbol
	twin   bool // it was there with another of that symbol
}

func (op setSymbol) plan(d *draft) (operation, error) {
	table, model, err := d.list(op.list)
	if err != nil {
		return nil, err
	}
	k, err := d.entry(table, op.entry)
	if err != nil {
		return nil, err
	}
	if err := d.vacant(table, op.symbol); err != nil && !op.twin {
		return nil, err
	}
	n := symbolNode(entries(table)[k])
	d.splice(n.from, n.to, quote(op.symbol.String(), d.text[n.from:n.to]))
	setSymbols(model, func(all []any) []any {
		if entry, ok := all[k].(map[string]any); ok {
			entry["symbol"] = op.symbol.String()
		} else {
			all[k] = op.symbol.String()
		}
		return all
	})
	return setSymbol{op.list, twinsBefore(table, k, op.symbol), op.entry.Symbol, twins(table, op.entry.Symbol) > 1}, nil
}
