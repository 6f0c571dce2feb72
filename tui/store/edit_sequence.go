package store

import (
	"bytes"
	"strings"

	"github.com/pelletier/go-toml/v2/unstable"
)

// sequence is an array, or an inline table: elements with commas between.
type sequence struct {
	text  []byte
	open  int // of the bracket or brace
	close int
	items []span
}

// item is a new element of a sequence.
type item struct {
	text    string
	comment string // what goes behind it on its line, from the blanks before on
}

// inline reports whether a table or an array of tables has brackets or braces
// about it, and no header.
func (n *node) inline() bool { return n.kind == unstable.InlineTable || n.kind == unstable.Array }

func (d *draft) sequence(n *node) sequence {
	s := sequence{text: d.text, open: n.from, close: n.to - 1, items: n.pairs}
	for _, item := range n.items {
		s.items = append(s.items, item.span)
	}
	return s
}

// comma returns the offset of the comma behind an element, or -1.
func (s sequence) comma(k int) int {
	if at := skipBlank(s.text, s.items[k].to); s.text[at] == ',' {
		return at
	}
	return -1
}

// line returns the lines of an element that has them to itself, with its comma
// and comment, to behind the newline.
func (s sequence) line(k int) (l span, alone bool) {
	l.from = lineStart(s.text, s.items[k].from)
	if !blank(s.text[l.from:s.items[k].from]) {
		return l, false
	}
	tail := s.tail(k)
	if rest := bytes.TrimLeft(s.text[tail.from:tail.to], " \t"); len(rest) > 0 && rest[0] != '#' {
		return l, false
	}
	if c := s.comma(k); c >= tail.from || tail.to >= s.close {
		return l, false // the comma is further down
	}
	l.to = bytes.IndexByte(s.text[tail.to:], '\n') + tail.to + 1
	return l, true
}

// tail is what follows an element and its comma on their line.
func (s sequence) tail(k int) span {
	at := s.items[k].to
	if c := skipSpace(s.text, at); s.text[c] == ',' {
		at = c + 1
	}
	return span{at, lineEnd(s.text, at)}
}

// commented reports whether comments stand between the elements.
func (s sequence) commented() bool {
	at := s.open
	for _, item := range s.items {
		if bytes.IndexByte(s.text[at:item.from], '#') >= 0 {
			return true
		}
		at = item.to
	}
	return len(s.items) > 0 && bytes.IndexByte(s.text[at:s.close], '#') >= 0
}

func blank(text []byte) bool { return len(bytes.Trim(text, " \t")) == 0 }

// insertItem makes an element the k-th of a sequence, in the manner of its
// neighbours: on a line of its own if they are, with a comma behind the last
// one if there was one.
func (d *draft) insertItem(s sequence, k int, it item) {
	switch {
	case len(s.items) == 0:
		d.insertFirst(s, it)
	case k == 0:
		if l, alone := s.line(0); alone {
			d.splice(l.from, l.from, string(s.text[l.from:s.items[0].from])+it.text+","+it.comment+d.newline)
			return
		}
		d.splice(s.items[0].from, s.items[0].from, it.text+", ")
	default:
		d.insertBehind(s, k-1, it)
	}
}

// insertFirst puts an element into an empty sequence.
func (d *draft) insertFirst(s sequence, it item) {
	if bytes.IndexByte(s.text[s.open:s.close], '\n') < 0 {
		if it.comment != "" {
			it.text += "," + it.comment + d.newline
		}
		inside := string(s.text[s.open+1 : s.close])
		d.splice(s.open+1, s.close, inside+it.text+inside)
		return
	}
	start := lineStart(s.text, s.close)
	margin, indent := string(s.text[start:s.close]), d.indent()
	if len(indent) <= len(margin) || !strings.HasPrefix(indent, margin) {
		indent = margin + "  "
	}
	d.splice(start, start, indent+it.text+","+it.comment+d.newline)
}

