package instruments

import (
	"kitewatch/kite"
	"kitewatch/kite/market"
)

// Instrument is one row of the dump. The dump's last_price is not in it: it is
// always 0.
type Instrument struct {
	Symbol          kite.Symbol
	InstrumentToken uint32
	ExchangeToken   uint32
	Name            string      // of a derivative its underlying's: NIFTY; empty for many bonds
	Expiry          market.Date // 0: does not expire
	Strike          float64     // in rupees; 0: no option
	TickSize        float64     // in rupees; 0: an index
	LotSize         int         // 0: an index; 1 on commodities, whose multiplier the dump does not have
	Type            string      // EQ (indices too), FUT, CE, PE
	Segment         string      // NFO-OPT, INDICES: not the exchange
}

// IsIndex reports whether the instrument is an index: a value that nobody
// trades.
func (i Instrument) IsIndex() bool { return i.Segment == "INDICES" }
