package instruments

import (
	"encoding/binary"
	"errors"
	"hash/crc32"
	"io"
	"math"
	"strings"
	"time"

	"kitewatch/kite/market"
)

// The cache file is a header, and the body of a List as it is in memory: terms,
// rows, the two tables, texts. All numbers are little endian.
//
// The body is a string, which none of its readers can change. It is read in
// pieces that stay in the processor's cache while the checksum is made of them.
const (
	formMagic   = "kitelist"
	formVersion = 1

	atVersion    = 8
	atChecksum   = 12 // CRC-32C of all that follows
	atFetched    = 16 // Unix time in seconds
	atDay        = 24
	atBad        = 28
	atRows       = 32 // how many
	atTermsCount = 36
	atTextSize   = 40
	headerSize   = 44
)

// A term is 32 bytes: tick as the bits of a float64, lot, where its three words
// begin in the text, and their lengths.
const (
	atTick     = 0
	atLot      = 8
	atWords    = 12
	atWordLens = 24
	termSize   = 32
)

// maxText bounds a row's texts, one by one, and maxAllText all of them: more than
// can come out of the 64 MB that the client lets through, with the ends of pages.
const (
	maxText    = math.MaxUint8
	maxAllText = 72 << 20
)

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

// sizes are those of the parts of a body.
type sizes struct{ terms, rows, slots, text int }

func sizesOf(rows, terms, text int) sizes {
	return sizes{terms * termSize, rows * rowSize, slotsFor(rows) * slotSize, text}
}

func (s sizes) sum() int { return s.terms + s.rows + 2*s.slots + s.text }

// header returns the file's first bytes.
func (l *List) header() []byte {
	h := make([]byte, headerSize)
	copy(h, formMagic)
	binary.LittleEndian.PutUint32(h[atVersion:], formVersion)
	binary.LittleEndian.PutUint64(h[atFetched:], uint64(l.fetched.Unix()))
	binary.LittleEndian.PutUint32(h[atDay:], uint32(l.day))
	binary.LittleEndian.PutUint32(h[atBad:], uint32(l.bad))
	binary.LittleEndian.PutUint32(h[atRows:], uint32(l.Len()))
	binary.LittleEndian.PutUint32(h[atTermsCount:], uint32(len(l.terms)))
	binary.LittleEndian.PutUint32(h[atTextSize:], uint32(len(l.text)))
	sum := crc32.Checksum(h[atFetched:], castagnoli)
	binary.LittleEndian.PutUint32(h[atChecksum:], crc32.Update(sum, castagnoli, []byte(l.body)))
	return h
}

// writeTo writes the cache form.
func (l *List) writeTo(w io.Writer) error {
	if _, err := w.Write(l.header()); err != nil {
		return err
	}
	_, err := io.WriteString(w, l.body)
	return err
}

// readForm reads the cache form, of a file of that size.
func readForm(r io.Reader, size int64) (*List, error) {
	h := make([]byte, headerSize)
	if _, err := io.ReadFull(r, h); err != nil {
		return nil, short(err)
	}
	if string(h[:len(formMagic)]) != formMagic {
		return nil, errors.New("it is no list of instruments")
	}
	if v := load32(h, atVersion); v != formVersion {
		return nil, errors.New("it was written by another version of kitewatch")
	}
	rows, terms, text := load32(h, atRows), load32(h, atTermsCount), load32(h, atTextSize)
	if rows == 0 || rows > maxRows || terms == 0 || terms > maxRows || text > maxAllText {
		return nil, errors.New("its header is damaged")
	}
	parts := sizesOf(int(rows), int(terms), int(text))
	if size != int64(headerSize+parts.sum()) {
		return nil, errors.New("it has not the size that it should have")
	}
	body, sum, err := readBody(r, parts.sum(), crc32.Checksum(h[atFetched:], castagnoli))
	if err != nil {
		return nil, short(err)
	}
	if sum != load32(h, atChecksum) {
		return nil, errors.New("its checksum is wrong")
	}
	l := &List{stamp: stamp{
		fetched: time.Unix(int64(load64(h, atFetched)), 0).In(market.IST),
		day:     market.Date(int32(load32(h, atDay))),
		bad:     int(load32(h, atBad)),
	}}
	if !l.lay(body, parts) || !l.sound() {
		return nil, errors.New("its rows are damaged")
	}
	return l, nil
}

// short says that a file has ended too soon, when it has.
func short(err error) error {
	if err == io.EOF || err == io.ErrUnexpectedEOF {
		return errors.New("it is cut off")
	}
	return err
}

// readBody reads so many bytes and goes on with their checksum.
func readBody(r io.Reader, size int, sum uint32) (string, uint32, error) {
	var body strings.Builder
	body.Grow(size)
	piece := make([]byte, min(size, 128<<10))
	for body.Len() < size {
		piece = piece[:min(len(piece), size-body.Len())]
		if _, err := io.ReadFull(r, piece); err != nil {
			return "", 0, err
		}
		sum = crc32.Update(sum, castagnoli, piece)
		body.Write(piece)
	}
	return body.String(), sum, nil
}

// lay finds the parts of a body, and reports whether the terms' words are within
// it.
func (l *List) lay(body string, s sizes) bool {
	l.body = body
	termsForm, rest := body[:s.terms], body[s.terms:]
	l.rows, rest = rest[:s.rows], rest[s.rows:]
	l.symbols, rest = rest[:s.slots], rest[s.slots:]
	l.tokens, l.text = rest[:s.slots], rest[s.slots:]
	l.terms = make([]terms, len(termsForm)/termSize)
	for i := range l.terms {
		if !l.layTerm(&l.terms[i], termsForm[i*termSize:][:termSize]) {
			return false
		}
	}
	return true
}

// sound reports whether every place that the rows and the tables of a file name is
// within it: what is read later is read unchecked.
func (l *List) sound() bool {
	text, common := uint64(len(l.text)), uint32(len(l.terms))
	for i := 0; i < len(l.rows); i += rowSize {
		row := l.rows[i:][:rowSize]
		if uint64(load32(row, atSymbol))+uint64(row[atSymbolLen]) > text ||
			uint64(load32(row, atName))+uint64(row[atNameLen]) > text || load32(row, atTerms) >= common {
			return false
		}
	}
	n := uint32(l.Len())
	for i := 0; i < len(l.symbols); i += slotSize {
		if load32(l.symbols, i)&rowMask > n || load32(l.tokens, i)&rowMask > n {
			return false
		}
	}
	return true
}

// layTerm reads a term.
func (l *List) layTerm(t *terms, form string) bool {
	t.tick, t.lot = float(load64(form, atTick)), int(load32(form, atLot))
	for i, word := range []*string{&t.kind, &t.segment, &t.exchange} {
		at, length := int64(load32(form, atWords+4*i)), int64(form[atWordLens+i])
		if at+length > int64(len(l.text)) {
			return false
		}
		*word = l.text[at : at+length]
	}
	return true
}
