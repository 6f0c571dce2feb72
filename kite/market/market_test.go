package market

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// ist reads a time such as "2026-11-23 10:14" as IST.
func ist(t testing.TB, text string) time.Time {
	t.Helper()
	if text == "" {
		return time.Time{}
	}
	layout := "2006-01-02 15:04:05.999"[:min(len(text), 23)]
	at, err := time.ParseInLocation(layout, text, IST)
	if err != nil {
		t.Fatal(err)
	}
	return at
}

type statusCase struct {
	name   string
	venue  Venue
	at     string
	phase  Phase
	until  string
	closes string
	opens  string
	last   string
	note   string
}

func TestStatusWhileTrading(t *testing.T) {
	for _, c := range []statusCase{
		{name: "first instant of the pre-open", venue: NSE, at: "2026-11-23 09:00:00",
			phase: PreOpen, until: "2026-11-23 09:15", closes: "2026-11-23 15:30"},
		{name: "last instant of the pre-open", venue: NSE, at: "2026-11-23 09:14:59.999",
			phase: PreOpen, until: "2026-11-23 09:15", closes: "2026-11-23 15:30"},
		{name: "morning", venue: NSE, at: "2026-11-23 10:14:00",
			phase: Open, until: "2026-11-23 15:30", closes: "2026-11-23 15:30"},
		{name: "last instant", venue: NSE, at: "2026-11-23 15:29:59.999",
			phase: Open, until: "2026-11-23 15:30", closes: "2026-11-23 15:30"},
		{name: "before the closing auction", venue: NSEAuction, at: "2026-11-23 15:14:59",
			phase: Open, until: "2026-11-23 15:15", closes: "2026-11-23 15:35"},
		{name: "closing auction", venue: BSEAuction, at: "2026-11-23 15:15:00",
			phase: Auction, until: "2026-11-23 15:35", closes: "2026-11-23 15:35"},
		{name: "the last day without one", venue: NSEAuction, at: "2026-07-31 15:20:00",
			phase: Open, until: "2026-07-31 15:30", closes: "2026-07-31 15:30"},
		{name: "the first day with one", venue: NSEAuction, at: "2026-08-03 15:20:00",
			phase: Auction, until: "2026-08-03 15:35", closes: "2026-08-03 15:35"},
		{name: "futures after the shares", venue: NFO, at: "2026-11-23 15:39:00",
			phase: Open, until: "2026-11-23 15:40", closes: "2026-11-23 15:40"},
		{name: "futures' pre-open", venue: BFO, at: "2026-11-23 09:05:00",
			phase: PreOpen, until: "2026-11-23 09:15", closes: "2026-11-23 15:40"},
		{name: "currencies", venue: CDS, at: "2026-11-23 09:00:00",
			phase: Open, until: "2026-11-23 17:00", closes: "2026-11-23 17:00"},
		{name: "commodities in New York's winter", venue: MCX, at: "2026-11-23 23:54:00",
			phase: Open, until: "2026-11-23 23:55", closes: "2026-11-23 23:55"},
		{name: "commodities in its summer", venue: NCO, at: "2026-10-30 23:29:00",
			phase: Open, until: "2026-10-30 23:30", closes: "2026-10-30 23:30"},
		{name: "cotton", venue: MCXCotton, at: "2026-11-23 20:00:00",
			phase: Open, until: "2026-11-23 21:00", closes: "2026-11-23 21:00"},
		{name: "evening of a holiday", venue: MCX, at: "2026-11-24 17:00:00", note: "holiday, evening session",
			phase: Open, until: "2026-11-24 23:55", closes: "2026-11-24 23:55"},
		{name: "Budget Sunday", venue: NSE, at: "2026-02-01 10:00:00", note: "Budget",
			phase: Open, until: "2026-02-01 15:30", closes: "2026-02-01 15:30"},
		{name: "Muhurat", venue: NFO, at: "2026-11-08 14:00:00", note: "Muhurat, hours unconfirmed",
			phase: Open, until: "2026-11-08 14:45", closes: "2026-11-08 14:45"},
		{name: "a year not known", venue: NSE, at: "2027-01-26 10:00:00", note: "2027 holidays unknown",
			phase: Open, until: "2027-01-26 15:30", closes: "2027-01-26 15:30"},
	} {
		t.Run(c.name, func(t *testing.T) { c.check(t) })
	}
}

