package store

import "slices"

type moveEntry struct {
	list  ListRef
	entry EntryRef
	by    int  // rows
	exact bool // it goes back: by counts twins too
}

func (op moveEntry) plan(d *draft) (operation, error) {
	table, model, err := d.list(op.list)
	if err != nil {
		return nil, err
	}
	k, err := d.entry(table, op.entry)
	if err != nil {
		return nil, err
	}
	to := min(max(k+op.by, 0), len(entries(table))-1)
	if !op.exact {
		if to, err = op.target(d, table, k); err != nil {
			return nil, err
		}
	}
	if to == k {
		return nil, d.fault("%v is at the end of the list %q already", op.entry.Symbol, op.list.Name)
	}
	d.moveItem(d.sequence(table.fields["symbols"]), k, to)
	setSymbols(model, func(all []any) []any {
		moved := all[k]
		return slices.Insert(slices.Delete(all, k, k+1), to, moved)
	})
	back := moveEntry{op.list, EntryRef{Symbol: op.entry.Symbol}, k - to, true}
	for i, item := range entries(table) { // twins that stand before it now
		if i != k && symbolOf(item) == op.entry.Symbol && (i < min(k, to) || i <= to && to > k) {
			back.entry.Nth++
		}
	}
	return back, nil
}

// target is where an entry goes that passes so many rows: a twin of one before
// it is none. The first of twins cannot pass the second, which would be the row
// in its place.
func (op moveEntry) target(d *draft, table *node, k int) (to int, err error) {
	all, step := entries(table), 1
	if op.by < 0 {
		step = -1
	}
	to = k
	for i, left := k+step, op.by*step; i >= 0 && i < len(all) && left > 0; i += step {
		if symbol := symbolOf(all[i]); twinsBefore(table, i, symbol).Nth == 0 {
			to, left = i, left-1
		}
	}
	for i := k + 1; i <= to; i++ {
		if op.entry.Nth == 0 && symbolOf(all[i]) == op.entry.Symbol {
			return k, d.fault("%v is in the list %q twice: remove one, and the other can be moved", op.entry.Symbol, op.list.Name)
		}
	}
	return to, nil
}
