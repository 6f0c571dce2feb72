package instruments

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"kitewatch/kite"
)

// Two days' lists: much of what can happen to a symbol overnight.
var (
	olderRows = []string{
		`256265,1001,NIFTY 50,"NIFTY 50",0,,0,0,0,EQ,INDICES,NSE`,
		`408065,1594,INFY,"INFOSYS",0,,0,0.1,1,EQ,NSE,NSE`,
		`738561,2885,RELIANCE,"RELIANCE INDUSTRIES",0,,0,0.1,1,EQ,NSE,NSE`,
		`2955009,11543,NIITTECH,"COFORGE",0,,0,0.1,1,EQ,NSE,NSE`,
		`257,1,SWAP,"SWAPPED CO",0,,0,0.1,1,EQ,NSE,NSE`,
		`513,2,DELISTED,"DELISTED CO",0,,0,0.1,1,EQ,NSE,NSE`,
		`769,3,VIVIANA-BE,"VIVIANA POWER TECH",0,,0,0.1,1,EQ,NSE,NSE`,
		`1025,4,PASSEDON,"FIRST OWNER",0,,0,0.1,1,EQ,NSE,NSE`,
		`5121,20,182D031226-TB,"GOI TBILL 182D-03/12/26",0,,0,0.01,100,EQ,NSE,NSE`,
		`1026,4,NIFTY26NOVFUT,"NIFTY",0,2026-11-23,0,0.1,65,FUT,NFO-FUT,NFO`,
		`1282,5,NIFTY26DECFUT,"NIFTY",0,2026-12-29,0,0.1,65,FUT,NFO-FUT,NFO`,
		`1538,6,NIFTY26NOV24500CE,"NIFTY",0,2026-11-23,24500,0.05,65,CE,NFO-OPT,NFO`,
		`1794,7,NIFTY26NOV99000CE,"NIFTY",0,2026-11-23,99000,0.05,65,CE,NFO-OPT,NFO`,
		`5377,21,OLDSHARE,"OLD SHARE",0,,0,0.1,1,EQ,NSE,NSE`,
		`2050,8,NIFTY26DEC30000CE,"NIFTY",0,2026-12-29,30000,0.05,65,CE,NFO-OPT,NFO`,
	}
	newerRows = []string{
		`256265,1001,NIFTY 50,"NIFTY 50",0,,0,0,0,EQ,INDICES,NSE`,
		`260105,1016,NIFTY BANK,"NIFTY BANK",0,,0,0,0,EQ,INDICES,NSE`,
		`265,1,SENSEX,"SENSEX",0,,0,0,0,EQ,INDICES,BSE`,
		`408321,1595,INFY-BE,"INFOSYS",0,,0,0.1,1,EQ,NSE,NSE`,
		`738561,2885,RELIANCE,"RELIANCE INDUSTRIES LTD",0,,0,0.05,1,EQ,NSE,NSE`,
		`128083204,500325,RELIANCE,"RELIANCE INDUSTRIES",0,,0,0.05,1,EQ,BSE,BSE`,
		`2955009,11543,COFORGE,"COFORGE",0,,0,0.1,1,EQ,NSE,NSE`,
		`2561,10,VIVIANA,"VIVIANA POWER TECH",0,,0,0.1,1,EQ,NSE,NSE`,
		`341249,1333,HDFCBANK,"HDFC BANK",0,,0,0.1,1,EQ,NSE,NSE`,
		`519937,2031,M&M,"MAHINDRA & MAHINDRA",0,,0,0.1,1,EQ,NSE,NSE`,
		`3001,11,KAVERI,"KAVERI SEEDS",0,,0,0.1,1,EQ,NSE,NSE`,
		`3257,12,KAVERA,"KAVERA MILLS",0,,0,0.1,1,EQ,NSE,NSE`,
		`5121,20,91D031226-TB,"GOI TBILL 91D-03/12/26",0,,0,0.01,100,EQ,NSE,NSE`,
		`257,99,SWAPPED,"SWAPPED CO",0,,0,0.1,1,EQ,NSE,NSE`,
		`5377,21,679GS2034-GS,"GOI LOAN",0,,0,0.1,1,EQ,NSE,NSE`,
		`5633,22,RELIANZE,"RELIANZE",0,,0,0.1,1,EQ,NSE,NSE`,
		`5889,23,SAIL,"STEEL AUTHORITY OF INDIA",0,,0,0.1,1,EQ,NSE,NSE`,
		`6146,24,DONE26OCTFUT,"DONE",0,2026-10-27,0,0.1,500,FUT,NFO-FUT,NFO`,
		`1281,5,PASSEDON-BE,"SECOND OWNER",0,,0,0.1,1,EQ,NSE,NSE`,
		`1026,4,RELIANCE27JANFUT,"RELIANCE",0,2027-01-25,0,0.1,500,FUT,NFO-FUT,NFO`,
		`1283,5,NIFTY26DECFUT,"NIFTY",0,2026-12-29,0,0.1,75,FUT,NFO-FUT,NFO`,
		`3330,13,NIFTY26D0124500CE,"NIFTY",0,2026-12-01,24500,0.05,65,CE,NFO-OPT,NFO`,
		`3586,14,NIFTY26DEC24500CE,"NIFTY",0,2026-12-29,24500,0.05,65,CE,NFO-OPT,NFO`,
		`3842,15,SENSEX5026DECFUT,"SENSEX50",0,2026-12-31,0,0.1,75,FUT,BFO-FUT,BFO`,
		`4098,16,SENSEX5026DEC25000CE,"SENSEX50",0,2026-12-31,25000,0.1,75,CE,BFO-OPT,BFO`,
		`4354,17,SENSEX26DECFUT,"SENSEX",0,2026-12-31,0,0.1,20,FUT,BFO-FUT,BFO`,
	}
)

