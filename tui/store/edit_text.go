package store

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"unicode"
)

// isControl reports whether a rune would break a line or not be seen.
func isControl(r rune) bool { return unicode.IsControl(r) || r == unicode.ReplacementChar }

// numeral is a number as the decoder would have it: whole ones are integers.
func numeral(v float64) any {
	if v == math.Trunc(v) && math.Abs(v) < 1<<53 {
		return int64(v)
	}
	return v
}

// literal writes a value, texts in the quotes of a neighbour.
func literal(v any, like []byte) string {
	switch v := v.(type) {
	case string:
		return quote(v, like)
	case float64:
		text := strconv.FormatFloat(v, 'f', -1, 64)
		if !strings.Contains(text, ".") {
			text += ".0" // without a point it would be an integer
		}
		return text
	case []any:
		all := make([]string, len(v))
		for i := range v {
			all[i] = literal(v[i], like)
		}
		return "[" + strings.Join(all, ", ") + "]"
	}
	return fmt.Sprint(v)
}

// quote writes a text in quotes: single ones if the neighbour has them and the
// text allows it.
func quote(s string, like []byte) string {
	single := len(like) > 0 && like[0] == '\''
	if single && !strings.ContainsFunc(s, func(r rune) bool { return r == '\'' || isControl(r) }) {
		return "'" + s + "'"
	}
	var b strings.Builder
	b.WriteByte('"')
	for _, r := range s {
		switch {
		case r == '"' || r == '\\':
			b.WriteByte('\\')
			b.WriteRune(r)
		case unicode.IsControl(r):
			fmt.Fprintf(&b, "\\u%04X", r)
		default:
			b.WriteRune(r)
		}
	}
	b.WriteByte('"')
	return b.String()
}

// setPair gives a key of a table a value, in the text and in its model; nil
// takes the pair away. An array that has comments inside is left to its owner.
func (d *draft) setPair(table *node, model map[string]any, key string, value any) error {
	n := table.fields[key]
	if n != nil && d.sequence(n).commented() {
		return d.odd()
	}
	if value == nil {
		delete(model, key)
		d.removePair(table, n)
		return nil
	}
	model[key] = value
	if n == nil {
		d.insertPair(table, key, literal(value, d.quotes(table)))
		return nil
	}
	like := d.text[n.from:n.to]
	switch {
	case len(n.items) > 0:
		like = d.text[n.items[0].from:n.items[0].to]
	case n.inline(): // it is empty
		like = d.quotes(table)
	}
	d.splice(n.from, n.to, literal(value, like))
	return nil
}

// quotes is a text of a table, by whose quotes others are written.
func (d *draft) quotes(table *node) []byte {
	for _, name := range []string{"symbol", "name"} {
		if n := table.fields[name]; n != nil {
			return d.text[n.from:n.to]
		}
	}
	return nil
}

func (d *draft) removePair(table, n *node) {
	if table.inline() {
		k := slices.IndexFunc(table.pairs, func(s span) bool { return s.from == n.key.from })
		d.removeItem(d.sequence(table), k)
		return
	}
	d.splice(lineStart(d.text, n.key.from), d.nextLine(n.to), "")
}

// insertPair adds a key with its value to a table: in braces as the last, else
// on a line behind its name, or symbols behind all the others.
func (d *draft) insertPair(table *node, key, value string) {
	like := table.fields["symbol"]
	if table.inline() {
		if like == nil {
			like = table.fields["name"]
		}
		pair := item{text: key + " = " + value}
		if like != nil {
			pair.text = d.pairLike(like, key, value)
		}
		d.insertItem(d.sequence(table), len(table.pairs), pair)
		return
	}
	like = table.fields["name"]
	at := table.to // behind the header
	if like != nil {
		at = like.to
	}
	if key == "symbols" {
		at = table.body
	}
	line := string(d.text[lineStart(d.text, table.from):table.from])
	if like != nil {
		line = string(d.text[lineStart(d.text, like.key.from):like.key.from])
	}
	line += d.pairLike(like, key, value)
	if at = d.nextLine(at); at == len(d.text) && d.text[at-1] != '\n' {
		d.splice(at, at, d.newline+line)
		return
	}
	d.splice(at, at, line+d.newline)
}

// pairLike writes a key with its value, with the blanks about the equals sign
// that another pair has, so that signs on lines below each other stay aligned.
func (d *draft) pairLike(like *node, key, value string) string {
	before, behind := strings.Repeat(" ", max(8-len(key), 1)), " "
	if like != nil {
		equals := skipSpace(d.text, like.key.to)
		before, behind = "", string(d.text[equals+1:like.from])
		if blanks := equals - like.key.to; blanks > 1 {
			before = strings.Repeat(" ", max(equals-like.key.from-len(key), 1))
		} else if blanks == 1 {
			before = " "
		}
	}
	return key + before + "=" + behind + value
}

// nextLine returns the offset of the line behind the one that holds an offset.
func (d *draft) nextLine(at int) int {
	for at < len(d.text) {
		if at++; d.text[at-1] == '\n' {
			break
		}
	}
	return at
}
