package detail

import (
	"testing"
	"time"

	"kitewatch/kite"
	"kitewatch/kite/feed"
	"kitewatch/kite/market"
)

func TestBucketsFollowTheSession(t *testing.T) {
	cal := market.Default()
	for _, c := range []struct {
		name      string
		venue     market.Venue
		span      time.Duration
		at        time.Time
		open, end time.Time // zero: none
	}{
		{"first of the day", market.NSE, 5 * time.Minute, at(11, 25, 9, 15), at(11, 25, 9, 15), at(11, 25, 9, 20)},
		{"just before the next", market.NSE, 5 * time.Minute, at(11, 25, 9, 20).Add(-time.Second), at(11, 25, 9, 15), at(11, 25, 9, 20)},
		{"hours count from the opening", market.NSE, time.Hour, at(11, 25, 10, 14), at(11, 25, 9, 15), at(11, 25, 10, 15)},
		{"last hour is short", market.NSE, time.Hour, at(11, 25, 15, 29), at(11, 25, 15, 15), at(11, 25, 15, 30)},
		{"stamped with the very end", market.NSE, 5 * time.Minute, at(11, 25, 15, 30), at(11, 25, 15, 25), at(11, 25, 15, 30)},
		{"closing auction goes on", market.NSEAuction, 15 * time.Minute, at(11, 25, 15, 31), at(11, 25, 15, 30), at(11, 25, 15, 35)},
		{"commodities open at nine", market.MCX, time.Hour, at(11, 25, 22, 10), at(11, 25, 22, 0), at(11, 25, 23, 0)},
		{"evening of a holiday", market.MCX, time.Hour, at(11, 24, 18, 10), at(11, 24, 18, 0), at(11, 24, 19, 0)},
		{"a day", market.NSE, 0, at(11, 25, 10, 14), at(11, 25, 0, 0), at(11, 25, 15, 30)},
		{"before the opening", market.NSE, time.Minute, at(11, 25, 9, 14), time.Time{}, time.Time{}},
		{"after the close", market.NSE, time.Minute, at(11, 25, 15, 31), time.Time{}, time.Time{}},
		{"holiday", market.NSE, time.Minute, at(11, 24, 10, 14), time.Time{}, time.Time{}},
		{"morning of commodities' holiday", market.MCX, time.Minute, at(11, 24, 10, 14), time.Time{}, time.Time{}},
		{"Sunday", market.NSE, 0, at(11, 22, 10, 14), time.Time{}, time.Time{}},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, ok := bucketOf(cal, c.venue, c.span, c.at)
			if ok == c.open.IsZero() || !got.open.Equal(c.open) || !got.end.Equal(c.end) {
				t.Errorf("got %v to %v, %v; want %v to %v", got.open, got.end, ok, c.open, c.end)
			}
		})
	}
}

func TestCandlesAreDueWhenTheyAreOver(t *testing.T) {
	cal := market.Default()
	for _, c := range []struct {
		name  string
		venue market.Venue
		span  time.Duration
		now   time.Time
		want  time.Time
	}{
		{"forming", market.NSE, 5 * time.Minute, at(11, 25, 10, 14), at(11, 25, 10, 15)},
		{"just over", market.NSE, 5 * time.Minute, at(11, 25, 10, 15), at(11, 25, 10, 20)},
		{"pre-open", market.NSE, 5 * time.Minute, at(11, 25, 9, 5), at(11, 25, 9, 20)},
		{"evening before a holiday", market.NSE, 5 * time.Minute, at(11, 23, 20, 0), at(11, 25, 9, 20)},
		{"at the close", market.NSE, time.Hour, at(11, 25, 15, 30), at(11, 26, 10, 15)},
		{"a day", market.NSE, 0, at(11, 25, 10, 14), at(11, 25, 15, 30)},
		{"a day, after it", market.NSE, 0, at(11, 27, 20, 0), at(11, 30, 15, 30)},
		{"holiday of commodities", market.MCX, time.Hour, at(11, 24, 10, 14), at(11, 24, 18, 0)},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := nextDue(cal, c.venue, c.span, c.now); !got.Equal(c.want.Add(settle)) {
				t.Errorf("got %v, want %v", got, c.want.Add(settle))
			}
		})
	}
}

// candleOf is a candle of the API.
func candleOf(open time.Time, o, h, l, c float64) kite.Candle {
	return kite.Candle{
		Time: kite.Time{Time: open}, Open: kite.Price(o), High: kite.Price(h), Low: kite.Price(l), Close: kite.Price(c),
		Volume: n(1000),
	}
}

// formed is a series that the API has told of until 10:12 of the Wednesday, with
// 10:05 over and 10:10 forming, and a quote with a volume of 2,000.
func formed() series {
	s := series{since: at(11, 25, 0, 0), fetched: at(11, 25, 10, 12), seen: n(2000)}
	s.merge([]kite.Candle{
		candleOf(at(11, 25, 10, 10), 102, 103, 101, 102.5), candleOf(at(11, 25, 10, 5), 100, 102, 99, 102),
	}, false, s.since, s.fetched)
	return s
}

