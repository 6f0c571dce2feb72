package store

import (
	"bytes"
	"crypto/sha256"

	"kitewatch/kite"
)

// Edit is a change of watchlist.toml. It names lists and entries as the user
// sees them and no place in the text, so that it can be made in a text that
// has changed since it was read.
type Edit struct {
	op    operation
	exact *patch // of an undo: how, as long as the text is what the edit left

	several []Edit // in place of op: these, in turn
}

// ListRef names a list: its name, and which of those with that name, from 0.
type ListRef struct {
	Name string // as List.Name has it
	Nth  int
}

// EntryRef names an entry of a list: its symbol, and which of those with that
// symbol, from 0. The zero value names none.
type EntryRef struct {
	Symbol kite.Symbol
	Nth    int
}

// operation is one kind of edit.
type operation interface {
	// plan puts the change into a draft twice, as bytes and in the decoded
	// model, and returns what takes it back.
	plan(d *draft) (operation, error)
}

// AddEntry adds a symbol behind an entry of a list, or at the list's end when
// after names none or is gone. In a file without any list it makes one:
// DefaultList, when the reference names that or nothing.
func AddEntry(list ListRef, symbol kite.Symbol, after EntryRef) Edit {
	return Edit{op: addEntry{list: list, symbol: symbol, place: place{after: after}}}
}

// RemoveEntry removes an entry with the comment behind it on its line.
func RemoveEntry(list ListRef, entry EntryRef) Edit {
	return Edit{op: removeEntry{list, entry}}
}

// MoveEntry moves an entry within its list: down by so many rows, up when by is
// negative, no further than the list's ends. Of a symbol named twice the first
// entry is the row.
func MoveEntry(list ListRef, entry EntryRef, by int) Edit {
	return Edit{op: moveEntry{list: list, entry: entry, by: by}}
}

// TransferEntry moves an entry to the end of another list.
func TransferEntry(list ListRef, entry EntryRef, to ListRef) Edit {
	return Edit{op: transferEntry{list: list, entry: entry, to: to}}
}

// SetNote gives an entry a note; an empty one takes it away.
func SetNote(list ListRef, entry EntryRef, note string) Edit {
	op := setEntryKey{list: list, entry: entry, key: "note"}
	if note != "" {
		op.value = note
	}
	return Edit{op: op}
}

// SetNumber sets qty, cost, multiplier, above, below or change_pct of an
// entry; a number that is not set takes it away.
func SetNumber(list ListRef, entry EntryRef, key string, n Number) Edit {
	op := setEntryKey{list: list, entry: entry, key: key}
	if n.Set {
		op.value = numeral(n.Value)
	}
	return Edit{op: op}
}

// SetSymbol gives an entry another symbol, and leaves it the rest.
func SetSymbol(list ListRef, entry EntryRef, symbol kite.Symbol) Edit {
	return Edit{op: setSymbol{list: list, entry: entry, symbol: symbol}}
}

// AddList adds an empty list at the end of the file.
func AddList(name string) Edit { return Edit{op: addList{name: name}} }

// RenameList gives a list another name.
func RenameList(list ListRef, name string) Edit {
	return Edit{op: setListKey{list: list, key: "name", value: name}}
}

// RemoveList removes a list with all its entries.
func RemoveList(list ListRef) Edit { return Edit{op: removeList{list}} }

// SetColumns gives a list columns of its own; none leaves them to the width.
func SetColumns(list ListRef, columns []string) Edit {
	all := make([]any, len(columns))
	for i, c := range columns {
		all[i] = c
	}
	return Edit{op: setListKey{list: list, key: "columns", value: all, empty: len(all) == 0}}
}

// SetSort sorts a list by a column, reversed with "-" before its name; an
// empty text goes back to the file's order.
func SetSort(list ListRef, column string) Edit {
	return Edit{op: setListKey{list: list, key: "sort", value: column, empty: column == ""}}
}

// patch is what an edit did to a text, for taking it back byte for byte.
type patch struct {
	when    [sha256.Size]byte // the sum of the text it is for
	splices []splice
	redo    operation
}

// Apply makes the edit in the text of a watchlist and returns the new text
// and the edit that takes it back: byte for byte while the text stays as it
// is now, and by what it means after that. Only the bytes concerned change.
//
// The result is proven before it is returned: decoded anew it must equal the
// old content with the edit made in it. What cannot be done, because the text
// has an error, the entry is gone or the shape too odd, is a FileError that
// says so, for the file of that path.
func (e Edit) Apply(path string, text []byte) (out []byte, undo Edit, err error) {
	if len(e.several) > 0 {
		return e.applyAll(path, text)
	}
	if e.op == nil {
		return nil, Edit{}, &FileError{Path: path, Reason: "there is nothing to edit"}
	}
	if e.exact != nil && sha256.Sum256(text) == e.exact.when {
		out = rewrite(text, e.exact.splices)
		return out, Edit{op: e.exact.redo, exact: reverse(text, out, e.exact.splices, e.op)}, nil
	}
	d, err := newDraft(path, bytes.TrimPrefix(text, bom))
	if err != nil {
		return nil, Edit{}, err
	}
	inverse, err := e.op.plan(d)
	if err != nil {
		return nil, Edit{}, err
	}
	if out, err = d.finish(); err != nil {
		return nil, Edit{}, err
	}
	if bytes.HasPrefix(text, bom) {
		out = append(bytes.Clone(bom), out...)
		for i := range d.splices {
			d.splices[i].from += len(bom)
			d.splices[i].to += len(bom)
		}
	}
	return out, Edit{op: inverse, exact: reverse(text, out, d.splices, e.op)}, nil
}

// reverse is the patch that makes the old text of the new one.
func reverse(old, changed []byte, splices []splice, redo operation) *patch {
	p := &patch{when: sha256.Sum256(changed), redo: redo}
	shift := 0
	for _, s := range splices {
		from := s.from + shift
		p.splices = append(p.splices, splice{span{from, from + len(s.text)}, string(old[s.from:s.to])})
		shift += len(s.text) - (s.to - s.from)
	}
	return p
}

// splice puts a text in the place of a run of bytes.
type splice struct {
	span
	text string
}

// rewrite makes the splices, which are in order and apart.
func rewrite(text []byte, splices []splice) []byte {
	var out []byte
	at := 0
	for _, s := range splices {
		out = append(append(out, text[at:s.from]...), s.text...)
		at = s.to
	}
	return append(out, text[at:]...)
}
