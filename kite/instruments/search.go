package instruments

import (
	"strconv"

	"kitewatch/kite/market"
)

// Index finds instruments by what a trader types. It is made once for a list,
// is not changed afterwards, and may be asked by many at once; it starts no
// goroutine, and making it takes long enough to be worth one of the caller's.
//
// Nine rows in ten are futures and options, and they are alike but for name,
// expiry, strike and side. So they are not searched row by row: a word is
// compared with each name once, with each name's expiries once, and a strike
// is looked up among the sorted ones. Only the shares, bonds and indices are
// searched as text, and of these only those that have the rarest pair of
// letters of the query:
//
//	banknifty dec 57000      NFO BANKNIFTY
//	                           29 Dec      F c p c p c p …
//	                                       57000 is looked up
//	hdfc                     rows with DF: 8 of 18,494
type Index struct {
	list      *List
	contracts *contracts
	labels    []label // of the families
	cash      cash
}

// Result is what a search found.
type Result struct {
	Hits    []Hit     // best first, as many as were asked for
	Total   int       // how many there are
	Near    bool      // nothing has these words: the hits nearly do
	Rolling []Rolling // the rolling symbols that the text is, or begins: meant before all hits
}

// Hit is an instrument that was found.
type Hit struct {
	Row   int     // of the list
	Marks []Range // of its tradingsymbol, what the words found there; in order, apart
}

// Range is bytes from From to, not including, To.
type Range struct{ From, To int }

// NewIndex makes the index of a list.
func NewIndex(l *List) *Index {
	x := &Index{list: l, contracts: l.contracts()}
	x.index()
	return x
}

// index makes the texts that are searched.
func (x *Index) index() {
	x.labels = make([]label, len(x.contracts.families))
	for i := range x.labels {
		f := &x.contracts.families[i]
		text, one := appendLabel(nil, f.name, f.labelName(x.list), f.known())
		one.text = string(text)
		x.labels[i] = one
	}
	x.cash = newCash(x.list)
}

// Search returns what the query means, best first, at most limit hits. Words
// may stand in any order, and each must fit the symbol, the name, the
// exchange, the segment, the type, the expiry or the strike. Contracts that
// expired before today come last. A number that is an instrument token is
// that instrument before all else, and NIFTY@FUT2 the future that it stands
// for today; what is at the money, as NIFTY@ATMCE is, has no hits.
func (x *Index) Search(text string, today market.Date, limit int) Result {
	rolling := x.rolling(text, today)
	if followsPrice(text) {
		return Result{Rolling: rolling}
	}
	s := search{Index: x, today: today, best: best{limit: max(limit, 0), today: today}, pinned: x.pinned(text, today)}
	for q := range queries(text) {
		s.run(q)
		if s.total > 0 {
			r := s.result(q)
			r.Rolling = rolling
			return r
		}
	}
	return Result{Rolling: rolling}
}

// pinned returns the row that a text means before all that its words find: the
// one whose token it is, or the later future of a rolling symbol; -1 if none.
func (x *Index) pinned(text string, today market.Date) int {
	if n, err := strconv.ParseUint(text, 10, 32); err == nil {
		if row, ok := x.list.Token(uint32(n)); ok {
			return row
		}
	}
	if n := rollingFuture(text); n > 1 {
		return x.future(text, n, today)
	}
	return -1
}

// search is one search while it runs.
type search struct {
	*Index
	today  market.Date
	best   best
	total  int
	pinned int // the row that comes first whatever it is worth; -1: none
}

// run counts and collects what a query finds.
func (s *search) run(q *query) {
	counted := false
	s.runCash(q, &counted)
	for i := range s.labels {
		s.runFamily(q, i, &counted)
	}
	if s.pinned >= 0 && !counted {
		s.total++
	}
}

// result gives what was collected its order and its marks.
func (s *search) result(q *query) Result {
	r := Result{Total: s.total, Near: q.near}
	m := marker{list: s.list, query: q}
	if s.pinned >= 0 && s.best.limit > 0 {
		r.Hits = append(r.Hits, Hit{Row: s.pinned, Marks: m.marks(s.pinned)})
	}
	for _, f := range s.best.sorted() {
		if len(r.Hits) < s.best.limit {
			r.Hits = append(r.Hits, Hit{Row: int(f.row), Marks: m.marks(int(f.row))})
		}
	}
	return r
}