func TestDiff(t *testing.T) {
	older, newer := listOf(t, olderRows...), listOf(t, newerRows...)
	older.fetched, newer.fetched = at(t, "2026-11-23 08:31:00"), at(t, "2026-11-24 08:31:00")
	var symbols []kite.Symbol
	for _, text := range strings.Fields("NSE:RELIANCE NFO:NIFTY26DECFUT NSE:INFY NSE:NIITTECH NSE:DELISTED NSE:VIVIANA-BE NSE:PASSEDON NFO:NIFTY26NOVFUT NFO:NIFTY26DEC30000CE NSE:COFORGE NSE:NEVERWAS") {
		symbols = append(symbols, symbol(t, text))
	}
	symbols = append(symbols, kite.Symbol{Exchange: "NSE", Tradingsymbol: "NIFTY 50"})
	nse := func(name string) kite.Symbol { return kite.Symbol{Exchange: "NSE", Tradingsymbol: name} }
	nfo := func(name string) kite.Symbol { return kite.Symbol{Exchange: "NFO", Tradingsymbol: name} }
	want := []Change{
		{Symbol: nse("RELIANCE"), Kind: NewTick, Was: "0.1", Is: "0.05"},
		{Symbol: nse("RELIANCE"), Kind: NewName, Was: "RELIANCE INDUSTRIES", Is: "RELIANCE INDUSTRIES LTD"},
		{Symbol: nfo("NIFTY26DECFUT"), Kind: NewToken, Was: "1282", Is: "1283"},
		{Symbol: nfo("NIFTY26DECFUT"), Kind: NewLot, Was: "65", Is: "75"},
		{Symbol: nse("INFY"), Kind: SeriesMoved, Was: "INFY", Is: "INFY-BE", Now: nse("INFY-BE")},
		{Symbol: nse("NIITTECH"), Kind: Renamed, Was: "NIITTECH", Is: "COFORGE", Now: nse("COFORGE")},
		{Symbol: nse("DELISTED"), Kind: Gone},
		{Symbol: nse("VIVIANA-BE"), Kind: SeriesMoved, Was: "VIVIANA-BE", Is: "VIVIANA", Now: nse("VIVIANA")},
		{Symbol: nse("PASSEDON"), Kind: Gone},
		{Symbol: nfo("NIFTY26NOVFUT"), Kind: Expired, Was: "2026-11-23"},
		{Symbol: nfo("NIFTY26DEC30000CE"), Kind: Gone, Was: "2026-12-29"},
	}
	if diff := cmp.Diff(want, Diff(older, newer, symbols)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	for _, c := range want {
		if c.Kind.String() == "none" {
			t.Errorf("kind %d has no name", c.Kind)
		}
	}
}
