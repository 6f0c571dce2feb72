package kitesim

import (
	"net/http/httptest"
	"net/url"
	"strconv"
	"strings"
	"testing"
	"time"

	"kitewatch/kite/market"
)

// at reads a time such as "2026-11-23 10:14" or "…:05" as IST.
func at(t testing.TB, text string) time.Time {
	t.Helper()
	when, err := time.ParseInLocation(wireTime[:len(text)], text, market.IST)
	if err != nil {
		t.Fatal(err)
	}
	return when
}

// someKeys are n symbols, as a trader might have them.
func someKeys(x *Exchange, n int) []string {
	var keys []string
	l := x.world.list(x.Time())
	for i := 0; len(keys) < n && i < len(l.rows); i += 7 {
		keys = append(keys, parts[l.rows[i].part].exchange+":"+l.rows[i].symbol)
	}
	return keys
}

// BenchmarkQuotes is a poll of 250 instruments, a second after the one before,
// in the afternoon.
func BenchmarkQuotes(b *testing.B) {
	for _, path := range []string{"/quote/ltp", "/quote/ohlc", "/quote"} {
		b.Run(strings.TrimPrefix(path, "/"), func(b *testing.B) {
			now := at(b, "2026-11-23 14:00:00")
			x := New(Config{Now: func() time.Time { return now }, NoLimits: true})
			r := httptest.NewRequest("GET", path+"?"+url.Values{"i": someKeys(x, 250)}.Encode(), nil)
			r.Header.Set("Authorization", "token "+x.APIKey()+":"+x.NewAccessToken())
			x.ServeHTTP(httptest.NewRecorder(), r)
			b.ReportAllocs()
			for b.Loop() {
				now = now.Add(time.Second)
				if now.Hour() == 15 {
					now = at(b, "2026-11-23 14:00:00")
				}
				x.ServeHTTP(httptest.NewRecorder(), r)
			}
		})
	}
}

// BenchmarkFirstQuotes is the first poll of a day: all its minutes are made.
func BenchmarkFirstQuotes(b *testing.B) {
	now := at(b, "2026-11-23 15:00")
	x := New(Config{Now: func() time.Time { return now }})
	keys := someKeys(x, 250)
	for b.Loop() {
		clear(x.world.bars)
		clear(x.world.paths)
		clear(x.world.shared)
		x.world.look(now, keys, true, func(string, *view) {})
	}
}

// BenchmarkList is the making of a day's list of contracts.
func BenchmarkList(b *testing.B) {
	for _, rows := range []int{1, 20000, 120000, 250000} {
		b.Run(strconv.Itoa(rows), func(b *testing.B) {
			now := at(b, "2026-11-23 10:14")
			x := New(Config{Now: func() time.Time { return now }, Rows: rows})
			for b.Loop() {
				clear(x.world.lists)
				x.world.list(now)
			}
		})
	}
}

// BenchmarkDump is the text of a list, and its compression.
func BenchmarkDump(b *testing.B) {
	now := at(b, "2026-11-23 10:14")
	x := New(Config{Now: func() time.Time { return now }, Rows: 250000})
	l := x.world.list(now)
	b.Run("text", func(b *testing.B) {
		for b.Loop() {
			b.SetBytes(int64(len(l.text(""))))
		}
	})
	b.Run("gzip", func(b *testing.B) {
		for b.Loop() {
			clear(l.zipped)
			b.SetBytes(int64(len(l.compressed(""))))
		}
	})
}

// BenchmarkCandles are large requests.
func BenchmarkCandles(b *testing.B) {
	now := at(b, "2026-11-23 15:00")
	x := New(Config{Now: func() time.Time { return now }})
	for _, c := range []struct {
		name          string
		days, minutes int
	}{{"minute", 59, 1}, {"5minute", 99, 5}, {"day", 1999, 0}} {
		b.Run(c.name, func(b *testing.B) {
			for b.Loop() {
				x.world.candles(now, 738561, candles{from: now.AddDate(0, 0, -c.days), to: now, minutes: c.minutes})
			}
		})
	}
}
