package store

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"slices"

	"github.com/BurntSushi/toml"

	"kitewatch/kite"
)

// draft is an edit in the making.
type draft struct {
	path    string
	text    []byte
	tree    *tree
	lists   []*node        // the tables of list
	model   map[string]any // the decoded file, in which the edit is made apart from the text
	splices []splice
	newline string
}

// newDraft reads a text, which must be free of errors.
func newDraft(path string, text []byte) (*draft, error) {
	w, err := ParseWatchlist(path, text)
	if err != nil {
		return nil, err
	}
	d := &draft{path: path, text: text, tree: w.tree, model: map[string]any{}, newline: "\n"}
	if i := bytes.IndexByte(text, '\n'); i > 0 && text[i-1] == '\r' {
		d.newline = "\r\n"
	}
	if list := w.tree.root.fields["list"]; list != nil {
		d.lists = list.items
	}
	_, err = toml.Decode(string(text), &d.model)
	return d, err
}

// fault is why an edit cannot be made.
func (d *draft) fault(format string, args ...any) error {
	return &FileError{Path: d.path, Reason: fmt.Sprintf(format, args...)}
}

// odd is the fault of a text that the edit does not understand well enough.
func (d *draft) odd() error {
	return d.fault("this list's shape cannot be edited safely: edit it by hand, e opens it")
}

func (d *draft) splice(from, to int, text string) {
	d.splices = append(d.splices, splice{span{from, to}, text})
}

// finish makes the new text and proves it.
func (d *draft) finish() ([]byte, error) {
	slices.SortStableFunc(d.splices, func(a, b splice) int { return cmp.Compare(a.from, b.from) })
	at := 0
	for _, s := range d.splices {
		if s.from < at || s.to < s.from || s.to > len(d.text) {
			return nil, d.odd()
		}
		at = s.to
	}
	out := rewrite(d.text, d.splices)
	after, err := ParseWatchlist(d.path, out)
	var fault *FileError
	switch {
	case after.tree == nil:
		return nil, d.odd()
	case errors.As(err, &fault): // such as an instrument too many: no place in a text that is not to be
		return nil, d.fault("%s", fault.Reason)
	case !same(d.model, after.tree.root.value) || !d.untouched(out):
		return nil, d.odd()
	}
	return out, nil
}

// untouched reports whether all but what lies between the first and the last
// splice is as it was.
func (d *draft) untouched(out []byte) bool {
	if len(d.splices) == 0 {
		return bytes.Equal(d.text, out)
	}
	before, behind := d.text[:d.splices[0].from], d.text[d.splices[len(d.splices)-1].to:]
	return bytes.HasPrefix(out, before) && bytes.HasSuffix(out, behind) && len(out) >= len(before)+len(behind)
}

// list finds a list, and its table in the text and in the model.
func (d *draft) list(ref ListRef) (table *node, model map[string]any, err error) {
	nth := 0
	for i, table := range d.lists {
		if d.listName(i) != ref.Name {
			continue
		}
		if nth == ref.Nth {
			model, _ := elements(d.model["list"])[i].(map[string]any)
			return table, model, nil
		}
		nth++
	}
	return nil, nil, d.fault("there is no list %q any more", ref.Name)
}

func (d *draft) listName(i int) string {
	name, _ := d.lists[i].value.(map[string]any)["name"].(string)
	return listName(name, i)
}

// refOf names a list of the draft.
func (d *draft) refOf(table *node) ListRef {
	at := slices.Index(d.lists, table)
	ref := ListRef{Name: d.listName(at)}
	for i := range at {
		if d.listName(i) == ref.Name {
			ref.Nth++
		}
	}
	return ref
}

// listNamed reports whether a list of that name is there.
func (d *draft) listNamed(name string) bool {
	_, _, err := d.list(ListRef{Name: name})
	return err == nil
}

// entries returns the elements of a list's symbols.
func entries(table *node) []*node {
	if array := table.fields["symbols"]; array != nil {
		return array.items
	}
	return nil
}

// symbolOf is the symbol of an entry, which has been read before.
func symbolOf(item *node) kite.Symbol {
	s, _ := kite.ParseSymbol(symbolNode(item).value.(string))
	return s
}

// symbolNode is the text that names an entry's symbol.
func symbolNode(item *node) *node {
	if named := item.fields["symbol"]; named != nil {
		return named
	}
	return item
}

// entry finds an entry of a list.
func (d *draft) entry(table *node, ref EntryRef) (k int, err error) {
	nth := 0
	for k, item := range entries(table) {
		if symbolOf(item) != ref.Symbol {
			continue
		}
		if nth == ref.Nth {
			return k, nil
		}
		nth++
	}
	return 0, d.fault("%v is no longer in the list %q", ref.Symbol, d.refOf(table).Name)
}

// twinsBefore names an entry of a symbol that is, or comes to be, the k-th.
func twinsBefore(table *node, k int, symbol kite.Symbol) EntryRef {
	ref := EntryRef{Symbol: symbol}
	for _, item := range entries(table)[:k] {
		if symbolOf(item) == symbol {
			ref.Nth++
		}
	}
	return ref
}

// twins counts the entries of a symbol.
func twins(table *node, symbol kite.Symbol) int {
	return twinsBefore(table, len(entries(table)), symbol).Nth
}

// vacant makes sure that a symbol is not yet in a list.
func (d *draft) vacant(table *node, symbol kite.Symbol) error {
	if twins(table, symbol) > 0 {
		return d.fault("%v is in the list %q already", symbol, d.refOf(table).Name)
	}
	return nil
}

// place says where in a list an entry goes: behind another, before all, or at
// the end.
type place struct {
	after EntryRef
	first bool
}

func (p place) index(d *draft, table *node) int {
	if p.first {
		return 0
	}
	if k, err := d.entry(table, p.after); err == nil {
		return k + 1
	}
	return len(entries(table))
}

// placeOf is where an entry stands now.
func placeOf(table *node, k int) place {
	if k == 0 {
		return place{first: true}
	}
	return place{after: twinsBefore(table, k-1, symbolOf(entries(table)[k-1]))}
}

// setSymbols changes the entries of a list's model.
func setSymbols(model map[string]any, change func(symbols []any) []any) {
	model["symbols"] = change(elements(model["symbols"]))
}
