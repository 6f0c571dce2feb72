package kitesim

import "kitewatch/kite/market"

// class is what the dump calls instrument_type.
type class uint8

const (
	eq class = iota
	future
	call
	put
)

var classNames = [...]string{"EQ", "FUT", "CE", "PE"}

// part is a part of the dump: a segment of an exchange.
type part uint8

const (
	bfoFut part = iota
	bfoOpt
	bse
	bcdFut
	bcdOpt
	cdsFut
	cdsOpt
	bseIndex
	mcxIndex
	nseIndex
	mcxFut
	mcxOpt
	ncoFut
	ncoOpt
	nfoFut
	nfoOpt
	nse
	partCount
)

// parts are in the order of the real dump: BFO first, NSE last. The low byte
// of an instrument token tells the part: no document says so, yet it held on
// every row ever counted, and clients read the price's scale from it.
var parts = [partCount]struct {
	segment, exchange string
	low               uint32
}{
	{"BFO-FUT", "BFO", 5}, {"BFO-OPT", "BFO", 5}, {"BSE", "BSE", 4},
	{"BCD-FUT", "BCD", 6}, {"BCD-OPT", "BCD", 6}, {"CDS-FUT", "CDS", 3}, {"CDS-OPT", "CDS", 3},
	{"INDICES", "BSE", 9}, {"INDICES", "MCX", 9}, {"INDICES", "NSE", 9},
	{"MCX-FUT", "MCX", 7}, {"MCX-OPT", "MCX", 7}, {"NCO-FUT", "NCO", 12}, {"NCO-OPT", "NCO", 12},
	{"NFO-FUT", "NFO", 2}, {"NFO-OPT", "NFO", 2}, {"NSE", "NSE", 1},
}

// instrument is a row of the dump, and what a price is asked of.
type instrument struct {
	symbol   string
	name     string
	asset    *asset // whose price it follows
	strike   money
	tick     money
	expiry   market.Date // 0: none
	life     market.Date // days from its listing to its expiry
	exchange uint32      // exchange token
	lot      int32
	part     part
	class    class
	rank     uint8        // 0 is the underlying's nearest expiry
	untraded bool         // has never been traded
	venue    market.Venue // whose hours it keeps
}

func (in *instrument) token() uint32    { return in.exchange<<8 | parts[in.part].low }
func (in *instrument) isIndex() bool    { return in.asset.kind == index && in.class == eq }
func (in *instrument) isOption() bool   { return in.class >= call }
func (in *instrument) derivative() bool { return in.class != eq }

// key seeds the noise that is an instrument's own.
func (in *instrument) key() uint64 {
	return mix(in.asset.key, uint64(in.exchange)<<8|uint64(parts[in.part].low))
}

// hours works out whose hours it keeps.
func (in *instrument) hours() market.Venue {
	p := parts[in.part]
	if p.exchange == "MCX" || p.exchange == "NCO" {
		return market.VenueFor(market.Facts{Exchange: p.exchange, Segment: p.segment, Name: in.asset.under})
	}
	return market.VenueFor(market.Facts{
		Exchange: p.exchange, Segment: p.segment, Derivatives: in.asset.under != "" && in.class == eq,
	})
}

// expiryTime is the end of an expiry day, in Unix seconds.
func (in *instrument) expiryTime() int64 {
	seconds := int64(15*3600 + 30*60)
	switch in.asset.kind {
	case commodity:
		seconds = 23*3600 + 30*60
	case currency:
		seconds = 12*3600 + 30*60
	}
	return in.expiry.Time().Unix() + seconds
}

// Tokens of derivatives are put together from their facts, so that a contract
// keeps its token from the first day to the last whatever else is listed. Two
// forms keep them below 2³¹, beyond which the official JavaScript client reads
// them as negative.

// wideToken is for underlyings with many strikes and expiries: 5 bits for the
// underlying, 5 for the week (or, far away, the quarter), 11 for the strike,
// one for call or put.
func wideToken(id int, e expiry, strike int, c class) uint32 {
	slot := int(e.date) / 7
	if e.far {
		at := e.date.Time()
		slot, id = at.Year()*4+int(at.Month())/3, id+1
	}
	return uint32(id&31<<17 | slot&31<<12 | strike&2047<<1 | int(c/put))
}

// narrowToken is for shares: 8 bits for the share, 2 for the month, 10 for the
// strike, one for call or put.
func narrowToken(id int, e expiry, strike int, c class) uint32 {
	return uint32(1<<22 | id&255<<13 | int(e.date.Time().Month())&3<<11 | strike&1023<<1 | int(c/put))
}
