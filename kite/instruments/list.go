package instruments

import (
	"time"

	"kitewatch/kite"
	"kitewatch/kite/market"
)

// List is the instruments of one download, in the dump's order. Its zero value
// is an empty list. It is not changed once it is made, and may be read by many
// at once.
//
// In memory it is what it is in the cache file: rows of fixed width, the texts
// one after the other, and two tables to find a row with. So loading it is
// reading it, and 120,000 instruments are a handful of allocations, which the
// garbage collector passes by.
type List struct {
	stamp
	body  string // all of the below but terms
	rows  string // rowSize bytes each
	text  string // what the rows' texts are cut from
	terms []terms
	// The tables, see slots.go.
	symbols, tokens string

	prepared prepared // the contracts in order, made when first asked for
}

// stamp is what a list knows of its download.
type stamp struct {
	fetched time.Time
	day     market.Date // the trading day it was made for, see Cache.keep; 0: not known
	bad     int
}

// A row is 32 bytes, little endian: tokens, strike as the bits of a float64,
// where its texts begin, which terms it has, expiry as a market.Date, and the
// length of its texts, of 255 bytes at most.
const (
	atToken         = 0
	atExchangeToken = 4
	atStrike        = 8
	atSymbol        = 16
	atName          = 20
	atTerms         = 24
	atExpiry        = 28
	atSymbolLen     = 30
	atNameLen       = 31
	rowSize         = 32
)

// maxRows is many times of what is listed today, and what a slot has room for.
const maxRows = 1_000_000

// Len returns how many instruments there are.
func (l *List) Len() int { return len(l.rows) / rowSize }

// At returns the instrument of a row, 0 to Len less 1. It allocates nothing:
// the texts are cut from the list's own.
func (l *List) At(i int) Instrument {
	row := l.rows[i*rowSize:][:rowSize]
	t := &l.terms[load32(row, atTerms)]
	return Instrument{
		Symbol:          kite.Symbol{Exchange: t.exchange, Tradingsymbol: l.cut(row, atSymbol, atSymbolLen)},
		InstrumentToken: load32(row, atToken),
		ExchangeToken:   load32(row, atExchangeToken),
		Name:            l.cut(row, atName, atNameLen),
		Expiry:          market.Date(load16(row, atExpiry)),
		Strike:          float(load64(row, atStrike)),
		TickSize:        t.tick,
		LotSize:         t.lot,
		Type:            t.kind,
		Segment:         t.segment,
	}
}

// cut returns the text whose place and length stand in a row.
func (l *List) cut(row string, at, length int) string {
	return l.text[load32(row, at):][:row[length]]
}

// Find returns the row of a symbol, and whether it is listed. It is exact:
// upper case and without blanks, as kite.ParseSymbol has it.
func (l *List) Find(s kite.Symbol) (int, bool) {
	hash := hashText(hashText(0, s.Exchange), s.Tradingsymbol)
	_, row := probe(l.symbols, hash, func(row int) bool {
		r := l.rows[row*rowSize:][:rowSize]
		return l.cut(r, atSymbol, atSymbolLen) == s.Tradingsymbol && l.terms[load32(r, atTerms)].exchange == s.Exchange
	})
	return max(row, 0), row >= 0
}

// Token returns the row of an instrument token, and whether it is listed.
func (l *List) Token(token uint32) (int, bool) {
	_, row := probe(l.tokens, hashToken(token), func(row int) bool {
		return load32(l.rows, row*rowSize+atToken) == token
	})
	return max(row, 0), row >= 0
}

// Fetched returns when the list was downloaded, by the exchange's clock and in
// IST; the zero time for one that was only parsed.
func (l *List) Fetched() time.Time { return l.fetched }

// Bad returns how many rows of the dump were left out: those that cannot be
// read, and those whose symbol another row had before.
func (l *List) Bad() int { return l.bad }
