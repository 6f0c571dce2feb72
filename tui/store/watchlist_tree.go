package store

import (
	"bytes"
	"errors"
	"slices"

	"github.com/pelletier/go-toml/v2/unstable"
)

// span is a run of the file's bytes: from its first to behind its last.
type span struct{ from, to int }

// node is a value of the file with the bytes it stands in. The decoder's
// library knows no places but those of its errors, so the places are read by a
// second parser, and the decoded values are then bound to them.
type node struct {
	span                    // the value's; of a table with a header: the header's
	kind   unstable.Kind    // String, Array, InlineTable …; Table and ArrayTable have headers or dotted keys
	key    span             // the key's, with all parts of a dotted one; empty in an array
	value  any              // what the decoder made of it
	pairs  []span           // a table's pairs, where each stands
	names  []string         // a table's keys in the order of the file
	fields map[string]*node // a table's values
	items  []*node          // an array's elements, or the tables that [[headers]] made
	body   int              // of a table with a header: behind its last pair, or its header
}

// header is a [table] or [[table]] line.
type header struct {
	span  // with its brackets
	path  []string
	table *node
}

// tree is a file with places.
type tree struct {
	text    []byte
	root    *node
	headers []header
	parser  unstable.Parser
	table   *node // the one whose pairs come now
	closed  int   // where a table in braces is added to from outside; -1: nowhere
}

// errClosed refuses what TOML forbids and the decoder lets pass.
var errClosed = errors.New("the table in braces above is complete: put this between its braces")

// plant reads a text that the decoder has found good. An error is the second
// parser's own, with the offset at which it stands.
func plant(text []byte) (t *tree, offset int, err error) {
	t = &tree{text: text, root: &node{kind: unstable.Table}, closed: -1}
	t.table = t.root
	t.parser.Reset(slices.Clip(text)) // it tells offsets by capacities
	for t.parser.NextExpression() {
		switch e := t.parser.Expression(); e.Kind {
		case unstable.KeyValue:
			t.pair(t.table, e)
			t.table.body = extent(e.Raw).to
		case unstable.Table, unstable.ArrayTable:
			t.header(e)
		}
	}
	if err := t.parser.Error(); err != nil {
		if fault := (*unstable.ParserError)(nil); errors.As(err, &fault) {
			offset = extent(t.parser.Range(fault.Highlight)).from
		}
		return nil, offset, err
	}
	if t.closed >= 0 {
		return nil, t.closed, errClosed
	}
	t.parser = unstable.Parser{} // its nodes are of use no more
	return t, 0, nil
}

func extent(r unstable.Range) span { return span{int(r.Offset), int(r.Offset + r.Length)} }

// parts returns a key's parts and the bytes of all of them.
func parts(it unstable.Iterator) (path []string, at span) {
	for it.Next() {
		raw := extent(it.Node().Raw)
		if path == nil {
			at.from = raw.from
		}
		path, at.to = append(path, string(it.Node().Data)), raw.to
	}
	return path, at
}

// header opens the table that a header names.
func (t *tree) header(e *unstable.Node) {
	path, at := parts(e.Key())
	line := span{bytes.LastIndexByte(t.text[:at.from], '[') + 1, 0}
	brackets := 1
	if e.Kind == unstable.ArrayTable {
		brackets = 2
	}
	line.from -= brackets
	line.to = skipSpace(t.text, at.to) + brackets
	table := t.root
	for _, name := range path[:len(path)-1] {
		table = t.child(table, name, at).latest()
	}
	table = t.child(table, path[len(path)-1], at)
	if e.Kind == unstable.ArrayTable {
		table.kind = unstable.ArrayTable
		table.items = append(table.items, &node{kind: unstable.Table})
		table = table.latest()
	}
	table.span, table.body = line, line.to
	t.table = table
	t.headers = append(t.headers, header{span: line, path: path, table: table})
}