func TestStatusWhileClosed(t *testing.T) {
	for _, c := range []statusCase{
		{name: "before the pre-open", venue: NSE, at: "2026-11-23 08:59:59.999",
			until: "2026-11-23 09:00", opens: "2026-11-23 09:15", last: "2026-11-20 15:30"},
		{name: "at the bell", venue: NSE, at: "2026-11-20 15:30:00",
			until: "2026-11-23 09:00", opens: "2026-11-23 09:15", last: "2026-11-20 15:30"},
		{name: "evening before a holiday", venue: NSE, at: "2026-11-23 19:42:31", note: "Tue holiday",
			until: "2026-11-25 09:00", opens: "2026-11-25 09:15", last: "2026-11-23 15:30"},
		{name: "midnight before it", venue: NSEAuction, at: "2026-11-24 00:00:00", note: "Tue holiday",
			until: "2026-11-25 09:00", opens: "2026-11-25 09:15", last: "2026-11-23 15:35"},
		{name: "last instant of it", venue: NSE, at: "2026-11-24 23:59:59.999", note: "Tue holiday",
			until: "2026-11-25 09:00", opens: "2026-11-25 09:15", last: "2026-11-23 15:30"},
		{name: "after it", venue: NSE, at: "2026-11-25 00:00:00",
			until: "2026-11-25 09:00", opens: "2026-11-25 09:15", last: "2026-11-23 15:30"},
		{name: "commodities on its morning", venue: MCX, at: "2026-11-24 10:00:00", note: "holiday, evening session",
			until: "2026-11-24 17:00", opens: "2026-11-24 17:00", last: "2026-11-23 23:55"},
		{name: "no evening for farm goods", venue: MCXAgri, at: "2026-11-24 10:00:00", note: "Tue holiday",
			until: "2026-11-25 09:00", opens: "2026-11-25 09:00", last: "2026-11-23 17:00"},
		{name: "Saturday", venue: NSE, at: "2026-11-21 12:00:00", note: "weekend",
			until: "2026-11-23 09:00", opens: "2026-11-23 09:15", last: "2026-11-20 15:30"},
		{name: "long weekend", venue: MCX, at: "2026-12-25 12:00:00", note: "Fri holiday",
			until: "2026-12-28 09:00", opens: "2026-12-28 09:00", last: "2026-12-24 23:55"},
		{name: "Friday before Muhurat", venue: NSE, at: "2026-11-06 18:00:00", note: "Muhurat, hours unconfirmed",
			until: "2026-11-08 13:45", opens: "2026-11-08 13:45", last: "2026-11-06 15:30"},
		{name: "after Muhurat", venue: NSE, at: "2026-11-08 20:00:00",
			until: "2026-11-09 09:00", opens: "2026-11-09 09:15", last: "2026-11-08 14:45"},
		{name: "Budget Sunday without currencies", venue: CDS, at: "2026-02-01 10:00:00", note: "weekend",
			until: "2026-02-02 09:00", opens: "2026-02-02 09:00", last: "2026-01-30 17:00"},
		{name: "last evening of summer time", venue: MCX, at: "2026-10-30 23:30:00",
			until: "2026-11-02 09:00", opens: "2026-11-02 09:00", last: "2026-10-30 23:30"},
		{name: "into a year not known", venue: NSE, at: "2026-12-31 18:00:00", note: "2027 holidays unknown",
			until: "2027-01-01 09:00", opens: "2027-01-01 09:15", last: "2026-12-31 15:30"},
		{name: "weekend in a year not known", venue: NSE, at: "2027-01-02 18:00:00",
			note:  "weekend, 2027 holidays unknown",
			until: "2027-01-04 09:00", opens: "2027-01-04 09:15", last: "2027-01-01 15:30"},
		{name: "an exchange not known", venue: "NSEIX", at: "2026-11-23 16:00:00", note: "Tue holiday",
			until: "2026-11-25 09:00", opens: "2026-11-25 09:15", last: "2026-11-23 15:30"},
	} {
		t.Run(c.name, func(t *testing.T) { c.check(t) })
	}
}

