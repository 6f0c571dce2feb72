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
	token, i := leadingUint32(line)
	exchangeToken, k := leadingUint32(line[i:])
	if i == 0 || k == 0 || token == 0 {
		return false
	}
	line = line[i+k:]
	i = plainLen(line)
	if i == 0 || i > maxText || i+1 >= len(line) || line[i] != ',' || line[0] == ' ' || line[i-1] == ' ' {
		return false
	}
	symbol, rest := line[:i], line[i+1:]
	var name []byte
	if rest[0] == '"' {
		rest = rest[1:]
		k := bytes.IndexByte(rest, '"')
		if k <= 0 || k > maxText {
			return false
		}
		name, rest = rest[:k], rest[k+1:]
	}
	r, ok := p.quickContract(rest)
	if !ok {
		return false
	}
	r.token, r.exchangeToken = token, exchangeToken
	p.keep(r, symbol, name)
	return true
}

// quickContract reads what comes behind the name, its comma first.
func (p *parser) quickContract(rest []byte) (r row, ok bool) {
	if len(rest) < len(",0,,0,") || rest[0] != ',' || rest[1] != '0' || rest[2] != ',' {
		return r, false
	}
	rest = rest[3:]
	if rest[0] != ',' {
		if len(rest) <= dateLen || rest[dateLen] != ',' {
			return r, false
		}
		if r.expiry, ok = parseDate(rest[:dateLen]); !ok {
			return r, false
		}
		rest = rest[dateLen:]
	}
	rest = rest[1:]
	k := bytes.IndexByte(rest, ',')
	if k < 0 {
		return r, false
	}
	if r.strike, ok = parseDecimal(rest[:k]); !ok {
		return r, false
	}
	r.terms = p.terms.known(rest[k+1:])
	return r, r.terms >= 0
}

// leadingUint32 reads the number with which a line begins, and returns how long
// it is, its comma included; 0 when there is none. It reads eight digits at a time:
// what are no digits is shifted out, which leaves zeros before the number; then
// neighbours are joined three times, to four numbers of two digits, to two of
// four, to one.
func leadingUint32(line []byte) (uint32, int) {
	const zeros, tops = 0x3030303030303030, 0x8080808080808080
	if len(line) < 8 {
		return 0, 0
	}
	x := load64(line, 0) ^ zeros
	n := bits.TrailingZeros64((x|(x+0x7676767676767676))&tops) / 8 // a byte over 9 reaches its highest bit
	x <<= 64 - 8*n                                                 // by 64, with n 0, leaves nothing
	x = (x*10 + x>>8) & 0x00ff00ff00ff00ff
	x = (x*100 + x>>16) & 0x0000ffff0000ffff
	v := (x*10000 + x>>32) & 0xffffffff
	for ; n >= 8 && n < len(line) && n < 10 && line[n]-'0' <= 9; n++ {
		v = v*10 + uint64(line[n]-'0')
	}
	if n == 0 || n >= len(line) || line[n] != ',' || v > math.MaxUint32 {
		return 0, 0
	}
	return uint32(v), n + 1
}

// plainLen returns how many bytes come before the first that is a comma, a quote
// or no printable ASCII. It looks at eight of them at a time: the highest bit of
// a byte says that it is one of those, and the lowest such bit is right, since
// only bytes behind a hit can be spoilt by its carry.
func plainLen(line []byte) int {
	const ones, tops = 0x0101010101010101, 0x8080808080808080
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
