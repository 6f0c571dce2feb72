package detail

import (
	"slices"
	"time"

	"kitewatch/kite"
	"kitewatch/kite/feed"
	"kitewatch/kite/market"
)

// maxCandles bounds what is kept of one interval: weeks of minutes, decades of
// days.
const maxCandles = 20_000

// series are the candles of one interval, by time, each time once.
type series struct {
	candles []kite.Candle
	since   time.Time  // the API has told of all from then on; zero: of none
	fetched time.Time  // and of all until then: a candle over by then is as the API has it
	rest    time.Time  // what is kept on disk ends before it, and the API has not told yet; zero: it has
	due     time.Time  // when there will be more; zero: never
	empty   int        // how many pieces in a row had no candle
	told    bool       // one of the candles is the API's
	whole   bool       // nothing older is to be had
	seen    kite.Count // the day's volume when it was seen last
	day     kite.OHLC  // the day's prices then
	polled  time.Time  // when the candle opened that the price polled last belongs to
	heard   time.Time  // wall time of the reply that brought it
	partial time.Time  // when the candle opened of which polls have seen only a part; zero: there is none
	known   time.Time  // since when they have
	fault   string     // why the last request failed
	anew    bool       // the user doubts what is shown
	version int        // goes up with every change
	top     kite.Price // the highest there was
}

// merge takes candles of the API, in any order. They overwrite what was made
// from polled prices. Those outside the span that was asked for are none of the
// answer, and one whose prices contradict each other is widened to hold them.
func (s *series) merge(candles []kite.Candle, daily bool, from, to time.Time) int {
	came := make([]kite.Candle, 0, len(candles))
	for _, c := range candles {
		if daily && !c.Time.IsZero() {
			c.Time.Time = market.DateOf(c.Time.Time).Time() // 09:15 in older replies
		}
		if c.Time.IsZero() || c.Time.Before(from) || c.Time.After(to) || min(c.Open, c.High, c.Low, c.Close) <= 0 {
			continue
		}
		c.High, c.Low = max(c.Open, c.High, c.Low, c.Close), min(c.Open, c.High, c.Low, c.Close)
		if came = append(came, c); c.Time.Equal(s.partial) {
			s.partial = time.Time{}
		}
		s.top = max(s.top, c.High)
	}
	slices.SortStableFunc(came, byTime)
	all := append(came, s.candles...)
	slices.SortStableFunc(all, byTime) // of two of one time the API's comes first
	s.candles = slices.CompactFunc(all, func(a, b kite.Candle) bool { return a.Time.Equal(b.Time.Time) })
	s.version++
	s.told = s.told || len(came) > 0
	return len(came)
}

func byTime(a, b kite.Candle) int { return a.Time.Compare(b.Time.Time) }

// deal is a price as it was polled, and the candle that it belongs to.
type deal struct {
	bucket
	row   *feed.Row
	daily bool
	at    time.Time // by the exchange's clock
}

// gapCycles is how many cycles of polls may lie between two that count as one
// after the other.
const gapCycles = 2

// missed reports that polls have been missed before this one, or that it is the
// first.
func (s *series) missed(d deal) bool {
	gap := d.row.Received.Sub(s.heard)
	return s.heard.IsZero() || gap < 0 || gap > gapCycles*d.row.Cycle
}

// take lets a polled price extend the newest candle, or begin the next one. A
// candle that was over when the API told of it is not touched, nor an older
// one.
func (s *series) take(d deal) {
	added := s.traded(d.row.Quote.Volume)
	missed := s.missed(d)
	if missed && !s.heard.IsZero() {
		s.ask()
	}
	s.heard = d.row.Received
	if s.since.IsZero() || !d.end.After(s.fetched) || s.over(d) {
		return
	}
	price := d.row.Quote.LastPrice
	n := len(s.candles)
	if n == 0 || s.candles[n-1].Time.Before(d.open) {
		s.candles = append(s.candles, kite.Candle{Time: kite.Time{Time: d.open}, Open: price, High: price, Low: price})
		n++
		missed = missed || s.polled.IsZero()
	}
	if missed && !d.daily {
		s.partial, s.known = d.open, d.at
		s.version++
	}
	c := s.candles[n-1]
	day := d.row.Quote.OHLC
	if d.daily {
		c.Open = firstKnown(day.Open, c.Open)
	}
	if high, low := s.reached(d); high > 0 {
		c.High, c.Low = max(c.High, high), min(c.Low, firstKnown(low, c.Low))
	}
	s.day, s.polled = day, d.open
	c.Close, c.High, c.Low = price, max(c.High, price), min(c.Low, price)
	c.OI = d.row.Quote.OI
	if added.Known {
		c.Volume = kite.Count{N: c.Volume.N + added.N, Known: true}
	}
	if d.daily {
		c.Volume = d.row.Quote.Volume
	}
	s.top = max(s.top, c.High)
	if c != s.candles[n-1] {
		s.candles[n-1] = c
		s.version++
	}
}

// reached is how far the price is known to have gone in a deal's candle beside
// what was polled; 0: not known. A day's high or low that has moved between two
// polls of one candle was reached in it.
func (s *series) reached(d deal) (high, low kite.Price) {
	day := d.row.Quote.OHLC
	switch {
	case d.daily:
		return day.High, day.Low
	case s.polled.IsZero() || !s.polled.Equal(d.open) || s.day.High == 0 || s.day.Low == 0:
		return 0, 0
	}
	high, low = d.row.Quote.LastPrice, d.row.Quote.LastPrice
	if day.High > s.day.High {
		high = day.High
	}
	if day.Low < s.day.Low {
		low = firstKnown(day.Low, low)
	}
	return high, low
}

// over reports that the newest candle is one after the deal's.
func (s *series) over(d deal) bool {
	n := len(s.candles)
	return n > 0 && s.candles[n-1].Time.After(d.open)
}

// traded is what the day's volume says has been traded since it was seen last.
// It is not reckoned from the candles of the day: nobody says whether they hold
// what the pre-open matched.
func (s *series) traded(volume kite.Count) kite.Count {
	if !volume.Known {
		return kite.Count{}
	}
	added := kite.Count{N: volume.N - s.seen.N, Known: s.seen.Known}
	if added.N < 0 { // a new day
		added.N = volume.N
	}
	s.seen = volume
	return added
}

// ask lets the newest candles be asked for now: polls have missed some of what
// was traded.
func (s *series) ask() {
	if !s.since.IsZero() {
		s.due = s.since
	}
}

func firstKnown(prices ...kite.Price) kite.Price {
	for _, p := range prices {
		if p > 0 {
			return p
		}
	}
	return 0
}

// find returns the place of the candle of a time, or of the last one before it;
// the newest for the zero time, -1 when there is none.
func (s *series) find(at time.Time) int {
	if at.IsZero() {
		return len(s.candles) - 1
	}
	i, found := slices.BinarySearchFunc(s.candles, at, func(c kite.Candle, at time.Time) int { return c.Time.Compare(at) })
	if !found {
		i--
	}
	return max(i, min(0, len(s.candles)-1))
}