// child returns a table's field, which is made a table when it is not there;
// at is where it is named.
func (t *tree) child(table *node, name string, at span) *node {
	c := table.fields[name]
	switch {
	case c == nil:
		c = &node{kind: unstable.Table, span: at, key: at}
		table.add(name, c)
	case c.inline() && t.closed < 0:
		t.closed = at.from
	}
	return c
}

// latest is the table that a header or its sub-tables add to.
func (n *node) latest() *node {
	if n.kind == unstable.ArrayTable && len(n.items) > 0 {
		return n.items[len(n.items)-1]
	}
	return n
}

func (n *node) add(name string, field *node) {
	if n.fields == nil {
		n.fields = map[string]*node{}
	}
	if n.fields[name] == nil {
		n.names = append(n.names, name)
	}
	n.fields[name] = field
}

// pair adds a key and its value to a table.
func (t *tree) pair(table *node, e *unstable.Node) {
	path, at := parts(e.Key())
	table.pairs = append(table.pairs, extent(e.Raw))
	for _, name := range path[:len(path)-1] {
		table = t.child(table, name, at)
	}
	equals := skipSpace(t.text, at.to)
	v := t.grow(e.Value(), skipSpace(t.text, equals+1))
	v.key = at
	table.add(path[len(path)-1], v)
}

// grow makes the node of a value that starts at an offset. The parser tells
// the places of texts and numbers, but of arrays and inline tables neither
// start nor end: they are found from what stands inside.
func (t *tree) grow(e *unstable.Node, from int) *node {
	n := &node{kind: e.Kind, span: span{from, 0}}
	if e.Kind != unstable.Array && e.Kind != unstable.InlineTable {
		n.to = extent(e.Raw).to
		return n
	}
	at := from + 1
	for it := e.Children(); it.Next(); {
		at = skipBetween(t.text, at)
		if e.Kind == unstable.InlineTable {
			t.pair(n, it.Node())
			at = extent(it.Node().Raw).to
			continue
		}
		item := t.grow(it.Node(), at)
		n.items = append(n.items, item)
		at = item.to
	}
	n.to = skipBetween(t.text, at) + 1
	return n
}

// bind hands each node what the decoder made of it, and reports whether the
// two readers saw the same tables and arrays.
func (n *node) bind(v any) bool {
	n.value = v
	switch v := v.(type) {
	case map[string]any:
		if len(v) != len(n.fields) {
			return false
		}
		for name, field := range n.fields {
			if value, ok := v[name]; !ok || !field.bind(value) {
				return false
			}
		}
	case []any:
		return bindItems(n, v)
	case []map[string]any:
		return bindItems(n, v)
	}
	return true
}

func bindItems[T any](n *node, values []T) bool {
	if len(values) != len(n.items) {
		return false
	}
	for i, item := range n.items {
		if !item.bind(values[i]) {
			return false
		}
	}
	return true
}

// skipSpace returns the offset of what follows the spaces of a line.
func skipSpace(text []byte, at int) int {
	for at < len(text) && (text[at] == ' ' || text[at] == '\t') {
		at++
	}
	return at
}

// skipBlank passes spaces, ends of lines and comments.
func skipBlank(text []byte, at int) int {
	for at < len(text) {
		switch text[at] {
		case ' ', '\t', '\r', '\n':
			at++
		case '#':
			at = lineEnd(text, at)
		default:
			return at
		}
	}
	return at
}

// skipBetween passes what may stand between the elements of an array.
func skipBetween(text []byte, at int) int {
	for {
		at = skipBlank(text, at)
		if at == len(text) || text[at] != ',' {
			return at
		}
		at++
	}
}

// lineEnd returns the offset of the end of a line, before its newline.
func lineEnd(text []byte, at int) int {
	if i := bytes.IndexByte(text[at:], '\n'); i >= 0 {
		at += i
	} else {
		at = len(text)
	}
	if at > 0 && text[at-1] == '\r' {
		at--
	}
	return at
}

// lineStart returns the offset of the start of the line that holds an offset.
func lineStart(text []byte, at int) int {
	return bytes.LastIndexByte(text[:at], '\n') + 1
}
