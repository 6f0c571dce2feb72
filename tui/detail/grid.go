package detail

import (
	"time"

	"kitewatch/kite"
	"kitewatch/kite/market"
)

// choice is an interval that the chart has.
type choice struct {
	interval kite.Interval
	name     string
	span     time.Duration // of a candle; 0: a day
	days     int           // asked for in one request, well under the API's limit
}

// choices are the intervals, the shortest first. The API has no weeks and no
// months.
var choices = [...]choice{
	{kite.Minute, "1m", time.Minute, 5},
	{kite.Minute5, "5m", 5 * time.Minute, 15},
	{kite.Minute15, "15m", 15 * time.Minute, 45},
	{kite.Minute60, "1h", time.Hour, 180},
	{kite.Day, "1d", 0, 1000},
}

// firstChoice is the interval that the chart begins with.
const firstChoice = 1

// bucket is the time that a candle covers: from open until before end.
type bucket struct{ open, end time.Time }

// bucketOf returns the candle that a trade belongs to; false outside the
// sessions that the calendar has. Candles are counted from the opening, not from the hour:
// the stock exchanges' are 09:15, 10:15 and so on. Orders collected before the
// opening are traded in it, so the pre-open has no candles of its own, while the
// closing auction goes on where trading ended.
func bucketOf(cal *market.Calendar, venue market.Venue, span time.Duration, at time.Time) (bucket, bool) {
	sessions := cal.Sessions(venue, at)
	for i, s := range sessions {
		if s.Phase == market.PreOpen {
			continue
		}
		if i > 0 && sessions[i-1].Phase != market.PreOpen && sessions[i-1].End.Equal(s.Start) {
			continue // seen as a part of the one before
		}
		end := s.End
		for _, next := range sessions[i+1:] {
			if next.Start.Equal(end) {
				end = next.End
			}
		}
		if at.Before(s.Start) || at.After(end) {
			continue
		}
		if at.Equal(end) { // the last trade may be stamped with the very end
			at = at.Add(-time.Nanosecond)
		}
		return cut(s.Start, end, span, at), true
	}
	return bucket{}, false
}

// cut returns the candle within a session.
func cut(start, end time.Time, span time.Duration, at time.Time) bucket {
	if span == 0 {
		return bucket{market.DateOf(at).Time(), end}
	}
	open := start.Add(at.Sub(start).Truncate(span))
	b := bucket{open, open.Add(span)}
	if b.end.After(end) {
		b.end = end
	}
	return b
}

// freeBucket is bucketOf where there is no session but trades are seen: the
// hours have changed, and candles are counted as on any day.
func freeBucket(span time.Duration, at time.Time) bucket {
	midnight := market.DateOf(at).Time()
	start := midnight.Add(9*time.Hour + 15*time.Minute)
	if at.Before(start) {
		start = midnight
	}
	return cut(start, midnight.AddDate(0, 0, 1), span, at)
}

// settle is how long after its end a candle is asked for: it takes the API a
// moment to make it.
const settle = 5 * time.Second

// nextDue is when the candle that is forming at a moment, or else the first
// that will, is over and can be had from the API; the zero time when no session
// is known of.
func nextDue(cal *market.Calendar, venue market.Venue, span time.Duration, now time.Time) time.Time {
	b, ok := bucketOf(cal, venue, span, now)
	if !ok || !b.end.After(now) {
		status := cal.Status(venue, now)
		opens := status.Opens
		if status.Phase == market.PreOpen {
			opens = status.Until
		}
		if opens.IsZero() {
			return time.Time{}
		}
		if b, ok = bucketOf(cal, venue, span, opens); !ok {
			return time.Time{}
		}
	}
	return b.end.Add(settle)
}
