package market

import (
	"slices"
	"time"
)

// evening is when commodities open on most holidays of the stock exchanges.
const evening = 17 * time.Hour

// By hours: shares, their derivatives, commodities of the world's markets.
var (
	cash  = []Venue{NSE, NSEAuction, BSE, BSEAuction}
	deriv = []Venue{NFO, BFO}
	long  = []Venue{MCX, NCO}
)

// By holidays: the stock exchanges with their currency derivatives, and
// commodities. Weekend sessions of the Budget kind have no currencies.
var (
	stock       = slices.Concat(cash, deriv, []Venue{CDS, BCD})
	commodities = []Venue{MCX, MCXCotton, MCXAgri, NCO}
)

func clock(hour, minute int) time.Duration {
	return time.Duration(hour)*time.Hour + time.Duration(minute)*time.Minute
}

// one is a day of continuous trading alone.
func one(from, to time.Duration) []Part { return []Part{{Open, from, to}} }

// withPreOpen is a day of continuous trading from 09:15, after a pre-open.
func withPreOpen(to time.Duration) []Part {
	return []Part{{PreOpen, clock(9, 0), clock(9, 15)}, {Open, clock(9, 15), to}}
}

// hours are the usual hours (www.nseindia.com/market-data/market-timings and
// the circulars named). The first entries stand for any time before.
var hours = []Hours{
	{Venues: cash, Parts: withPreOpen(clock(15, 30))},
	// Closing auction: SEBI's circular of January 2026, live on 3 August.
	// 15:15 reference price, 15:20 orders, matched by 15:35.
	{Venues: []Venue{NSEAuction, BSEAuction}, Since: On(2026, time.August, 3), Parts: append(
		withPreOpen(clock(15, 15)), Part{Auction, clock(15, 15), clock(15, 35)})},

	{Venues: deriv, Parts: one(clock(9, 15), clock(15, 30))},
	// Pre-open of futures; options have none, but share the exchange's line.
	{Venues: deriv, Since: On(2025, time.December, 8), Parts: withPreOpen(clock(15, 30))},
	{Venues: deriv, Since: On(2026, time.August, 3), Parts: withPreOpen(clock(15, 40))},

	{Venues: []Venue{CDS, BCD}, Parts: one(clock(9, 0), clock(17, 0))},

	{Venues: long, Season: USSummer, Parts: one(clock(9, 0), clock(23, 30))},
	{Venues: long, Season: USWinter, Parts: one(clock(9, 0), clock(23, 55))},
	{Venues: []Venue{MCXCotton}, Parts: one(clock(9, 0), clock(21, 0))},
	{Venues: []Venue{MCXAgri}, Parts: one(clock(9, 0), clock(17, 0))},
}

// days2026 are the special days of 2026: NSE circular CMTR/71775 of December
// 2025, and 15 January, which was added late.
func days2026() []Day {
	var days []Day
	for _, h := range []struct {
		month time.Month
		day   int
		name  string
		shut  bool // commodities too rest all day (from custom, not from a list)
	}{
		{time.January, 15, "Municipal elections", false},
		{time.January, 26, "Republic Day", true},
		{time.March, 3, "Holi", false},
		{time.March, 26, "Ram Navami", false},
		{time.March, 31, "Mahavir Jayanti", false},
		{time.April, 3, "Good Friday", true},
		{time.April, 14, "Ambedkar Jayanti", false},
		{time.May, 1, "Maharashtra Day", false},
		{time.May, 28, "Bakri Id", false},
		{time.June, 26, "Muharram", false},
		{time.September, 14, "Ganesh Chaturthi", false},
		{time.October, 2, "Gandhi Jayanti", true},
		{time.October, 20, "Dussehra", false},
		{time.November, 10, "Diwali Balipratipada", false},
		{time.November, 24, "Guru Nanak Jayanti", false},
		{time.December, 25, "Christmas", true},
	} {
		date := On(2026, h.month, h.day)
		kind := Evening
		if h.shut {
			kind = Shut
		}
		days = append(days,
			Day{Date: date, Name: h.name, Venues: stock},
			Day{Date: date, Name: h.name, Venues: commodities, Kind: kind})
	}
	return append(days,
		Day{Date: On(2026, time.February, 1), Name: "Budget", Venues: slices.Concat(cash, deriv), Kind: Usual},
		// The hour is last year's; earlier years had it in the evening.
		Day{Date: On(2026, time.November, 8), Name: "Muhurat", Venues: venues, Kind: Other,
			Parts: one(clock(13, 45), clock(14, 45)), Doubt: "hours unconfirmed"})
}