// insertBehind puts an element behind the one before it.
func (d *draft) insertBehind(s sequence, before int, it item) {
	l, alone := s.line(before)
	end, comma := s.items[before].to, s.comma(before)
	if alone {
		indent := string(s.text[l.from:s.items[before].from])
		if comma < 0 {
			d.splice(end, end, ",")
			d.splice(l.to, l.to, indent+it.text+it.comment+d.newline)
			return
		}
		d.splice(l.to, l.to, indent+it.text+","+it.comment+d.newline)
		return
	}
	gap := " "
	if l.from > s.open && blank(s.text[l.from:s.items[before].from]) { // before is the first of its line, with ] behind it
		gap = d.newline + string(s.text[l.from:s.items[before].from])
	}
	last := before == len(s.items)-1
	switch {
	case last && comma >= 0 && blank(s.text[end:comma]):
		d.splice(comma+1, comma+1, gap+it.text+","+d.closing(it))
	case last:
		d.splice(end, end, ","+gap+it.text+d.closing(it))
	default:
		d.splice(end, end, ","+gap+it.text)
	}
}

// closing is the comment of an element behind which the sequence may end: that
// must not become part of the comment.
func (d *draft) closing(it item) string {
	if it.comment == "" {
		return ""
	}
	return it.comment + d.newline
}

// removeItem removes an element with its comma, and from lines of its own also
// the comment behind it, which it returns with the blanks before.
func (d *draft) removeItem(s sequence, k int) (comment string) {
	comma := s.comma(k)
	if l, alone := s.line(k); alone {
		tail := s.tail(k)
		d.splice(l.from, l.to, "")
		if comma < 0 && k > 0 { // the new last one ends as this one did
			d.splice(s.comma(k-1), s.comma(k-1)+1, "")
		}
		if !blank(s.text[tail.from:tail.to]) {
			comment = string(s.text[tail.from:tail.to])
		}
		return comment
	}
	from, to := s.items[k].from, s.items[k].to
	if comma < 0 {
		d.removeLast(s, k)
		return ""
	}
	if !blank(s.text[to:comma]) {
		d.splice(from, to, "")
		d.splice(comma, comma+1, "")
		return ""
	}
	to = skipSpace(s.text, comma+1)
	next := k+1 < len(s.items) && s.items[k+1].from == to
	if !next && k > 0 && blank(s.text[s.comma(k-1)+1:from]) {
		from, to = s.comma(k-1)+1, comma+1
	}
	d.splice(from, to, "")
	return ""
}

// removeLast removes the last element, which has no comma, from among others
// on its line. The comma before it goes as well.
func (d *draft) removeLast(s sequence, k int) {
	from, to := s.items[k].from, s.items[k].to
	switch {
	case k == 0:
		to = skipSpace(s.text, to)
	case blank(s.text[s.comma(k-1)+1 : from]):
		from = s.comma(k - 1)
	default:
		d.splice(s.comma(k-1), s.comma(k-1)+1, "")
	}
	d.splice(from, to, "")
}

// moveItem moves the k-th element to another place. Those that have lines of
// their own take the comments behind them along; commas stay where they are.
func (d *draft) moveItem(s sequence, k, to int) {
	low, high := min(k, to), max(k, to)
	alone := true
	var order []int
	for i := low; i <= high; i++ {
		_, ok := s.line(i)
		alone = alone && ok
		if i != k {
			order = append(order, i)
		}
	}
	if to > k {
		order = append(order, k)
	} else {
		order = append([]int{k}, order...)
	}
	for i, source := range order {
		goal := s.items[low+i]
		d.splice(goal.from, goal.to, string(s.text[s.items[source].from:s.items[source].to]))
		if alone {
			goal, tail := s.tail(low+i), s.tail(source)
			d.splice(goal.from, goal.to, string(s.text[tail.from:tail.to]))
		}
	}
}
