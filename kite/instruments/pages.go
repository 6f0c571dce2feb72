package instruments

import "encoding/binary"

const (
	pageBits = 18
	pageSize = 1 << pageBits
)

// pages is memory that grows without ever being copied: how large a dump is, is
// known only at its end. What is put in stays in one page, so a place is a
// number that holds in the pages joined as well.
type pages struct{ all [][]byte }

// add puts text in and returns its place. It must be shorter than a page.
func (p *pages) add(text []byte) int {
	at, room := p.next(len(text))
	copy(room, text)
	return at
}

// addOf puts the first n bytes of text in. Up to 32 it copies 32, if it may: that
// is a few instructions without a branch, and what is too much is written over.
func (p *pages) addOf(text []byte, n int) int {
	at, room := p.next(n)
	if n > 32 || len(text) < 32 || cap(room) < 32 {
		copy(room, text)
		return at
	}
	room = room[:32]
	for i := 0; i < 32; i += 8 {
		binary.LittleEndian.PutUint64(room[i:], load64(text, i))
	}
	return at
}

// next returns room for so many bytes and its place.
func (p *pages) next(n int) (int, []byte) {
	last := len(p.all) - 1
	if last < 0 || len(p.all[last])+n > pageSize {
		p.open()
		last++
	}
	page := p.all[last]
	at := len(page)
	p.all[last] = page[:at+n]
	return last<<pageBits | at, page[at : at+n]
}

// open begins a page; what is left of the one before is zeros.
func (p *pages) open() {
	if p.all == nil {
		p.all = make([][]byte, 0, 64)
	} else {
		last := len(p.all) - 1
		used := len(p.all[last])
		p.all[last] = p.all[last][:pageSize]
		clear(p.all[last][used:]) // of what addOf copied too much
	}
	p.all = append(p.all, make([]byte, 0, pageSize))
}

// at returns what was put in at a place.
func (p *pages) at(place, length int) []byte {
	return p.all[place>>pageBits][place&(pageSize-1):][:length]
}

// size returns how many bytes there are, page ends included.
func (p *pages) size() int {
	last := len(p.all) - 1
	if last < 0 {
		return 0
	}
	return last<<pageBits | len(p.all[last])
}
