package store

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
)

// maker writes random watchlists of every shape that can be edited, and knows
// what they say.
type maker struct {
	*rand.Rand
	newline  string
	comments int // each is told from the others by its number
	file     []madeList
}

// madeList is a list as the file holds it: with twins, and without a name when
// the file gives none.
type madeList struct {
	name    string
	columns []string
	sort    string
	ordered bool // it has a sort, be it an empty one
	entries []Entry
}

func (m *maker) one(of ...string) string { return of[m.IntN(len(of))] }

func (m *maker) chance(percent int) bool { return m.IntN(100) < percent }

// comment is nothing, or a comment with the blanks before it.
func (m *maker) comment(percent int) string {
	if !m.chance(percent) {
		return ""
	}
	m.comments++
	return fmt.Sprintf("%s#%s<%d>", m.one(" ", "  ", "\t"), m.one(" ", "", ` "NSE:X", ] [[list]] } `), m.comments)
}

// text writes a watchlist.
func (m *maker) text() string {
	m.newline = m.one("\n", "\n", "\r\n")
	var b strings.Builder
	b.WriteString(m.one("", "", "\ufeff"))
	for range m.IntN(3) {
		b.WriteString(strings.TrimLeft(m.comment(100), " \t") + m.newline)
	}
	if m.chance(60) {
		b.WriteString("mode = 'ltp'" + m.comment(30) + m.newline)
	}
	if m.chance(15) {
		m.braces(&b)
	} else {
		for i := range m.IntN(4) {
			if i > 0 && m.chance(25) {
				fmt.Fprintf(&b, "[other%d]%s%sx = [nan, 'y']%s", i, m.comment(30), m.newline, m.newline)
			}
			m.table(&b)
		}
	}
	if m.chance(30) {
		b.WriteString("[keys]" + m.newline + `search = ["/", "p"]` + m.comment(30) + m.newline)
	}
	text := b.String()
	if m.chance(25) {
		text = strings.TrimSuffix(text, m.newline)
	}
	return text
}

func (m *maker) listHead() madeList {
	l := madeList{}
	if m.chance(85) {
		l.name = m.one("Swing", "A \"b\" \\c", "Positions", "It's", "Swing", "ü € [list]")
	}
	if m.chance(30) {
		l.columns = []string{"ltp", "pnl"}[:1+m.IntN(2)]
	}
	if m.chance(30) {
		l.sort, l.ordered = m.one("-ltp", "symbol", ""), true
	}
	return l
}

// table writes a [[list]].
func (m *maker) table(b *strings.Builder) {
	l := m.listHead()
	margin := m.one("", "", "  ")
	equals := m.one(" = ", "=", "   = ")
	pairs := []string{}
	pair := func(key, value string) {
		if m.chance(10) {
			key = m.one(`"`+key+`"`, `'`+key+`'`)
		}
		pairs = append(pairs, margin+key+equals+value+m.comment(25)+m.newline+m.one("", "", "", m.newline))
	}
	if l.name != "" {
		pair("name", m.quoted(l.name))
	}
	if l.columns != nil {
		pair("columns", literal([]any{l.columns[0]}, nil)[:len(l.columns[0])+3]+m.rest(l.columns[1:])+"]")
	}
	if l.ordered {
		pair("sort", m.quoted(l.sort))
	}
	if m.chance(90) {
		pair("symbols", m.symbols(&l, margin))
	}
	if m.chance(20) {
		pair("mine", "{ a = 1, b.c = [2026-11-24] }")
	}
	m.Shuffle(len(pairs), func(i, j int) { pairs[i], pairs[j] = pairs[j], pairs[i] })
	b.WriteString(margin + m.one("[[list]]", "[[ list ]]", "[['list']]", "[[list]]") + m.comment(25) + m.newline)
	b.WriteString(strings.Join(pairs, ""))
	if m.chance(15) {
		b.WriteString("[list.more]" + m.newline + "x = 1" + m.comment(30) + m.newline)
	}
	b.WriteString(m.one("", m.newline, strings.TrimLeft(m.comment(100), " \t")+m.newline))
	m.file = append(m.file, l)
}

// rest continues an array of texts behind its first.
func (m *maker) rest(texts []string) (s string) {
	for _, t := range texts {
		s += ", " + m.quoted(t)
	}
	return s
}

// braces writes all lists as one array of tables in braces.
func (m *maker) braces(b *strings.Builder) {
	b.WriteString("list = [")
	for i := range m.IntN(3) {
		if i > 0 {
			b.WriteString(m.one(", ", ","+m.comment(30)+m.newline+"  "))
		}
		l := m.listHead()
		pairs := []string{"x = 1"}
		if l.name != "" {
			pairs = append(pairs, "name = "+m.quoted(l.name))
		}
		if l.columns != nil {
			pairs = append(pairs, "columns = [ "+m.quoted(l.columns[0])+m.rest(l.columns[1:])+" ]")
		}
		if l.ordered {
			pairs = append(pairs, "sort = "+m.quoted(l.sort))
		}
		if m.chance(80) {
			pairs = append(pairs, "symbols = "+m.symbols(&l, ""))
		}
		m.Shuffle(len(pairs), func(i, j int) { pairs[i], pairs[j] = pairs[j], pairs[i] })
		b.WriteString("{ " + strings.Join(pairs, ", ") + " }")
		m.file = append(m.file, l)
	}
	b.WriteString("]" + m.newline)
}

