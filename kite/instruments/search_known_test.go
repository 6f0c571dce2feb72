package instruments

import (
	"slices"
	"strings"
	"testing"
)

// TestFameOnlyBreaksTies: without the table's order no index, and no symbol
// that is typed whole, would stand higher.
func TestFameOnlyBreaksTies(t *testing.T) {
	x := NewIndex(simList(t, 120000))
	plain := *x
	plain.labels, plain.cash.labels = obscure(x.labels), obscure(x.cash.labels)
	moved := 0
	for _, query := range slices.Concat(prefixes(), asked()) {
		place := map[int]int{}
		for i, h := range plain.Search(query, monday, 500).Hits {
			place[h.Row] = i
		}
		for i, h := range x.Search(query, monday, 500).Hits {
			was, ok := place[h.Row]
			if !ok || was != i {
				moved++
			}
			in := x.list.At(h.Row)
			whole := squeezed(in.Symbol.Tradingsymbol) == squeezed(query)
			if (in.IsIndex() || whole) && i > was && ok {
				t.Errorf("%q: %s stands %d places lower", query, in.Symbol, i-was)
			}
		}
	}
	if moved == 0 {
		t.Error("it moves nothing")
	}
}

// obscure is labels that nobody knows.
func obscure(labels []label) []label {
	list := slices.Clone(labels)
	for i := range list {
		list[i].fame, list[i].lead = 0, false
	}
	return list
}

// TestKnownShares: each stands in the table once, and its nicknames are written
// as they are searched for, and are nobody's symbol.
func TestKnownShares(t *testing.T) {
	l := simList(t, 120000)
	symbols, seen := map[string]bool{}, map[string]bool{}
	for i := range l.Len() {
		if in := l.At(i); !in.isContract() {
			symbols[squeezed(in.Symbol.Tradingsymbol)] = true
		}
	}
	for _, s := range knownShares {
		names := []string{s.symbol}
		if s.also != "" {
			names = append(names, strings.Split(s.also, "|")...)
		}
		for i, name := range names {
			if seen[name] {
				t.Errorf("%s stands there twice", name)
			}
			seen[name] = true
			if i > 0 && (name != squeezed(name) || name == "" || symbols[name]) {
				t.Errorf("%s is no nickname of %s", name, s.symbol)
			}
		}
	}
	if len(knownShares) > 255 {
		t.Errorf("%d are more than a byte counts", len(knownShares))
	}
}
