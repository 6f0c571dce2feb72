package instruments

import (
	"bytes"
	"encoding/binary"
	"math"
	"strings"
)

// finish makes the list of what was read.
func (p *parser) finish() (*List, error) {
	total := p.good + p.bad
	switch {
	case p.cut:
		return nil, refuse("it ends inside a row")
	case total == 0:
		return nil, refuse("it has no rows")
	case p.bad*10 > total:
		return nil, p.tooBad(total)
	}
	bad := p.bad
	symbols, tokens, err := p.index()
	if p.bad > bad && err == nil { // fewer rows than the tables were made for
		symbols, tokens, err = p.index()
	}
	if err != nil {
		return nil, err
	}
	if p.bad*10 > total {
		return nil, p.tooBad(total)
	}
	common := p.termsForm()
	s := sizesOf(p.good, p.terms.len(), p.text.size())
	var body strings.Builder
	body.Grow(s.sum())
	for _, parts := range [][][]byte{{common}, p.rows.all, {symbols, tokens}, p.text.all} {
		for _, part := range parts {
			body.Write(part)
		}
	}
	l := &List{stamp: stamp{bad: p.bad}}
	l.lay(body.String(), s)
	return l, nil
}

func (p *parser) tooBad(total int) error {
	return refuse("%d of its %d rows cannot be read or are there twice", p.bad, total)
}

// index makes the tables to find rows with, and leaves out the rows whose symbol
// another row had before. A token that is there twice finds its first row.
func (p *parser) index() (symbols, tokens []byte, err error) {
	size := slotsFor(p.good) * slotSize
	symbols, tokens = make([]byte, size), make([]byte, size)
	n := 0 // rows that stay
	for i := range p.good {
		row := p.row(i)
		symbol, t := p.symbol(row), &p.terms.all[load32(row, atTerms)]
		hash := hashText(t.exchangeHash, symbol)
		slot, same := probe(symbols, hash, func(i int) bool {
			other := p.row(i)
			return bytes.Equal(p.symbol(other), symbol) && p.terms.all[load32(other, atTerms)].exchange == t.exchange
		})
		if same >= 0 {
			p.bad++
			continue
		}
		token := load32(row, atToken)
		tokenHash := hashToken(token)
		tokenSlot, same := probe(tokens, tokenHash, func(i int) bool { return load32(p.row(i), atToken) == token })
		if slot < 0 || tokenSlot < 0 && same < 0 {
			return nil, nil, refuse("its symbols or tokens are made to collide")
		}
		fill(symbols, slot, n, hash)
		if same < 0 {
			fill(tokens, tokenSlot, n, tokenHash)
		}
		if n < i {
			copy(p.row(n), row)
		}
		n++
	}
	p.good = n
	p.rows.truncate(n * rowSize)
	return symbols, tokens, nil
}

func (p *parser) row(i int) []byte { return p.rows.at(i*rowSize, rowSize) }

func (p *parser) symbol(row []byte) []byte {
	return p.text.at(int(load32(row, atSymbol)), int(row[atSymbolLen]))
}

// termsForm returns the terms as a body has them, their words added to the text.
func (p *parser) termsForm() []byte {
	places := map[string]int{}
	form := make([]byte, len(p.terms.all)*termSize)
	for i, t := range p.terms.all {
		b := form[i*termSize:][:termSize]
		binary.LittleEndian.PutUint64(b[atTick:], math.Float64bits(t.tick))
		binary.LittleEndian.PutUint32(b[atLot:], uint32(t.lot))
		for k, word := range []string{t.kind, t.segment, t.exchange} {
			at, found := places[word]
			if !found {
				at = p.text.add([]byte(word))
				places[word] = at
			}
			binary.LittleEndian.PutUint32(b[atWords+4*k:], uint32(at))
			b[atWordLens+k] = uint8(len(word))
		}
	}
	return form
}
