package ui

import (
	"math"
	"strconv"
	"time"
)

// Price writes a figure with Indian digit grouping: 1,23,456.70.
func Price(v float64, decimals int) string {
	return string(AppendPrice(make([]byte, 0, 24), v, decimals))
}

// AppendPrice appends what Price returns. What rounds to zero has no sign.
func AppendPrice(dst []byte, v float64, decimals int) []byte {
	if math.IsNaN(v) || math.IsInf(v, 0) {
		return append(dst, '-')
	}
	var scratch [48]byte
	digits := strconv.AppendFloat(scratch[:0], math.Abs(v), 'f', max(decimals, 0), 64)
	if v < 0 && !isZero(digits) {
		dst = append(dst, '-')
	}
	whole := len(digits)
	if decimals > 0 {
		whole -= decimals + 1
	}
	return append(appendGrouped(dst, digits[:whole]), digits[whole:]...)
}

// Signed is Price with a sign on either side of zero: +17.10, -71.50, 0.00.
func Signed(v float64, decimals int) string {
	return string(AppendSigned(make([]byte, 0, 24), v, decimals))
}

// AppendSigned appends what Signed returns.
func AppendSigned(dst []byte, v float64, decimals int) []byte {
	at := len(dst)
	dst = AppendPrice(append(dst, '+'), v, decimals)
	if dst[at+1] == '-' || isZero(dst[at+1:]) {
		dst = append(dst[:at], dst[at+1:]...)
	}
	return dst
}

// isZero reports whether a written figure has no digit but 0.
func isZero(figure []byte) bool {
	for _, c := range figure {
		if c >= '1' && c <= '9' {
			return false
		}
	}
	return true
}

// appendGrouped puts a comma before the last three digits and before every two
// ahead of those.
func appendGrouped(dst, digits []byte) []byte {
	for i, c := range digits {
		left := len(digits) - i
		if i > 0 && left >= 3 && left%2 == 1 {
			dst = append(dst, ',')
		}
		dst = append(dst, c)
	}
	return dst
}

// Units of Indian counting.
const (
	thousand = 1_000
	lakh     = 100 * thousand
	crore    = 100 * lakh
)

// Compact writes a count in thousands (K), lakhs (L) or crores (Cr): 42.19L.
func Compact(n int64) string { return string(AppendCompact(make([]byte, 0, 16), n)) }

// AppendCompact appends what Compact returns: two decimals under 100, one
// above; a count under 1,000 is whole. Rounding carries into the next unit, so
// there is no 100.00K.
func AppendCompact(dst []byte, n int64) []byte {
	u := uint64(n)
	if n < 0 {
		dst = append(dst, '-')
		u = -u
	}
	switch {
	case u < thousand:
		return strconv.AppendUint(dst, u, 10)
	case u < lakh-thousand/200:
		return append(appendRatio(dst, u, thousand), 'K')
	case u < crore-lakh/200:
		return append(appendRatio(dst, u, lakh), 'L')
	}
	return append(appendRatio(dst, u, crore), 'C', 'r')
}

func appendRatio(dst []byte, n, unit uint64) []byte {
	decimals, scale := 2, uint64(100)
	if n >= 100*unit-unit/200 {
		decimals, scale = 1, 10
	}
	step := unit / scale
	rounded := n/step + (n%step+step/2)/step
	return AppendPrice(dst, float64(rounded)/float64(scale), decimals)
}

// Age writes how old something is by its largest unit: 17s, 4m, 2h, 3d.
func Age(d time.Duration) string { return string(AppendAge(make([]byte, 0, 8), d)) }

// AppendAge appends what Age returns.
func AppendAge(dst []byte, d time.Duration) []byte {
	d = max(d, 0)
	switch {
	case d < time.Minute:
		return append(appendInt(dst, d/time.Second), 's')
	case d < time.Hour:
		return append(appendInt(dst, d/time.Minute), 'm')
	case d < 48*time.Hour:
		return append(appendInt(dst, d/time.Hour), 'h')
	}
	return append(appendInt(dst, d/(24*time.Hour)), 'd')
}

// Until writes the time left, to the second under a minute, then to the
// minute: 44s, 24m, 5h15m, 2d3h. A begun second counts, so that 0s is the end.
func Until(d time.Duration) string {
	if d = max(d, 0); d%time.Second > 0 && d < math.MaxInt64-time.Second {
		d += time.Second
	}
	dst := make([]byte, 0, 8)
	switch {
	case d < time.Minute:
		dst = append(appendInt(dst, d/time.Second), 's')
	case d < time.Hour:
		dst = append(appendInt(dst, d/time.Minute), 'm')
	case d < 24*time.Hour:
		dst = append(appendInt(dst, d/time.Hour), 'h')
		dst = append(appendTwo(dst, int(d%time.Hour/time.Minute)), 'm')
	default:
		dst = append(appendInt(dst, d/(24*time.Hour)), 'd')
		dst = append(appendInt(dst, d%(24*time.Hour)/time.Hour), 'h')
	}
	return string(dst)
}

func appendInt(dst []byte, d time.Duration) []byte { return strconv.AppendInt(dst, int64(d), 10) }

func appendTwo(dst []byte, n int) []byte { return append(dst, byte('0'+n/10), byte('0'+n%10)) }

// ClockTime writes the time of day to the second, in t's own zone: 10:14:07.
func ClockTime(t time.Time) string {
	dst := append(AppendMinute(make([]byte, 0, 8), t), ':')
	return string(appendTwo(dst, t.Second()))
}

// PriceAt names a price that is not of now, with its time, or its date when that
// was another day: 1,558.40 at 10:14:07, 1,558.40 on 20 Nov. Both times are in
// the zone to be shown.
func PriceAt(v float64, decimals int, at, now time.Time) string {
	price := Price(v, decimals)
	if at.Year() == now.Year() && at.YearDay() == now.YearDay() {
		return price + " at " + ClockTime(at)
	}
	return price + " on " + at.Format("2 Jan")
}

// AppendMinute appends the time of day to the minute, in t's own zone: 10:14.
func AppendMinute(dst []byte, t time.Time) []byte {
	hour, minute, _ := t.Clock()
	return appendTwo(append(appendTwo(dst, hour), ':'), minute)
}
