package market

import (
	"testing"
	"time"
)

func TestKnowsTheYearsOfItsTable(t *testing.T) {
	more := Default().With(Table{First: 2027, Last: 2027})
	for _, tc := range []struct {
		name     string
		calendar *Calendar
		at       time.Time
		want     bool
	}{
		{"the table's year", Default(), time.Date(2026, 6, 1, 12, 0, 0, 0, IST), true},
		{"the year after", Default(), time.Date(2027, 1, 1, 0, 0, 0, 0, IST), false},
		{"a year that the user has added", more, time.Date(2027, 1, 1, 0, 0, 0, 0, IST), true},
		{"a year before all", Default(), time.Date(1970, 1, 1, 12, 0, 0, 0, IST), false},
		{"the year is India's", Default(), time.Date(2026, 12, 31, 18, 30, 0, 0, time.UTC), false},
	} {
		t.Run(tc.name, func(t *testing.T) {
			if got := tc.calendar.Knows(tc.at); got != tc.want {
				t.Errorf("Knows(%v) = %v, want %v", tc.at, got, tc.want)
			}
		})
	}
	if first, last := more.Years(); first != 2026 || last != 2027 {
		t.Errorf("Years() = %d, %d, want 2026, 2027", first, last)
	}
}