// check asks in three zones: the answer must not depend on it.
func (c statusCase) check(t *testing.T) {
	t.Helper()
	want := Status{
		Phase: c.phase, Until: ist(t, c.until), Closes: ist(t, c.closes),
		Opens: ist(t, c.opens), LastClose: ist(t, c.last), Note: c.note,
	}
	for _, zone := range []*time.Location{IST, time.UTC, time.FixedZone("PST", -8*60*60)} {
		got := Default().Status(c.venue, ist(t, c.at).In(zone))
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("at %s in %s (-want +got):\n%s", c.at, zone, diff)
		}
		if !got.Until.IsZero() && got.Until.Location() != IST {
			t.Errorf("Until is in %s, want IST", got.Until.Location())
		}
	}
}

// TestStatusAgreesWithItself walks a year: each phase lasts until Until.
func TestStatusAgreesWithItself(t *testing.T) {
	end := ist(t, "2027-01-10 00:00")
	for _, v := range venues {
		at := ist(t, "2026-01-01 00:00")
		for steps := 0; at.Before(end); steps++ {
			s := Default().Status(v, at)
			if !s.Until.After(at) || steps > 2000 {
				t.Fatalf("%s at %s: until %s", v, at, s.Until)
			}
			if last := Default().Status(v, s.Until.Add(-time.Nanosecond)); last.Phase != s.Phase {
				t.Fatalf("%s at %s: %s until %s, but %s just before", v, at, s.Phase, s.Until, last.Phase)
			}
			if (s.Phase == Closed) != s.Closes.IsZero() || (s.Phase == Closed) == s.Opens.IsZero() {
				t.Fatalf("%s at %s: %+v", v, at, s)
			}
			if s.Phase == Closed && s.LastClose.After(at) {
				t.Fatalf("%s at %s: last close %s", v, at, s.LastClose)
			}
			at = s.Until
		}
	}
}

func TestSummerTime(t *testing.T) {
	for _, c := range []struct {
		day  string
		want string
	}{
		{"2026-03-06 12:00", "2026-03-06 23:55"}, // Friday before 8 March
		{"2026-03-09 12:00", "2026-03-09 23:30"},
		{"2026-10-30 12:00", "2026-10-30 23:30"}, // Friday before 1 November
		{"2026-11-02 12:00", "2026-11-02 23:55"},
		{"2027-03-12 12:00", "2027-03-12 23:55"}, // Friday before 14 March
		{"2027-03-15 12:00", "2027-03-15 23:30"},
		{"2027-11-05 12:00", "2027-11-05 23:30"}, // Friday before 7 November
		{"2027-11-08 12:00", "2027-11-08 23:55"},
	} {
		got := Default().Status(MCX, ist(t, c.day)).Closes
		if !got.Equal(ist(t, c.want)) {
			t.Errorf("MCX on %s closes %s, want %s", c.day, got, c.want)
		}
	}
}

