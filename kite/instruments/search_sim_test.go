package instruments

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"kitewatch/kite/kitesim"
	"kitewatch/kite/market"
)

// simLists are the simulated exchange's lists, by size and day.
var simLists struct {
	sync.Mutex
	made map[simDay]*List
}

type simDay struct {
	rows int
	day  market.Date
}

// simList is the simulated exchange's list of Monday, 23 November 2026.
func simList(tb testing.TB, rows int) *List { return simListOn(tb, simDay{rows, monday}) }

// simListOn is the simulated exchange's list of a day at 10:14, read from its
// dump.
func simListOn(tb testing.TB, d simDay) *List {
	tb.Helper()
	simLists.Lock()
	defer simLists.Unlock()
	if l := simLists.made[d]; l != nil {
		return l
	}
	now := d.day.Time().Add(10*time.Hour + 14*time.Minute)
	pipe := kitesim.New(kitesim.Config{Rows: d.rows, NoLimits: true, Now: func() time.Time { return now }}).Pipe()
	defer pipe.Close()
	transport := &http.Transport{DialContext: pipe.DialContext}
	defer transport.CloseIdleConnections()
	ask, err := http.NewRequestWithContext(context.Background(), http.MethodGet, pipe.URL()+"/instruments", nil)
	if err != nil {
		tb.Fatal(err)
	}
	reply, err := transport.RoundTrip(ask)
	if err != nil {
		tb.Fatal(err)
	}
	defer reply.Body.Close()
	l, err := Parse(reply.Body)
	if err != nil {
		tb.Fatal(err)
	}
	if simLists.made == nil {
		simLists.made = map[simDay]*List{}
	}
	simLists.made[d] = l
	return l
}

// listOf makes a list of rows in the dump's own form, without the header.
func listOf(tb testing.TB, rows ...string) *List {
	tb.Helper()
	const header = "instrument_token,exchange_token,tradingsymbol,name,last_price,expiry,strike,tick_size,lot_size,instrument_type,segment,exchange\n"
	l, err := Parse(strings.NewReader(header + strings.Join(rows, "\n") + "\n"))
	if err != nil {
		tb.Fatal(err)
	}
	return l
}

// sample is every nth row of a list, and NIFTY's December future and options:
// small enough to be searched slowly many thousand times.
func sample(tb testing.TB, l *List, n int) *List {
	tb.Helper()
	var rows []string
	for i := range l.Len() {
		in := l.At(i)
		if i%n != 0 && (in.Name != "NIFTY" || in.Expiry.Time().Month() != time.December) {
			continue
		}
		rows = append(rows, fmt.Sprintf("%d,%d,%s,%q,0,%s,%v,%v,%d,%s,%s,%s",
			in.InstrumentToken, in.ExchangeToken, in.Symbol.Tradingsymbol, in.Name, dateText(in.Expiry),
			in.Strike, in.TickSize, in.LotSize, in.Type, in.Segment, in.Symbol.Exchange))
	}
	return listOf(tb, rows...)
}

// first is the symbols of a query's first hits.
func first(x *Index, query string, n int) string {
	var list []string
	for _, h := range x.Search(query, monday, n).Hits {
		list = append(list, x.list.At(h.Row).Symbol.String())
	}
	return strings.Join(list, ", ")
}
