package instruments

import "bytes"

// terms are what many contracts have in common. A dump has about a thousand
// different ones, so each is kept once.
type terms struct {
	tick                    float64 // in rupees
	lot                     int
	kind, segment, exchange string
	exchangeHash            uint64 // with which a symbol's hash begins
}

const recentBits = 12

// pool collects the terms of a dump. It knows them by their text in it, so that
// only what is new has to be read.
type pool struct {
	all   []terms
	keys  []byte // the texts
	ends  []int  // and where each of them ends
	slots []byte // a table of all
	text  []byte // of the one looked for

	recent [1 << recentBits]uint32 // the last terms found of those with that hash
	words  map[string]string
}

func (p *pool) len() int { return len(p.all) }

// find returns the number of a row's terms, and whether they can be read.
func (p *pool) find(line []byte, fields *[maxColumns]spot, c *columns) (int, bool) {
	key := p.keyOf(line, fields, c)
	if id := p.known(key); id >= 0 {
		return id, true
	}
	t, ok := p.read(line, fields, c)
	if !ok {
		return 0, false
	}
	if 4*len(p.all) >= 3*len(p.slots)/slotSize {
		p.grow()
	}
	hash := hashText(0, key)
	slot, _ := probe(p.slots, hash, none)
	if slot < 0 {
		return 0, false
	}
	id := len(p.all)
	p.all = append(p.all, t)
	p.keys = append(p.keys, key...)
	p.ends = append(p.ends, len(p.keys))
	fill(p.slots, slot, id, hash)
	return id, true
}

// known returns the number of the terms that have this text, or -1.
func (p *pool) known(key []byte) int {
	place := &p.recent[recentPlace(key)]
	if id := int(*place); id < len(p.all) && bytes.Equal(p.key(id), key) {
		return id
	}
	_, id := probe(p.slots, hashText(0, key), func(id int) bool { return bytes.Equal(p.key(id), key) })
	if id >= 0 {
		*place = uint32(id)
	}
	return id
}

// recentPlace is a hash that is made quicker than hashText's, of the first bytes
// only: tick, lot, type. It need not be as good: the text is compared, and what is
// not found there is looked for in the table.
func recentPlace(key []byte) uint64 {
	if len(key) < 16 {
		return 0
	}
	return (load64(key, 0)*hashFactor ^ load64(key, 8)*hashStart) * hashFactor >> (64 - recentBits)
}

func none(int) bool { return false }

// keyOf returns the text of a row's terms: what stands in the line, commas and
// all, when the five are side by side and without quotes, as they are; else the
// fields with line breaks between them, which none of them can hold.
func (p *pool) keyOf(line []byte, fields *[maxColumns]spot, c *columns) []byte {
	first, last := fields[c.at[colTick]], fields[c.at[colExchange]]
	together := true
	for k := colTick; k < colExchange; k++ {
		together = together && fields[c.at[k]].to+1 == fields[c.at[k+1]].from
	}
	if together {
		return line[first.from:last.to]
	}
	p.text = p.text[:0]
	for k := colTick; k <= colExchange; k++ {
		f := fields[c.at[k]]
		p.text = append(append(p.text, line[f.from:f.to]...), '\n')
	}
	return p.text
}

func (p *pool) key(id int) []byte {
	if id == 0 {
		return p.keys[:p.ends[0]]
	}
	return p.keys[p.ends[id-1]:p.ends[id]]
}

// read reads terms. Types and segments that we do not know are kept as they are,
// if they can be shown.
func (p *pool) read(line []byte, fields *[maxColumns]spot, c *columns) (t terms, ok bool) {
	field := func(k int) []byte { f := fields[c.at[k]]; return line[f.from:f.to] }
	tick, okTick := parseDecimal(field(colTick))
	lot, okLot := parseLot(field(colLot))
	t = terms{
		tick: tick, lot: lot,
		kind: p.word(field(colType)), segment: p.word(field(colSegment)), exchange: p.word(field(colExchange)),
	}
	t.exchangeHash = hashText(0, t.exchange)
	return t, okTick && okLot && isShown(t.kind) && isShown(t.segment) && exchangeName(t.exchange)
}

// word returns a text as a string that is made once.
func (p *pool) word(text []byte) string {
	if s, found := p.words[string(text)]; found {
		return s
	}
	if p.words == nil {
		p.words = map[string]string{}
	}
	s := string(text)
	p.words[s] = s
	return s
}

// isShown reports whether a type or a segment can be shown and kept.
func isShown(s string) bool { return s == "" || isSymbol([]byte(s)) }

// exchangeName reports whether kite.ParseSymbol takes an exchange of that name: a
// symbol of another could not be asked for.
func exchangeName(s string) bool {
	for _, c := range []byte(s) {
		if (c < 'A' || c > 'Z') && (c < '0' || c > '9') {
			return false
		}
	}
	return s != "" && len(s) <= maxText
}

// grow makes the table twice as large.
func (p *pool) grow() {
	if p.slots == nil { // room for an usual day's
		p.all, p.ends, p.keys = make([]terms, 0, 2048), make([]int, 0, 2048), make([]byte, 0, 64<<10)
	}
	p.slots = make([]byte, max(2048*slotSize, 2*len(p.slots)))
	for id := range p.all {
		hash := hashText(0, p.key(id))
		if slot, _ := probe(p.slots, hash, none); slot >= 0 {
			fill(p.slots, slot, id, hash)
		}
	}
}
