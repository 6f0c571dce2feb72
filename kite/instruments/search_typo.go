package instruments

import (
	"math/bits"
	"strings"
)

// A slip is a letter too many, one too few, a wrong one, or two in each
// other's place. Short words are not forgiven any: TCS, TCI and ACC are
// all one slip from some other company. And in the beginning of a word even
// four letters forgive none: the three that are left begin too many others,
// and "gift", which may be listed nowhere, would find what begins with GIT.
const (
	firstSlip = 4 // letters from which on one slip is forgiven
	slipStart = 5 // even in the beginning of a word
	twoSlips  = 8 // and two
	longWord  = 24

	leastShort = 3 // letters of a word that is left short
)

// slips returns how many slips are forgiven in a word. A number is never
// mistyped into another one: that is another strike.
func slips(word string) int {
	for i := range len(word) {
		if isDigit(word[i]) {
			return 0
		}
	}
	switch n := len(word); {
	case n < firstSlip || n > longWord:
		return 0
	case n < twoSlips:
		return 1
	}
	return 2
}

// near is what a mistyped word is worth; 0 when no word of the label is near
// it. The first letter is taken to be right, as it mostly is: so few labels
// need a closer look.
func (l *label) near(w *word) int {
	word, limit := w.text, slips(w.text)
	if limit == 0 && !w.shortened {
		return 0
	}
	best := 0
	for starts := l.starts; starts != 0; starts &= starts - 1 {
		at := bits.TrailingZeros64(starts)
		if at >= len(l.text) || l.text[at] != word[0] {
			continue
		}
		end := len(l.text)
		if n := strings.IndexByte(l.text[at:], separator); n >= 0 {
			end = at + n
		}
		// The word ends where the next one starts, or with symbol or name.
		next := end - at
		if rest := starts & (starts - 1); rest != 0 {
			next = min(next, bits.TrailingZeros64(rest)-at)
		}
		if w.shortened && isShort(l.text[at:at+next], word) {
			best = max(best, nearShort)
		}
		if limit > 0 {
			best = max(best, nearness(word, l.text[at:min(end, at+len(word)+limit)], next, limit))
		}
	}
	return best
}

// isShort reports whether a word of a label and a typed one are the same but for
// what one of them leaves out: the dump has 25 cells for a name, and writes FIN,
// CORP, SERV and INSURA; and who types in a hurry leaves out the vowels.
func isShort(word, typed string) bool {
	if len(word) < leastShort || len(typed) < leastShort || strings.ContainsAny(typed, "0123456789") {
		return false
	}
	return len(word) < len(typed) && strings.HasPrefix(typed, word) || sameBones(word, typed)
}

// sameBones reports whether a typed word is another without its vowels.
func sameBones(word, typed string) bool {
	n := 0
	for i := range len(word) {
		switch c := word[i]; {
		case strings.IndexByte("AEIOU", c) >= 0:
		case n == len(typed) || typed[n] != c:
			return false
		default:
			n++
		}
	}
	return n == len(typed)
}

// nearness compares a word with the text at a place, where a word of length
// whole starts.
func nearness(word, text string, whole, limit int) int {
	if bits.OnesCount64(letters(word)&^letters(text)) > limit {
		return 0
	}
	var room [3][longWord + 4]uint8
	last := distances(word, text, &room)
	best := 0
	for n := max(0, len(word)-limit); n <= len(text); n++ {
		d := int(last[n])
		if d > limit || n != whole && len(word) < slipStart {
			continue
		}
		worth := nearStart
		if n == whole {
			worth = nearWhole
		}
		best = max(best, worth-secondSlip*max(0, d-1))
	}
	return best
}

// letters is the set of a text's letters and digits.
func letters(text string) uint64 {
	set := uint64(0)
	for i := range len(text) {
		set |= 1 << (text[i] & 63)
	}
	return set
}

// distances returns how many slips lead from a word to each beginning of a
// text: last[n] is for text[:n]. The longest word and text fit the room.
func distances(word, text string, room *[3][longWord + 4]uint8) []uint8 {
	before, previous, row := room[0][:], room[1][:], room[2][:]
	for n := range len(text) + 1 {
		previous[n] = uint8(n)
	}
	for i := 1; i <= len(word); i++ {
		row[0] = uint8(i)
		for n := 1; n <= len(text); n++ {
			wrong := uint8(1)
			if word[i-1] == text[n-1] {
				wrong = 0
			}
			row[n] = min(previous[n-1]+wrong, previous[n]+1, row[n-1]+1)
			if i > 1 && n > 1 && word[i-1] == text[n-2] && word[i-2] == text[n-1] {
				row[n] = min(row[n], before[n-2]+1)
			}
		}
		before, previous, row = previous, row, before
	}
	return previous[:len(text)+1]
}
