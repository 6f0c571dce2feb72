package cli

import (
	"slices"
	"strings"

	"kitewatch/kite"
)

// fieldMeanings says what the fields of the output mean, with their units. Names
// are the API's where it has one. All prices are in rupees, all times RFC 3339 in
// IST.
var fieldMeanings = map[string]string{
	"time":                "of the reading, by the exchange's clock; of a candle, when it opens",
	"exchange":            "NSE, BSE, NFO, BFO, CDS, BCD, MCX, NCO",
	"tradingsymbol":       "unique within its exchange only",
	"instrument_token":    "the exchange's number for it; good for a day",
	"last_price":          "of the last trade",
	"open":                "first price of the day, or of the candle",
	"high":                "highest price of the day, or of the candle",
	"low":                 "lowest price of the day, or of the candle",
	"close":               "the API's close: the previous day's while the market is open, after it the day's own; a candle's last price",
	"change":              "last price less the previous close; of diff, what has changed",
	"change_pct":          "change in percent of the previous close",
	"state":               "live, quiet, auction, closed, stale or no data",
	"timestamp":           "of the quote, by the exchange",
	"last_trade_time":     "of the last trade",
	"last_quantity":       "of the last trade",
	"average_price":       "of the day, weighted by volume",
	"volume":              "traded today, or in the candle",
	"buy_quantity":        "of all bids",
	"sell_quantity":       "of all offers",
	"oi":                  "open interest, of the quote or the candle",
	"oi_day_high":         "highest open interest of the day",
	"oi_day_low":          "lowest open interest of the day",
	"lower_circuit_limit": "no trade below it today",
	"upper_circuit_limit": "no trade above it today",
	"depth":               "json only: buy and sell, five levels each of price, quantity, orders",
	"bid_quantity":        "of the best bid; not in json, which has depth",
	"bid":                 "best bid; not in json",
	"ask":                 "best offer; not in json",
	"ask_quantity":        "of the best offer; not in json",
	"name":                "of the company, or of what a contract is written on",
	"expiry":              "YYYY-MM-DD; its last day",
	"strike":              "of an option",
	"instrument_type":     "EQ (indices too), FUT, CE, PE",
	"lot_size":            "in shares; 1 on commodities, whose multiplier the list does not have",
	"tick_size":           "smallest step of the price",
	"segment":             "NFO-OPT, INDICES: not the exchange",
	"exchange_token":      "the number by the exchange's own feed",
	"decimals":            "with which its prices are shown",
	"hours":               "whose trading hours hold",
	"underlying":          "what a contract is written on",
	"days_to_expiry":      "calendar days; 0 is today",
	"futures":             "how many are written on it",
	"options":             "how many are written on it",
	"rolling":             "the rolling symbol that was asked for",
	"rolls_at":            "until when it stands for this contract",
	"was":                 "before the change; of diff --all, instruments in the earlier list",
	"is":                  "after the change; of diff --all, instruments in the later list",
	"now":                 "what is to be named in its place",
	"added":               "instruments that the earlier list has not",
	"removed":             "instruments that the later list has not",
	"fetched":             "when the list was downloaded",
	"rows":                "instruments in the list",
	"bad_rows":            "left out of it",
	"bytes":               "downloaded, over the wire; null: another process's download serves",
	"folder":              "where it is kept",
	"user_name":           "as Kite has it",
	"user_id":             "as Kite has it",
	"login_time":          "when the session began",
	"expected_until":      "06:00 IST after the login: a rule, no promise",
	"token_from":          "config.json or environment",
	"check":               "what doctor looked at",
	"status":              "ok, warn or bad",
	"found":               "what it found, a sentence",
	"mend":                "what to do about it, a sentence",
}

// fieldNames are the fields that commands print, by their paths; each group
// after what it takes to have it.
func fieldNames() map[string][]topic {
	ltp, ohlc, quote := names(readingColumns(kite.ModeLTP)), names(readingColumns(kite.ModeOHLC)), names(readingColumns(kite.ModeQuote))
	readings := []topic{
		{"", commaed(ltp)},
		{"with --mode ohlc also", commaed(without(ohlc, ltp))},
		{"with --mode quote also", commaed(without(quote, ltp))},
	}
	listed := commaed(names(instrumentColumns()))
	return map[string][]topic{
		"kitewatch quote":               readings,
		"kitewatch watch":               readings,
		"kitewatch candles":             {{"", commaed(names(candleColumns(kite.Day, 2)))}},
		"kitewatch instruments refresh": {{"", commaed(names(downloadColumns()))}},
		"kitewatch instruments search":  {{"", listed}},
		"kitewatch instruments show": {{"", listed},
			{"and what follows from them", "decimals, hours, underlying, days_to_expiry, futures, options, rolling, rolls_at"}},
		"kitewatch instruments diff": {{"", commaed(names(changeColumns()))},
			{"with --all instead", commaed(names(segmentColumns()))}},
		"kitewatch doctor":  {{"", commaed(names(findingColumns))}},
		"kitewatch session": {{"", "user_name, user_id, login_time, expected_until, token_from"}},
	}
}

func names[T any](columns []column[T]) []string {
	var all []string
	for _, c := range columns {
		all = append(all, c.name)
	}
	return all
}

func without(all, some []string) []string {
	return slices.DeleteFunc(slices.Clone(all), func(name string) bool { return slices.Contains(some, name) })
}

func commaed(names []string) string { return strings.Join(names, ", ") }

// fieldsHelp is the paragraph on a command's fields; none of one whose output is
// no data.
func fieldsHelp(path string) string {
	text := ""
	for i, group := range fieldNames()[path] {
		switch {
		case i == 0:
			text = "Fields: " + group.about
		default:
			text += "; " + group.term + ": " + group.about
		}
	}
	if text == "" {
		return ""
	}
	return wrapped(text+". kitewatch man says what they mean.", lineWidth)
}
