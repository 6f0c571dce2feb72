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
		return nil, &Refused{"it ends inside a row", true}
	case total == 0:
		return nil, refuse("it has no rows")
	case p.bad*10 > total:
		return nil, p.tooBad(total)
	}
	bad := p.bad
	symbols, err := p.symbolTable()
	if p.bad > bad && err == nil { // fewer rows than the table was made for
		symbols, err = p.symbolTable()
	}
	if err != nil {
		return nil, err
	}
	if p.bad*10 > total {
		return nil, p.tooBad(total)
	}
	tokens, err := p.tokenTable()
	if err != nil {
		return nil, err
	}
	common := p.termsForm()
	s := sizesOf(p.good, p.terms.len(), p.text.size())
	var body strings.Builder
	body.Grow(s.sum())
	body.Write(common)
	for i := range p.rows.pages {
		body.Write(p.rows.part(i))
	}
	body.Write(symbols)
	body.Write(tokens)
	for _, page := range p.text.all {
		body.Write(page)
	}
	l := &List{stamp: stamp{bad: p.bad}}
	l.lay(body.String(), s)
	return l, nil
}

func (p *parser) tooBad(total int) error {
	return refuse("%d of its %d rows cannot be read or are there twice", p.bad, total)
}

// symbolTable makes the table to find rows by their symbols, and leaves out the
// rows whose symbol another row had before.
func (p *parser) symbolTable() ([]byte, error) {
	slots := make([]byte, slotsFor(p.good)*slotSize)
	n := 0 // rows that stay
	for i := range p.good {
		row, hash := p.rows.at(i)
		slot, same, left := seek(slots, *hash, home(slots, *hash), maxProbes)
		for same >= 0 && !p.sameSymbol(same, row) {
			slot, same, left = seek(slots, *hash, slot+1, left)
		}
		if same >= 0 {
			p.bad++
			continue
		}
		if slot < 0 {
			return nil, errCollide()
		}
		fill(slots, slot, n, *hash)
		if n < i {
			to, toHash := p.rows.at(n)
			*to, *toHash = *row, *hash
		}
		n++
	}
	p.good = n
	p.rows.truncate(n)
	return slots, nil
}

// tokenTable makes the table to find rows by their tokens. A token that is there
// twice finds its first row. It is not made along with the other one: one table
// has room in the processor's second cache, two have not.
func (p *parser) tokenTable() ([]byte, error) {
	slots := make([]byte, slotsFor(p.good)*slotSize)
	for i := range p.good {
		token := p.token(i)
		hash := hashToken(token)
		slot, same, left := seek(slots, hash, home(slots, hash), maxProbes)
		for same >= 0 && p.token(same) != token {
			slot, same, left = seek(slots, hash, slot+1, left)
		}
		if slot < 0 {
			return nil, errCollide()
		}
		if same < 0 {
			fill(slots, slot, i, hash)
		}
	}
	return slots, nil
}

func errCollide() error { return refuse("its symbols or tokens are made to collide") }

// sameSymbol reports whether row i has the same symbol.
func (p *parser) sameSymbol(i int, row *[rowSize]byte) bool {
	other, _ := p.rows.at(i)
	return bytes.Equal(p.symbol(other), p.symbol(row)) &&
		p.terms.all[load32(other[:], atTerms)].exchange == p.terms.all[load32(row[:], atTerms)].exchange
}

func (p *parser) token(i int) uint32 {
	row, _ := p.rows.at(i)
	return load32(row[:], atToken)
}

func (p *parser) symbol(row *[rowSize]byte) []byte {
	return p.text.at(int(load32(row[:], atSymbol)), int(row[atSymbolLen]))
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
