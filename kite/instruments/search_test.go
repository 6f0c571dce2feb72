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

// firstHits is what traders type, and what they mean.
var firstHits = []struct {
	query string
	want  string // the first hits
}{
	// Indices, by each of their names.
	{"nifty", "NSE:NIFTY 50, NSE:NIFTY BANK"},
	{"NIFTY 50", "NSE:NIFTY 50"},
	{"nifty50", "NSE:NIFTY 50"},
	{"nifty bank", "NSE:NIFTY BANK, NFO:BANKNIFTY26NOVFUT, NFO:BANKNIFTY26DECFUT"},
	{"banknifty", "NSE:NIFTY BANK, NFO:BANKNIFTY26NOVFUT"},
	{"bank nifty", "NSE:NIFTY BANK"},
	{"finnifty", "NSE:NIFTY FIN SERVICE, NFO:FINNIFTY26NOVFUT"},
	{"nifty it", "NSE:NIFTY IT"},
	{"nifty next", "NSE:NIFTY NEXT 50"},
	{"niftynxt50", "NSE:NIFTY NEXT 50, NFO:NIFTYNXT5026NOVFUT"},
	{"midcpnifty", "NSE:NIFTY MID SELECT"},
	{"nifty 500", "NSE:NIFTY 500"},
	{"india vix", "NSE:INDIA VIX"},
	{"vix", "NSE:INDIA VIX"},
	{"sensex", "BSE:SENSEX, BFO:SENSEX26NOVFUT"},
	{"sensex50", "BSE:SNSX50, BFO:SENSEX5026NOVFUT"},
	{"bankex", "BSE:BANKEX"},
	{"nse:nifty", "NSE:NIFTY 50"},
	{"nifty index", "NSE:NIFTY 50"},
	{"bank", "NSE:NIFTY BANK"},

	// Shares: the symbol, the name, a part of it; NSE before BSE.
	{"reliance", "NSE:RELIANCE, BSE:RELIANCE, NFO:RELIANCE26NOVFUT"},
	{"Reliance Industries", "NSE:RELIANCE, BSE:RELIANCE"},
	{"bse:reliance", "BSE:RELIANCE"},
	{"reliance bse", "BSE:RELIANCE"},
	{"nse:infy", "NSE:INFY"},
	{"NSE:INFY ", "NSE:INFY"},
	{"infosys", "NSE:INFY, BSE:INFY"},
	{"hdfcbank", "NSE:HDFCBANK, BSE:HDFCBANK"},
	{"hdfc bank", "NSE:HDFCBANK, BSE:HDFCBANK"},
	{"bank hdfc", "NSE:HDFCBANK"},
	{"m&m", "NSE:M&M, BSE:M&M"},
	{"mm", "NSE:M&M, BSE:M&M"},
	{"m & m", "NSE:M&M"},
	{"m&m fin", "NSE:M&MFIN"},
	{"mahindra", "NSE:M&M, NSE:TECHM"},
	{"tech mahindra", "NSE:TECHM"},
	{"l&t", "NSE:LT, BSE:LT"},
	{"larsen", "NSE:LT"},
	{"bajaj auto", "NSE:BAJAJ-AUTO"},
	{"bajaj-auto", "NSE:BAJAJ-AUTO"},
	{"bajajauto", "NSE:BAJAJ-AUTO"},
	{"j&k bank", "NSE:J&KBANK"},
	{"gvt&d", "NSE:GVT&D"},
	{"tcs", "NSE:TCS, BSE:TCS"},
	{"tata consultancy", "NSE:TCS"},
	{"tata motors", "NSE:TMPV"},
	{"state bank of india", "NSE:SBIN"},
	{"sbi", "NSE:SBIN"},
	{"dr reddy", "NSE:DRREDDY"},
	{"dr. reddy's", "NSE:DRREDDY"},
	{"divi's", "NSE:DIVISLAB"},
	{"airtel", "NSE:BHARTIARTL"},
	{"vodafone", "NSE:IDEA"},
	{"zinc hindustan", "NSE:HINDZINC"},
	{"idea eq", "NSE:IDEA"},
	{"itc stock", "NSE:ITC"},
	{"mcx", "NSE:MCX"},
	{"bse", "NSE:BSE"},
	{"goldbees", "NSE:GOLDBEES"},
	{"bees gold", "NSE:GOLDBEES"},
	{"viviana", "NSE:VIVIANA-BE"},
	{"viviana be", "NSE:VIVIANA-BE"},
	{"s&spower", "NSE:S&SPOWER-BE"},
	{"679gs2034", "NSE:679GS2034-GS"},

	// Futures: the nearest first, or the one that is named.
	{"nifty fut", "NFO:NIFTY26NOVFUT, NFO:NIFTY26DECFUT, NFO:NIFTY27JANFUT"},
	{"fut nifty", "NFO:NIFTY26NOVFUT"},
	{"nifty future", "NFO:NIFTY26NOVFUT"},
	{"nifty futures", "NFO:NIFTY26NOVFUT"},
	{"niftyfut", "NFO:NIFTY26NOVFUT"},
	{"banknifty dec fut", "NFO:BANKNIFTY26DECFUT"},
	{"bank nifty dec fut", "NFO:BANKNIFTY26DECFUT"},
	{"nifty bank december future", "NFO:BANKNIFTY26DECFUT"},
	{"bankniftydecfut", "NFO:BANKNIFTY26DECFUT"},
	{"reliance fut", "NFO:RELIANCE26NOVFUT"},
	{"hdfc bank jan fut", "NFO:HDFCBANK27JANFUT"},
	{"state bank fut", "NFO:SBIN26NOVFUT"},
	{"m&m fut", "NFO:M&M26NOVFUT"},
	{"bse fut", "NFO:BSE26NOVFUT"},
	{"sensex fut dec", "BFO:SENSEX26DECFUT"},
	{"nfo:nifty26dec", "NFO:NIFTY26DECFUT"},
	{"NIFTY26DECFUT", "NFO:NIFTY26DECFUT"},
	{"NFO:BAJAJ-AUTO26DECFUT", "NFO:BAJAJ-AUTO26DECFUT"},
	{"nifty jan 27 fut", "NFO:NIFTY27JANFUT"},
	{"nifty fut 2027", "NFO:NIFTY27JANFUT"},
	{"dec fut", "NFO:NIFTY26DECFUT"},

	// Commodities and currencies: their nearest future is their price.
	{"gold", "MCX:GOLD26DECFUT"},
	{"gold fut", "MCX:GOLD26DECFUT, MCX:GOLD27FEBFUT"},
	{"mcx gold", "MCX:GOLD26DECFUT"},
	{"mcx:goldm", "MCX:GOLDM26DECFUT"},
	{"silver", "MCX:SILVER26DECFUT"},
	{"crude", "MCX:CRUDEOIL26DECFUT"},
	{"crude dec fut", "MCX:CRUDEOIL26DECFUT"},
	{"crudeoil nco fut", "NCO:CRUDEOIL26DECFUT"},
	{"natural gas", "MCX:NATURALGAS26NOVFUT"},
	{"natgas fut", "MCX:NATURALGAS26NOVFUT"},
	{"usdinr", "CDS:USDINR26NOVFUT"},
	{"usdinr dec", "CDS:USDINR26DECFUT"},

	// Options: by strike, month, day, side.
	{"nifty 24500 ce", "NFO:NIFTY26NOV24500CE, NFO:NIFTY26D0124500CE, NFO:NIFTY26D0824500CE"},
	{"24500 nifty call", "NFO:NIFTY26NOV24500CE"},
	{"nifty 24500", "NFO:NIFTY26NOV24500CE, NFO:NIFTY26NOV24500PE"},
	{"nifty 24,500 pe", "NFO:NIFTY26NOV24500PE"},
	{"nifty24500ce", "NFO:NIFTY26NOV24500CE"},
	{"nifty 24500ce", "NFO:NIFTY26NOV24500CE"},
	{"nifty 1 dec 24500 pe", "NFO:NIFTY26D0124500PE"},
	{"nifty dec 1 24500 put", "NFO:NIFTY26D0124500PE"},
	{"nifty 1dec 24500pe", "NFO:NIFTY26D0124500PE"},
	{"nifty 26d01 24500 pe", "NFO:NIFTY26D0124500PE"},
	{"nifty 2026-12-01 24500 pe", "NFO:NIFTY26D0124500PE"},
	{"nifty 23 nov 24500 ce", "NFO:NIFTY26NOV24500CE"},
	{"nifty 26nov 24500 ce", "NFO:NIFTY26NOV24500CE"},
	{"nifty dec 24500 ce", "NFO:NIFTY26D0124500CE"},
	{"nifty weekly 24500 ce", "NFO:NIFTY26D0124500CE"},
	{"nifty monthly dec 24500 ce", "NFO:NIFTY26DEC24500CE"},
	{"nifty 24500 ce 2027", "NFO:NIFTY27JAN24500CE"},
	{"NIFTY26D0124500CE", "NFO:NIFTY26D0124500CE"},
	{"nfo:nifty26d0124500ce", "NFO:NIFTY26D0124500CE"},
	{"banknifty 57000 pe", "NFO:BANKNIFTY26NOV57000PE"},
	{"banknifty dec 57000 ce", "NFO:BANKNIFTY26DEC57000CE"},
	{"reliance 1540 ce", "NFO:RELIANCE26NOV1540CE"},
	{"reliance1540pe", "NFO:RELIANCE26NOV1540PE"},
	{"idea 8.5 pe", "NFO:IDEA26NOV8.5PE"},
	{"IDEA26NOV8.5PE", "NFO:IDEA26NOV8.5PE"},
	{"sensex 80000 ce", "BFO:SENSEX26NOV80000CE"},
	{"usdinr 92.5 ce", "CDS:USDINR26NOV92.5CE"},
	{"gold 128000 pe opt", "MCX:GOLD26DEC128000PE"},
	{"hdfc bank opt", "NFO:HDFCBANK26NOV930CE"},

	// Tokens, and numbers that are none.
	{"256265", "NSE:NIFTY 50"},
	{"738561", "NSE:RELIANCE"},
	{"24500", "NFO:NIFTY26NOV24500CE"},

	// Slips of the finger, where nothing else fits.
	{"relaince", "NSE:RELIANCE, BSE:RELIANCE"},
	{"infosis", "NSE:INFY"},
	{"hdfcbnak", "NSE:HDFCBANK"},
	{"hdfc bnak", "NSE:HDFCBANK"},
	{"bankinfty", "NSE:NIFTY BANK"},
	{"relaince 1540 ce", "NFO:RELIANCE26NOV1540CE"},
	{"bankinfty fut", "NFO:BANKNIFTY26NOVFUT"},
	{"tsc", ""},
	{"qwertz", ""},
	{"", ""},
	{" & ", ""},
}

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
