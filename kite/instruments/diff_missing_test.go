package instruments

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"kitewatch/kite/market"
)

var missingCases = []struct {
	name, symbol string
	reason       ChangeKind
	text         string
	suggestion   string
}{
	{"future of yesterday", "NFO:NIFTY26NOVFUT", Expired, "expired 23 Nov 2026; nearest is NIFTY26DECFUT", "NFO:NIFTY26DECFUT"},
	{"option of yesterday", "NFO:NIFTY26NOV24500CE", Expired, "expired 23 Nov 2026; nearest is NIFTY26D0124500CE", "NFO:NIFTY26D0124500CE"},
	{"option whose strike is no more", "NFO:NIFTY26NOV99000CE", Expired, "expired 23 Nov 2026", ""},
	{"future of long ago", "NFO:NIFTY26AUGFUT", Expired, "expired in Aug 2026; nearest is NIFTY26DECFUT", "NFO:NIFTY26DECFUT"},
	{"week of long ago", "NFO:NIFTY2692224500CE", Expired, "expired 22 Sep 2026; nearest is NIFTY26D0124500CE", "NFO:NIFTY26D0124500CE"},
	{"week of a name with figures", "BFO:SENSEX5026O0825000CE", Expired, "expired 8 Oct 2026; nearest is SENSEX5026DEC25000CE", "BFO:SENSEX5026DEC25000CE"},
	{"this month's, of which nothing is left", "BFO:SENSEX26NOVFUT", Expired, "expired in Nov 2026; nearest is SENSEX26DECFUT", "BFO:SENSEX26DECFUT"},
	{"strike never listed", "NFO:NIFTY26DEC24475CE", Gone, "not in the list of 24 Nov 2026", ""},
	{"strike taken off the list", "NFO:NIFTY26DEC30000CE", Gone, "not in the list of 24 Nov 2026", ""},
	{"month to come", "NFO:NIFTY27AUGFUT", Gone, "not in the list of 24 Nov 2026", ""},
	{"name the exchange has not", "NFO:NOBODY26AUGFUT", Gone, "not in the list of 24 Nov 2026", ""},
	{"renamed", "NSE:NIITTECH", Renamed, "gone from today's list; same exchange token: COFORGE", "NSE:COFORGE"},
	{"restricted", "NSE:INFY", SeriesMoved, "listed in another series: INFY-BE", "NSE:INFY-BE"},
	{"free again", "NSE:VIVIANA-BE", SeriesMoved, "listed in another series: VIVIANA", "NSE:VIVIANA"},
	{"another company's now", "NSE:PASSEDON", Gone, "not in the list of 24 Nov 2026", ""},
	{"bill whose token is used again", "NSE:182D031226-TB", Gone, "not in the list of 24 Nov 2026", ""},
	{"delisted", "NSE:DELISTED", Gone, "not in the list of 24 Nov 2026", ""},
	{"mistyped", "NSE:RELAINCE", Misspelt, "no such symbol; did you mean NSE:RELIANCE?", "NSE:RELIANCE"},
	{"blank too many", "NSE:HDFC BANK", Misspelt, "no such symbol; did you mean NSE:HDFCBANK?", "NSE:HDFCBANK"},
	{"without its sign", "NSE:MM", Misspelt, "no such symbol; did you mean NSE:M&M?", "NSE:M&M"},
	{"by its other name", "NSE:BANKNIFTY", Misspelt, "no such symbol; did you mean NSE:NIFTY BANK?", "NSE:NIFTY BANK"},
	{"another exchange's", "NSE:SENSEX", Misspelt, "no such symbol; did you mean BSE:SENSEX?", "BSE:SENSEX"},
	{"of two exchanges NSE's", "NFO:RELIANCE", Misspelt, "no such symbol; did you mean NSE:RELIANCE?", "NSE:RELIANCE"},
	{"as near to two", "NSE:KAVERO", Gone, "not in the list of 24 Nov 2026", ""},
	{"the same token by chance", "NSE:SWAP", Gone, "not in the list of 24 Nov 2026", ""},
	{"its token given to a bond", "NSE:OLDSHARE", Gone, "not in the list of 24 Nov 2026", ""},
	{"this month's, with none after it", "NFO:DONE26NOVFUT", Gone, "not in the list of 24 Nov 2026", ""},
	{"too short to tell", "NSE:SAIK", Gone, "not in the list of 24 Nov 2026", ""},
	{"nothing like it", "NSE:QWERTZ", Gone, "not in the list of 24 Nov 2026", ""},
	{"signs alone", "NSE:&&", Gone, "not in the list of 24 Nov 2026", ""},
	{"token", "123456789", Gone, "not in the list of 24 Nov 2026", ""},
}

func TestMissing(t *testing.T) {
	older, newer := listOf(t, olderRows...), listOf(t, newerRows...)
	newer.fetched = at(t, "2026-11-24 03:01:00").UTC()
	for _, c := range missingCases {
		t.Run(c.name, func(t *testing.T) {
			got := newer.Missing(symbol(t, c.symbol), older, at(t, "2026-11-24 10:00:00"), market.Default())
			if got.Reason != c.reason || got.Text != c.text || got.Suggestion.String() != c.suggestion {
				t.Errorf("%s: %+v, want %+v", c.symbol, got, c)
			}
		})
	}
}