func TestTradingDayAndSessions(t *testing.T) {
	for _, c := range []struct {
		venue    Venue
		at       string
		sessions int
	}{
		{NSE, "2026-11-23 00:00", 2},
		{NSEAuction, "2026-11-23 23:59", 3},
		{NSE, "2026-11-24 12:00", 0},
		{MCX, "2026-11-24 12:00", 1},
		{MCXAgri, "2026-11-24 12:00", 0},
		{MCX, "2026-12-25 12:00", 0},
		{NSE, "2026-11-22 12:00", 0},
		{NSE, "2026-11-08 12:00", 1},
		{NFO, "2025-12-05 12:00", 1},
		{NFO, "2025-12-08 12:00", 2},
	} {
		if got := Default().TradingDay(c.venue, ist(t, c.at)); got != (c.sessions > 0) {
			t.Errorf("TradingDay(%s, %s) = %t", c.venue, c.at, got)
		}
		if got := Default().Sessions(c.venue, ist(t, c.at)); len(got) != c.sessions {
			t.Errorf("Sessions(%s, %s) = %v, want %d", c.venue, c.at, got, c.sessions)
		}
	}
	evening := Default().Sessions(MCX, ist(t, "2026-11-24 12:00"))[0]
	if want := ist(t, "2026-11-24 17:00"); !evening.Start.Equal(want) {
		t.Errorf("evening starts %s, want %s", evening.Start, want)
	}
}

func TestHoliday(t *testing.T) {
	for _, c := range []struct {
		venue Venue
		at    string
		want  string
	}{
		{NSE, "2026-11-24 10:00", "Guru Nanak Jayanti"},
		{MCX, "2026-11-24 20:00", "Guru Nanak Jayanti"},
		{NSE, "2026-11-23 10:00", ""},
		{NSE, "2026-11-08 10:00", ""},
	} {
		got, ok := Default().Holiday(c.venue, ist(t, c.at))
		if got != c.want || ok != (c.want != "") {
			t.Errorf("Holiday(%s, %s) = %q, %t, want %q", c.venue, c.at, got, ok, c.want)
		}
	}
}

func TestCorrections(t *testing.T) {
	nse := VenuesOf("NSE")
	c := Default().With(Table{
		Hours: []Hours{{Venues: nse, Since: On(2027, time.April, 1), Parts: one(9*time.Hour, 18*time.Hour)}},
		Days: []Day{
			{Date: On(2026, time.November, 23), Name: "Poll", Venues: nse},
			{Date: On(2026, time.November, 24), Name: "Guru Nanak Jayanti", Venues: nse, Kind: Usual},
		},
		Last: 2027,
	})
	for _, tc := range []struct {
		at   string
		want Phase
		note string
	}{
		{"2026-11-23 10:00", Closed, "Mon holiday, Guru Nanak Jayanti"},
		{"2026-11-24 10:00", Open, "Guru Nanak Jayanti"},
		{"2027-03-31 17:00", Closed, ""},
		{"2027-04-01 17:00", Open, ""},
	} {
		got := c.Status(NSE, ist(t, tc.at))
		if got.Phase != tc.want || got.Note != tc.note {
			t.Errorf("at %s: %s, %q, want %s, %q", tc.at, got.Phase, got.Note, tc.want, tc.note)
		}
	}
	if got := Default().Status(NSE, ist(t, "2026-11-23 10:00")).Phase; got != Open {
		t.Errorf("the built-in calendar was changed: %s", got)
	}
}

func TestShutForGood(t *testing.T) {
	var days []Day
	for d := On(2026, time.January, 1); d < On(2027, time.January, 1); d++ {
		days = append(days, Day{Date: d, Venues: []Venue{BCD}})
	}
	got := Default().With(Table{Days: days}).Status(BCD, ist(t, "2026-07-01 10:00"))
	if diff := cmp.Diff(Status{}, got); diff != "" {
		t.Errorf("no session in sight (-want +got):\n%s", diff)
	}
	if got := Default().Status(NSE, time.Time{}); got.Phase != Closed {
		t.Errorf("at no time at all: %+v", got)
	}
}

func BenchmarkStatus(b *testing.B) {
	for _, c := range []struct{ name, at string }{
		{"open", "2026-11-23 10:14"},
		{"over a holiday", "2026-11-23 19:42"},
		{"weekend", "2026-11-21 12:00"},
	} {
		at := ist(b, c.at)
		b.Run(c.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				Default().Status(NSE, at)
			}
		})
	}
}
