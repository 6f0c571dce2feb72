package store

import (
	"bytes"
	"slices"
	"strings"

	"github.com/BurntSushi/toml"

	"kitewatch/kite"
)

// AllLists is the name of the list of everything, which comes by itself.
const AllLists = "All"

type addList struct {
	name  string
	first kite.Symbol // its first entry, if it has one
	raw   string      // its text when it was there before; else it is made
	next  ListRef     // the list before which it goes; at the end when there is none

	comment string // what stood behind it among others in brackets, from the blanks before on
}

func (op addList) plan(d *draft) (operation, error) {
	if op.raw == "" {
		if err := d.checkListName(op.name); err != nil {
			return nil, err
		}
	}
	array := d.tree.root.fields["list"]
	raw, inline := op.raw, array != nil && array.inline()
	if raw == "" {
		raw = d.newList(op, inline)
	}
	table, err := d.decodeList(raw, inline)
	if err != nil {
		return nil, err
	}
	k := len(d.lists)
	if next, _, err := d.list(op.next); err == nil {
		k = slices.Index(d.lists, next)
	}
	switch {
	case inline:
		d.insertItem(d.sequence(array), k, item{raw, op.comment})
	case k < len(d.lists):
		at := lineStart(d.text, d.lists[k].from)
		d.splice(at, at, raw+d.newline)
	default:
		d.append(raw)
	}
	all := elements(d.model["list"])
	d.model["list"] = slices.Insert(all, k, table)
	return removeList{d.refAt(table, k)}, nil
}

// refAt names a list that comes to stand before the k-th.
func (d *draft) refAt(table any, k int) ListRef {
	name, _ := table.(map[string]any)["name"].(string)
	ref := ListRef{Name: listName(name, k)}
	for i := range k {
		if d.listName(i) == ref.Name {
			ref.Nth++
		}
	}
	return ref
}

// newList is the text of a new list, in the manner of those there are.
func (d *draft) newList(op addList, inline bool) string {
	var like *node
	for _, list := range d.lists {
		if name := list.fields["name"]; name != nil {
			like = name
		}
	}
	name := literal(op.name, nil)
	if like != nil {
		name = literal(op.name, d.text[like.from:like.to])
	}
	entry := ""
	if !op.first.IsZero() {
		entry = quote(op.first.String(), nil)
	}
	if inline {
		return "{ name = " + name + ", symbols = [" + entry + "] }"
	}
	if entry != "" {
		entry = d.indent() + entry + "," + d.newline
	}
	return "[[list]]" + d.newline + d.pairLike(like, "name", name) + d.newline +
		d.pairLike(like, "symbols", "["+d.newline+entry+"]") + d.newline
}

// decodeList returns what a list's text decodes to.
func (d *draft) decodeList(raw string, inline bool) (any, error) {
	if inline {
		raw = "list = [" + raw + "]"
	}
	var alone map[string]any
	if _, err := toml.Decode(raw, &alone); err != nil || len(elements(alone["list"])) != 1 {
		return nil, d.odd()
	}
	return elements(alone["list"])[0], nil
}

// append puts a table at the end of the file, an empty line before it.
func (d *draft) append(raw string) {
	end := len(d.text)
	gap := ""
	if end > 0 && d.text[end-1] != '\n' {
		gap = d.newline
	}
	if last := bytes.TrimRight(d.text, " \t\r\n"); len(last) > 0 && bytes.Count(d.text[len(last):], []byte("\n")) < 2 {
		gap += d.newline
	}
	d.splice(end, end, gap+raw)
}

func (d *draft) checkListName(name string) error {
	switch {
	case strings.TrimSpace(name) == "":
		return d.fault("a list needs a name")
	case name != strings.TrimSpace(name) || strings.ContainsFunc(name, isControl):
		return d.fault("a list's name is one line without blanks at its ends")
	case strings.EqualFold(name, AllLists):
		return d.fault("%s is the list of everything, which comes by itself: choose another name", AllLists)
	case d.listNamed(name):
		return d.fault("there is a list %q already", name)
	}
	return nil
}

type removeList struct{ list ListRef }

func (op removeList) plan(d *draft) (operation, error) {
	table, _, err := d.list(op.list)
	if err != nil {
		return nil, err
	}
	k := slices.Index(d.lists, table)
	back := addList{}
	if k+1 < len(d.lists) {
		back.next = d.refAt(d.lists[k+1].value, k) // as it will be called
	}
	d.model["list"] = slices.Delete(elements(d.model["list"]), k, k+1)
	if len(d.lists) == 1 && !table.inline() {
		delete(d.model, "list")
	}
	if table.inline() {
		back.raw = string(d.text[table.from:table.to])
		back.comment = d.removeItem(d.sequence(d.tree.root.fields["list"]), k)
		return back, nil
	}
	block, err := d.block(table)
	if err != nil {
		return nil, err
	}
	back.raw = string(d.text[block.from:block.to])
	if !strings.HasSuffix(back.raw, "\n") {
		back.raw += d.newline
	}
	block = d.withBlanks(block)
	d.splice(block.from, block.to, "")
	return back, nil
}

// block is a list's text: from its header to the end of its last line, with
// its sub-tables. Comments that follow are left to what comes next.
func (d *draft) block(table *node) (b span, err error) {
	apart := false // another table has come
	for _, h := range d.tree.headers {
		switch {
		case h.table == table:
			b = span{lineStart(d.text, h.from), d.nextLine(h.table.body)}
		case b.to == 0:
		case h.path[0] != "list":
			apart = true
		case len(h.path) == 1:
			return b, nil
		case apart: // of this list, behind a table that is not
			return b, d.odd()
		default:
			b.to = d.nextLine(h.table.body)
		}
	}
	return b, nil
}

// withBlanks adds the empty lines that a removed block would leave doubled.
func (d *draft) withBlanks(b span) span {
	before := bytes.TrimRight(d.text[:b.from], " \t\r\n")
	behind := len(d.text) - len(bytes.TrimLeft(d.text[b.to:], " \t\r\n"))
	switch {
	case behind == len(d.text): // it was the last thing
		if b.from = len(before); b.from > 0 {
			b.from = d.nextLine(b.from)
		}
		b.to = behind
	case len(before) == 0 || bytes.Count(d.text[len(before):b.from], []byte("\n")) > 1:
		b.to = max(b.to, lineStart(d.text, behind))
	}
	return b
}

type setListKey struct {
	list  ListRef
	key   string // name, columns or sort
	value any    // nil: it goes
	empty bool   // the value is as good as none: it stands where one was, with the line's comment, but is not added
	back  bool   // it is what was there before
}

func (op setListKey) plan(d *draft) (operation, error) {
	table, model, err := d.list(op.list)
	if err != nil {
		return nil, err
	}
	back := setListKey{list: op.list, key: op.key, value: model[op.key], back: true}
	if op.key == "name" {
		if name, _ := op.value.(string); !op.back {
			if err := d.checkListName(name); err != nil {
				return nil, err
			}
		}
		back.list = d.refAt(map[string]any{"name": op.value}, slices.Index(d.lists, table))
	}
	if back.value == nil && (op.value == nil || op.empty) {
		return back, nil
	}
	return back, d.setPair(table, model, op.key, op.value)
}
