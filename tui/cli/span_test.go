package cli

import (
	"slices"
	"testing"
	"time"

	"kitewatch/kite"
	"kitewatch/kite/market"
)

func TestSpans(t *testing.T) {
	now := time.Date(2026, 11, 23, 10, 14, 0, 0, market.IST)
	const layout = "2006-01-02 15:04:05"
	tests := []struct {
		flags    candleFlags
		from, to string
	}{
		{candleFlags{interval: "5minute"}, "2026-11-16 00:00:00", "2026-11-23 23:59:59"},
		{candleFlags{interval: "day"}, "2025-11-23 00:00:00", "2026-11-23 23:59:59"},
		{candleFlags{interval: "day", to: "2026-11-20"}, "2025-11-20 00:00:00", "2026-11-20 23:59:59"},
		{candleFlags{interval: "minute", from: "2026-11-20"}, "2026-11-20 00:00:00", "2026-11-23 23:59:59"},
		{candleFlags{interval: "minute", from: "2026-11-20 09:15", to: "2026-11-20 09:20:30"}, "2026-11-20 09:15:00", "2026-11-20 09:20:30"},
		{candleFlags{interval: "minute", from: "2026-11-20", to: "2026-11-20"}, "2026-11-20 00:00:00", "2026-11-20 23:59:59"},
	}
	for _, tt := range tests {
		s, err := tt.flags.span(now)
		if err != nil || s.from.Format(layout) != tt.from || s.to.Format(layout) != tt.to {
			t.Errorf("%+v: from %s to %s, %v", tt.flags, s.from.Format(layout), s.to.Format(layout), err)
		}
	}
	for _, bad := range []candleFlags{
		{interval: ""}, {interval: "5m"}, {interval: "week"}, {interval: "day\x1b[2J"},
		{interval: "day", from: "yesterday"}, {interval: "day", from: "2026-13-01"}, {interval: "day", to: "2026-02-30"},
		{interval: "day", from: "2026-11-23T09:15"}, {interval: "day", from: "2026-11-20", to: "2026-11-19"},
		{interval: "day", from: "0001-01-01"}, {interval: "day", to: "9999-01-01"}, {interval: "minute", continuous: true},
	} {
		if _, err := bad.span(now); err == nil || code(err) != exitUsage {
			t.Errorf("%+v: %v", bad, err)
		}
	}
}

func TestMergeTakesTheLaterPagesCandle(t *testing.T) {
	at := func(minute int, close kite.Price) kite.Candle {
		return kite.Candle{Time: kite.Time{Time: morning.Add(time.Duration(minute) * time.Minute)}, Close: close}
	}
	got := merge([]kite.Candle{at(2, 1), at(0, 1), at(1, 1)}, []kite.Candle{at(1, 2), at(3, 2)})
	want := []kite.Candle{at(0, 1), at(1, 2), at(2, 1), at(3, 2)}
	if !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

func TestSmallerLimit(t *testing.T) {
	for text, want := range map[string]int{
		"interval exceeds max limit: 30 days": 30, "Interval exceeds max limit: 1 day": 1, "interval exceeds max limit: 60 days": 0,
		"interval exceeds max limit: 0 days": 0, "interval exceeds max limit: 99999999999 days": 0, "invalid token": 0,
	} {
		if got := smallerLimit(&kite.Error{Status: 400, Type: "InputException", Message: text}, 60); got != want {
			t.Errorf("%q: %d, want %d", text, got, want)
		}
	}
	if got := smallerLimit(nil, 60); got != 0 {
		t.Errorf("no error: %d", got)
	}
}
