package instruments

import (
	"math"
	"strconv"
	"testing"
	"time"

	"kitewatch/kite/market"
)

func FuzzParseDecimal(f *testing.F) {
	for _, text := range []string{"0", "0.0", "", "172.5", "0.0025", ".5", "5.", ".", "1e3", "-0", "+1", "0.1234567890123456", "999999999999999", "9007199254740993", "1_0", "0x1p-2"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		got, ok := parseDecimal([]byte(text))
		want, err := strconv.ParseFloat(text, 64)
		good := err == nil && want >= 0 && !math.Signbit(want) && !math.IsInf(want, 1)
		if text == "" {
			want, good = 0, true
		}
		if ok != good || ok && got != want {
			t.Errorf("%q: %v, %v, want %v, %v", text, got, ok, want, good)
		}
		lead, n := leadingDecimal([]byte(text + ",0.05,25,CE"))
		if n > 0 && (!ok || lead != got || n != len(text)+1) && n > len(text) {
			t.Errorf("%q and a comma: %v of %d bytes, want %v", text, lead, n, got)
		}
		if _, err := strconv.ParseUint(text, 10, 32); err == nil && len(text) < 8 && n == 0 {
			t.Errorf("%q and a comma: not read", text)
		}
	})
}

func FuzzParseUint32(f *testing.F) {
	for _, text := range []string{"0", "", "408065", "4294967295", "4294967296", "0000000001", "00000000001", "-1", "1a"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		got, ok := parseUint32([]byte(text))
		want, err := strconv.ParseUint(text, 10, 32)
		if good := err == nil && len(text) <= 10; ok != good || ok && got != uint32(want) {
			t.Errorf("%q: %d, %v, want %d, %v", text, got, ok, want, err)
		}
		lead, n := leadingUint32([]byte(text + ",1,INFY,"))
		if ok && (lead != got || n != len(text)+1) || !ok && n > len(text) {
			t.Errorf("%q and a comma: %d of %d bytes", text, lead, n)
		}
	})
}

// TestParseDate goes over every day that can be written in the form.
func TestParseDate(t *testing.T) {
	known := new(dates)
	last := market.On(2149, time.June, 6)
	if last != math.MaxUint16 {
		t.Fatalf("the last date that fits is not %d", last)
	}
	for year := 1968; year < 2152; year++ {
		for month := range 14 {
			for day := range 33 {
				text := pad(year, 4) + "-" + pad(month, 2) + "-" + pad(day, 2)
				at, err := time.Parse(time.DateOnly, text)
				want := market.On(at.Date())
				good := err == nil && want > 0 && want <= last
				if got, ok := parseDate([]byte(text)); ok != good || ok && got != want {
					t.Fatalf("%s: %d, %v, want %d, %v", text, got, ok, want, good)
				}
				for range 2 { // the second time it may be remembered
					if got, ok := known.read([]byte(text)); ok != good || ok && got != want {
						t.Fatalf("%s among others: %d, %v, want %d, %v", text, got, ok, want, good)
					}
				}
			}
		}
	}
	for _, text := range []string{"", "2026-1-01", "2026/01/01", "2026-01/01", "20x6-01-01", "2026-01-0x", "2026-01-011", "9999-12-31"} {
		if got, ok := parseDate([]byte(text)); ok {
			t.Errorf("%q: %d", text, got)
		}
	}
	for _, text := range []string{"20\x00\x00\x00\x00\x00\x00\x00\x00", "2026-13-01", "2026-02-30"} {
		if got, ok := new(dates).read([]byte(text)); ok {
			t.Errorf("%q among others: %d", text, got)
		}
	}
}

func pad(n, width int) string {
	text := strconv.Itoa(n)
	for len(text) < width {
		text = "0" + text
	}
	return text
}

func FuzzPlainLen(f *testing.F) {
	for _, text := range []string{"INFY,", "NIFTY 50\"", "ABCDEFGHIJ\x7fK,", "ABCDEFG\x00,", "\x1f\x20,", "ABCDEFGH\x80", "AAAAAAA\xff\x7e\x7e\x7e\x7e\x7e\x7e\x7e\x7e"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		want := 0
		for want < len(text) && text[want] >= ' ' && text[want] <= '~' && text[want] != ',' && text[want] != '"' {
			want++
		}
		if got := plainLen([]byte(text)); got != want {
			t.Errorf("%q: %d, want %d", text, got, want)
		}
	})
}
