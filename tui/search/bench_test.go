package search

import (
	"context"
	"net/http"
	"sync"
	"testing"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"kitewatch/kite"
	"kitewatch/kite/instruments"
	"kitewatch/kite/kitesim"
	"kitewatch/kite/market"
)

// simulated returns the simulated exchange's list of 100,000 instruments and
// its index.
var simulated = sync.OnceValues(func() (*instruments.List, *instruments.Index) {
	now := time.Date(2026, time.November, 23, 10, 14, 0, 0, market.IST)
	pipe := kitesim.New(kitesim.Config{Rows: 100_000, Now: func() time.Time { return now }}).Pipe()
	defer pipe.Close()
	transport := &http.Transport{DialContext: pipe.DialContext}
	defer transport.CloseIdleConnections()
	client := &kite.Client{BaseURL: pipe.URL(), HTTP: &http.Client{Transport: transport}}
	dump, err := client.Instruments(context.Background(), "")
	if err != nil {
		panic(err)
	}
	defer dump.Close()
	list, err := instruments.Parse(dump)
	if err != nil {
		panic(err)
	}
	return list, instruments.NewIndex(list)
})

// bigPane is a pane over 100,000 instruments, 25 rows of it on the screen.
func bigPane(tb testing.TB) Model {
	m := New(dark())
	m.SetSize(120, 34)
	m.SetToday(monday)
	m.SetDump("dump of today 08:31", false)
	m.SetLists([]string{"Swing", "Options"}, "Swing")
	m.SetMembers(membersOf(listed))
	m.SetIndex(simulated())
	return m
}

func BenchmarkView(b *testing.B) {
	m, _ := press(bigPane(b), "nifty")
	b.ReportAllocs()
	for b.Loop() {
		m.View()
	}
}

// BenchmarkKey is one key: the search among 100,000 and the drawing of what it
// found; then keys that search nothing.
func BenchmarkKey(b *testing.B) {
	letter := func(r rune) []tea.KeyMsg {
		return []tea.KeyMsg{{Type: tea.KeyRunes, Runes: []rune{r}}, {Type: tea.KeyBackspace}}
	}
	move := []tea.KeyMsg{{Type: tea.KeyDown}, {Type: tea.KeyUp}}
	for _, test := range []struct {
		name, query string
		keys        []tea.KeyMsg
	}{
		{"e, from nothing and back", "", letter('e')},
		{"nift y", "nift", letter('y')},
		{"nifty 24500 c e", "nifty 24500 c", letter('e')},
		{"nothing like it", "zzqx", letter('q')},
		{"down and up", "nifty", move},
	} {
		b.Run(test.name, func(b *testing.B) {
			m, _ := press(bigPane(b), test.query)
			b.ReportAllocs()
			for b.Loop() {
				for _, k := range test.keys {
					m, _ = m.Update(k)
				}
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*len(test.keys)), "ns/key")
		})
	}
}
