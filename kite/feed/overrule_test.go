package feed_test

import (
	"slices"
	"testing"
	"time"

	"kitewatch/kite"
	"kitewatch/kite/feed"
	"kitewatch/kite/market"
)

// A server that tells another time than that of its prices: they move, and the
// hours count for nothing.
func TestPricesOfAnotherTimeThanTheDates(t *testing.T) {
	nifty := kite.Symbol{Exchange: "NSE", Tradingsymbol: "NIFTY 50"}
	for name, bend := range map[string]time.Duration{
		"in the evening": 10 * time.Hour, "on the day before, a Sunday": -24 * time.Hour, "on a Saturday to come": 5 * 24 * time.Hour,
	} {
		for _, mode := range []kite.Mode{kite.ModeLTP, kite.ModeOHLC, kite.ModeQuote} {
			cfg := feed.Config{Interval: 5 * time.Second, Mode: mode, Retries: 3}
			before := func(r *rig) { r.bend.Store(int64(bend)) }
			runRig(t, morning, cfg, "", append(slices.Clone(infyAndReliance), nifty), before, func(r *rig) {
				r.after(3 * time.Minute)
				for symbol, row := range r.rows {
					state := row.State(r.clock(), market.Default())
					if state != feed.Live || row.Session != november(23) || row.Past(r.clock()) || row.PrevClose != row.Quote.OHLC.Close {
						t.Errorf("%s, %v: %s is in state %v, change from %v of %v, past %v",
							name, mode, symbol, state, row.PrevClose, row.Session.Time(), row.Past(r.clock()))
					}
				}
				if r.status.Resting || r.status.Pace != 5*time.Second {
					t.Errorf("%s, %v: %+v", name, mode, r.status)
				}
			})
		}
	}
}

// A session that the table does not know, and nothing but an index to tell of
// it: two polls of those that rest find out, and then it is polled as usual.
func TestAnUnknownSessionIsNoticedAtRest(t *testing.T) {
	nifty := kite.Symbol{Exchange: "NSE", Tradingsymbol: "NIFTY 50"}
	holiday := market.Default().With(market.Table{Days: []market.Day{
		{Date: november(23), Venues: []market.Venue{market.NSE, market.NSEAuction}, Kind: market.Shut}}})
	cfg := feed.Config{Interval: 5 * time.Second, Mode: kite.ModeOHLC, Retries: 3, Calendar: holiday}
	onRigAt(t, ist(23, 8, 50), cfg, "", []kite.Symbol{nifty}, func(r *rig) {
		r.after(5 * time.Minute)
		if gaps := r.gaps(); !r.status.Resting || gaps[len(gaps)-1] != 60 {
			t.Errorf("before it: %+v, seconds between calls: %v", r.status, gaps)
		}
		r.after(27*time.Minute + 5*time.Second) // it trades since 09:15
		row, gaps := r.rows[nifty], r.gaps()
		if got := row.State(r.clock(), holiday); got != feed.Live || row.Session != november(23) || row.Past(r.clock()) {
			t.Errorf("in it: state %v, session %v", got, row.Session.Time())
		}
		if r.status.Resting || gaps[len(gaps)-1] != 5 {
			t.Errorf("in it: %+v, seconds between calls: %v", r.status, gaps)
		}
	})
}
