package kitesim

import (
	"strings"
	"testing"

	"kitewatch/kite/market"

	"github.com/google/go-cmp/cmp"
)

// dates writes expiries for comparison.
func dates(list []expiry) string {
	var text []string
	for _, e := range list {
		text = append(text, e.date.Time().Format("06-01-02")+" "+e.code())
	}
	return strings.Join(text, ", ")
}

func TestExpiries(t *testing.T) {
	cal := market.Default()
	tuesdays := schedule{cal, market.NSE, lastTuesday, 1}
	nifty := func(from market.Date) []expiry { return tuesdays.weekly(5, from, tuesdays.months(3, from)) }
	for _, c := range []struct {
		name string
		got  []expiry
		want string
	}{
		// 24 November is a holiday, 26 January always is one.
		{"NIFTY on an expiry day", nifty(market.On(2026, 11, 23)),
			"26-11-23 26NOV, 26-12-01 26D01, 26-12-08 26D08, 26-12-15 26D15, 26-12-22 26D22, 26-12-29 26DEC, 27-01-25 27JAN"},
		{"the day after", nifty(market.On(2026, 11, 24)),
			"26-12-01 26D01, 26-12-08 26D08, 26-12-15 26D15, 26-12-22 26D22, 26-12-29 26DEC, 27-01-25 27JAN, 27-02-23 27FEB"},
		{"a Tuesday that is a holiday", nifty(market.On(2026, 11, 9))[:2], "26-11-09 26N09, 26-11-17 26N17"},
		{"October and September", nifty(market.On(2026, 9, 28))[:3], "26-09-29 26SEP, 26-10-06 26O06, 26-10-13 26O13"},
		{"SENSEX", schedule{cal, market.BSE, lastThursday, 1}.months(3, market.On(2026, 11, 23)), "26-11-26 26NOV, 26-12-31 26DEC, 27-01-28 27JAN"},
		{"gold", schedule{cal, market.MCX, fifth, 2}.months(3, market.On(2026, 11, 23)), "26-12-04 26DEC, 27-02-05 27FEB, 27-04-05 27APR"},
		{"crude oil", schedule{cal, market.MCX, nineteenth, 1}.months(2, market.On(2026, 11, 23)), "26-12-18 26DEC, 27-01-19 27JAN"},
		{"rupee", schedule{cal, market.CDS, fixing, 1}.months(2, market.On(2026, 11, 23)), "26-11-26 26NOV, 26-12-29 26DEC"},
		{"copper", schedule{cal, market.MCX, lastDay, 1}.months(2, market.On(2026, 11, 23)), "26-11-30 26NOV, 26-12-31 26DEC"},
		{"Christmas is no expiry", schedule{cal, market.NSE, lastThursday, 1}.months(1, market.On(2031, 12, 1)), "31-12-24 31DEC"},
	} {
		if diff := cmp.Diff(c.want, dates(c.got)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", c.name, diff)
		}
	}
	far := tuesdays.quarterly(4, market.On(2026, 11, 23), nifty(market.On(2026, 11, 23)))
	if got := dates(far[7:]); got != "27-03-30 27MAR, 27-06-29 27JUN, 27-09-28 27SEP, 27-12-28 27DEC, 28-06-27 28JUN, 28-12-26 28DEC, 29-06-26 29JUN, 29-12-24 29DEC, 30-06-25 30JUN" {
		t.Errorf("far ones: %s", got)
	}
	for i, e := range far {
		if e.rank != i {
			t.Errorf("%s has rank %d, want %d", e.code(), e.rank, i)
		}
	}
}
