package store

import "bytes"

// sequence is an array, or an inline table: elements with commas between.
type sequence struct {
	text  []byte
	open  int // of the bracket or brace
	close int
	items []span
}

func (d *draft) sequence(n *node) sequence {
	s := sequence{text: d.text, open: n.from, close: n.to - 1, items: n.pairs}
	for _, item := range n.items {
		s.items = append(s.items, item.span)
	}
	return s
}

// cell is an element with what stands about it on its lines. The comment
// behind the last thing of a line is that element's own: whoever wrote it
// meant no other, so it goes where the element goes.
type cell struct {
	span
	lead  span // its line up to it
	first bool // there is nothing before it on its line but blanks and maybe a comma
	front int  // that comma, or -1
	comma int  // the one behind it on its line, or -1
	tail  span // what follows the element and that comma on their line
	last  bool // that is nothing but blanks and maybe its comment
}

func (s sequence) cell(k int) cell {
	c := cell{span: s.items[k], front: -1, comma: -1}
	c.lead = span{lineStart(s.text, c.from), c.from}
	before := c.lead.from
	if k > 0 && s.comma(k-1) >= before {
		c.front = s.comma(k - 1)
		before = c.front + 1
		c.first = blank(s.text[c.lead.from:c.front])
	} else {
		c.first = true
	}
	c.first = c.first && blank(s.text[before:c.from])
	if !c.first {
		c.front = -1
	}
	at := c.to
	if comma := skipSpace(s.text, at); s.text[comma] == ',' {
		c.comma, at = comma, comma+1
	}
	c.tail = span{at, lineEnd(s.text, at)}
	rest := bytes.TrimLeft(s.text[c.tail.from:c.tail.to], " \t")
	c.last = len(rest) == 0 || rest[0] == '#'
	return c
}

// alone reports whether an element has its lines to itself.
func (c cell) alone() bool { return c.first && c.last }

// comment is an element's own, from the blanks before on.
func (s sequence) comment(c cell) string {
	if tail := s.text[c.tail.from:c.tail.to]; c.last && !blank(tail) {
		return string(tail)
	}
	return ""
}

// end is where an element ends with its comma and its comment, as far as they
// are on its line.
func (c cell) end() int {
	if c.last {
		return c.tail.to
	}
	return c.tail.from
}

// comma returns the offset of the comma behind an element, on whatever line,
// or -1.
func (s sequence) comma(k int) int {
	if at := skipBlank(s.text, s.items[k].to); s.text[at] == ',' {
		return at
	}
	return -1
}

// inFront is what stands before an element on its line where the commas are in
// front, as it would be of one behind the k-th; empty where they are not.
func (s sequence) inFront(k int) string {
	c := s.cell(k)
	if c.comma < 0 && s.comma(k) >= 0 && k+1 < len(s.items) {
		c = s.cell(k + 1)
	}
	if c.comma >= 0 && c.span == s.items[k] || c.front < 0 {
		return ""
	}
	return string(s.text[c.lead.from:c.lead.to])
}

// margin is what stands before the line in which a sequence begins.
func (s sequence) margin() string {
	start := lineStart(s.text, s.open)
	return string(s.text[start:skipSpace(s.text, start)])
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
