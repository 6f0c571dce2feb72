package store

import (
	"bytes"
	"errors"
	"strings"

	"github.com/BurntSushi/toml"
)

// The decoder's memory grows with the square of how deep values are nested and
// of how many parts a key has: a file of a few kB could take all of it.
const (
	maxDepth = 32
	maxKey   = 1000
)

// sane refuses a file that is nested beyond reason.
func (p *parser) sane() error {
	depth, offset := 0, 0
	for line := range bytes.Lines(p.text) {
		if bytes.HasPrefix(bytes.TrimSpace(line), []byte("#")) {
			offset += len(line)
			continue
		}
		for j, c := range line { // those in texts too: none has so many
			switch c {
			case '[', '{':
				depth++
			case ']', '}':
				depth = max(depth-1, 0)
			}
			if depth > maxDepth {
				return p.fault(offset+j, "brackets are nested too deep for a watchlist")
			}
		}
		if key, _, _ := bytes.Cut(line, []byte("=")); len(key) > maxKey && bytes.Count(key, []byte(".")) > maxDepth {
			return p.fault(offset, "a key has too many parts for a watchlist")
		}
		offset += len(line)
	}
	return nil
}

// syntax turns the decoder's errors into ours. Its columns are off where an
// error starts a line, so the place is computed from the offset.
func (p *parser) syntax(err error) error {
	var parse toml.ParseError
	if errors.As(err, &parse) {
		reason := strings.TrimSuffix(parse.Message, ".") // without the key: the place tells it, and a line is short
		line, column := position(p.text, parse.Position.Start+1)
		return &FileError{Path: p.list.Path, Line: line, Column: column, Reason: reason, Err: err}
	}
	return &FileError{Path: p.list.Path, Reason: strings.TrimPrefix(err.Error(), "toml: "), Err: err}
}

// want gives a table's field in the type that it must have, and its node, which
// is nil when the field is not there.
func want[T any](p *parser, table *node, name string) (v T, n *node, err error) {
	if n = table.fields[name]; n == nil {
		return v, nil, nil
	}
	v, ok := n.value.(T)
	if !ok {
		return v, n, p.fault(n.from, name+" must be "+typeName(v)+", not "+typeName(n.value))
	}
	return v, n, nil
}

// texts hands the texts of a field that is an array to a function, one by one.
func (p *parser) texts(table *node, name string, take func(n *node, text string) error) error {
	_, n, err := want[[]any](p, table, name)
	if err != nil || n == nil {
		return err
	}
	for _, item := range n.items {
		text, ok := item.value.(string)
		if !ok {
			return p.fault(item.from, name+" must hold texts in quotes, not "+typeName(item.value))
		}
		if err := take(item, text); err != nil {
			return err
		}
	}
	return nil
}

// typeName says what a type is called by those who write such a file.
func typeName(v any) string {
	switch v.(type) {
	case string:
		return "a text in quotes"
	case int64, float64:
		return "a number"
	case bool:
		return "true or false"
	case []any, []map[string]any:
		return "a list in brackets"
	case map[string]any:
		return "a table"
	}
	return "a date or a time"
}

// fault is an error at an offset of the text.
func (p *parser) fault(offset int, reason string) error {
	line, column := position(p.text, offset+1)
	return &FileError{Path: p.list.Path, Line: line, Column: column, Reason: reason}
}

// Place returns where a value of the file stands, line and column from 1, for
// what only its user can judge: Place("keys", "search") is that action's key,
// Place("list", 0, "columns", 2) the third column of the first list. Both are
// 0 when there is no such value.
func (w Watchlist) Place(path ...any) (line, column int) {
	if w.tree == nil || len(path) == 0 {
		return 0, 0
	}
	n := w.tree.root
	for _, step := range path {
		switch step := step.(type) {
		case string:
			n = n.fields[step]
		case int:
			if step < 0 || step >= len(n.items) {
				return 0, 0
			}
			n = n.items[step]
		}
		if n == nil {
			return 0, 0
		}
	}
	at := n.from
	if n.key.to > n.key.from { // a pair is found at its key
		at = n.key.from
	}
	return position(w.tree.text, at+1)
}
