package instruments

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"fmt"
	"io"
	"math"

	"kitewatch/kite"
	"kitewatch/kite/market"
)

// Refused is why a dump that came whole was not taken for a list.
type Refused struct {
	Reason string
	Cut    bool // the text ends inside a row
}

func (e *Refused) Error() string { return "instrument dump refused: " + e.Reason }

func refuse(format string, args ...any) error {
	return &Refused{Reason: fmt.Sprintf(format, args...)}
}

// maxLine bounds a line of the dump; real ones have about 80 bytes.
const maxLine = 64 << 10

// Parse reads a dump: CSV text whose first line names the columns, in any order
// and with others among them. An error of r is returned as it is, any other one
// is a *Refused.
//
// A row that cannot be read is left out and counted, since every real dump may
// have a few odd ones; when it is more than one in ten, the format is no longer
// the one that we know, and what was read of the other rows is not to be trusted
// either. Of two rows for one symbol the first is taken, and the other counted:
// they cannot both be right, and a choice that does not depend on what comes
// later lets a list that is read again have the same rows.
//
// A row is a line, but for the few whose name holds line breaks; a quote that is
// never closed costs its own line, and not all up to the next quote.
func Parse(r io.Reader) (*List, error) {
	lines := bufio.NewReaderSize(r, maxLine)
	head, _, err := nextLine(lines)
	if err == io.EOF {
		return nil, refuse("it is empty")
	} else if err != nil {
		return nil, err
	}
	p := new(parser)
	if err := p.columns.read(bytes.TrimPrefix(head, []byte("\ufeff"))); err != nil {
		return nil, err
	}
	p.usual = p.columns.usual()
	for {
		line, ended, err := nextLine(lines)
		if err == io.EOF {
			break
		} else if err != nil {
			return nil, err
		}
		if err := p.line(line, ended); err != nil {
			return nil, err
		}
		if err := p.buffered(lines); err != nil {
			return nil, err
		}
	}
	for p.open.lines != nil {
		if err := p.giveUp(); err != nil {
			return nil, err
		}
	}
	return p.finish()
}

// buffered adds the lines that are whole in the buffer, nearly all: to ask for each
// costs more than to find its end.
func (p *parser) buffered(lines *bufio.Reader) error {
	text, _ := lines.Peek(lines.Buffered())
	size := len(text)
	for {
		n := bytes.IndexByte(text, '\n')
		if n < 0 {
			break
		}
		if line := bare(text[:n]); len(line) > 0 {
			if err := p.line(line, true); err != nil {
				return err
			}
		}
		text = text[n+1:]
	}
	_, err := lines.Discard(size - len(text))
	return err
}

// bare returns a line without the carriage return at its end.
func bare(line []byte) []byte {
	if n := len(line); n > 0 && line[n-1] == '\r' {
		return line[:n-1]
	}
	return line
}

// nextLine returns a line that is not blank, without its end, and whether it
// had one. It is good until the next call.
func nextLine(lines *bufio.Reader) (line []byte, ended bool, err error) {
	for {
		line, err = lines.ReadSlice('\n')
		switch {
		case err == bufio.ErrBufferFull:
			return nil, false, refuse("it has a line of more than %d bytes", maxLine)
		case err != nil && (err != io.EOF || len(line) == 0):
			return nil, false, err
		}
		if ended = err == nil; ended {
			line = line[:len(line)-1]
		}
		if line = bare(line); len(line) > 0 {
			return line, ended, nil
		}
	}
}

// parser collects what becomes a List.
type parser struct {
	columns columns
	usual   bool // the columns are the 12, in their order
	fields  [maxColumns]spot
	rows    rows
	text    pages
	terms   pool
	dates   dates
	good    int // rows
	bad     int
	cut     bool // the line before was one of too few fields, or of an open quote
	open    openRow

	nameAt, nameLen int // of the row before: those of one underlying come together
}

// row is what is kept of a line, but for its texts.
type row struct {
	token, exchangeToken uint32
	strike               float64
	expiry               market.Date
	terms                int
}