// symbols writes an array of entries and keeps them in the list.
func (m *maker) symbols(l *madeList, margin string) string {
	var items []string
	for range m.IntN(6) {
		e, text := m.entry()
		l.entries = append(l.entries, e)
		items = append(items, text)
	}
	indent := margin + m.one("  ", "\t", "    ")
	var b strings.Builder
	b.WriteString("[")
	switch m.IntN(5) {
	case 0, 1: // one line
		b.WriteString(m.one("", " ") + strings.Join(items, m.one(", ", ",", " , ")))
		if len(items) > 0 {
			b.WriteString(m.one("", ",", " "))
		}
	case 2: // commas in front
		for i, text := range items {
			b.WriteString(m.one("", m.comment(30)+m.newline+indent))
			if i > 0 {
				b.WriteString(", ")
			}
			b.WriteString(text)
		}
		b.WriteString(m.newline)
	default: // lines, at times shared
		b.WriteString(m.comment(20) + m.newline)
		for i, text := range items {
			for m.chance(20) {
				b.WriteString(m.one("", indent+strings.TrimSpace(m.comment(100))) + m.newline)
			}
			b.WriteString(indent + text)
			if i < len(items)-1 || m.chance(60) {
				b.WriteString(m.one(",", " ,", ","))
			}
			if i == len(items)-1 || m.chance(85) {
				b.WriteString(m.comment(40) + m.newline)
			}
		}
		b.WriteString(m.one("", margin, indent+strings.TrimSpace(m.comment(100))+m.newline))
	}
	return b.String() + "]"
}

func (m *maker) symbol() string {
	return "NSE:" + m.one("A", "B", "C", "D", "E", "F", "M&M", "BAJAJ-AUTO", "NIFTY 50")
}

// quoted writes a text in one of the ways to write it.
func (m *maker) quoted(s string) string {
	switch {
	case m.chance(40) && !strings.ContainsRune(s, '\''):
		return "'" + s + "'"
	case s != "" && s[0] < 0x80 && m.chance(10):
		return `"\u` + fmt.Sprintf("%04x", s[0]) + quote(s[1:], nil)[1:]
	case m.chance(5) && !strings.ContainsRune(s, '\''):
		return "'''" + s + "'''"
	}
	return quote(s, nil)
}

// entry writes an entry, plain or in braces.
func (m *maker) entry() (e Entry, text string) {
	name := m.symbol()
	e.Symbol = sym(name)
	if s := strings.ToLower(name); m.chance(10) && s[0] < 0x80 {
		name = s
	}
	if m.chance(60) {
		return e, m.quoted(name)
	}
	equals := m.one(" = ", "=")
	pairs := []string{"symbol" + equals + m.quoted(name)}
	if m.chance(50) {
		e.Note = m.one("results 16th", "] }, #\"", "it's")
		pairs = append(pairs, "note"+equals+m.quoted(e.Note))
	}
	if m.chance(50) {
		e.Qty = Number{-5, true}
		pairs = append(pairs, "qty"+equals+m.one("-5", "-5.0"))
	}
	if m.chance(30) {
		e.Above = Number{1600.5, true}
		pairs = append(pairs, `"above"`+equals+m.one("1_600.5", "16005e-1"))
	}
	if m.chance(30) {
		pairs = append(pairs, m.one("mine"+equals+"[ { a = 1 } ]", "mine.deep"+equals+"'}'"))
	}
	m.Shuffle(len(pairs), func(i, j int) { pairs[i], pairs[j] = pairs[j], pairs[i] })
	if m.chance(15) { // TOML 1.1
		gap := m.newline + "      "
		return e, "{" + m.comment(20) + gap + strings.Join(pairs, ","+gap) + m.one("", ",") + m.comment(20) + m.newline + "}"
	}
	inner := m.one("", " ")
	return e, "{" + inner + strings.Join(pairs, m.one(", ", ",")) + inner + "}"
}

// lists is what a reader of the file must see: twins once, every list named.
func lists(file []madeList) []List {
	var all []List
	for i, l := range file {
		list := List{Name: listName(l.name, i), Columns: l.columns, Sort: l.sort, Ordered: l.ordered}
		for _, e := range l.entries {
			if first := slices.IndexFunc(list.Entries, func(o Entry) bool { return o.Symbol == e.Symbol }); first >= 0 {
				list.Entries[first].Twins++
				continue
			}
			e.Twins = 0
			list.Entries = append(list.Entries, e)
		}
		all = append(all, list)
	}
	return all
}
