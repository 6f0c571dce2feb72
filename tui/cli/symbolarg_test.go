package cli

import (
	"errors"
	"strings"
	"testing"
	"time"

	"kitewatch/kite/instruments"
	"kitewatch/kite/market"
)

// smallDump has what symbols of the command line can be mistaken for.
const smallDump = `instrument_token,exchange_token,tradingsymbol,name,last_price,expiry,strike,tick_size,lot_size,instrument_type,segment,exchange
256265,1001,NIFTY 50,"NIFTY 50",0,,0,0,0,EQ,INDICES,NSE
265,1,SENSEX,"SENSEX",0,,0,0,0,EQ,INDICES,BSE
738561,2885,RELIANCE,"RELIANCE INDUSTRIES",0,,0,0.1,1,EQ,NSE,NSE
128083204,500325,RELIANCE,"RELIANCE INDUSTRIES",0,,0,0.1,1,EQ,BSE,BSE
519937,2031,M&M,"MAHINDRA & MAHINDRA",0,,0,0.1,1,EQ,NSE,NSE
1025,4,91D280826-TB,,0,,0,0.01,100,EQ,NSE,NSE
11010,43,NIFTY26JUNFUT,"NIFTY",0,2026-06-30,0,0.1,65,FUT,NFO-FUT,NFO
11266,44,NIFTY26JULFUT,"NIFTY",0,2026-07-28,0,0.1,65,FUT,NFO-FUT,NFO
11522,45,NIFTY26JUN24500CE,"NIFTY",0,2026-06-30,24500,0.05,65,CE,NFO-OPT,NFO
60103,234,CRUDEOIL26JULFUT,"CRUDEOIL",0,2026-07-20,0,1,1,FUT,MCX-FUT,MCX
60172,235,CRUDEOIL26JULFUT,"CRUDEOIL",0,2026-07-20,0,0.1,1,FUT,NCO-FUT,NCO
60359,235,GOLD26AUGFUT,"GOLD",0,2026-08-05,0,1,1,FUT,MCX-FUT,MCX
`

// onTheEve is before the expiry of June's futures.
var onTheEve = time.Date(2026, time.June, 29, 10, 0, 0, 0, market.IST)

func smallList(t testing.TB) *instruments.List {
	t.Helper()
	l, err := instruments.Parse(strings.NewReader(smallDump))
	if err != nil {
		t.Fatal(err)
	}
	return l
}

func TestResolveSymbol(t *testing.T) {
	l := smallList(t)
	july := onTheEve.AddDate(0, 0, 1).Add(6 * time.Hour)
	tests := []struct {
		name, arg string
		now       time.Time // zero: on the eve
		symbol    string    // as asked for
		contract  string
		fault     string // in the error
	}{
		{name: "whole", arg: "NSE:RELIANCE", symbol: "NSE:RELIANCE", contract: "NSE:RELIANCE"},
		{name: "lower case and blanks", arg: "  bse:reliance ", symbol: "BSE:RELIANCE", contract: "BSE:RELIANCE"},
		{name: "bare, and on NSE among others", arg: "reliance", symbol: "NSE:RELIANCE", contract: "NSE:RELIANCE"},
		{name: "bare with a blank", arg: "nifty 50", symbol: "NSE:NIFTY 50", contract: "NSE:NIFTY 50"},
		{name: "bare with &", arg: "m&m", symbol: "NSE:M&M", contract: "NSE:M&M"},
		{name: "bare, on one other exchange", arg: "SENSEX", symbol: "BSE:SENSEX", contract: "BSE:SENSEX"},
		{name: "bare contract", arg: "GOLD26AUGFUT", symbol: "MCX:GOLD26AUGFUT", contract: "MCX:GOLD26AUGFUT"},
		{name: "bare, on two others", arg: "CRUDEOIL26JULFUT",
			fault: "CRUDEOIL26JULFUT is listed on MCX and NCO: say which, as in MCX:CRUDEOIL26JULFUT"},
		{name: "bare, an index by the name of its contracts", arg: "nifty", fault: "NIFTY is no symbol: its index is NSE:NIFTY 50, its nearest future NFO:NIFTY@FUT1"},
		{name: "bare, goods", arg: "GOLD", fault: "GOLD is no symbol: its nearest future is MCX:GOLD@FUT1"},
		{name: "the name of contracts with an exchange", arg: "NSE:NIFTY", fault: "did you mean NSE:NIFTY 50?"},
		{name: "token", arg: "738561", symbol: "NSE:RELIANCE", contract: "NSE:RELIANCE"},
		{name: "token with zeros before it", arg: "00738561", symbol: "NSE:RELIANCE", contract: "NSE:RELIANCE"},
		{name: "token of nobody", arg: "77", fault: "no instrument has the token 77"},
		{name: "zero", arg: "0", fault: `"0" is no symbol`},
		{name: "number larger than a token", arg: "99999999999", fault: "is no symbol"},

		{name: "rolling", arg: "NFO:NIFTY@FUT1", symbol: "NFO:NIFTY@FUT1", contract: "NFO:NIFTY26JUNFUT"},
		{name: "rolling, after the close of the expiry day", arg: "NFO:NIFTY@FUT1", now: july, symbol: "NFO:NIFTY@FUT1", contract: "NFO:NIFTY26JULFUT"},
		{name: "rolling, the second", arg: "nfo:nifty@fut2", symbol: "NFO:NIFTY@FUT2", contract: "NFO:NIFTY26JULFUT"},
		{name: "rolling and bare", arg: "NIFTY@FUT1", symbol: "NFO:NIFTY@FUT1", contract: "NFO:NIFTY26JUNFUT"},
		{name: "rolling and bare, a commodity", arg: "gold@fut1", symbol: "MCX:GOLD@FUT1", contract: "MCX:GOLD26AUGFUT"},
		{name: "rolling and bare, on two exchanges", arg: "CRUDEOIL@FUT1", fault: "listed on MCX and NCO: say which, as in MCX:CRUDEOIL@FUT1"},
		{name: "rolling and bare, of nobody", arg: "TULIP@FUT1", fault: `no exchange lists contracts of "TULIP"`},
		{name: "rolling, of nobody", arg: "MCX:TULIP@FUT1", fault: "MCX:TULIP@FUT1: no contracts of TULIP are listed on MCX"},
		{name: "rolling, too far", arg: "NFO:NIFTY@FUT3", fault: "NFO:NIFTY@FUT3: "},
		{name: "rolling, misspelt", arg: "NIFTY@FUTX", fault: "futures are FUT1"},
		{name: "rolling, on an exchange without contracts", arg: "NSE:NIFTY@FUT1", fault: "rolling symbols are of NFO"},
		{name: "rolling, at the money", arg: "NFO:NIFTY@ATM+1CE", fault: "follows the price, which is not asked for here: name the contract"},
		{name: "rolling without a name", arg: "@FUT1", fault: "@FUT1: the name of the underlying stands before @, as in NFO:NIFTY@FUT1"},

		{name: "expired", arg: "NFO:NIFTY24NOVFUT", fault: "NFO:NIFTY24NOVFUT: expired in Nov 2024; nearest is NIFTY26JUNFUT"},
		{name: "expired and bare", arg: "NIFTY24NOVFUT", fault: "NIFTY24NOVFUT: expired in Nov 2024; nearest is NIFTY26JUNFUT"},
		{name: "misspelt", arg: "NSE:RELAINCE", fault: "did you mean NSE:RELIANCE?"},
		{name: "on another exchange", arg: "NSE:SENSEX", fault: "did you mean BSE:SENSEX?"},
		{name: "nearly a share", arg: "RELX", fault: "RELX: no such symbol; did you mean NSE:RELIANCE, "},
		{name: "unknown", arg: "TULIPS", fault: "TULIPS is not in the list of"},
		{name: "unknown exchange", arg: "AMS:TULIPS", fault: "AMS:TULIPS is not in the list of"},
		{name: "empty", arg: "", fault: "is no symbol"},
		{name: "exchange alone", arg: "NSE:", fault: "is no symbol"},
		{name: "escape", arg: "NSE:\x1b[2J", fault: "is no symbol"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if tt.now.IsZero() {
				tt.now = onTheEve
			}
			symbol, in, err := resolveSymbol(l, tt.arg, tt.now, market.Default())
			if tt.fault != "" {
				if err == nil || code(err) != exitBadFile || !strings.Contains(err.Error(), tt.fault) {
					t.Errorf("got %v, code %d, want %q and 4", err, code(err), tt.fault)
				}
				return
			}
			if err != nil || symbol.String() != tt.symbol || in.Symbol.String() != tt.contract {
				t.Errorf("got %v, %v, %v; want %s, %s", symbol, in.Symbol, err, tt.symbol, tt.contract)
			}
		})
	}
}

