package store

import (
	"slices"

	"kitewatch/kite"
)

// change is a random edit with what it must do to what the file says.
type change struct {
	edit  Edit
	after []madeList
	lists []int       // whose text may change
	takes bool        // comments may go with what is removed
	gone  kite.Symbol // the entry that is removed with its comment
	whole bool        // lists come or go: text outside the lists' arrays changes
}

func (m *maker) refTo(file []madeList, i int) ListRef {
	r := ListRef{Name: listName(file[i].name, i)}
	for j := range i {
		if listName(file[j].name, j) == r.Name {
			r.Nth++
		}
	}
	return r
}

func entryTo(l madeList, k int) EntryRef {
	r := EntryRef{Symbol: l.entries[k].Symbol}
	for _, e := range l.entries[:k] {
		if e.Symbol == r.Symbol {
			r.Nth++
		}
	}
	return r
}

func (l madeList) has(s kite.Symbol) bool {
	return slices.ContainsFunc(l.entries, func(e Entry) bool { return e.Symbol == s })
}

// passing is where an entry comes to stand that passes rows, which twins are
// not, and whether it passes one of its own.
func (l madeList) passing(k, by int) (to int, own bool) {
	to = k
	for i := k; by != 0; {
		step := 1
		if by < 0 {
			step = -1
		}
		if i += step; i < 0 || i == len(l.entries) {
			break
		}
		if entryTo(l, i).Nth == 0 {
			to, by = i, by-step
		}
	}
	for i := k + 1; i <= to; i++ {
		own = own || l.entries[i].Symbol == l.entries[k].Symbol
	}
	return to, own
}

// change makes an edit that can be made; ok is false when the dice fell on one
// that cannot.
func (m *maker) change(file []madeList) (c change, ok bool) {
	c.after = make([]madeList, len(file))
	for i, l := range file {
		c.after[i] = l
		c.after[i].entries = slices.Clone(l.entries)
	}
	if len(file) == 0 || m.chance(20) {
		return m.changeLists(file, c)
	}
	i := m.IntN(len(file))
	l := &c.after[i]
	c.lists = []int{i}
	if len(l.entries) == 0 || m.chance(25) {
		s := sym(m.one("NSE:NEW", "NFO:NIFTY@FUT1", "NSE:A", "NSE:M&M"))
		at, after := len(l.entries), EntryRef{}
		if len(l.entries) > 0 && m.chance(50) {
			at = 1 + m.IntN(len(l.entries))
			after = entryTo(*l, at-1)
		}
		c.edit = AddEntry(m.refTo(file, i), s, after)
		ok = !l.has(s)
		l.entries = slices.Insert(l.entries, at, Entry{Symbol: s})
		return c, ok
	}
	return m.changeEntry(file, c, i)
}

func (m *maker) changeEntry(file []madeList, c change, i int) (change, bool) {
	l := &c.after[i]
	r, k := m.refTo(file, i), m.IntN(len(l.entries))
	e := &l.entries[k]
	er := entryTo(*l, k)
	switch m.IntN(7) {
	case 0:
		c.edit, c.takes, c.gone = RemoveEntry(r, er), true, e.Symbol
		l.entries = slices.Delete(l.entries, k, k+1)
	case 1:
		by := m.IntN(7) - 3
		to, own := l.passing(k, by)
		c.edit = MoveEntry(r, er, by)
		if own && er.Nth == 0 {
			return c, false
		}
		moved := *e
		l.entries = slices.Insert(slices.Delete(l.entries, k, k+1), to, moved)
		return c, to != k
	case 2:
		j := m.IntN(len(file))
		c.edit, c.lists = TransferEntry(r, er, m.refTo(file, j)), []int{i, j}
		if c.after[j].has(e.Symbol) {
			return c, false
		}
		c.after[j].entries = append(c.after[j].entries, *e)
		l.entries = slices.Delete(l.entries, k, k+1)
	case 3:
		e.Note = m.one("", "new", `it's "new"`)
		c.edit, c.takes = SetNote(r, er, e.Note), e.Note == ""
	case 4:
		e.Qty = Number{float64(m.IntN(9) - 4), m.chance(70)}
		if !e.Qty.Set {
			e.Qty.Value = 0
		}
		c.edit, c.takes = SetNumber(r, er, "qty", e.Qty), !e.Qty.Set
	case 5:
		e.Below = Number{0.05, true}
		c.edit = SetNumber(r, er, "below", e.Below)
	case 6:
		s := sym(m.one("NSE:OTHER", "BSE:A"))
		if l.has(s) {
			return c, false
		}
		c.edit, e.Symbol = SetSymbol(r, er, s), s
	}
	return c, !rolling(er.Symbol)
}

func (m *maker) changeLists(file []madeList, c change) (change, bool) {
	c.whole = true
	if len(file) == 0 {
		c.edit = AddEntry(ListRef{}, sym("NSE:A"), EntryRef{})
		c.after = append(c.after, madeList{name: DefaultList, entries: []Entry{{Symbol: sym("NSE:A")}}})
		return c, true
	}
	i := m.IntN(len(file))
	l, r := &c.after[i], m.refTo(file, i)
	switch m.IntN(5) {
	case 0:
		c.edit = AddList("New")
		c.after = append(c.after, madeList{name: "New"})
	case 1:
		c.edit, l.name = RenameList(r, "Name 2"), "Name 2"
	case 2:
		c.edit, c.takes = RemoveList(r), true
		c.after = slices.Delete(c.after, i, i+1)
	case 3:
		l.columns = [][]string{nil, {"oi"}, {"oi", "ltp"}}[m.IntN(3)]
		c.edit = SetColumns(r, l.columns)
	case 4:
		l.sort = m.one("", "-oi")
		c.edit = SetSort(r, l.sort)
		l.ordered = l.ordered || l.sort != ""
	}
	taken := func(name string) bool {
		return slices.ContainsFunc(lists(file), func(l List) bool { return l.Name == name })
	}
	return c, !taken("New") && !taken("Name 2")
}
