package instruments

import (
	"encoding/binary"
	"math"
	"math/bits"
)

// A table of slots finds a row by a hash: open addressing, one probe after the
// other. A slot is four bytes: 0 when it is free, else the row's number plus one
// and above it twelve bits of the hash, so that a wrong row is looked at once in
// 4,096 probes only. That lets the table be three quarters full and still answer
// with a cache line or two: 120,000 rows take 640 kB.
const (
	slotSize = 4
	rowBits  = 20
	rowMask  = 1<<rowBits - 1

	// maxProbes bounds a search. At three quarters full the longest run of
	// slots is some hundred even for a million rows.
	maxProbes = 4096
)

// bytesLike is what tables and rows are while they are made, and after.
type bytesLike interface{ ~string | ~[]byte }

// slotsFor returns how many slots a table for n rows has.
func slotsFor(n int) int { return n + n/3 + 8 }

// probe looks for the row with that hash that is the same. It returns the row, or
// -1 and the free slot where the search ended, or -1 and -1 when there is none
// within bounds.
func probe[T bytesLike](slots T, hash uint64, same func(row int) bool) (slot, row int) {
	slot, row, left := seek(slots, hash, home(slots, hash), min(len(slots)/slotSize, maxProbes))
	for row >= 0 && !same(row) {
		slot, row, left = seek(slots, hash, slot+1, left)
	}
	return slot, row
}

// home returns the slot where the search for a hash begins.
func home[T bytesLike](slots T, hash uint64) int {
	high, _ := bits.Mul64(hash, uint64(len(slots)/slotSize))
	return int(high)
}

// seek looks from a slot on for a row whose hash may be that one, or for a free
// slot: the row is -1 then, and the slot too when neither is within bounds. It
// also returns how many of the slots that it might look at are left. It is apart
// from probe for those who make a table: a call of same for each row is dear.
func seek[T bytesLike](slots T, hash uint64, slot, left int) (at, row, rest int) {
	tag := uint32(hash) &^ rowMask
	for ; left > 0; left-- {
		if slot*slotSize >= len(slots) {
			slot = 0
		}
		held := load32(slots, slot*slotSize)
		if held == 0 {
			return slot, -1, left
		}
		if row := int(held&rowMask) - 1; held&^rowMask == tag && row >= 0 {
			return slot, row, left - 1
		}
		slot++
	}
	return -1, -1, 0
}

// fill puts a row into a free slot.
func fill(slots []byte, slot, row int, hash uint64) {
	binary.LittleEndian.PutUint32(slots[slot*slotSize:], uint32(hash)&^rowMask|uint32(row+1))
}

// The hash is made for short texts: eight bytes with one multiplication, whose
// halves are folded. It is written to the file with the tables, so it may not
// change without the file's version.
const (
	hashFactor = 0x9e3779b97f4a7c15
	hashStart  = 0xd6e8feb86659fd93
)

func fold(h uint64) uint64 {
	high, low := bits.Mul64(h, hashFactor)
	return high ^ low
}

// hashText hashes a text, going on from another's hash. The last eight bytes are
// taken as such, though some of them have been before.
func hashText[T bytesLike](seed uint64, s T) uint64 {
	h := seed ^ hashStart ^ uint64(len(s))
	if len(s) >= 8 {
		for i := 0; i < len(s)-8; i += 8 {
			h = fold(h ^ load64(s, i))
		}
		return fold(fold(h^load64(s, len(s)-8)) ^ hashStart)
	}
	var rest uint64
	for i := range len(s) {
		rest = rest<<8 | uint64(s[i])
	}
	return fold(fold(h^rest) ^ hashStart)
}

func hashToken(token uint32) uint64 { return fold(fold(uint64(token)^hashStart) ^ hashStart) }

// The loads are encoding/binary's, for strings as well.

func load16[T bytesLike](s T, i int) uint16 {
	s = s[i : i+2]
	return uint16(s[0]) | uint16(s[1])<<8
}

func load32[T bytesLike](s T, i int) uint32 {
	s = s[i : i+4]
	return uint32(s[0]) | uint32(s[1])<<8 | uint32(s[2])<<16 | uint32(s[3])<<24
}

func load64[T bytesLike](s T, i int) uint64 {
	s = s[i : i+8]
	return uint64(s[0]) | uint64(s[1])<<8 | uint64(s[2])<<16 | uint64(s[3])<<24 |
		uint64(s[4])<<32 | uint64(s[5])<<40 | uint64(s[6])<<48 | uint64(s[7])<<56
}

func float(b uint64) float64 { return math.Float64frombits(b) }
