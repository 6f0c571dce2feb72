package instruments

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"kitewatch/kite/market"
)

// TestFastIsSlow compares the search with the slow one on queries made of
// pieces of real rows.
func TestFastIsSlow(t *testing.T) {
	l := simList(t, 20000)
	x := NewIndex(l)
	for _, today := range []market.Date{monday, monday + 9} {
		slow := newSlowIndex(l, today)
		dice := rand.New(rand.NewPCG(1, uint64(today)))
		for range 40 {
			query := randomQuery(dice, l)
			limit := []int{0, 1, 7, 50, 5000}[dice.IntN(5)]
			got, want := x.Search(query, today, limit), slow.search(query, today, limit)
			if text := difference(l, got, want); text != "" {
				t.Fatalf("%q on %s, %d hits asked for: %s", query, today.Time().Format(time.DateOnly), limit, text)
			}
		}
	}
}

// TestFastIsSlowOnTypedQueries compares them on what is typed, on a whole list
// and on a small one with more calls than puts.
func TestFastIsSlowOnTypedQueries(t *testing.T) {
	more := []string{"ce", "pe", "opt", "nifty pe", "gold", "gold fut", "fut", "usdinr 92.5", "nifty 24450", "nfoopt", "nifty 24 ce", "goldm fut"}
	for _, l := range []*List{simList(t, 20000), listOf(t, rollRows...)} {
		x, slow := NewIndex(l), newSlowIndex(l, monday+1)
		for _, query := range slices.Concat(more, typed, asked()) {
			want := slow.search(query, monday+1, 100)
			for _, limit := range []int{100, 1} {
				want.Hits = want.Hits[:min(limit, len(want.Hits))]
				got := x.Search(query, monday+1, limit)
				if text := difference(l, got, want); text != "" {
					t.Errorf("%q of %d rows, %d hits asked for: %s", query, l.Len(), limit, text)
				}
			}
		}
	}
}

// FuzzSearch compares the two on whatever is typed.
func FuzzSearch(f *testing.F) {
	for _, query := range []string{
		"nifty 24500 ce", "m&m", "nse:", "nfo:nifty26d01", "256265", "8.5", "0.", "1.0", "92.50", "dec 24 2026", "relaince", "\x00é:",
		"a b c d e f g h i j", "999999999999999999999", "26d99", "20261301", "ce pe", "nfo-opt", "niftydecfut",
		"ril", "bajaj fin", "l and t", "m & and", "nifty@fut2", "gold@FUT3", "@fut2", "nifty@atm-2p", "a@b@fut2", "gift",
	} {
		f.Add(query, 10)
	}
	l := sample(f, simList(f, 20000), 97)
	x, slow := NewIndex(l), newSlowIndex(l, monday)
	f.Fuzz(func(t *testing.T, query string, limit int) {
		got, want := x.Search(query, monday, limit), slow.search(query, monday, max(limit, 0))
		if text := difference(l, got, want); text != "" {
			t.Errorf("%q, %d hits asked for: %s", query, limit, text)
		}
		for _, h := range got.Hits {
			checkMarks(t, l.At(h.Row).Symbol.Tradingsymbol, h.Marks)
		}
	})
}

// checkMarks wants marks in order, apart, and inside the symbol.
func checkMarks(t *testing.T, symbol string, marks []Range) {
	t.Helper()
	at := -1
	for _, m := range marks {
		if m.From <= at || m.To <= m.From || m.To > len(symbol) {
			t.Errorf("marks of %s are %v", symbol, marks)
		}
		at = m.To
	}
}

// difference says how two results differ, but for the marks.
func difference(l *List, got, want Result) string {
	if got.Total != want.Total || got.Near != want.Near || len(got.Hits) != len(want.Hits) {
		return fmt.Sprintf("%d of %d, near %t, want %d of %d, near %t",
			len(got.Hits), got.Total, got.Near, len(want.Hits), want.Total, want.Near)
	}
	for i := range got.Hits {
		if got.Hits[i].Row != want.Hits[i].Row {
			return fmt.Sprintf("hit %d is %s, want %s", i, l.At(got.Hits[i].Row).Symbol, l.At(want.Hits[i].Row).Symbol)
		}
	}
	return ""
}

// randomQuery makes a query from one or two rows: their symbols, names, dates
// and strikes, cut, joined, mistyped, in any order.
func randomQuery(dice *rand.Rand, l *List) string {
	var words []string
	common := strings.Fields("fut ce pe call put opt future weekly monthly nse bse nfo mcx and & ril hul midcapnifty nifty@fut2 gold@fut1 nifty bank dec nov 26 2026 1dec eq index 24500 24 5 c p f d n")
	for range 1 + dice.IntN(2) {
		in := l.At(dice.IntN(l.Len()))
		words = append(words, in.Symbol.Tradingsymbol)
		words = append(words, strings.Fields(in.Name)...)
		if in.Expiry != 0 {
			words = append(words, strings.Fields(in.Expiry.Time().Format("2 Jan 02Jan 2006 2006-01-02"))...)
			words = append(words, in.Type, in.Segment, strconv.FormatFloat(in.Strike, 'f', -1, 64))
		}
		words = append(words, common[dice.IntN(len(common))])
		if dice.IntN(10) == 0 {
			return strconv.Itoa(int(in.InstrumentToken))
		}
	}
	dice.Shuffle(len(words), func(i, j int) { words[i], words[j] = words[j], words[i] })
	words = words[:min(len(words), 1+dice.IntN(3))]
	for i, w := range words {
		switch dice.IntN(5) {
		case 0:
			words[i] = w[:1+dice.IntN(len(w))]
		case 1:
			at := dice.IntN(len(w))
			words[i] = w[:at] + string(rune('A'+dice.IntN(26))) + w[at:]
		}
	}
	query := strings.Join(words, []string{" ", " ", " ", ""}[dice.IntN(4)])
	if dice.IntN(12) == 0 {
		query = "NFO:" + query
	}
	return strings.ToLower(query)
}
