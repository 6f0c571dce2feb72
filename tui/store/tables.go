package store

import (
	"bytes"
	"errors"
	"slices"
	"unicode/utf8"

	"github.com/pelletier/go-toml/v2/unstable"
)

// tomlTable is a part of a TOML file with the place of everything in it. Decoders
// keep one place for each name, which of many tables called [[holiday]] says
// nothing; so the file is read by its syntax, and an error names the very line.
type tomlTable struct {
	name   string // of [[name]]; empty for what stands above the first
	listed bool   // by [[name]], not by [name]
	at     int    // offset in the file
	fields []tomlField
}

// tomlField is a key with its value, or one of a list of values.
type tomlField struct {
	key   string
	at    int // offset in the file: of the value; of the key where the value is a list or a table
	keyAt int
	kind  unstable.Kind
	text  string      // of a plain value, without quotes
	items []tomlField // of a list, or of a table in braces
}

// tomlText turns a file's text into tables.
type tomlText struct {
	path   string
	text   []byte
	parser unstable.Parser
	lines  []int // where each line begins, once a place is asked for
}

// tables returns the parts of the file in their order. A list of tables in
// braces stands for as many parts.
func (r *tomlText) tables() ([]tomlTable, error) {
	r.text = bytes.TrimPrefix(r.text, []byte("\ufeff"))
	r.text = r.text[:len(r.text):len(r.text)] // places are told by what is left of it
	r.parser.Reset(r.text)
	all := []tomlTable{{}}
	for r.parser.NextExpression() {
		node := r.parser.Expression()
		switch node.Kind {
		case unstable.Table, unstable.ArrayTable:
			name, at := r.key(node.Key())
			all = append(all, tomlTable{name: name, listed: node.Kind == unstable.ArrayTable, at: at})
		case unstable.KeyValue:
			f := r.field(node)
			if more := f.tables(); more != nil && len(all) == 1 {
				all = append(all, more...)
				continue
			}
			last := &all[len(all)-1]
			last.fields = append(last.fields, f)
		}
	}
	return all, r.syntax(r.parser.Error())
}

// tables returns a field's value as tables, nil when it is none: it must be a
// list of nothing but tables in braces.
func (f *tomlField) tables() []tomlTable {
	var all []tomlTable
	for _, item := range f.items {
		if f.kind != unstable.Array || item.kind != unstable.InlineTable {
			return nil
		}
		all = append(all, tomlTable{name: f.key, listed: true, at: item.at, fields: item.items})
	}
	return all
}

// key joins the parts of a key by dots, and tells where it begins.
func (r *tomlText) key(parts unstable.Iterator) (name string, at int) {
	for first := true; parts.Next(); first = false {
		part := parts.Node()
		if first {
			at = int(part.Raw.Offset)
		} else {
			name += "."
		}
		name += limited(part.Data)
		if len(name) > textLimit {
			break // it is none of ours, and joining on would take ever longer
		}
	}
	return name, at
}

// textLimit is how many bytes of a key or a text are looked at: none of ours is
// as long, and what is wrong with a longer one is still said in a line or two.
const textLimit = 200

func limited(text []byte) string { return string(text[:min(len(text), textLimit)]) }

// field reads a key with its value.
func (r *tomlText) field(node *unstable.Node) tomlField {
	key, at := r.key(node.Key())
	f := r.value(node.Value(), at)
	f.key, f.keyAt = key, at
	return f
}

// value reads a value; at is where what has no place of its own is said to be.
func (r *tomlText) value(node *unstable.Node, at int) tomlField {
	f := tomlField{at: at, keyAt: at, kind: node.Kind, text: limited(node.Data)}
	if node.Raw.Length > 0 {
		f.at = int(node.Raw.Offset)
	}
	for items := node.Children(); items.Next(); {
		item := items.Node()
		if item.Kind == unstable.KeyValue {
			f.items = append(f.items, r.field(item))
		} else {
			f.items = append(f.items, r.value(item, f.at))
		}
	}
	return f
}

// syntax turns the parser's error into ours; nil stays nil.
func (r *tomlText) syntax(err error) error {
	var parse *unstable.ParserError
	if !errors.As(err, &parse) {
		return err
	}
	return r.fault(int(r.parser.Range(parse.Highlight).Offset), parse.Message)
}

// fault is an error at an offset of the file.
func (r *tomlText) fault(at int, reason string) error {
	e := &FileError{Path: r.path, Reason: reason}
	e.Line, e.Column = r.place(at)
	return e
}

// place turns an offset into line and column, both from 1. The lines are
// counted once: a large file may have thousands of places to tell.
func (r *tomlText) place(at int) (line, column int) {
	if r.lines == nil {
		r.lines = []int{0}
		for i, c := range r.text {
			if c == '\n' {
				r.lines = append(r.lines, i+1)
			}
		}
	}
	line, _ = slices.BinarySearch(r.lines, at+1) // lines that begin at or before it
	return line, utf8.RuneCount(r.text[r.lines[line-1]:at]) + 1
}
