package instruments

import (
	"strings"

	"kitewatch/kite"
)

// known is what traders know of an instrument and the dump has no column for.
type known struct {
	fame uint8  // the higher, the better known; 0: not in the table
	lead bool   // in the table, and on the exchange that trades it most
	also string // nicknames, parted by the separator
}

// knownShares are the shares that are meant when several fit a query equally
// well: "hdfc" begins HDFCAMC, HDFCBANK and HDFCLIFE, and it is the bank that
// is asked for. They are the members of NIFTY 50 and NIFTY NEXT 50 as of
// 30 March 2026, and at the end a few more that go by a nickname.
//
// The order is that of fame, roughly what each weighs in its index. It need be
// right only among names that begin alike, and it ages slowly: a share that
// has left an index is still well known, and a symbol that is listed no more
// is never met. So the table may be a year or two behind.
//
// Nicknames are of two kinds: initials that no part of the name begins with,
// and names that a company has given up but that are still typed. Those that
// the dump's name column has (INFOSYS, AIRTEL) need no line here.
var knownShares = []struct{ symbol, also string }{
	// NIFTY 50.
	{"HDFCBANK", ""},
	{"ICICIBANK", ""},
	{"RELIANCE", "RIL"},
	{"BHARTIARTL", ""},
	{"SBIN", "SBI"},
	{"INFY", ""},
	{"LT", ""},
	{"AXISBANK", ""},
	{"ITC", ""},
	{"TCS", ""},
	{"M&M", ""},
	{"KOTAKBANK", ""},
	{"BAJFINANCE", "BAJAJFIN"},
	{"HINDUNILVR", "HUL"},
	{"MARUTI", ""},
	{"SUNPHARMA", ""},
	{"ETERNAL", "ZOMATO"},
	{"NTPC", ""},
	{"TITAN", ""},
	{"ULTRACEMCO", ""},
	{"HCLTECH", ""},
	{"TATASTEEL", ""},
	{"BEL", ""},
	{"POWERGRID", "PGCIL"},
	{"INDIGO", ""},
	{"TMPV", "TATAMOTORS"},
	{"HINDALCO", ""},
	{"JSWSTEEL", ""},
	{"BAJAJFINSV", ""},
	{"ASIANPAINT", ""},
	{"ADANIPORTS", ""},
	{"GRASIM", ""},
	{"ONGC", ""},
	{"SHRIRAMFIN", ""},
	{"COALINDIA", ""},
	{"BAJAJ-AUTO", ""},
	{"NESTLEIND", ""},
	{"EICHERMOT", ""},
	{"TECHM", ""},
	{"JIOFIN", ""},
	{"SBILIFE", ""},
	{"TRENT", ""},
	{"CIPLA", ""},
	{"HDFCLIFE", ""},
	{"DRREDDY", ""},
	{"MAXHEALTH", ""},
	{"APOLLOHOSP", ""},
	{"TATACONSUM", ""},
	{"ADANIENT", ""},
	{"WIPRO", ""},

	// NIFTY NEXT 50.
	{"HAL", ""},
	{"DMART", ""},
	{"VEDL", ""},
	{"TVSMOTOR", ""},
	{"DIVISLAB", ""},
	{"IOC", "IOCL"},
	{"BPCL", ""},
	{"BRITANNIA", ""},
	{"TATAPOWER", ""},
	{"PFC", ""},
	{"BANKBARODA", "BOB"},
	{"TMCV", ""},
	{"CHOLAFIN", ""},
	{"VBL", ""},
	{"ADANIPOWER", ""},
	{"HDFCAMC", ""},
	{"LTIM", ""},
	{"GODREJCP", ""},
	{"PNB", ""},
	{"CANBK", ""},
	{"CUMMINSIND", ""},
	{"MUTHOOTFIN", ""},
	{"INDHOTEL", ""},
	{"GAIL", ""},
	{"RECLTD", ""},
	{"DLF", ""},
	{"UNIONBANK", ""},
	{"TORNTPHARM", ""},
	{"HINDZINC", ""},
	{"AMBUJACEM", ""},
	{"PIDILITIND", ""},
	{"CGPOWER", ""},
	{"MOTHERSON", ""},
	{"UNITDSPR", ""},
	{"BAJAJHLDNG", ""},
	{"HYUNDAI", ""},
	{"ADANIGREEN", ""},
	{"ADANIENSOL", ""},
	{"JINDALSTEL", ""},
	{"SIEMENS", ""},
	{"ENRIN", ""},
	{"ABB", ""},
	{"BOSCHLTD", ""},
	{"SHREECEM", ""},
	{"LODHA", ""},
	{"ZYDUSLIFE", ""},
	{"SOLARINDS", ""},
	{"MAZDOCK", ""},
	{"TATACAP", ""},
	{"IRFC", ""},

	// Others by a nickname.
	{"LICI", "LIC"},
	{"HINDPETRO", "HPCL"},
	{"IDEA", "VI"},
	{"POLICYBZR", "POLICYBAZAAR"},
	{"PGHH", "PG"},
	{"M&MFIN", "MAHINDRAFINANCE"},
}

