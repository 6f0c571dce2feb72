package market

import "time"

const (
	istSeconds = 5*60*60 + 30*60
	daySeconds = 24 * 60 * 60
)

// Date is a calendar day in India, counted from 1 January 1970.
type Date int

// On returns the date of a year, month and day.
func On(year int, month time.Month, day int) Date {
	return Date(floorDiv(time.Date(year, month, day, 0, 0, 0, 0, time.UTC).Unix(), daySeconds))
}

// DateOf returns the IST day of a moment given in any zone.
func DateOf(at time.Time) Date {
	date, _ := split(at)
	return date
}

// Time returns the date's midnight in IST.
func (d Date) Time() time.Time { return d.at(0) }

// Weekday returns the day of the week.
func (d Date) Weekday() time.Weekday {
	return time.Weekday(((int(d)+4)%7 + 7) % 7) // 1 January 1970 was a Thursday
}

// at returns a clock time of the date, in IST.
func (d Date) at(clock time.Duration) time.Time {
	return time.Unix(int64(d)*daySeconds-istSeconds, int64(clock)).In(IST)
}

func (d Date) year() int { return d.at(0).Year() }

func (d Date) weekend() bool {
	w := d.Weekday()
	return w == time.Saturday || w == time.Sunday
}

// usSummer reports whether New York is on summer time on that day: from the
// second Sunday of March until before the first Sunday of November. The
// exchanges announce their switch; it has followed this rule.
func (d Date) usSummer() bool {
	year := d.year()
	return d >= sunday(year, time.March, 2) && d < sunday(year, time.November, 1)
}

// sunday returns a month's nth Sunday.
func sunday(year int, month time.Month, n int) Date {
	first := On(year, month, 1)
	return first + Date((7-int(first.Weekday()))%7+7*(n-1))
}

// split returns the IST day of a moment and the time since its midnight.
func split(at time.Time) (Date, time.Duration) {
	seconds := at.Unix() + istSeconds
	day := floorDiv(seconds, daySeconds)
	clock := time.Duration(seconds-day*daySeconds)*time.Second + time.Duration(at.Nanosecond())
	return Date(day), clock
}

func floorDiv(a, b int64) int64 {
	q := a / b
	if a%b < 0 {
		q--
	}
	return q
}
