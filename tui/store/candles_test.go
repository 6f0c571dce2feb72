package store

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"kitewatch/kite"
	"kitewatch/kite/market"
)

var minutes = CandleSeries{Symbol: kite.Symbol{Exchange: "NSE", Tradingsymbol: "M&M"}, Token: 519937, Interval: kite.Minute}

// candlesOn are two candles a day of November 2026, by the days.
func candlesOn(days ...int) []kite.Candle {
	var candles []kite.Candle
	for _, day := range days {
		for i := range 2 {
			at := time.Date(2026, 11, day, 9, 15+i, 0, 0, market.IST)
			candles = append(candles, kite.Candle{
				Time: kite.Time{Time: at}, Open: 3748.9, High: 3750, Low: 3740.05, Close: kite.Price(3741 + day),
				Volume: kite.Count{N: int64(day), Known: true},
			})
		}
	}
	return candles
}

func nov(day int) market.Date { return market.On(2026, 11, day) }

// daysOf are the days from one to another, of which those named have candles.
func daysOf(from, to int, days ...int) ClosedDays {
	return ClosedDays{From: nov(from), To: nov(to), Candles: candlesOn(days...)}
}

func noonOf(day int) time.Time { return time.Date(2026, 11, day, 12, 0, 0, 0, market.IST) }

func TestCandlesAreKeptByDays(t *testing.T) {
	type save struct {
		days ClosedDays
		now  time.Time
	}
	for _, c := range []struct {
		name  string
		saves []save
		want  ClosedDays
	}{
		{"as they came", []save{{daysOf(18, 20, 18, 20), noonOf(23)}}, daysOf(18, 20, 18, 20)},
		{"without today", []save{{daysOf(20, 23, 20, 23), noonOf(23)}}, daysOf(20, 22, 20)},
		{"without yesterday before 08:30", []save{{daysOf(18, 20, 18, 20), noonOf(21).Add(-4 * time.Hour)}}, daysOf(18, 19, 18)},
		{"older days before them", []save{{daysOf(18, 20, 18, 20), noonOf(23)}, {daysOf(16, 17, 16), noonOf(23)}}, daysOf(16, 20, 16, 18, 20)},
		{"newer days after them", []save{{daysOf(16, 18, 16), noonOf(23)}, {daysOf(18, 20, 18, 20), noonOf(23)}}, daysOf(16, 20, 16, 18, 20)},
		{"days apart replace them", []save{{daysOf(9, 10, 9, 10), noonOf(23)}, {daysOf(18, 20, 18, 20), noonOf(23)}}, daysOf(18, 20, 18, 20)},
		{"candles of other days are left out", []save{{ClosedDays{From: nov(18), To: nov(19), Candles: candlesOn(20, 18, 18)}, noonOf(23)}}, daysOf(18, 19, 18)},
		{"an empty answer changes nothing", []save{{daysOf(18, 20, 18, 20), noonOf(23)}, {daysOf(9, 22), noonOf(23)}}, daysOf(18, 20, 18, 20)},
	} {
		t.Run(c.name, func(t *testing.T) {
			dir := filepath.Join(t.TempDir(), "candles")
			for _, s := range c.saves {
				if err := SaveCandles(dir, minutes, s.days, s.now); err != nil {
					t.Fatal(err)
				}
			}
			got, ok := LoadCandles(dir, minutes)
			if diff := cmp.Diff(c.want, got); !ok || diff != "" {
				t.Errorf("found %v (-want +got):\n%s", ok, diff)
			}
		})
	}
}

func TestTheNewerCandleIsKept(t *testing.T) {
	dir := t.TempDir()
	old, corrected := daysOf(20, 20, 20), daysOf(20, 20, 20)
	corrected.Candles[1].Close = 3745
	for _, days := range []ClosedDays{old, corrected} {
		if err := SaveCandles(dir, minutes, days, noonOf(23)); err != nil {
			t.Fatal(err)
		}
	}
	got, _ := LoadCandles(dir, minutes)
	if diff := cmp.Diff(corrected, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestNothingIsSavedOfTodayNorOfAnEmptyAnswer(t *testing.T) {
	for _, days := range []ClosedDays{daysOf(23, 23, 23), daysOf(18, 20)} {
		dir := t.TempDir()
		if err := SaveCandles(dir, minutes, days, noonOf(23)); err != nil {
			t.Fatal(err)
		}
		if _, ok := LoadCandles(dir, minutes); ok {
			t.Errorf("there is a file of %+v", days)
		}
	}
}

// onWeekdays is a calendar without holidays but the 17th.
func onWeekdays(day market.Date) bool {
	return day.Weekday() != time.Saturday && day.Weekday() != time.Sunday && day != nov(17)
}

func TestPartTellsWhatIsMissing(t *testing.T) {
	days := daysOf(16, 19, 16, 18, 19)
	for _, c := range []struct {
		name     string
		days     ClosedDays
		from, to time.Time
		want     []kite.Candle
		rest     time.Time
	}{
		{"all kept", days, nov(16).Time(), nov(19).Time().Add(-time.Second), candlesOn(16, 18), time.Time{}},
		{"until the last day's end", days, nov(18).Time(), nov(20).Time().Add(-time.Second), candlesOn(18, 19), time.Time{}},
		{"newer ones are missing", days, nov(18).Time(), noonOf(23), candlesOn(18, 19), nov(20).Time()},
		{"older ones are missing", days, nov(13).Time(), noonOf(23), nil, nov(13).Time()},
		{"none kept", days, nov(20).Time(), noonOf(23), nil, nov(20).Time()},
		{"a day of trading without a candle", daysOf(16, 24, 16, 18, 19, 23, 24), nov(16).Time(), noonOf(25), candlesOn(16, 18, 19), nov(20).Time()},
		{"the last one without", daysOf(16, 20, 16, 18, 19), nov(16).Time(), noonOf(23), candlesOn(16, 18, 19), nov(20).Time()},
		{"the first one without", daysOf(16, 20, 18, 19, 20), nov(16).Time(), noonOf(23), nil, nov(16).Time()},
		{"a piece after it", daysOf(16, 24, 16, 18, 19, 23, 24), nov(23).Time(), noonOf(25), candlesOn(23, 24), nov(25).Time()},
		{"no moment is asked for twice", daysOf(16, 20, 18, 19), noonOf(20), noonOf(23), nil, noonOf(20)},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, rest := c.days.Part(c.from, c.to, onWeekdays)
			if diff := cmp.Diff(c.want, got); diff != "" || !rest.Equal(c.rest) {
				t.Errorf("rest %v, want %v (-want +got):\n%s", rest, c.rest, diff)
			}
		})
	}
}

