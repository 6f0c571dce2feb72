package instruments

import (
	"strings"
	"sync"
	"testing"
	"time"

	"kitewatch/kite/market"
)

// monday is a trading day, and the expiry of NIFTY's November contracts.
var monday = market.On(2026, time.November, 23)

func TestSearchFirst(t *testing.T) {
	x := NewIndex(simList(t, 120000))
	for _, c := range firstHits {
		t.Run(c.query, func(t *testing.T) {
			got := first(x, c.query, strings.Count(c.want, ",")+1)
			if got != c.want {
				t.Errorf("%q finds %s, want %s; then %s", c.query, got, c.want, first(x, c.query, 12))
			}
		})
	}
}

// TestSearchExpired: what has expired is found, after all else.
func TestSearchExpired(t *testing.T) {
	x := NewIndex(listOf(t, rollRows...))
	today := market.On(2026, time.November, 24)
	got := x.Search("nifty", today, 20)
	for i, h := range got.Hits {
		if in := x.list.At(h.Row); (in.Expiry != 0 && in.Expiry < today) != (i >= 6) {
			t.Errorf("hit %d is %s", i, in.Symbol)
		}
	}
	if len(got.Hits) != 12 || got.Total != 12 {
		t.Errorf("%d hits of %d", len(got.Hits), got.Total)
	}
}

// TestSearchSmallCap: the index is spelled in a way of its own.
func TestSearchSmallCap(t *testing.T) {
	x := NewIndex(listOf(t,
		`1,1,NIFTY SMLCAP 100,"NIFTY SMLCAP 100",0,,0,0,0,EQ,INDICES,NSE`,
		`2,2,NIFTY SMLCAP 250,"NIFTY SMLCAP 250",0,,0,0,0,EQ,INDICES,NSE`,
	))
	for _, query := range []string{"nifty small cap 250", "nifty smallcap 250", "smallcap 250", "nifty smlcap 250"} {
		if got := first(x, query, 9); got != "NSE:NIFTY SMLCAP 250" {
			t.Errorf("%q finds %s", query, got)
		}
	}
}

// TestSearchWithoutNames is for old dumps, whose contracts have no name.
func TestSearchWithoutNames(t *testing.T) {
	x := NewIndex(listOf(t,
		`1,1,NIFTYNXT5026NOVFUT,,0,2026-11-23,0.0,0.1,25,FUT,NFO-FUT,NFO`,
		`2,2,NIFTY26NOVFUT,,0,2026-11-23,0.0,0.1,65,FUT,NFO-FUT,NFO`,
		`3,3,NIFTY26D0124500CE,,0,2026-12-01,24500.0,0.05,65,CE,NFO-OPT,NFO`,
		`4,4,STRANGE,,0,2026-12-01,100.0,0.05,65,CE,NFO-OPT,NFO`,
	))
	for _, c := range []struct{ query, want string }{
		{"nifty fut", "NFO:NIFTY26NOVFUT, NFO:NIFTYNXT5026NOVFUT"},
		{"nifty weekly 24500", ""},
		{"nifty 24500", "NFO:NIFTY26D0124500CE"},
		{"strange", "NFO:STRANGE"},
	} {
		if got := first(x, c.query, 9); got != c.want {
			t.Errorf("%q finds %s, want %s", c.query, got, c.want)
		}
	}
}

// TestManyAtOnce is for the race detector: one list, asked for the first time
// by many.
func TestManyAtOnce(t *testing.T) {
	l := listOf(t, rollRows...)
	m := Moment{Now: monday.Time(), Calendar: market.Default(), LastPrice: 24500}
	var wait sync.WaitGroup
	for range 8 {
		wait.Go(func() {
			x := NewIndex(l)
			for _, q := range prefixes() {
				x.Search(q, monday, 10)
			}
			if _, err := l.Resolve(Rolling{Exchange: "NFO", Name: "NIFTY", Side: "CE"}, m); err != nil || l.HasDerivatives(l.At(0)) {
				t.Error(err)
			}
		})
	}
	wait.Wait()
}