func TestPolledPricesFormCandles(t *testing.T) {
	for _, c := range []struct {
		name   string
		at     time.Time
		price  kite.Price
		volume int64 // of the day
		want   kite.Candle
		traded int64 // of it
		count  int
	}{
		{"inside the range", at(11, 25, 10, 13), 101.5, 2500, candleOf(at(11, 25, 10, 10), 102, 103, 101, 101.5), 1500, 2},
		{"a new high", at(11, 25, 10, 13), 104, 2500, candleOf(at(11, 25, 10, 10), 102, 104, 101, 104), 1500, 2},
		{"a new low", at(11, 25, 10, 14), 100, 2500, candleOf(at(11, 25, 10, 10), 102, 103, 100, 100), 1500, 2},
		{"the next candle", at(11, 25, 10, 15), 105, 4000, candleOf(at(11, 25, 10, 15), 105, 105, 105, 105), 2000, 3},
		{"after a silence", at(11, 25, 10, 47), 90, 4000, candleOf(at(11, 25, 10, 45), 90, 90, 90, 90), 2000, 3},
		{"volume not seen to grow", at(11, 25, 10, 13), 101.5, 2000, candleOf(at(11, 25, 10, 10), 102, 103, 101, 101.5), 1000, 2},
		{"volume of a new day", at(11, 25, 10, 15), 105, 300, candleOf(at(11, 25, 10, 15), 105, 105, 105, 105), 300, 3},
		{"of a candle that is over", at(11, 25, 10, 9), 500, 4000, candleOf(at(11, 25, 10, 10), 102, 103, 101, 102.5), 1000, 2},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := formed()
			b, ok := bucketOf(market.Default(), market.NSE, 5*time.Minute, c.at)
			if !ok {
				t.Fatal("no session")
			}
			row := feed.Row{Quote: kite.Quote{LastPrice: c.price, Volume: n(c.volume)}}
			s.take(deal{b, &row, false, c.at})
			got := s.candles[len(s.candles)-1]
			c.want.Volume = n(c.traded)
			if got != c.want || len(s.candles) != c.count {
				t.Errorf("got %d candles, the last %+v; want %d, %+v", len(s.candles), got, c.count, c.want)
			}
		})
	}
}

func TestADayTakesTheQuotesRange(t *testing.T) {
	s := series{since: at(11, 1, 0, 0), fetched: at(11, 25, 9, 0)}
	b, _ := bucketOf(market.Default(), market.NSE, 0, wednesday)
	row := feed.Row{Quote: kite.Quote{
		LastPrice: 104, OHLC: kite.OHLC{Open: 100, High: 106, Low: 99, Close: 98}, Volume: n(5000), OI: n(12),
	}}
	s.take(deal{b, &row, true, wednesday})
	want := candleOf(at(11, 25, 0, 0), 100, 106, 99, 104)
	want.Volume, want.OI = n(5000), n(12)
	if got := s.candles[0]; got != want {
		t.Errorf("got %+v, want %+v", got, want)
	}
}

func TestNothingFormsBeforeTheFirstAnswer(t *testing.T) {
	var s series
	b, _ := bucketOf(market.Default(), market.NSE, time.Minute, wednesday)
	s.take(deal{b, &feed.Row{Quote: kite.Quote{LastPrice: 104}}, false, wednesday})
	if len(s.candles) != 0 {
		t.Errorf("%d candles", len(s.candles))
	}
}

func TestTheAPIsCandlesOverwrite(t *testing.T) {
	s := formed()
	b, _ := bucketOf(market.Default(), market.NSE, 5*time.Minute, at(11, 25, 10, 14))
	s.take(deal{b, &feed.Row{Quote: kite.Quote{LastPrice: 110}}, false, wednesday})
	told := candleOf(at(11, 25, 10, 10), 102, 111, 100.5, 109)
	came := s.merge([]kite.Candle{told}, false, at(11, 25, 10, 10), at(11, 25, 10, 16))
	if got := s.candles[1]; got != told || came != 1 || len(s.candles) != 2 {
		t.Errorf("got %+v of %d, want %+v", got, len(s.candles), told)
	}
}

func TestOddCandlesDoNoHarm(t *testing.T) {
	from, to := at(11, 23, 0, 0), at(11, 25, 10, 0)
	odd := candleOf(at(11, 25, 9, 20), 100, 90, 95, 110) // a high below its low
	for _, c := range []struct {
		name   string
		candle kite.Candle
		want   []kite.Candle
	}{
		{"widened to hold its prices", odd, []kite.Candle{candleOf(at(11, 25, 9, 20), 100, 110, 90, 110)}},
		{"without a time", candleOf(time.Time{}, 1, 2, 1, 2), nil},
		{"without a price", candleOf(at(11, 25, 9, 20), 0, 2, 1, 2), nil},
		{"newer than asked for", candleOf(at(11, 25, 10, 1), 1, 2, 1, 2), nil},
		{"older than asked for", candleOf(at(11, 20, 10, 1), 1, 2, 1, 2), nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			var s series
			s.merge([]kite.Candle{c.candle}, false, from, to)
			if len(s.candles) != len(c.want) || len(c.want) == 1 && s.candles[0] != c.want[0] {
				t.Errorf("got %+v, want %+v", s.candles, c.want)
			}
		})
	}
}

func TestDaysAreOneWhateverTheirHour(t *testing.T) {
	var s series
	from, to := at(11, 1, 0, 0), wednesday
	s.merge([]kite.Candle{candleOf(at(11, 23, 9, 15), 1, 2, 1, 2)}, true, from, to)
	s.merge([]kite.Candle{candleOf(at(11, 23, 0, 0), 3, 4, 3, 4)}, true, from, to)
	if len(s.candles) != 1 || s.candles[0].Open != 3 {
		t.Errorf("got %+v", s.candles)
	}
}