// line adds a line: nearly always a row.
func (p *parser) line(line []byte, ended bool) error {
	switch {
	case p.open.lines != nil:
		return p.goOn(line, ended)
	case p.good+p.bad == maxRows:
		return refuse("it has more than %d rows", maxRows)
	case p.usual && p.quick(line):
		p.cut = false
		return nil
	case isOpen(line):
		p.begin(line, ended)
		return nil
	}
	return p.row(line, ended)
}

// row adds a row by the rules. Only the last one may have no end of line: whole as
// it looks, its exchange may have lost a letter, so it is taken only with terms that
// an earlier row had too.
func (p *parser) row(line []byte, ended bool) error {
	p.cut = false
	n, whole := split(line, &p.fields)
	p.cut = !whole || n < p.columns.n
	known := p.terms.len()
	switch read := n == p.columns.n && whole && p.add(line); {
	case !read:
		p.bad++
		p.cut = p.cut || !ended
	case !ended:
		p.cut = p.terms.len() > known
	}
	return nil
}

// add adds a row whose fields are known, and reports whether it could be read.
func (p *parser) add(line []byte) bool {
	field := func(c int) []byte { f := p.fields[p.columns.at[c]]; return line[f.from:f.to] }
	token, okToken := parseUint32(field(colToken))
	exchangeToken, okExchange := parseUint32(field(colExchangeToken))
	strike, okStrike := parseDecimal(field(colStrike))
	r := row{token: token, exchangeToken: exchangeToken, strike: strike}
	symbol, name, expiry := field(colSymbol), field(colName), field(colExpiry)
	if !okToken || token == 0 || !okExchange || !okStrike || !isSymbol(symbol) {
		return false
	}
	name = shortName(name)
	ok := true
	if len(expiry) > 0 {
		if r.expiry, ok = parseDate(expiry); !ok {
			return false
		}
	}
	if r.terms, ok = p.terms.find(line, &p.fields, &p.columns); ok {
		p.keep(&r, symbol, name)
	}
	return ok
}

// keep keeps a row. A contract's name is its underlying's, with which its symbol
// begins: NIFTY in NIFTY26NOVFUT. It is read there.
func (p *parser) keep(r *row, symbol, name []byte) {
	symbolAt := p.text.addOf(symbol[:cap(symbol)], len(symbol))
	switch {
	case bytes.HasPrefix(symbol, name):
		p.nameAt = symbolAt
	case !bytes.Equal(p.text.at(p.nameAt, p.nameLen), name):
		p.nameAt = p.text.add(name)
	}
	p.nameLen = len(name)
	b, hash := p.rows.next()
	binary.LittleEndian.PutUint32(b[atToken:], r.token)
	binary.LittleEndian.PutUint32(b[atExchangeToken:], r.exchangeToken)
	binary.LittleEndian.PutUint64(b[atStrike:], math.Float64bits(r.strike))
	binary.LittleEndian.PutUint32(b[atSymbol:], uint32(symbolAt))
	binary.LittleEndian.PutUint32(b[atName:], uint32(p.nameAt))
	binary.LittleEndian.PutUint32(b[atTerms:], uint32(r.terms))
	binary.LittleEndian.PutUint16(b[atExpiry:], uint16(r.expiry))
	b[atSymbolLen], b[atNameLen] = uint8(len(symbol)), uint8(len(name))
	*hash = hashText(p.terms.all[r.terms].exchangeHash, symbol)
	p.good++
}

// isSymbol reports whether kite.ParseSymbol would take a tradingsymbol and give it
// back, but for its case, and whether it is short enough. Nearly all are plain
// ASCII.
func isSymbol(s []byte) bool {
	if len(s) == 0 || len(s) > maxText || s[0] == ' ' || s[len(s)-1] == ' ' {
		return false
	}
	for _, c := range s {
		if c < ' ' || c > '~' {
			_, err := kite.ParseSymbol("X:" + string(s))
			return err == nil
		}
	}
	return true
}
