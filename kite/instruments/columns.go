package instruments

import (
	"bytes"
	"strings"
)

// The columns, in the order of the documentation. They are found by their names:
// the order has held for years but is promised nowhere. last_price must be there
// but is not read: it is always 0 (staff, 2023).
const (
	colToken = iota
	colExchangeToken
	colSymbol
	colName
	colLastPrice
	colExpiry
	colStrike
	colTick
	colLot
	colType
	colSegment
	colExchange
	columnCount
)

var columnNames = [columnCount]string{
	"instrument_token", "exchange_token", "tradingsymbol", "name", "last_price", "expiry", "strike",
	"tick_size", "lot_size", "instrument_type", "segment", "exchange",
}

// maxColumns bounds a row: there are 12, and room for what may be added.
const maxColumns = 48

// columns says where in a row each column is.
type columns struct {
	n  int // how many there are, with those we do not know
	at [columnCount]int
}

// read reads the header line.
func (c *columns) read(head []byte) error {
	var fields [maxColumns]spot
	n, whole := split(head, &fields)
	if !whole || n > maxColumns {
		return refuse("its first line is no list of columns")
	}
	for i := range c.at {
		c.at[i] = -1
	}
	for i, f := range fields[:n] {
		name := string(bytes.TrimSpace(head[f.from:f.to]))
		for k := range columnNames {
			if name != columnNames[k] {
				continue
			}
			if c.at[k] >= 0 {
				return refuse("it has two columns %s", name)
			}
			c.at[k] = i
		}
	}
	var missing []string
	for k, at := range c.at {
		if at < 0 {
			missing = append(missing, columnNames[k])
		}
	}
	if c.n = n; missing != nil {
		return refuse("it has no column %s", strings.Join(missing, ", "))
	}
	return nil
}

// usual reports whether the columns are those we know, in their order.
func (c *columns) usual() bool {
	for k, at := range c.at {
		if at != k {
			return false
		}
	}
	return c.n == columnCount
}

// spot is where a field is in its line.
type spot struct{ from, to int32 }

// split finds a line's fields, as encoding/csv does: one may stand in quotes and
// then hold commas, and quotes doubled, of which one is taken out of line. It
// returns how many there are, also past maxColumns, and whether the line can be
// read at all: no quote is open at its end or stands where none may.
func split(line []byte, fields *[maxColumns]spot) (n int, whole bool) {
	for i := 0; ; n++ {
		f := spot{int32(i), int32(len(line))}
		if i < len(line) && line[i] == '"' {
			end, next := quoted(line, i+1)
			if next < 0 {
				return n, false
			}
			f, i = spot{f.from + 1, int32(end)}, next
		} else {
			for ; i < len(line) && line[i] != ','; i++ {
				if line[i] == '"' {
					return n, false
				}
			}
			f.to = int32(i)
		}
		if n < maxColumns {
			fields[n] = f
		}
		if i == len(line) {
			return n + 1, true
		}
		i++ // past the comma
	}
}

// quoted returns where the field ends that begins at from, behind its quote, and
// where the comma behind it is or the end of the line; a next of -1 when it is
// not closed, or followed by something else.
func quoted(line []byte, from int) (end, next int) {
	to := from // where the text goes: doubled quotes make it shorter
	for i := from; ; i++ {
		k := bytes.IndexByte(line[i:], '"')
		if k < 0 {
			return 0, -1
		}
		if to != i {
			copy(line[to:], line[i:i+k])
		}
		to, i = to+k, i+k+1
		switch {
		case i == len(line) || line[i] == ',':
			return to, i
		case line[i] != '"':
			return 0, -1
		}
		line[to] = '"'
		to++
	}
}
