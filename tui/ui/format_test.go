package ui

import (
	"math"
	"strconv"
	"strings"
	"testing"
	"time"
)

func TestPrice(t *testing.T) {
	tests := []struct {
		v        float64
		decimals int
		want     string
	}{
		{123456.7, 2, "1,23,456.70"},
		{148250, 2, "1,48,250.00"},
		{12345678.9, 2, "1,23,45,678.90"},
		{1558.4, 2, "1,558.40"},
		{999.95, 2, "999.95"},
		{999.999, 2, "1,000.00"},
		{99999.999, 2, "1,00,000.00"},
		{92.4125, 4, "92.4125"},
		{1600, 0, "1,600"},
		{100000, 0, "1,00,000"},
		{0, 2, "0.00"},
		{-0.001, 2, "0.00"},
		{math.Copysign(0, -1), 2, "0.00"},
		{-71.5, 2, "-71.50"},
		{-123456.7, 2, "-1,23,456.70"},
		{5, -1, "5"},
		{math.NaN(), 2, "-"},
		{math.Inf(-1), 2, "-"},
	}
	for _, tt := range tests {
		if got := Price(tt.v, tt.decimals); got != tt.want {
			t.Errorf("Price(%v, %d) = %q, want %q", tt.v, tt.decimals, got, tt.want)
		}
	}
}

func TestSigned(t *testing.T) {
	tests := []struct {
		v        float64
		decimals int
		want     string
	}{
		{17.1, 2, "+17.10"}, {-71.5, 2, "-71.50"}, {0, 2, "0.00"}, {0.004, 2, "0.00"}, {-0.004, 2, "0.00"},
		{0.005000001, 2, "+0.01"}, {-0.075, 4, "-0.0750"}, {123456, 2, "+1,23,456.00"}, {-0.4, 0, "0"}, {7, 0, "+7"},
	}
	for _, tt := range tests {
		if got := Signed(tt.v, tt.decimals); got != tt.want {
			t.Errorf("Signed(%v, %d) = %q, want %q", tt.v, tt.decimals, got, tt.want)
		}
	}
}

func TestCompact(t *testing.T) {
	tests := []struct {
		n    int64
		want string
	}{
		{0, "0"}, {7, "7"}, {999, "999"}, {1000, "1.00K"}, {1284, "1.28K"}, {98405, "98.41K"}, {99994, "99.99K"},
		{99995, "1.00L"}, {100000, "1.00L"}, {4218640, "42.19L"}, {9999499, "99.99L"}, {9999500, "1.00Cr"},
		{18200000, "1.82Cr"}, {251800000, "25.18Cr"}, {999949999, "99.99Cr"}, {999950000, "100.0Cr"}, {6548800000, "654.9Cr"},
		{12345678900000, "12,34,567.9Cr"}, {-4218640, "-42.19L"}, {-12, "-12"}, {math.MinInt64, "-9,22,33,72,03,685.5Cr"},
	}
	for _, tt := range tests {
		if got := Compact(tt.n); got != tt.want {
			t.Errorf("Compact(%d) = %q, want %q", tt.n, got, tt.want)
		}
	}
}

func TestDurations(t *testing.T) {
	tests := []struct {
		d          time.Duration
		age, until string
	}{
		{-time.Second, "0s", "0s"},
		{0, "0s", "0s"},
		{300 * time.Millisecond, "0s", "1s"},
		{17 * time.Second, "17s", "17s"},
		{59*time.Second + 999*time.Millisecond, "59s", "1m"},
		{4*time.Minute + 31*time.Second, "4m", "4m"},
		{2*time.Hour + 5*time.Minute, "2h", "2h05m"},
		{5*time.Hour + 15*time.Minute, "5h", "5h15m"},
		{51 * time.Hour, "2d", "2d3h"},
		{math.MaxInt64, "106751d", "106751d23h"},
	}
	for _, tt := range tests {
		if got := Age(tt.d); got != tt.age {
			t.Errorf("Age(%v) = %q, want %q", tt.d, got, tt.age)
		}
		if got := Until(tt.d); got != tt.until {
			t.Errorf("Until(%v) = %q, want %q", tt.d, got, tt.until)
		}
	}
}

func TestClockTimeKeepsItsZone(t *testing.T) {
	ist := time.FixedZone("IST", 19800)
	at := time.Date(2026, 11, 23, 4, 44, 7, 0, time.UTC).In(ist)
	if got := ClockTime(at); got != "10:14:07" {
		t.Errorf("got %q", got)
	}
	if got := string(AppendMinute(nil, at)); got != "10:14" {
		t.Errorf("got %q", got)
	}
}

// Grouping changes where commas stand, never the number.
func FuzzPrice(f *testing.F) {
	f.Add(123456.7, 2)
	f.Add(-0.0001, 2)
	f.Add(1e17, 4)
	f.Fuzz(func(t *testing.T, v float64, decimals int) {
		if decimals = decimals & 7; math.Abs(v) > 1e20 || math.IsNaN(v) {
			t.Skip()
		}
		got := Price(v, decimals)
		want := strconv.FormatFloat(v, 'f', decimals, 64)
		if strings.Trim(want, "-0.") == "" {
			want = strings.TrimPrefix(want, "-")
		}
		if plain := strings.ReplaceAll(got, ",", ""); plain != want {
			t.Errorf("%q without commas is %q, want %q", got, plain, want)
		}
		whole, _, _ := strings.Cut(strings.TrimPrefix(got, "-"), ".")
		groups := strings.Split(whole, ",")
		for i, g := range groups {
			last := i == len(groups)-1
			if last && len(groups) > 1 && len(g) != 3 || !last && i > 0 && len(g) != 2 || !last && len(g) > 2 {
				t.Errorf("%q: group %q", got, g)
			}
		}
		if signed := Signed(v, decimals); strings.TrimPrefix(signed, "+") != got || signed == "+"+got && isZero([]byte(got)) {
			t.Errorf("Signed is %q, Price %q", signed, got)
		}
	})
}

// A compact count is within half of its last digit, and never wide.
func FuzzCompact(f *testing.F) {
	f.Add(int64(99995))
	f.Add(int64(-12345678))
	f.Fuzz(func(t *testing.T, n int64) {
		got := Compact(n)
		if n > -1e10 && n < 1e10 && len(strings.TrimPrefix(got, "-")) > 9 {
			t.Errorf("%d is %q", n, got)
		}
		unit := 1.0
		figure := strings.ReplaceAll(got, ",", "")
		for suffix, u := range map[string]float64{"K": thousand, "L": lakh, "Cr": crore} {
			if cut, ok := strings.CutSuffix(figure, suffix); ok {
				figure, unit = cut, u
			}
		}
		v, err := strconv.ParseFloat(figure, 64)
		if err != nil {
			t.Fatalf("%q: %v", got, err)
		}
		if diff := math.Abs(v*unit - float64(n)); diff > unit/20+math.Abs(float64(n))*1e-12 {
			t.Errorf("%d is shown as %q, off by %v", n, got, diff)
		}
	})
}

func BenchmarkAppendPrice(b *testing.B) {
	dst := make([]byte, 0, 32)
	for b.Loop() {
		dst = AppendPrice(dst[:0], 148250.05, 2)
	}
}
