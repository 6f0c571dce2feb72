package alerts

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"kitewatch/kite/feed"
	"kitewatch/tui/alert"
)

func TestSaid(t *testing.T) {
	infy := alert.Fired{Level: levelOf("NSE:INFY", alert.Above, 1600), Price: 1601.5, Decimals: 2}
	change := alert.Fired{Level: levelOf("NSE:M&M", alert.ChangePct, 2.5), Price: 3000, ChangePct: -2.514, ChangeKnown: true, Decimals: 2}
	pair := alert.Fired{Level: levelOf("CDS:USDINR26NOVFUT", alert.Below, 88.125), Price: 88.1, Decimals: 4}
	for _, c := range []struct {
		fired []alert.Fired
		want  string
	}{
		{nil, ""},
		{[]alert.Fired{infy}, "INFY 1,601.50, above 1,600"},
		{[]alert.Fired{change}, "M&M 3,000.00, -2.51% on the day"},
		{[]alert.Fired{pair}, "USDINR26NOVFUT 88.1000, below 88.1250"},
		{[]alert.Fired{infy, change, pair}, "3 alerts: INFY above 1,600, M&M change 2.50%, USDINR26NOVFUT below 88.1250"},
	} {
		if got := Said(c.fired); got != c.want {
			t.Errorf("%q, want %q", got, c.want)
		}
	}
	mark := alert.Mark{Level: infy.Level, FiredAt: now.UTC()}
	if got, want := Note(mark, 2), "above 1,600 10:14"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
}

func TestHints(t *testing.T) {
	row := feed.Row{Decimals: 2}
	if diff := cmp.Diff([]string{">price <price 2%"}, Hints(row, nil)); diff != "" {
		t.Errorf("without a price (-want +got):\n%s", diff)
	}
	row.Quote.LastPrice, row.Quote.OHLC.High = 1584, 1591.3
	near := "near 1,568.15 1,580 1,591.30 1,599.85"
	if diff := cmp.Diff([]string{near + "; >price <price 2%", near, near, "1,580 1,591.30", near, "1,580 1,591.30", "1,591.30"}, Hints(row, nil)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	got := Hints(row, []alert.Level{{Kind: alert.Above, Value: 1600}, {Kind: alert.ChangePct, Value: 2.5}})
	now := "; now >1,600 2.5%"
	want := []string{near + now + "; >price <price 2%; none clears", near + now + "; none clears", near + now, "1,580 1,591.30" + now, near, "1,580 1,591.30", "1,591.30"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("with levels (-want +got):\n%s", diff)
	}
}
