package feed_test

import (
	"kitewatch/kite"
	"kitewatch/kite/feed"
	"kitewatch/kite/market"
)

// withoutDerivatives are shares of the tests that trade until 15:30, without a
// closing auction.
var withoutDerivatives = map[string]bool{"SJVN": true, "IRFC-N8": true}

// listedFacts are the facts as the list of instruments has them.
func listedFacts(s kite.Symbol) feed.Facts {
	facts := feed.FactsOf(s)
	if withoutDerivatives[s.Tradingsymbol] {
		facts.Venue = market.VenueOf(s.Exchange)
	}
	return facts
}
