package store

import (
	"cmp"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"kitewatch/kite"
	"kitewatch/kite/market"
)

// CandleSeries says of what candles are. The token is a part of it, since
// exchanges give the one of an expired contract to the next.
type CandleSeries struct {
	Symbol   kite.Symbol
	Token    uint32
	Interval kite.Interval
}

// ClosedDays are the candles of whole days, all that the API told of from From
// to To, both included, by time. What it told is not always all there was: a
// day's candles may come late, and an answer may be empty by mistake.
type ClosedDays struct {
	From, To market.Date
	Candles  []kite.Candle
}

// How much is kept. The file of a series has some 300 kB at most.
const (
	maxSeries       = 200
	maxKept         = 5000 // candles of a series, the newest
	candlesVersion  = "kitewatch-candles-1"
	candlesSuffix   = ".candles"
	correctedByHour = 8*time.Hour + 30*time.Minute
)

// Candles is the folder of a server's candles within Cache.
func (p Paths) Candles(server string) string { return filepath.Join(p.Dump(server), "candles") }

// LoadCandles returns what a folder keeps of a series; false when that is
// nothing, or damaged: the API has it all.
func LoadCandles(dir string, s CandleSeries) (ClosedDays, bool) {
	text, found, err := read(candlesPath(dir, s))
	if err != nil || !found {
		return ClosedDays{}, false
	}
	return decodeDays(text, s)
}

// SaveCandles adds the candles of whole days to what a folder keeps of a
// series. Of two for one time the newer is kept. Days that may still change are
// left out: today's, and until 08:30 yesterday's, whose closes the exchanges
// correct overnight. Without a candle nothing is kept. Only days in a row are:
// where they do not join those of before, those go. Of too many series the one
// written longest ago goes. A file or folder that cannot be written is a
// FileError.
func SaveCandles(dir string, s CandleSeries, days ClosedDays, now time.Time) error {
	if !savable(s.Symbol) || s.Token == 0 || s.Interval.MaxDays() == 0 {
		return nil
	}
	days = days.until(market.DateOf(now.Add(-correctedByHour)) - 1)
	if len(days.Candles) == 0 {
		return nil
	}
	if before, found := LoadCandles(dir, s); found {
		days = days.join(before)
	}
	path := candlesPath(dir, s)
	if err := WriteFile(path, days.newest().encode(s)); err != nil {
		return &FileError{Path: path, Reason: "cannot be written: " + cause(err), Err: err}
	}
	forgetSeries(dir)
	return nil
}

// Part returns the candles kept from a moment to another, both included, and
// when those begin that are to be asked for; the zero time when none are. It ends
// with the first day of trading that has no candle: either nobody traded, or the
// API did not have it yet, and only the API can tell.
func (d ClosedDays) Part(from, to time.Time, trades func(market.Date) bool) (candles []kite.Candle, rest time.Time) {
	first := market.DateOf(from)
	if first < d.From || first > d.To {
		return nil, from
	}
	kept := d.until(d.hole(first, trades) - 1)
	for _, c := range kept.Candles {
		if !c.Time.Before(from) && !c.Time.After(to) {
			candles = append(candles, c)
		}
	}
	if rest = (kept.To + 1).Time(); rest.After(to) {
		return candles, time.Time{}
	}
	if rest.Before(from) {
		rest = from
	}
	return candles, rest
}

// hole is the first day of trading from a day on that has no candle, at the
// latest the day after the last.
func (d ClosedDays) hole(from market.Date, trades func(market.Date) bool) market.Date {
	traded := map[market.Date]bool{}
	for _, c := range d.Candles {
		traded[market.DateOf(c.Time.Time)] = true
	}
	for from <= d.To && (traded[from] || !trades(from)) {
		from++
	}
	return from
}

// until leaves out the days after last, and candles of days not told of.
func (d ClosedDays) until(last market.Date) ClosedDays {
	d.To = min(d.To, last)
	kept := make([]kite.Candle, 0, len(d.Candles))
	for _, c := range d.Candles {
		if day := market.DateOf(c.Time.Time); !c.Time.IsZero() && day >= d.From && day <= d.To {
			kept = append(kept, c)
		}
	}
	slices.SortStableFunc(kept, candleOrder)
	d.Candles = slices.CompactFunc(kept, sameTime)
	return d
}

// join adds the days of before, if the two make days in a row.
func (d ClosedDays) join(before ClosedDays) ClosedDays {
	if before.To+1 < d.From || d.To+1 < before.From {
		return d
	}
	all := slices.Concat(d.Candles, before.Candles)
	slices.SortStableFunc(all, candleOrder) // of two for one time d's stays first
	return ClosedDays{
		From: min(d.From, before.From), To: max(d.To, before.To),
		Candles: slices.CompactFunc(all, sameTime),
	}
}

// newest leaves out the oldest days of what is too much, as whole days.
func (d ClosedDays) newest() ClosedDays {
	over := len(d.Candles) - maxKept
	if over <= 0 {
		return d
	}
	d.From = market.DateOf(d.Candles[over-1].Time.Time) + 1
	return d.until(d.To)
}

func candleOrder(a, b kite.Candle) int { return a.Time.Compare(b.Time.Time) }

func sameTime(a, b kite.Candle) bool { return a.Time.Equal(b.Time.Time) }

// candlesPath is the file of a series. Exchanges write symbols in capitals, so
// that nothing is lost by small letters; the file says what it is of.
func candlesPath(dir string, s CandleSeries) string {
	name := fileName(strings.ToLower(s.Symbol.String())) + "-" + fileName(string(s.Interval))
	return filepath.Join(dir, name+candlesSuffix)
}

// forgetSeries removes the files that were written longest ago, of those that
// are too many. What cannot be removed stays, and is tried again by the next
// save.
func forgetSeries(dir string) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return
	}
	type file struct {
		name    string
		written time.Time
	}
	var files []file
	for _, e := range entries {
		info, err := e.Info()
		if err == nil && info.Mode().IsRegular() && strings.HasSuffix(e.Name(), candlesSuffix) {
			files = append(files, file{e.Name(), info.ModTime()})
		}
	}
	slices.SortFunc(files, func(a, b file) int {
		return cmp.Or(a.written.Compare(b.written), strings.Compare(a.name, b.name))
	})
	for len(files) > maxSeries {
		_ = os.Remove(filepath.Join(dir, files[0].name))
		files = files[1:]
	}
}
