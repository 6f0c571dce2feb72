package feed_test

import (
	"time"

	"kitewatch/kite"
	"kitewatch/kite/feed"
	"kitewatch/kite/market"
)

// weekNames are the instruments of the week, by the names in its tables.
var weekNames = map[string]kite.Symbol{
	"infy":  {Exchange: "NSE", Tradingsymbol: "INFY"},     // with a closing auction
	"ril":   {Exchange: "BSE", Tradingsymbol: "RELIANCE"}, // the same on BSE
	"nifty": {Exchange: "NSE", Tradingsymbol: "NIFTY 50"},
	"sjvn":  {Exchange: "NSE", Tradingsymbol: "SJVN"},    // trades until 15:30
	"rare":  {Exchange: "NSE", Tradingsymbol: "IRFC-N8"}, // now and then a trade; none on the 25th nor on the 30th
	"fut":   {Exchange: "NFO", Tradingsymbol: "NIFTY26DECFUT"},
	"opt":   {Exchange: "NFO", Tradingsymbol: "NIFTY26D0124500CE"},
	"gone":  {Exchange: "NFO", Tradingsymbol: "NIFTY26NOVFUT"}, // expires on the 23rd, and is off the list of the 25th
	"usd":   {Exchange: "CDS", Tradingsymbol: "USDINR26DECFUT"},
	"gold":  {Exchange: "MCX", Tradingsymbol: "GOLD26DECFUT"},
	"none":  {Exchange: "NSE", Tradingsymbol: "NOSUCHTHING"},
}

// weekSymbols are asked for in this order.
var weekSymbols = func() []kite.Symbol {
	var list []kite.Symbol
	for _, name := range []string{"infy", "ril", "nifty", "sjvn", "rare", "fut", "opt", "gone", "usd", "gold", "none"} {
		list = append(list, weekNames[name])
	}
	return list
}()

// claim is what rows have to say at a moment: their state, the session whose
// change they show (a day of November 2026; 0: no change), and whether that is
// said to be past.
type claim struct {
	names   string
	state   feed.State
	session int
	past    bool
}

// moment is a time of the week and what every row then has to say.
type moment struct {
	name   string
	at     time.Time
	claims []claim
}

// nothing is what the unknown symbol always has to say.
var nothing = claim{"none", feed.NoData, 0, false}

// over are rows whose market is shut, showing a session's change.
func over(names string, session int, past bool) claim {
	return claim{names, feed.Closed, session, past}
}

func live(names string, session int) claim { return claim{names, feed.Live, session, false} }

func auction(names string, session int, past bool) claim {
	return claim{names, feed.Auction, session, past}
}

const stocks = "infy ril nifty sjvn rare fut opt usd "

