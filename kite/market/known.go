package market

import "time"

// Knows reports whether the holidays of the year in which a moment falls, by
// IST, are known. In a year that they are not, weekdays count as open.
func (c *Calendar) Knows(at time.Time) bool {
	year := DateOf(at).year()
	return year >= c.first && year <= c.last
}

// Years returns the first and the last year whose holidays are known; both are
// 0 when there is none.
func (c *Calendar) Years() (first, last int) { return c.first, c.last }