func TestDamagedCandlesAreNone(t *testing.T) {
	whole := daysOf(18, 20, 18, 20).encode(minutes)
	if _, ok := decodeDays(whole, minutes); !ok {
		t.Fatal("what is whole is not read")
	}
	for i := range whole {
		flipped := bytes.Clone(whole)
		flipped[i] ^= 1
		if _, ok := decodeDays(flipped, minutes); ok {
			t.Errorf("byte %d flipped is read: %q", i, flipped)
		}
		if _, ok := decodeDays(whole[:i], minutes); ok {
			t.Errorf("cut off after %d bytes is read", i)
		}
	}
	for _, other := range []CandleSeries{
		{minutes.Symbol, 1, minutes.Interval}, {minutes.Symbol, minutes.Token, kite.Day}, {kite.Symbol{Exchange: "BSE", Tradingsymbol: "M&M"}, minutes.Token, minutes.Interval},
	} {
		if _, ok := decodeDays(whole, other); ok {
			t.Errorf("read as %v", other)
		}
	}
}

func TestCandlesAreBounded(t *testing.T) {
	dir := t.TempDir()
	for i := range maxSeries + 5 {
		s := CandleSeries{kite.Symbol{Exchange: "NSE", Tradingsymbol: fmt.Sprintf("S%03d", i)}, uint32(i + 1), kite.Day}
		if err := SaveCandles(dir, s, daysOf(20, 20, 20), noonOf(23)); err != nil {
			t.Fatal(err)
		}
		written := noonOf(1).Add(time.Duration(i) * time.Minute)
		if err := os.Chtimes(candlesPath(dir, s), written, written); err != nil {
			t.Fatal(err)
		}
	}
	if err := SaveCandles(dir, minutes, daysOf(20, 20, 20), noonOf(23)); err != nil {
		t.Fatal(err)
	}
	files, err := os.ReadDir(dir)
	if err != nil || len(files) != maxSeries {
		t.Errorf("%d files, want %d (%v)", len(files), maxSeries, err)
	}
	oldest := CandleSeries{kite.Symbol{Exchange: "NSE", Tradingsymbol: "S000"}, 1, kite.Day}
	if _, ok := LoadCandles(dir, oldest); ok {
		t.Error("the oldest is still there")
	}
	if _, ok := LoadCandles(dir, minutes); !ok {
		t.Error("the newest is not there")
	}
}

func TestTheNewestDaysAreKept(t *testing.T) {
	days := ClosedDays{From: nov(1), To: nov(20)}
	for day := nov(1); day <= nov(20); day++ {
		for i := range 375 {
			c := candlesOn(1)[0]
			c.Time.Time = day.Time().Add(9*time.Hour + 15*time.Minute + time.Duration(i)*time.Minute)
			days.Candles = append(days.Candles, c)
		}
	}
	dir := t.TempDir()
	if err := SaveCandles(dir, minutes, days, noonOf(23)); err != nil {
		t.Fatal(err)
	}
	got, _ := LoadCandles(dir, minutes)
	// 5,000 candles are 13 days of 375, and a part of one that goes whole.
	if got.From != nov(8) || got.To != nov(20) || len(got.Candles) != 13*375 {
		t.Errorf("from %v to %v, %d candles", got.From.Time(), got.To.Time(), len(got.Candles))
	}
}

func TestUnwritableFolderIsTold(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	err := SaveCandles(file, minutes, daysOf(20, 20, 20), noonOf(23))
	if _, ok := err.(*FileError); !ok {
		t.Errorf("error %v, want a FileError", err)
	}
}

func FuzzDecodeDays(f *testing.F) {
	f.Add(daysOf(18, 20, 18, 20).encode(minutes))
	f.Add(daysOf(18, 20).encode(minutes))
	f.Add([]byte(candlesVersion + " minute 519937 1 2 00000000 NSE:M&M\n"))
	f.Fuzz(func(t *testing.T, text []byte) {
		// Rows are also tried under a first line that vouches for them.
		for _, whole := range [][]byte{text, append([]byte(candlesHead(minutes, ClosedDays{From: 0, To: 40000}, text)), text...)} {
			days, ok := decodeDays(whole, minutes)
			if !ok {
				continue
			}
			again, ok := decodeDays(days.encode(minutes), minutes)
			if diff := cmp.Diff(days, again); !ok || diff != "" {
				t.Errorf("not read back (-was +is):\n%s", diff)
			}
		}
	})
}
