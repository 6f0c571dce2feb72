package instruments

import (
	"bytes"
	"math"
	"math/bits"
)

// quick adds a row that is written the way all rows of the dump are today:
//
//	408065,1594,INFY,"INFOSYS",0,,0,0.1,1,EQ,NSE,NSE
//
// the columns in their order, the name alone in quotes, a last_price of 0, terms
// that another row had before. It reads a number while it looks for the comma
// behind it, and so looks at every byte about once. Anything that is otherwise it
// leaves to line, which reads by the rules: it returns false and has added nothing.
func (p *parser) quick(line []byte) bool {
	var r row
	var n int
	if r.token, n = leadingUint32(line); n == 0 || r.token == 0 {
		return false
	}
	line = line[n:]
	if r.exchangeToken, n = leadingUint32(line); n == 0 {
		return false
	}
	line = line[n:]
	n = plainLen(line)
	if n == 0 || n > maxText || n+1 >= len(line) || line[n] != ',' || line[0] == ' ' || line[n-1] == ' ' {
		return false
	}
	symbol, rest := line[:n], line[n+1:]
	var name []byte
	if rest[0] == '"' {
		rest = rest[1:]
		k := sameLen(line, rest)
		if k == 0 || k > n || rest[k] != '"' { // not one with which the symbol begins
			k = bytes.IndexByte(rest, '"')
		}
		if k <= 0 || k > maxText {
			return false
		}
		name, rest = rest[:k], rest[k+1:]
	}
	if !p.quickContract(&r, rest) {
		return false
	}
	p.keep(&r, symbol, name)
	return true
}

// sameLen returns how many bytes two texts have in common at their beginning, or 0
// when fewer than eight bytes are left to compare before they differ. A contract's
// name ends where it differs from its symbol, so its quote is not looked for.
func sameLen(a, b []byte) int {
	i := 0
	for ; i+8 <= len(b) && i+8 <= len(a); i += 8 {
		if x := load64(a, i) ^ load64(b, i); x != 0 {
			return i + bits.TrailingZeros64(x)/8
		}
	}
	return 0
}

// quickContract reads what comes behind the name, its comma first.
func (p *parser) quickContract(r *row, rest []byte) (ok bool) {
	if len(rest) < len(",0,2026-11-24,0,") || rest[0] != ',' || rest[1] != '0' || rest[2] != ',' {
		return false
	}
	rest = rest[3:]
	if rest[0] != ',' {
		if rest[dateLen] != ',' {
			return false
		}
		if r.expiry, ok = p.dates.read(rest[:dateLen]); !ok {
			return false
		}
		rest = rest[dateLen:]
	}
	rest = rest[1:]
	var n int
	if r.strike, n = leadingDecimal(rest); n == 0 {
		if n = bytes.IndexByte(rest, ',') + 1; n == 0 {
			return false
		}
		if r.strike, ok = parseDecimal(rest[:n-1]); !ok {
			return false
		}
	}
	r.terms = p.terms.known(rest[n:])
	return r.terms >= 0
}

// Bytes are looked at eight at a time, in a number.
const (
	ones  = 0x0101010101010101
	tops  = 0x80 * ones
	zeros = '0' * ones
)

// leadingUint32 reads the number with which a line begins, and returns how long
// it is, its comma included; 0 when there is none or the line is short. What are
// no digits is shifted out of the first eight bytes, which leaves zeros before
// the number. Ten digits are the most, so the last two are read the same way.
func leadingUint32(line []byte) (uint32, int) {
	if len(line) < 8 {
		return 0, 0
	}
	x := load64(line, 0) ^ zeros
	n := bits.TrailingZeros64((x|(x+0x76*ones))&tops) / 8 // a byte over 9 reaches its highest bit
	v := joined(x << (64 - 8*n))                          // by 64, with n 0, leaves nothing
	if n == 8 && len(line) >= 16 {
		x = load64(line, 8) ^ zeros
		k := bits.TrailingZeros64((x|(x+0x76*ones))&tops) / 8
		if k > 2 { // no number of 32 bits
			return 0, 0
		}
		x <<= 64 - 8*k
		v = v*tens[k] + x>>48&0xff*10 + x>>56
		n += k
	}
	if n == 0 || n >= len(line) || line[n] != ',' || v > math.MaxUint32 {
		return 0, 0
	}
	return uint32(v), n + 1
}

var tens = [3]uint64{1, 10, 100}

// joined returns the number whose eight digits are the bytes of x, the last one
// on top. Neighbours are joined three times: to four numbers of two digits, to
// two of four, to one.
func joined(x uint64) uint64 {
	x = (x*10 + x>>8) & 0x00ff00ff00ff00ff
	x = (x*100 + x>>16) & 0x0000ffff0000ffff
	return (x*10000 + x>>32) & 0xffffffff
}

// leadingDecimal is leadingUint32 for a price: up to seven bytes, one of which may
// be a point. It is taken out by moving up what is before it, and without a branch:
// the processor could not foretell which strike has one, nor how long it is. So
// few digits are exact, see parseDecimal. Of anything else the length is 0.
func leadingDecimal(line []byte) (float64, int) {
	if len(line) < 8 {
		return 0, 0
	}
	x := load64(line, 0)
	comma := x ^ ','*ones
	n := bits.TrailingZeros64((comma-ones)&^comma&tops) / 8
	if n == 0 || n == 8 {
		return 0, 0
	}
	x = (x ^ zeros) << (64 - 8*n)
	point := x ^ ('.'^'0')*ones
	point = (point - ones) &^ point & tops
	point &= -point                              // the highest bit of the first point; 0 when there is none
	before := point>>7 - 1                       // the bits below, or all
	behind := bits.LeadingZeros64(point) / 8 & 7 // digits
	x = x&before<<((point|-point)>>60&8) | x&^(before|point>>7*0xff)
	if (x|(x+0x76*ones))&tops != 0 || n == 1 && point != 0 {
		return 0, 0
	}
	return float64(int64(joined(x))) / powers[behind], n + 1
}

// plainLen returns how many bytes come before the first that is a comma, a quote
// or no printable ASCII. It looks at eight of them at a time: the highest bit of
// a byte says that it is one of those, and the lowest such bit is right, since
// only bytes behind a hit can be spoilt by its carry.
func plainLen(line []byte) int {
	i := 0
	for ; i+8 <= len(line); i += 8 {
		x := load64(line, i)
		comma, quote := x^(','*ones), x^('"'*ones)
		hit := x | (x - ' '*ones) | (x + ones) | // 0x80 and above, control characters, 0x7f
			(comma-ones)&^comma | (quote-ones)&^quote
		if hit &= tops; hit != 0 {
			return i + bits.TrailingZeros64(hit)/8
		}
	}
	for ; i < len(line); i++ {
		if c := line[i]; c == ',' || c == '"' || c < ' ' || c > '~' {
			break
		}
	}
	return i
}
