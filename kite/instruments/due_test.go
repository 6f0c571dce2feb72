package instruments

import (
	"testing"
	"time"

	"kitewatch/kite/market"
)

func moment(t *testing.T, text string) time.Time {
	t.Helper()
	at, err := time.ParseInLocation("2006-01-02 15:04:05", text, market.IST)
	if err != nil {
		t.Fatal(err)
	}
	return at
}

func TestDue(t *testing.T) {
	for _, tt := range []struct {
		name, fetched, now string
		want               bool
	}{
		{"this morning's", "2026-11-23 08:30:00", "2026-11-23 22:00:00", false},
		{"this morning's, too early", "2026-11-23 08:29:59", "2026-11-23 08:30:00", true},
		{"fetched early, before 08:30", "2026-11-23 08:10:00", "2026-11-23 08:29:59", false},
		{"Friday's, on Monday before 08:30", "2026-11-20 08:30:00", "2026-11-23 08:29:59", false},
		{"Friday's, on Monday at 08:30", "2026-11-20 22:00:00", "2026-11-23 08:30:00", true},
		{"Friday's, at the weekend", "2026-11-20 09:00:00", "2026-11-22 12:00:00", false},
		{"Thursday's, at the weekend", "2026-11-19 09:00:00", "2026-11-22 12:00:00", true},
		{"Thursday's before Good Friday, on Sunday", "2026-04-02 09:00:00", "2026-04-05 12:00:00", false},
		{"before a holiday on which MCX opens for the evening", "2026-11-23 09:00:00", "2026-11-24 12:00:00", true},
		{"on a Sunday of trading", "2026-10-31 09:00:00", "2026-11-08 09:00:00", true},
		{"from the future", "2026-11-25 09:00:00", "2026-11-23 09:00:00", true},
	} {
		if got := Due(moment(t, tt.fetched), moment(t, tt.now).UTC(), market.Default()); got != tt.want {
			t.Errorf("%s: %v, want %v", tt.name, got, tt.want)
		}
	}
	if !Due(time.Time{}, moment(t, "2026-11-22 12:00:00"), market.Default()) {
		t.Error("no list is not due")
	}
}

func TestTradingDayOfACalendarWithoutAny(t *testing.T) {
	var shut []market.Day
	for day := market.On(2026, time.September, 1); day < market.On(2026, time.December, 1); day++ {
		shut = append(shut, market.Day{Date: day, Kind: market.Shut, Venues: venuesOfAll()})
	}
	cal := market.Default().With(market.Table{Days: shut})
	if got := tradingDay(moment(t, "2026-11-23 12:00:00"), published, cal); got != market.On(2026, time.November, 23) {
		t.Errorf("got %s", got.Time())
	}
}

func venuesOfAll() []market.Venue {
	var all []market.Venue
	for _, exchange := range []string{"NSE", "BSE", "NFO", "BFO", "CDS", "BCD", "MCX", "NCO"} {
		all = append(all, market.VenuesOf(exchange)...)
	}
	return all
}
