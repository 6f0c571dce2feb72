package instruments

import (
	"time"

	"kitewatch/kite/market"
)

// The day's list comes out from 07:30 to 08:00 IST on a day of trading, but no
// hour is promised; at 08:30, which the documentation advises, it is there
// (forum comment 43208).
const (
	published   = 7*time.Hour + 30*time.Minute // the earliest
	publishedBy = 8*time.Hour + 30*time.Minute
)

// Due reports whether a list fetched then is to be fetched again now: when it was
// not since 08:30 IST of the last day on which any exchange trades. One fetched
// before, that morning, may be the day before's. A zero fetched is due.
func Due(fetched, now time.Time, cal *market.Calendar) bool {
	if fetched.After(now.Add(24 * time.Hour)) {
		return true // by a clock that was wrong
	}
	day := tradingDay(now, publishedBy, cal)
	return fetched.Before(day.Time().Add(publishedBy))
}

// tradingDay returns the last day on which any exchange trades, of those that had
// come to a clock time by then. Without a trading day for a month, which no
// calendar has, every day is one.
func tradingDay(at time.Time, clock time.Duration, cal *market.Calendar) market.Date {
	last := market.DateOf(at.Add(-clock))
	for day := last; day > last-31; day-- {
		if anyTrades(day, cal) {
			return day
		}
	}
	return last
}

func anyTrades(day market.Date, cal *market.Calendar) bool {
	for _, v := range []market.Venue{market.NSE, market.BSE, market.NFO, market.BFO, market.CDS, market.BCD, market.MCX, market.NCO} {
		if cal.TradingDay(v, day.Time()) {
			return true
		}
	}
	return false
}
