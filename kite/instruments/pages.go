package instruments

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

// open begins a page; what is left of the one before stays empty.
func (p *pages) open() {
	if p.all == nil {
		p.all = make([][]byte, 0, 64)
	} else {
		last := len(p.all) - 1
		p.all[last] = p.all[last][:pageSize]
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

// truncate leaves so many bytes.
func (p *pages) truncate(size int) {
	p.all = p.all[:(size+pageSize-1)>>pageBits]
	if rest := size & (pageSize - 1); rest > 0 {
		last := len(p.all) - 1
		p.all[last] = p.all[last][:rest]
	}
}
