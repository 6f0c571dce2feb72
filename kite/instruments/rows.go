package instruments

const (
	rowPageBits = 13
	rowPageRows = 1 << rowPageBits
)

// rows are those read so far. They grow without being copied, as pages do, and
// with each of them goes the hash of its symbol, which is made while the text is
// at hand.
type rows struct {
	pages []*rowPage
	n     int
}

type rowPage struct {
	rows   [rowPageRows * rowSize]byte
	hashes [rowPageRows]uint64
}

// next returns room for a row and its hash.
func (r *rows) next() (row *[rowSize]byte, hash *uint64) {
	if r.n&(rowPageRows-1) == 0 {
		r.pages = append(r.pages, new(rowPage))
	}
	i := r.n
	r.n++
	return r.at(i)
}

// at returns a row and its hash.
func (r *rows) at(i int) (row *[rowSize]byte, hash *uint64) {
	page, k := r.pages[i>>rowPageBits], i&(rowPageRows-1)
	return (*[rowSize]byte)(page.rows[k*rowSize:]), &page.hashes[k]
}

// truncate leaves so many rows.
func (r *rows) truncate(n int) {
	r.n, r.pages = n, r.pages[:(n+rowPageRows-1)>>rowPageBits]
}

// part returns what page i has of the rows.
func (r *rows) part(i int) []byte {
	return r.pages[i].rows[:min(r.n-i<<rowPageBits, rowPageRows)*rowSize]
}
