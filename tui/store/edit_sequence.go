package store

import (
	"bytes"
	"strings"

	"github.com/pelletier/go-toml/v2/unstable"
)

// item is a new element of a sequence.
type item struct {
	text    string
	comment string // what goes behind it on its line, from the blanks before on
}

// inline reports whether a table or an array of tables has brackets or braces
// about it, and no header.
func (n *node) inline() bool { return n.kind == unstable.InlineTable || n.kind == unstable.Array }

// insertItem makes an element the k-th of a sequence, in the manner of its
// neighbours: on a line of its own if they are, with a comma behind the last
// one if there was one. One with a comment always gets its own line.
func (d *draft) insertItem(s sequence, k int, it item) {
	switch {
	case len(s.items) == 0:
		d.insertOnly(s, it)
	case k == 0:
		d.insertFirst(s, it)
	default:
		d.insertBehind(s, k-1, it)
	}
}

// insertOnly puts an element into an empty sequence.
func (d *draft) insertOnly(s sequence, it item) {
	indent := d.inside(s)
	switch {
	case bytes.IndexByte(s.text[s.open:s.close], '\n') >= 0:
		start := lineStart(s.text, s.close)
		d.splice(start, start, indent+it.text+","+it.comment+d.newline)
	case it.comment != "":
		d.splice(s.open+1, s.close, d.newline+indent+it.text+","+it.comment+d.newline+s.margin())
	default:
		inside := string(s.text[s.open+1 : s.close])
		d.splice(s.open+1, s.close, inside+it.text+inside)
	}
}

// inside is what stands before elements on lines of their own, in a sequence
// that has none yet: deeper than the line in which it begins.
func (d *draft) inside(s sequence) string {
	margin, indent := s.margin(), d.indent()
	if bytes.IndexByte(s.text[s.open:s.close], '\n') >= 0 {
		start := lineStart(s.text, s.close)
		margin = string(s.text[start:skipSpace(s.text, start)])
	}
	if len(indent) <= len(margin) || !strings.HasPrefix(indent, margin) {
		indent = margin + "  "
	}
	return indent
}

// beside is what stands before an element on a line of its own beside another.
func (d *draft) beside(s sequence, c cell) string {
	switch {
	case c.lead.from <= s.open:
		return d.inside(s)
	case c.front >= 0:
		return string(s.text[c.lead.from:c.front])
	}
	return string(s.text[c.lead.from:skipSpace(s.text, c.lead.from)])
}

// insertFirst puts an element before all others.
func (d *draft) insertFirst(s sequence, it item) {
	c := s.cell(0)
	at, indent := c.from, d.beside(s, c)
	switch front := s.inFront(0); {
	case front != "":
		d.splice(at, at, it.text+it.comment+d.newline+front)
	case c.alone():
		d.splice(at, at, it.text+","+it.comment+d.newline+indent)
	case it.comment != "":
		d.splice(s.open+1, at, d.newline+indent+it.text+","+it.comment+d.newline+indent)
	default:
		d.splice(at, at, it.text+", ")
	}
}

// insertBehind puts an element behind the one before it. That keeps its
// comment: what comes behind a comment is on a line of its own.
func (d *draft) insertBehind(s sequence, before int, it item) {
	c, comma, front := s.cell(before), s.comma(before), s.inFront(before)
	indent := d.beside(s, c)
	switch {
	case front != "":
		at, text := c.end(), d.newline+front+it.text+it.comment
		if !c.last && it.comment != "" { // the bracket comes next
			text += d.newline + s.margin()
		}
		d.splice(at, at, text)
	case comma >= 0 && c.comma < 0: // further down
		d.insertBelow(s, comma+1, indent, it)
	case c.last && (c.first || it.comment != "" || s.comment(c) != ""):
		if comma < 0 {
			d.splice(c.to, c.to, ",")
		} else {
			it.text += ","
		}
		d.splice(c.tail.to, c.tail.to, d.newline+indent+it.text+it.comment)
	default:
		d.insertWithin(s, before, it)
	}
}

// insertBelow puts an element on the line below a comma that has one to itself,
// or only the bracket behind it.
func (d *draft) insertBelow(s sequence, at int, indent string, it item) {
	text := d.newline + indent + it.text + "," + it.comment
	if end := lineEnd(s.text, at); end < s.close {
		d.splice(end, end, text)
		return
	}
	d.splice(at, skipSpace(s.text, at), text+d.newline+s.margin())
}