func TestResolveSymbolWithoutAList(t *testing.T) {
	for arg, want := range map[string]string{
		"infy": "NSE:INFY", "BSE:INFY": "BSE:INFY", "408065": "408065", "nfo:nifty@fut1": "NFO:NIFTY@FUT1",
	} {
		symbol, in, err := resolveSymbol(nil, arg, onTheEve, market.Default())
		if err != nil || symbol.String() != want || in != (instruments.Instrument{}) {
			t.Errorf("%s: got %v, %v, %v; want %s", arg, symbol, in, err, want)
		}
	}
	if _, _, err := resolveSymbol(nil, "NSE:", onTheEve, market.Default()); code(err) != exitBadFile {
		t.Errorf("no symbol at all: %v", err)
	}
}

// TestResolveKnowsTheDayBefore: the list of the day before tells what became of
// a symbol that has gone.
func TestResolveKnowsTheDayBefore(t *testing.T) {
	renamed := strings.Replace(smallDump, "738561,2885,RELIANCE,", "738561,2885,BHAROSA,", 1)
	l, err := instruments.Parse(strings.NewReader(renamed))
	if err != nil {
		t.Fatal(err)
	}
	_, _, err = resolver{list: l, older: smallList(t), now: onTheEve, calendar: market.Default()}.resolve("NSE:RELIANCE")
	var gone *unlisted
	if !errors.As(err, &gone) || !strings.Contains(gone.text, "same exchange token: BHAROSA") {
		t.Errorf("got %v", err)
	}
}

// FuzzResolveSymbol: whatever is typed, it is an instrument of the list or a
// bad symbol.
func FuzzResolveSymbol(f *testing.F) {
	l := smallList(f)
	for _, seed := range []string{"RELIANCE", "nse:nifty 50", "256265", "NIFTY@FUT1", "NFO:NIFTY@ATM-2PE", "@", ":", "NFO:@FUT1",
		"NIFTY24NOVFUT", "4294967296", "\x00", "é:é", "NSE:A:B", "RELAINCE"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, arg string) {
		_, in, err := resolveSymbol(l, arg, onTheEve, market.Default())
		if err != nil {
			if code(err) != exitBadFile {
				t.Errorf("%q: code %d: %v", arg, code(err), err)
			}
			return
		}
		if row, ok := l.Find(in.Symbol); !ok || l.At(row) != in {
			t.Errorf("%q: %v is not in the list", arg, in.Symbol)
		}
		if again, _, err := resolveSymbol(l, in.Symbol.String(), onTheEve, market.Default()); err != nil || again != in.Symbol {
			t.Errorf("%q: %v does not mean itself: %v, %v", arg, in.Symbol, again, err)
		}
	})
}
