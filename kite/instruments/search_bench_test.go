package instruments

import (
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"
)

// typed are queries as they are typed, key by key, for the benchmarks.
var typed = []string{
	"nifty 24500 ce", "banknifty dec fut", "hdfc bank", "m&m", "256265", "reliance 1300 ce", "idea 8.5 pe",
	"nifty 1 dec 24500 pe", "gold fut", "crude dec fut", "usdinr", "sensex", "india vix", "nse:infy", "bajaj auto",
	"infosis", "relaince", "hdfcbnak", "tata motors", "nifty26d0124500ce", "NFO:BANKNIFTY26DECFUT", "ce", "dec",
	"industries", "finance", "india ltd", "24500", "nifty weekly 24500 put", "qwertzuiop", "a", "e", "n", "i", "1",
}

// prefixes are all beginnings of the typed queries: what is searched for while
// they are typed.
func prefixes() []string {
	var list []string
	for _, q := range typed {
		for n := 1; n <= len(q); n++ {
			list = append(list, q[:n])
		}
	}
	return list
}

// BenchmarkKeystroke is one key of a query over the largest list. p50, p99 and
// max are over all beginnings of all queries, each at its best of the runs: a
// machine that does something else meanwhile must not count.
func BenchmarkKeystroke(b *testing.B) {
	x := NewIndex(simList(b, 250000))
	list := prefixes()
	took := make([]time.Duration, len(list))
	b.ReportAllocs()
	for n := 0; b.Loop(); n++ {
		i := n % len(list)
		start := time.Now()
		x.Search(list[i], monday, 100)
		if d := time.Since(start); took[i] == 0 || d < took[i] {
			took[i] = d
		}
	}
	took = slices.DeleteFunc(took, func(d time.Duration) bool { return d == 0 })
	slices.Sort(took)
	for _, q := range []struct {
		name string
		at   int
	}{{"p50-µs", len(took) / 2}, {"p99-µs", len(took) * 99 / 100}, {"max-µs", len(took) - 1}} {
		b.ReportMetric(float64(took[q.at].Microseconds()), q.name)
	}
}

// BenchmarkPlainScan is the same with what comes to mind first: each row's
// symbol and name, raised and looked through for each word.
func BenchmarkPlainScan(b *testing.B) {
	l := simList(b, 250000)
	list := prefixes()
	b.ReportAllocs()
	for n := 0; b.Loop(); n++ {
		words := strings.Fields(strings.ToUpper(list[n%len(list)]))
		hits := 0
		for i := range l.Len() {
			in := l.At(i)
			if !slices.ContainsFunc(words, func(w string) bool {
				return !strings.Contains(in.Symbol.Tradingsymbol, w) && !strings.Contains(in.Name, w)
			}) {
				hits++
			}
		}
	}
}

// BenchmarkNewIndex makes the index, with the contracts that it shares with
// the rolling symbols; MB is what both add to the list.
func BenchmarkNewIndex(b *testing.B) {
	for _, c := range []struct {
		name string
		rows int
	}{{"120000", 120000}, {"250000", 250000}} {
		b.Run(c.name, func(b *testing.B) {
			l := simList(b, c.rows)
			l.contracts()
			var before, after runtime.MemStats
			b.ReportAllocs()
			for b.Loop() {
				x := &Index{list: l, contracts: newContracts(l)}
				x.index()
			}
			b.StopTimer()
			runtime.GC()
			runtime.ReadMemStats(&before)
			x := &Index{list: l, contracts: newContracts(l)}
			x.index()
			runtime.GC()
			runtime.ReadMemStats(&after)
			b.ReportMetric(float64(after.HeapAlloc-before.HeapAlloc)/1e6, "MB")
			runtime.KeepAlive(x)
		})
	}
}