// indexNicknames are of NSE's indices. MIDCPNIFTY is the name of the contracts
// and cut short as no one speaks it.
var indexNicknames = map[string]string{
	"NIFTY MID SELECT": "MIDCAPNIFTY|NIFTYMIDCAPSELECT",
	"NIFTY PVT BANK":   "NIFTYPRIVATEBANK",
	"NIFTY SMLCAP 50":  "NIFTYSMALLCAP50",
	"NIFTY SMLCAP 100": "NIFTYSMALLCAP100",
	"NIFTY SMLCAP 250": "NIFTYSMALLCAP250",
	"INDIA VIX":        "NIFTYVIX",
}

// knownBySymbol is knownShares by symbol: the first is the most famous.
var knownBySymbol = func() map[string]known {
	m := make(map[string]known, len(knownShares))
	for i, s := range knownShares {
		m[s.symbol] = known{fame: uint8(len(knownShares) - i), also: s.also}
	}
	return m
}()

// otherNames are what a family of contracts is called beside what its symbol
// says, where there is no share or index to have the name of.
var otherNames = map[familyName]string{
	{"MCX", "CRUDEOIL"}: "CRUDE", {"NCO", "CRUDEOIL"}: "CRUDE",
	{"MCX", "NATURALGAS"}: "NATGAS", {"NCO", "NATURALGAS"}: "NATGAS",
}

// smallGoods are the commodities that are listed in smaller lots beside the usual
// one, and what they are called.
var smallGoods = map[string]string{
	"GOLDM": "GOLDMINI", "GOLDGUINEA": "", "GOLDPETAL": "", "GOLDTEN": "",
	"SILVERM": "SILVERMINI", "SILVERMIC": "SILVERMICRO",
	"CRUDEOILM": "CRUDEOILMINI|CRUDEMINI", "NATGASMINI": "NATURALGASMINI",
	"ZINCMINI": "", "LEADMINI": "", "ALUMINI": "ALUMINIUMMINI",
}

// labelName returns the name to search an instrument of the cash market by. Of
// an index it is the name of its contracts, which is how everybody calls it.
func (i Instrument) labelName() string {
	if i.IsIndex() {
		if name, ok := contractsOf[i.Symbol]; ok {
			return name
		}
	}
	return i.Name
}

// known is what is known of an instrument of the cash market.
func (i Instrument) known() known {
	switch exchange := i.Symbol.Exchange; {
	case i.IsIndex() && exchange == "NSE":
		return known{also: indexNicknames[i.Symbol.Tradingsymbol]}
	case !i.IsIndex():
		return knownShare(exchange, i.Symbol.Tradingsymbol)
	}
	return known{}
}

// knownShare is what is known of a share, or of the contracts on it. Both
// stock exchanges give it the same symbol.
func knownShare(exchange, symbol string) known {
	switch exchange {
	case "NSE", "NFO", "BSE", "BFO":
		k := knownBySymbol[symbol]
		k.lead = k.fame > 0 && exchange[0] == 'N'
		return k
	}
	return known{}
}

// labelName returns the other name to search a family by: what its underlying
// is called in full.
func (f *family) labelName(l *List) string {
	if name, ok := otherNames[f.familyName]; ok {
		return name
	}
	if index, ok := indexOf[f.familyName]; ok {
		return index.Tradingsymbol
	}
	for _, exchange := range []string{"NSE", "BSE"} {
		if i, ok := l.Find(kite.Symbol{Exchange: exchange, Tradingsymbol: f.name}); ok && !f.isGoods() {
			return l.At(i).Name
		}
	}
	return ""
}

// known is what is known of the underlying.
func (f *family) known() known {
	if index, ok := indexOf[f.familyName]; ok {
		return known{also: indexNicknames[index.Tradingsymbol]}
	}
	if f.isCommodity() {
		return known{also: smallGoods[f.name]}
	}
	return knownShare(f.exchange, f.name)
}

// nickname is what words put together are worth when a nickname is, or begins
// with, them; 0 when none does.
func (l *label) nickname(joined string) int {
	worth := 0
	for rest := l.text[l.name:]; rest != ""; {
		one := rest[1:] // past the separator
		if end := strings.IndexByte(one, separator); end >= 0 {
			one = one[:end]
		}
		rest = rest[1+len(one):]
		if one == joined {
			return exactNickname
		}
		if strings.HasPrefix(one, joined) {
			worth = startsName
		}
	}
	return worth
}