// moments are the week: Monday 23 November to Monday 30, Tuesday a holiday on
// which commodities open in the evening. Currencies and commodities begin at
// 09:00 without a pre-open.
var moments = []moment{
	{"before Monday's open", ist(23, 8, 40), []claim{nothing, over(stocks+"gone gold", 20, true)}},
	{"in the pre-open, nothing matched", ist(23, 9, 5), []claim{
		nothing, auction("infy ril nifty sjvn rare fut opt gone", 20, true), live("usd gold", 23)}},
	{"in the pre-open, matched", ist(23, 9, 12), []claim{
		nothing, auction("infy ril nifty sjvn fut gone", 23, false), auction("rare opt", 20, true), live("usd gold", 23)}},
	{"just open", ist(23, 9, 17), []claim{
		nothing, live("infy ril nifty sjvn fut opt gone usd gold", 23), {"rare", feed.Quiet, 20, true}}},
	{"noon", ist(23, 12, 0), []claim{
		nothing, live("infy ril nifty sjvn fut opt gone usd gold", 23), {"rare", feed.Quiet, 23, false}}},
	{"before the closing auction", ist(23, 15, 14), []claim{
		nothing, live("infy ril nifty sjvn fut opt gone usd gold", 23), {"rare", feed.Quiet, 23, false}}},
	{"in the closing auction", ist(23, 15, 25), []claim{
		nothing, live("sjvn fut opt gone usd gold", 23), auction("infy ril nifty", 23, false), {"rare", feed.Quiet, 23, false}}},
	{"the auction matched", ist(23, 15, 34), []claim{
		nothing, live("fut opt gone usd gold", 23), auction("infy ril nifty", 23, false), over("sjvn rare", 23, false)}},
	{"shares shut, derivatives not", ist(23, 15, 38), []claim{
		nothing, live("fut opt gone usd gold", 23), over("infy ril nifty sjvn rare", 23, false)}},
	{"derivatives shut", ist(23, 15, 45), []claim{
		nothing, live("usd gold", 23), over("infy ril nifty sjvn rare fut opt gone", 23, false)}},
	{"in the evening", ist(23, 20, 0), []claim{nothing, live("gold", 23), over(stocks+"gone", 23, false)}},
	{"all shut", ist(23, 23, 58), []claim{nothing, over(stocks+"gone gold", 23, false)}},
	{"after midnight", ist(24, 0, 30), []claim{nothing, over(stocks+"gone gold", 23, true)}},
	{"before the reset", ist(24, 5, 50), []claim{nothing, over(stocks+"gone gold", 23, true)}},
	{"after the reset", ist(24, 7, 20), []claim{nothing, over(stocks+"gone gold", 23, true)}},
	{"on the holiday", ist(24, 11, 0), []claim{nothing, over(stocks+"gone gold", 23, true)}},
	{"on its evening", ist(24, 17, 10), []claim{nothing, over(stocks+"gone", 23, true), live("gold", 24)}},
	{"on its night", ist(24, 23, 58), []claim{nothing, over(stocks+"gone", 23, true), over("gold", 24, false)}},
	{"Wednesday before the open", ist(25, 8, 40), []claim{
		nothing, over(stocks, 23, true), over("gold", 24, true), {"gone", feed.NoData, 23, true}}},
	{"Wednesday's pre-open", ist(25, 9, 5), []claim{
		nothing, auction("infy ril nifty sjvn rare fut opt", 23, true), live("usd gold", 25), {"gone", feed.NoData, 23, true}}},
	{"Wednesday's pre-open, matched", ist(25, 9, 12), []claim{
		nothing, auction("infy ril nifty sjvn fut", 25, false), auction("rare opt", 23, true), live("usd gold", 25),
		{"gone", feed.NoData, 23, true}}},
	{"Wednesday", ist(25, 10, 0), []claim{
		nothing, live("infy ril nifty sjvn fut opt usd gold", 25), {"rare", feed.Quiet, 23, true}, {"gone", feed.NoData, 23, true}}},
	{"Wednesday evening", ist(25, 21, 0), []claim{
		nothing, live("gold", 25), over("infy ril nifty sjvn fut opt usd", 25, false), over("rare", 23, true),
		{"gone", feed.NoData, 23, true}}},
	{"Thursday", ist(26, 12, 27), []claim{
		nothing, live("infy ril nifty sjvn fut opt usd gold", 26), {"rare", feed.Quiet, 26, false}, {"gone", feed.NoData, 23, true}}},
	{"Friday", ist(27, 14, 55), []claim{
		nothing, live("infy ril nifty sjvn fut opt usd gold", 27), {"rare", feed.Quiet, 27, false}, {"gone", feed.NoData, 23, true}}},
	{"Saturday before the reset", ist(28, 5, 50), []claim{nothing, over(stocks+"gold", 27, true), {"gone", feed.NoData, 23, true}}},
	{"Saturday", ist(28, 11, 0), []claim{nothing, over(stocks+"gold", 27, true), {"gone", feed.NoData, 23, true}}},
	{"Sunday", ist(29, 18, 0), []claim{nothing, over(stocks+"gold", 27, true), {"gone", feed.NoData, 23, true}}},
	{"the second Monday before the open", ist(30, 8, 40), []claim{
		nothing, over(stocks+"gold", 27, true), {"gone", feed.NoData, 23, true}}},
	{"the second Monday's pre-open", ist(30, 9, 5), []claim{
		nothing, auction("infy ril nifty sjvn rare fut opt", 27, true), live("usd gold", 30), {"gone", feed.NoData, 23, true}}},
	{"the second Monday, just open", ist(30, 9, 17), []claim{
		nothing, live("infy ril nifty sjvn fut opt usd gold", 30), {"rare", feed.Quiet, 27, true}, {"gone", feed.NoData, 23, true}}},
	{"the second Monday", ist(30, 11, 55), []claim{
		nothing, live("infy ril nifty sjvn fut opt usd gold", 30), {"rare", feed.Quiet, 27, true}, {"gone", feed.NoData, 23, true}}},
}

// pauses are when somebody has paused the polling, and absences when the program
// was not running and began again with what it had known: stretches without
// anything new, which would only make the test slow. Monday has none.
var (
	pauses = []span{
		{"the holiday's noon", ist(24, 12, 0), ist(24, 16, 20)},
		{"Wednesday evening", ist(25, 17, 40), ist(25, 20, 50)},
		{"Thursday's first hours", ist(26, 0, 20), ist(26, 2, 50)},
		{"Thursday before the session's end", ist(26, 4, 30), ist(26, 5, 45)},
		{"Thursday evening", ist(26, 16, 40), ist(26, 19, 40)},
		{"Friday before the session's end", ist(27, 3, 20), ist(27, 5, 45)},
	}
	absences = []span{
		{"Tuesday's first hours", ist(24, 2, 0), ist(24, 5, 30)},
		{"Wednesday's first hours", ist(25, 0, 20), ist(25, 5, 30)},
		{"Friday's first hours", ist(27, 0, 20), ist(27, 2, 40)},
		{"Friday evening", ist(27, 17, 30), ist(28, 5, 20)},
		{"the weekend", ist(28, 11, 30), ist(29, 15, 0)},
		{"Sunday night", ist(29, 19, 0), ist(30, 5, 30)},
	}
)

// quietSpans are stretches without any trading, by the exchange's clock, in
// which the polling goes on.
var quietSpans = []span{
	{"Monday's night", ist(24, 0, 0), ist(24, 1, 59)},
	{"the holiday", ist(24, 6, 5), ist(24, 11, 59)},
	{"Saturday", ist(28, 9, 10), ist(28, 11, 29)},
	{"Sunday", ist(29, 15, 10), ist(29, 18, 59)},
}

func november(day int) market.Date { return market.On(2026, time.November, day) }