// TestMissingWithoutOlderList knows less, and says less.
func TestMissingWithoutOlderList(t *testing.T) {
	l := listOf(t, newerRows...)
	l.fetched = at(t, "2026-11-24 08:31:00")
	for _, c := range []struct{ symbol, now, want string }{
		{"NFO:NIFTY26NOVFUT", "2026-11-24 10:00:00", "expired in Nov 2026; nearest is NIFTY26DECFUT"},
		{"NSE:NIITTECH", "2026-11-24 10:00:00", "not in the list of 24 Nov 2026"},
		{"NFO:NIFTY26N2424500CE", "2026-11-24 10:00:00", "not in the list of 24 Nov 2026"}, // closes with the day: the calendar has a holiday
		{"NFO:NIFTY26N2524500CE", "2026-11-25 15:39:59", "not in the list of 24 Nov 2026"},
		{"NFO:NIFTY26N2524500CE", "2026-11-25 15:40:00", "expired 25 Nov 2026; nearest is NIFTY26D0124500CE"},
	} {
		if got := l.Missing(symbol(t, c.symbol), nil, at(t, c.now), market.Default()); got.Text != c.want {
			t.Errorf("%s at %s: %q, want %q", c.symbol, c.now, got.Text, c.want)
		}
	}
}

// TestMissingOverADay takes all that is in one day's list and not in the next:
// each contract has expired, and what is suggested is the same contract of a
// later expiry; no share is taken for another.
func TestMissingOverADay(t *testing.T) {
	older, newer := simListOn(t, simDay{20000, monday}), simListOn(t, simDay{20000, monday + 2})
	now := (monday + 2).Time().Add(10 * time.Hour)
	counts := map[ChangeKind]int{}
	for i := range older.Len() {
		was := older.At(i)
		if _, ok := newer.Find(was.Symbol); ok {
			continue
		}
		for _, known := range []*List{older, nil} {
			got := newer.Missing(was.Symbol, known, now, market.Default())
			counts[got.Reason]++
			expired := was.Expiry != 0 && was.Expiry < monday+2
			if known != nil && expired != (got.Reason == Expired) || !expired && got.Reason == Expired {
				t.Errorf("%s, which expires %s: %+v", was.Symbol, dateText(was.Expiry), got)
			}
			if got.Suggestion.IsZero() {
				continue
			}
			at, ok := newer.Find(got.Suggestion)
			if !ok || !was.isContract() {
				t.Fatalf("%s: %+v", was.Symbol, got)
			}
			if is := newer.At(at); is.Name != was.Name || is.Type != was.Type || is.Strike != was.Strike || is.Expiry <= was.Expiry {
				t.Errorf("%s is taken for %s", was.Symbol, is.Symbol)
			}
		}
	}
	if counts[Expired] < 500 {
		t.Errorf("the day took too little with it to tell: %v", counts)
	}
}

func TestReadings(t *testing.T) {
	for _, c := range []struct {
		symbol string
		want   []reading
	}{
		{"NIFTY26SEPFUT", []reading{{"NIFTY", "FUT", 0, 2026, time.September, 0}}},
		{"SENSEX5026JULFUT", []reading{{"SENSEX50", "FUT", 0, 2026, time.July, 0}}},
		{"RELIANCE26SEP1300CE", []reading{{"RELIANCE", "CE", 1300, 2026, time.September, 0}}},
		{"IDEA26SEP8.5PE", []reading{{"IDEA", "PE", 8.5, 2026, time.September, 0}}},
		{"NIFTY26O0624900PE", []reading{{"NIFTY", "PE", 24900, 2026, time.October, 6}}},
		{"NIFTY2690124500CE", []reading{
			{"NIFTY26", "CE", 500, 2090, time.January, 24}, {"NIFTY", "CE", 24500, 2026, time.September, 1},
		}},
		{"NIFTY2610105000CE", nil}, // a strike does not begin with 0
		{"NIFTY24JAN", nil},
		{"RELIANCE", nil},
		{"BAJFINANCE", nil},
		{"NIFTY26XYZFUT", nil},
		{"NIFTY26ANFFUT", nil},
		{"NIFTY26N3124500CE", nil},
	} {
		if diff := cmp.Diff(c.want, readings(c.symbol), cmp.AllowUnexported(reading{})); diff != "" {
			t.Errorf("%s (-want +got):\n%s", c.symbol, diff)
		}
	}
}

// TestNameBefore: a name is read off a symbol only when the row's columns bear
// the reading out.
func TestNameBefore(t *testing.T) {
	option := Instrument{Symbol: symbol(t, "NFO:NIFTY26D0124500CE"), Type: "CE", Strike: 24500}
	for _, c := range []struct {
		expiry market.Date
		want   string
	}{
		{market.On(2026, time.December, 1), "NIFTY"},
		{market.On(2026, time.November, 30), "NIFTY"}, // moved by a holiday
		{market.On(2026, time.December, 8), option.Symbol.Tradingsymbol},
	} {
		option.Expiry = c.expiry
		if got := option.underlyingName(); got != c.want {
			t.Errorf("expiring %s it is of %s, want %s", dateText(c.expiry), got, c.want)
		}
	}
}

// FuzzReadings: what is read off a symbol is in it.
func FuzzReadings(f *testing.F) {
	for _, s := range []string{"NIFTY26SEPFUT", "RELIANCE26SEP1300CE", "NIFTY2692223350CE", "SENSEX5026O0825000PE", "IDEA26SEP8.5PE", "CE", "26FUT", "A26.CE", "A269310CE"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, symbol string) {
		for _, r := range readings(symbol) {
			if !strings.HasPrefix(symbol, r.name) || !strings.HasSuffix(symbol, r.side) || r.name == "" {
				t.Errorf("%q is read as %+v", symbol, r)
			}
			if r.side != "FUT" && !(r.strike > 0) || r.month < 1 || r.month > 12 || r.year < 2000 || r.year > 2099 {
				t.Errorf("%q is read as %+v", symbol, r)
			}
		}
	})
}