// insertWithin puts an element behind one that has another or the bracket
// behind it on its line.
func (d *draft) insertWithin(s sequence, before int, it item) {
	c, last := s.cell(before), before == len(s.items)-1
	gap := " "
	if indent := d.beside(s, c); it.comment != "" {
		behind := indent
		if last {
			behind = s.margin()
		}
		text := d.newline + indent + it.text + "," + it.comment + d.newline + behind
		if c.comma < 0 {
			text = "," + text
		}
		d.splice(c.tail.from, skipSpace(s.text, c.tail.from), text)
		return
	} else if c.first && last {
		gap = d.newline + indent
	}
	if last && c.comma >= 0 {
		d.splice(c.comma+1, c.comma+1, gap+it.text+",")
		return
	}
	d.splice(c.to, c.to, ","+gap+it.text)
}

// removeItem removes an element with its comma and the comment behind it,
// which it returns with the blanks before.
func (d *draft) removeItem(s sequence, k int) (comment string) {
	c := s.cell(k)
	switch {
	case c.alone() && (c.front < 0 || c.comma < 0):
		d.splice(c.lead.from, d.nextLine(c.tail.to), "")
		if c.front < 0 && c.comma < 0 {
			d.removeComma(s, k)
		}
	case k == 0 && len(s.items) > 1 && s.between(c):
		d.splice(c.from, s.items[1].from, "")
	default:
		d.removeWithin(s, k)
	}
	return s.comment(c)
}

// between reports whether there is nothing but a comma between the first
// element with its comment and the second.
func (s sequence) between(c cell) bool {
	gap := s.text[c.end():s.items[1].from]
	if c.comma < 0 {
		gap = bytes.Replace(gap, []byte(","), nil, 1)
	}
	return len(bytes.TrimSpace(gap)) == 0
}

// removeComma removes the comma of an element that is on another line; of the
// last one that has none, the comma before it.
func (d *draft) removeComma(s sequence, k int) {
	at := s.comma(k)
	if at < 0 && k > 0 {
		at = s.comma(k - 1)
	}
	if at < 0 {
		return
	}
	from, to := at, at+1
	if start := lineStart(s.text, at); blank(s.text[start:at]) { // it is in front of the next, or has its line to itself
		if to = skipSpace(s.text, to); to == lineEnd(s.text, at) {
			from, to = start, d.nextLine(to)
		}
	}
	d.splice(from, to, "")
}

// removeWithin removes an element that shares its line. Of the commas before
// and behind it one goes.
func (d *draft) removeWithin(s sequence, k int) {
	c := s.cell(k)
	before := -1 // the comma before it, on its line
	if k > 0 && s.comma(k-1) >= c.lead.from && blank(s.text[s.comma(k-1)+1:c.from]) {
		before = s.comma(k - 1)
	}
	next := c.comma >= 0 && k+1 < len(s.items) && s.items[k+1].from == skipSpace(s.text, c.tail.from)
	switch {
	case next:
		d.splice(c.from, s.items[k+1].from, "")
	case before >= 0 && c.comma >= 0:
		d.splice(before+1, c.end(), "")
	case before >= 0 && s.comma(k) < 0:
		d.splice(before, c.end(), "")
	case c.comma >= 0 || len(s.items) == 1:
		d.splice(c.from, max(c.end(), skipSpace(s.text, c.end())), "")
	default:
		d.splice(c.from, c.end(), "")
		d.removeComma(s, k)
	}
}

// moveItem moves the k-th element to another place. Commas stay where they
// are; the comments go along, and the blanks that align them.
func (d *draft) moveItem(s sequence, k, to int) {
	low, high := min(k, to), max(k, to)
	for i := low; i <= high; i++ {
		source := i
		switch {
		case i == to:
			source = k
		case k < to:
			source = i + 1
		default:
			source = i - 1
		}
		d.replaceItem(s, i, source)
	}
}

// replaceItem puts an element with its comment in the place of another.
func (d *draft) replaceItem(s sequence, k, source int) {
	goal, c := s.cell(k), s.cell(source)
	text := string(s.text[c.from:c.to])
	to := goal.to
	if goal.comma >= 0 && c.comma >= 0 {
		text, to = string(s.text[c.from:c.comma]), goal.comma
	}
	d.splice(goal.from, to, text)
	switch comment := s.comment(c); {
	case goal.last && c.last:
		d.splice(goal.tail.from, goal.tail.to, string(s.text[c.tail.from:c.tail.to]))
	case goal.last:
		d.splice(goal.tail.from, goal.tail.to, "")
	case comment != "":
		behind := d.beside(s, goal)
		if k == len(s.items)-1 {
			behind = s.margin()
		}
		d.splice(goal.tail.from, skipSpace(s.text, goal.tail.from), comment+d.newline+behind)
	}
}
